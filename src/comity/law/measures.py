"""The measures M01 to M22 of the network, by code."""

from comity.law.documents import Measure
from comity.law.errors import UnknownMeasureError
from comity.law.release import in_use


def get(code: str) -> Measure:
    """The measure with that code. Raises UnknownMeasureError."""
    for one in in_use().measures.measures:
        if one.code == code:
            return one
    raise UnknownMeasureError(
        f"There is no measure {str(code)[:20]!r}. Use a code from M01 to M22.", code=str(code)[:20]
    )


def title(code: str) -> str:
    """What the measure is called. Raises UnknownMeasureError."""
    return get(code).title


def all() -> tuple[Measure, ...]:
    """Every measure, by code."""
    return in_use().measures.measures
