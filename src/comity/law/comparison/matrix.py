"""Every pair of States by type: is the international minimum of the type a crime in both?

A State's side of a probe does not depend on the other State, so each State is weighed once for each
type and a pair is the lesser of two values: the same answer as ``assess`` on the same facts.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from comity.law.comparison.probes import value_of_minimum
from comity.law.criminality import book as books
from comity.law.criminality.values import TRUE, VERDICTS, Value
from comity.law.offences import GENERAL_PART
from comity.law.release import Release, in_use


@dataclass(frozen=True, slots=True)
class Matrix:
    """The values of every covered State for every type on a day."""

    on: date
    states: tuple[str, ...]
    types: tuple[str, ...]
    values: dict[str, tuple[Value, ...]]  # by State, in the order of the types
    data_version: str

    def pairs(self) -> Iterator[tuple[str, str, tuple[Value, ...]]]:
        """Every pair of two States, with the value of each type."""
        for one, two in combinations(self.states, 2):
            yield one, two, tuple(map(min, self.values[one], self.values[two]))

    def in_both(self, one: str, two: str) -> int:
        """How many types of special conduct are certainly a crime in both, at their minimum."""
        special = [i for i, name in enumerate(self.types) if name not in GENERAL_PART]
        first, second = self.values[one], self.values[two]
        return sum(1 for i in special if first[i] == second[i] == TRUE)

    def rows(self) -> Iterator[list[str]]:
        """The matrix as rows of a table: a heading, then one row for each pair."""
        yield ["state_1", "state_2", *self.types, "on", "data_version"]
        for one, two, values in self.pairs():
            words = [VERDICTS[value] for value in values]
            yield [one, two, *words, self.on.isoformat(), self.data_version]


def matrix(on: date, release: Release | None = None) -> Matrix:
    """The matrix of all covered States and types on a day."""
    data = release or in_use()
    book = books.of(data)
    names = tuple(book.types)
    covered = book.offences.states
    values = {
        state: tuple(value_of_minimum(book, state, name, on) for name in names) for state in covered
    }
    return Matrix(on, covered, names, values, data.digest)
