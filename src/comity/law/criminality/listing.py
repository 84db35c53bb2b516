"""The European list in place of the test: a listed category, and three years in the issuing State.

EIO 11(1)(g) and EPO 12(1)(d). While it is open whether the list applies, a no of the other State's law
decides nothing yet.
"""

from typing import Final

from comity.law import treaties
from comity.law.criminality.book import Book
from comity.law.criminality.cases import Case
from comity.law.criminality.sides import Facing, Side, Trial, Weighed
from comity.law.criminality.values import FALSE, OPEN, Value

INSTRUMENTS: Final = {"M15": "eu-eevidence-2023-1543", "M17": "eu-eio-2014-41"}
"""Measures whose instrument does not check listed categories (EPO 12(1)(d); EIO 11(1)(g))."""


def instrument(case: Case) -> str | None:
    """The instrument with the list, where it binds both States on the day."""
    found = INSTRUMENTS.get(case.measure)
    if found is None or case.requesting_state == case.requested_state:
        return None
    for state in (case.requesting_state, case.requested_state):
        if treaties.standing(found, state, case.evaluation_date).bound is not True:
            return None
    return found


def categories(book: Book, types: tuple[str, ...]) -> tuple[str, ...]:
    """The numbers of the listed categories that a provision of these types may fall under."""
    return tuple(str(n) for n in sorted({n for name in types for n in book.listed.get(name, ())}))


def value(trial: Trial, facing: Facing, weighed: Weighed) -> Value:
    """Does this provision of the issuing State put the case on the list?"""
    clause = weighed.clause
    if not categories(trial.book, clause.row.harmonised_types):
        return FALSE
    months = trial.book.thresholds["eu_list"]
    reached = clause.penalty(months, facing.read_true, facing.read_possible)
    return min(weighed.value, reached)


def undecided(trial: Trial, asking: Side) -> tuple[Weighed, ...]:
    """The provisions of the issuing State that may yet put the case on the list; none where the
    instrument does not bind both."""
    if trial.general or instrument(trial.case) is None:
        return ()
    return tuple(one for one in asking.weighed if value(trial, asking.facing, one) == OPEN)
