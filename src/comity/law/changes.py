"""The change log of the data: every row that differs from the release before has an entry.

``changes.jsonl`` says what was added, corrected or removed, why, by which source, and which institution or
role reviewed it (never a person). ``baseline.json`` holds the digest of each row of the release before.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Annotated, Final, Literal

from pydantic import Field

from comity.law import documents
from comity.law.documents import Document, Text
from comity.law.errors import DataRowError
from comity.law.offences import FullDate, Reliability, Url

FILE: Final = "changes.jsonl"
BASELINE: Final = "baseline.json"
LOGGED: Final = ("offences.jsonl", "offence_gaps.jsonl")


class Change(Document):
    """One change of one row."""

    id: Annotated[str, Field(pattern=r"^\d{4}-\d{3,5}$")]
    date: FullDate
    file: Literal["offences.jsonl", "offence_gaps.jsonl"]
    key: Text
    kind: Literal["added", "corrected", "removed"]
    what: Text
    why: Text
    source_url: Url
    source_reliability: Reliability
    reviewer: Text


class Baseline(Document):
    """baseline.json: the rows of the release before, by file and id."""

    release: FullDate
    rows: dict[str, dict[str, str]]


def read(data: bytes) -> tuple[Change, ...]:
    """The change log. Raises DataRowError."""
    found = []
    seen: set[str] = set()
    for line, row in documents.rows(Change, FILE, data):
        if row.id in seen:
            raise DataRowError(FILE, line, "id", f"{row.id!r} stands twice")
        seen.add(row.id)
        found.append(row)
    return tuple(found)


def digests(data: bytes, file: str) -> dict[str, str]:
    """The digest of each row, by its id: of the row in canonical form, so that spaces do not count."""
    found = {}
    for _, raw in documents.lines(file, data):
        row = json.loads(raw)
        text = json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        found[str(row.get("id"))] = hashlib.sha256(text.encode()).hexdigest()
    return found


def differing(before: Mapping[str, str], now: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The ids that differ, each with what happened to it."""
    for key in sorted(now.keys() - before.keys()):
        yield key, "added"
    for key in sorted(before.keys() - now.keys()):
        yield key, "removed"
    for key in sorted(now.keys() & before.keys()):
        if now[key] != before[key]:
            yield key, "corrected"


def undocumented(
    baseline: Baseline, log: tuple[Change, ...], files: Mapping[str, bytes]
) -> list[tuple[str, str, str]]:
    """Rows that changed without an entry: file, id, what happened."""
    told = {(one.file, one.key, one.kind) for one in log}
    return [
        (file, key, kind)
        for file, data in files.items()
        for key, kind in differing(baseline.rows.get(file, {}), digests(data, file))
        if (file, key, kind) not in told
    ]


def baseless(baseline: Baseline, log: tuple[Change, ...], files: Mapping[str, bytes]) -> list[str]:
    """The entries that tell of a row which is as it was in the release before, or was never there."""
    differs = {
        (file, key)
        for file, data in files.items()
        for key, _ in differing(baseline.rows.get(file, {}), digests(data, file))
    }
    return [one.id for one in log if (one.file, one.key) not in differs]
