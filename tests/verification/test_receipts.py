"""Receipts that say what is not so, and journals that show two pasts."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from comity.verification.report import Report
from comity.wire import digests, jws, receipts
from tests.simulated_peer import Official
from tests.verification.judging import declare, judged, named, payload_of, wrong
from tests.verification.story import MA, RO, RO_CENTRAL, Journal, Story, words

# Receipts that say what is not so


def received(story: Story, tmp_path: Path, **changed: Any) -> Report:
    """One more letter of ours, with a receipt of MA that says this."""
    body = {"question": digests.sha256(b"q"), "text": words("yes")}
    story.write("answer", body, story.request, writer=RO_CENTRAL)
    last = story.letters[-1]
    said = receipts.parse(payload_of(last.receipt or b"")).model_copy(update=changed)
    document = story.ma.ring.sign_as_node(receipts.build(said), jws.RECEIPT)
    story.letters[-1] = replace(last, receipt=document)
    return judged(story, tmp_path)


def named_directory(story: Story, **changed: Any) -> receipts.Directory:
    assert story.ma.directory is not None
    said = {
        "version": story.ma.directory.version,
        "sha256": story.ma.directory.sha256,
        "expired": False,
    }
    return receipts.Directory(**{**said, **changed})


def test_a_receipt_that_names_another_directory(story: Story, tmp_path: Path) -> None:
    other = named_directory(story, sha256=digests.sha256(b"another"))
    wrong(
        received(story, tmp_path, directory=other),
        "ReceiptWrongError",
        "receipt.jws.json",
        "another directory",
    )


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
    shown = receipts.parse(payload_of(story.letters[0].receipt or b"")).journal
    forged = Journal(story.ma)
    forged.enter("exchange:letter:received", ["another"], story.now)
    other = shown.model_copy(
        update={"checkpoint": forged.checkpoint(story.now).decode(), "from_size": 0}
    )
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

    return story.sign(
        "withdrawal", {"reason": words("x")}, story.hold, RO, MA, (), story.ro, approve=approve
    )


def test_a_receiver_whose_directory_was_a_little_older_is_told(
    story: Story, tmp_path: Path
) -> None:
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
