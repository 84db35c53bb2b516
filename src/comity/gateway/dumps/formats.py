"""The tables as CSV, JSON and SQLite, and the dictionary as JSON and Markdown. Pure; bytes in, bytes out.

The same rows give the same bytes. For SQLite this holds for one version of its library: the file names it.
"""

import csv
import io
import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from comity.gateway.dumps.dictionary import (
    CODES,
    FORMAT,
    GROUPS,
    KIND_WORDS,
    TABLES,
    Column,
    Table,
)
from comity.gateway.dumps.tables import Cell, Row

Tables = Mapping[str, Sequence[Row]]
INERT: Final = "'"
"""What stands before a text that a spreadsheet would take for a formula; readers take one away."""

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", INERT)
_APPLICATION: Final = 0x436F6D74  # "Comt": how tools tell our files from other SQLite files
_SQLITE_KIND: Final = {"integer": "INTEGER", "boolean": "INTEGER", "number": "REAL"}
_JSON_KIND: Final = {"integer": "integer", "boolean": "boolean", "number": "number"}
_DATE_CHECKS: Final = ("[0-9][0-9][0-9][0-9]", "-[0-9][0-9]", "-[0-9][0-9]")
_CLOCK_CHECK: Final = "T[0-9][0-9]:[0-9][0-9]:[0-9][0-9]Z"


# CSV


def csv_of(table: Table, rows: Sequence[Row]) -> bytes:
    """RFC 4180: UTF-8, commas, CRLF. An empty cell is empty as the dictionary says."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(one.name for one in table.columns)
    writer.writerows([_csv_cell(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8")


def _csv_cell(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return inert(cell) if isinstance(cell, str) else str(_plain(cell))


def _plain(cell: Cell) -> Cell:
    """Whole numbers without a point."""
    return int(cell) if isinstance(cell, float) and cell.is_integer() else cell


def inert(text: str) -> str:
    """A text that no spreadsheet takes for a formula. ``active`` is the way back."""
    return f"{INERT}{text}" if text.startswith(_FORMULA) else text


def active(text: str) -> str:
    """What ``inert`` was given."""
    return text.removeprefix(INERT)


# JSON


def json_of(tables: Tables, release: Mapping[str, Cell]) -> bytes:
    """All tables in one document, one row in a line."""
    head = ",\n".join(f"{_dumps(name)}: {_dumps(value)}" for name, value in release.items())
    told = ",\n".join(_json_table(TABLES[name], rows) for name, rows in tables.items())
    return f'{{\n{head},\n"tables": {{\n{told}\n}}\n}}\n'.encode()


def _json_table(table: Table, rows: Sequence[Row]) -> str:
    lines = ",\n".join(_dumps(as_dict(table, row)) for row in rows)
    return f"{_dumps(table.name)}: [\n{lines}\n]"


def as_dict(table: Table, row: Row) -> dict[str, Cell]:
    """A row with the names of its columns."""
    return {
        one.name: _plain(cell) if one.kind == "number" else cell
        for one, cell in zip(table.columns, row, strict=True)
    }


def _dumps(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


# SQLite


def sqlite_of(tables: Tables) -> bytes:
    """One file with strict tables, foreign keys and the dictionary itself."""
    base = sqlite3.connect(":memory:", isolation_level=None)
    try:
        base.execute("PRAGMA page_size = 4096")
        base.execute("PRAGMA foreign_keys = ON")
        base.execute(f"PRAGMA application_id = {_APPLICATION}")
        base.execute("PRAGMA user_version = 2")
        base.execute("BEGIN")
        for name, table in TABLES.items():
            base.execute(schema_of(table))
            _fill(base, name, len(table.columns), tables[name])
        for statement, name, rows in _dictionary_tables():
            base.execute(statement)
            _fill(base, name, len(rows[0]), rows)
        base.execute("COMMIT")
        base.execute("VACUUM")
        return bytes(base.serialize())
    finally:
        base.close()


def _fill(base: sqlite3.Connection, name: str, width: int, rows: Sequence[Row]) -> None:
    places = ", ".join("?" * width)
    base.executemany(f"INSERT INTO {name} VALUES ({places})", rows)  # noqa: S608 - our own names


def schema() -> str:
    """The whole schema as SQL."""
    return "\n".join(f"{schema_of(one)};" for one in TABLES.values())


def schema_of(table: Table) -> str:
    """One table: kinds, checks, key and references."""
    parts = [_column_sql(one) for one in table.columns]
    parts.append(f"PRIMARY KEY ({', '.join(table.key)})")
    for columns, other, others in table.groups:
        parts.append(f"FOREIGN KEY ({', '.join(columns)}) REFERENCES {other} ({', '.join(others)})")
    body = ",\n  ".join(parts)
    return f"CREATE TABLE {table.name} (\n  {body}\n) STRICT, WITHOUT ROWID"


def _column_sql(one: Column) -> str:
    name = f'"{one.name}"'
    parts = [name, _SQLITE_KIND.get(one.kind, "TEXT")]
    if one.empty is None:
        parts.append("NOT NULL")
    if one.codes:
        parts.append(f"CHECK ({name} IN ({', '.join(map(_quoted, CODES[one.codes]))}))")
    elif one.kind == "boolean":
        parts.append(f"CHECK ({name} IN (0, 1))")
    elif one.kind == "time":
        parts.append(f"CHECK ({name} GLOB {_quoted(''.join(_DATE_CHECKS) + _CLOCK_CHECK)})")
    elif one.kind in ("date", "day"):
        lengths = (3,) if one.kind == "day" else (1, 2, 3)
        forms = (_quoted("".join(_DATE_CHECKS[:length])) for length in lengths)
        parts.append(f"CHECK ({' OR '.join(f'{name} GLOB {form}' for form in forms)})")
    if one.refers:
        parts.append(f"REFERENCES {one.refers[0]} ({one.refers[1]})")
    return " ".join(parts)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _dictionary_tables() -> Iterator[tuple[str, str, list[Row]]]:
    yield (
        "CREATE TABLE dictionary_tables (name TEXT PRIMARY KEY, meaning TEXT NOT NULL) "
        "STRICT, WITHOUT ROWID",
        "dictionary_tables",
        [(one.name, one.meaning) for one in TABLES.values()],
    )
    yield (
        "CREATE TABLE dictionary_columns (table_name TEXT NOT NULL REFERENCES dictionary_tables (name), "
        "number INTEGER NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL, meaning TEXT NOT NULL, "
        "unit TEXT, codes TEXT, empty TEXT, refers_to TEXT, PRIMARY KEY (table_name, name)) "
        "STRICT, WITHOUT ROWID",
        "dictionary_columns",
        [
            (
                table.name, number, one.name, one.kind, one.meaning, one.unit or None, one.codes or None,
                one.empty, ".".join(one.refers) if one.refers else None,
            )
            for table in TABLES.values()
            for number, one in enumerate(table.columns, start=1)
        ],
    )  # fmt: skip


# The dictionary


def dictionary() -> dict[str, Any]:
    """The dictionary as plain values."""
    return {
        "format": FORMAT,
        "kinds": dict(KIND_WORDS),
        "codes": {name: dict(codes) for name, codes in CODES.items()},
        "tables": [
            {
                "name": table.name,
                "group": group,
                "meaning": table.meaning,
                "key": list(table.key),
                "from": list(table.files),
                "columns": [_column_dict(one) for one in table.columns],
                "references": [
                    {"columns": list(a), "table": b, "to_columns": list(c)}
                    for a, b, c in table.groups
                ],
            }
            for group, _title, tables in GROUPS
            for table in tables
        ],
    }


def _column_dict(one: Column) -> dict[str, Any]:
    return {
        "name": one.name,
        "kind": one.kind,
        "json": _JSON_KIND.get(one.kind, "string"),
        "sqlite": _SQLITE_KIND.get(one.kind, "TEXT"),
        "meaning": one.meaning,
        "unit": one.unit or None,
        "codes": one.codes or None,
        "may_be_empty": one.empty is not None,
        "empty_means": one.empty,
        "refers_to": {"table": one.refers[0], "column": one.refers[1]} if one.refers else None,
        "translated": one.translated,
    }


def dictionary_json() -> bytes:
    """The dictionary as a file."""
    return (json.dumps(dictionary(), ensure_ascii=False, indent=1) + "\n").encode()


def dictionary_markdown() -> bytes:
    """The dictionary for people."""
    lines = ["# Data dictionary", "", f"Format `{FORMAT}`. One heading for each table.", ""]
    lines += ["| Kind | Form |", "|---|---|"]
    lines += [f"| {kind} | {text} |" for kind, text in KIND_WORDS.items()]
    for _name, title, group in GROUPS:
        lines += ["", f"## {title}"]
        for table in group:
            lines += ["", f"### {table.name}", "", f"{table.meaning}.", ""]
            lines += [f"Key: {', '.join(f'`{one}`' for one in table.key)}.", ""]
            lines += ["| Column | Kind | Meaning | Unit or list | Empty | Refers to |"]
            lines += ["|---|---|---|---|---|---|"]
            lines += [_markdown_row(one) for one in table.columns]
    lines += ["", "## Lists of codes"]
    for name, codes in CODES.items():
        lines += ["", f"### {name}", "", "| Code | Meaning |", "|---|---|"]
        lines += [f"| `{code}` | {text} |" for code, text in codes.items()]
    return ("\n".join(lines) + "\n").encode()


def _markdown_row(one: Column) -> str:
    refers = f"`{'.'.join(one.refers)}`" if one.refers else ""
    unit = one.unit or (f"list `{one.codes}`" if one.codes else "")
    more = " (in other languages: `texts`)" if one.translated else ""
    return f"| `{one.name}` | {one.kind} | {one.meaning}{more} | {unit} | {one.empty or 'never'} | {refers} |"
