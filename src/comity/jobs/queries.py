"""Reads of the job table: what is due, what waits, what is in trouble."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet

from comity.jobs import limits, registry
from comity.jobs.models import Job
from comity.jobs.registry import Kind
from comity.journal import clock, sql


def waiting() -> QuerySet[Job]:
    """All jobs that are neither done nor given up, the first one first."""
    return Job.objects.filter(done_at__isnull=True, failed_at__isnull=True)


def due(kinds: Sequence[Kind]) -> QuerySet[Job]:
    """What of these kinds may be claimed now: its time has come, and nobody holds a lease on it."""
    real = [kind.name for kind in kinds if kind.clock == "real"]
    node = [kind.name for kind in kinds if kind.clock == "node"]
    now = clock.real_now()
    its_time = Q(kind__in=real, run_at__lte=now)
    if node:
        its_time |= Q(kind__in=node, run_at__lte=clock.now())
    free = Q(lease_until__isnull=True) | Q(lease_until__lt=now)
    return waiting().filter(its_time, free)


def is_due(kinds: Sequence[Kind]) -> bool:
    """Whether any of these may be claimed now. Asked many times a second by every idle worker."""
    now = sql.moment(clock.real_now())
    terms: list[str] = []
    values: list[Any] = [now]
    for name, until in (("real", clock.real_now), ("node", clock.now)):
        named = [kind.name for kind in kinds if kind.clock == name]
        if named:
            terms.append(f"(run_at <= %s AND kind IN ({sql.marks(len(named))}))")
            values += [sql.moment(until()), *named]
    if not terms:
        return False
    asked = (
        "SELECT 1 FROM jobs_job WHERE done_at IS NULL AND failed_at IS NULL"  # noqa: S608 - only marks
        f" AND (lease_until IS NULL OR lease_until < %s) AND ({' OR '.join(terms)}) LIMIT 1"
    )
    return sql.first(asked, values) is not None


def pending(kind: str, key: str | None = None) -> QuerySet[Job]:
    """What waits of one kind, and under one key where it is given."""
    found = waiting().filter(kind=kind)
    return found if key is None else found.filter(key=key)


def in_trouble() -> QuerySet[Job]:
    """Jobs that failed several times in a row, or were given up: never silent."""
    troubled = Q(done_at__isnull=True, attempts__gte=limits.IN_TROUBLE_AFTER) & ~Q(last_error="")
    return Job.objects.filter(troubled | Q(failed_at__isnull=False)).order_by("-run_at")


def of_unknown_kind() -> QuerySet[Job]:
    """Jobs that wait although this version of the node knows nobody who does them."""
    return waiting().exclude(kind__in=[kind.name for kind in registry.kinds()])


def next_time(kind: str) -> datetime | None:
    """When the next job of a kind is to be done (UTC, its clock), or None where none waits."""
    return pending(kind).order_by("run_at").values_list("run_at", flat=True).first()


def lost_leases() -> QuerySet[Job]:
    """Jobs whose worker has not come back in time."""
    return waiting().filter(lease_until__lt=clock.real_now()).order_by(F("lease_until"))
