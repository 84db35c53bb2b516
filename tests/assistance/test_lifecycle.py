"""The table: wrong ones do not construct, every row can be walked, the page is drawn from it."""

from datetime import timedelta
from pathlib import Path

import pytest

from comity.assistance import letters, lifecycle, rules
from comity.assistance.lifecycle import MOVES, STATES, TABLE, event
from comity.journal.lifecycles import Lifecycle, Move, WrongTableError
from comity.wire.ordering import REQUESTED, REQUESTING
from tests.assistance.book import OTHER, START, Book, at

PAGE = Path(__file__).parents[2] / "docs/lifecycle.md"
BY_CLOCK = ("hold_expiring", "expired")


def test_the_page_is_drawn_from_the_table() -> None:
    assert PAGE.read_text("utf-8") == lifecycle.diagram()


def test_every_letter_of_the_room_is_an_event_and_every_event_a_letter() -> None:
    events = {move.event for move in MOVES if move.event.startswith("assistance.")}
    shades = {event("answer-in-part"), event("verification-rejected")}
    assert events - shades == set(letters.BY_TYPE)


def test_a_letter_moves_only_for_the_side_that_may_write_it() -> None:
    for move in MOVES:
        spec = letters.BY_TYPE.get(move.event)
        if spec is not None:
            assert spec.side in ("either", move.by)


@pytest.mark.parametrize(
    ("move", "defect"),
    [
        pytest.param(
            Move("hold_active", event("disclosure"), "requested", "disclosed", "x"),
            "a preservation",
            id="hold-disclosed",
        ),
        pytest.param(
            Move("accepted", event("verification"), "requesting", "verified", "x"),
            "a preservation",
            id="hold-verified",
        ),
        pytest.param(
            Move("closed", event("question"), "either", "received", "x"), "final", id="closed-left"
        ),
        pytest.param(
            Move("received", event("refusal"), "either", "closed", "x"), "two moves", id="ambiguous"
        ),
        pytest.param(
            Move("received", event("refusal"), "clock", "nowhere", "x"), "no state", id="unknown"
        ),
    ],
)
def test_a_wrong_table_does_not_construct(move: Move, defect: str) -> None:
    with pytest.raises(WrongTableError, match=defect):
        lifecycle.build(STATES, (*MOVES, move))


def test_no_path_of_a_preservation_reaches_a_disclosed_state() -> None:
    reached, todo = {TABLE.start}, [TABLE.start]
    while todo:
        here = todo.pop()
        for by in ("requesting", "requested", "local", "clock"):
            for move in TABLE.allowed(here, by, "M01"):
                if move.end not in reached:
                    reached.add(move.end)
                    todo.append(move.end)
    assert not reached & lifecycle.DISCLOSED_STATES
    assert "followed_up" in reached


def route(table: Lifecycle, target: str, measure: str) -> list[Move]:
    """The shortest way to a state by letters; what the clock does is added by time."""
    ways: dict[str, list[Move]] = {table.start: []}
    todo = [table.start]
    while todo:
        here = todo.pop(0)
        for by in ("requesting", "requested", "local"):
            for move in table.allowed(here, by, measure):
                if move.end not in ways:
                    ways[move.end] = [*ways[here], move]
                    todo.append(move.end)
    return ways[target]


class Walker:
    """Writes the letters that a row of the table asks for, with bodies that mean it."""

    def __init__(self, measure: str) -> None:
        self.book = Book(measure)
        self.last: dict[str, str] = {}
        self.receipts = {self.book.opening.digest: START}

    def follow(self, move: Move, by: str) -> None:
        if not move.event.startswith("assistance.") or move.event in lifecycle.OPENINGS.values():
            return
        name = move.event.removeprefix("assistance.")
        wanted = {"verification-rejected": "verification", "answer-in-part": "answer"}
        self.book.meet()
        fact = self.book.write(by, wanted.get(name, name), self.body(name, by))
        self.last[f"{by}:{name}"] = self.last[name] = fact.digest

    def body(self, name: str, by: str) -> dict[str, object]:
        if name in ("answer", "answer-in-part"):
            return {"question": self.open_question(by, more=name == "answer-in-part")}
        if name in ("conditions-accepted", "conditions-declined"):
            return {"offer": self.last["conditions"]}
        if name.startswith("verification"):
            result = "verified" if name == "verification" else "rejected"
            exhibits = [{"exhibit": "1", "result": result}]
            return {"disclosure": self.last["disclosure"], "exhibits": exhibits}
        if name == "hold-report":
            return {"effective_from": at(hours=1), "expires_at": at(days=60)}
        return {}

    def open_question(self, by: str, *, more: bool) -> str:
        """A question of the other side that is open; asked now where there is none."""
        asker = OTHER[by]
        if self.situation().state == "clarification_needed" and asker == REQUESTED and not more:
            return self.last[f"{asker}:question"]
        first = self.book.write(asker, "question")
        self.book.meet()
        return first.digest

    def situation(self, **after: float) -> rules.Situation:
        return rules.state(self.book.facts, self.receipts, START + timedelta(**after))


def rows() -> list[object]:
    found = []
    for move in MOVES:
        for measure in sorted(move.measures or lifecycle.MEASURES):
            sides = (REQUESTING, REQUESTED) if move.by == "either" else (move.by,)
            reachable = move.start not in BY_CLOCK or measure == "M01"
            if reachable and _exists(move.start, measure):
                found += [
                    pytest.param(move, measure, by, id=f"{measure}-{move.start}-{move.event}-{by}")
                    for by in sides
                ]
    return found


def _exists(state: str, measure: str) -> bool:
    only = {
        "M01": {"hold_active", *BY_CLOCK, "followed_up", "lifted"},
        "M03": set(lifecycle.DISCLOSED_STATES),
    }
    return not any(state in names and other != measure for other, names in only.items())


@pytest.mark.parametrize(("move", "measure", "by"), rows())
def test_every_row_is_walked(move: Move, measure: str, by: str) -> None:
    walker = Walker(measure)
    if move.start == "sent" and move.event != lifecycle.RECEIPT:
        walker.receipts.clear()
    start = "hold_active" if move.start in BY_CLOCK else move.start
    for one in route(TABLE, start, measure):
        walker.follow(one, one.by)
    late = {"hold_expiring": {"days": 50.0}, "expired": {"days": 61.0}}.get(move.start, {})
    if move.event == lifecycle.HOLD_EXPIRING:
        late = {"days": 50.0}
    elif move.event == lifecycle.HOLD_EXPIRED:
        late = {"days": 61.0}
    elif move.start not in ("draft", "authorised") and move.event != lifecycle.RECEIPT:
        assert walker.situation(**late).state == move.start
    if move.event == event("hold-report") and move.start in BY_CLOCK:
        walker.book.meet()
        walker.book.hold(days=150)
    elif move.event.startswith("assistance."):
        walker.follow(move, by)
    situation = walker.situation(**late)
    assert not situation.folded.without_effect
    steps = situation.folded.steps
    ends = [step.end for step in steps if step.event == move.event and step.by == by]
    assert move.end in ends or _overtaken(move, ends)
    if move.start not in ("draft", "authorised") and move.event != lifecycle.RECEIPT:
        assert situation.state == move.end


def _overtaken(move: Move, ends: list[str]) -> bool:
    """A quiet letter in a state that the clock made: it is counted before the clock, to the same end."""
    return move.start in BY_CLOCK and move.end == move.start and ends == ["hold_active"]
