"""One release compiled for the test: clauses by State, engagement, rules on attempt and participation."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import Final, Literal

from comity.law.criminality import rules as rule_file
from comity.law.criminality.clauses import Clause
from comity.law.criminality.finding import TypeCoverage
from comity.law.criminality.rules import DeclaredExtra, Engagement
from comity.law.criminality.slugs import Bits
from comity.law.criminality.values import FALSE, OPEN, TRUE, Value
from comity.law.offences import Gap, Provision
from comity.law.release import Release

BUDAPEST: Final = "cets-185"
THRESHOLDS: Final = {
    "extradition": "extradition-bc24",
    "eu_list": "eu-list",
    "un_serious_crime": "un-serious-crime",
}
"""The thresholds that a finding speaks of, by their code in thresholds.json."""


@dataclass(frozen=True, slots=True)
class Engages:
    """One row of the engagement table as bits."""

    type: str
    groups: tuple[int, ...]
    unless: int

    def by(self, named: int, present: int) -> bool:
        """Do the named facts engage the type? What is merely not known keeps no type out."""
        return not present & self.unless and all(group & named for group in self.groups)


class Book:
    """The compiled provisions of one release."""

    def __init__(self, release: Release) -> None:
        offences = release.offences
        rules = rule_file.read(release.bytes_of(rule_file.FILE), offences)
        self.offences, self.rules = offences, rules
        months = {one.code: one.months for one in release.thresholds.thresholds if one.months}
        self.thresholds = {name: months[code] for name, code in THRESHOLDS.items()}
        self.listed = release.eu_list.types
        self._looked = frozenset((one.state, one.type) for one in offences.looked)
        kinds = {(one.article, one.effect): one for one in rules.declared_extras}
        self._declared = [
            (row, kinds[row.article, row.effect])
            for row in release.declarations
            if row.treaty == BUDAPEST and (row.article, row.effect) in kinds
        ]
        self.bits = Bits(offences.vocabulary, rules)
        general = offences.vocabulary.general_part_rules
        self._clauses: dict[str, tuple[Clause, ...]] = {
            state: tuple(Clause(row, self.bits, general) for row in offences.of(state))
            for state in offences.states
        }
        self._special = [self._engages(row) for row in rules.engagement]
        self._general = [self._engages(row) for row in rules.general_engagement]
        acts = self.bits.mask(
            s for s, e in offences.vocabulary.elements.items() if e.facet == "conduct"
        )
        self._conduct = {
            name: self.bits.mask(row.elements.all) & acts
            for name, row in offences.provisions.items()
        }
        self._results = tuple(
            (self.bits.bit(one.result), self.bits.mask(one.intended_by), acts)
            for one in rules.attempt_results
        )
        self._narrow = {one.provision for one in rules.participation_scopes}
        self._coverage: dict[tuple[str, str, date], TypeCoverage] = {}
        self._in_force: dict[tuple[str, date], tuple[tuple[Clause, Value], ...]] = {}

    def _engages(self, row: Engagement) -> Engages:
        groups = tuple(self.bits.mask(group) for group in row.when)
        return Engages(row.type, groups, self.bits.mask(row.unless))

    def clauses(self, state: str) -> tuple[Clause, ...]:
        """The clauses of a State, in the order of the data."""
        return self._clauses.get(state, ())

    def on(self, state: str, day: date) -> tuple[tuple[Clause, Value], ...]:
        """The clauses of a State with the value of their being in force; those certainly not are
        left out."""
        key = state, day
        found = self._in_force.get(key)
        if found is None:
            rows = self.offences.of(state)
            none = self._without_offence(state, day)
            valued = (
                (one, FALSE if none & set(one.row.harmonised_types) and value == OPEN else value)
                for one in self.clauses(state)
                for value in (one.in_force(day, rows),)
            )
            found = tuple((one, value) for one, value in valued if value)
            if len(self._in_force) > _DAYS_KEPT:
                self._in_force.clear()
            self._in_force[key] = found
        return found

    def _without_offence(self, state: str, day: date) -> set[str]:
        """Types for which the State is documented to have had no offence on the day."""
        return {
            name
            for gap in self.gaps(state)
            if gap.kind == "no_offence" and gap.covers(day) is True
            for name in gap.harmonised_types
        }

    def engaged(self, named: int, present: int) -> tuple[str, ...]:
        """The special types that the named facts engage, some of which are present."""
        return tuple(dict.fromkeys(one.type for one in self._special if one.by(named, present)))

    def engaged_in_general(self, named: int, present: int) -> tuple[str, ...]:
        """The general-part types that the named facts engage, some of which are present."""
        return tuple(dict.fromkeys(one.type for one in self._general if one.by(named, present)))

    def gaps(self, state: str) -> tuple[Gap, ...]:
        """The documented gaps of a State."""
        return self.offences.gaps_of(state)

    def conduct_of(self, provision: str) -> int:
        """The conduct that a provision speaks of."""
        return self._conduct[provision]

    def coverage_of(self, state: str, name: str, day: date) -> TypeCoverage:
        """What the data have of a type in a State on a day: a provision certainly in force, a
        documented gap, one that may have been in force, or one of two kinds of nothing."""
        key = state, name, day
        found = self._coverage.get(key)
        if found is None:
            found = self._cover(state, name, day)
            if len(self._coverage) > _DAYS_KEPT:
                self._coverage.clear()
            self._coverage[key] = found
        return found

    def _cover(self, state: str, name: str, day: date) -> TypeCoverage:
        of_type = [
            (clause.row.id, value)
            for clause, value in self.on(state, day)
            if name in clause.row.harmonised_types
        ]
        certain = tuple(one for one, value in of_type if value == TRUE)
        if certain:
            return TypeCoverage(name, "provision", certain)
        gaps = tuple(
            gap.id
            for gap in self.gaps(state)
            if name in gap.harmonised_types and gap.covers(day) is True
        )
        if gaps:
            return TypeCoverage(name, "gap", gaps)
        if of_type:
            return TypeCoverage(name, "day_open", tuple(one for one, _ in of_type))
        return TypeCoverage(name, self.nothing(state, name), ())

    def nothing(self, state: str, name: str) -> Literal["looked_not_found", "not_checked"]:
        """Which kind of nothing the data have of a type in a State."""
        return "looked_not_found" if (state, name) in self._looked else "not_checked"

    def with_results(self, true: int, possible: int) -> tuple[int, int]:
        """For an attempt: a result need not have come about, but must have been meant.

        A purpose that covers it shows that it was; else a mere result is open, and conduct that
        was not stated stays what it is.
        """
        for result, purposes, acts in self._results:
            if true & purposes:
                true |= result
            elif not result & acts:
                possible |= result
        true = self.bits.closure(true)
        return true, possible | true

    def purposes(self, result: int) -> int:
        """The purposes that show, for an attempt, that a result was meant."""
        return next((purposes for bit, purposes, _ in self._results if bit & result), 0)

    def participation_rule(self, row: Provision, day: date) -> tuple[Value, str | None]:
        """Is helping another's offence punishable under this provision? OPEN: no rule is recorded."""
        best: tuple[Value, str | None] = (OPEN, None)
        for clause, force in self.on(row.state, day):
            other = clause.row
            if not other.general or "aiding" not in other.harmonised_types:
                continue
            if other.id in self._narrow and other.statute != row.statute:
                continue
            if best[1] is None or force > best[0]:
                best = force, other.id
        return best

    def declared(self, state: str, day: date) -> tuple[DeclaredExtra, ...]:
        """What the State declared that it asks for besides, unless that certainly did not apply."""
        return tuple(
            extra
            for row, extra in self._declared
            if row.state == state and row.may_be_in_effect(day)
        )

    def baseline(self, name: str) -> tuple[str, ...]:
        """The elements of the international minimum of a type."""
        return self.offences.vocabulary.types[name].baseline_elements

    @cached_property
    def measures(self) -> frozenset[tuple[str, str]]:
        """Every measure and unit for which a provision names a figure."""
        rows = self.offences.provisions.values()
        return frozenset((f.measure, f.unit) for row in rows for f in row.threshold_values)

    @property
    def types(self) -> Mapping[str, object]:
        """The harmonised types, in the order of the vocabulary."""
        return self.offences.vocabulary.types


_DAYS_KEPT: Final = 20_000


@lru_cache(maxsize=8)
def of(release: Release) -> Book:
    """The compiled book of a release. Raises DataRowError when its data is wrong."""
    return Book(release)
