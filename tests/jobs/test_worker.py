"""The worker: failures, recurrence, two clocks, two lanes, and a database that goes away."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections, transaction

from comity.jobs import actions, clearing, limits, queries, registry, worker
from comity.jobs.models import Job
from comity.journal import clock
from comity.wire.errors import ComityError
from tests.jobs.conftest import Register, effect, effects


def fail(args: dict[str, Any]) -> None:
    effect(args)
    raise ComityError("It rains.")


@pytest.mark.django_db
def test_a_job_that_fails_leaves_nothing_and_waits(register: Register) -> None:
    kind = register(fail)
    actions.enqueue(kind)
    assert worker.run_pending([kind]) == 1
    assert effects() == 0
    job = queries.pending(kind).get()
    assert job.last_error == "ComityError: It rains."
    assert job.lease_until is None
    assert timedelta(0) < job.run_at - clock.real_now() <= limits.FIRST_PAUSE


@pytest.mark.django_db
def test_what_fails_again_and_again_is_shown(register: Register) -> None:
    kind = register(fail, retry=lambda attempts, error: timedelta(0))
    actions.enqueue(kind)
    assert worker.run_pending([kind], limit=limits.IN_TROUBLE_AFTER - 1)
    assert not queries.in_trouble().exists()
    assert worker.run_pending([kind], limit=1)
    assert queries.in_trouble().get().kind == kind


@pytest.mark.django_db
def test_what_is_given_up_is_shown_until_a_person_lets_it_try_again(register: Register) -> None:
    mended: list[bool] = []

    def work(args: dict[str, Any]) -> None:
        if not mended:
            raise ValueError("broken")
        effect(args)

    kind = register(work, retry=registry.give_up_after(1))
    actions.enqueue(kind, key="k")
    worker.run_pending([kind])
    job = queries.in_trouble().get()
    assert job.failed_at is not None
    assert worker.run_pending([kind]) == 0
    mended.append(True)
    assert actions.try_again(job)
    assert not actions.try_again(job)
    assert worker.run_pending([kind]) == 1
    assert effects() == 1
    assert not queries.in_trouble().exists()


def test_pauses_double_up_to_a_limit() -> None:
    pauses = [registry.back_off(attempts, ValueError()) for attempts in (1, 2, 3, 9, 10, 10_000)]
    seconds = [pause.total_seconds() for pause in pauses if pause is not None]
    assert seconds == [1, 2, 4, 256, 300, 300]


@pytest.mark.django_db
def test_what_recurs_is_asked_for_once_and_again(register: Register) -> None:
    kind = register(effect, every=timedelta(hours=1))
    for _ in range(2):
        actions.ask_for_recurring()
    assert worker.run_pending([kind]) == 1
    job = queries.pending(kind).get()
    assert timedelta(minutes=59) < job.run_at - clock.real_now() <= timedelta(hours=1)
    actions.ask_for_recurring()  # a worker that starts again does not hurry it
    assert worker.run_pending([kind]) == 0


@pytest.mark.django_db
def test_what_recurs_is_never_given_up(register: Register) -> None:
    kind = register(fail, every=timedelta(hours=1), retry=registry.give_up_after(1))
    actions.ask_for_recurring()
    worker.run_pending([kind])
    assert queries.pending(kind).get().failed_at is None


@pytest.mark.django_db
def test_a_function_may_say_when_it_wants_to_be_called_again(register: Register) -> None:
    later = clock.real_now() + timedelta(days=1)
    kind = register(lambda args: later, every=timedelta(hours=1))
    actions.enqueue(kind, key="k")
    worker.run_pending([kind])
    job = queries.pending(kind).get()
    assert (job.run_at, job.attempts) == (later, 0)


@pytest.mark.django_db
def test_the_demo_clock_moves_alarms_and_nothing_else(
    register: Register, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    moved = tmp_path / "clock"
    moved.write_text("0", "ascii")
    monkeypatch.setenv(clock.VARIABLE, str(moved))
    alarm, network = register(effect, clock="node"), register(effect)
    for kind in (alarm, network):
        actions.enqueue(kind, {"name": kind}, run_at=clock.now() + timedelta(days=30))
    assert worker.run_pending([alarm, network]) == 0
    moved.write_text(str(31 * 86400), "ascii")
    assert worker.run_pending([alarm, network]) == 1
    assert (effects(alarm), effects(network)) == (1, 0)


@pytest.mark.django_db
def test_jobs_that_nobody_knows_stay_and_are_shown(register: Register) -> None:
    now = clock.real_now()
    Job.objects.create(kind="test.of-a-later-version", run_at=now, created_at=now)
    assert worker.run_pending() == 0
    assert queries.of_unknown_kind().get().kind == "test.of-a-later-version"


@pytest.mark.django_db(transaction=True)
def test_inside_jobs_have_a_transaction_and_outside_jobs_do_not(register: Register) -> None:
    seen: list[bool] = []
    inside = register(lambda args: seen.append(connection.in_atomic_block))
    outside = register(lambda args: seen.append(connection.in_atomic_block), outside=True)
    for kind in (inside, outside):
        actions.enqueue(kind)
        worker.run_pending([kind])
    assert seen == [True, False]


def test_a_kind_is_registered_once(register: Register) -> None:
    kind = register(effect)
    registry.register(kind, effect)
    with pytest.raises(ValueError, match="two functions"):
        registry.register(kind, fail)


WRONG_KINDS: dict[str, dict[str, Any]] = {
    "no name": {"kind": ""},
    "long name": {"kind": "x" * (limits.KIND_CHARS + 1)},
    "no lease": {"lease": timedelta(0)},
    "no period": {"every": timedelta(0)},
}


@pytest.mark.parametrize("wrong", WRONG_KINDS.values(), ids=WRONG_KINDS.keys())
def test_wrong_kinds_are_refused(wrong: dict[str, Any]) -> None:
    told = {"kind": "test.wrong", **wrong}
    with pytest.raises(ValueError, match=r"kind|lease"):
        registry.register(told.pop("kind"), effect, **told)


@pytest.mark.django_db
def test_done_jobs_are_cleared_after_a_week(register: Register) -> None:
    kind = register(effect)
    for days in (6, 8):
        actions.enqueue(kind)
        worker.run_pending([kind])
        newest = Job.objects.filter(kind=kind).latest("id")
        newest.done_at = clock.real_now() - timedelta(days=days)
        newest.save()
    actions.enqueue(clearing.KIND, key=clearing.KIND)
    worker.run_pending([clearing.KIND])
    assert Job.objects.filter(kind=kind).count() == 1


@contextmanager
def running(**how: int) -> Iterator[None]:
    """A worker in threads of its own."""
    stop = threading.Event()
    thread = threading.Thread(target=worker.run_forever, args=[stop], kwargs=how)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(30)
    assert not thread.is_alive()


def wait_for(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)


@pytest.mark.django_db(transaction=True)
def test_nodes_that_do_not_answer_hold_nothing_up(register: Register) -> None:
    released = threading.Event()
    silent = register(lambda args: wait(released), outside=True)
    here = register(effect)
    for _ in range(5):
        actions.enqueue(silent)
    with running(threads=1, outside_threads=2):
        wait_for(lambda: Job.objects.filter(kind=silent, lease_until__isnull=False).count() == 2)
        actions.enqueue(here)
        wait_for(lambda: effects() == 1)
        released.set()
        wait_for(lambda: not queries.pending(silent).exists())


def wait(event: threading.Event) -> None:
    assert event.wait(20)


@pytest.mark.django_db(transaction=True)
def test_a_job_under_way_is_finished_before_the_worker_leaves(register: Register) -> None:
    begun = threading.Event()

    def work(args: dict[str, Any]) -> None:
        begun.set()
        time.sleep(0.3)
        effect(args)

    actions.enqueue(register(work))
    with running():
        assert begun.wait(20)
    assert effects() == 1


@pytest.mark.django_db(transaction=True)
def test_the_worker_outlives_a_lost_connection(register: Register) -> None:
    def lose(args: dict[str, Any]) -> None:
        connections["default"].connection.close()

    lost, after = register(lose, lease=timedelta(seconds=1)), register(effect)
    actions.enqueue(lost)
    with running(threads=1):
        wait_for(lambda: queries.pending(lost).get().attempts >= 1)
        with transaction.atomic():
            actions.enqueue(after)
        wait_for(lambda: effects() == 1)


@pytest.mark.django_db
def test_an_outside_job_says_when_it_is_called_again(register: Register) -> None:
    def collect(args: dict[str, Any]) -> datetime | None:
        return clock.real_now() + timedelta(seconds=2)

    kind = register(collect, outside=True)
    actions.enqueue(kind, key="k")
    assert worker.run_pending([kind]) == 1
    assert queries.pending(kind, "k").get().run_at > clock.real_now()


@pytest.mark.django_db
def test_a_worker_takes_a_short_lease_and_renews_it(register: Register) -> None:
    """So a job whose worker was killed is followed in seconds, however long it may take."""
    kind = register(effect, lease=timedelta(minutes=10))
    actions.enqueue(kind)
    job = actions.claim([registry.get(kind)], hold=limits.HELD_FOR)
    assert job is not None and job.lease_until is not None
    assert job.lease_until - clock.real_now() <= limits.HELD_FOR
    Job.objects.filter(pk=job.pk).update(lease_until=clock.real_now())
    keeper = worker.Keeper()
    with keeper.while_doing(job):
        keeper.renew()
        assert not queries.lost_leases().exists()
        assert actions.claim([registry.get(kind)]) is None
    Job.objects.filter(pk=job.pk).update(lease_until=clock.real_now() - timedelta(seconds=1))
    keeper.renew()
    assert queries.lost_leases().exists()


@pytest.mark.django_db
def test_a_lease_is_not_renewed_for_longer_than_its_kind_allows(register: Register) -> None:
    kind = register(effect, lease=timedelta(milliseconds=1))
    actions.enqueue(kind)
    job = actions.claim([registry.get(kind)], hold=limits.HELD_FOR)
    assert job is not None
    keeper = worker.Keeper()
    with keeper.while_doing(job):
        time.sleep(0.01)
        keeper.renew()
        assert queries.lost_leases().get() == job


@pytest.mark.django_db
def test_a_claim_that_another_has_overtaken_is_not_renewed(register: Register) -> None:
    kind = register(effect)
    actions.enqueue(kind)
    first = actions.claim([registry.get(kind)])
    assert first is not None
    Job.objects.filter(pk=first.pk).update(lease_until=clock.real_now() - timedelta(seconds=1))
    second = actions.claim([registry.get(kind)])
    assert second is not None
    assert not actions.keep(first, clock.real_now() + timedelta(hours=1))
    assert Job.objects.get(pk=first.pk).lease_until == second.lease_until
