"""What may be read about orders, holds and frozen copies, always for someone.

A person sees the orders of their own authority. What programs of this node read (`copies`, `facts`)
is named so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from comity.exchange import queries as exchange
from comity.journal import clock
from comity.officers.models import Officer
from comity.providers import letters, lifecycle, rules, situations
from comity.providers.errors import NothingHeldError, UnknownOrderError
from comity.providers.models import FrozenSource, Hold, Order, OrderAlarm
from comity.providers.selecting import Copy
from comity.providers.situations import Situation
from comity.vault.sealing import Part, Sealed
from comity.wire.ordering import LetterFact

__all__ = [
    "Certificate",
    "FrozenSource",
    "Hold",
    "Order",
    "OrderAlarm",
    "Waiting",
    "alarms",
    "all_copies",
    "allowed_letters",
    "certificate",
    "copies",
    "facts",
    "hold_of",
    "may_release",
    "order",
    "order_for",
    "orders_about",
    "orders_for",
    "productions_of",
    "queue",
    "scope",
    "situation",
    "sources",
]

OPEN_PRODUCTION = ("ordered", "produced", "rejected")


@dataclass(frozen=True)
class Certificate:
    """What the provider certified, for whoever reports the hold. Times UTC."""

    letter: str
    effective_from: datetime
    expires_at: datetime  # of the order, renewals included
    partial: bool
    items: int
    bytes: int
    sources: tuple[Mapping[str, Any], ...]
    not_covered: tuple[str, ...]


@dataclass(frozen=True)
class Waiting:
    """One thing that waits for a person, with the time by which it should be done."""

    order: Order
    what: str  # code: certify, release, renew, produce, answer_late
    due_at: datetime | None
    partial: bool = False


def order(matter: str) -> Order:
    """The order of a matter, for programs. Raises UnknownOrderError."""
    found = Order.objects.filter(matter=matter).first()
    if found is None:
        raise UnknownOrderError(matter=matter)
    return found


def order_for(officer: Officer, matter: str) -> Order:
    """An order of this person's authority. Raises UnknownOrderError."""
    found = Order.objects.filter(matter=matter, our_authority=officer.authority).first()
    if found is None:
        raise UnknownOrderError(matter=matter)
    return found


def orders_for(officer: Officer) -> QuerySet[Order]:
    """All orders of this person's authority, oldest first."""
    return Order.objects.filter(our_authority=officer.authority)


def orders_about(reference: str) -> list[Order]:
    """The orders that this node issued for something of its own, oldest first, for programs."""
    return list(Order.objects.filter(local_reference=reference)) if reference else []


def productions_of(preservation: str) -> QuerySet[Order]:
    """The production orders that draw on the copy of a preservation order."""
    return Order.objects.filter(lifecycle="production-order", preservation=preservation)


def facts(matter: str) -> list[LetterFact]:
    """The letters of an order as the table reads them; what was not understood has no effect."""
    return [
        replace(one.fact, type="not-understood", body={}) if one.placement == "kept" else one.fact
        for one in exchange.noted(matter)
    ]


def situation(order: Order) -> Situation:
    """Where the order stands now, computed anew from its letters."""
    return situations.situation(facts(order.matter), clock.now())


def allowed_letters(order: Order) -> tuple[str, ...]:
    """The types of letters that our side may write now."""
    events = situation(order).open_to(order.side)
    types = [
        lifecycle.VERIFICATION if event.startswith(lifecycle.VERIFICATION) else event
        for event in events
    ]
    return tuple(dict.fromkeys(types))


def scope(order: Order) -> rules.Scope:
    """What the order covers, for comparison."""
    return letters.scope_of(letters.ScopeOfOrder.model_validate_json(_json(order.scope)))


def _json(value: Any) -> bytes:
    from comity.wire import canonical

    return canonical.encode(value)


def hold_of(order: Order) -> Hold | None:
    """What is kept here under an order; None where nothing is or was."""
    return Hold.objects.filter(order=order).first()


def sources(hold: Hold) -> list[FrozenSource]:
    """The whole copies of a hold, oldest first."""
    return list(hold.sources.filter(state=FrozenSource.COPIED))


def all_copies(hold: Hold) -> list[FrozenSource]:
    """The copies of a hold, also those that are still being made, oldest first."""
    return list(hold.sources.all())


def latest_sources(hold: Hold) -> dict[str, FrozenSource]:
    """The newest whole copy of each source."""
    return {one.source: one for one in sources(hold)}


def copies(preservation: str) -> list[Copy]:
    """The frozen copies under a preservation order, oldest first, for programs.

    Raises UnknownOrderError, NothingHeldError.
    """
    hold = hold_of(order(preservation))
    rows = sources(hold) if hold is not None and hold.state == Hold.FROZEN else []
    if not rows:
        raise NothingHeldError(order=preservation)
    return [Copy(row.source, row.object_id, sealed_of(row)) for row in rows]


def sealed_of(row: FrozenSource) -> Sealed:
    """What the vault has to find when it opens this copy."""
    parts = tuple(
        Part(number, length, sealed, digest) for number, length, sealed, digest in row.parts
    )
    return Sealed(row.length, row.sha256, parts)


def certificate(order: Order) -> Certificate | None:
    """The last certificate that had effect; None where the provider has certified nothing."""
    now = situation(order)
    found = [fact for fact in now.folded.effective if fact.type == lifecycle.CERTIFICATE]
    if not found or now.expires_at is None or now.effective_from is None:
        return None
    body = found[-1].body
    return Certificate(
        letter=found[-1].digest,
        effective_from=now.effective_from,
        expires_at=now.expires_at,
        partial=bool(body["partial"]),
        items=sum(one["items"] for one in body["sources"]),
        bytes=sum(one["bytes"] for one in body["sources"]),
        sources=tuple(body["sources"]),
        not_covered=tuple(body.get("not_covered", ())),
    )


def alarms(officer: Officer) -> QuerySet[OrderAlarm]:
    """Alarms of this person's authority that nobody has taken note of, oldest first."""
    mine = OrderAlarm.objects.filter(order__our_authority=officer.authority)
    return mine.filter(acknowledged_at__isnull=True).select_related("order")


def queue(officer: Officer) -> list[Waiting]:
    """What waits for this person's authority, the most urgent first."""
    rows = orders_for(officer).exclude(state__in=("released", "not_executable", "verified"))
    found = [one for row in rows for one in _waiting(row)]
    return sorted(found, key=lambda one: (one.due_at is None, one.due_at or one.order.created_at))


def _waiting(row: Order) -> Sequence[Waiting]:
    if row.side == "requested":
        return _for_provider(row)
    if row.state == "ordered" and row.due_at is not None and row.due_at <= clock.now():
        return [Waiting(row, "answer_late", row.due_at)]
    if row.state == "held":
        return [Waiting(row, "renew", row.expires_at, row.partial)]
    return []


def _for_provider(row: Order) -> Sequence[Waiting]:
    if row.lifecycle == "production-order":
        open_to_us = row.state in ("ordered", "rejected")
        return [Waiting(row, "produce", row.due_at)] if open_to_us else []
    if row.state == "ordered":
        return [Waiting(row, "certify", row.due_at)]
    if may_release(row):
        return [Waiting(row, "release", None)]
    return []


def may_release(row: Order) -> bool:
    """Whether the provider may destroy the copy: the duty has ended and no production is open."""
    return row.state in ("lifted", "expired") and not still_needed(row.matter)


def still_needed(preservation: str) -> bool:
    """Whether a production from this copy is ordered and not finished."""
    return productions_of(preservation).filter(Q(state__in=OPEN_PRODUCTION)).exists()
