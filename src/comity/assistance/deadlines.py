"""When a person has to be told that a clock of a request runs, and who is told next if nobody acts. Pure.

A hold never runs out silently: alarms ring at shares of its length and at days before its end, on both
sides. Every other waiting state rings when its clock has run out.
"""

from dataclasses import dataclass
from datetime import datetime

from comity.assistance import limits, wording
from comity.assistance.lifecycle import TABLE
from comity.assistance.rules import Situation
from comity.law import clocks

FIRST = "Told: the duty officer. If nothing happens, telephone the next on the roster."
SECOND = "Told: the duty officer and the head of the desk. If nothing happens, telephone the head."
LAST = "Told: the head of the authority. Telephone the other side's contact point now."
_ESCALATE = {"50%": FIRST, "14 days before": FIRST, "80%": SECOND, "7 days before": SECOND}
HOLD_STATES = ("hold_active", "hold_expiring")


@dataclass(frozen=True)
class Ring:
    """One alarm. ``at``: when it rings; ``about``: the end that it is about (both UTC)."""

    kind: str
    at: datetime
    about: datetime
    message: str


def rings(situation: Situation, side: str) -> tuple[Ring, ...]:
    """All alarms of the clock that runs now, in the order in which they ring."""
    if situation.state in HOLD_STATES:
        return _hold_rings(situation, side)
    if situation.state == "expired":
        return _expired_ring(situation)
    if situation.due_at is None:
        return ()
    waits_for = TABLE.state(situation.state).waits_for
    who = wording.next_step(waits_for, side, "the other State")[1]
    text = f"Overdue since {_said(situation.due_at)}: waits for {who}. {FIRST}"
    return (Ring(f"due:{situation.due_clock}", situation.due_at, situation.due_at, text),)


def _hold_rings(situation: Situation, side: str) -> tuple[Ring, ...]:
    hold = situation.hold
    if hold is None or hold.expires_at is None or hold.open_ended_since is not None:
        return ()
    if hold.expires_at <= hold.effective_from:
        return ()
    act = (
        "Send the formal request, so that the hold becomes open-ended (BC 29(7))."
        if side == "requesting"
        else "See that the order behind the hold is renewed in time, or that the formal request is here."
    )
    return tuple(
        Ring(
            kind=f"hold:{one.label}",
            at=one.at,
            about=hold.expires_at,
            message=(
                f"{_passed(one.label)} The hold ends {_said(hold.expires_at)}. {act} "
                f"{_ESCALATE.get(one.label, LAST)}"
            ),
        )
        for one in clocks.alarms(hold.effective_from, hold.expires_at)
    )


def _passed(label: str) -> str:
    return f"{label} of the hold has passed." if label.endswith("%") else f"{label} its end."


def _expired_ring(situation: Situation) -> tuple[Ring, ...]:
    hold = situation.hold
    if hold is None or hold.expires_at is None:
        return ()
    text = f"The hold ran out at {_said(hold.expires_at)}: the data may be let go. {LAST}"
    return (Ring("hold:expired", hold.expires_at, hold.expires_at, text),)


def _said(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def due(found: tuple[Ring, ...], now: datetime) -> tuple[Ring, ...]:
    """Those that have to ring by ``now`` (UTC)."""
    return tuple(one for one in found if one.at <= now)


def next_look(situation: Situation, found: tuple[Ring, ...], now: datetime) -> datetime | None:
    """When the clock next changes something: an alarm, or a move of the table. UTC."""
    times = [one.at for one in found]
    hold = situation.hold
    if situation.state in HOLD_STATES and hold is not None and hold.expires_at is not None:
        times += [hold.expires_at - limits.EXPIRING_BEFORE, hold.expires_at]
    return min((one for one in times if one > now), default=None)
