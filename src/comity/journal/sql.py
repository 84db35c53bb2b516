"""Plain statements, for what every letter does: composing them anew takes longer than running them.

Only where the same few statements run again and again (measured: docs/decisions/0009); everything else
asks through the models. They are written for SQLite and PostgreSQL alike; ``%s`` stands for a value, and
nothing else is ever put into a statement. Inside a transaction they are part of it.
"""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from django.db import connection


def rows(statement: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """All rows of a statement."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def first(statement: str, values: Sequence[Any] = ()) -> tuple[Any, ...] | None:
    """The first row of a statement, or None."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        found: tuple[Any, ...] | None = cursor.fetchone()
        return found


def change(statement: str, values: Sequence[Any] = ()) -> int:
    """Run a statement that writes; how many rows it met."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)


def moment(at: datetime) -> Any:
    """A time as a value of a statement."""
    return connection.ops.adapt_datetimefield_value(at)


def read_moment(value: Any) -> datetime | None:
    """A time as a statement gave it back, in UTC."""
    at: datetime | None = value
    # SQLite knows no zones: what is stored there is UTC.
    return at.replace(tzinfo=UTC) if at is not None and at.tzinfo is None else at


def read_document(value: Any) -> Any:
    """JSON as a statement gave it back."""
    return json.loads(value) if isinstance(value, str) else value


def document(value: Any) -> str:
    """JSON as a value of a statement, written as the models write it."""
    return json.dumps(value)


def marks(count: int) -> str:
    """Places for so many values."""
    return ", ".join(["%s"] * count)


def insert(table: str, columns: Sequence[str], *new: Sequence[Any]) -> None:
    """Add rows to a table; names are ours, never a stranger's."""
    change(_insertion(table, tuple(columns), len(new)), [value for row in new for value in row])


@lru_cache(maxsize=256)
def _insertion(table: str, columns: tuple[str, ...], count: int) -> str:
    names = ", ".join(f'"{name}"' for name in columns)
    places = ", ".join([f"({marks(len(columns))})"] * count)
    return f'INSERT INTO "{table}" ({names}) VALUES {places}'  # noqa: S608 - see insert


def earlier() -> str:
    """The function that gives the smallest of its arguments."""
    return "MIN" if connection.vendor == "sqlite" else "LEAST"
