"""What the node's clock does to orders: alarms before the end, the end, an answer that is late.

The clock ends an order; it destroys nothing.
"""

from datetime import datetime
from typing import Any

from django.db import transaction

from comity.journal import actions as journal
from comity.journal import clock
from comity.officers.models import Officer
from comity.providers import limits, rules
from comity.providers.actions import rows
from comity.providers.models import Order, OrderAlarm

RUNNING = ("ordered", "held")


def tick(args: dict[str, Any]) -> datetime | None:
    """The job: ring what is due, end what has ended. Returns the next time (node time), or None."""
    row = rows.follow(args["matter"], ask=False)
    if row is None:
        return None
    now = clock.now()
    for kind, about, message in _due(row, now):
        ring(row, kind, about, message)
    return _next(row, now)


def ring(row: Order, kind: str, about: datetime, message: str) -> None:
    """Tell people once, for this kind and this end."""
    with transaction.atomic():
        _, made = OrderAlarm.objects.get_or_create(
            order=row,
            kind=kind,
            due_end=about,
            defaults={"at": clock.now(), "message": message[:500]},
        )
        if made:
            facts = {"kind": kind}
            journal.record("providers:order:alarm", actor="clock", about=[row.matter], facts=facts)


def acknowledge(officer: Officer, alarm: int) -> bool:
    """A person takes note of an alarm of their authority; False where it was noted or is not theirs."""
    with transaction.atomic():
        mine = OrderAlarm.objects.filter(
            pk=alarm, order__our_authority=officer.authority, acknowledged_at__isnull=True
        )
        return bool(mine.update(acknowledged_at=clock.now(), acknowledged_by=officer.person))


def _due(row: Order, now: datetime) -> list[tuple[str, datetime, str]]:
    found: list[tuple[str, datetime, str]] = []
    end = row.expires_at
    if end is not None and row.state in RUNNING:
        late = [days for days in limits.ALARM_DAYS if (end - now).total_seconds() <= days * 86_400]
        for days in late[-1:]:  # the last one that is due says it all
            found.append((f"end-{days}-days", end, _end_message(row, days)))
    if end is not None and row.state == "expired":
        found.append(("ended", end, _ended_message(row)))
    if row.state == "ordered" and row.due_at is not None and row.due_at <= now:
        found.append(("answer-late", row.due_at, _late_message(row)))
    return found


def _next(row: Order, now: datetime) -> datetime | None:
    """The next time at which the clock changes something about this order."""
    times: list[datetime] = []
    if row.expires_at is not None and row.state in RUNNING:
        times += [at for _, at in rules.alarm_times(now, row.expires_at)]
        times.append(row.expires_at)
    if row.state == "ordered" and row.due_at is not None:
        times.append(row.due_at)
    ahead = [at for at in times if at > now]
    return min(ahead) if ahead else None


def _end_message(row: Order, days: int) -> str:
    if row.side == "requesting":
        return (
            f"Order {row.reference} ends in {days} days or less: renew it, or let it end knowingly."
        )
    return f"Order {row.reference} ends in {days} days or less unless it is renewed: keep the copy."


def _ended_message(row: Order) -> str:
    if row.side == "requesting":
        return f"Order {row.reference} has ended. The provider may now destroy the copy."
    return f"Order {row.reference} has ended. Release the copy, or ask whether a renewal is on its way."


def _late_message(row: Order) -> str:
    if row.side == "requesting":
        return f"The provider has not answered order {row.reference} in time: telephone its desk."
    return f"Order {row.reference} waits for your answer beyond its term: certify, produce or say why not."
