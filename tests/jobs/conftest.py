"""Kinds of job for one test, whose effect is an entry in the journal."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from comity.jobs import registry
from comity.journal import actions as journal
from comity.journal import queries

Register = Callable[..., str]


@pytest.fixture
def register() -> Iterator[Register]:
    """Register a function under a name of its own; it is forgotten after the test."""
    names: list[str] = []

    def one(function: registry.Function, **how: Any) -> str:
        name = f"test.kind-{len(names)}"
        registry.register(name, function, **how)
        names.append(name)
        return name

    yield one
    for name in names:
        registry.forget(name)


def effect(args: dict[str, Any]) -> None:
    """An effect that can be counted and undone."""
    name = str(args.get("name", "x"))
    journal.record("test:job:done", actor="node", about=[f"effect:{name}"])


def effects(name: str = "x") -> int:
    """How often the effect stands."""
    return queries.entries_about(f"effect:{name}").count()
