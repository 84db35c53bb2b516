"""Alarms: rung once for each kind and end, and taken note of by a person."""

from datetime import datetime

from django.db import transaction

from comity.assistance import limits, queries
from comity.assistance.models import Alarm
from comity.journal import actions as journal
from comity.journal import clock
from comity.officers.models import Officer


def ring(
    matter: str, kind: str, about: datetime, message: str, *, at: datetime | None = None
) -> None:
    """Tell people once. ``about``: the end, or the time, that it is about; ``at``: when it was due (UTC)."""
    with transaction.atomic():
        _, made = Alarm.objects.get_or_create(
            matter=matter,
            kind=kind,
            about=about,
            defaults={"at": at or clock.now(), "message": message[: limits.MESSAGE_CHARS]},
        )
        if made:
            facts = {"kind": kind, "message": message[: limits.MESSAGE_CHARS]}
            journal.record("assistance:request:alarm", actor="clock", about=[matter], facts=facts)


def acknowledge_alarm(officer: Officer, alarm: int) -> None:
    """A person takes note of an alarm of their authority. Raises AlarmUnknownError."""
    with transaction.atomic():
        found = queries.alarm_for(officer, alarm)
        changed = Alarm.objects.filter(pk=found.pk, acknowledged_at__isnull=True).update(
            acknowledged_at=clock.now(), acknowledged_by=officer.person
        )
        if changed:
            facts = {"kind": found.kind}
            event = "assistance:request:alarm-acknowledged"
            journal.record(event, actor=officer.person, about=[found.matter], facts=facts)
