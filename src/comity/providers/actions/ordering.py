"""What the ordering authority does: order a preservation or a production, renew, lift.

Each verb checks the person, the law's lengths and the lifecycle, then freezes a letter that waits for
the approval of the person who may order. Nothing of a request from abroad goes into an order.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from comity.journal import clock
from comity.law import dataitems, holds
from comity.law.errors import UnknownDataItemError
from comity.officers import actions as officers
from comity.officers import queries as people
from comity.officers.models import Officer, PendingLetter
from comity.providers import letters, lifecycle, queries, rules
from comity.providers.errors import (
    DataItemUnknownError,
    OrderEndWrongError,
    OrderNotAllowedNowError,
    OrderNotOursError,
    OrderTooLongError,
    PreservationUnknownError,
    UnknownOrderError,
)
from comity.providers.models import Order, PlannedOrder
from comity.wire import documents, times
from comity.wire.errors import BodyInvalidError

__all__ = ["issue_preservation_order", "issue_production_order", "lift", "renew"]

DRAFTERS = ("draft", "order")


def issue_preservation_order(
    officer: Officer,
    *,
    provider: str,
    scope: Mapping[str, Any],
    legal_basis: str,
    court: str,
    remedy: str,
    reference: str,
    expires_at: datetime,
    secrecy_until: datetime | None = None,
    local_reference: str = "",
) -> PendingLetter:
    """Draft an order to keep what is in ``scope`` (as letters.ScopeOfOrder writes it) until ``expires_at``.

    ``local_reference`` stays on this node. Times UTC. Raises NotAllowedError, ScopeEmptyError,
    RangeWrongError, DataItemUnknownError, OrderEndWrongError, OrderTooLongError, BodyInvalidError and
    what ``officers.propose`` raises.
    """
    people.check_capacity(officer, *DRAFTERS)
    rules.check_domestic(officer.authority, provider, provider)
    _check_scope(scope)
    _check_end(officer, clock.now(), expires_at)
    body = {
        "measure": lifecycle.HOLD,
        "expires_at": times.format(expires_at),
        **_order_body(
            provider=provider,
            scope=scope,
            legal_basis=legal_basis,
            court=court,
            remedy=remedy,
            reference=reference,
            secrecy_until=secrecy_until,
        ),
    }
    title = f"Preservation order {reference}"
    return _open(
        officer, lifecycle.PRESERVATION, provider, body, title, local_reference=local_reference
    )


def issue_production_order(
    officer: Officer,
    *,
    preservation: str,
    scope: Mapping[str, Any],
    legal_basis: str,
    court: str,
    remedy: str,
    reference: str,
    due_at: datetime,
    conditions: str = "",
    secrecy_until: datetime | None = None,
    local_reference: str = "",
) -> PendingLetter:
    """Draft an order to produce from the copy under a preservation order (``preservation``: its matter).

    Raises NotAllowedError, PreservationUnknownError (also where the scope goes beyond what is kept),
    OrderEndWrongError, and what ``issue_preservation_order`` raises.
    """
    people.check_capacity(officer, *DRAFTERS)
    kept = _kept(officer, preservation)
    wanted = _check_scope(scope)
    if not rules.inside(wanted, queries.scope(kept)):
        raise PreservationUnknownError(
            "The production goes beyond what the preservation order names. Narrow its scope.",
            preservation=preservation,
        )
    if due_at <= clock.now():
        raise OrderEndWrongError
    body = {
        "measure": lifecycle.PRODUCE,
        "preservation": preservation,
        "due_at": times.format(due_at),
        **_order_body(
            provider=kept.other_authority,
            scope=scope,
            legal_basis=legal_basis,
            court=court,
            remedy=remedy,
            reference=reference,
            secrecy_until=secrecy_until,
        ),
    }
    if conditions:
        body["conditions"] = conditions
    title = f"Production order {reference}"
    return _open(
        officer,
        lifecycle.PRODUCTION,
        kept.other_authority,
        body,
        title,
        local_reference=local_reference,
    )


def renew(
    officer: Officer,
    matter: str,
    *,
    expires_at: datetime,
    legal_basis: str,
    reference: str,
    secrecy_until: datetime | None = None,
) -> PendingLetter:
    """Draft a renewal: the order stands until a later time. Raises UnknownOrderError,
    OrderNotAllowedNowError, OrderEndWrongError, OrderTooLongError, NotAllowedError.
    """
    people.check_capacity(officer, *DRAFTERS)
    row = _ours(officer, matter, lifecycle.RENEWAL)
    rules.check_renewal(row.expires_at or expires_at, expires_at)
    _check_end(officer, clock.now(), expires_at, first=row.created_at)
    body = {
        "measure": lifecycle.HOLD,
        "expires_at": times.format(expires_at),
        "legal_basis": legal_basis,
        "reference": reference,
    }
    if secrecy_until is not None:
        body["secrecy_until"] = times.format(secrecy_until)
    return _write(officer, row, lifecycle.RENEWAL, body, f"Renewal of order {row.reference}")


def lift(officer: Officer, matter: str, *, reason: str) -> PendingLetter:
    """Draft the end of the duty. Raises UnknownOrderError, OrderNotAllowedNowError, NotAllowedError."""
    people.check_capacity(officer, *DRAFTERS)
    row = _ours(officer, matter, lifecycle.LIFT)
    body = {"measure": row.measure, "reason": reason}
    return _write(officer, row, lifecycle.LIFT, body, f"Lifting of order {row.reference}")


def _check_scope(written: Mapping[str, Any]) -> rules.Scope:
    scope = letters.scope_of(
        documents.validate(letters.ScopeOfOrder, dict(written), error=BodyInvalidError)
    )
    rules.check_scope(scope)
    for code in sorted(scope.data_items):
        try:
            dataitems.get(code)
        except UnknownDataItemError as error:
            raise DataItemUnknownError(error.sentence, code=code) from error
    return scope


def _check_end(
    officer: Officer, now: datetime, expires_at: datetime, first: datetime | None = None
) -> None:
    """The lengths that the law of our State sets for one order, and for all its renewals together."""
    law = holds.of(officer.authority.split("/")[0])
    rules.check_end(now, expires_at, law.order_most_days)
    total = law.order_most_total_days
    if first is not None and not law.renewable:
        raise OrderTooLongError("The law of this State does not know a renewal of this order.")
    if first is not None and total is not None and (expires_at - first).days > total:
        raise OrderTooLongError(
            f"With its renewals this order may last at most {total} days in this State."
        )


def _order_body(
    *,
    provider: str,
    scope: Mapping[str, Any],
    legal_basis: str,
    court: str,
    remedy: str,
    reference: str,
    secrecy_until: datetime | None,
) -> dict[str, Any]:
    body = {
        "entity": provider,
        "legal_basis": legal_basis,
        "court": court,
        "remedy": remedy,
        "reference": reference,
        "scope": dict(scope),
    }
    if secrecy_until is not None:
        body["secrecy_until"] = times.format(secrecy_until)
    return body


def _open(
    officer: Officer,
    type: str,
    provider: str,
    body: Mapping[str, Any],
    title: str,
    *,
    local_reference: str,
) -> PendingLetter:
    with transaction.atomic():
        pending = officers.propose(
            officer, type=type, to_authority=provider, matter=None, body=body, title=title
        )
        if local_reference:
            PlannedOrder.objects.create(pending=pending.pk, local_reference=local_reference)
        return pending


def _kept(officer: Officer, preservation: str) -> Order:
    try:
        row = queries.order_for(officer, preservation)
    except UnknownOrderError as error:
        raise PreservationUnknownError(preservation=preservation) from error
    if row.lifecycle != lifecycle.PRESERVATION_ORDER.name or row.side != "requesting":
        raise PreservationUnknownError(preservation=preservation)
    if row.state != "held":
        raise OrderNotAllowedNowError(
            "Nothing is held under the preservation order now: there is nothing to produce from.",
            state=row.state,
        )
    return row


def _ours(officer: Officer, matter: str, type: str) -> Order:
    row = queries.order_for(officer, matter)
    if row.side != "requesting":
        raise OrderNotOursError(matter=matter)
    if type not in queries.allowed_letters(row):
        raise OrderNotAllowedNowError(state=row.state, letter=type)
    return row


def _write(
    officer: Officer, row: Order, type: str, body: Mapping[str, Any], title: str
) -> PendingLetter:
    return officers.propose(
        officer,
        type=type,
        to_authority=row.other_authority,
        matter=row.matter,
        body=body,
        title=title,
    )
