"""Delivering over real HTTP: in order, again after any failure, never twice, never silently."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.conf import settings

from comity.exchange import actions, collect, delivery, errors, http, limits, queries
from comity.exchange.models import OutboundEnvelope, StoredLetter
from comity.jobs import queries as jobs
from comity.jobs import worker
from comity.journal import clock
from comity.journal import queries as journal
from comity.trust import queries as trust
from comity.wire import canonical, envelope
from tests.simulated_peer import Answer, Server, World
from tests.world import RO, SEEN, WISH, send

DELIVER = ["exchange.deliver"]


def deliver() -> None:
    worker.run_pending(DELIVER)


@pytest.fixture
def hour(monkeypatch: pytest.MonkeyPatch) -> list[timedelta]:
    """Real time, moved by hand: append to it."""
    moved = [timedelta(0)]
    real = clock.real_now
    monkeypatch.setattr(clock, "real_now", lambda: real() + sum(moved, timedelta(0)))
    return moved


def test_what_was_sent_is_delivered_in_order_and_receipted(world: World, server: Server) -> None:
    sent = [send(world)]
    sent += [send(world, matter=sent[0].digest) for _ in range(3)]
    deliver()
    assert list(server.peer.held) == [one.digest for one in sent]
    for one in sent:
        one.refresh_from_db()
        assert one.receipt is not None
        assert one.receipt_at is not None
    assert not queries.undelivered().exists()
    assert {bytes(row.data) for row in OutboundEnvelope.objects.all()} == {b""}
    events = [entry.event for entry in journal.entries_about(sent[0].digest)]
    assert events.count("exchange:letter:delivered") == 4  # all are about the matter too
    assert not jobs.pending("exchange.deliver", "ma-1").exists()


def test_a_receiver_that_was_down_for_an_hour_catches_up_and_gets_nothing_twice(
    world: World, hour: list[timedelta]
) -> None:
    sent = [send(world)]
    deliver()
    waiting = queries.undelivered().get()
    assert waiting.attempts == 1
    assert waiting.last_error["error"] == "PeerUnreachableError"
    for _ in range(12):
        hour.append(limits.LONGEST_PAUSE)
        sent.append(send(world, matter=sent[0].digest))
        deliver()
    tries = queries.undelivered().order_by("queued_at").first()
    assert tries is not None
    assert tries.attempts > 5
    before = {row.id: bytes(row.data) for row in OutboundEnvelope.objects.all()}
    started = Server(world["ma-1"], world.ports["ma-1"])
    try:
        hour.append(limits.LONGEST_PAUSE)
        deliver()
        assert list(world["ma-1"].held) == [one.digest for one in sent]
        posted = started.posted("/post/envelopes")
        assert {envelope.read_header(data).id: data for data in posted} == before
        assert len(posted) == len(sent)
    finally:
        started.stop()
    assert not queries.undelivered().exists()


def test_a_receipt_that_was_lost_is_given_again(
    world: World, server: Server, hour: list[timedelta]
) -> None:
    send(world)

    def lose(path: str, body: bytes) -> tuple[int, bytes]:
        server.peer.receive(body)
        return 502, b"a broken proxy"

    server.answers.append(lose)
    deliver()
    assert queries.undelivered().get().last_error["error"] == "PeerAnswerWrongError"
    hour.append(limits.LONGEST_PAUSE)
    deliver()
    first, second = server.posted("/post/envelopes")
    assert first == second
    assert len(server.peer.held) == len(server.peer.leaves) == 1
    assert not queries.undelivered().exists()


def refusal(status: int, error: str, fault: str) -> Answer:
    told = {"error": error, "fault": fault, "sentence": "A sentence that says what to do."}
    return status, canonical.encode(told)


FINAL = {
    "a letter that the receiver refuses": (422, "ApprovalMissingError", "sender", "refused"),
    "too large for it": (413, "EnvelopeTooLargeError", "sender", "refused"),
    "its own failure": (503, "InboxFailedError", "receiver", "queued"),
    "a signature not known there yet": (401, "HttpSignatureWrongError", "sender", "queued"),
    "a key that it does not have": (422, "SealingKeyUnknownError", "sender", "queued"),
}


@pytest.mark.parametrize("row", FINAL)
def test_only_what_the_sender_has_to_mend_leaves_the_queue(
    world: World, server: Server, row: str
) -> None:
    status, error, fault, state = FINAL[row]
    sent, other = send(world), send(world)
    server.answers.append(refusal(status, error, fault))
    deliver()
    late = queries.undelivered()[0]
    assert (late.letter_id, late.state, late.last_error["error"]) == (sent.pk, state, error)
    delivered = {row.letter_id for row in OutboundEnvelope.objects.filter(state="delivered")}
    assert delivered == ({other.pk} if state == "refused" else set())
    events = [entry.event for entry in journal.entries_about(sent.digest)]
    assert ("exchange:letter:refused" in events) == (state == "refused")


def test_a_refused_letter_can_be_sent_again_and_then_stands_where_it_belongs(
    world: World, server: Server
) -> None:
    sent = send(world)
    server.answers.append(refusal(422, "UnknownSenderError", "sender"))
    deliver()
    old = queries.undelivered().get()
    actions.try_again(old.id)
    deliver()
    assert list(server.peer.held) == [sent.digest]
    with pytest.raises(errors.EnvelopeUnknownError):
        actions.try_again(old.id)


def test_a_letter_to_a_destroyed_sealing_key_is_sealed_to_the_present_one(
    world: World, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = send(world)
    old = queries.outbox("ma-1").get()
    ring = server.peer.ring
    kept = tuple(one for one in ring.sealing if one.key.kid != old.sealing_kid)
    monkeypatch.setattr(server.peer, "ring", replace(ring, sealing=kept))
    standing = replace(trust.standing(), may_send=True)
    monkeypatch.setattr(trust, "standing", lambda: standing)
    later: datetime = world.now + timedelta(days=8)
    monkeypatch.setattr(clock, "now", lambda: later)
    deliver()
    assert list(server.peer.held) == [sent.digest]
    first, second = (envelope.read_header(data) for data in server.posted("/post/envelopes"))
    assert (first.id, first.kid) == (old.id, old.sealing_kid)
    assert first.id != second.id
    assert first.kid != second.kid
    assert not queries.undelivered().exists()


def test_what_waits_too_long_is_said_loudly_once(world: World, hour: list[timedelta]) -> None:
    sent = send(world)
    for _ in range(3):
        hour.append(limits.LOUD_AFTER)
        delivery.sweep({})
    events = [entry.event for entry in journal.entries_about(sent.digest)]
    assert events.count("exchange:letter:undelivered") == 1
    assert queries.undelivered(older_than=limits.LOUD_AFTER).get().loud_at is not None


def test_the_sweep_sees_to_it_that_every_queue_has_its_job(world: World) -> None:
    from comity.jobs.models import Job

    send(world)
    Job.objects.all().delete()
    delivery.sweep({})
    assert jobs.pending("exchange.deliver", "ma-1").count() == 1


def test_nothing_is_sent_on_a_directory_that_is_too_old(
    world: World, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(world)
    later: datetime = world.now + timedelta(days=3)
    monkeypatch.setattr(clock, "now", lambda: later)
    deliver()
    assert server.asked == []
    assert queries.undelivered().get().last_error["error"] == "DirectoryTooOldError"


def test_pauses_grow_and_differ_and_end() -> None:
    assert timedelta(milliseconds=749) < delivery.pause(1) <= timedelta(seconds=1)
    assert delivery.pause(100) <= limits.LONGEST_PAUSE
    assert delivery.pause(100) > limits.LONGEST_PAUSE * 0.74
    assert len({delivery.pause(5) for _ in range(20)}) > 1


def test_an_answer_that_is_no_receipt_is_no_delivery(world: World, server: Server) -> None:
    send(world)
    server.answers.append((200, b"thank you"))
    deliver()
    assert queries.undelivered().get().last_error["error"] == "JwsFormatError"


def test_an_answer_without_end_is_cut_off(
    world: World, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "ANSWER_BYTES", 1000)
    server.answers.append((200, b"x" * 2000))
    with pytest.raises(errors.PeerAnswerWrongError):
        http.signed_post(trust.directory().node("ma-1"), "/post/collect", b"")


# A node that nothing can reach


@pytest.fixture
def collecting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "NODE", replace(settings.NODE, collects_from="ma-1"))


@pytest.mark.usefixtures("collecting")
def test_a_node_that_collects_answers_each_envelope_before_the_next(
    world: World, server: Server
) -> None:
    peer = server.peer
    held = [peer.letter("test.request", WISH, RO, approve=["authorise"]) for _ in range(3)]
    server.collected = [peer.envelope(one) for one in held]
    collect.collect({})
    assert SEEN.acted == [one.letter.digest for one in held]
    receipts = [peer.read_receipt(one) for one in server.posted("/post/receipts")]
    assert [one.letter for one in receipts] == [one.letter.digest for one in held]
    paths = [path.rpartition("/")[2] for path, _ in server.asked]
    assert paths == ["collect", "receipts"] * 3 + ["collect"]


@pytest.mark.usefixtures("collecting")
def test_a_node_that_collects_tells_what_it_refuses_and_goes_on(
    world: World, server: Server
) -> None:
    peer = server.peer
    bad = peer.letter("test.request", WISH, RO, approve=[])
    good = peer.letter("test.request", WISH, RO, approve=["authorise"])
    server.collected = [peer.envelope(bad), peer.envelope(good)]
    collect.collect({})
    told = canonical.decode(server.posted("/post/refusals")[0], max_bytes=10_000)
    assert (told["error"], told["fault"]) == ("ApprovalMissingError", "sender")
    assert SEEN.acted == [good.letter.digest]


@pytest.mark.usefixtures("collecting")
def test_an_answer_that_did_not_arrive_is_given_again(world: World, server: Server) -> None:
    peer = server.peer
    held = peer.letter("test.request", WISH, RO, approve=["authorise"])
    server.collected = [peer.envelope(held)]
    server.answers = [(200, server.collected[0]), (502, b"")]
    with pytest.raises(errors.PeerAnswerWrongError):
        collect.collect({})
    collect.collect({})
    first, second = server.posted("/post/receipts")
    assert first == second
    assert StoredLetter.objects.count() == len(SEEN.acted) == 1


def test_what_is_for_a_node_that_collects_is_not_posted(world: World) -> None:
    entry = trust.directory().node("atlas-1")
    assert entry.post is None
    with pytest.raises(errors.PeerCollectsError):
        http.signed_post(entry, "/post/envelopes", b"")
    send(world, to="MA/provider/atlas-mail")
    deliver()
    assert queries.outbox("atlas-1").get().attempts == 0
