"""Waiting for SQLite's one writer: everybody gets in, nobody waits for longer than the settings say."""

import os
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction

from comity.journal import actions, queries

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        bool(os.environ.get("COMITY_TEST_DATABASE_URL")), reason="PostgreSQL has many writers"
    ),
]


def in_thread(do: Callable[[], Any]) -> tuple[threading.Thread, list[Any]]:
    """Run something in another thread, on a connection of its own; what it gave or raised comes in a list."""
    came: list[Any] = []

    def run() -> None:
        try:
            came.append(do())
        except OperationalError as error:
            came.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread, came


def write() -> float:
    begun = time.monotonic()
    with transaction.atomic():
        actions.record("test:thing:happened", actor="node", about=["thing"])
    return time.monotonic() - begun


def test_many_writers_all_get_in_one_after_the_other() -> None:
    started = [in_thread(lambda: [write() for _ in range(10)]) for _ in range(6)]
    for thread, _ in started:
        thread.join(60)
    assert [len(came[0]) for _, came in started] == [10] * 6
    assert queries.audit() == 60


def test_who_waits_gets_in_when_the_one_before_is_done() -> None:
    with transaction.atomic():
        thread, came = in_thread(write)
        thread.join(0.3)
        assert thread.is_alive()
    thread.join(10)
    assert came[0] >= 0.25


def test_nobody_waits_for_longer_than_the_settings_say() -> None:
    def write_impatiently() -> float:
        connection.settings_dict = {
            **connection.settings_dict,
            "OPTIONS": {**connection.settings_dict["OPTIONS"], "timeout": 0.2},
        }
        return write()

    with transaction.atomic():
        started = [in_thread(write_impatiently) for _ in range(3)]  # the first one looks, two queue
        for thread, _ in started:
            thread.join(10)
        assert all(isinstance(came[0], OperationalError) for _, came in started)
    assert write() < 10


def test_what_is_written_without_a_transaction_waits_as_before() -> None:
    write()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        assert cursor.fetchone() == (60_000,)


def test_durability_is_that_of_a_node() -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous")
        assert cursor.fetchone() == (2,)  # FULL
        cursor.execute("PRAGMA journal_mode")
        assert cursor.fetchone() == ("wal",)
