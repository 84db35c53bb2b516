"""The fields of an entry as the texts of a proposal, and back through the reader of the files. Pure.

A list is written with ``, `` between its codes, a date as year-month-day, ``true`` where something stands
without dates, nothing where nothing is said.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from comity.gateway.resources.entries import Entry

FIELDS: Final = (
    "kind",
    "title",
    "summary",
    "written_in",
    "provider",
    "url",
    "languages",
    "roles",
    "level",
    "cost",
    "form",
    "standing",
    "starts",
    "ends",
    "recurs",
    "place",
    "topics",
    "provided_from",
    "for_states",
    "expires_on",
)
"""What somebody may propose of an entry, in the order of the form. Who reviewed it and when is not among them."""
LISTS: Final = frozenset({"languages", "roles", "topics", "for_states"})
DAYS: Final = frozenset({"starts", "ends", "expires_on"})
BETWEEN: Final = ", "
YES: Final = "true"
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def of(entry: Entry) -> dict[str, str]:
    """The fields of an entry as texts."""
    return {name: _text(getattr(entry, name)) for name in FIELDS}


def _text(value: Any) -> str:
    if value is None or value is False:
        return ""
    if value is True:
        return YES
    return BETWEEN.join(value) if isinstance(value, tuple) else str(value)


def state(fields: Mapping[str, str]) -> str | None:
    """The one State that it is about: whose institution provides it, else the only one that it is for."""
    given = fields.get("provided_from") or fields.get("for_states", "")
    return given if given and BETWEEN not in given else None


def row(values: Mapping[str, str]) -> dict[str, Any]:
    """The texts as a row of the files, for the reader to judge. What cannot be read stays as it was written."""
    return {name: _read(name, text) for name, text in values.items() if text}


def _read(name: str, text: str) -> Any:
    if name in LISTS:
        return text.split(BETWEEN)
    if name == "standing" and text == YES:
        return True
    if name in DAYS:
        try:
            return date.fromisoformat(text) if _DAY.fullmatch(text) else text
        except ValueError:
            return text
    return text
