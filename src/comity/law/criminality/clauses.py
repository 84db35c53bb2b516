"""One provision as bit sets, and whether facts meet it: elements, time, attempt and penalty."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from comity.law.criminality.slugs import Bits
from comity.law.criminality.values import FALSE, OPEN, TRUE, Value, of, of_bits
from comity.law.offences import Figure, GeneralRule, Provision

ALWAYS_ATTEMPT: Final = "attempt_generally_punishable"
ATTEMPT_FROM_A_YEAR: Final = "attempt_if_maximum_at_least_12_months"
A_YEAR: Final = 12


@dataclass(frozen=True, slots=True)
class FiguredThreshold:
    """A threshold of a provision that names figures: one figure reached suffices."""

    slug: str
    bit: int
    figures: tuple[Figure, ...]

    def value(
        self, true: int, possible: int, quantities: dict[tuple[str, str], float | None]
    ) -> Value:
        """By the figures where they were measured, else by what is stated of the threshold."""
        open_figure, below = False, 0
        for figure in self.figures:
            key = figure.measure, figure.unit
            if key in quantities:
                measured = quantities[key]
                if measured is None:
                    open_figure = True
                elif measured >= figure.value:
                    return TRUE
                else:
                    below += 1
        if below == len(self.figures):
            return FALSE
        if true & self.bit:
            return TRUE
        return OPEN if possible & self.bit or open_figure else FALSE


class Clause:
    """A provision, compiled."""

    __slots__ = ("aggravations", "figured", "groups", "may_attempt", "need", "row")

    def __init__(self, row: Provision, bits: Bits, rules: Iterable[GeneralRule]) -> None:
        self.row = row
        figures: dict[str, list[Figure]] = {}
        for figure in row.threshold_values:
            if figure.threshold in row.elements.thresholds:
                figures.setdefault(figure.threshold, []).append(figure)
        plain = [slug for slug in row.elements.thresholds if slug not in figures]
        stated = bits.mask((*row.elements.required, *row.elements.qualifiers, *plain))
        self.need = stated & ~bits.jurisdictional
        # A group that a jurisdictional element would meet says nothing about the wrong.
        groups = [bits.mask(group) for group in row.elements.alternatives]
        self.groups = tuple(group for group in groups if not group & bits.jurisdictional)
        self.figured = tuple(
            FiguredThreshold(slug, bits.bit(slug), tuple(found)) for slug, found in figures.items()
        )
        self.aggravations = tuple((bits.bit(one.circumstance), one) for one in row.aggravated)
        self.may_attempt = _may_attempt(row, rules)

    def elements(
        self, true: int, possible: int, quantities: dict[tuple[str, str], float | None]
    ) -> Value:
        """Do the facts meet every element?"""
        if self.need & ~possible:
            return FALSE
        met = self.need & ~true == 0
        for group in self.groups:
            if not group & possible:
                return FALSE
            if not group & true:
                met = False
        found: Value = TRUE if met else OPEN
        for threshold in self.figured:
            found = min(found, threshold.value(true, possible, quantities))
        return found

    def in_force(self, on: date, successors: Iterable[Provision]) -> Value:
        """Is this text in force on the day? OPEN where an unseen date decides."""
        row = self.row
        begun = row.begun_on(on)
        if begun is None and on >= row.seen:
            begun = True  # on the day to which it was seen the text stood
        return min(of(begun), _running(row, on, successors))

    def penalty(self, months: float | None, true: int, possible: int) -> Value:
        """Does the maximum reach the threshold, by itself or under a circumstance that is shown?"""
        if months is None:
            return TRUE
        basic = self.row.penalty
        found = _reaches(basic.max_months, basic.life, months)
        for bit, one in self.aggravations:
            shown = of_bits(bit, true, possible)
            found = max(found, min(shown, _reaches(one.max_months, one.life, months)))
        return found

    def heavier(self, months: float | None) -> int:
        """The circumstances under which the maximum reaches the threshold for certain."""
        found = 0
        for bit, one in self.aggravations:
            if months is not None and _reaches(one.max_months, one.life, months) == TRUE:
                found |= bit
        return found

    def highest(self, true: int) -> tuple[float | None, bool]:
        """The highest maximum in months that the facts show, and whether it is for life."""
        basic = self.row.penalty
        months, life = basic.max_months, basic.life
        for bit, one in self.aggravations:
            if true & bit:
                life = life or one.life
                if one.max_months is not None and (months is None or one.max_months > months):
                    months = one.max_months
        return months, life


def _reaches(maximum: float | None, life: bool, months: float) -> Value:
    if life:
        return TRUE
    return OPEN if maximum is None else (TRUE if maximum >= months else FALSE)


def _may_attempt(row: Provision, rules: Iterable[GeneralRule]) -> Value:
    """The row's own word, else the State's general part, else open (offences.md, rule 4)."""
    if row.attempt is not None:
        return TRUE if row.attempt else FALSE
    names = {rule.rule for rule in rules if rule.state == row.state}
    if ALWAYS_ATTEMPT in names:
        return TRUE
    if ATTEMPT_FROM_A_YEAR in names:
        return _reaches(row.penalty.max_months, row.penalty.life, A_YEAR)
    return OPEN


def _running(row: Provision, on: date, successors: Iterable[Provision]) -> Value:
    """Has this text not ended yet? OPEN where an unseen day decides."""
    if row.in_force_to is None:
        return TRUE
    if row.end is not None:
        over = row.end.passed_on(on)
        return of(None if over is None else not over)
    stood = max(row.seen, row.start.last) if row.start else row.seen
    if on <= stood:
        return TRUE
    return FALSE if any(_succeeds(one, row, on) for one in successors) else OPEN


def _succeeds(one: Provision, row: Provision, on: date) -> bool:
    """A text of today of the same kind, known to stand on the day, has taken the row's place."""
    if one.status != "current" or not set(one.harmonised_types) & set(row.harmonised_types):
        return False
    return one.begun_on(on) is True and (one.start is None or one.start.first > row.seen)
