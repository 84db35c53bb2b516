"""Reads the CSV tables strictly: the first wrong value is refused with file, line and column.

It checks the same things as ``data/check_data.py``, except those that depend on the day of
reading: this room reads no clock.
"""

import csv
import io
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from comity.law import limits
from comity.law.dates import PartialDate
from comity.law.errors import DataRowError

_URL = re.compile(r"https?://\S+|urn:\S+", re.ASCII)
_WEBSITE = re.compile(r"https?://\S+", re.ASCII)
_SLUG = re.compile(r"[a-z0-9_]+", re.ASCII)
_ID = re.compile(r"[a-z0-9-]+", re.ASCII)
_ALPHA2 = re.compile(r"[A-Z]{2}", re.ASCII)
_ALPHA3 = re.compile(r"[A-Z]{3}", re.ASCII)
_ARTICLE = re.compile(r"all|\d{1,2}(\(\d{1,2}\))?(\([a-z]\))?", re.ASCII)
_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.\w+|\[at\]", re.IGNORECASE)
_PHONE = re.compile(r"\+\d[\d ()/-]{7,}\d")


@dataclass(frozen=True, slots=True)
class Row:
    """One row as text, with its place."""

    file: str
    line: int
    values: Mapping[str, str]

    def wrong(self, column: str, reason: str) -> DataRowError:
        return DataRowError(self.file, self.line, column, reason)

    def __getitem__(self, column: str) -> str:
        return self.values[column]

    def date(self, column: str) -> PartialDate | None:
        """The date in a column; None where it was not seen."""
        text = self.values[column]
        if not text:
            return None
        try:
            return PartialDate.parse(text)
        except ValueError as error:
            raise self.wrong(column, str(error)) from None

    def seen_on(self) -> PartialDate:
        """The date that the row's source states: never empty."""
        found = self.date("as_of")
        if found is None:
            raise self.wrong("as_of", "is empty")
        return found


@dataclass(frozen=True, slots=True)
class Column:
    """What a column may hold."""

    name: str
    required: bool = False
    form: re.Pattern[str] | None = None
    one_of: frozenset[str] | None = None
    is_date: bool = False
    is_source: bool = False  # the only columns in which an address with @ or + may stand


@dataclass(frozen=True, slots=True)
class Table:
    """The form of one file."""

    file: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    order: tuple[str, ...] = ()  # date columns that must not run backwards


def _dates(*names: str) -> tuple[Column, ...]:
    return tuple(Column(name, is_date=True) for name in names)


_SOURCE = Column("source_url", required=True, form=_URL, is_source=True)
_AS_OF = Column("as_of", required=True, is_date=True)
_NOTE = Column("note")

STATES = Table(
    "states.csv",
    (
        Column("alpha2", required=True, form=_ALPHA2),
        Column("alpha3", required=True, form=_ALPHA3),
        Column("name", required=True),
        *(Column(n) for n in ("iso_name", "un_languages", "official_languages")),
        *(Column(n) for n in ("region", "subregion")),
        Column("un_member", required=True, one_of=frozenset("yn")),
        _SOURCE,
        _AS_OF,
    ),
    key=("alpha2",),
)
STATE_NAMES = Table(
    "state_names.csv",
    (
        Column("state", required=True, form=_ALPHA2),
        Column("language", required=True, one_of=frozenset(("ar", "es", "fr", "ru", "zh"))),
        Column("name", required=True),
        _SOURCE,
        _AS_OF,
        _NOTE,
    ),
    key=("state", "language"),
)
TREATIES = Table(
    "treaties.csv",
    (
        Column("id", required=True, form=_ID),
        *(Column(n, required=True) for n in ("short_name", "full_name", "depositary")),
        Column("series_number"),
        *_dates("opened", "entered_into_force"),
        Column(
            "kind",
            required=True,
            one_of=frozenset(("multilateral", "eu", "bilateral", "network")),
        ),
        _SOURCE,
        _AS_OF,
        _NOTE,
    ),
    key=("id",),
)
_STATUS_VALUES = (
    "party",
    "signatory",
    "invited",
    "ratified_pending",
    "member",
    "associated",
    "applies",
    "not_bound",
)
STATUS = Table(
    "treaty_status.csv",
    (
        Column("treaty_id", required=True),
        Column("state", required=True),
        *_dates("signed", "ratified", "in_force"),
        Column("status", required=True, one_of=frozenset(_STATUS_VALUES)),
        _SOURCE,
        _AS_OF,
        _NOTE,
    ),
    key=("treaty_id", "state"),
    order=("signed", "ratified", "in_force"),
)
DECLARATIONS = Table(
    "declarations.csv",
    (
        Column("state", required=True),
        Column("treaty_id", required=True),
        Column("article", required=True, form=_ARTICLE),
        Column("effect", required=True, form=_SLUG),
        Column("authority"),
        *_dates("effective_from", "effective_to"),
        _SOURCE,
        _AS_OF,
        _NOTE,
    ),
    key=("state", "treaty_id", "article", "effect", "authority", "effective_from"),
    order=("effective_from", "effective_to"),
)
_ROLES = (
    "24_7_contact_point",
    "central_authority_mla",
    "national_csirt",
    "cybercrime_unit",
    "data_protection_authority",
    "spam_authority",
)
AUTHORITIES = Table(
    "cnas.csv",
    (
        Column("state", required=True),
        Column("role", required=True, one_of=frozenset(_ROLES)),
        Column("institution", required=True),
        Column("website", form=_WEBSITE),
        _SOURCE,
        _AS_OF,
        Column("confidence", required=True, one_of=frozenset(("primary", "secondary"))),
        _NOTE,
    ),
    key=("state", "role", "institution"),
)
SPAM_LAWS = Table(
    "spam_laws.csv",
    (
        Column("state", required=True),
        Column("law", required=True),
        Column("section"),
        Column("in_force", is_date=True),
        *(Column(n) for n in ("authority", "status")),
        _SOURCE,
        _AS_OF,
        _NOTE,
    ),
    key=("state", "law", "section"),
)


def read(table: Table, data: bytes) -> tuple[Row, ...]:
    """All rows of a table. Raises DataRowError at the first wrong one."""
    if len(data) > limits.DATA_FILE_BYTES:
        raise DataRowError(table.file, None, None, f"larger than {limits.DATA_FILE_BYTES} bytes")
    seen: dict[tuple[str, ...], int] = {}
    rows = []
    for row in _rows(table, data):
        for column in table.columns:
            _check_value(row, column)
        _check_order(row, table.order)
        key = tuple(row[name] for name in table.key)
        if key in seen:
            raise row.wrong(table.key[0], f"the same row stands in line {seen[key]}")
        seen[key] = row.line
        rows.append(row)
    return tuple(rows)


def _rows(table: Table, data: bytes) -> Iterator[Row]:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise DataRowError(table.file, line, None, "not UTF-8") from None
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    names = [column.name for column in table.columns]
    try:
        header = next(reader, None)
        if header != names:
            raise DataRowError(table.file, 1, None, f"the header must be {','.join(names)}")
        for values in reader:
            if len(values) != len(names):
                reason = f"{len(values)} fields where {len(names)} belong"
                raise DataRowError(table.file, reader.line_num, None, reason)
            yield Row(table.file, reader.line_num, dict(zip(names, values, strict=True)))
    except csv.Error as error:
        raise DataRowError(table.file, reader.line_num, None, str(error)) from None


def _check_value(row: Row, column: Column) -> None:
    value = row[column.name]
    if not value:
        if column.required:
            raise row.wrong(column.name, "is empty")
        return
    if value != value.strip() or "\n" in value:
        raise row.wrong(column.name, "stray spaces or a line break")
    if column.form and not column.form.fullmatch(value):
        raise row.wrong(column.name, f"{value!r} does not have the form that belongs here")
    if column.one_of and value not in column.one_of:
        raise row.wrong(column.name, f"{value!r} is none of {', '.join(sorted(column.one_of))}")
    if column.is_date:
        row.date(column.name)
    if not column.is_source and (_MAIL.search(value) or _PHONE.search(value)):
        raise row.wrong(column.name, "holds an address or a number of a person")


def _check_order(row: Row, names: tuple[str, ...]) -> None:
    """Dates must not run backwards; only certain disorder is refused, not a mere month."""
    earlier: PartialDate | None = None
    for name in names:
        later = row.date(name)
        if later is None:
            continue
        if earlier is not None and later.last < earlier.first:
            raise row.wrong(name, f"{later} lies before {earlier}")
        earlier = later


def check_known(rows: tuple[Row, ...], column: str, known: Collection[str], what: str) -> None:
    """Each value of a column must be one of the known ones. Raises DataRowError."""
    for row in rows:
        if row[column] not in known:
            raise row.wrong(column, f"{row[column]!r} is no {what} of the data")
