"""Three values, as integers so that the lesser of two is their minimum (Kleene's strong logic)."""

from typing import Final, Literal

Value = Literal[0, 1, 2]
FALSE: Final[Value] = 0
OPEN: Final[Value] = 1
TRUE: Final[Value] = 2

Verdict = Literal["satisfied", "not_satisfied", "needs_information"]
VERDICTS: Final[tuple[Verdict, Verdict, Verdict]] = (
    "not_satisfied",
    "needs_information",
    "satisfied",
)
STATES_OF_FACT: Final = ("absent", "unknown", "present")


def of_bits(mask: int, true: int, possible: int) -> Value:
    """Of a fact, or of a group of which one suffices, by the sets of what is and of what may be."""
    return TRUE if mask & true else (OPEN if mask & possible else FALSE)


def of(answer: bool | None) -> Value:
    """True, False or None (not known) as a value."""
    return OPEN if answer is None else (TRUE if answer else FALSE)
