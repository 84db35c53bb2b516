"""The life of a thing as one table: states, and the moves between them.

Pure. A table that is wrong does not construct: two starts, an unreachable state, a dead end that is
not final, a move that two rows allow, or a waiting state without a clock or a reason for having none.
The diagram is drawn from the table, so it cannot differ from it.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from comity.journal.errors import JournalError

NAME = r"[a-z0-9][a-z0-9_.-]*"  # of a table or an event: both stand in the journal

By = Literal["requesting", "requested", "either", "local", "clock"]
PARTIES = frozenset({"requesting", "requested"})
WHO = PARTIES | {"either", "local", "clock"}


class WrongTableError(JournalError):
    """A lifecycle table contradicts itself."""

    sentence = "The lifecycle table is wrong and must not be used. Mend it as the facts say."

    def __init__(self, table: str, defect: str) -> None:
        super().__init__(f"The lifecycle table {table} is wrong: {defect}. Mend the table.")


class MoveNotAllowedError(JournalError):
    """The table has no such move from this state."""

    fault = "sender"
    sentence = (
        "This step is not possible in the present state. Look at the state and the steps it allows."
    )


@dataclass(frozen=True)
class Move:
    """One row: who may move the thing, by which event, from where to where, and on what basis."""

    start: str
    event: str
    by: By
    end: str
    basis: str
    measures: frozenset[str] | None = None  # None: whatever the measure

    def allows(self, by: str, measure: str | None) -> bool:
        """True where ``by`` may make this move for this measure."""
        if self.by != by and not (self.by == "either" and by in PARTIES):
            return False
        return self.measures is None or measure in self.measures

    def overlaps(self, other: "Move") -> bool:
        """True where one event, by one party, for one measure would fit both rows."""
        if (self.start, self.event) != (other.start, other.event):
            return False
        if self.by != other.by and not ({self.by, other.by} <= PARTIES | {"either"}):
            return False
        if self.by != other.by and "either" not in (self.by, other.by):
            return False
        return (
            self.measures is None or other.measures is None or bool(self.measures & other.measures)
        )


@dataclass(frozen=True)
class State:
    """A state: for whom it waits, and which clock runs meanwhile."""

    name: str
    final: bool = False
    waits_for: str = ""
    clock: str | None = None
    why_no_clock: str = ""


@dataclass(frozen=True)
class Lifecycle:
    """A checked table. Raises WrongTableError on construction."""

    name: str
    states: tuple[State, ...]
    moves: tuple[Move, ...]
    start: str
    _by_name: dict[str, State] = field(init=False, repr=False, compare=False, hash=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_name", {state.name: state for state in self.states})
        for defect in self._defects():
            raise WrongTableError(self.name, defect)

    def state(self, name: str) -> State:
        """The row of a state. Raises MoveNotAllowedError where the table has no such state."""
        if name not in self._by_name:
            raise MoveNotAllowedError(table=self.name, state=name)
        return self._by_name[name]

    def next(self, state: str, event: str, by: str, measure: str | None = None) -> str:
        """The state after the event. Raises MoveNotAllowedError."""
        return self.move(state, event, by, measure).end

    def move(self, state: str, event: str, by: str, measure: str | None = None) -> Move:
        """The row that an event follows. Raises MoveNotAllowedError."""
        for move in self.allowed(state, by, measure):
            if move.event == event:
                return move
        raise MoveNotAllowedError(table=self.name, state=state, event=event, by=by, measure=measure)

    def allowed(self, state: str, by: str, measure: str | None = None) -> tuple[Move, ...]:
        """What ``by`` may do in this state, in the order of the table."""
        self.state(state)
        return tuple(m for m in self.moves if m.start == state and m.allows(by, measure))

    def diagram(self) -> str:
        """The table as a Mermaid state diagram: the same text for the same table."""
        lines = ["stateDiagram-v2", f"    [*] --> {_node(self.start)}"]
        for state in self.states:
            lines.append(f'    state "{state.name}" as {_node(state.name)}')
        for move in self.moves:
            only = f" ({', '.join(sorted(move.measures))})" if move.measures is not None else ""
            label = f"{move.event} / {move.by}{only}"
            lines.append(f"    {_node(move.start)} --> {_node(move.end)}: {label}")
        lines += [f"    {_node(state.name)} --> [*]" for state in self.states if state.final]
        return "\n".join(lines) + "\n"

    def _defects(self) -> Iterable[str]:
        yield from self._wrong_names()
        yield from self._wrong_waits()
        yield from self._wrong_ends()
        yield from self._wrong_beginnings()
        yield from self._ambiguous()

    def _wrong_names(self) -> Iterable[str]:
        if not re.fullmatch(NAME, self.name):
            yield "its name is no name for a table"
        for name, count in Counter(state.name for state in self.states).items():
            if count > 1:
                yield f"the state {name} stands there {count} times"
        if self.start not in self._by_name:
            yield f"it starts in {self.start}, which is no state of it"
        for move in self.moves:
            for name in (move.start, move.end):
                if name not in self._by_name:
                    yield f"{move.event} names {name}, which is no state of it"
            if move.by not in WHO:
                yield f"{move.event} is made by {move.by}, which is nobody"
            if not re.fullmatch(NAME, move.event):
                yield f"{move.event!r} from {move.start} is no name for an event"
            if not move.basis:
                yield f"{move.event} from {move.start} has no basis"
            if move.measures is not None and not move.measures:
                yield f"{move.event} from {move.start} holds for no measure at all"

    def _wrong_waits(self) -> Iterable[str]:
        for state in self.states:
            if state.final and (state.clock or state.waits_for):
                yield f"{state.name} is final and still waits"
            if state.final:
                continue
            if not state.waits_for:
                yield f"nobody is named for whom {state.name} waits"
            if not state.clock and not state.why_no_clock:
                yield f"{state.name} waits without a clock, and no reason says why"
            if state.clock and state.why_no_clock:
                yield f"{state.name} has a clock and a reason for having none"

    def _wrong_ends(self) -> Iterable[str]:
        left = {move.start for move in self.moves}
        for state in self.states:
            if state.final and state.name in left:
                yield f"{state.name} is final and can be left"
            if not state.final and state.name not in left:
                yield f"{state.name} is a dead end and not final"
        if not any(state.final for state in self.states):
            yield "it has no final state"

    def _wrong_beginnings(self) -> Iterable[str]:
        entered = {move.end for move in self.moves if move.end != move.start}
        for state in self.states:
            if state.name not in entered and state.name != self.start:
                yield f"it has two starts: {self.start} and {state.name}"
        reached, waiting = {self.start}, [self.start]
        while waiting:
            here = waiting.pop()
            ahead = {move.end for move in self.moves if move.start == here} - reached
            reached |= ahead
            waiting += sorted(ahead)
        for state in self.states:
            if state.name not in reached:
                yield f"{state.name} cannot be reached from {self.start}"

    def _ambiguous(self) -> Iterable[str]:
        for number, move in enumerate(self.moves):
            for other in self.moves[number + 1 :]:
                if move.overlaps(other):
                    yield f"two moves fit {move.event} from {move.start} by {move.by}"


def _node(name: str) -> str:
    """A name that Mermaid accepts as an identifier."""
    return "".join(char if char.isalnum() and char.isascii() else "_" for char in name)
