"""What people type and the site calls otherwise ("revenge porn", "mlat"), in six languages, and where it leads. Pure.

Each group of words leads to pages in their order: guidance or help first, then institutions, then law. Loading is
strict: a group without words in one of the languages, and words that stand in two groups, are refused.
"""

from functools import cache
from importlib.resources import files
from typing import Annotated, Final

from pydantic import Field

from comity.gateway import strict
from comity.gateway.strict import Part
from comity.law.errors import DataRowError
from comity.law.words import NAMES

FILE: Final = "search_words.toml"

Words = Annotated[str, Field(min_length=1, max_length=60)]
Group = Annotated[tuple[Words, ...], Field(min_length=2)]
Place = Annotated[
    str, Field(pattern=r"^(help|(guidance|help|map|offence|instrument):[a-z0-9_/-]+)$")
]


class Lead(Part):
    """Words in six languages, and the pages that they lead to, first things first."""

    to: Annotated[tuple[Place, ...], Field(min_length=2)]
    ar: Group
    en: Group
    es: Group
    fr: Group
    ru: Group
    zh: Group

    def words(self, language: str) -> tuple[str, ...]:
        """The words in a language of the site."""
        found: tuple[str, ...] = getattr(self, language)
        return found


class Leads(Part):
    """The file."""

    little: tuple[Words, ...]
    """Words that say nothing about where one wants to go, of all languages."""
    lead: tuple[Lead, ...]


def read(data: bytes) -> Leads:
    """The document in ``data``. Raises DataRowError naming the place."""
    found = strict.read(Leads, FILE, data)
    for language in NAMES:
        seen: set[str] = set()
        for place, one in enumerate(found.lead):
            for words in one.words(language):
                if words.casefold() in seen:
                    reason = f"{words!r} stands twice"
                    raise DataRowError(FILE, None, f"lead.{place}.{language}", reason)
                seen.add(words.casefold())
    return found


@cache
def words() -> Leads:
    """The packaged words. Raises DataRowError."""
    return read(files("comity.gateway").joinpath(FILE).read_bytes())
