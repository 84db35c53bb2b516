"""What the stated facts amount to: which elements are present, and which may be.

Two bit sets say it: ``true`` (present) and ``possible`` (present or unknown). Present facts are
closed under what they imply. What may be present may bring along what it implies. What is stated to
be absent takes with it everything that would imply it, unless that is itself present: then the two
statements conflict, the present one counts, and the conflict is told.
"""

from dataclasses import dataclass

from comity.law.criminality.cases import Facts
from comity.law.criminality.slugs import Bits, Reading


@dataclass(frozen=True, slots=True)
class Valuation:
    """The facts as bit sets, without and with the interpretive implications."""

    true: int
    possible: int
    quantities: dict[tuple[str, str], float | None]
    exhaustive: bool  # what no list names is absent
    denied: int  # stated absent
    named: int  # what a list names as present or unknown, with what it implies
    bits: Bits

    def read_for(self, state: str) -> tuple[int, int]:
        """``true`` and ``possible`` with the readings that hold for the law of a State."""
        return read(self.bits.readings_for(state), self.true, self.possible)


def evaluate(facts: Facts, bits: Bits) -> Valuation:
    """The valuation of stated facts. Order never matters."""
    true = bits.closure(bits.mask(facts.present))
    absent = bits.mask(facts.absent)
    named = true | bits.closure(bits.mask(facts.unknown))
    open_facts = bits.everything if facts.rest == "unknown" else named
    # What implies an absent element is absent too: nothing open is left that implies one ruled out.
    ruled_out = bits.implying(absent & ~true) & ~true
    possible = true | (open_facts & ~ruled_out)
    return Valuation(
        true=true,
        possible=possible,
        quantities={(one.measure, one.unit): one.value for one in facts.quantities},
        exhaustive=facts.rest == "absent",
        denied=absent,
        named=named & possible,
        bits=bits,
    )


def read(readings: tuple[Reading, ...], true: int, possible: int) -> tuple[int, int]:
    """Add what the readings give, until nothing is added."""
    while True:
        before = true, possible
        for one in readings:
            if one.condition & ~true == 0:
                true |= one.gives
            if one.condition & ~possible == 0:
                possible |= one.gives
        possible |= true
        if (true, possible) == before:
            return before
