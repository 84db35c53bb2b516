"""Drafting and sending: what is stored and queued, and what is refused before anything leaves."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from comity.exchange import actions, errors, queries, storing
from comity.exchange.models import Matter, OutboundEnvelope, StoredLetter
from comity.jobs import queries as jobs
from comity.journal import clock
from comity.journal import queries as journal
from comity.trust import errors as trust
from comity.wire import digests, envelope
from comity.wire import errors as wire
from comity.wire.errors import ComityError
from tests.simulated_peer import OURS, World
from tests.world import MA, RO, SEEN, WISH, send


def draft(**changed: Any) -> bytes:
    asked: dict[str, Any] = {
        "type": "test.request",
        "from_authority": RO,
        "to_authority": MA,
        "matter": None,
        "body": WISH,
        "drafter": "RO-101",
    }
    return actions.draft_core(**{**asked, **changed})


def approved(world: World, core: bytes) -> list[dict[str, Any]]:
    return world[OURS].approve(core, RO, ["authorise"])


def test_a_letter_that_is_sent_is_stored_acted_on_recorded_and_queued(world: World) -> None:
    sent = send(world)
    queued = queries.outbox("ma-1").get()
    assert envelope.read_header(bytes(queued.data)).id == queued.id == sent.envelope_id
    world["ma-1"].receive(bytes(queued.data))
    held = world["ma-1"].held[sent.digest]
    assert held.document == bytes(sent.document)
    assert held.letter.matter_id == sent.matter_id == sent.digest
    assert SEEN.acted == [sent.digest]
    matter = queries.matter(sent.digest)
    assert (matter.side, matter.measure, matter.other_node) == ("requesting", "M01", "ma-1")
    assert [one.event for one in journal.entries_about(sent.digest)] == ["exchange:letter:sent"]
    assert jobs.pending("exchange.deliver", "ma-1").count() == 1


def test_later_letters_are_chained_and_say_what_they_have_seen(world: World) -> None:
    first = send(world)
    second, third = (send(world, matter=first.digest) for _ in range(2))
    assert (second.seq, second.previous) == (2, first.digest)
    assert (third.seq, third.previous) == (3, second.digest)
    facts = queries.facts(first.digest)
    assert [fact.digest for fact in facts] == [first.digest, second.digest, third.digest]
    assert {fact.side for fact in facts} == {"requesting"}
    assert facts[1].body == {"text": "hello"}


def test_attachments_travel_with_their_letter(world: World) -> None:
    data = b"a map"
    named = {
        "digest": digests.sha256(data),
        "name": "map.png",
        "media_type": "image/png",
        "length": len(data),
    }
    core = draft(attachments=[named])
    sent = actions.send(core, approved(world, core), [data])
    world["ma-1"].receive(bytes(queries.outbox("ma-1").get().data))
    assert world["ma-1"].held[sent.digest].attachments == (data,)
    assert bytes(queries.attachment(sent.digest, 0).data) == data


DRAFTS: dict[str, tuple[dict[str, Any], type[ComityError]]] = {
    "unknown type": ({"type": "test.unheard"}, errors.LetterTypeUnknownError),
    "not our authority": ({"from_authority": MA, "to_authority": RO}, errors.NotOurAuthorityError),
    "to ourselves": ({"to_authority": "RO/central-authority"}, errors.LetterToOurselvesError),
    "to nobody": ({"to_authority": "MA/nobody"}, trust.UnknownAuthorityError),
    "unknown matter": (
        {"type": "test.note", "matter": "sha256:" + "0" * 64, "body": {"text": "x"}},
        errors.MatterUnknownError,
    ),
    "a note outside a matter": (
        {"type": "test.note", "body": {"text": "x"}},
        errors.OpeningLetterMismatchError,
    ),
    "a wrong body": ({"body": {"measure": "M01"}}, wire.BodyInvalidError),
    "a wrong person": ({"drafter": "nobody"}, wire.CoreFieldWrongError),
    "a wrong language": ({"languages": ["English, please"]}, wire.CoreFieldWrongError),
}


@pytest.mark.parametrize("row", DRAFTS)
def test_a_wrong_draft_is_refused(world: World, row: str) -> None:
    changed, error = DRAFTS[row]
    with pytest.raises(error):
        draft(**changed)


def test_a_letter_is_checked_as_its_receiver_will_check_it(world: World) -> None:
    core = draft()
    ours = world[OURS]
    with pytest.raises(wire.ApprovalMissingError):
        actions.send(core, [])
    with pytest.raises(wire.ApprovalByDrafterError):
        actions.send(core, [ours.people[RO][0].approve(core, RO, "authorise", world.now)])
    with pytest.raises(errors.AttachmentOtherError):
        actions.send(core, approved(world, core), [b"unnamed"])
    with pytest.raises(wire.NotCanonicalError):
        actions.send(core + b" ", approved(world, core))
    assert not StoredLetter.objects.exists()
    assert not OutboundEnvelope.objects.exists()


def test_a_handler_that_refuses_undoes_the_sending(world: World) -> None:
    SEEN.raises = errors.WrongSideError()
    core = draft()
    with pytest.raises(errors.WrongSideError), transaction.atomic():
        actions.send(core, approved(world, core))
    assert not Matter.objects.exists()
    assert not OutboundEnvelope.objects.exists()
    assert journal.size() == 1  # the directory that was accepted


def test_a_draft_goes_stale_when_its_place_is_taken(world: World) -> None:
    opened = send(world)
    late = draft(type="test.note", matter=opened.digest, body={"text": "late"})
    send(world, matter=opened.digest)
    with pytest.raises(errors.CoreStaleError):
        actions.send(late, [])
    first = bytes(late)
    again = draft(type="test.note", matter=opened.digest, body={"text": "late"})
    assert actions.send(again, []).seq == 3
    assert first != again


def test_the_same_core_is_sent_once(world: World) -> None:
    core = draft()
    actions.send(core, approved(world, core))
    with pytest.raises(errors.CoreStaleError):
        actions.send(core, approved(world, core))


@pytest.mark.django_db(transaction=True)
def test_a_letter_is_sent_in_a_transaction(transactional_world: World) -> None:
    core = draft()
    with pytest.raises(errors.NoTransactionError):
        actions.send(core, approved(transactional_world, core))


@pytest.mark.parametrize(
    ("after", "may"),
    [(timedelta(hours=20), True), (timedelta(hours=40), True), (timedelta(hours=60), False)],
)
def test_an_expired_directory_serves_for_sending_for_the_hours_that_were_set(
    world: World, monkeypatch: pytest.MonkeyPatch, after: timedelta, may: bool
) -> None:
    """A timestamp lives for a day; the node may go on for another 24 hours."""
    later: Callable[[], Any] = lambda: world.now + after  # noqa: E731
    monkeypatch.setattr(clock, "now", later)
    core = draft()
    if may:
        sent = actions.send(core, approved(world, core))
        assert sent.directory["expired"] == (after > timedelta(days=1))
        return
    with pytest.raises(errors.DirectoryTooOldError):
        actions.send(core, approved(world, core))


def test_after_a_restore_the_node_writes_under_a_new_incarnation(world: World) -> None:
    first = storing.incarnation()
    second = actions.begin_new_life("the backup of yesterday")
    assert second != first
    assert storing.incarnation() == second
    entry = journal.latest(1)[0]
    assert entry.event == "exchange:node:restored"
    assert entry.facts == {"before": first, "now": second, "reason": "the backup of yesterday"}
