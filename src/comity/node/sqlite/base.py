"""SQLite as Django has it, except for how a transaction waits for the one before it.

SQLite's own waiting sleeps longer the longer it has waited, up to a tenth of a second: whoever came last
gets in first, and while eight threads write, a worker in another process hardly ever does (measured:
docs/decisions/0009). Here the threads of a process queue among themselves, and the first of each process
looks again after a short time by chance, so all processes have the same prospect. The limit on the whole
wait is the one of the settings.
"""

import random
import sqlite3
import threading
import time
from collections import defaultdict

from django.db.backends.sqlite3 import base

LOOK_AGAIN_SECONDS = (0.0005, 0.003)  # between two looks, by chance
LOCKED = "database is locked"

_queues: dict[str, threading.Lock] = defaultdict(threading.Lock)  # of this process, by database


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection whose transactions wait their turn with the same prospect as all others."""

    def _start_transaction_under_autocommit(self) -> None:
        """Begin when it is our turn. Raises OperationalError (locked) when the limit is reached."""
        seconds = float(self.settings_dict["OPTIONS"].get("timeout", 5.0))
        end = time.monotonic() + seconds
        with self.wrap_database_errors:
            queue = _queues[str(self.settings_dict["NAME"])]
            if not queue.acquire(timeout=seconds):
                raise sqlite3.OperationalError(LOCKED)
            try:
                self._begin(seconds, end)
            finally:
                queue.release()

    def _begin(self, seconds: float, end: float) -> None:
        """The first of this process: look until the writer before us, wherever, is done."""
        self.connection.execute("PRAGMA busy_timeout = 0")
        try:
            while not self._has_begun(last=time.monotonic() >= end):
                time.sleep(random.uniform(*LOOK_AGAIN_SECONDS))  # noqa: S311 - chance, not secrecy
        finally:
            # Whatever is written without a transaction waits as SQLite does.
            self.connection.execute(f"PRAGMA busy_timeout = {int(seconds * 1000)}")

    def _has_begun(self, *, last: bool) -> bool:
        try:
            # The mode is one of Django's own words.
            self.connection.execute(f"BEGIN {getattr(self, 'transaction_mode', None) or ''}")
        except sqlite3.OperationalError as error:
            if last or LOCKED not in str(error):
                raise
            return False
        return True
