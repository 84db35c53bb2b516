"""National provisions, the vocabulary of elements and the documented gaps: records, read strictly.

A row that is wrong is refused with its file, its line and the field. Beyond the form of each row the
whole is checked: no element implies itself, no provision has two texts on one day, every slug is
defined. What these rows say is reviewed data; whether conduct meets them is asked in
``law.criminality``.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import Annotated, Final, Literal, Self, TypeVar

from pydantic import AfterValidator, Field, model_validator

from comity.law import documents
from comity.law.dates import PartialDate
from comity.law.documents import Document, Text
from comity.law.errors import DataRowError

PROVISIONS: Final = "offences.jsonl"
GAPS: Final = "offence_gaps.jsonl"
LOOKED: Final = "looked.jsonl"
VOCABULARY: Final = "offences_vocabulary.json"
GENERAL_PART: Final = frozenset({"attempt", "aiding", "corporate_liability"})

Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=80)]
RowId = Annotated[str, Field(pattern=r"^[a-z]{2,3}-[A-Za-z0-9-]+$", max_length=80)]
Code = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
Months = Annotated[float, Field(ge=0, le=600)]
Url = Annotated[str, Field(pattern=r"^https?://[^\s/]+(/\S*)?$", max_length=400)]
DateText = Annotated[str, Field(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")]


def _a_day(text: str) -> str:
    PartialDate.parse(text)  # the form alone would let the 31st of February pass
    return text


FullDate = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$"), AfterValidator(_a_day)]
Reliability = Literal["primary", "official_summary", "secondary"]
Degree = Literal["intent", "knowledge", "recklessness", "negligence"]


class Element(Document):
    """One element of the vocabulary. ``jurisdictional``: it founds a court's competence only."""

    facet: Text
    definition: Text
    jurisdictional: bool


class Interpretation(Document):
    """A reading of a phrase, with the case law or text that it rests on."""

    if_all: Annotated[tuple[Slug, ...], Field(min_length=1)]
    then: Slug
    basis: Text


class OffenceType(Document):
    """One harmonised type, with the elements of the international minimum."""

    category_com2007_267: Text
    budapest: Text | None
    directive_2013_40: Text | None
    un_convention: Text | None
    definition: Text
    baseline_elements: Annotated[tuple[Slug, ...], Field(min_length=1)]


class GeneralRule(Document):
    """A rule of a general part that was seen in a code."""

    state: Code
    provision: Text
    rule: Text


class Enums(Document):
    """The closed lists that the rows use."""

    source_reliability: tuple[Text, ...]
    status: tuple[Text, ...]
    mental: tuple[Text | None, ...]


class Vocabulary(Document):
    """offences_vocabulary.json"""

    version: int
    element_facets: tuple[Text, ...]
    elements: dict[Slug, Element]
    implies: dict[Slug, tuple[Slug, ...]]
    equivalent: tuple[Annotated[tuple[Slug, ...], Field(min_length=2)], ...]
    interpretive_implications: tuple[Interpretation, ...]
    mental_ladder: tuple[Degree, ...]
    types: dict[Slug, OffenceType]
    type_categories: dict[Slug, Text]
    aggravating_circumstances: dict[Slug, Text]
    enums: Enums
    general_part_rules: tuple[GeneralRule, ...]

    @cached_property
    def stands_for(self) -> Mapping[str, str]:
        """Of elements that mean one thing, the first: the name under which all of them are known."""
        return {slug: group[0] for group in self.equivalent for slug in group}

    @cached_property
    def fact_slugs(self) -> frozenset[str]:
        """What may stand in the facts of a case: elements and aggravating circumstances."""
        return frozenset(self.elements) | frozenset(self.aggravating_circumstances)


class Elements(Document):
    """The elements of a provision: all of ``required``, one of each group of ``alternatives`` ..."""

    required: tuple[Slug, ...]
    alternatives: tuple[Annotated[tuple[Slug, ...], Field(min_length=1)], ...]
    qualifiers: tuple[Slug, ...]
    thresholds: tuple[Slug, ...]

    @property
    def all(self) -> tuple[str, ...]:
        """Every slug, in the order of the row."""
        groups = tuple(slug for group in self.alternatives for slug in group)
        return self.required + groups + self.qualifiers + self.thresholds


class Figure(Document):
    """A figure that a threshold names; for an element threshold one figure reached suffices."""

    threshold: Slug
    measure: Slug
    op: Literal[">="]
    value: float
    unit: Text


def _check_range(least: float | None, most: float | None) -> None:
    if least is not None and most is not None and least > most:
        raise ValueError("the minimum is above the maximum")


class Penalty(Document):
    """The basic range. None: the point was not seen, not that it is absent from the law."""

    min_months: Months | None
    max_months: Months | None
    fine: bool | None
    life: bool
    notes: Text | Literal[""] | None

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        _check_range(self.min_months, self.max_months)
        return self


class Aggravation(Document):
    """A heavier range under a circumstance."""

    circumstance: Slug
    min_months: Months | None
    max_months: Months | None
    life: bool
    note: str = ""

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        _check_range(self.min_months, self.max_months)
        return self


class Provision(Document):
    """One national provision, restated as elements."""

    id: RowId
    state: Code
    statute: Text
    provision: Text
    in_force_from: DateText | None
    in_force_to: DateText | Literal["unknown"] | None
    status: Literal["current", "historical"]
    harmonised_types: Annotated[tuple[Slug, ...], Field(min_length=1)]
    elements: Elements
    mental: Degree | None
    attempt: bool | None
    penalty: Penalty
    aggravated: tuple[Aggravation, ...]
    source_url: Url
    source_reliability: Reliability
    seen_in: Text | None
    as_of: FullDate
    note: Annotated[str, Field(max_length=600)]
    threshold_values: tuple[Figure, ...] = ()
    complaint_required: bool = False

    @model_validator(mode="after")
    def _dated(self) -> Self:
        if self.status == "current" and self.in_force_to is not None:
            raise ValueError("a current provision has no in_force_to")
        if self.status == "historical" and self.in_force_to is None:
            raise ValueError("a historical provision needs in_force_to, or 'unknown'")
        for text in (self.in_force_from, self.in_force_to, self.as_of):
            if text not in (None, "unknown"):
                PartialDate.parse(str(text))
        if self.start and self.end and self.start.first > self.end.last:
            raise ValueError("in_force_from is after in_force_to")
        if len(set(self.harmonised_types)) < len(self.harmonised_types):
            raise ValueError("a type stands twice")
        return self

    @cached_property
    def start(self) -> PartialDate | None:
        """The first day in force; None: not seen."""
        return PartialDate.parse(self.in_force_from) if self.in_force_from else None

    @cached_property
    def end(self) -> PartialDate | None:
        """The last day in force; None: none seen."""
        known = self.in_force_to not in (None, "unknown")
        return PartialDate.parse(str(self.in_force_to)) if known else None

    @cached_property
    def seen(self) -> date:
        """The day to which the text was seen to stand."""
        return date.fromisoformat(self.as_of)

    def begun_on(self, on: date) -> bool | None:
        """Had it come into force by ``on``? Where its first day was not seen: True from the day on
        which the text was seen, else None."""
        if self.start:
            return self.start.reached_on(on)
        return True if on >= self.seen else None

    @cached_property
    def general(self) -> bool:
        """A rule of the general part: it makes no conduct a crime by itself."""
        return GENERAL_PART.issuperset(self.harmonised_types)

    @property
    def citation(self) -> str:
        """Statute and article, as the data labels them."""
        return f"{self.statute}, {self.provision}"


class Gap(Document):
    """A documented absence: no offence at a time, or conduct outside the text."""

    id: RowId
    state: Code
    harmonised_types: Annotated[tuple[Slug, ...], Field(min_length=1)]
    from_date: DateText | None
    to_date: DateText | None
    kind: Literal["no_offence", "outside_text"]
    statement: Text
    source_url: Url
    source_reliability: Reliability
    also_seen: str | None

    @model_validator(mode="after")
    def _dated(self) -> Self:
        begun, ended = (
            PartialDate.parse(text) if text else None for text in (self.from_date, self.to_date)
        )
        if begun and ended and begun.first > ended.last:
            raise ValueError("from_date is after to_date")
        return self

    def covers(self, on: date) -> bool | None:
        """Does it hold on that day? None where an unseen day decides."""
        begun = PartialDate.parse(self.from_date).reached_on(on) if self.from_date else True
        if self.to_date is None:
            return begun
        over = PartialDate.parse(self.to_date).passed_on(on)
        if begun is False or over is True:
            return False
        return None if None in (begun, over) else True


class Looked(Document):
    """Somebody looked for a provision of a type in a State and found none: no proof of anything."""

    state: Code
    type: Slug
    looked_in: Text
    result: Literal["not_found"]
    as_of: FullDate
    note: Annotated[str, Field(max_length=600)]


class Offences:
    """All provisions and gaps of one release, with the vocabulary. Reading raises DataRowError."""

    def __init__(
        self, vocabulary: bytes, provisions: bytes, gaps: bytes, looked: bytes = b""
    ) -> None:
        self.vocabulary = documents.read(Vocabulary, VOCABULARY, vocabulary)
        _check_vocabulary(self.vocabulary)
        rows = documents.rows(Provision, PROVISIONS, provisions)
        self.provisions: Mapping[str, Provision] = {row.id: row for _, row in rows}
        missing = documents.rows(Gap, GAPS, gaps)
        self.gaps: tuple[Gap, ...] = tuple(row for _, row in missing)
        _check_ids(rows, missing)
        for line, row in rows:
            _check_provision(self.vocabulary, line, row)
        for line, gap in missing:
            _check_types(self.vocabulary, GAPS, line, gap.harmonised_types)
        _check_versions(rows)
        sought = documents.rows(Looked, LOOKED, looked)
        self.looked: tuple[Looked, ...] = tuple(row for _, row in sought)
        self._check_looked(sought)

    def _check_looked(self, sought: list[tuple[int, Looked]]) -> None:
        """One row for each State and type, and none where a text was found after all."""
        seen: set[tuple[str, str]] = set()
        found = {(r.state, name) for r in self.provisions.values() for name in r.harmonised_types}
        for line, row in sought:
            _check_types(self.vocabulary, LOOKED, line, [row.type])
            if (row.state, row.type) in seen:
                raise DataRowError(LOOKED, line, "type", "stands twice for the State")
            if (row.state, row.type) in found:
                raise DataRowError(LOOKED, line, "type", "a provision of the type is recorded")
            seen.add((row.state, row.type))

    @cached_property
    def states(self) -> tuple[str, ...]:
        """The States with at least one provision, in the order of their codes."""
        return tuple(sorted({row.state for row in self.provisions.values()}))

    def of(self, state: str) -> tuple[Provision, ...]:
        """The provisions of a State, in the order of the file."""
        return self._by_state.get(state, ())

    def looked_for(self, state: str, type_: str) -> Looked | None:
        """The search for a type in a State that found nothing."""
        return self._looked.get((state, type_))

    @cached_property
    def _looked(self) -> Mapping[tuple[str, str], Looked]:
        return {(one.state, one.type): one for one in self.looked}

    def gaps_of(self, state: str) -> tuple[Gap, ...]:
        """The documented gaps of a State."""
        return self._gaps.get(state, ())

    @cached_property
    def _gaps(self) -> Mapping[str, tuple[Gap, ...]]:
        return _by_state(self.gaps)

    @cached_property
    def _by_state(self) -> Mapping[str, tuple[Provision, ...]]:
        return _by_state(self.provisions.values())


OfState = TypeVar("OfState", Provision, Gap)


def _by_state(rows: Iterable[OfState]) -> Mapping[str, tuple[OfState, ...]]:
    found: dict[str, list[OfState]] = {}
    for row in rows:
        found.setdefault(row.state, []).append(row)
    return {state: tuple(of_state) for state, of_state in found.items()}


def _check_ids(rows: list[tuple[int, Provision]], gaps: list[tuple[int, Gap]]) -> None:
    seen: set[str] = set()
    places: list[tuple[str, int, str, str]] = [
        *((PROVISIONS, line, row.id, row.state) for line, row in rows),
        *((GAPS, line, gap.id, gap.state) for line, gap in gaps),
    ]
    for file, line, name, state in places:
        if name in seen:
            raise DataRowError(file, line, "id", f"{name!r} stands twice")
        seen.add(name)
        if file == PROVISIONS and not name.startswith(f"{state.lower()}-"):
            raise DataRowError(file, line, "id", "does not begin with the State")


def _check_vocabulary(vocabulary: Vocabulary) -> None:
    known = vocabulary.elements
    for name, element in known.items():
        if element.facet not in vocabulary.element_facets:
            raise DataRowError(VOCABULARY, None, f"elements.{name}.facet", "is no facet")
    for name, targets in vocabulary.implies.items():
        _check_slugs(VOCABULARY, None, f"implies.{name}", (name, *targets), known)
    for place, group in enumerate(vocabulary.equivalent):
        _check_slugs(VOCABULARY, None, f"equivalent.{place}", group, known)
    for place, rule in enumerate(vocabulary.interpretive_implications):
        path = f"interpretive_implications.{place}"
        _check_slugs(VOCABULARY, None, path, (*rule.if_all, rule.then), known)
    for name, kind in vocabulary.types.items():
        path = f"types.{name}"
        _check_slugs(VOCABULARY, None, f"{path}.baseline_elements", kind.baseline_elements, known)
        if kind.category_com2007_267 not in vocabulary.type_categories:
            raise DataRowError(VOCABULARY, None, path, "is in no category")
    _check_acyclic(vocabulary)


def _check_acyclic(vocabulary: Vocabulary) -> None:
    """No element implies itself, also through readings. Elements that mean one thing are one."""
    one = vocabulary.stands_for
    arrows: dict[str, set[str]] = {}
    for slug, targets in vocabulary.implies.items():
        arrows.setdefault(one.get(slug, slug), set()).update(one.get(t, t) for t in targets)
    for rule in vocabulary.interpretive_implications:
        for slug in rule.if_all:
            arrows.setdefault(one.get(slug, slug), set()).add(one.get(rule.then, rule.then))
    done: set[str] = set()

    def visit(slug: str, path: tuple[str, ...]) -> None:
        if slug in path:
            loop = " -> ".join((*path[path.index(slug) :], slug))
            raise DataRowError(VOCABULARY, None, "implies", f"an element implies itself: {loop}")
        if slug not in done:
            for target in sorted(arrows.get(slug, ())):
                visit(target, (*path, slug))
            done.add(slug)

    for slug in sorted(arrows):
        visit(slug, ())


def _check_provision(vocabulary: Vocabulary, line: int, row: Provision) -> None:
    _check_types(vocabulary, PROVISIONS, line, row.harmonised_types)
    elements = row.elements
    parts: list[tuple[str, tuple[str, ...]]] = [
        ("required", elements.required),
        ("qualifiers", elements.qualifiers),
        ("thresholds", elements.thresholds),
        *((f"alternatives.{i}", group) for i, group in enumerate(elements.alternatives)),
    ]
    for name, slugs in parts:
        path = f"elements.{name}"
        _check_slugs(PROVISIONS, line, path, slugs, vocabulary.elements)
        if len(set(slugs)) < len(slugs):
            raise DataRowError(PROVISIONS, line, path, "an element stands twice")
    facets = {vocabulary.elements[slug].facet for slug in elements.all}
    refers = "referred_offence_met" in elements.thresholds
    if not row.general and "conduct" not in facets and not refers:
        raise DataRowError(PROVISIONS, line, "elements", "has no conduct")
    for slug in elements.thresholds:
        if vocabulary.elements[slug].facet != "threshold":
            raise DataRowError(PROVISIONS, line, "elements.thresholds", f"{slug!r} is none")
    for figure in row.threshold_values:
        if figure.threshold not in (*elements.thresholds, "loss_minimum"):
            reason = f"{figure.threshold!r} is no threshold of the row"
            raise DataRowError(PROVISIONS, line, "threshold_values", reason)
    circumstances = [one.circumstance for one in row.aggravated]
    known = vocabulary.aggravating_circumstances
    _check_slugs(PROVISIONS, line, "aggravated", circumstances, known)


def _check_types(vocabulary: Vocabulary, file: str, line: int, names: Iterable[str]) -> None:
    _check_slugs(file, line, "harmonised_types", names, vocabulary.types)


def _check_slugs(
    file: str, line: int | None, path: str, slugs: Iterable[str], known: Collection[str]
) -> None:
    for slug in slugs:
        if slug not in known:
            raise DataRowError(file, line, path, f"{slug!r} is not in the vocabulary")


def _check_versions(rows: list[tuple[int, Provision]]) -> None:
    """One text of a provision at a time: no two current ones, no overlapping dates."""
    by_label: dict[tuple[str, str, str], list[tuple[int, Provision]]] = {}
    for line, row in rows:
        by_label.setdefault((row.state, row.statute, row.provision), []).append((line, row))
    for versions in by_label.values():
        current = [line for line, row in versions if row.status == "current"]
        if len(current) > 1:
            reason = f"two current texts of one provision: lines {current[0]} and {current[1]}"
            raise DataRowError(PROVISIONS, current[1], "status", reason)
        for i, (_, one) in enumerate(versions):
            for line, two in versions[i + 1 :]:
                if _overlap(one, two):
                    reason = f"in force at the same time as {one.id}"
                    raise DataRowError(PROVISIONS, line, "in_force_from", reason)


def _overlap(one: Provision, two: Provision) -> bool:
    """Certainly in force on one and the same day, by the dates that were seen."""
    spans: list[tuple[date, date]] = []
    for row in (one, two):
        first = row.start.last if row.start else row.seen
        last = row.end.first if row.end else row.seen
        if row.status == "current":
            last = date.max
        spans.append((first, last))
    (a, b), (c, d) = spans
    return a <= d and c <= b and a <= b and c <= d
