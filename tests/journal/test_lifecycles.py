"""A wrong table does not construct; a right one moves only as it says."""

from dataclasses import replace

import pytest

from comity.journal.lifecycles import Lifecycle, Move, MoveNotAllowedError, State, WrongTableError

STATES = (
    State("draft", waits_for="officer", why_no_clock="nobody else waits for a draft"),
    State("sent", waits_for="requested", clock="C1"),
    State("done", final=True),
)
MOVES = (
    Move("draft", "send", "local", "sent", "3.1"),
    Move("sent", "answer", "requested", "done", "3.2"),
    Move("sent", "withdraw", "requesting", "done", "3.3"),
    Move("sent", "lapse", "clock", "done", "3.4", frozenset({"M01"})),
)
TABLE = Lifecycle("request", STATES, MOVES, "draft")


def with_state(*more: State) -> tuple[State, ...]:
    return (*STATES, *more)


def with_move(*more: Move) -> tuple[Move, ...]:
    return (*MOVES, *more)


DRAFT, SENT, DONE = STATES

WRONG = {
    "unknown start": (STATES, MOVES, "nowhere", "starts in nowhere"),
    "two starts": (
        with_state(State("other", waits_for="us", clock="C1")),
        with_move(Move("other", "go", "local", "sent", "x")),
        "draft",
        "two starts",
    ),
    "move into nowhere": (
        STATES,
        with_move(Move("sent", "go", "local", "gone", "x")),
        "draft",
        "no state",
    ),
    "move out of nowhere": (
        STATES,
        with_move(Move("gone", "go", "local", "sent", "x")),
        "draft",
        "no state",
    ),
    "dead end": (
        with_state(State("stuck", waits_for="us", clock="C1")),
        with_move(Move("sent", "stick", "local", "stuck", "x")),
        "draft",
        "dead end",
    ),
    "final with a way out": (
        STATES,
        with_move(Move("done", "reopen", "local", "sent", "x")),
        "draft",
        "can be left",
    ),
    "no final state": (
        STATES[:2],
        (MOVES[0], Move("sent", "back", "local", "draft", "x")),
        "draft",
        "no final state",
    ),
    "island": (
        with_state(State("a", waits_for="us", clock="C1"), State("b", waits_for="us", clock="C1")),
        with_move(Move("a", "go", "local", "b", "x"), Move("b", "go", "local", "a", "x")),
        "draft",
        "cannot be reached",
    ),
    "ambiguous": (
        STATES,
        with_move(Move("sent", "answer", "requested", "sent", "x")),
        "draft",
        "two moves",
    ),
    "ambiguous by either": (
        STATES,
        with_move(Move("sent", "answer", "either", "sent", "x")),
        "draft",
        "two moves",
    ),
    "ambiguous by measure": (
        STATES,
        with_move(Move("sent", "lapse", "clock", "sent", "x", frozenset({"M01", "M03"}))),
        "draft",
        "two moves",
    ),
    "ambiguous by any measure": (
        STATES,
        with_move(Move("sent", "lapse", "clock", "sent", "x")),
        "draft",
        "two moves",
    ),
    "waits without a clock": (
        (replace(DRAFT, why_no_clock=""), SENT, DONE),
        MOVES,
        "draft",
        "without a clock",
    ),
    "clock and none": (
        (DRAFT, replace(SENT, why_no_clock="x"), DONE),
        MOVES,
        "draft",
        "has a clock and",
    ),
    "waits for nobody": (
        (DRAFT, replace(SENT, waits_for=""), DONE),
        MOVES,
        "draft",
        "nobody is named",
    ),
    "final and waits": ((DRAFT, SENT, replace(DONE, clock="C1")), MOVES, "draft", "still waits"),
    "state twice": ((*STATES, DONE), MOVES, "draft", "2 times"),
    "unknown party": (
        STATES,
        with_move(Move("sent", "go", "witness", "done", "x")),
        "draft",
        "nobody",
    ),  # type: ignore[arg-type]
    "no measure": (
        STATES,
        with_move(Move("sent", "go", "local", "done", "x", frozenset())),
        "draft",
        "no measure",
    ),
    "no basis": (STATES, with_move(Move("sent", "go", "local", "done", "")), "draft", "no basis"),
    "no event": (
        STATES,
        with_move(Move("sent", "", "local", "done", "x")),
        "draft",
        "no name for an event",
    ),
    "event with a space": (
        STATES,
        with_move(Move("sent", "go on", "local", "done", "x")),
        "draft",
        "no name",
    ),
}


@pytest.mark.parametrize("case", WRONG.values(), ids=WRONG.keys())
def test_wrong_tables_do_not_construct(
    case: tuple[tuple[State, ...], tuple[Move, ...], str, str],
) -> None:
    states, moves, start, said = case
    with pytest.raises(WrongTableError, match=said):
        Lifecycle("request", states, moves, start)


def test_a_table_has_a_name() -> None:
    with pytest.raises(WrongTableError, match="no name"):
        Lifecycle("a request", STATES, MOVES, "draft")


NOT_AMBIGUOUS = {
    "other party": Move("sent", "answer", "requesting", "done", "x"),
    "other measure": Move("sent", "lapse", "clock", "sent", "x", frozenset({"M03"})),
    "other state": Move("draft", "answer", "requested", "done", "x"),
    "local is not either": Move("sent", "answer", "local", "sent", "x"),
}


@pytest.mark.parametrize("move", NOT_AMBIGUOUS.values(), ids=NOT_AMBIGUOUS.keys())
def test_moves_that_can_be_told_apart(move: Move) -> None:
    assert Lifecycle("request", STATES, with_move(move), "draft").moves[-1] is move


def test_next_follows_the_table() -> None:
    assert TABLE.next("draft", "send", "local") == "sent"
    assert TABLE.next("sent", "lapse", "clock", "M01") == "done"


REFUSED = {
    "wrong party": ("sent", "answer", "requesting", None),
    "wrong state": ("done", "answer", "requested", None),
    "wrong measure": ("sent", "lapse", "clock", "M03"),
    "measure not given": ("sent", "lapse", "clock", None),
    "unknown event": ("sent", "explode", "requested", None),
    "unknown state": ("lost", "answer", "requested", None),
    "nobody is either": ("sent", "answer", "either", None),
}


@pytest.mark.parametrize("case", REFUSED.values(), ids=REFUSED.keys())
def test_other_moves_are_refused(case: tuple[str, str, str, str | None]) -> None:
    with pytest.raises(MoveNotAllowedError):
        TABLE.next(*case)


def test_either_means_both_parties_and_not_the_clock() -> None:
    table = Lifecycle(
        "request", STATES, with_move(Move("sent", "note", "either", "sent", "x")), "draft"
    )
    assert {by for by in ("requesting", "requested", "local", "clock") if can(table, by)} == {
        "requesting",
        "requested",
    }


def can(table: Lifecycle, by: str) -> bool:
    return any(move.event == "note" for move in table.allowed("sent", by))


def test_the_diagram_is_drawn_from_the_table() -> None:
    assert TABLE.diagram() == (
        "stateDiagram-v2\n"
        "    [*] --> draft\n"
        '    state "draft" as draft\n'
        '    state "sent" as sent\n'
        '    state "done" as done\n'
        "    draft --> sent: send / local\n"
        "    sent --> done: answer / requested\n"
        "    sent --> done: withdraw / requesting\n"
        "    sent --> done: lapse / clock (M01)\n"
        "    done --> [*]\n"
    )
