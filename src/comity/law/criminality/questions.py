"""The smallest set of questions that would settle a finding, and what is missing.

Each open provision is a route: the facts that, answered yes, would meet it. Of all pairs of routes
of the two sides the one with the fewest questions is taken; among routes, those of provisions that
speak of the conduct come first, and questions to a person before questions about the law.
"""

from collections.abc import Iterable
from dataclasses import replace
from itertools import product
from typing import NamedTuple

from comity.law.criminality import limits, listing
from comity.law.criminality.clauses import FiguredThreshold
from comity.law.criminality.detail import speaks_of
from comity.law.criminality.finding import Question
from comity.law.criminality.sides import Facing, Side, Trial, Weighed, weigh
from comity.law.criminality.valuation import Valuation
from comity.law.criminality.values import FALSE, OPEN, TRUE


class Route(NamedTuple):
    """One way to settle a side: the elements to ask about, and other questions."""

    far: bool  # the provision does not speak of the conduct
    elements: int
    others: tuple[Question, ...]

    @property
    def cost(self) -> tuple[bool, int, int]:
        """Near before far, fewer questions about the law, fewer questions."""
        law = sum(one.code == "law" for one in self.others)
        return self.far, law, self.elements.bit_count() + len(self.others)


class Way(NamedTuple):
    """A way to settle the finding: by the law of these States, or by the European list."""

    states: tuple[str, ...]
    listed: bool
    route: Route


def smallest(
    trial: Trial, sides: Iterable[Side], by_list: Side | None = None
) -> tuple[Question, ...]:
    """The questions, in the order of the vocabulary. Nothing when no side is open.

    ``by_list``: the side of the issuing State, whose law alone decides where the European list applies.
    """
    tested = tuple(sides)
    ways: list[Way] = []
    if any(side.value == OPEN for side in tested) and all(side.value for side in tested):
        still_open = [side for side in tested if side.value == OPEN]
        states = tuple(side.state for side in still_open)
        pairs = product(*(_routes(trial, side) for side in still_open))
        ways += [Way(states, False, _join(pair)) for pair in pairs]
    if by_list is not None:
        routes = _listed_routes(trial, by_list)
        ways += [Way((by_list.state,), True, route) for route in routes]
    if not ways:
        return ()
    best = min(ways, key=lambda way: (way.route.cost, way.route.elements))
    slugs = trial.book.bits.slugs(_leanest(trial, best))
    return tuple(Question("fact", None, slug=slug) for slug in slugs) + best.route.others


def missing(trial: Trial, side: Side) -> int:
    """Which elements defeat the nearest provision of a side that is not satisfied: none where time,
    attempt or penalty do."""
    options = [
        (not speaks_of(trial, one), mask.bit_count(), mask)
        for one in side.weighed
        if one.in_force == TRUE
        for mask in (_unmet(one, side.facing),)
    ]
    return min(options, key=lambda one: one[:2])[2] if options else 0


def _routes(trial: Trial, side: Side) -> list[Route]:
    if trial.general:
        return [Route(False, 0, (Question("main_offence", side.state),))]
    months = trial.case.min_max_penalty_months
    found = [_route(trial, side.facing, one, months) for one in side.weighed if one.value == OPEN]
    found.sort(key=lambda one: one.cost)
    near = [one for one in found if not one.far]
    uncovered = [one.type for one in side.coverage if not one.covered]
    if near:
        return near[: limits.QUESTION_ROUTES]
    if found and not uncovered:  # only conduct that the case does not mention is left open
        return [Route(False, 0, (Question("all_told", None),))]
    others = tuple(Question("law", side.state, type=name) for name in uncovered)
    return [Route(False, 0, others or (Question("law", side.state),))]


def _listed_routes(trial: Trial, asking: Side) -> list[Route]:
    """The routes that put the case on the European list."""
    months = max(trial.case.min_max_penalty_months or 0, trial.book.thresholds["eu_list"])
    undecided = listing.undecided(trial, asking)
    found = [_route(trial, asking.facing, one, months) for one in undecided]
    near = sorted((one for one in found if not one.far), key=lambda one: one.cost)
    if found and not near:
        return [Route(True, 0, (Question("all_told", None),))]
    return near[: limits.QUESTION_ROUTES]


def _route(trial: Trial, facing: Facing, weighed: Weighed, months: float | None) -> Route:
    clause, row, facts = weighed.clause, weighed.clause.row, trial.facts
    open_facts = facing.read_possible & ~facing.read_true
    elements = clause.need & open_facts
    for group in clause.groups:
        if not group & (facing.read_true | elements):
            elements |= _first(group & open_facts, facts.named)
    others = [
        _measured(one, facts)
        for one in clause.figured
        if one.value(facing.read_true, facing.read_possible, facts.quantities) == OPEN
    ]
    if OPEN in (weighed.in_force, weighed.attempt, weighed.participation):
        others.append(Question("law", row.state, slug=row.id))
    if clause.penalty(months, facing.read_true, facing.read_possible) == OPEN:
        circumstances = clause.heavier(months) & open_facts
        if circumstances:
            elements |= _first(circumstances, facts.named)
        else:
            others.append(Question("law", row.state, slug=row.id))
    elements = _behind_readings(trial, facing, row.state, elements)
    if trial.case.stage == "attempt":
        elements = _behind_results(trial, facing, elements)
    return Route(not speaks_of(trial, weighed), elements, tuple(dict.fromkeys(others)))


def _behind_results(trial: Trial, facing: Facing, elements: int) -> int:
    """A result that did not come about is not asked for: the purpose of it is."""
    rest = elements & ~trial.facts.possible
    while rest:
        low = rest & -rest
        rest ^= low
        purposes = trial.book.purposes(low) & facing.read_possible
        if purposes:
            elements = (elements & ~low) | _first(purposes, trial.facts.named)
    return elements


def _behind_readings(trial: Trial, facing: Facing, state: str, elements: int) -> int:
    """What only a reading may give is not asked for: what the reading rests on is."""
    for one in trial.book.bits.readings_for(state):
        given = elements & one.gives & ~facing.possible
        if given and one.condition & ~facing.read_possible == 0:
            elements = (elements & ~given) | (one.condition & ~facing.read_true)
    return elements


def _measured(threshold: FiguredThreshold, facts: Valuation) -> Question:
    """Ask for the first figure that was not measured."""
    unmeasured = [f for f in threshold.figures if facts.quantities.get((f.measure, f.unit)) is None]
    figure = (unmeasured or threshold.figures)[0]
    return Question(
        "measure",
        None,
        slug=threshold.slug,
        measure=figure.measure,
        unit=figure.unit,
        value=figure.value,
    )


def _first(mask: int, preferred: int) -> int:
    """One bit of the mask: one that the case names if there is one."""
    mask = mask & preferred or mask
    return mask & -mask


def _join(routes: Iterable[Route]) -> Route:
    far, elements = False, 0
    others: tuple[Question, ...] = ()
    for one in routes:
        far, elements, others = far or one.far, elements | one.elements, others + one.others
    return Route(far, elements, tuple(dict.fromkeys(others)))


def _leanest(trial: Trial, way: Way) -> int:
    """The elements of a route without those that the others settle too: by what they imply, by a
    reading, by a purpose, or because one alternative serves both States."""
    kept, rest = way.route.elements, way.route.elements
    while rest:
        low = rest & -rest
        rest ^= low
        without = kept & ~low
        if low & trial.book.bits.closure(without) or _settles(trial, way, without):
            kept = without
    return kept


def _settles(trial: Trial, way: Way, elements: int) -> bool:
    """Would these elements with the measures of the route do?"""
    if any(one.code != "measure" for one in way.route.others):
        return False
    facts = trial.facts
    true = trial.book.bits.closure(facts.true | elements)
    measured = {(str(q.measure), str(q.unit)): q.value for q in way.route.others}
    told = replace(
        facts,
        true=true,
        possible=facts.possible | true,
        quantities={**facts.quantities, **measured},
    )
    then = trial._replace(facts=told)
    sides = [weigh(then, state) for state in way.states]
    if not way.listed:
        return all(side.value == TRUE for side in sides)
    return any(
        listing.value(then, side.facing, one) == TRUE for side in sides for one in side.weighed
    )


def _unmet(weighed: Weighed, facing: Facing) -> int:
    if weighed.elements != FALSE:
        return 0
    found = weighed.clause.need & ~facing.read_possible
    for group in weighed.clause.groups:
        if not group & facing.read_possible:
            found |= group & -group
    for one in weighed.clause.figured:
        if not one.bit & facing.read_possible:
            found |= one.bit
    return found
