"""Does the jobs: takes one lease at a time in each thread, until told to stop.

A lease is short and is renewed while its job is done, up to what its kind allows: so a worker that was
killed is followed within seconds, and one that hangs is followed too.

Two lanes, so that nodes that do not answer never hold up what has to be done here: inside jobs run in
one transaction with their acknowledgement, outside jobs run without one. In each lane one thread at a
time looks for work; it hands the look-out on before it starts to work.
"""

import logging
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import connections, transaction

from comity.jobs import actions, limits, registry
from comity.jobs.errors import LeaseLostError
from comity.jobs.models import Job
from comity.jobs.registry import Kind
from comity.journal import clock
from comity.wire.errors import ComityError

log = logging.getLogger(__name__)


def run_pending(kinds: Sequence[str] | None = None, limit: int = 1000) -> int:
    """Do everything that is due, in this thread, also what becomes due by that; how many were tried.

    For tests and commands. A job that fails is put back, as by the worker; it does not raise.
    """
    chosen = [registry.get(name) for name in kinds] if kinds is not None else registry.kinds()
    count = 0
    while count < limit:
        job = actions.claim(chosen)
        if job is None:
            break
        do(job)
        count += 1
    return count


def do(job: Job) -> None:
    """Do one job that was claimed. What it raises is written to it, and it waits for another try."""
    kind = registry.get(job.kind)
    try:
        if kind.outside:
            again_at = kind.function(job.args)
            with transaction.atomic():
                actions.acknowledge(job, kind, again_at)
        else:
            with transaction.atomic():
                actions.acknowledge(job, kind, kind.function(job.args))
    except LeaseLostError:
        log.warning("job %s %s outlived its lease; its effect was undone", job.pk, job.kind)
    except Exception as error:
        # A named refusal (the other node is away) says all in its name; anything else is a defect.
        defect = not isinstance(error, ComityError)
        told = "unforeseen" if defect else f"{type(error).__name__}: {error}"
        log.warning(
            "job %s %s failed (try %s): %s", job.pk, job.kind, job.attempts, told, exc_info=defect
        )
        with transaction.atomic():
            actions.put_back(job, kind, error)


@dataclass
class Keeper:
    """Renews the leases of the jobs that this process is doing."""

    stop: threading.Event = field(default_factory=threading.Event)
    doing: dict[tuple[int, int], tuple[Job, float]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def while_doing(self, job: Job) -> Iterator[None]:
        """The lease is renewed inside this context, as long as the kind of the job allows."""
        mark = (job.pk, job.fence)
        end = time.monotonic() + registry.get(job.kind).lease.total_seconds()
        with self.lock:
            self.doing[mark] = (job, end)
        try:
            yield
        finally:
            with self.lock:
                self.doing.pop(mark, None)

    def run(self) -> None:
        """The thread: writes only for jobs that take long. Survives a database that is away."""
        while not self.stop.wait(limits.KEEP_EVERY_SECONDS):
            try:
                self.renew()
            except Exception:  # whoever claims the job meanwhile has the higher fence
                log.exception("leases could not be renewed; it is tried again")
                connections.close_all()
        connections.close_all()

    def renew(self) -> None:
        """Hold on to every job under way whose kind allows it still."""
        with self.lock:
            doing = list(self.doing.values())
        for job, end in doing:
            left = timedelta(seconds=end - time.monotonic())
            if left > timedelta(0):
                actions.keep(job, clock.real_now() + min(left, limits.HELD_FOR))


@dataclass
class Lane:
    """Threads that share their kinds of job and the look-out for them."""

    kinds: list[Kind]
    stop: threading.Event
    poll_seconds: float
    keeper: Keeper
    look_out: threading.Lock = field(default_factory=threading.Lock)

    def run(self) -> None:
        """One thread: look for a job, do it, until told to stop. Survives a database that is away."""
        while not self.stop.is_set():
            try:
                job = self._next()
                if job is not None:
                    with self.keeper.while_doing(job):
                        do(job)
            except Exception:  # the thread must outlive a database that is away for a while
                log.exception("a worker could not go on; it tries again")
                connections.close_all()
                self.stop.wait(limits.PAUSE_AFTER_FAULT_SECONDS)
        connections.close_all()

    def _next(self) -> Job | None:
        with self.look_out:
            while not self.stop.is_set():
                job = actions.claim(self.kinds, hold=limits.HELD_FOR)
                if job is not None:
                    return job
                self.stop.wait(self.poll_seconds)
        return None


def run_forever(
    stop: threading.Event,
    threads: int = 2,
    poll_seconds: float = 0.05,
    outside_threads: int = limits.OUTSIDE_THREADS,
) -> None:
    """Do jobs until ``stop`` is set; those under way are finished first."""
    actions.ask_for_recurring()
    connections.close_all()  # this thread needs none while the others work
    kinds = registry.kinds()
    keeper = Keeper()
    inside = Lane([kind for kind in kinds if not kind.outside], stop, poll_seconds, keeper)
    outside = Lane([kind for kind in kinds if kind.outside], stop, poll_seconds, keeper)
    lanes = [inside] * threads + [outside] * outside_threads
    workers = [threading.Thread(target=lane.run, name="jobs") for lane in lanes if lane.kinds]
    keeping = threading.Thread(target=keeper.run, name="leases")
    for one in (keeping, *workers):
        one.start()
    for one in workers:
        one.join()
    keeper.stop.set()  # only now: what is under way when told to stop is still finished
    keeping.join()
