"""The vocabulary as integer bit sets: one bit for each element and aggravating circumstance.

Elements that mean one thing share a bit. Of each bit the closure of what it implies and the set of
what implies it are computed once, so that a question about facts is a few operations on integers.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from comity.law.criminality.rules import Rules
from comity.law.offences import Interpretation, Vocabulary


@dataclass(frozen=True, slots=True)
class Reading:
    """An interpretive implication as bits, and the States for whose law it is made."""

    rule: Interpretation
    condition: int
    gives: int
    states: frozenset[str] | None  # None: every State


class Bits:
    """Slugs to bits and back."""

    def __init__(self, vocabulary: Vocabulary, rules: Rules) -> None:
        self.place: dict[str, int] = {}
        self.names: list[str] = []
        for slug in (*vocabulary.elements, *vocabulary.aggravating_circumstances):
            name = vocabulary.stands_for.get(slug, slug)
            if name not in self.place:
                self.place[name] = len(self.names)
                self.names.append(name)
            self.place[slug] = self.place[name]
        self.everything = (1 << len(self.names)) - 1
        self._implied = self._closures(vocabulary)
        self._implying = [
            sum(1 << j for j in range(len(self.names)) if self._implied[j] >> i & 1)
            for i in range(len(self.names))
        ]
        self.jurisdictional = self.mask(
            s for s, e in vocabulary.elements.items() if e.jurisdictional
        )
        scopes = {one.then: frozenset(one.states) for one in rules.interpretation_scopes}
        self.readings = tuple(
            Reading(
                rule,
                self.mask(rule.if_all),
                self._implied[self.place[rule.then]],
                scopes.get(rule.then),
            )
            for rule in vocabulary.interpretive_implications
        )

        self._readings_by_state: dict[str, tuple[Reading, ...]] = {}

    def _closures(self, vocabulary: Vocabulary) -> list[int]:
        closures = [1 << i for i in range(len(self.names))]
        changed = True
        while changed:
            changed = False
            for slug, targets in vocabulary.implies.items():
                i = self.place[slug]
                grown = closures[i]
                for target in targets:
                    grown |= closures[self.place[target]]
                if grown != closures[i]:
                    closures[i], changed = grown, True
        return closures

    def readings_for(self, state: str) -> tuple[Reading, ...]:
        """The readings that hold for the law of a State."""
        found = self._readings_by_state.get(state)
        if found is None:
            found = tuple(r for r in self.readings if r.states is None or state in r.states)
            self._readings_by_state[state] = found
        return found

    def bit(self, slug: str) -> int:
        """The bit of one slug."""
        return 1 << self.place[slug]

    def mask(self, slugs: Iterable[str]) -> int:
        """The bits of several slugs."""
        found = 0
        for slug in slugs:
            found |= 1 << self.place[slug]
        return found

    def closure(self, mask: int) -> int:
        """Everything that the facts of the mask imply, with themselves."""
        found, rest = 0, mask
        while rest:
            low = rest & -rest
            found |= self._implied[low.bit_length() - 1]
            rest &= ~found
        return found

    def implying(self, mask: int) -> int:
        """Everything that would imply one of the facts of the mask, with themselves."""
        found, rest = 0, mask
        while rest:
            low = rest & -rest
            found |= self._implying[low.bit_length() - 1]
            rest &= ~found
        return found

    def slugs(self, mask: int) -> tuple[str, ...]:
        """The names of the bits, in the order of the vocabulary."""
        found = []
        while mask:
            low = mask & -mask
            found.append(self.names[low.bit_length() - 1])
            mask ^= low
        return tuple(found)
