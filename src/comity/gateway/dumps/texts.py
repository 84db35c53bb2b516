"""What cells of a dump say in the five other languages of the site: the table of texts. Pure.

The dictionary says which columns are translated. Names of States come from their reviewed table; all else is what
the pages say, from the same catalogues.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Final

from comity.gateway.dumps.dictionary import TABLES, Table
from comity.law.names import Names
from comity.law.release import Release
from comity.law.words import LANGUAGES

OTHERS: Final = tuple(one for one in LANGUAGES if one != "en")
BETWEEN_KEYS: Final = "|"
_FOLDERS: Final = {"zh": "zh_Hans"}  # as the framework of the pages calls it

Rows = Sequence[tuple[Any, ...]]


@cache
def version() -> str:
    """The digest of all catalogues: ``sha256:`` and 64 digits."""
    told = hashlib.sha256()
    for language in OTHERS:
        for place in _catalogues(language):
            told.update(hashlib.sha256(place.read_bytes()).digest())
    return f"sha256:{told.hexdigest()}"


def _catalogues(language: str) -> tuple[Traversable, Traversable]:
    """Of the law room, and of the site."""
    site = files("comity.gateway").joinpath("locale", _FOLDERS.get(language, language))
    return (
        files("comity.law").joinpath("locale", language, "LC_MESSAGES", "law.mo"),
        site.joinpath("LC_MESSAGES", "django.mo"),
    )


class _NotThere(NullTranslations):
    """Tells a text that is not translated from one that is the same in both languages."""

    def gettext(self, message: str) -> str:
        return ""


@cache
def _said(language: str) -> tuple[GNUTranslations, ...]:
    found = []
    for place in _catalogues(language):
        with place.open("rb") as stream:
            found.append(GNUTranslations(stream))
            found[-1].add_fallback(_NotThere())
    return tuple(found)


def translate(text: str, language: str) -> str | None:
    """What the pages say in its place; None where they say it in English."""
    return next(filter(None, (one.gettext(text) for one in _said(language))), None)


def of(tables: Mapping[str, Rows], release: Release) -> Iterator[dict[str, Any]]:
    """The rows of the table of texts, from those of the others."""
    for language in OTHERS:
        names = Names(release, language)
        for name, rows in tables.items():
            for row_key, column, text in _cells(TABLES[name], rows):
                said, reviewed = _in(names, name, row_key, column, text)
                if said is not None:
                    yield {
                        "table_name": name,
                        "row_key": row_key,
                        "column_name": column,
                        "language": language,
                        "text": said,
                        "made_by": "reviewed_table" if reviewed else "maintainers",
                    }


def _cells(table: Table, rows: Rows) -> Iterator[tuple[str, str, str]]:
    """The key of the row, the column and the text of every cell that is translated."""
    columns = [one.name for one in table.columns]
    key = [columns.index(one) for one in table.key]
    for place, column in enumerate(table.columns):
        if column.translated:
            for row in rows:
                if row[place] is not None:
                    yield BETWEEN_KEYS.join(str(row[one]) for one in key), column.name, row[place]


def _in(names: Names, table: str, key: str, column: str, text: str) -> tuple[str | None, bool]:
    """What the cell says, and whether it is a name of the reviewed table."""
    if (table, column) == ("states", "name"):
        return names.release.state_names.get((key, names.language)), True
    if table == "instruments":
        treaty = names.release.treaties[key]
        said = names.short(treaty) if column == "short_name" else names.instrument(treaty)
        return (said if said != text else translate(text, names.language)), False
    return translate(text, names.language), False
