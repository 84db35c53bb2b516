"""Conduct that is tried against a State's law: the international minimum of a type, and its variants.

Each probe states its facts exhaustively: what it does not name was not done. The same facts go through
the same test as a case of a person (``law.criminality``).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from comity.law.criminality import valuation
from comity.law.criminality.book import Book
from comity.law.criminality.cases import Case, Facts
from comity.law.criminality.clauses import Clause
from comity.law.criminality.sides import Side, Trial, weigh
from comity.law.criminality.values import OPEN, TRUE, Value
from comity.law.offences import GENERAL_PART

VARIANTS: Final = 10  # of one type; those with the fewest additions come first


@dataclass(frozen=True, slots=True)
class Probe:
    """Facts that are tried, and what they add to the minimum of the type."""

    present: frozenset[str]
    adds: tuple[str, ...]


def trial(book: Book, present: Iterable[str], on: date) -> Trial:
    """Exhaustive facts as a trial; which two States does not matter, each is weighed by itself."""
    facts = Facts(present=frozenset(present), rest="absent")
    return Trial.of(book, Case("probe", "", "", "M03", on, facts))


def minimum(book: Book, name: str) -> Probe:
    """The elements of the international minimum."""
    return Probe(frozenset(book.baseline(name)), ())


@lru_cache(maxsize=256)
def minimum_trial(book: Book, name: str, on: date) -> Trial:
    """The minimum of a type as a trial, made once for all States."""
    return trial(book, minimum(book, name).present, on)


def weigh_minimum(book: Book, state: str, name: str, on: date) -> Side:
    """A State's side for the minimum of a type."""
    return weigh(minimum_trial(book, name, on), state)


def value_of_minimum(book: Book, state: str, name: str, on: date) -> Value:
    """The value of a State for a type: its own provisions for special conduct, and for the general
    part whether a rule is recorded."""
    if name in GENERAL_PART:
        rules = [v for clause, v in book.on(state, on) if name in clause.row.harmonised_types]
        return max(rules, default=OPEN)
    return weigh_minimum(book, state, name, on).value


def variants(book: Book, name: str, states: Iterable[str], on: date) -> tuple[Probe, ...]:
    """The minimum, and what each provision of these States asks for on top of it."""
    base = minimum(book, name)
    stated = book.bits.closure(book.bits.mask(base.present))
    found: dict[tuple[str, ...], Probe] = {(): base}
    for state in states:
        closed, _ = valuation.read(book.bits.readings_for(state), stated, stated)
        for clause, force in book.on(state, on):
            if force == TRUE and name in clause.row.harmonised_types and not clause.row.general:
                probe = _with(book, clause, base, closed)
                found.setdefault(probe.adds, probe)
    ordered = sorted(found.values(), key=lambda one: (len(one.adds), one.adds))
    return tuple(ordered[:VARIANTS])


def joined(book: Book, name: str, one: Probe, two: Probe) -> Probe:
    """What two probes state together."""
    base = minimum(book, name)
    adds = book.bits.mask((*one.adds, *two.adds)) & ~book.bits.closure(book.bits.mask(base.present))
    return Probe(one.present | two.present, book.bits.slugs(adds))


def _with(book: Book, clause: Clause, base: Probe, closed: int) -> Probe:
    """The minimum with what a provision adds; of alternatives one that is there, else the first."""
    elements, bits = clause.row.elements, book.bits
    wanted = [*elements.required, *elements.qualifiers, *elements.thresholds]
    for group in elements.alternatives:
        if not any(bits.bit(slug) & closed for slug in group):
            wanted.append(group[0])
    adds = bits.mask(wanted) & ~closed & ~bits.jurisdictional
    rest = adds
    while rest:  # leave out what another addition brings along
        low = rest & -rest
        rest ^= low
        if low & bits.closure(adds & ~low):
            adds &= ~low
    slugs = bits.slugs(adds)
    return Probe(base.present | frozenset(slugs), slugs)
