"""What the double criminality test refuses: always the one case, never the others beside it."""

from collections.abc import Iterable
from difflib import get_close_matches

from comity.law.errors import LawError


class CaseError(LawError):
    """A case cannot be read. ``nearest`` names what may have been meant."""

    def __init__(self, sentence: str, *, nearest: Iterable[str] = (), **facts: object) -> None:
        self.nearest = tuple(nearest)
        super().__init__(sentence, nearest=self.nearest, **facts)

    def as_dict(self) -> dict[str, object]:
        """The refusal, with the nearest known names."""
        return {**super().as_dict(), "nearest": list(self.nearest)}


class CaseNotJsonError(CaseError):
    """The line is no JSON object."""


class CaseTooLargeError(CaseError):
    """The line, the file or a list in it is longer than the limit."""


class CaseFieldError(CaseError):
    """A field is missing, unknown or of the wrong form."""


class UnknownElementError(CaseError):
    """A fact is no element of the vocabulary."""


class UnknownCaseStateError(CaseError):
    """A State of the case is not in the reviewed table."""


class CaseDateError(CaseError):
    """The evaluation date is no day of the calendar."""


class FactStatedTwiceError(CaseError):
    """One element stands in two lists, or a quantity is given twice."""


def nearest(name: object, known: Iterable[str]) -> tuple[str, ...]:
    """The one to three known names that look most like the one given."""
    text = str(name)[:80]
    by_fold = {one.casefold(): one for one in known}
    close = get_close_matches(text.casefold(), list(by_fold), n=3, cutoff=0.6)
    close = close or get_close_matches(text.casefold(), list(by_fold), n=3, cutoff=0.0)
    return tuple(by_fold[one] for one in close)


def did_you_mean(names: tuple[str, ...]) -> str:
    """A sentence that offers the nearest names, or what to do when there is none."""
    return f"Did you mean {' or '.join(names)}?" if names else "Look the name up in the vocabulary."
