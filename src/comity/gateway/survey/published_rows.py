"""Every row of the published data under one name: its table, its key, its State, its fields as text. Pure.

The key of a row is its key columns with `` | `` between them. What the tables leave empty stays empty here.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final

from comity.gateway.survey.errors import (
    FieldUnknownError,
    KindUnknownError,
    RowUnknownError,
    ValueFormError,
    ValueMissingError,
)
from comity.law import offences, tables
from comity.law.dates import PartialDate
from comity.law.release import CARRY_ROWS, Release
from comity.law.tables import Column, Table

BETWEEN: Final = " | "
READ_BEFORE: Final = frozenset(
    {"source_url", "source", "as_of", "seen_in", "confidence", "source_reliability", "mark"}
)
"""Where a row was read, when, and how near to the text: none of it holds for what a proposal corrects."""
PROVENANCE: Final = READ_BEFORE | {"note"}
"""Where a row was read. A confirmed correction changes these too, so they do not say whether it was taken up."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One table: where it lies, which fields make the key, which one names the State."""

    code: str
    files: tuple[str, ...]
    key: tuple[str, ...]
    state: str = ""  # empty: its rows are about no single State
    place: str = ""  # the list or object of a JSON document
    table: Table | None = None
    ask: tuple[
        str, ...
    ] = ()  # the fields of a missing row that a form asks for; empty: none can be proposed


@dataclass(frozen=True, slots=True)
class Row:
    """One row as published."""

    kind: str
    key: str
    state: str | None
    values: Mapping[str, str]


def _table(code: str, table: Table, state: str, *ask: str) -> Kind:
    return Kind(code, (table.file,), table.key, state, table=table, ask=ask)


def _list(code: str, file: str, place: str, *key: str, state: str = "") -> Kind:
    return Kind(code, (file,), key, state, place)


KINDS: Final = MappingProxyType(
    {
        one.code: one
        for one in (
            _table("authority", tables.AUTHORITIES, "state", "role", "institution", "website"),
            _table(
                "status",
                tables.STATUS,
                "state",
                "treaty_id", "status", "signed", "ratified", "in_force",
            ),
            _table(
                "declaration",
                tables.DECLARATIONS,
                "state",
                "treaty_id", "article", "effect", "authority", "effective_from", "effective_to",
            ),
            _table(
                "spam_law",
                tables.SPAM_LAWS,
                "state",
                "law", "section", "in_force", "authority", "status",
            ),
            Kind(
                "provision",
                (offences.PROVISIONS,),
                ("id",),
                "state",
                ask=("statute", "provision", "harmonised_types", "in_force_from"),
            ),
            Kind("gap", (offences.GAPS,), ("id",), "state"),
            Kind("looked", (offences.LOOKED,), ("state", "type"), "state"),
            _list("hold", "holds.json", "holds", "state", "title", state="state"),
            _list("competence", "competences.json", "competences", "state", "article", "text", state="state"),
            _table("state", tables.STATES, "alpha2"),
            _table("state_name", tables.STATE_NAMES, "state"),
            _list("coverage", "coverage.json", "coverage", "state", "kind", state="state"),
            _table("instrument", tables.TREATIES, ""),
            Kind("carry", CARRY_ROWS, ("instrument", "measure"), place="carries"),
            _list("way", "ways.json", "ways", "code"),
            _list("measure", "measures.json", "measures", "code"),
            _list("ground", "grounds.json", "grounds", "code"),
            _list("clock", "clocks.json", "clocks", "code"),
            _list("threshold", "thresholds.json", "thresholds", "code"),
            _list("data_class", "dataitems.json", "classes", "code"),
            _list("profile_item", "profile.json", "items", "code"),
            _list("element", offences.VOCABULARY, "elements", "slug"),
            _list("offence_type", offences.VOCABULARY, "types", "slug"),
        )
    }
)  # fmt: skip


def kind(code: str) -> Kind:
    """Raises KindUnknownError."""
    found = KINDS.get(code)
    if found is None:
        raise KindUnknownError
    return found


def rows(release: Release, code: str) -> Mapping[str, Row]:
    """All rows of a kind by key. Raises KindUnknownError."""
    return _rows(release, kind(code).code)


@lru_cache(maxsize=64)
def _rows(release: Release, code: str) -> Mapping[str, Row]:
    about = KINDS[code]
    found: dict[str, Row] = {}
    for values in _read(release, about):
        key = key_of(about, values)
        found[key] = Row(code, key, values.get(about.state) or None, MappingProxyType(values))
    return MappingProxyType(found)


def row(release: Release, code: str, key: str) -> Row:
    """One row. Raises KindUnknownError, RowUnknownError."""
    found = rows(release, code).get(key)
    if found is None:
        raise RowUnknownError
    return found


def of_state(release: Release, code: str, state: str) -> tuple[Row, ...]:
    """The rows of a kind that are about a State. Raises KindUnknownError."""
    return tuple(one for one in rows(release, code).values() if one.state == state)


def key_of(about: Kind, values: Mapping[str, str]) -> str:
    """The key that a row with these values has."""
    return BETWEEN.join(" ".join(values.get(name, "").split()) for name in about.key)


def check_value(about: Kind, name: str, value: str, fields: Mapping[str, str]) -> None:
    """Raises FieldUnknownError, ValueMissingError, ValueFormError."""
    if about.table is None:
        if name not in fields and name not in about.ask:
            raise FieldUnknownError(field=name)
        return
    column = next((one for one in about.table.columns if one.name == name), None)
    if column is None:
        raise FieldUnknownError(field=name)
    _check_column(column, value)


def _check_column(column: Column, value: str) -> None:
    if not value:
        if column.required:
            raise ValueMissingError
        return
    if "\n" in value or (column.form and not column.form.fullmatch(value)):
        raise ValueFormError
    if column.one_of and value not in column.one_of:
        raise ValueFormError(allowed=sorted(column.one_of))
    if column.is_date:
        try:
            PartialDate.parse(value)
        except ValueError:
            raise ValueFormError from None


def _read(release: Release, about: Kind) -> Iterator[dict[str, str]]:
    for file in about.files:
        data = release.bytes_of(file)
        if about.table is not None:
            yield from (dict(one.values) for one in tables.read(about.table, data))
            continue
        for values in _of_json(data, about.place):
            yield {name: _text(value) for name, value in values.items()}


def _of_json(data: bytes, place: str) -> Iterator[dict[str, Any]]:
    if not place:
        yield from (json.loads(line) for line in data.splitlines() if line.strip())
        return
    found = json.loads(data)[place]
    if isinstance(found, dict):
        yield from ({"slug": name, **value} for name, value in found.items())
    else:
        yield from found


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(", ", ": "))
