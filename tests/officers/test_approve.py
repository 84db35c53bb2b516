"""Approving: the last approval sends, and nobody's approval counts who may not give it."""

from collections.abc import Callable

import pytest

from comity.exchange import queries as exchange
from comity.journal import queries as journal
from comity.officers import actions, queries
from comity.officers.errors import (
    ApprovalNotNeededError,
    PendingClosedError,
    UnknownPendingError,
)
from comity.officers.models import GivenApproval, Officer, PendingLetter
from comity.trust.errors import (
    ApproverCapacityError,
    ApproverRoleError,
    ApproverUnknownError,
)
from comity.wire import approvals, canonical, letters
from comity.wire.errors import (
    ApprovalByDrafterError,
    ApprovalFormatError,
    ApprovalOtherCoreError,
    ApprovalSignatureWrongError,
    ApprovalTwiceError,
    ComityError,
)
from comity.wire.keys import SigningKey
from tests.officers import cast
from tests.simulated_peer import World


@pytest.fixture
def pending(ana: Officer) -> PendingLetter:
    return cast.propose(ana)


def test_the_last_approval_sends_exactly_what_was_approved(
    world: World, pending: PendingLetter, head: Officer
) -> None:
    data = cast.approval(world, pending, "RO-102", "authorise")
    sent = actions.add_approval(head, pending.pk, data)
    assert (sent.state, sent.last_error) == ("sent", None)
    letter = letters.parse(bytes(exchange.letter(sent.letter).payload))
    assert letter.core_digest == pending.core_digest
    assert [canonical.encode(one) for one in letter.approvals] == [data]


def test_a_letter_that_needs_two_persons_waits_for_the_second(
    world: World, central: Officer, judge: Officer
) -> None:
    pending = cast.propose(central, cast.FORMAL)
    first = actions.add_approval(
        judge, pending.pk, cast.approval(world, pending, "RO-201", "issue")
    )
    assert first.state == "waiting"
    assert [need.capacity for need in queries.needs_open(first)] == ["transmit"]
    second = actions.add_approval(
        central, pending.pk, cast.approval(world, pending, "RO-302", "transmit")
    )
    assert second.state == "sent"


def test_anybody_of_the_authority_can_hand_in_an_approval(
    world: World, pending: PendingLetter, ana: Officer
) -> None:
    data = cast.approval(world, pending, "RO-102", "authorise")
    assert actions.add_approval(ana, pending.pk, data).state == "sent"


def _forged(world: World, pending: PendingLetter) -> bytes:
    made = approvals.make_software(
        pending.core_digest,
        cast.POINT,
        "RO-102",
        "officer",
        "authorise",
        world.now,
        SigningKey.generate("Ed25519"),
    )
    made["kid"] = canonical.decode(
        cast.approval(world, pending, "RO-102", "authorise"), max_bytes=10_000
    )["kid"]
    return canonical.encode(made)


def _by(who: str, capacity: str, /, **changed: object) -> Callable[[World, PendingLetter], bytes]:
    return lambda world, pending: cast.approval(world, pending, who, capacity, **changed)


def _junk(data: bytes) -> Callable[[World, PendingLetter], bytes]:
    return lambda world, pending: data


HOSTILE = [
    pytest.param(_by("RO-101", "authorise"), ApprovalByDrafterError, id="the drafter"),
    pytest.param(
        _by("RO-102", "authorise", person="RO-777"), ApproverUnknownError, id="not vouched for"
    ),
    pytest.param(
        _by("RO-102", "authorise", authority="MA/contact-point"),
        ApproverUnknownError,
        id="of another State",
    ),
    pytest.param(
        _by("RO-201", "authorise", authority=cast.POINT),
        ApproverUnknownError,
        id="of another authority under our name",
    ),
    pytest.param(
        _by("RO-102", "authorise", core_digest="sha256:" + "0" * 64),
        ApprovalOtherCoreError,
        id="over other bytes",
    ),
    pytest.param(_by("RO-102", "authorise", role="judge"), ApproverRoleError, id="another role"),
    pytest.param(
        _by("RO-102", "abolish"), ApproverCapacityError, id="a capacity that they do not hold"
    ),
    pytest.param(_by("RO-102", "decide"), ApprovalNotNeededError, id="a capacity not asked for"),
    pytest.param(
        _by("RO-201", "authorise"), ApprovalNotNeededError, id="an authority not asked for"
    ),
    pytest.param(_forged, ApprovalSignatureWrongError, id="signed with another key"),
    pytest.param(_junk(b""), ApprovalFormatError, id="nothing"),
    pytest.param(_junk(b"[]"), ApprovalFormatError, id="a list"),
    pytest.param(_junk(b"{}"), ApprovalFormatError, id="an empty object"),
    pytest.param(_junk(b"\xff\xfe"), ApprovalFormatError, id="no text"),
    pytest.param(_junk(b'{"kid":NaN}'), ApprovalFormatError, id="NaN"),
    pytest.param(_junk(b'{"kid":"a","kid":"b"}'), ApprovalFormatError, id="a member twice"),
    pytest.param(_junk(b"[" * 9000), ApprovalFormatError, id="deeply nested"),
    pytest.param(_junk(b" " * 20_000), ApprovalFormatError, id="oversized"),
]


@pytest.mark.parametrize(("make", "error"), HOSTILE)
def test_what_does_not_count_is_refused_and_not_kept(
    world: World,
    pending: PendingLetter,
    head: Officer,
    make: Callable[[World, PendingLetter], bytes],
    error: type[ComityError],
) -> None:
    with pytest.raises(error) as refused:
        actions.add_approval(head, pending.pk, make(world, pending))
    assert refused.value.sentence
    assert not GivenApproval.objects.exists()
    pending.refresh_from_db()
    assert pending.state == "waiting"


def test_an_approval_cannot_be_replayed_on_another_letter(
    world: World, pending: PendingLetter, ana: Officer, head: Officer
) -> None:
    twin = cast.propose(ana)
    data = cast.approval(world, pending, "RO-102", "authorise")
    with pytest.raises(ApprovalOtherCoreError):
        actions.add_approval(head, twin.pk, data)


def test_the_same_person_counts_once(world: World, central: Officer) -> None:
    pending = cast.propose(central, cast.FORMAL)
    data = cast.approval(world, pending, "RO-302", "transmit")
    actions.add_approval(central, pending.pk, data)
    with pytest.raises(ApprovalTwiceError):
        actions.add_approval(central, pending.pk, data)


def test_nothing_more_can_be_done_to_a_letter_that_left(
    world: World, pending: PendingLetter, head: Officer
) -> None:
    data = cast.approval(world, pending, "RO-102", "authorise")
    actions.add_approval(head, pending.pk, data)
    for attempt in (actions.redraft, actions.abandon, actions.send_again):
        with pytest.raises(PendingClosedError):
            attempt(head, pending.pk)
    with pytest.raises(PendingClosedError):
        actions.add_approval(head, pending.pk, data)


@pytest.mark.parametrize("id", ["", "x", "00000000-0000-0000-0000-000000000000"])
def test_an_unknown_letter(head: Officer, id: str) -> None:
    with pytest.raises(UnknownPendingError):
        actions.add_approval(head, id, b"{}")
    with pytest.raises(UnknownPendingError):
        actions.add_approval(None, id, b"{}")


def test_the_journal_says_who_approved_with_what(
    world: World, pending: PendingLetter, head: Officer
) -> None:
    data = cast.approval(world, pending, "RO-102", "authorise")
    actions.add_approval(head, pending.pk, data)
    entry = next(
        e
        for e in journal.entries_about(pending.core_digest)
        if e.event == "officers:approval:given"
    )
    assert entry.actor == "RO-102"
    assert entry.facts is not None
    assert entry.facts["method"] == "software"


# Who sees what


def test_who_can_approve_sees_it_in_their_queue(
    world: World, pending: PendingLetter, ana: Officer, head: Officer, judge: Officer
) -> None:
    assert queries.waiting_for(head) == [pending]
    assert queries.waiting_for(ana) == []
    assert queries.waiting_for(judge) == []
    assert list(queries.drafted_by(ana)) == [pending]


def test_the_kind_of_authority_that_must_approve_sees_it(
    central: Officer, judge: Officer, head: Officer
) -> None:
    pending = cast.propose(central, cast.FORMAL)
    assert queries.waiting_for(judge) == [pending]
    assert queries.pending_for(judge, pending.pk) == pending
    assert queries.waiting_for(head) == []
    with pytest.raises(UnknownPendingError):
        queries.pending_for(head, pending.pk)


def test_a_desk_without_the_capacity_is_not_asked(
    world: World, pending: PendingLetter, head: Officer
) -> None:
    head.capacities = ["draft"]
    assert queries.waiting_for(head) == []
    assert queries.pending_for(head, pending.pk) == pending
