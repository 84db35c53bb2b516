"""What to ask a person about conduct: the elements that the law of both States would look at.

From the kinds of conduct that a person names come the provisions of both States on that day, and from
these the questions: only what one of the two would ask, and no question about a court's competence.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from comity.law.criminality import book as books
from comity.law.offences import Figure
from comity.law.release import Release, in_use

FACETS: Final = ("conduct", "object", "mental", "circumstance", "qualifier", "threshold")


@dataclass(frozen=True, slots=True)
class Asked:
    """The elements to ask about, by facet in the order of the vocabulary, and figures to measure."""

    elements: tuple[tuple[str, tuple[str, ...]], ...]
    figures: tuple[Figure, ...]

    @property
    def slugs(self) -> tuple[str, ...]:
        """Every element, in order."""
        return tuple(slug for _, slugs in self.elements for slug in slugs)


def about(
    types: Iterable[str], states: Iterable[str], on: date, release: Release | None = None
) -> Asked:
    """The questions for these kinds of conduct between these States. Raises KeyError for a type
    that is none."""
    book = books.of(release or in_use())
    wanted = tuple(types)
    found = {slug for name in wanted for slug in book.baseline(name)}
    figures: dict[tuple[str, str], Figure] = {}
    for state in states:
        for clause, _ in book.on(state, on):
            row = clause.row
            if row.general or not set(wanted) & set(row.harmonised_types):
                continue
            found.update(row.elements.all)
            for figure in row.threshold_values:
                if figure.threshold in row.elements.thresholds:
                    figures.setdefault((figure.measure, figure.unit), figure)
    vocabulary = book.offences.vocabulary
    asked = {
        vocabulary.stands_for.get(slug, slug)
        for slug in found
        if not vocabulary.elements[slug].jurisdictional
    }
    by_facet = tuple(
        (facet, tuple(s for s, e in vocabulary.elements.items() if s in asked and e.facet == facet))
        for facet in FACETS
    )
    return Asked(tuple(one for one in by_facet if one[1]), tuple(figures.values()))
