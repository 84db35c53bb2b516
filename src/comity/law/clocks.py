"""The time limits C1 to C24, and the alarms before a hold runs out.

Pure: a clock says how long and from what event; nobody here knows what time it is. Day counts are
elapsed time; the calendar rules of each State (working days, holidays) are not in the data.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from comity.law.documents import Clock
from comity.law.errors import UnknownClockError
from comity.law.release import in_use


@dataclass(frozen=True, slots=True)
class HoldAlarms:
    """When somebody is told that a hold runs: shares of its length, and days before its end."""

    fractions: tuple[float, ...]
    days_before: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Alarm:
    """One alarm of one hold. ``label`` is ``50%`` or ``7 days before``; it is unique in a hold."""

    label: str
    at: datetime


HOLD_ALARMS = HoldAlarms(fractions=(0.5, 0.8, 0.95), days_before=(14, 7, 2))
"""A choice of this network, asked by no instrument: a hold never runs out in silence."""


def get(code: str) -> Clock:
    """The clock with that code. Raises UnknownClockError."""
    for one in all():
        if one.code == code:
            return one
    raise UnknownClockError(
        f"There is no clock {str(code)[:20]!r} in the data. Use a code such as C1.",
        code=str(code)[:20],
    )


def all() -> tuple[Clock, ...]:
    """Every clock, in the order of the table."""
    return in_use().clocks.clocks


def alarms(start: datetime, end: datetime) -> tuple[Alarm, ...]:
    """The alarms of a hold from ``start`` to ``end`` (aware, UTC), in the order in which they ring.

    Days before the end that lie before the start are left out: the hold is too short for them.
    Raises ValueError when a time zone is missing or the end does not lie after the start.
    """
    if start.utcoffset() is None or end.utcoffset() is None:
        raise ValueError("a hold starts and ends at aware times")
    if end <= start:
        raise ValueError("a hold ends after its start")
    found = [
        Alarm(f"{share:.0%}", start + (end - start) * share) for share in HOLD_ALARMS.fractions
    ]
    for days in HOLD_ALARMS.days_before:
        at = end - timedelta(days=days)
        if at > start:
            found.append(Alarm(f"{days} days before", at))
    return tuple(sorted(found, key=lambda one: (one.at, one.label)))
