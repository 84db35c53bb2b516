"""The States and territories of the reviewed table, by ISO 3166-1 alpha-2 code."""

from comity.law.errors import UnknownStateError
from comity.law.release import in_use
from comity.law.rows import State


def get(code: str) -> State:
    """The State with that code. Raises UnknownStateError."""
    try:
        return in_use().states[code]
    except (KeyError, TypeError):
        raise UnknownStateError(
            f"No State or territory with the code {str(code)[:20]!r} is in the data. "
            "Use the two capital letters of ISO 3166-1, such as RO.",
            code=str(code)[:20],
        ) from None


def name(code: str, language: str = "en") -> str:
    """The short name in a language; the English one where the table has no other.

    Raises UnknownStateError.
    """
    found = get(code)
    return in_use().state_names.get((code, language), found.name)


def all() -> tuple[State, ...]:
    """Every State and territory, by code."""
    return tuple(in_use().states[code] for code in sorted(in_use().states))
