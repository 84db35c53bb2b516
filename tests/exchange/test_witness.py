"""Every node witnesses the journals of others: what continues is kept, a split view is loud."""

from collections.abc import Callable
from typing import Any

import pytest

from comity.exchange import inbox, limits, queries, repair, statements, witness
from comity.exchange.errors import MatterRecordsDifferError, PeerUnreachableError
from comity.exchange.models import PeerCheckpoint
from comity.jobs import queries as jobs
from comity.jobs import worker
from comity.journal import queries as journal
from comity.wire import checkpoints, jws, merkle
from comity.wire.receipts import Journal
from tests.simulated_peer import OURS, Peer, Server, World
from tests.world import MA, RO, WISH, send

LEAVES = [bytes([number]) for number in range(20)]
OTHER = [b"other", *LEAVES[1:]]  # another past of the same length


def show(peer: Peer, size: int, start: int = 0, leaves: list[bytes] | None = None) -> Journal:
    return peer.journal(start, (leaves or LEAVES)[:size])


def with_proof_of(good: Journal, bad: Journal) -> Journal:
    return good.model_copy(update={"consistency": bad.consistency})


def events(about: str) -> list[str]:
    return [entry.event for entry in journal.entries_about(about)]


SHOWN: dict[str, tuple[Callable[[Peer], list[Journal]], str]] = {
    "the first": (lambda peer: [show(peer, 3)], "consistent"),
    "an empty one, then any": (lambda peer: [show(peer, 0), show(peer, 9)], "consistent"),
    "a longer one": (lambda peer: [show(peer, 3), show(peer, 7, 3)], "consistent"),
    "much longer": (lambda peer: [show(peer, 1), show(peer, 19, 1)], "consistent"),
    "the same again": (lambda peer: [show(peer, 5), show(peer, 5)], "consistent"),
    "another past of the same length": (
        lambda peer: [show(peer, 5), show(peer, 5, leaves=OTHER)],
        "split",
    ),
    "another past, longer": (
        lambda peer: [show(peer, 5), show(peer, 9, 5, OTHER)],
        "pending",
    ),
    "a proof from elsewhere": (lambda peer: [show(peer, 5), show(peer, 9, 4)], "pending"),
    "no proof": (lambda peer: [show(peer, 5), show(peer, 9)], "pending"),
    "another proof": (
        lambda peer: [show(peer, 5), with_proof_of(show(peer, 9, 5), show(peer, 9, 3))],
        "pending",
    ),
    "an older one": (lambda peer: [show(peer, 9), show(peer, 5)], "pending"),
}


@pytest.mark.parametrize("row", SHOWN)
def test_what_a_node_shows_of_its_journal(world: World, row: str) -> None:
    make, state = SHOWN[row]
    looked = [witness.look("ma-1", shown) for shown in make(world["ma-1"])]
    assert looked[-1].state == state
    assert ("exchange:journal:split" in events("ma-1")) == (state == "split")
    assert queries.split_views().exists() == (state == "split")


ASKED: dict[str, tuple[list[bytes], str]] = {
    "the same journal": (LEAVES, "consistent"),
    "another past": (OTHER, "split"),
}


@pytest.mark.parametrize("row", ASKED)
def test_what_cannot_be_compared_is_asked_for_over_the_network(
    world: World, server: Server, row: str
) -> None:
    peer = server.peer
    witness.look("ma-1", show(peer, 5))
    peer.leaves, state = ASKED[row]
    send(world)
    worker.run_pending(["exchange.deliver", "exchange.witness"])
    newest = PeerCheckpoint.objects.filter(node="ma-1").order_by("-size")[0]
    assert (newest.size, newest.state) == (21, state)
    assert server.posted("/post/checkpoint")
    assert ("exchange:journal:split" in events("ma-1")) == (state == "split")


def test_a_receipt_counts_even_if_its_journal_cannot_be_believed(
    world: World, server: Server
) -> None:
    sent = send(world)
    peer = server.peer
    foreign = world["ee-1"].journal(0, LEAVES)

    def lie(path: str, body: bytes) -> tuple[int, bytes]:
        from comity.wire import envelope

        peer.receive(body)
        held = peer.held[sent.digest].letter
        return 200, peer.receipt(envelope.read_header(body), held, journal=foreign)

    server.answers.append(lie)
    worker.run_pending(["exchange.deliver"])
    assert not queries.undelivered().exists()
    assert "exchange:journal:unproved" in events("ma-1")


def test_checkpoints_of_others_are_passed_on_once(world: World) -> None:
    witness.look("ee-1", show(world["ee-1"], 4))
    peer = world["ma-1"]

    def receipt() -> Any:
        held = peer.letter("test.request", WISH, RO, approve=["authorise"])
        return peer.read_receipt(inbox.receive(peer.envelope(held), "ma-1"))

    first, second = receipt(), receipt()
    assert [jws.peek(one.encode(), max_bytes=9999).typ for one in first.witnesses] == [
        "comity-checkpoint"
    ]
    assert second.witnesses == ()


def test_a_checkpoint_that_others_were_shown_and_we_were_not_is_a_split_view(world: World) -> None:
    witness.look("ee-1", show(world["ee-1"], 6))
    witness.overhear(show(world["ee-1"], 6, leaves=OTHER).checkpoint.encode())
    assert queries.split_views().get().node == "ee-1"
    assert "exchange:journal:split" in events("ee-1")


def test_what_is_overheard_is_put_by_one_for_each_node_and_compared_later(world: World) -> None:
    for size in (3, 9, 6):
        witness.overhear(show(world["ee-1"], size).checkpoint.encode())
    assert [one.size for one in queries.pending_checkpoints("ee-1")] == [9]
    assert jobs.pending("exchange.witness", "ee-1").count() == 1


def test_our_own_checkpoint_in_other_hands_must_be_ours(world: World) -> None:
    send(world)
    ours = witness.checkpoint()
    witness.overhear(bytes(ours.document))
    forged = checkpoints.build(node=OURS, size=1, root=merkle.leaf_hash(b"x"), at=world.now)
    document = world[OURS].ring.sign_as_node(forged, jws.CHECKPOINT)
    with pytest.raises(witness.SplitViewError):
        witness.overhear(document)


def test_the_proof_begins_where_the_other_node_last_looked(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from datetime import timedelta

    monkeypatch.setattr(limits, "CHECKPOINT_EVERY", timedelta(0))
    peer, shown = world["ma-1"], []
    for _ in range(3):
        held = peer.letter("test.request", WISH, RO, approve=["authorise"])
        shown.append(peer.read_receipt(inbox.receive(peer.envelope(held), "ma-1")).journal)
    sizes = [
        checkpoints.parse(jws.peek(one.checkpoint.encode(), max_bytes=9999).payload).size
        for one in shown
    ]
    assert [one.from_size for one in shown] == [0, *sizes[:-1]]
    assert sizes == sorted(set(sizes))


# Comparing records


def test_both_sides_prove_that_they_hold_the_same(world: World, server: Server) -> None:
    sent = send(world)
    worker.run_pending(["exchange.deliver"])
    statements.compare(sent.digest)
    assert queries.other_statement(sent.digest).agrees
    assert "exchange:matter:agreed" in events(sent.digest)
    size = journal.size()
    statements.compare(sent.digest)
    assert journal.size() == size  # agreeing again is no news


def test_records_that_differ_are_named_and_mended(world: World, server: Server) -> None:
    sent = send(world)
    worker.run_pending(["exchange.deliver"])
    theirs = server.peer.letter("test.note", {"text": "x"}, RO, matter=sent.digest)
    ours = send(world, matter=sent.digest)
    with pytest.raises(MatterRecordsDifferError) as difference:
        statements.compare(sent.digest)
    assert difference.value.facts["missing_here"] == [theirs.letter.digest]
    assert difference.value.facts["missing_there"] == [ours.digest]
    worker.run_pending(["exchange.deliver", "exchange.repair"])
    assert theirs.letter.digest.encode() in server.posted("/post/resend")[0]
    inbox.receive(server.peer.envelope(theirs), "ma-1")
    statements.compare(sent.digest)


def test_the_daily_comparison_goes_on_past_a_node_that_is_away(
    world: World, server: Server
) -> None:
    sent, other = send(world), send(world, to="EE/contact-point")
    worker.run_pending(["exchange.deliver"])
    with pytest.raises(PeerUnreachableError):
        server.stop()
        statements.compare(sent.digest)
    assert statements.compare_all({}) is None
    assert "exchange:matter:uncompared" in events(other.digest)
    assert "exchange:matter:uncompared" in events(sent.digest)


def test_repair_asks_until_nothing_is_missing(world: World, server: Server) -> None:
    peer = server.peer
    opened = peer.letter("test.request", WISH, RO, approve=["authorise"])
    inbox.receive(peer.envelope(opened), "ma-1")
    matter = opened.letter.digest
    lost = peer.letter("test.note", {"text": "1"}, RO, matter=matter)
    late = peer.letter("test.note", {"text": "2"}, RO, matter=matter)
    inbox.receive(peer.envelope(late), "ma-1")
    assert repair.ask_for_letters({"matter": matter}) is not None
    inbox.receive(peer.envelope(lost), "ma-1")
    assert repair.ask_for_letters({"matter": matter}) is None
    assert len(server.posted("/post/resend")) == 1
    assert {one.writer for one in queries.letters(matter)} == {MA}
