"""What a person at the provider does: certify, report that an order cannot be executed, release.

A copy is destroyed by a person only, after the order was lifted or has ended, and never while a
production from it is open.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from comity.journal import actions as journal
from comity.journal import clock
from comity.officers import actions as officers
from comity.officers import queries as people
from comity.officers.models import Officer, PendingLetter
from comity.providers import lifecycle, queries, store
from comity.providers.actions import copying
from comity.providers.errors import (
    HoldNotReadyError,
    HoldStillBoundError,
    NothingHeldError,
    OrderNotAllowedNowError,
    OrderNotOursError,
)
from comity.providers.models import Hold, Order
from comity.wire import times

WRITERS = ("draft", "certify")


def certify_hold(officer: Officer, matter: str) -> PendingLetter:
    """Draft the certificate of what is held, for approval; it was drafted by itself when the copy was made,
    so this is needed only after that draft was abandoned or the order renewed.

    Raises UnknownOrderError, OrderNotAllowedNowError, HoldNotReadyError, NothingHeldError, NotAllowedError.
    """
    people.check_capacity(officer, *WRITERS)
    with transaction.atomic():
        row = _theirs(officer, matter, lifecycle.CERTIFICATE)
        hold = Hold.objects.select_for_update().filter(order=row).first()
        if hold is None or hold.state == Hold.FREEZING:
            raise HoldNotReadyError
        hold.certified = ""
        pending = copying.propose_certificate(row, hold, officer)
        if pending is None:
            raise NothingHeldError
        return pending


def report_not_executable(
    officer: Officer, matter: str, *, reason: str, text: str
) -> PendingLetter:
    """Draft the letter that an order cannot be carried out, with a coded reason.

    Raises UnknownOrderError, OrderNotAllowedNowError, BodyInvalidError, NotAllowedError.
    """
    people.check_capacity(officer, *WRITERS)
    row = _theirs(officer, matter, lifecycle.NOT_EXECUTABLE)
    body = {"measure": row.measure, "reason": reason, "text": text}
    title = f"Order {row.reference} cannot be executed"
    return _write(officer, row, lifecycle.NOT_EXECUTABLE, body, title)


def propose_production(
    officer: Officer,
    matter: str,
    *,
    exhibits: Sequence[Mapping[str, Any]],
    report: Mapping[str, Any],
    attachments: Sequence[tuple[str, str, bytes]],
    note: str = "",
) -> PendingLetter:
    """Draft the letter that hands exhibits over (called by the room that sealed them).

    Raises UnknownOrderError, OrderNotAllowedNowError, BodyInvalidError, NotAllowedError.
    """
    people.check_capacity(officer, *WRITERS)
    row = _theirs(officer, matter, lifecycle.PRODUCED)
    body: dict[str, Any] = {
        "measure": lifecycle.PRODUCE,
        "exhibits": [dict(one) for one in exhibits],
        "report": dict(report),
    }
    if note:
        body["note"] = note
    title = f"Production under order {row.reference}"
    return _write(officer, row, lifecycle.PRODUCED, body, title, attachments=attachments)


def release(officer: Officer, matter: str) -> PendingLetter:
    """Destroy the frozen copy after the order's end, and say so in a letter, which leaves at once.

    Going on after a crash is safe: what is destroyed stays destroyed, the letter is sent once. Raises
    UnknownOrderError, OrderNotAllowedNowError, HoldStillBoundError, NotAllowedError.
    """
    people.check_capacity(officer, "certify")
    row, reason = _mark_releasing(officer, matter)
    objects = _destroy(row)
    return _tell_released(officer, row, reason, objects)


def _mark_releasing(officer: Officer, matter: str) -> tuple[Order, str]:
    """Decide, under a lock, that the copy goes: from here no renewal can save it."""
    with transaction.atomic():
        row = Order.objects.select_for_update().get(pk=queries.order_for(officer, matter).pk)
        _check_theirs(row)
        now = queries.situation(row)
        if lifecycle.RELEASED not in now.open_to(row.side):
            raise OrderNotAllowedNowError(state=row.state, letter=lifecycle.RELEASED)
        if now.state not in ("lifted", "expired") or queries.still_needed(matter):
            raise HoldStillBoundError(state=now.state)
        hold, _ = Hold.objects.select_for_update().get_or_create(order=row)
        if hold.state != Hold.RELEASING:
            hold.state = Hold.RELEASING
            hold.save(update_fields=["state"])
            journal.record("providers:hold:releasing", actor=officer.person, about=[matter])
        return row, now.state


def _destroy(row: Order) -> int:
    """Destroy keys and parts of every copy, also of those that were never finished."""
    objects = list(row.hold.sources.values_list("object_id", flat=True))
    for object_id in objects:
        store.vault().destroy(object_id)
    return len(objects)


def _tell_released(officer: Officer, row: Order, reason: str, objects: int) -> PendingLetter:
    with transaction.atomic():
        now = clock.now()
        parts = sum(len(one.parts) for one in row.hold.sources.all())
        Hold.objects.filter(order=row, state=Hold.RELEASING).update(
            state=Hold.RELEASED, released_at=now
        )
        sentence = (
            f"The keys of {objects} sealed objects were overwritten and removed from this node, and "
            f"their {parts} sealed parts were deleted. Copies elsewhere are not known to it."
        )
        body = {
            "measure": lifecycle.HOLD,
            "reason": reason,
            "released_at": times.format(now),
            "objects": objects,
            "parts": parts,
            "sentence": sentence,
        }
        facts = {"objects": objects, "parts": parts, "reason": reason}
        journal.record(
            "providers:hold:released", actor=officer.person, about=[row.matter], facts=facts
        )
        return _write(officer, row, lifecycle.RELEASED, body, f"Release, order {row.reference}")


def _theirs(officer: Officer, matter: str, type: str) -> Order:
    row = queries.order_for(officer, matter)
    _check_theirs(row)
    if type not in queries.allowed_letters(row):
        raise OrderNotAllowedNowError(state=row.state, letter=type)
    return row


def _check_theirs(row: Order) -> None:
    if row.side != "requested":
        raise OrderNotOursError(matter=row.matter)


def _write(
    officer: Officer,
    row: Order,
    type: str,
    body: Mapping[str, Any],
    title: str,
    *,
    attachments: Sequence[tuple[str, str, bytes]] = (),
) -> PendingLetter:
    return officers.propose(
        officer,
        type=type,
        to_authority=row.other_authority,
        matter=row.matter,
        body=body,
        title=title[:200],
        attachments=attachments,
    )
