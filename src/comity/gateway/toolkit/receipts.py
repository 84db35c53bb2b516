"""When a signed self-assessment arrived here: its digest and the time, and nothing of what it says. No Django.

``<COMITY_GATEWAY_HOME>/toolkit.sqlite3``. A signature has no time of its own. A file that was seen before its key
was revoked is not worth less for the revocation; one that nobody saw may have been dated back by a thief. Rows are
added only. A receipt counts under the directory (the digest of its first root) under which it was written.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from comity.gateway import home
from comity.gateway.toolkit import limits
from comity.gateway.toolkit.errors import ReceiptsBrokenError, TooManyReceiptsError
from comity.wire import times

FILE: Final = "toolkit.sqlite3"
VERSION: Final = 1
_WAIT_SECONDS: Final = 10.0
_SCHEMA: Final = (
    "CREATE TABLE receipt (root TEXT NOT NULL, digest TEXT NOT NULL, state TEXT NOT NULL,"
    " authority TEXT NOT NULL, received TEXT NOT NULL, PRIMARY KEY (root, digest)) STRICT",
    "CREATE TRIGGER receipt_kept BEFORE DELETE ON receipt"
    " BEGIN SELECT RAISE(ABORT, 'receipts are kept'); END",
    "CREATE TRIGGER receipt_fixed BEFORE UPDATE ON receipt"
    " BEGIN SELECT RAISE(ABORT, 'receipts are kept as they are'); END",
)


@dataclass(frozen=True, slots=True)
class Receipts:
    """The file. Every call opens it anew; what is acknowledged has reached the disk."""

    path: Path

    @classmethod
    def at_home(cls) -> "Receipts":
        """In the folder of the site."""
        return cls(home.home() / FILE)

    def received(self, root: str, digest: str) -> datetime | None:
        """When the file with this digest arrived (UTC); None where it did not. Raises ReceiptsBrokenError."""
        if not self.path.exists():
            return None
        with self._open("ro") as base:
            return _find(base, root, digest)

    def record(self, root: str, digest: str, state: str, authority: str, now: datetime) -> datetime:
        """Write that a file arrived now (UTC); the first time counts, whenever it is sent again.

        Raises TooManyReceiptsError, ReceiptsBrokenError.
        """
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ReceiptsBrokenError(because=type(error).__name__) from None
        at = times.format(now)
        with self._open("rwc") as base:
            base.execute("BEGIN IMMEDIATE")
            _prepare(base)
            known = _find(base, root, digest)
            if known is None:
                _check_room(base, state, at[:10])
                row = (root, digest, state, authority, at)
                base.execute("INSERT INTO receipt VALUES (?, ?, ?, ?, ?)", row)
            base.execute("COMMIT")
        return known or times.parse(at)

    @contextmanager
    def _open(self, mode: str) -> Iterator[sqlite3.Connection]:
        address = f"{self.path.resolve().as_uri()}?mode={mode}"
        try:
            with closing(
                sqlite3.connect(address, timeout=_WAIT_SECONDS, isolation_level=None, uri=True)
            ) as base:
                base.execute("PRAGMA synchronous = FULL")
                yield base
        except sqlite3.Error as error:
            raise ReceiptsBrokenError(because=type(error).__name__) from None


def _prepare(base: sqlite3.Connection) -> None:
    (version,) = base.execute("PRAGMA user_version").fetchone()
    if version not in (0, VERSION):
        raise ReceiptsBrokenError(version=version)
    if version == 0:
        for statement in _SCHEMA:
            base.execute(statement)
        base.execute(f"PRAGMA user_version = {VERSION}")


def _check_room(base: sqlite3.Connection, state: str, day: str) -> None:
    (count,) = base.execute(
        "SELECT count(*) FROM receipt WHERE state = ? AND received LIKE ?", (state, f"{day}%")
    ).fetchone()
    if count >= limits.RECEIPTS_A_DAY:
        raise TooManyReceiptsError(state=state)


def _find(base: sqlite3.Connection, root: str, digest: str) -> datetime | None:
    row = base.execute(
        "SELECT received FROM receipt WHERE root = ? AND digest = ?", (root, digest)
    ).fetchone()
    return times.parse(row[0]) if row else None
