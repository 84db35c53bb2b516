"""Receiving: once, in whatever order letters come, with forks shown, and all or nothing."""

import itertools
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections

from comity.exchange import errors, inbox, limits, queries, refusals
from comity.exchange.models import Matter, RefusedDelivery, StoredLetter
from comity.jobs import queries as jobs
from comity.journal import queries as journal
from comity.wire import checkpoints, jws
from tests.simulated_peer import Held, Peer, World
from tests.world import MA, RO, SEEN, WISH, send


def request(peer: Peer, **changed: Any) -> Held:
    return peer.letter("test.request", WISH, RO, approve=["authorise"], **changed)


def note(peer: Peer, matter: str, **changed: Any) -> Held:
    return peer.letter("test.note", {"text": "hello"}, RO, matter=matter, **changed)


def receive(peer: Peer, held: Held) -> bytes:
    return inbox.receive(peer.envelope(held), peer.node)


def placement(held: Held) -> str:
    return queries.letter(held.letter.digest).placement


def test_a_letter_is_stored_as_signed_acted_on_and_receipted(world: World) -> None:
    peer = world["ma-1"]
    held = request(peer, attachments=[b"a map", b""])
    receipt = peer.read_receipt(receive(peer, held))
    stored = queries.letter(held.letter.digest)
    assert bytes(stored.document) == held.document
    assert [bytes(one.data) for one in stored.attachments.all()] == [b"a map", b""]
    assert SEEN.acted == [stored.digest]
    assert (receipt.letter, receipt.core, receipt.matter) == (
        held.letter.digest,
        held.letter.core_digest,
        held.letter.digest,
    )
    assert receipt.understood
    assert not receipt.directory.expired
    matter = queries.matter(stored.matter_id)
    assert (matter.side, matter.our_authority, matter.other_authority) == ("requested", RO, MA)
    entry = journal.entry(receipt.entry.index)
    assert (entry.leaf, entry.event) == (receipt.entry.leaf, "exchange:letter:received")


def test_the_receipt_shows_a_checkpoint_that_this_node_signed(world: World) -> None:
    peer = world["ma-1"]
    receipt = peer.read_receipt(receive(peer, request(peer)))
    assert peer.directory is not None
    payload = jws.verify(
        receipt.journal.checkpoint.encode(),
        typ=jws.CHECKPOINT,
        required=peer.directory.node("ro-1").public_keys,
        max_bytes=20_000,
    )
    shown = checkpoints.parse(payload)
    assert shown.root == journal.root(shown.size)
    assert shown.size == receipt.entry.index + 1


def test_the_same_envelope_gets_the_same_receipt_and_nothing_twice(world: World) -> None:
    peer = world["ma-1"]
    data = peer.envelope(request(peer))
    first = inbox.receive(data, "ma-1")
    size = journal.size()
    assert [inbox.receive(data, "ma-1") for _ in range(3)] == [first] * 3
    assert StoredLetter.objects.count() == len(SEEN.acted) == 1
    assert journal.size() == size


def test_the_same_letter_in_another_envelope_is_receipted_and_not_stored_again(
    world: World,
) -> None:
    peer = world["ma-1"]
    held = request(peer)
    first, second = peer.envelope(held), peer.envelope(held)
    one = inbox.receive(first, "ma-1")
    two = peer.read_receipt(inbox.receive(second, "ma-1"))
    assert two.letter == peer.read_receipt(one).letter
    assert two.envelope != peer.got[-1].envelope or len(peer.got) == 2
    assert inbox.receive(first, "ma-1") == one
    assert StoredLetter.objects.count() == len(SEEN.acted) == 1


ORDERS = list(itertools.permutations(range(4)))


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: "".join(map(str, order)))
def test_letters_are_acted_on_in_their_order_whatever_order_they_come_in(
    world: World, order: tuple[int, ...]
) -> None:
    peer = world["ma-1"]
    opened = request(peer)
    receive(peer, opened)
    notes = [note(peer, opened.letter.digest) for _ in range(4)]
    for number in order:
        receive(peer, notes[number])
    assert SEEN.acted == [held.letter.digest for held in (opened, *notes)]
    assert {one.placement for one in queries.letters(opened.letter.digest)} == {"acted"}
    assert queries.missing(opened.letter.digest) == set()


def test_a_letter_whose_earlier_ones_are_missing_waits_and_they_are_asked_for(
    world: World,
) -> None:
    peer = world["ma-1"]
    opened = request(peer)
    receive(peer, opened)
    lost, late = note(peer, opened.letter.digest), note(peer, opened.letter.digest)
    receipt = peer.read_receipt(receive(peer, late))
    assert "Waits for 1" in receipt.note
    assert (placement(late), SEEN.acted) == ("waiting", [opened.letter.digest])
    assert queries.missing(opened.letter.digest) == {lost.letter.digest}
    assert jobs.pending("exchange.repair", opened.letter.digest).count() == 1


def test_a_letter_that_has_seen_a_letter_of_ours_that_we_lack_waits(world: World) -> None:
    peer = world["ma-1"]
    opened = request(peer)
    receive(peer, opened)
    held = note(peer, opened.letter.digest, seen={RO: "sha256:" + "1" * 64})
    receive(peer, held)
    assert placement(held) == "waiting"
    assert SEEN.acted == [opened.letter.digest]


def test_letters_that_cross_on_the_way_are_no_forks(world: World) -> None:
    peer = world["ma-1"]
    sent = send(world)
    peer.receive(bytes(queries.outbox("ma-1").get().data))
    ours = send(world, matter=sent.digest)
    theirs = note(peer, sent.digest)
    receive(peer, theirs)
    assert theirs.letter.core.seen == {RO: sent.digest}
    assert SEEN.acted == [sent.digest, ours.digest, theirs.letter.digest]
    again = send(world, matter=sent.digest)
    assert again.seen == {MA: theirs.letter.digest}


def test_a_fork_is_kept_shown_and_not_acted_on(world: World) -> None:
    peer = world["ma-1"]
    opened = request(peer)
    receive(peer, opened)
    first = note(peer, opened.letter.digest)
    forked = note(peer, opened.letter.digest, seq=2, previous=opened.letter.digest)
    follows = note(peer, opened.letter.digest, seq=3, previous=forked.letter.digest)
    for held in (first, forked, follows):
        receive(peer, held)
    assert [placement(one) for one in (first, forked, follows)] == ["acted", "fork", "fork"]
    assert SEEN.acted == [opened.letter.digest, first.letter.digest]
    assert {one.digest for one in queries.forks()} == {
        forked.letter.digest,
        follows.letter.digest,
    }
    assert "another letter in the same place" in queries.letter(forked.letter.digest).note
    third = note(peer, opened.letter.digest, seq=3, previous=first.letter.digest)
    receive(peer, third)
    assert placement(third) == "acted"


def test_one_of_two_waiting_letters_in_one_place_turns_out_to_be_a_fork(world: World) -> None:
    peer = world["ma-1"]
    opened = request(peer)
    receive(peer, opened)
    first = note(peer, opened.letter.digest)
    twins = [
        note(peer, opened.letter.digest, seq=3, previous=first.letter.digest) for _ in range(2)
    ]
    for held in (*twins, first):
        receive(peer, held)
    assert sorted(placement(one) for one in twins) == ["acted", "fork"]
    assert len(SEEN.acted) == 3


def test_a_handler_that_fails_undoes_everything_and_the_letter_can_come_again(
    world: World,
) -> None:
    peer = world["ma-1"]
    data = peer.envelope(request(peer))
    SEEN.raises = RuntimeError("a defect in a room above")
    with pytest.raises(RuntimeError):
        inbox.receive(data, "ma-1")
    assert not StoredLetter.objects.exists()
    assert not Matter.objects.exists()
    SEEN.raises = None
    assert peer.read_receipt(inbox.receive(data, "ma-1")).understood


def test_a_node_fills_no_more_than_its_share_of_refusals(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "REFUSED_DELIVERIES_PER_NODE", 3)
    for number in range(6):
        refusals.keep(b"x" * number, "ma-1", errors.NotAPartyError())
    refusals.keep(b"other", "ee-1", errors.NotAPartyError())
    assert [one.length for one in queries.refused("ma-1")] == [5, 4, 3]
    assert queries.refused("ee-1").count() == 1
    monkeypatch.setattr(limits, "REFUSED_BYTES_PER_NODE", 10)
    refusals.keep(b"y" * 7, "ma-1", errors.NotAPartyError())
    assert [one.length for one in queries.refused("ma-1")] == [7]


def test_the_same_refusal_again_is_counted_not_kept_again(world: World) -> None:
    for _ in range(3):
        refusals.keep(b"same", "ma-1", errors.NotAPartyError())
    assert RefusedDelivery.objects.get().times == 3


def test_a_matter_takes_no_more_letters_than_a_matter_may(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "LETTERS_PER_MATTER", 2)
    peer = world["ma-1"]
    opened = request(peer)
    receive(peer, opened)
    receive(peer, note(peer, opened.letter.digest))
    with pytest.raises(errors.MatterFullError):
        receive(peer, note(peer, opened.letter.digest))


def test_no_more_letters_wait_than_may(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "WAITING_PER_MATTER", 2)
    peer = world["ma-1"]
    opened = request(peer)
    receive(peer, opened)
    note(peer, opened.letter.digest)
    for _ in range(2):
        receive(peer, note(peer, opened.letter.digest))
    with pytest.raises(errors.MatterWaitsTooLongError):
        receive(peer, note(peer, opened.letter.digest))


def at_once(function: Callable[[int], object], count: int) -> list[object]:
    results: list[object] = [None] * count
    start = threading.Barrier(count)

    def run(number: int) -> None:
        start.wait(10)
        try:
            results[number] = function(number)
        except Exception as error:
            results[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[number]) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


@pytest.mark.django_db(transaction=True)
def test_one_envelope_that_comes_by_many_threads_is_one_letter(transactional_world: World) -> None:
    peer = transactional_world["ma-1"]
    data = peer.envelope(request(peer))
    results = at_once(lambda _: inbox.receive(data, "ma-1"), 6)
    assert len({bytes(one) if isinstance(one, bytes) else repr(one) for one in results}) == 1
    assert isinstance(results[0], bytes)
    assert StoredLetter.objects.count() == len(SEEN.acted) == 1


@pytest.mark.django_db(transaction=True)
def test_letters_of_one_matter_that_come_at_once_are_all_acted_on_once(
    transactional_world: World,
) -> None:
    peer = transactional_world["ma-1"]
    opened = request(peer)
    receive(peer, opened)
    notes = [note(peer, opened.letter.digest) for _ in range(6)]
    data = [peer.envelope(held) for held in notes]
    results = at_once(lambda number: inbox.receive(data[number], "ma-1"), 6)
    assert all(isinstance(one, bytes) for one in results), results
    assert SEEN.acted == [held.letter.digest for held in (opened, *notes)]
    assert journal.audit() == journal.size()
