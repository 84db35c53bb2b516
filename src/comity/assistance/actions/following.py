"""The row follows its letters and the clock: brought along by moves of the table, or restated.

Runs in the transaction that stores a letter, and as a job when a clock has run. What it does is a function
of the letters, so doing it again changes nothing.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from comity.assistance import deadlines, lifecycle, queries, rules
from comity.assistance.actions import doubts, linking
from comity.assistance.actions.alarms import ring
from comity.assistance.errors import RowDisagreesError
from comity.assistance.lifecycle import TABLE
from comity.assistance.models import AssistanceRequest
from comity.assistance.rules import Situation
from comity.exchange import queries as exchange
from comity.exchange.models import Matter
from comity.jobs import actions as jobs
from comity.journal import actions as journal
from comity.journal import clock
from comity.journal.folding import Step

CLOCK = "assistance.clock"  # the job that looks again when a clock has run
HELD = ("hold_active", "hold_expiring", "followed_up")


def refresh(matter: str, *, ask: bool = True) -> AssistanceRequest | None:
    """Bring the row of a matter to what its letters say now; None where the matter is no request.

    ``ask`` has the clock's job look again in time. Raises MatterTooLongError, RowDisagreesError.
    """
    with transaction.atomic():
        row = _row(matter)  # locked first, so that what is read next is not older than the row
        if row is None:
            return None
        now = clock.now()
        situation = rules.state(queries.facts(matter), queries.received_times(matter), now)
        _bring(row, situation)
        _check(row, situation)
        linking.link(row, situation)
        doubts.look(row, situation)
        if ask:
            found = deadlines.rings(situation, row.side)
            _ask_clock(
                matter, deadlines.due(found, now), deadlines.next_look(situation, found, now)
            )
        return row


def tick(args: Mapping[str, Any]) -> datetime | None:
    """The job: let the clock move the row and ring what is due. The next time (node time), or None."""
    matter = str(args["matter"])
    row = refresh(matter, ask=False)
    if row is None:
        return None
    now, situation = clock.now(), queries.situation(matter)
    found = deadlines.rings(situation, row.side)
    for one in deadlines.due(found, now):
        ring(matter, one.kind, one.about, one.message, at=one.at)
    return deadlines.next_look(situation, found, now)


def _ask_clock(matter: str, overdue: tuple[deadlines.Ring, ...], next_at: datetime | None) -> None:
    """A letter may bring an earlier clock, or one that has run already."""
    if overdue:
        jobs.enqueue(CLOCK, {"matter": matter}, key=matter)
    elif next_at is not None:
        jobs.enqueue(CLOCK, {"matter": matter}, key=matter, run_at=next_at)


def _row(matter: str) -> AssistanceRequest | None:
    """The row, locked; made from the opening letter where there is none yet. None: this is no request."""
    found = AssistanceRequest.objects.select_for_update().filter(matter=matter).first()
    if found is not None:
        return found
    held = exchange.matter(matter)
    return _opened(held) if held.lifecycle in lifecycle.OPENINGS.values() else None


def _opened(held: Matter) -> AssistanceRequest:
    body = exchange.body(exchange.letter(held.pk))
    row = AssistanceRequest.objects.create(
        matter=held.pk,
        measure=held.measure,
        instrument=body["basis"]["instrument"],
        article=_shown(body["basis"]["article"]),
        basis_on=date.fromisoformat(body["basis"]["on"]),
        reference=_shown(body["reference"]),
        side=held.side,
        our_authority=held.our_authority,
        other_authority=held.other_authority,
        state=TABLE.start,
        created_at=clock.now(),
    )
    facts = {"measure": row.measure, "side": row.side, "instrument": row.instrument}
    journal.record("assistance:request:opened", actor="node", about=[row.matter], facts=facts)
    linking.open_to_approvers(row)
    return row


def _shown(text: str) -> str:
    """A stranger's text for a column: what is not printable (NUL, controls) as a space."""
    return "".join(char if char.isprintable() else " " for char in text)


def _bring(row: AssistanceRequest, situation: Situation) -> None:
    """Move the row on, or restate it; then write down the rest of what was computed."""
    old = tuple(Step(*step) for step in row.steps)
    new = situation.folded.steps
    moves = rules.path(old, new, row.state, row.measure)
    if situation.state in HELD:
        _keep(row, _hold_fields(situation))  # before the move: a hold without end is no valid row
    for step in moves or ():
        _move(row, step)
    if moves is None:
        _restate(row, situation.state)
    _keep(row, {**_hold_fields(situation), **_fields(situation)})


def _keep(row: AssistanceRequest, fields: Mapping[str, Any]) -> None:
    """Write what has changed of these fields."""
    changed = {name: value for name, value in fields.items() if getattr(row, name) != value}
    if not changed:
        return
    AssistanceRequest.objects.filter(pk=row.pk).update(**changed)
    for name, value in changed.items():
        setattr(row, name, value)


def _hold_fields(situation: Situation) -> dict[str, Any]:
    hold = situation.hold
    return {
        "hold_effective_from": hold.effective_from if hold else None,
        "hold_expires_at": hold.expires_at if hold else None,
        "hold_open_ended_since": hold.open_ended_since if hold else None,
        "hold_partial": bool(hold and hold.partial),
    }


def _fields(situation: Situation) -> dict[str, Any]:
    folded = situation.folded
    return {
        "steps": [list(step) for step in folded.steps],
        "without_effect": [list(one) for one in folded.without_effect],
        "waiting": list(folded.waiting),
        "forked": list(folded.forked),
        "outcome": situation.outcome,
        "received_at": situation.received_at,
        "due_at": situation.due_at,
        "due_clock": situation.due_clock,
    }


def _move(row: AssistanceRequest, step: Step) -> None:
    about = [row.matter]
    if step.digest.startswith("sha256:"):
        about.append(step.digest)
    journal.move(
        row,
        TABLE,
        event=step.event,
        by=step.by,
        measure=row.measure,
        actor=_actor(row, step.by),
        about=about,
        facts={"because": step.digest},
    )


def _actor(row: AssistanceRequest, by: str) -> str:
    """Who made a move: the authority of that side, this node, or the clock."""
    if by in ("local", "clock"):
        return "node" if by == "local" else "clock"
    return row.our_authority if by == row.side else row.other_authority


def _restate(row: AssistanceRequest, state: str) -> None:
    journal.move(
        row,
        TABLE,
        event="restated",
        by="local",
        measure=row.measure,
        actor="node",
        reason="A letter came that had crossed others: their one order changed.",
        about=[row.matter],
        restate=state,
    )


def _check(row: AssistanceRequest, situation: Situation) -> None:
    """The row is what the letters say, or nothing of this stands. Raises RowDisagreesError."""
    if row.state != situation.state:
        raise RowDisagreesError(matter=row.matter, row=row.state, letters=situation.state)
