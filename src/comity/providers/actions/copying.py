"""The work of holding: copies are made as soon as an order has come, without waiting for a person.

Each copy is announced in the database before its first byte is written, and counts only once it is whole:
what an ended process left behind is destroyed and made anew. A copy that is partial because its source
failed is tried again; the partial one is kept beside the new one.
"""

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from comity.journal import actions as journal
from comity.journal import clock, killpoints
from comity.officers import actions as officers
from comity.officers.models import PendingLetter
from comity.providers import freezing, lifecycle, limits, queries, store
from comity.providers.actions import alarms
from comity.providers.connectors import Connector
from comity.providers.errors import FreezeOvertakenError, NothingHeldError
from comity.providers.freezing import Frozen
from comity.providers.models import FrozenSource, Hold, Order
from comity.wire import canonical, digests, times

WANTED = ("ordered", "held")  # states in which the data must be kept
WORTH_ANOTHER_TRY = frozenset({freezing.FAILED, "unreadable"})


def freeze(args: dict[str, Any]) -> datetime | None:
    """The job: make the copies that are missing. Returns when to try again (real time), or None."""
    with store.only_one(args["matter"]) as alone:
        if not alone:
            return clock.real_now() + limits.FREEZE_LEASE
        return _freeze(queries.order(args["matter"]))


def _freeze(row: Order) -> datetime | None:
    if row.side != "requested" or row.state not in WANTED:
        return None
    hold = _begin(row)
    if hold.state not in (Hold.FREEZING, Hold.FROZEN):
        return None
    for connector in _wanted(row):
        if _lacks(hold, connector):
            _copy(row, hold, connector)
    _take_effect(row.matter)
    _draft_certificate(row.matter)
    return _next_try(hold)


def _begin(row: Order) -> Hold:
    with transaction.atomic():
        hold, made = Hold.objects.get_or_create(order=row)
        if made:
            asked, given = queries.scope(row).data_items, frozenset[str]()
            for connector in store.connectors():
                given |= connector.data_items
            hold.not_covered = sorted(asked - given)
            hold.save(update_fields=["not_covered"])
            journal.record("providers:hold:begun", actor="node", about=[row.matter])
        return hold


def _wanted(row: Order) -> list[Connector]:
    """The connectors whose data the order asks for."""
    asked = queries.scope(row).data_items
    return [one for one in store.connectors() if one.data_items & asked]


def _lacks(hold: Hold, connector: Connector) -> bool:
    """Whether a copy of this source is missing, or partial in a way that another try may mend."""
    row = queries.latest_sources(hold).get(connector.name)
    return row is None or _may_be_mended(row)


def _may_be_mended(row: FrozenSource) -> bool:
    return not row.complete and bool(WORTH_ANOTHER_TRY & set(row.reasons))


def _copy(row: Order, hold: Hold, connector: Connector) -> None:
    """One copy of one source. Raises FreezeOvertakenError and what the vault raises."""
    copy = _announce(hold, connector.name)
    scope = queries.scope(row).narrowed(connector.data_items)
    try:
        frozen = freezing.freeze(connector, scope, store.vault(), copy.object_id)
        killpoints.reach(killpoints.COPY_WRITTEN)
        _count(row, copy, frozen)
    except Exception:
        store.vault().destroy(copy.object_id)
        FrozenSource.objects.filter(pk=copy.pk, state=FrozenSource.COPYING).delete()
        raise


def _announce(hold: Hold, source: str) -> FrozenSource:
    """Say which object will be written, after destroying what an ended worker had begun."""
    for left in hold.sources.filter(source=source, state=FrozenSource.COPYING):
        store.vault().destroy(left.object_id)
        left.delete()
    return FrozenSource.objects.create(
        hold=hold, source=source, object_id=str(uuid.uuid4()), started_at=clock.now()
    )


def _count(row: Order, copy: FrozenSource, frozen: Frozen) -> None:
    """From here the copy counts, if it is still ours and still wanted."""
    with transaction.atomic():
        order = Order.objects.select_for_update().get(pk=row.pk)
        if order.state not in WANTED:
            raise FreezeOvertakenError(order=row.matter)
        changed = FrozenSource.objects.filter(pk=copy.pk, state=FrozenSource.COPYING).update(
            state=FrozenSource.COPIED, finished_at=clock.now(), **_facts(frozen)
        )
        if changed != 1:
            raise FreezeOvertakenError(order=row.matter)
        told = {
            "source": frozen.source,
            "object": frozen.object_id,
            "items": frozen.items,
            "sha256": frozen.sealed.sha256,
            "complete": frozen.complete,
            "reasons": frozen.reasons,
            "remarks": frozen.remarks,
            "failure": frozen.failure,
        }
        journal.record("providers:copy:made", actor="node", about=[row.matter], facts=told)


def _facts(frozen: Frozen) -> dict[str, Any]:
    parts = [[one.number, one.length, one.sealed_length, one.sha256] for one in frozen.sealed.parts]
    return {
        "items": frozen.items,
        "bytes": frozen.bytes,
        "length": frozen.sealed.length,
        "sha256": frozen.sealed.sha256,
        "parts": parts,
        "complete": frozen.complete,
        "reasons": frozen.reasons,
        "remarks": frozen.remarks,
        "gaps": [[gap.id[: limits.GAP_CHARS], gap.code] for gap in frozen.gaps],
        "failure": frozen.failure,
    }


def _take_effect(matter: str) -> None:
    """The hold takes effect when every source was copied once, whatever becomes of its certificate."""
    with transaction.atomic():
        order = Order.objects.select_for_update().get(matter=matter)
        hold = Hold.objects.select_for_update().get(order=order)
        rows = queries.latest_sources(hold)
        if order.state not in WANTED or not rows:
            return
        if hold.state == Hold.FREEZING:
            hold.state, hold.effective_from = Hold.FROZEN, clock.now()
            hold.save(update_fields=["state", "effective_from"])
            facts = {"sources": sorted(rows), "partial": is_partial(hold)}
            journal.record("providers:hold:effective", actor="node", about=[matter], facts=facts)
        if hold.effective_from is not None and not all(row.complete for row in rows.values()):
            alarms.ring(order, "copy-partial", hold.effective_from, _partial_message(order))


def _partial_message(order: Order) -> str:
    return (
        f"The copy under order {order.reference} is partial. Look at the reasons: what a source could "
        "not give is tried again; what was deleted before it could be copied is gone."
    )


def _draft_certificate(matter: str) -> None:
    with transaction.atomic():
        order = Order.objects.select_for_update().get(matter=matter)
        hold = Hold.objects.select_for_update().get(order=order)
        if order.state in WANTED and hold.state == Hold.FROZEN:
            propose_certificate(order, hold)


def propose_certificate(order: Order, hold: Hold, officer: Any = None) -> PendingLetter | None:
    """Draft the certificate, once per state of the copies; None where it was drafted before.

    Raises NothingHeldError and what ``officers.propose`` raises.
    """
    body = certificate_body(order, hold)
    mark = digests.sha256(canonical.encode(body))
    if hold.certified == mark:
        return None
    pending = officers.propose(
        officer,
        type=lifecycle.CERTIFICATE,
        to_authority=order.other_authority,
        from_authority=order.our_authority,
        matter=order.matter,
        body=body,
        title=f"Certificate of hold, order {order.reference}"[:200],
    )
    hold.certified = mark
    hold.save(update_fields=["certified"])
    return pending


def certificate_body(order: Order, hold: Hold) -> dict[str, Any]:
    """What the provider certifies, from the copies as they are. Raises NothingHeldError."""
    if hold.effective_from is None or order.expires_at is None:
        raise NothingHeldError(order=order.matter)
    rows = queries.latest_sources(hold)
    body: dict[str, Any] = {
        "measure": lifecycle.HOLD,
        "effective_from": times.format(hold.effective_from),
        "expires_at": times.format(order.expires_at),
        "sources": [_source(row, hold) for row in rows.values()],
        "partial": is_partial(hold),
    }
    if hold.not_covered:
        body["not_covered"] = hold.not_covered
    return body


def is_partial(hold: Hold) -> bool:
    """Something that the order names is not in the copies, as far as the newest ones know."""
    rows = queries.latest_sources(hold).values()
    return bool(hold.not_covered) or not all(row.complete for row in rows)


def _source(row: FrozenSource, hold: Hold) -> dict[str, Any]:
    said: dict[str, Any] = {
        "source": row.source,
        "items": row.items,
        "bytes": row.bytes,
        "sha256": row.sha256,
        "complete": row.complete,
    }
    remarks = dict(row.remarks)
    earlier = sum(one.source == row.source for one in queries.sources(hold)) - 1
    if earlier:
        remarks["earlier_copies_kept"] = earlier
    if row.reasons:
        said["reason"] = _counted(row.reasons)
    if remarks:
        said["remarks"] = _counted(remarks)
    return said


def _counted(codes: dict[str, int]) -> str:
    return ", ".join(f"{code}: {count}" for code, count in sorted(codes.items()))[:500]


def _next_try(hold: Hold) -> datetime | None:
    """When to copy again what failed, in real time; None where nothing is to be mended."""
    pauses: list[timedelta] = []
    for name, row in queries.latest_sources(hold).items():
        tries = hold.sources.filter(source=name).count()
        if _may_be_mended(row) and tries < limits.FREEZE_TRIES:
            pauses.append(min(limits.FREEZE_RETRY * 2 ** (tries - 1), limits.FREEZE_RETRY_MOST))
    return clock.real_now() + min(pauses) if pauses else None
