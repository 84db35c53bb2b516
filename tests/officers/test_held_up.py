"""Letters that have their approvals and cannot leave: the reason is kept, and what can be done."""

from pathlib import Path

import pytest

from comity.exchange import queries as exchange
from comity.officers import actions, queries
from comity.officers.errors import NotAllowedError, NothingToSendError, PendingClosedError
from comity.officers.models import Officer, PendingLetter
from tests.officers import cast
from tests.simulated_peer import World


def _approved(world: World, pending: PendingLetter, head: Officer) -> PendingLetter:
    return actions.add_approval(
        head, pending.pk, cast.approval(world, pending, "RO-102", "authorise")
    )


@pytest.fixture
def matter(ana: Officer) -> str:
    return cast.propose(ana, cast.FREE).letter


@pytest.fixture
def stale(world: World, ana: Officer, head: Officer, matter: str) -> PendingLetter:
    """Approved, but another letter of ours went out after it was drafted."""
    first = cast.propose(ana, cast.FOLLOWING, matter=matter)
    second = cast.propose(ana, cast.FOLLOWING, matter=matter)
    assert _approved(world, first, head).state == "sent"
    return _approved(world, second, head)


def test_a_stale_letter_keeps_its_approval_and_says_why(
    stale: PendingLetter, matter: str, ana: Officer
) -> None:
    assert stale.state == "waiting"
    assert stale.last_error["error"] == "CoreStaleError"
    assert queries.given(stale).count() == 1
    assert exchange.letters(matter).count() == 2
    assert list(queries.held_up(ana)) == [stale]


def test_drafted_again_it_fits_and_needs_approval_anew(
    world: World, stale: PendingLetter, head: Officer
) -> None:
    new = actions.redraft(head, stale.pk)
    stale.refresh_from_db()
    assert (stale.state, stale.replaced_by) == ("abandoned", new)
    assert queries.core_of(new)["body"] == queries.core_of(stale)["body"]
    assert not queries.given(new).exists()
    assert _approved(world, new, head).state == "sent"


def test_whoever_drafts_again_the_author_stays_the_author(
    stale: PendingLetter, head: Officer
) -> None:
    assert actions.redraft(head, stale.pk).drafter == "RO-101"


def test_attachments_come_along(world: World, ana: Officer, head: Officer) -> None:
    old = cast.propose(ana, attachments=[("a.txt", "text/plain", b"words")])
    new = actions.redraft(ana, old.pk)
    assert [bytes(row.data) for row in new.attachments.all()] == [b"words"]
    assert _approved(world, new, head).state == "sent"


def test_an_old_directory_holds_it_up_until_it_is_fresh(
    world: World,
    ana: Officer,
    head: Officer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pending = cast.propose(ana)
    offset = tmp_path / "offset"
    offset.write_text(str(30 * 24 * 3600))
    monkeypatch.setenv("COMITY_DEMO_CLOCK", str(offset))
    held = _approved(world, pending, head)
    assert held.last_error["error"] == "DirectoryTooOldError"
    offset.write_text("0")
    sent = actions.send_again(ana, pending.pk)
    assert (sent.state, sent.last_error) == ("sent", None)


def test_what_lacks_an_approval_is_not_sent(ana: Officer) -> None:
    with pytest.raises(NothingToSendError):
        actions.send_again(ana, cast.propose(ana).pk)


def test_an_abandoned_letter_stays_on_record(ana: Officer, head: Officer) -> None:
    pending = actions.abandon(head, cast.propose(ana).pk)
    assert pending.state == "abandoned"
    assert queries.waiting_for(head) == []
    with pytest.raises(PendingClosedError):
        actions.redraft(ana, pending.pk)


def test_an_approver_of_another_authority_cannot_abandon(central: Officer, judge: Officer) -> None:
    pending = cast.propose(central, cast.FORMAL)
    with pytest.raises(NotAllowedError):
        actions.abandon(judge, pending.pk)
