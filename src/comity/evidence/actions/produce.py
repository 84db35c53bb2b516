"""A provider produces: exactly what the order covers, from the frozen copy, sealed once.

Two passes over the copy would be one too many: items are read, judged, packed, hashed and sealed as they
come. What was delivered at another time than its `Date:` header says is reported beside the exhibit.
What an ended process had sealed, and no record knows, is destroyed: the officer produces once more.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from comity.evidence import layout, limits, packing, store
from comity.evidence.actions import receive
from comity.evidence.errors import NothingInScopeError, ProductionUnderWayError
from comity.evidence.models import Exhibit
from comity.jobs import actions as jobs
from comity.journal import clock, killpoints
from comity.officers import queries as officers
from comity.officers.models import Officer, PendingLetter
from comity.providers import actions as providers
from comity.providers import differences, selecting
from comity.providers import limits as provider_limits
from comity.providers import queries as orders
from comity.providers import store as sources
from comity.providers.queries import Order
from comity.providers.selecting import FrozenItem, Tally
from comity.trust import queries as trust
from comity.trust.entries import NodeEntry
from comity.trust.keys import ring
from comity.vault.sealing import Sealed
from comity.wire import digests, jws, keypackets, manifest, times
from comity.wire.manifest import Manifest, Part

WRITERS = ("draft", "certify")
MAIL = "d.mailbox"
FORGET = "evidence.forget-unfinished"


@dataclass
class Report:
    """What is told about a production beside its exhibits."""

    tally: Tally = field(default_factory=Tally)
    differences: list[dict[str, Any]] = field(default_factory=list)
    differences_total: int = 0

    def note(self, item: FrozenItem) -> None:
        """Compare a message's own date with its delivery."""
        at = item.header.delivered_at
        claimed = None if at is None else differences.difference(item.data, at)
        if claimed is None or at is None:
            return
        self.differences_total += 1
        if len(self.differences) < provider_limits.DIFFERENCES:
            self.differences.append(
                {
                    "item": item.header.id[:1000],
                    "delivered_at": times.format(at),
                    "claimed": claimed,
                }
            )

    def body(self) -> dict[str, Any]:
        """As the letter writes it."""
        return {
            "items": self.tally.selected,
            "undated": self.tally.undated,
            "differences": self.differences,
            "differences_total": self.differences_total,
        }


@dataclass(frozen=True)
class Made:
    """One sealed exhibit with its signed manifest."""

    manifest: Manifest
    document: bytes


def produce(officer: Officer, matter: str) -> PendingLetter:
    """Seal what the production order covers and draft the letter that hands it over, for certification.

    Raises NotAllowedError, UnknownOrderError, NothingHeldError, NothingInScopeError,
    OrderNotAllowedNowError, ProductionUnderWayError.
    """
    officers.check_capacity(officer, *WRITERS)
    order = orders.order_for(officer, matter)
    with sources.only_one(_lock(matter)) as alone:
        if not alone:
            raise ProductionUnderWayError(order=matter)
        return _produce(officer, order)


def _lock(matter: str) -> str:
    """Who holds this seals what the order covers; the system lets go of it when that process ends."""
    return f"production {matter}"


def _announced(order: Order) -> str:
    """The identifier of what is sealed next, with a job that destroys it if no record comes to know it."""
    object_id = store.new_object_id()
    with transaction.atomic():
        jobs.enqueue(FORGET, {"matter": order.matter, "object": object_id}, key=object_id)
    return object_id


def forget_unfinished(args: dict[str, Any]) -> datetime | None:
    """Job: once the sealing has ended, destroy an object that got no record."""
    with sources.only_one(_lock(args["matter"])) as alone:
        if not alone:
            return clock.real_now() + limits.LOOK_FOR_UNFINISHED
        if not Exhibit.objects.filter(object_id=args["object"]).exists():
            store.vault().destroy(args["object"])
    return None


def _produce(officer: Officer, order: Order) -> PendingLetter:
    report = Report()
    made: list[Made] = []
    try:
        for source in _sources(order):
            exhibit = _exhibit(order, source, report)
            if exhibit is not None:
                made.append(exhibit)
        killpoints.reach(killpoints.EXHIBIT_SEALED)
        if not made:
            raise NothingInScopeError(order=order.matter)
        return _propose(officer, order, made, report)
    except BaseException:
        for one in made:
            store.vault().destroy(one.manifest.object)
        raise


def _sources(order: Order) -> list[str]:
    """The sources of the frozen copy whose kind of data the order asks for."""
    asked = orders.scope(order).data_items
    given = {one.name for one in sources.connectors() if one.data_items & asked}
    held = dict.fromkeys(copy.source for copy in orders.copies(order.preservation))
    return [source for source in held if source in given]


def _exhibit(order: Order, source: str, report: Report) -> Made | None:
    copies = [copy for copy in orders.copies(order.preservation) if copy.source == source]
    counted = Tally()
    selected = selecting.select(copies, orders.scope(order), sources.vault(), counted)
    is_mail = _category(source) == MAIL
    items = _packed(selected, report, is_mail)
    object_id, sealed = store.seal(packing.pack(items), _announced(order))
    report.tally.selected += counted.selected
    report.tally.undated += counted.undated
    if not counted.selected:
        store.vault().destroy(object_id)
        return None
    try:
        return _signed(order, source, object_id, sealed, counted.selected)
    except BaseException:
        store.vault().destroy(object_id)
        raise


def _signed(order: Order, source: str, object_id: str, sealed: Sealed, items: int) -> Made:
    """The manifest of a sealed object, signed by the provider."""
    said = Manifest(
        suite=jws.SUITE,
        exhibit=str(uuid.uuid4()),
        object=object_id,
        name=f"{source}.zip",
        media_type="application/zip",
        category=_category(source),
        length=sealed.length,
        sha256=sealed.sha256,
        part_length=max(sealed.parts[0].length, 1),
        parts=tuple(
            Part(number=p.number, length=p.length, sealed_length=p.sealed_length, sha256=p.sha256)
            for p in sealed.parts
        ),
        made_at=clock.now(),
        maker=order.our_authority,
        node=settings.NODE.node,
        about={"order": order.matter, "source": source, "items": items},
    )
    document = ring().sign_as_authority(order.our_authority, manifest.build(said), jws.MANIFEST)
    return Made(said, document)


def _category(source: str) -> str:
    kinds = next(one.data_items for one in sources.connectors() if one.name == source)
    return MAIL if MAIL in kinds else min(kinds)


def _packed(
    selected: Iterator[FrozenItem], report: Report, is_mail: bool
) -> Iterator[packing.PackedItem]:
    ending = "eml" if is_mail else "line"
    for number, item in enumerate(selected, 1):
        if is_mail:
            report.note(item)
        at = item.header.delivered_at
        facts = {
            "id": item.header.id,
            "delivered_at": None if at is None else times.format(at),
            "source": item.source,
            "meta": dict(item.header.meta),
        }
        yield packing.PackedItem(f"{number:06d}.{ending}", item.data, facts)


def _propose(officer: Officer, order: Order, made: list[Made], report: Report) -> PendingLetter:
    receiver = trust.directory().node(trust.directory().authority(order.other_authority).node)
    described, attachments = [], []
    for number, one in enumerate(made, 1):
        entry, files = hand_over_files(one.manifest, one.document, receiver, number)
        described.append(entry)
        attachments.extend(files)
    with transaction.atomic():
        for one in made:
            row = receive.new_exhibit(
                one.manifest,
                digests.sha256(one.document),
                one.document,
                order.matter,
                Exhibit.SEALED,
            )
            row.save()
            receive.record("sealed", row, actor=officer.person, order=order.matter)
        return providers.propose_production(
            officer,
            order.matter,
            exhibits=described,
            report=report.body(),
            attachments=attachments,
        )


def hand_over_files(
    said: Manifest, document: bytes, receiver: NodeEntry, number: int
) -> tuple[dict[str, Any], list[tuple[str, str, bytes]]]:
    """How a letter names an exhibit, and the files that travel beside it: manifest and key packet."""
    digest = digests.sha256(document)
    packet = keypackets.make(
        store.vault().key(said.object),
        object_id=said.object,
        manifest_digest=digest,
        from_node=settings.NODE.node,
        to_node=receiver.node,
        key=receiver.sealing_key(clock.now()),
    )
    entry = {
        "exhibit": said.exhibit,
        "manifest": digest,
        "packet": digests.sha256(packet),
        "name": said.name,
        "length": said.length,
        "sha256": said.sha256,
    }
    files = [
        (f"manifest-{number}.jws.json", layout.MANIFEST, document),
        (f"key-packet-{number}.json", layout.KEY_PACKET, packet),
    ]
    return entry, files
