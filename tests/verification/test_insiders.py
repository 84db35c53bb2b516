"""What a party itself does: the exporting node with its own keys, or somebody who signs without right.

The exporting node may sign anything again; it cannot sign for the other side or for the directory.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from comity.evidence import layout
from comity.evidence.errors import DirectoryIncompleteError
from comity.evidence.exporting import Contents, ExhibitIn
from comity.trust.history import OPENED
from comity.trust.keys import Ring
from comity.verification.cli import verify
from comity.verification.report import Report
from comity.wire import digests, jws, letters, manifest, receipts, times
from tests.simulated_peer import Official
from tests.verification.story import MA, RO, RO_CENTRAL, Journal, Story, reseal, words


def judged(story: Story, tmp_path: Path, contents: Contents | None = None) -> Report:
    """What the verifier says of an export of these contents."""
    folder = story.export(tmp_path / "evidence", contents)
    return verify(folder, story.anchor_file)


def named(report: Report) -> tuple[int, str]:
    return report.exit_status, report.error or report.reason


def wrong(report: Report, error: str, file: str, why: str = "") -> None:
    found = (report.exit_status, report.error, report.reason, report.file)
    assert report.exit_status == 1, found
    assert report.error == error, found
    assert file in report.file, found
    assert why in report.reason, found


# The exporting node leaves out or exchanges


def without_last(story: Story) -> Contents:
    """The last letter of the hold is left out of everything that our node signs itself."""
    made = story.contents()
    gone = [one for one in made.letters if one.letter.matter_id == story.hold][-1].letter.digest
    left = [one for one in made.letters if one.letter.digest != gone]
    held = [one.letter.digest for one in left if one.letter.matter_id == story.hold]
    ours = story.statement(story.ro, story.hold, held)
    others = [s for s in made.statements if (s.matter, s.node) != (story.hold, "ro-1")]
    return replace(made, letters=left, statements=[ours, *others])


def older_statement(story: Story) -> Contents:
    """MA's statement from before its last letter stands for the present one."""
    made = without_last(story)
    ours = next(s for s in made.statements if (s.matter, s.node) == (story.hold, "ro-1"))
    old = story.statement(story.ma, story.hold, [digests.sha256(b"x"), story.hold])
    others = [s for s in made.statements if s.matter != story.hold]
    return replace(story.contents(), statements=[ours, old, *others])


def middle_gone(story: Story) -> Contents:
    made = story.contents()
    return replace(made, letters=[one for number, one in enumerate(made.letters) if number != 1])


def opening_gone(story: Story) -> Contents:
    made = story.contents()
    return replace(made, letters=made.letters[1:])


def unreceipted(story: Story) -> Contents:
    made = story.contents()
    return replace(made, letters=[replace(made.letters[0], receipt=None), *made.letters[1:]])


def own_receipt(story: Story) -> Contents:
    """Our node receipts its own letter in MA's name."""
    made = story.contents()
    first = made.letters[0]
    said = receipts.parse(_payload(first.receipt or b""))
    forged = story.ro.ring.sign_as_node(receipts.build(said), jws.RECEIPT)
    return replace(made, letters=[replace(first, receipt=forged), *made.letters[1:]])


def other_journal(story: Story) -> Contents:
    """A journal of the same length with another past, all of it ours and freshly signed."""
    made, true = story.contents(), story.journals["ro-1"]
    forged = Journal(story.ro)
    for export in true.exports:
        entry = export["entry"]
        event = entry["event"].replace("sent", "received")
        forged.enter(event, entry["about"], times.parse(entry["at"]) + timedelta(seconds=1))
    size = len(forged.hashes)
    about = {*story.matters, *(f"exhibit:{one.manifest.exhibit}" for one in story.exhibits)}
    return replace(
        made,
        checkpoint=forged.checkpoint(story.now),
        entries=forged.entry_lines(about, size),
    )


def shorter_journal(story: Story) -> Contents:
    """A checkpoint from before some receipts."""
    made, true = story.contents(), story.journals["ro-1"]
    size = len(true.hashes) - 4
    return replace(made, checkpoint=true.checkpoint(story.now, size))


def foreign_checkpoint(story: Story) -> Contents:
    made = story.contents()
    return replace(made, checkpoint=story.journals["ma-1"].checkpoint(story.now))


def exhibit_entry_gone(story: Story) -> Contents:
    made = story.contents()
    kept = [e for e in made.entries if not str(e.export["entry"]["event"]).startswith("evidence")]  # type: ignore[index]
    return replace(made, entries=kept)


def not_handed(story: Story) -> Contents:
    """An exhibit with a manifest of a maker of MA, which no letter names."""
    made = story.contents()
    other = story.manifest(name="other.zip")
    one = made.exhibits[0]
    return replace(made, exhibits=[*made.exhibits, replace(one, document=other)])


def own_manifest(story: Story) -> Contents:
    """Our own manifest of the same file, in place of the maker's."""
    made = story.contents()
    ours = story.manifest(maker=RO, peer=story.ro)
    return replace(made, exhibits=[replace(made.exhibits[0], document=ours)])


LEFT_OUT: list[tuple[str, Callable[[Story], Contents], str, str]] = [
    ("a matter's last letter", without_last, "RecordsDifferError", "ma-1.jws.json"),
    ("an older statement of the other side", older_statement, "RecordsDifferError", "ma-1.jws.json"),
    ("a letter in between", middle_gone, "LetterWrongError", "letter.jws.json"),
    ("the opening letter", opening_gone, "LetterWrongError", "letters.jsonl"),
    ("a receipt", unreceipted, "ReceiptWrongError", "receipt.jws.json"),
    ("a receipt made by ourselves", own_receipt, "ReceiptWrongError", "receipt.jws.json"),
    ("a journal with another past", other_journal, "JournalWrongError", "letter.jws.json"),
    ("a checkpoint that is too old", shorter_journal, "JournalWrongError", "journal/entries.jsonl"),
    ("a checkpoint of another journal", foreign_checkpoint, "JournalWrongError", "checkpoint.jws.json"),
    ("the entry about an exhibit", exhibit_entry_gone, "JournalWrongError", "letter.jws.json"),
    ("an exhibit that no letter names", not_handed, "ExhibitWrongError", "manifest.jws.json"),
    ("a manifest made by ourselves", own_manifest, "ExhibitWrongError", "manifest.jws.json"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "change", "error", "file"), LEFT_OUT, ids=[r[0] for r in LEFT_OUT])
def test_the_exporting_node_leaves_out_or_exchanges(
    told: Story, tmp_path: Path, name: str, change: Callable[[Story], Contents], error: str, file: str
) -> None:
    wrong(judged(told, tmp_path, change(told)), error, file)


def test_the_newest_directory_cannot_be_withheld(told: Story, folder: Path) -> None:
    newest = max((folder / "data/directory/metadata").glob("*.timestamp.json"), key=lambda p: int(p.name.split(".")[0]))
    version = int(newest.name.split(".")[0])
    newest.unlink()
    reseal(folder, told.ro, directory=version - 1)
    wrong(verify(folder, told.anchor_file), "DirectoryWrongError", "receipt.jws.json", f"Version {version}")


def test_an_export_without_the_newest_directory_is_not_made(told: Story, tmp_path: Path) -> None:
    made = told.contents()
    directory = dict(made.directory)
    newest = max((n for n in directory if n.endswith(".timestamp.json")), key=lambda n: int(n[9:].split(".")[0]))
    del directory[newest]
    with pytest.raises(DirectoryIncompleteError):
        told.export(tmp_path / "evidence", replace(made, directory=directory))
    assert not (tmp_path / "evidence").exists()


def test_only_needed_people_are_exported(told: Story, exported: Path) -> None:
    approving = {
        approval["statement"]["authority"] for one in told.letters for approval in one.letter.approvals
    }
    assert len(list((exported / "data/directory/opened").iterdir())) == len(approving)
    assert len([n for n in told.directory() if n.startswith(OPENED)]) > len(approving)


# Keys that were revoked, people and authorities that nobody vouches for


def revoke(kid: str, at: Any) -> dict[str, Any]:
    return {"kid": kid, "since": times.format(at), "reason": "stolen"}


def declare(story: Story, *states: str) -> None:
    story.world.declare(*states, now=story.later())


def test_a_key_that_was_revoked_before(story: Story, tmp_path: Path) -> None:
    sent_at = story.letters[-1].letter.core.time
    kid = story.ro.ring.authorities[RO_CENTRAL][0].public.kid
    story.world.revoked[RO_CENTRAL] = [revoke(kid, sent_at - timedelta(minutes=2))]
    declare(story, "RO")
    wrong(judged(story, tmp_path), "NotVouchedError", "letter.jws.json", "revoked")


def test_a_key_that_was_revoked_afterwards_changes_nothing(story: Story, tmp_path: Path) -> None:
    kid = story.ro.ring.authorities[RO_CENTRAL][0].public.kid
    story.world.revoked[RO_CENTRAL] = [revoke(kid, story.later(minutes=30))]
    declare(story, "RO")
    assert named(judged(story, tmp_path)) == (0, "")


def test_a_person_s_key_that_was_revoked_before(story: Story, tmp_path: Path) -> None:
    person = story.ro.people[RO][1]
    person.revoked.append(revoke(person.key.kid, story.letters[0].letter.core.time))
    declare(story, "RO")
    wrong(judged(story, tmp_path), "NotVouchedError", "letter.jws.json", "revoked")


def test_a_revocation_that_a_later_version_forgets_still_counts(story: Story, tmp_path: Path) -> None:
    person = story.ro.people[RO][1]
    person.revoked.append(revoke(person.key.kid, story.letters[0].letter.core.time))
    declare(story, "RO")
    person.revoked.clear()
    declare(story, "RO")
    wrong(judged(story, tmp_path), "NotVouchedError", "letter.jws.json", "revoked")


def test_the_list_that_shows_a_revocation_cannot_stay_closed(story: Story, tmp_path: Path) -> None:
    before = {n for n in story.directory() if n.startswith(OPENED)}
    person = story.ro.people[RO][1]
    person.revoked.append(revoke(person.key.kid, story.letters[0].letter.core.time))
    declare(story, "RO")
    made = story.contents()
    kept = {n: d for n, d in made.directory.items() if not n.startswith(OPENED) or n in before}
    report = judged(story, tmp_path, replace(made, directory=kept))
    wrong(report, "DirectoryWrongError", "people", "not open")


def test_another_state_cannot_revoke_our_keys(story: Story, tmp_path: Path) -> None:
    kid = story.ro.ring.authorities[RO_CENTRAL][0].public.kid
    story.world.revoked["EE/contact-point"] = [revoke(kid, story.letters[0].letter.core.time)]
    declare(story, "EE")
    assert named(judged(story, tmp_path)) == (0, "")


def test_after_a_change_of_keys_old_letters_still_hold(story: Story, tmp_path: Path) -> None:
    fresh = Ring.generate("ro-1", story.ro.authorities, story.now)
    story.ro.ring = replace(
        story.ro.ring, authorities=fresh.authorities, pair=fresh.pair, http=fresh.http
    )
    declare(story, "RO")
    story.write("answer", {"question": digests.sha256(b"q"), "text": words("yes")}, story.request, writer=RO_CENTRAL)
    assert named(judged(story, tmp_path)) == (0, "")


def _payload(document: bytes) -> bytes:
    return jws.peek(document, max_bytes=len(document)).payload


def forged(story: Story, **core: Any) -> bytes:
    """A further letter of MA in the hold with other members in its core, signed by MA's contact point."""
    document = story.sign("promise", {"expected_by": "2026-11-26T08:00:00Z"}, story.hold, MA, RO, (), story.ma)
    raw = letters.parse(_payload(document)).core.raw | core
    return story.ma.sign(letters.assemble(letters.core_bytes(raw), []), MA)


def unknown_authority(story: Story) -> bytes:
    return forged(story, **{"from": {"authority": "MA/secret-service", "node": "ma-1"}})


def other_node(story: Story) -> bytes:
    return forged(story, **{"from": {"authority": MA, "node": "atlas-1"}})


def third_party(story: Story) -> bytes:
    """A letter of another authority of MA's node in a matter that is not its own."""
    return story.sign("promise", {"expected_by": "2026-11-26T08:00:00Z"}, story.hold, "MA/central-authority", RO, (), story.ma)


def wrong_side(story: Story) -> bytes:
    """The requested side writes what only the requesting side may."""
    return story.sign("withdrawal", {"reason": words("x")}, story.hold, MA, RO, (), story.ma)


def opens_twice(story: Story) -> bytes:
    """A letter that opens matters stands inside one."""
    body = story.letters[0].letter.core.body
    return story.sign("preservation-request", body, story.hold, RO, MA, (), story.ro)


def approved_by(story: Story, official: Official, at: str = MA, **said: Any) -> bytes:
    def approve(core: bytes) -> list[dict[str, Any]]:
        return [official.approve(core, at, "decide", story.now, **said)]

    body = {"ground": "R-POL", "reason": words("no")}
    return story.sign("refusal", body, story.hold, MA, RO, (), story.ma, approve=approve)


def stranger(story: Story) -> bytes:
    return approved_by(story, Official("MA-999", "officer", ("decide",)))


def stolen_name(story: Story) -> bytes:
    """Somebody approves in the name of an officer with a key of their own."""
    real = story.ma.people[MA][1]
    return approved_by(story, Official(real.person, real.role, real.capacities))


def other_role(story: Story) -> bytes:
    return approved_by(story, story.ma.people[MA][1], role="minister")


def other_core(story: Story) -> bytes:
    return approved_by(story, story.ma.people[MA][1], core_digest=digests.sha256(b"another"))


def other_state(story: Story) -> bytes:
    return approved_by(story, story.ro.people[RO][1], RO)


def by_drafter(story: Story) -> bytes:
    drafter = story.ma.people[MA][0]

    def approve(core: bytes) -> list[dict[str, Any]]:
        return [drafter.approve(core, MA, "decide", story.now)]

    return story.sign("lift", {"reason": "decided"}, story.hold, MA, RO, (), story.ma, approve=approve)


def unapproved(story: Story) -> bytes:
    return story.sign("refusal", {"ground": "R-POL", "reason": words("no")}, story.hold, MA, RO, (), story.ma, approve=lambda core: [])


SIGNED: list[tuple[str, Callable[[Story], bytes], str, str]] = [
    ("an authority that is not in the directory", unknown_authority, "NotVouchedError", "UnknownSenderError"),
    ("a node that does not speak for it", other_node, "NotVouchedError", "NotSpokenForError"),
    ("an authority that is no party", third_party, "LetterWrongError", "parties"),
    ("the side that may not write it", wrong_side, "LetterWrongError", "place"),
    ("an opening letter inside a matter", opens_twice, "LetterWrongError", "place"),
    ("approved by somebody not vouched for", stranger, "NotVouchedError", "ApproverUnknownError"),
    ("approved with somebody else's key", stolen_name, "NotVouchedError", "ApproverUnknownError"),
    ("approved in another role", other_role, "NotVouchedError", "ApproverRoleError"),
    ("approved by another State", other_state, "NotVouchedError", "ApproverUnknownError"),
    ("an approval of another letter", other_core, "LetterWrongError", "ApprovalOtherCoreError"),
    ("approved by its drafter", by_drafter, "LetterWrongError", "ApprovalByDrafterError"),
    ("not approved", unapproved, "LetterWrongError", "ApprovalMissingError"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "write", "error", "why"), SIGNED, ids=[row[0] for row in SIGNED])
def test_a_letter_that_both_nodes_hold_and_that_is_not_right(
    story: Story, tmp_path: Path, name: str, write: Callable[[Story], bytes], error: str, why: str
) -> None:
    document = write(story)
    peer = story.ma if letters.parse(_payload(document)).core.from_node != "ro-1" else story.ro
    story.pass_on(document, peer)
    wrong(judged(story, tmp_path), error, "letter.jws.json", why)


def test_a_fork_is_named(story: Story, tmp_path: Path) -> None:
    place = story.ma.position(story.hold, MA)
    for text in ("one", "two"):
        body = {"about": "other", "text": words(text)}
        document = story.sign("question", body, story.hold, MA, RO, (), story.ma, **place)
        story.pass_on(document, story.ma)
    wrong(judged(story, tmp_path), "LetterWrongError", "letter.jws.json", "two letters in one place")


def test_a_type_that_nobody_knows_yet_is_shown(story: Story, tmp_path: Path) -> None:
    document = story.sign("telepathy", {"text": "hello"}, story.hold, MA, RO, (), story.ma)
    story.pass_on(document, story.ma)
    report = judged(story, tmp_path)
    assert named(report) == (0, "")
    assert any("telepathy" in text for text in report.warnings)


# Receipts that say what is not so


def received(story: Story, tmp_path: Path, **changed: Any) -> Report:
    """One more letter of ours, with a receipt of MA that says this."""
    body = {"question": digests.sha256(b"q"), "text": words("yes")}
    story.write("answer", body, story.request, writer=RO_CENTRAL)
    last = story.letters[-1]
    said = receipts.parse(_payload(last.receipt or b"")).model_copy(update=changed)
    document = story.ma.ring.sign_as_node(receipts.build(said), jws.RECEIPT)
    story.letters[-1] = replace(last, receipt=document)
    return judged(story, tmp_path)


def named_directory(story: Story, **changed: Any) -> receipts.Directory:
    assert story.ma.directory is not None
    said = {"version": story.ma.directory.version, "sha256": story.ma.directory.sha256, "expired": False}
    return receipts.Directory(**{**said, **changed})


def test_a_receipt_that_names_another_directory(story: Story, tmp_path: Path) -> None:
    other = named_directory(story, sha256=digests.sha256(b"another"))
    wrong(received(story, tmp_path, directory=other), "ReceiptWrongError", "receipt.jws.json", "another directory")


def test_a_receipt_from_before_the_directory_that_it_names(story: Story, tmp_path: Path) -> None:
    story.later(hours=2)
    declare(story, "EE")
    early = story.now - timedelta(hours=1)
    report = received(story, tmp_path, stored_at=early, directory=named_directory(story))
    wrong(report, "ReceiptWrongError", "receipt.jws.json", "issued after")


def test_a_receipt_on_an_expired_directory_is_told(story: Story, tmp_path: Path) -> None:
    report = received(story, tmp_path, directory=named_directory(story, expired=True))
    assert named(report) == (0, "")
    assert any("expired directory" in text for text in report.warnings)


def test_a_receipt_that_did_not_understand_is_told(story: Story, tmp_path: Path) -> None:
    report = received(story, tmp_path, understood=False)
    assert named(report) == (0, "")
    assert any("did not understand" in text for text in report.warnings)


def test_a_receipt_of_another_node_than_the_addressee(story: Story, tmp_path: Path) -> None:
    report = received(story, tmp_path, to_node="ee-1")
    wrong(report, "ReceiptWrongError", "receipt.jws.json", "another node")


def test_two_journals_of_one_length(story: Story, tmp_path: Path) -> None:
    """MA shows our node one past and, later, another of the same length."""
    shown = receipts.parse(_payload(story.letters[0].receipt or b"")).journal
    forged = Journal(story.ma)
    forged.enter("exchange:letter:received", ["another"], story.now)
    other = shown.model_copy(update={"checkpoint": forged.checkpoint(story.now).decode(), "from_size": 0})
    report = received(story, tmp_path, journal=other)
    wrong(report, "JournalWrongError", "receipt.jws.json", "two journals")


def test_a_journal_that_does_not_continue_what_it_showed(story: Story, tmp_path: Path) -> None:
    forged = Journal(story.ma)
    for number in range(90):
        forged.enter("exchange:letter:received", [f"another {number}"], story.now)
    start = story.shown["ma-1"]
    report = received(story, tmp_path, journal=forged.shown(story.now, start))
    wrong(report, "JournalWrongError", "receipt.jws.json", "Consistency")


def leave(story: Story, person: Official) -> None:
    """The person is no longer declared, from the next version on."""
    story.ro.people[RO].remove(person)
    declare(story, "RO")


def asked(story: Story, person: Official) -> bytes:
    """A letter of RO's contact point, approved by this person."""

    def approve(core: bytes) -> list[dict[str, Any]]:
        return [person.approve(core, RO, "authorise", story.now)]

    return story.sign("withdrawal", {"reason": words("x")}, story.hold, RO, MA, (), story.ro, approve=approve)


def test_a_receiver_whose_directory_was_a_little_older_is_told(story: Story, tmp_path: Path) -> None:
    person, before = story.ro.people[RO][1], story.ma.directory
    leave(story, person)
    document = asked(story, person)
    story.ma.directory = before
    story.pass_on(document, story.ro)
    report = judged(story, tmp_path)
    assert named(report) == (0, "")
    assert any("a newer one was issued before" in text for text in report.warnings)


def test_a_receiver_whose_directory_had_expired_cannot_vouch(story: Story, tmp_path: Path) -> None:
    person, before = story.ro.people[RO][1], story.ma.directory
    leave(story, person)
    story.later(days=2)
    story.world.ceremony.repository.refresh(story.now)
    document = asked(story, person)
    story.ma.directory = before
    story.pass_on(document, story.ro)
    wrong(judged(story, tmp_path), "NotVouchedError", "letter.jws.json", "ApproverUnknownError")


# Exhibits


def disclosed(story: Story, document: bytes, **item: Any) -> None:
    """A second exhibit in the request."""
    story.disclose(story.request, document, **item)


def numbered(story: Story, **changed: Any) -> bytes:
    return story.manifest(exhibit="11111111-6a9b-4d3c-8b57-2f0d5d8a9e22", **changed)


def by_our_node(story: Story) -> None:
    disclosed(story, numbered(story, maker="EE/contact-point", peer=story.world["ee-1"]))


def by_another_key(story: Story) -> None:
    said = manifest.parse(_payload(numbered(story)))
    disclosed(story, story.ma.sign(manifest.build(said), MA, jws.MANIFEST))


def by_another_node(story: Story) -> None:
    said = manifest.parse(_payload(numbered(story))).model_copy(update={"node": "ma-1"})
    disclosed(story, story.atlas.sign(manifest.build(said), said.maker, jws.MANIFEST))


def made_later(story: Story) -> None:
    disclosed(story, numbered(story, made_at=story.now + timedelta(hours=3)))


def said_otherwise(story: Story) -> None:
    disclosed(story, numbered(story), sha256=digests.sha256(b"another"))


def named_otherwise(story: Story) -> None:
    disclosed(story, numbered(story), name="another.zip")


MADE: list[tuple[str, Callable[[Story], None], str, str]] = [
    ("of another State", by_our_node, "ExhibitWrongError", "another State"),
    ("with another key", by_another_key, "ExhibitWrongError", "Signature"),
    ("at another node", by_another_node, "ExhibitWrongError", "node"),
    ("after it was handed over", made_later, "ExhibitWrongError", "after it had been"),
    ("with another digest in the letter", said_otherwise, "ExhibitWrongError", "something else"),
    ("with another name in the letter", named_otherwise, "ExhibitWrongError", "something else"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "make", "error", "why"), MADE, ids=[row[0] for row in MADE])
def test_an_exhibit_made(
    story: Story, tmp_path: Path, name: str, make: Callable[[Story], None], error: str, why: str
) -> None:
    make(story)
    wrong(judged(story, tmp_path), error, "manifest.jws.json", why)


def test_an_exhibit_that_its_receiver_rejected_may_be_absent(story: Story, tmp_path: Path) -> None:
    document = numbered(story)
    disclosed(story, document)
    result = {"exhibit": "11111111-6a9b-4d3c-8b57-2f0d5d8a9e22", "result": "rejected", "reason": "part 1"}
    body = {"disclosure": story.disclosure.digest, "exhibits": [result]}
    story.write("verification", body, story.request, writer=RO_CENTRAL)
    story.exhibits[-1] = replace(story.exhibits[-1], release=None)
    report = judged(story, tmp_path)
    assert named(report) == (0, "")
    assert any("rejected" in text for text in report.warnings)


def test_a_receiver_who_signed_another_digest(story: Story, tmp_path: Path) -> None:
    one: ExhibitIn = story.exhibits[0]
    result = {"exhibit": one.manifest.exhibit, "result": "verified", "sha256": digests.sha256(b"another")}
    body = {"disclosure": story.disclosure.digest, "exhibits": [result]}
    story.write("verification", body, story.request, writer=RO_CENTRAL)
    wrong(judged(story, tmp_path), "ExhibitWrongError", "letter.jws.json", "another digest")


def test_a_paper_dressed_as_a_key_packet_is_exported_all_the_same(story: Story, tmp_path: Path) -> None:
    body = {"about": "other", "text": words("see the paper")}
    paper = ("pa per%.json", layout.KEY_PACKET, b"a paper")
    story.write("question", body, story.hold, writer=MA, files=[paper])
    folder = story.export(tmp_path / "evidence")
    assert verify(folder, story.anchor_file).exit_status == 0
    assert [p.read_bytes() for p in (folder / "data/letters").glob("*/*/attachments/01-pa_per_.json")] == [b"a paper"]
