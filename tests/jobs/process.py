"""A worker as a process of its own, so that a test can end it as a power cut would.

    python process.py prepare | work

``work`` says "begun" when a job has written its effect and not committed, and waits there for ever if
``COMITY_TEST_HANG`` is set.
"""

import os
import sys
import threading
import time
from datetime import timedelta
from typing import Any

import django

KIND = "test.killed"
LEASE = timedelta(seconds=1)


def work(args: dict[str, Any]) -> None:
    from comity.journal import actions as journal

    journal.record("test:job:done", actor="node", about=["effect:killed"])
    say("begun")
    if os.environ.get("COMITY_TEST_HANG") == "before":
        time.sleep(600)


def say(word: str) -> None:
    os.write(1, f"{word}\n".encode())


def prepare() -> None:
    from django.core.management import call_command

    for room in ("journal", "jobs"):
        call_command("migrate", room, verbosity=0, skip_checks=True)
    ask()


def ask() -> None:
    from comity.jobs import actions

    actions.enqueue(KIND, key="k")


def run() -> None:
    from comity.jobs import queries, worker

    if os.environ.get("COMITY_TEST_HANG") == "after":
        worker.run_pending([KIND])
        say("committed")
        time.sleep(600)
    stop = threading.Event()
    thread = threading.Thread(target=worker.run_forever, args=[stop])
    thread.start()
    while queries.pending(KIND).exists():
        time.sleep(0.05)
    stop.set()
    thread.join()


def count() -> None:
    from comity.jobs.models import Job
    from comity.journal import queries

    job = Job.objects.get(kind=KIND)
    effects = queries.entries_about("effect:killed").count()
    say(f"{effects} {job.attempts} {job.done_at is not None} {queries.audit() == effects}")


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.jobs.process_settings"
    django.setup()
    from comity.jobs import registry

    registry.register(KIND, work, lease=LEASE)
    {"prepare": prepare, "work": run, "count": count}[sys.argv[1]]()
