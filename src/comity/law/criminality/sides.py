"""One State's side of the test: every provision in force is tried, and silence is not a no.

Satisfied when one provision is met, whatever its name. Not satisfied only when every provision is
defeated *and* the data cover every type that the conduct engages, by a provision certainly in force
or by a documented gap. Everything else needs information.
"""

from dataclasses import dataclass
from typing import NamedTuple

from comity.law.criminality.book import Book
from comity.law.criminality.cases import Case
from comity.law.criminality.clauses import Clause
from comity.law.criminality.finding import TypeCoverage
from comity.law.criminality.valuation import Valuation, evaluate
from comity.law.criminality.values import FALSE, OPEN, TRUE, Value, of_bits


class Trial(NamedTuple):
    """One case before one release: what every step of the test needs."""

    book: Book
    case: Case
    facts: Valuation
    engaged: tuple[str, ...]  # the types that the conduct engages
    general: bool  # only types of the general part are engaged
    told: bool  # what is present engages a type; what is merely not known is no conduct yet

    @classmethod
    def of(cls, book: Book, case: Case) -> "Trial":
        """The case with its facts valued and the types that they engage."""
        facts = evaluate(case.facts, book.bits)
        named, true = facts.named, facts.true
        special = book.engaged(named, true)
        engaged = special or book.engaged_in_general(named, true)
        told = book.engaged(true, true) if special else book.engaged_in_general(true, true)
        return cls(book, case, facts, engaged, bool(engaged) and not special, bool(told))


class Facing(NamedTuple):
    """The facts as one State's law meets them, without and with the readings."""

    true: int
    possible: int
    read_true: int
    read_possible: int

    def value(self, mask: int) -> Value:
        """The value of a fact, or of a group of which one suffices, with the readings."""
        return of_bits(mask, self.read_true, self.read_possible)


class Weighed(NamedTuple):
    """One clause and the values of which its own is the least."""

    clause: Clause
    value: Value
    elements: Value
    plain: Value  # of the elements, without any reading
    in_force: Value
    attempt: Value
    participation: Value
    participation_by: str | None
    penalty: Value


@dataclass(frozen=True, slots=True)
class Side:
    """What one State's law makes of the facts."""

    state: str
    value: Value
    facing: Facing
    weighed: tuple[Weighed, ...]
    coverage: tuple[TypeCoverage, ...]


def face(trial: Trial, state: str) -> Facing:
    """The facts for one State, with intended results where it is an attempt."""
    true, possible = trial.facts.true, trial.facts.possible
    read_true, read_possible = trial.facts.read_for(state)
    if trial.case.stage == "attempt":
        true, possible = trial.book.with_results(true, possible)
        read_true, read_possible = trial.book.with_results(read_true, read_possible)
    return Facing(true, possible, read_true, read_possible)


def weigh(trial: Trial, state: str) -> Side:
    """The side of one State: the value, and what it rests on."""
    clauses = trial.book.on(state, trial.case.evaluation_date)
    facing = face(trial, state)
    weighed = tuple(
        _weigh(trial, facing, clause, force)
        for clause, force in clauses
        if trial.general or not clause.row.general
    )
    best: Value = max((one.value for one in weighed), default=FALSE)
    if trial.general and not trial.facts.exhaustive and best == TRUE:
        best = OPEN  # a rule on participation or attempt makes no conduct a crime by itself
    coverage = _coverage(trial, state)
    if best == FALSE and not (trial.told and is_covered(coverage)):
        best = OPEN
    return Side(state, best, facing, weighed, coverage)


def is_covered(coverage: tuple[TypeCoverage, ...]) -> bool:
    """May the data say no? Only where something is engaged and every engaged type is covered."""
    return bool(coverage) and all(one.covered for one in coverage)


def _weigh(trial: Trial, facing: Facing, clause: Clause, force: Value) -> Weighed:
    case, quantities = trial.case, trial.facts.quantities
    attempt = clause.may_attempt if case.stage == "attempt" else TRUE
    plain = clause.elements(facing.true, facing.possible, quantities)
    met = plain
    if plain != TRUE and facing[:2] != facing[2:]:
        met = clause.elements(facing.read_true, facing.read_possible, quantities)
    part, part_by = TRUE, None
    if case.participation == "aiding" and not clause.row.general:
        part, part_by = trial.book.participation_rule(clause.row, case.evaluation_date)
    penalty = clause.penalty(case.min_max_penalty_months, facing.read_true, facing.read_possible)
    value = min(met, force, attempt, part, penalty)
    return Weighed(clause, value, met, plain, force, attempt, part, part_by, penalty)


def _coverage(trial: Trial, state: str) -> tuple[TypeCoverage, ...]:
    day = trial.case.evaluation_date
    return tuple(trial.book.coverage_of(state, name, day) for name in trial.engaged)
