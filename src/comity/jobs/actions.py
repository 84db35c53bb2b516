"""Verbs of the job table: enqueue, claim, acknowledge, put back.

A job is asked for in the transaction of the change that causes it. A claim is a lease with a fence:
whoever claims later has the higher one, and only the highest can acknowledge. A job that is asked for
while it is being done is done once more: what it has read may be older than what it was asked for.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import Coalesce, Least

from comity.jobs import limits, queries, registry
from comity.jobs.errors import JobArgumentsError, JobKeyReusedError, LeaseLostError
from comity.jobs.models import Job
from comity.jobs.registry import Kind
from comity.journal import clock, plain, sql
from comity.wire.errors import ComityError

TRIES_TO_ENQUEUE = 5


def enqueue(
    kind: str,
    args: Mapping[str, Any] | None = None,
    *,
    key: str | None = None,
    run_at: datetime | None = None,
) -> None:
    """Ask for a job, in the caller's transaction; without ``run_at`` (UTC, the kind's clock), at once.

    Where one waits under the same key, it is moved to the earlier time and none is added. Raises
    KindUnknownError, JobArgumentsError, JobKeyReusedError.
    """
    how = registry.get(kind)
    kept = _checked(args or {}, key)
    at = run_at or how.now()
    if key is None:
        _insert(how, kept, None, at)
        return
    for _ in range(TRIES_TO_ENQUEUE):
        if _moved_earlier(how, key, kept, at):
            return
        try:
            with transaction.atomic():
                _insert(how, kept, key, at)
            return
        except IntegrityError:
            continue  # another transaction asked for it just now: move that one
    raise JobKeyReusedError(kind=kind, key=key)


def _checked(args: Mapping[str, Any], key: str | None) -> dict[str, Any]:
    if key is not None and not 1 <= len(key) <= limits.KEY_CHARS:
        raise JobArgumentsError(key=key[: limits.KEY_CHARS])
    return plain.checked(args, limits.ARGUMENTS_BYTES, JobArgumentsError)


def _insert(kind: Kind, args: dict[str, Any], key: str | None, at: datetime) -> None:
    Job.objects.create(kind=kind.name, key=key, args=args, run_at=at, created_at=clock.real_now())


def _moved_earlier(kind: Kind, key: str, args: dict[str, Any], at: datetime) -> bool:
    """One statement, so that it is right whatever the worker does at the same moment."""
    least, time = sql.earlier(), sql.moment(at)
    changed = sql.change(
        "UPDATE jobs_job SET"  # noqa: S608 - the name of a function, nothing else
        f" run_at = CASE WHEN lease_until IS NULL THEN {least}(run_at, %s) ELSE run_at END,"
        f" again_at = CASE WHEN lease_until IS NULL THEN again_at ELSE {least}(COALESCE(again_at, %s), %s)"
        " END WHERE kind = %s AND key = %s AND args = %s AND done_at IS NULL AND failed_at IS NULL",
        (time, time, time, kind.name, key, sql.document(args)),
    )
    if not changed and queries.pending(kind.name, key).exclude(args=args).exists():
        raise JobKeyReusedError(kind=kind.name, key=key)
    return bool(changed)


def claim(kinds: Sequence[Kind], hold: timedelta | None = None) -> Job | None:
    """Take the lease on the first job that is due, in a transaction of its own; None where none is.

    ``hold`` shortens the lease for a caller that keeps it (``keep``) while it works.
    """
    if not queries.is_due(kinds):  # a look costs no lock
        return None
    due = queries.due(kinds).order_by("run_at", "id")
    with transaction.atomic():
        job = due.select_for_update(skip_locked=True).first()
        if job is None:
            return None
        job.fence += 1
        job.attempts += 1
        lease = registry.get(job.kind).lease
        job.lease_until = clock.real_now() + (lease if hold is None else min(lease, hold))
        job.save(update_fields=["fence", "attempts", "lease_until"])
        return job


def keep(job: Job, until: datetime) -> bool:
    """Hold on to a claim for longer (UTC, real time). False where it is done or another's by now."""
    ours = queries.waiting().filter(pk=job.pk, fence=job.fence, lease_until__isnull=False)
    return ours.update(lease_until=until) == 1


def acknowledge(job: Job, kind: Kind, again_at: datetime | None) -> None:
    """Say that this claim's work is done, in the transaction of its effect. Raises LeaseLostError.

    A job that recurs, that returned a time, or that was asked for meanwhile, waits again.
    """
    if again_at is None and kind.every is not None:
        again_at = kind.now() + kind.every
    ours = queries.waiting().filter(pk=job.pk, fence=job.fence, lease_until__isnull=False)
    if again_at is None:
        done = ours.filter(again_at__isnull=True)
        if done.update(done_at=clock.real_now(), lease_until=None, last_error=""):
            return
    asked = (
        F("again_at") if again_at is None else Least(Coalesce(F("again_at"), again_at), again_at)
    )
    changed = ours.update(run_at=asked, again_at=None, lease_until=None, attempts=0, last_error="")
    if changed != 1:
        raise LeaseLostError(kind=job.kind, job=job.pk)


def put_back(job: Job, kind: Kind, error: Exception) -> None:
    """After a failure: let it wait for another try, or give it up, as its kind says.

    Where the lease was lost meanwhile, nothing is changed: the job is another worker's.
    """
    pause = kind.retry(job.attempts, error)
    if pause is None:
        pause = kind.every  # what recurs is never given up
    ours = queries.waiting().filter(pk=job.pk, fence=job.fence)
    told = _told(error)
    if pause is None:
        ours.update(failed_at=clock.real_now(), lease_until=None, last_error=told)
        return
    at = kind.now() + pause
    ours.update(
        run_at=Least(Coalesce(F("again_at"), at), at),
        again_at=None,
        lease_until=None,
        last_error=told,
    )


def _told(error: Exception) -> str:
    text = error.sentence if isinstance(error, ComityError) else str(error)
    return f"{type(error).__name__}: {text}".replace("\x00", "")[: limits.ERROR_CHARS]


def try_again(job: Job) -> bool:
    """Let a job that was given up wait again, now. False where it was not given up."""
    with transaction.atomic():
        given_up = Job.objects.filter(pk=job.pk, failed_at__isnull=False)
        now = registry.get(job.kind).now()
        return given_up.update(failed_at=None, attempts=0, run_at=now) == 1


def ask_for_recurring() -> None:
    """Ask for the first job of every kind that recurs, where none waits."""
    for kind in registry.kinds():
        if kind.every is not None and not queries.pending(kind.name, kind.name).exists():
            with transaction.atomic():
                enqueue(kind.name, key=kind.name)


def clear_done(before: datetime) -> int:
    """Delete jobs that were done before a time (UTC); how many. What they did is in the journal."""
    old = Job.objects.filter(done_at__lt=before).order_by("done_at").values_list("pk", flat=True)
    found = list(old[: limits.CLEAR_AT_ONCE])
    return Job.objects.filter(pk__in=found).delete()[0]
