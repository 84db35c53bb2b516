"""The time limits C1 to C24, and the alarms before a hold runs out.

Pure: a clock says how long and from what event; nobody here knows what time it is. Day counts are
elapsed time; the calendar rules of each State (working days, holidays) are not in the data.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from comity.law.documents import Clock
from comity.law.errors import UnknownClockError
from comity.law.release import packaged


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


def get(code: str) -> Clock:
    """The clock with that code. Raises UnknownClockError."""
    for one in all():
        if one.code == code:
            return one
    raise UnknownClockError(
        f"There is no clock {str(code)[:20]!r} in the data. Use a code such as C1.",
        code=str(code)[:20],
    )


def all() -> tuple[Clock, ...]:  # noqa: A001  (read as clocks.all())
    """Every clock, in the order of the table."""
    return packaged().clocks.clocks


def hold_alarms() -> HoldAlarms:
    """The shares and days at which alarms ring."""
    table = packaged().clocks
    return HoldAlarms(table.hold_alarm_fractions, table.hold_alarm_days_before)


def alarms(start: datetime, end: datetime) -> tuple[Alarm, ...]:
    """The alarms of a hold from ``start`` to ``end`` (aware, UTC), in the order in which they ring.

    Days before the end that lie before the start are left out: the hold is too short for them.
    Raises ValueError when a time zone is missing or the end does not lie after the start.
    """
    if start.utcoffset() is None or end.utcoffset() is None:
        raise ValueError("a hold starts and ends at aware times")
    if end <= start:
        raise ValueError("a hold ends after its start")
    table = hold_alarms()
    found = [Alarm(f"{share:.0%}", start + (end - start) * share) for share in table.fractions]
    for days in table.days_before:
        at = end - timedelta(days=days)
        if at > start:
            found.append(Alarm(f"{days} days before", at))
    return tuple(sorted(found, key=lambda one: (one.at, one.label)))
