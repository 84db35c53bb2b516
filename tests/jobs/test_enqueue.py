"""Asking for jobs: with the change that causes them, once per key, never lost."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from comity.jobs import actions, limits, queries, worker
from comity.jobs.errors import (
    JobArgumentsError,
    JobError,
    JobKeyReusedError,
    KindUnknownError,
)
from comity.jobs.models import Job
from comity.journal import clock
from tests.jobs.conftest import Register, effect, effects

pytestmark = pytest.mark.django_db


def test_a_job_is_done_once(register: Register) -> None:
    kind = register(effect)
    actions.enqueue(kind, {"name": "x"})
    assert worker.run_pending([kind]) == 1
    assert worker.run_pending([kind]) == 0
    assert effects() == 1
    job = Job.objects.get(kind=kind)
    assert (job.attempts, job.lease_until, job.last_error) == (1, None, "")
    assert job.done_at is not None


@pytest.mark.django_db(transaction=True)
def test_what_is_undone_asks_for_nothing(register: Register) -> None:
    kind = register(effect)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        actions.enqueue(kind)
        raise ZeroDivisionError
    assert worker.run_pending([kind]) == 0
    with transaction.atomic():
        actions.enqueue(kind)
    assert worker.run_pending([kind]) == 1


def test_jobs_wait_for_their_time(register: Register) -> None:
    kind = register(effect)
    later = clock.real_now() + timedelta(hours=1)
    actions.enqueue(kind, run_at=later)
    assert worker.run_pending([kind]) == 0
    assert queries.next_time(kind) == later


def test_the_earlier_one_goes_first(register: Register) -> None:
    done: list[object] = []
    kind = register(lambda args: done.append(args["name"]))
    now = clock.real_now()
    for name, ago in (("b", 1), ("c", 0), ("a", 2)):
        actions.enqueue(kind, {"name": name}, run_at=now - timedelta(seconds=ago))
    worker.run_pending([kind])
    assert done == ["a", "b", "c"]


WRONG: dict[str, tuple[dict[str, Any], type[JobError]]] = {
    "unknown kind": ({"kind": "test.nobody"}, KindUnknownError),
    "fraction": ({"args": {"x": 0.5}}, JobArgumentsError),
    "record": ({"args": {"x": Job()}}, JobArgumentsError),
    "NUL": ({"args": {"x": "\x00"}}, JobArgumentsError),
    "too much": ({"args": {"x": "y" * limits.ARGUMENTS_BYTES}}, JobArgumentsError),
    "empty key": ({"key": ""}, JobArgumentsError),
    "long key": ({"key": "x" * (limits.KEY_CHARS + 1)}, JobArgumentsError),
}


@pytest.mark.parametrize("case", WRONG.values(), ids=WRONG.keys())
def test_wrong_jobs_are_refused(
    register: Register, case: tuple[dict[str, Any], type[JobError]]
) -> None:
    wrong, error = case
    told = {"kind": register(effect), "args": {}, **wrong}
    with pytest.raises(error):
        actions.enqueue(told.pop("kind"), told.pop("args"), **told)
    assert not queries.waiting().exists()


def test_one_waits_under_a_key_and_goes_at_the_earliest_time(register: Register) -> None:
    kind = register(effect)
    now = clock.real_now()
    for hours in (2, 1, 3):
        actions.enqueue(kind, {"name": "x"}, key="k", run_at=now + timedelta(hours=hours))
    assert queries.pending(kind, "k").get().run_at == now + timedelta(hours=1)
    actions.enqueue(kind, {"name": "x"}, key="other", run_at=now)
    assert queries.pending(kind).count() == 2


def test_other_arguments_under_the_same_key_are_not_lost_in_silence(register: Register) -> None:
    kind = register(effect)
    actions.enqueue(kind, {"name": "x"}, key="k")
    with pytest.raises(JobKeyReusedError):
        actions.enqueue(kind, {"name": "y"}, key="k")
    worker.run_pending([kind])
    actions.enqueue(kind, {"name": "y"}, key="k")
    worker.run_pending([kind])
    assert (effects("x"), effects("y")) == (1, 1)


def test_a_key_is_free_when_its_job_is_done(register: Register) -> None:
    kind = register(effect)
    for _ in range(3):
        actions.enqueue(kind, key="k")
        assert worker.run_pending([kind]) == 1
    assert effects() == 3


def test_what_is_asked_for_while_it_is_done_is_done_again(register: Register) -> None:
    """The worker may have read what was there before: the wake-up must not be lost."""
    kind = register(effect)
    actions.enqueue(kind, key="k")
    job = claimed(kind)
    actions.enqueue(kind, key="k")
    worker.do(job)
    assert effects() == 1
    assert worker.run_pending([kind]) == 1
    assert effects() == 2
    assert not queries.pending(kind).exists()


def test_what_is_asked_for_while_it_fails_is_not_delayed(register: Register) -> None:
    kind = register(fail)
    actions.enqueue(kind, key="k")
    job = claimed(kind)
    actions.enqueue(kind, key="k")
    worker.do(job)
    waiting = queries.pending(kind).get()
    assert waiting.run_at <= clock.real_now()
    assert waiting.again_at is None


def test_a_job_may_ask_for_itself(register: Register) -> None:
    times: list[int] = []

    def twice(args: dict[str, Any]) -> None:
        times.append(1)
        if len(times) < 3:
            actions.enqueue(kind, key="k")

    kind = register(twice)
    actions.enqueue(kind, key="k")
    assert worker.run_pending([kind]) == 3


def claimed(kind: str) -> Job:
    from comity.jobs import registry

    job = actions.claim([registry.get(kind)])
    assert job is not None
    return job


def fail(args: dict[str, Any]) -> None:
    raise ValueError("no\x00t today")
