"""The state of a matter as a function of the set of its letters.

`fold` brings the letters into their one order (`comity.wire.ordering`) and walks the lifecycle table. A
letter that the table does not allow where it stands changes nothing and is named with the reason: letters
cross, and the other side cannot be stopped from writing. What the clock does comes as late as it can: after
all letters, or just before the first letter that needs it ("closed" after "expired"). So a letter that
arrives after an alarm always counts. Nothing here reads a clock or a record.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from comity.journal.lifecycles import Lifecycle, MoveNotAllowedError
from comity.wire.errors import ComityError
from comity.wire.ordering import LetterFact, order


class Happening(NamedTuple):
    """Something other than a letter that moves a matter: a receipt, the clock, an act of our own."""

    event: str
    by: str = "clock"
    label: str = ""  # stands where a letter's digest would; by default the name of the event


class Step(NamedTuple):
    """One move that was made, and the letter (or happening) that made it."""

    digest: str
    event: str
    by: str
    end: str


class Idle(NamedTuple):
    """A letter that changed nothing, and why."""

    digest: str
    reason: str


@dataclass(frozen=True)
class Folded:
    """The outcome: state, the steps to it, letters without effect, letters that wait, forks set aside."""

    state: str
    steps: tuple[Step, ...]
    without_effect: tuple[Idle, ...]
    waiting: tuple[str, ...]
    forked: tuple[str, ...] = ()
    line: tuple[LetterFact, ...] = ()  # all letters in order, with and without effect

    @property
    def effective(self) -> tuple[LetterFact, ...]:
        """The letters that made a step, in order."""
        made = {step.digest for step in self.steps}
        return tuple(fact for fact in self.line if fact.digest in made)


class WithoutEffectError(ComityError):
    """Raised by a reader: the letter may be written, but in this place it changes nothing."""

    fault = "sender"
    sentence = "This letter changes nothing here."


Reader = Callable[[LetterFact, Sequence[LetterFact], str], str]


def by_type(fact: LetterFact, before: Sequence[LetterFact], state: str) -> str:
    """The plain reader: the event of a letter is its type."""
    return fact.type


def fold(
    table: Lifecycle,
    facts: Iterable[LetterFact],
    measure: str,
    clock_events: Sequence[Happening] = (),
    *,
    read: Reader = by_type,
    between: Mapping[str, Sequence[Happening]] | None = None,
) -> Folded:
    """Walk ``table`` along the letters.

    ``read(letter, effective letters before it, state)`` names the event of a letter; it raises
    WithoutEffectError for one that means nothing there. ``between`` holds happenings that come right after
    the letter of that digest ("" for before all letters). ``clock_events`` are those whose time has come, in
    order; they come as late as they can. Happenings that the table does not allow are passed over: that a
    hold "would have ended" is nothing once it is lifted.
    """
    ordered = order(facts)
    walk = _Walk(table, measure, read, clock_events)
    walk.happen((between or {}).get("", ()))
    for fact in ordered.line:
        walk.letter(fact)
        walk.happen((between or {}).get(fact.digest, ()))
    walk.happen(walk.clock_events)
    return Folded(
        state=walk.state,
        steps=tuple(walk.steps),
        without_effect=tuple(walk.idle),
        waiting=ordered.waiting,
        forked=ordered.forked,
        line=ordered.line,
    )


class _Walk:
    """The walk in progress."""

    def __init__(
        self, table: Lifecycle, measure: str, read: Reader, clock_events: Sequence[Happening]
    ) -> None:
        self.table = table
        self.measure = measure
        self.read = read
        self.clock_events = tuple(clock_events)
        self.state = table.start
        self.steps: list[Step] = []
        self.idle: list[Idle] = []
        self.effective: list[LetterFact] = []
        self._ends: dict[tuple[str, str, str], str | None] = {}  # long matters repeat few moves

    def letter(self, fact: LetterFact) -> None:
        try:
            event = self.read(fact, self.effective, self.state)
            if not self._allows(self.state, event, fact.side):
                self._let_the_clock_run(event, fact.side)
            self._move(fact.digest, event, fact.side)
        except MoveNotAllowedError:
            self.idle.append(Idle(fact.digest, f"not foreseen in state {self.state}"))
        except WithoutEffectError as reason:
            self.idle.append(Idle(fact.digest, reason.sentence))
        else:
            self.effective.append(fact)

    def happen(self, happenings: Sequence[Happening]) -> None:
        for one in happenings:
            if self._allows(self.state, one.event, one.by):
                self._move(one.label or one.event, one.event, one.by)

    def _let_the_clock_run(self, event: str, by: str) -> None:
        """Make the clock's moves now if they lead to where this event is allowed."""
        state = self.state
        for one in self.clock_events:
            state = self._end(state, one.event, one.by) or state
        if self._allows(state, event, by):
            self.happen(self.clock_events)

    def _allows(self, state: str, event: str, by: str) -> bool:
        return self._end(state, event, by) is not None

    def _end(self, state: str, event: str, by: str) -> str | None:
        """Where the table leads from here; None where it does not."""
        key = (state, event, by)
        if key not in self._ends:
            try:
                self._ends[key] = self.table.next(state, event, by, self.measure)
            except MoveNotAllowedError:
                self._ends[key] = None
        return self._ends[key]

    def _move(self, digest: str, event: str, by: str) -> None:
        end = self._end(self.state, event, by)
        if end is None:
            raise MoveNotAllowedError(state=self.state, event=event, by=by)
        self.steps.append(Step(digest, event, by, end))
        self.state = end
