"""Leases and fences: whatever happens to a worker, a job has its effect once."""

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, connections

from comity.jobs import actions, queries, registry, worker
from comity.jobs.models import Job
from comity.journal import clock
from tests.jobs.conftest import Register, effect, effects


def claimed(kind: str) -> Job:
    job = actions.claim([registry.get(kind)])
    assert job is not None
    return job


def outlive(job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(lease_until=clock.real_now() - timedelta(seconds=1))


@pytest.mark.django_db
def test_nobody_else_gets_a_claimed_job(register: Register) -> None:
    kind = register(effect)
    actions.enqueue(kind)
    job = claimed(kind)
    assert actions.claim([registry.get(kind)]) is None
    assert job.lease_until is not None
    assert timedelta(seconds=100) < job.lease_until - clock.real_now() <= timedelta(minutes=2)


ORDERS: dict[str, Callable[[Job, Job], list[Job]]] = {
    "the first comes back too late": lambda first, second: [second, first],
    "the first comes back while the second works": lambda first, second: [first, second],
    "the first comes back twice": lambda first, second: [first, second, first],
}


@pytest.mark.django_db
@pytest.mark.parametrize("outside", [False, True], ids=["inside", "outside"])
@pytest.mark.parametrize("order", ORDERS.values(), ids=ORDERS.keys())
def test_only_the_newest_claim_acknowledges(
    register: Register, order: Callable[[Job, Job], list[Job]], outside: bool
) -> None:
    kind = register(effect, outside=outside)
    actions.enqueue(kind)
    first = claimed(kind)
    outlive(first)
    second = claimed(kind)
    for job in order(first, second):
        worker.do(job)
    done = Job.objects.get(kind=kind)
    assert (done.fence, done.done_at is not None) == (2, True)
    if not outside:  # what an outside job does is its own transaction: it may happen again
        assert effects() == 1
    assert not queries.pending(kind).exists()


@pytest.mark.django_db
def test_a_fence_is_not_set_back_when_the_job_recurs(register: Register) -> None:
    """Attempts start again after success; if the fence did, an old claim could fit a new one."""
    kind = register(effect, every=timedelta(seconds=1))
    actions.enqueue(kind, key=kind)
    first = claimed(kind)
    outlive(first)
    worker.do(claimed(kind))
    Job.objects.filter(kind=kind).update(run_at=clock.real_now())
    third = claimed(kind)
    assert third.attempts == first.attempts == 1
    worker.do(first)
    assert effects() == 1
    worker.do(third)
    assert effects() == 2


@pytest.mark.django_db
def test_a_lease_that_ran_out_unnoticed_still_counts(register: Register) -> None:
    kind = register(effect)
    actions.enqueue(kind)
    job = claimed(kind)
    outlive(job)
    assert queries.lost_leases().get() == job
    worker.do(job)
    assert effects() == 1
    assert worker.run_pending([kind]) == 0


@pytest.mark.django_db
def test_a_failure_of_an_old_claim_does_not_touch_the_new_one(register: Register) -> None:
    def fail(args: dict[str, Any]) -> None:
        raise ValueError

    kind = register(fail)
    actions.enqueue(kind)
    first = claimed(kind)
    outlive(first)
    second = claimed(kind)
    worker.do(first)
    now = Job.objects.get(pk=second.pk)
    assert (now.lease_until, now.last_error) == (second.lease_until, "")


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_really_outlives_its_lease_undoes_its_effect(register: Register) -> None:
    """Two threads, two connections, real time: the slow one ends after the fast one has committed."""
    fast_is_done = threading.Event()

    def wait_outside(args: dict[str, Any]) -> None:
        if threading.current_thread() is slow:
            assert fast_is_done.wait(20)

    def work(args: dict[str, Any]) -> None:
        wait_outside(args)
        effect(args)

    kind = register(work, lease=timedelta(milliseconds=100))
    actions.enqueue(kind)
    first = claimed(kind)

    def run_slow() -> None:
        if connection.vendor == "sqlite":  # one writer at a time: do not hold the others up
            wait_outside({})
        worker.do(first)
        connections.close_all()

    slow = threading.Thread(target=run_slow)
    slow.start()
    time.sleep(0.15)
    worker.do(claimed(kind))
    fast_is_done.set()
    slow.join(30)
    assert effects() == 1
    assert Job.objects.get(kind=kind).done_at is not None


@pytest.mark.django_db(transaction=True)
def test_threads_that_claim_at_once_share_the_jobs(register: Register) -> None:
    kind = register(effect)
    for number in range(40):
        actions.enqueue(kind, {"name": f"n{number}"})
    start = threading.Barrier(4)
    counts: list[int] = []

    def work() -> None:
        start.wait(10)
        counts.append(worker.run_pending([kind]))
        connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sum(counts) == 40
    assert all(effects(f"n{number}") == 1 for number in range(40))


@pytest.mark.django_db(transaction=True)
def test_threads_that_ask_at_once_under_one_key_get_one_job(register: Register) -> None:
    kind = register(effect)
    start, errors = threading.Barrier(6), list[Exception]()

    def ask() -> None:
        start.wait(10)
        try:
            for _ in range(5):
                actions.enqueue(kind, key="k")
        except Exception as error:
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert errors == []
    assert queries.pending(kind).count() == 1
