"""Keys that were revoked, people and authorities for whom nobody vouched, letters in the wrong place."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from comity.trust.history import OPENED
from comity.trust.keys import Ring
from comity.wire import digests, letters
from tests.simulated_peer import Official
from tests.verification.judging import declare, judged, named, payload_of, revoke, wrong
from tests.verification.story import MA, RO, RO_CENTRAL, Story, words

# Keys that were revoked, people and authorities that nobody vouches for


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


def test_a_revocation_that_a_later_version_forgets_still_counts(
    story: Story, tmp_path: Path
) -> None:
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
    story.write(
        "answer",
        {"question": digests.sha256(b"q"), "text": words("yes")},
        story.request,
        writer=RO_CENTRAL,
    )
    assert named(judged(story, tmp_path)) == (0, "")


def forged(story: Story, **core: Any) -> bytes:
    """A further letter of MA in the hold with other members in its core, signed by MA's contact point."""
    document = story.sign(
        "promise", {"expected_by": "2026-11-26T08:00:00Z"}, story.hold, MA, RO, (), story.ma
    )
    raw = letters.parse(payload_of(document)).core.raw | core
    return story.ma.sign(letters.assemble(letters.core_bytes(raw), []), MA)


def unknown_authority(story: Story) -> bytes:
    return forged(story, **{"from": {"authority": "MA/secret-service", "node": "ma-1"}})


def other_node(story: Story) -> bytes:
    return forged(story, **{"from": {"authority": MA, "node": "atlas-1"}})


def third_party(story: Story) -> bytes:
    """A letter of another authority of MA's node in a matter that is not its own."""
    return story.sign(
        "promise",
        {"expected_by": "2026-11-26T08:00:00Z"},
        story.hold,
        "MA/central-authority",
        RO,
        (),
        story.ma,
    )


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

    return story.sign(
        "lift", {"reason": "decided"}, story.hold, MA, RO, (), story.ma, approve=approve
    )


def unapproved(story: Story) -> bytes:
    return story.sign(
        "refusal",
        {"ground": "R-POL", "reason": words("no")},
        story.hold,
        MA,
        RO,
        (),
        story.ma,
        approve=lambda core: [],
    )


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
    peer = story.ma if letters.parse(payload_of(document)).core.from_node != "ro-1" else story.ro
    story.pass_on(document, peer)
    wrong(judged(story, tmp_path), error, "letter.jws.json", why)


def test_a_fork_is_named(story: Story, tmp_path: Path) -> None:
    place = story.ma.position(story.hold, MA)
    for text in ("one", "two"):
        body = {"about": "other", "text": words(text)}
        document = story.sign("question", body, story.hold, MA, RO, (), story.ma, **place)
        story.pass_on(document, story.ma)
    wrong(
        judged(story, tmp_path), "LetterWrongError", "letter.jws.json", "two letters in one place"
    )


def test_a_type_that_nobody_knows_yet_is_shown(story: Story, tmp_path: Path) -> None:
    document = story.sign("telepathy", {"text": "hello"}, story.hold, MA, RO, (), story.ma)
    story.pass_on(document, story.ma)
    report = judged(story, tmp_path)
    assert named(report) == (0, "")
    assert any("telepathy" in text for text in report.warnings)
