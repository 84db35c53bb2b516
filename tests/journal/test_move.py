"""The one function that moves a state: from the table, once, with its entry."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from comity.journal import actions, queries
from comity.journal.errors import FactsWrongError, JournalError, NoTransactionError, StateMovedError
from comity.journal.lifecycles import Lifecycle, Move, MoveNotAllowedError, State

TABLE = Lifecycle(
    "request",
    (
        State("draft", waits_for="officer", why_no_clock="nobody else waits for a draft"),
        State("sent", waits_for="requested", clock="C1"),
        State("done", final=True),
    ),
    (
        Move("draft", "send", "local", "sent", "procedure 3.1"),
        Move("sent", "answer", "requested", "done", "procedure 3.2", frozenset({"M01"})),
    ),
    "draft",
)

SEND: dict[str, Any] = {"event": "send", "by": "local", "actor": "RO-102", "about": ["matter:1"]}


def test_a_move_changes_the_state_and_writes_who_and_why(thing: Any) -> None:
    with transaction.atomic():
        actions.move(thing, TABLE, **SEND, reason="urgent", facts={"hours": 4})
    assert thing.state == "sent"
    thing.refresh_from_db()
    assert thing.state == "sent"
    entry = queries.entry(0)
    assert (entry.event, entry.actor, entry.about) == (
        "journal:request:send",
        "RO-102",
        ["matter:1"],
    )
    assert entry.facts == {
        "hours": 4,
        "from": "draft",
        "to": "sent",
        "by": "local",
        "basis": "procedure 3.1",
        "reason": "urgent",
    }


REFUSED: dict[str, tuple[dict[str, Any], type[JournalError]]] = {
    "not from here": (
        {"event": "answer", "by": "requested", "measure": "M01"},
        MoveNotAllowedError,
    ),
    "not by them": ({"by": "requested"}, MoveNotAllowedError),
    "facts that cannot be written": ({"facts": {"x": 0.5}}, FactsWrongError),
}


@pytest.mark.parametrize("case", REFUSED.values(), ids=REFUSED.keys())
def test_what_is_refused_changes_nothing(
    thing: Any, case: tuple[dict[str, Any], type[JournalError]]
) -> None:
    wrong, error = case
    with pytest.raises(error), transaction.atomic():
        actions.move(thing, TABLE, **{**SEND, **wrong})
    assert thing.state == "draft"
    thing.refresh_from_db()
    assert thing.state == "draft"
    assert queries.size() == 0


def test_the_measure_counts(thing: Any) -> None:
    with transaction.atomic():
        actions.move(thing, TABLE, **SEND)
    answer = {**SEND, "event": "answer", "by": "requested"}
    with pytest.raises(MoveNotAllowedError), transaction.atomic():
        actions.move(thing, TABLE, **answer, measure="M03")
    with transaction.atomic():
        actions.move(thing, TABLE, **answer, measure="M01")
    assert thing.state == "done"


def test_a_move_needs_a_transaction(thing: Any) -> None:
    with pytest.raises(NoTransactionError):
        actions.move(thing, TABLE, **SEND)
    thing.refresh_from_db()
    assert thing.state == "draft"


def test_only_records_are_moved() -> None:
    class Other:
        pk, state = 1, "draft"

    with pytest.raises(TypeError):
        actions.move(Other(), TABLE, **SEND)


def test_whoever_looked_earlier_loses(thing: Any) -> None:
    stale = type(thing).objects.get(pk=thing.pk)
    with transaction.atomic():
        actions.move(thing, TABLE, **SEND)
    with pytest.raises(StateMovedError), transaction.atomic():
        actions.move(stale, TABLE, **SEND)
    assert queries.size() == 1


@pytest.mark.parametrize("threads", [2, 5])
def test_of_those_who_move_at_once_exactly_one_wins(
    thing: Any,
    race: Callable[[Callable[[int], object], int], list[object]],
    threads: int,
) -> None:
    rows = [type(thing).objects.get(pk=thing.pk) for _ in range(threads)]

    def move(number: int) -> str:
        with transaction.atomic():
            actions.move(rows[number], TABLE, **SEND)
        return "won"

    results = race(move, threads)
    assert results.count("won") == 1
    assert [type(result) for result in results if result != "won"] == [StateMovedError] * (
        threads - 1
    )
    assert queries.size() == 1
