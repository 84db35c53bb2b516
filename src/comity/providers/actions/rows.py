"""Brings the row of an order to what its letters say; the only place that writes an order's state.

Runs in the transaction that stored a letter, and when the node's clock passes a term. Where the line of
letters was prolonged the row makes the same steps; where it changed (a letter that was missing came,
the clock was overtaken by a renewal) the row is restated, and the journal says so.
"""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from comity.exchange import queries as exchange
from comity.exchange.models import StoredLetter
from comity.jobs import actions as jobs
from comity.journal import actions as journal
from comity.journal import clock
from comity.journal.folding import Step
from comity.journal.lifecycles import MoveNotAllowedError
from comity.officers.models import PendingLetter
from comity.providers import lifecycle, queries, rules
from comity.providers.errors import PreservationNotHereError, RowDisagreesError
from comity.providers.models import Order, PlannedOrder
from comity.providers.situations import Situation

FREEZE = "providers.freeze"
CLOCK = "providers.clock"


def open_order(letter: StoredLetter) -> Order:
    """The row of a new order, when its opening letter is stored (in or out) and understood.

    Raises OrderForeignError, EntityOtherError, PreservationNotHereError: the letter is then refused.
    """
    matter = exchange.matter(letter.matter_id)
    table, body = lifecycle.BY_OPENING[letter.type], exchange.body(letter)
    rules.check_domestic(letter.writer, letter.recipient, body["entity"])
    if "preservation" in body:
        _check_kept(body["preservation"], matter.our_authority, matter.other_authority)
    row = Order(
        matter=matter.id,
        lifecycle=table.name,
        measure=body["measure"],
        side=matter.side,
        our_authority=matter.our_authority,
        other_authority=matter.other_authority,
        state=table.start,
        reference=body["reference"],
        legal_basis=body["legal_basis"],
        scope=body["scope"],
        conditions=body.get("conditions", ""),
        preservation=body.get("preservation", ""),
        local_reference=_planned_reference(letter),
        created_at=letter.stored_at,
    )
    now = queries.situation(row)
    row.expires_at, row.due_at = now.expires_at, now.due_at
    row.save(force_insert=True)
    follow(matter.id)
    return row


def _check_kept(preservation: str, ours: str, other: str) -> None:
    """A production draws on a preservation order between the same two."""
    kept = Order.objects.filter(
        matter=preservation,
        our_authority=ours,
        other_authority=other,
        lifecycle=lifecycle.PRESERVATION_ORDER.name,
    )
    if not kept.exists():
        raise PreservationNotHereError(preservation=preservation)


def _planned_reference(letter: StoredLetter) -> str:
    """What we remembered when the order was drafted; a letter drafted anew keeps it."""
    if letter.direction != "out":
        return ""
    pending = PendingLetter.objects.filter(core_digest=letter.core_digest).first()
    for _ in range(100):  # as often as a letter may reasonably have been drafted anew
        if pending is None:
            return ""
        planned = PlannedOrder.objects.filter(pending=pending.pk).first()
        if planned is not None:
            return planned.local_reference
        pending = PendingLetter.objects.filter(replaced_by=pending).first()
    return ""


def follow(matter: str, *, ask: bool = True) -> Order | None:
    """Bring the row to what the letters say now; None where the matter is no order. Idempotent.

    ``ask``: also ask for the work that follows from it (the clock's own job does not ask for itself).
    """
    with transaction.atomic():
        row = Order.objects.select_for_update().filter(matter=matter).first()
        if row is None:
            return None
        now = queries.situation(row)
        _move(row, now)
        row.steps = [list(step) for step in now.folded.steps]
        row.without_effect = [list(one) for one in now.folded.without_effect]
        row.waiting = list(now.folded.waiting)
        row.expires_at, row.secrecy_until = now.expires_at, now.secrecy_until
        row.due_at, row.effective_from = now.due_at, now.effective_from
        row.partial = now.partial
        row.save()
        if ask:
            _ask_for_work(row)
        return row


def _move(row: Order, now: Situation) -> None:
    """Make the steps that are new, or restate the row where the old ones no longer hold."""
    old = [Step(*step) for step in row.steps]
    steps = path(row, old, now)
    writers = {fact.digest: fact.writer for fact in now.folded.line}
    if steps is None:
        _restate(row, now)
        return
    for step in steps:
        journal.move(
            row,
            now.table,
            event=step.event,
            by=step.by,
            measure=now.measure,
            actor=writers.get(step.digest, "clock"),
            about=_about(row, step.digest),
        )


def path(row: Order, old: Sequence[Step], now: Situation) -> list[Step] | None:
    """The moves from the row's state to the state that the letters say; None where there are none."""
    new = list(now.folded.steps)
    base = list(old)
    while base and base != new[: len(base)] and base[-1].by == "clock":
        base.pop()
    if base != new[: len(base)]:
        return None
    here, moves = row.state, []
    for step in new[len(base) :]:
        try:
            here = now.table.next(here, step.event, step.by, now.measure)
        except MoveNotAllowedError:
            return None
        moves.append(step)
    return moves if here == now.state else None


def _restate(row: Order, now: Situation) -> None:
    journal.move(
        row,
        now.table,
        event="restated",
        by="local",
        measure=now.measure,
        actor="node",
        about=_about(row),
        reason="the letters have another order now than when the row was written",
        restate=now.state,
    )
    if row.state != now.state:
        raise RowDisagreesError(matter=row.matter)


def _about(row: Order, digest: str = "") -> list[str]:
    letter = [digest] if digest.startswith("sha256:") else []
    return [row.matter, *letter]


def _ask_for_work(row: Order) -> None:
    """What has to be done next by this node, without a person."""
    args: dict[str, Any] = {"matter": row.matter}
    preserves = row.lifecycle == lifecycle.PRESERVATION_ORDER.name
    if preserves and row.side == "requested" and row.state in ("ordered", "held"):
        hold = queries.hold_of(row)
        if hold is None or hold.state == hold.FREEZING:
            jobs.enqueue(FREEZE, args, key=row.matter)
    if row.state not in ("released", "not_executable", "verified"):
        jobs.enqueue(CLOCK, args, key=row.matter, run_at=clock.now())
