"""A provider produces from its real mail store: exactly the items in scope, sealed once, then pushed."""

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings

from comity.demo import mailstore
from comity.evidence import limits, queries, store
from comity.evidence.actions import receive
from comity.evidence.actions.produce import FORGET, produce
from comity.evidence.actions.produce import _announced as announced
from comity.evidence.actions.produce import _lock as lock
from comity.evidence.errors import NothingInScopeError, ProductionUnderWayError
from comity.evidence.models import Exhibit, Share
from comity.exchange import http
from comity.exchange import queries as exchange
from comity.exchange.errors import PeerRefusedError, PeerUnreachableError
from comity.exchange.models import StoredLetter
from comity.jobs import worker
from comity.jobs.models import Job
from comity.journal import clock
from comity.officers.errors import NotAllowedError
from comity.officers.models import PendingLetter
from comity.providers import lifecycle
from comity.providers import queries as orders
from comity.providers.rules import Placement, place
from comity.providers.selecting import items
from comity.providers.store import only_one
from comity.trust import queries as directory
from comity.wire import canonical, digests, times
from tests.providers.conftest import (
    SCOPE,
    Clock,
    Side,
    demo_clock,
    made_store,
    order_body,
    production_body,
    provider,
)
from tests.simulated_peer import World

__all__ = ["demo_clock", "made_store", "provider"]


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> World:
    """The world that these tests share."""
    return World(tmp_path_factory.mktemp("directory"))


@pytest.fixture(autouse=True)
def own_view(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each node reads the directory with its own keys."""
    monkeypatch.setattr(directory, "_view", None)


@pytest.fixture
def held(provider: Side) -> str:
    """Everything of one subscriber is held; the matter of the order."""
    matter = provider.say(lifecycle.PRESERVATION, order_body(), "order").letter.digest
    worker.run_pending(["providers.freeze", "providers.clock"])
    provider.approve(
        PendingLetter.objects.get(type=lifecycle.CERTIFICATE, state="waiting"), "certify"
    )
    return matter


def ordered(side: Side, held: str, **scope: Any) -> str:
    """A production order from the frozen copy."""
    body = production_body(held, scope={**SCOPE, **scope})
    return side.say(lifecycle.PRODUCTION, body, "order").letter.digest


def plain(row: Exhibit, folder: Any) -> zipfile.ZipFile:
    target = folder / row.exhibit
    store.release(queries.manifest_of(row), target)
    return zipfile.ZipFile(io.BytesIO(target.read_bytes()))


def in_scope(matter: str, source: str) -> list[bytes]:
    """What the frozen copy holds in scope, judged here one by one."""
    order = orders.order(matter)
    copy = next(one for one in orders.copies(order.preservation) if one.source == source)
    scope = orders.scope(order)
    return [
        one.data
        for one in items(copy, store.vault())
        if place(scope, one.header.identifiers, one.header.delivered_at) is Placement.IN
    ]


def test_exactly_the_items_in_scope_are_produced(provider: Side, held: str, tmp_path: Any) -> None:
    copy = next(one for one in orders.copies(held) if one.source == "mail")
    delivered = sorted(
        one.header.delivered_at for one in items(copy, store.vault()) if one.header.delivered_at
    )
    span = {
        "start": times.format(delivered[len(delivered) // 4]),
        "end": times.format(delivered[len(delivered) // 2]),
    }
    matter = ordered(provider, held, range=span)
    wanted = {source: in_scope(matter, source) for source in ("mail", "access")}
    assert 0 < len(wanted["mail"]) < len(delivered)
    produce(provider.officer("desk", "draft"), matter)
    rows = {row.name: row for row in Exhibit.objects.all()}
    assert set(rows) == {f"{source}.zip" for source, found in wanted.items() if found}
    for source, found in wanted.items():
        if not found:
            continue
        archive = plain(rows[f"{source}.zip"], tmp_path)
        index = [json.loads(line) for line in archive.read("index.jsonl").splitlines()]
        assert [archive.read(one["name"]) for one in index] == found
        assert [one["sha256"] for one in index] == [digests.sha256(data) for data in found]
        assert set(archive.namelist()) == {one["name"] for one in index} | {"index.jsonl"}
        for one in index:
            assert span["start"] <= one["delivered_at"] <= span["end"]


def test_only_the_kind_of_data_that_was_asked_for(provider: Side, held: str) -> None:
    matter = ordered(provider, held, data_items=["b.connection"])
    produce(provider.officer("desk", "draft"), matter)
    assert [row.name for row in Exhibit.objects.all()] == ["access.zip"]


def test_nothing_of_another_subscriber(
    provider: Side, held: str, made_store: mailstore.Store, tmp_path: Any
) -> None:
    produce(provider.officer("desk", "draft"), ordered(provider, held))
    mail = plain(Exhibit.objects.get(name="mail.zip"), tmp_path)
    assert len(mail.namelist()) == made_store.subscriber.messages + 1


def test_dates_that_do_not_agree_with_the_delivery_are_told(provider: Side, held: str) -> None:
    pending = produce(provider.officer("desk", "draft"), ordered(provider, held))
    body = canonical.decode(bytes(pending.core), max_bytes=10**7)["body"]
    report = body["report"]
    assert report["items"] == sum(
        queries.manifest_of(row).about["items"] for row in Exhibit.objects.all()
    )
    assert report["differences_total"] == len(report["differences"]) > 0
    assert {one["name"] for one in body["exhibits"]} == {"mail.zip", "access.zip"}


def test_nothing_in_scope_is_no_exhibit(provider: Side, held: str) -> None:
    before = _objects()
    span = {"start": "2001-01-01T00:00:00Z", "end": "2001-01-02T00:00:00Z"}
    with pytest.raises(NothingInScopeError):
        produce(provider.officer("desk", "draft"), ordered(provider, held, range=span))
    assert _objects() == before
    assert not Exhibit.objects.exists()


def _objects() -> set[str]:
    """The objects in the vault: what failed leaves nothing behind."""
    return {path.name for path in (store.vault().root / "parts").glob("*/*")} | {
        path.name for path in (store.vault().root / "keys").rglob("*") if path.is_file()
    }


def test_who_may_not_produce_leaves_nothing(provider: Side, held: str) -> None:
    matter = ordered(provider, held)
    before = _objects()
    with pytest.raises(NotAllowedError):
        produce(provider.officer("nobody", "custody"), matter)
    assert _objects() == before


def test_what_an_ended_process_had_sealed_is_destroyed(provider: Side, held: str) -> None:
    """It died between the vault and the database: nobody knows the object, and nobody ever will."""
    officer = provider.officer("desk", "draft")
    order = orders.order(ordered(provider, held))
    before = _objects()
    left, _ = store.seal([b"evidence"], announced(order))
    with only_one(lock(order.matter)):
        assert worker.run_pending([FORGET]) == 1
        assert left in _objects()  # somebody may be sealing it at this moment
        with pytest.raises(ProductionUnderWayError):
            produce(officer, order.matter)
    Job.objects.filter(kind=FORGET).update(run_at=clock.real_now())
    assert worker.run_pending([FORGET]) == 1
    assert _objects() == before
    produce(officer, order.matter)
    known = {row.object_id for row in Exhibit.objects.all()}
    assert worker.run_pending([FORGET]) == len(known) == 2
    assert known <= _objects()


# The parts leave by push: nobody can reach this node


class Receiver:
    """The ordering authority's door for parts, in memory."""

    def __init__(self, break_at: set[int] | None = None) -> None:
        self.break_at = break_at or set()
        self.parts: dict[tuple[str, int], bytes] = {}
        self.settled = False
        self.known = True
        self.calls = 0

    def _call(self, node: Any, path: str) -> tuple[str, int]:
        self.calls += 1
        if self.calls in self.break_at:
            raise PeerUnreachableError(node=node.node)
        if self.settled or not self.known:
            name = "TransferSettledError" if self.settled else "PartNotOfferedError"
            raise PeerRefusedError("x", error=name, status=422)
        object_id, number = path.split("/")[2:4]
        return object_id, int(number)

    def get(self, node: Any, path: str, range: str = "") -> bytes:
        assert path.endswith("/arrived")
        return self._answer(self._call(node, path))

    def put(self, node: Any, path: str, body: bytes, content_range: str = "") -> bytes:
        key = self._call(node, path)
        first = int(content_range.removeprefix("bytes ").split("-")[0])
        assert first == len(self.parts.get(key, b""))
        self.parts[key] = self.parts.get(key, b"") + body
        return self._answer(key)

    def _answer(self, key: tuple[str, int]) -> bytes:
        return canonical.encode({"arrived": len(self.parts.get(key, b""))})


@pytest.fixture
def sent(provider: Side, held: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[StoredLetter]:
    """The production has left and its receipt has come."""
    monkeypatch.setattr(limits, "PUSH_CHUNK_BYTES", 20_000)
    monkeypatch.setattr(settings, "NODE", replace(settings.NODE, collects_from="ma-1"))
    pending = produce(provider.officer("desk", "draft"), ordered(provider, held))
    done = provider.approve(pending, "certify")
    letter = exchange.letter(done.letter)
    receive.delivered(letter)
    yield letter


def push(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "signed_get", receiver.get)
    monkeypatch.setattr(http, "signed_put", receiver.put)
    Job.objects.filter(kind=receive.PUSH, done_at=None).update(run_at=clock.real_now())
    worker.run_pending([receive.PUSH])


def everything(letter: StoredLetter) -> dict[tuple[str, int], bytes]:
    return {
        (share.exhibit.object_id, part.number): store.vault().part_path(share.exhibit.object_id, part.number).read_bytes()
        for share in queries.shares_of(letter.digest)
        for part in store.expected_parts(queries.manifest_of(share.exhibit))
    }  # fmt: skip


def test_everything_is_pushed(sent: StoredLetter, monkeypatch: pytest.MonkeyPatch) -> None:
    assert Share.objects.filter(to_node="ma-1", to_authority="MA/ordering-authority").count() == 2
    receiver = Receiver()
    push(receiver, monkeypatch)
    assert receiver.parts == everything(sent)


@pytest.mark.parametrize("broken", [1, 2, 4])
def test_a_push_goes_on_wherever_it_broke(
    sent: StoredLetter, monkeypatch: pytest.MonkeyPatch, broken: int
) -> None:
    receiver = Receiver({broken})
    push(receiver, monkeypatch)
    push(receiver, monkeypatch)
    assert receiver.parts == everything(sent)


def test_a_receiver_that_does_not_know_the_letter_yet_is_asked_again(
    sent: StoredLetter, monkeypatch: pytest.MonkeyPatch
) -> None:
    receiver = Receiver()
    receiver.known = False
    push(receiver, monkeypatch)
    assert receiver.parts == {}
    receiver.known = True
    push(receiver, monkeypatch)
    assert receiver.parts == everything(sent)


def test_a_receiver_that_has_settled_is_left_alone(
    sent: StoredLetter, monkeypatch: pytest.MonkeyPatch
) -> None:
    receiver = Receiver()
    receiver.settled = True
    push(receiver, monkeypatch)
    assert receiver.calls == 2  # once for each exhibit
    assert not Job.objects.filter(kind=receive.PUSH, done_at=None).exists()


def test_times_are_those_of_the_node(provider: Side, held: str, demo_clock: Clock) -> None:
    matter = ordered(provider, held)
    demo_clock.forward(timedelta(hours=5))
    produce(provider.officer("desk", "draft"), matter)
    row = Exhibit.objects.first()
    assert row is not None
    assert queries.manifest_of(row).made_at - clock.real_now() > timedelta(hours=4)
