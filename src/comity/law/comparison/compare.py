"""Two States side by side: by type of conduct, what each asks for, and which conduct is a crime in both."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from comity.law import states
from comity.law.comparison import probes
from comity.law.criminality import book as books
from comity.law.criminality.book import Book
from comity.law.criminality.finding import TypeCoverage
from comity.law.criminality.sides import weigh
from comity.law.criminality.values import OPEN, TRUE, VERDICTS, Value
from comity.law.offences import GENERAL_PART, Provision
from comity.law.release import Release, in_use

Kind = Literal["clear", "one_only", "neither", "open"]
Standing = Literal["in_both", "depends", "in_one_only", "in_neither", "not_known"]


@dataclass(frozen=True, slots=True)
class ConductKind:
    """One kind of conduct: the minimum of the type with additions, and what each State makes of it."""

    adds: tuple[str, ...]
    values: tuple[Value, Value]

    @property
    def kind(self) -> Kind:
        """Crime in both, in one only, in neither, or something is not known."""
        if self.values == (TRUE, TRUE):
            return "clear"
        if OPEN in self.values:
            return "open"
        return "one_only" if TRUE in self.values else "neither"


@dataclass(frozen=True, slots=True)
class StateSide:
    """What one State has of the type on the day."""

    state: str
    provisions: tuple[Provision, ...]
    coverage: TypeCoverage
    elements: tuple[str, ...]  # every element that its provisions ask for, competence left out


@dataclass(frozen=True, slots=True)
class TypeComparison:
    """One harmonised type in both States."""

    type: str
    sides: tuple[StateSide, StateSide]
    only: tuple[tuple[str, ...], tuple[str, ...]]  # elements that only one of the two asks for
    kinds: tuple[ConductKind, ...]

    @property
    def standing(self) -> Standing:
        """In both: the minimum is a crime in both. Depends: only with something on top."""
        found = {one.kind for one in self.kinds}
        if not self.kinds:
            return "not_known"
        if self.kinds[0].kind == "clear":
            return "in_both"
        if "clear" in found:
            return "depends"
        if "open" in found:
            return "not_known"
        return "in_one_only" if "one_only" in found else "in_neither"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two States on a day."""

    states: tuple[str, str]
    on: date
    types: tuple[TypeComparison, ...]
    data_version: str

    def as_dict(self) -> dict[str, Any]:
        """Plain values, for JSON."""
        return {
            "states": list(self.states),
            "on": self.on.isoformat(),
            "types": [_plain(one) for one in self.types],
            "data_version": self.data_version,
        }


def compare(one: str, two: str, on: date, release: Release | None = None) -> Comparison:
    """Both States by type, on the law of a day. Raises UnknownStateError."""
    data = release or in_use()
    states.get(one), states.get(two)
    book = books.of(data)
    found = tuple(_type(book, name, (one, two), on) for name in book.types)
    return Comparison((one, two), on, found, data.digest)


def _type(book: Book, name: str, pair: tuple[str, str], on: date) -> TypeComparison:
    first, second = (_side(book, name, state, on) for state in pair)
    kinds: tuple[ConductKind, ...] = ()
    if name not in GENERAL_PART:
        kinds = _kinds(book, name, pair, on)
    else:
        values = [probes.value_of_minimum(book, state, name, on) for state in pair]
        kinds = (ConductKind((), (values[0], values[1])),)
    only = (
        tuple(slug for slug in first.elements if slug not in second.elements),
        tuple(slug for slug in second.elements if slug not in first.elements),
    )
    return TypeComparison(name, (first, second), only, kinds)


def _kinds(book: Book, name: str, pair: tuple[str, str], on: date) -> tuple[ConductKind, ...]:
    """The minimum and its variants; where none is a crime in both, also what would meet both."""
    tried = probes.variants(book, name, pair, on)
    kinds = [_kind(book, probe, pair, on) for probe in tried]
    if any(one.kind == "clear" for one in kinds):
        return tuple(kinds)
    ways = [
        next(
            (probe for probe, one in zip(tried, kinds, strict=True) if one.values[i] == TRUE), None
        )
        for i in (0, 1)
    ]
    if ways[0] is not None and ways[1] is not None:
        joined = probes.joined(book, name, ways[0], ways[1])
        kinds.insert(1, _kind(book, joined, pair, on))
    return tuple(kinds)


def _side(book: Book, name: str, state: str, on: date) -> StateSide:
    rows = tuple(
        clause.row
        for clause, force in book.on(state, on)
        if force == TRUE and name in clause.row.harmonised_types
    )
    vocabulary = book.offences.vocabulary.elements
    elements = tuple(
        dict.fromkeys(
            slug for row in rows for slug in row.elements.all if not vocabulary[slug].jurisdictional
        )
    )
    return StateSide(state, rows, book.coverage_of(state, name, on), elements)


def _kind(book: Book, probe: probes.Probe, pair: tuple[str, str], on: date) -> ConductKind:
    tried = probes.trial(book, probe.present, on)
    first, second = (weigh(tried, state).value for state in pair)
    return ConductKind(probe.adds, (first, second))


def _plain(one: TypeComparison) -> dict[str, Any]:
    return {
        "type": one.type,
        "standing": one.standing,
        "states": {
            side.state: {
                "coverage": side.coverage.as_dict(),
                "provisions": [
                    {
                        "id": row.id,
                        "citation": row.citation,
                        "elements": row.elements.model_dump(mode="json"),
                        "source_url": row.source_url,
                        "as_of": row.as_of,
                    }
                    for row in side.provisions
                ],
                "asks_alone_for": list(only),
            }
            for side, only in zip(one.sides, one.only, strict=True)
        },
        "kinds_of_conduct": [
            {
                "minimum_and": list(kind.adds),
                "kind": kind.kind,
                "findings": {
                    side.state: VERDICTS[value]
                    for side, value in zip(one.sides, kind.values, strict=True)
                },
            }
            for kind in one.kinds
        ],
    }
