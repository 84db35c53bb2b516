"""SQLite as Django has it, except for how a transaction waits for the one before it.

SQLite's own waiting sleeps longer the longer it has waited, up to a tenth of a second: whoever came last
gets in first, and while eight threads write, a worker in another process hardly ever does (measured:
docs/decisions/0009). Here all look again after a short time by chance, so all have the same prospect.
The limit on the whole wait is the one of the settings.
"""

import random
import time

from django.db import OperationalError
from django.db.backends.sqlite3 import base

LOOK_AGAIN_SECONDS = (0.0005, 0.003)  # between two looks, by chance
LOCKED = "database is locked"


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection whose transactions wait their turn with the same prospect as all others."""

    def _start_transaction_under_autocommit(self) -> None:
        """Begin, or look again until the limit. Raises OperationalError (locked) when it is reached."""
        seconds = float(self.settings_dict["OPTIONS"].get("timeout", 5.0))
        end = time.monotonic() + seconds
        self.connection.execute("PRAGMA busy_timeout = 0")
        try:
            while not self._has_begun(last=time.monotonic() >= end):
                time.sleep(random.uniform(*LOOK_AGAIN_SECONDS))  # noqa: S311 - chance, not secrecy
        finally:
            # Whatever is written without a transaction waits as SQLite does.
            self.connection.execute(f"PRAGMA busy_timeout = {int(seconds * 1000)}")

    def _has_begun(self, *, last: bool) -> bool:
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except OperationalError as error:
            if last or LOCKED not in str(error):
                raise
            return False
        return True
