"""``comity law compare`` and ``comity law matrix``: tables for a person, JSON, CSV, pages and pictures."""

import argparse
import csv
import json
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from comity.law import words
from comity.law.comparison import pages, pictures
from comity.law.comparison.compare import compare
from comity.law.comparison.matrix import matrix
from comity.law.errors import LawError
from comity.law.release import in_use


class DayWrongError(LawError):
    """The day is not written as YYYY-MM-DD."""

    sentence = "Write the day as YYYY-MM-DD, such as 2026-11-25."


class UnknownTypeError(LawError):
    """There is no such harmonised type."""


class FileNotWrittenError(LawError):
    """A file could not be written."""


def add(words_of_law: Any) -> None:
    """Add both words to the parser of ``comity law``."""
    two = words_of_law.add_parser("compare", help="the laws of two States side by side, by type")
    two.add_argument("one", help="a State, such as CN")
    two.add_argument("two", help="another State, such as US")
    two.add_argument("--json", action="store_true", help="everything, as JSON")
    two.add_argument("--html", action="store_true", help="a page that stands alone")
    two.add_argument("--out", type=Path, help="write to this file")
    two.set_defaults(run=run_compare)
    every = words_of_law.add_parser("matrix", help="every pair of States by type")
    every.add_argument(
        "--csv", type=Path, help="write the matrix to this file; without it, print it"
    )
    every.add_argument("--svg", type=Path, help="draw the matrix into this file")
    every.add_argument("--type", help="for the picture: one type, such as illegal_access")
    every.set_defaults(run=run_matrix)
    for each in (two, every):
        each.add_argument("--on", help="the day, YYYY-MM-DD; today if left out")
        each.add_argument("--language", default="en", help="ar, en, es, fr, ru or zh")


def run_compare(options: argparse.Namespace) -> int:
    """Compare two States."""
    words.of(options.language)
    found = compare(options.one, options.two, _day(options.on))
    if options.json:
        text = json.dumps(found.as_dict(), ensure_ascii=False, indent=1) + "\n"
    elif options.html:
        text = pages.page(found, options.language)
    else:
        text = "\n".join(pages.lines(found, options.language)) + "\n"
    _write(text, options.out)
    return 0


def run_matrix(options: argparse.Namespace) -> int:
    """Every pair of States by type."""
    words.of(options.language)
    if options.type is not None and options.type not in in_use().offences.vocabulary.types:
        names = ", ".join(in_use().offences.vocabulary.types)
        raise UnknownTypeError(f"There is no type {options.type[:40]!r}. Choose one of: {names}.")
    found = matrix(_day(options.on))
    if options.svg is not None:
        _write(pictures.svg(found, options.type, options.language), options.svg)
    if options.csv is not None:
        try:
            with options.csv.open("w", newline="", encoding="utf-8") as stream:
                csv.writer(stream, lineterminator="\n").writerows(found.rows())
        except OSError as error:
            raise _not_written(options.csv, error) from None
    elif options.svg is None:
        csv.writer(sys.stdout, lineterminator="\n").writerows(found.rows())
    return 0


def _day(text: str | None) -> date:
    if text is None:
        return datetime.now(
            UTC
        ).date()  # the terminal is a door: the rules themselves read no clock
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise DayWrongError() from None


def _write(text: str, place: Path | None) -> None:
    if place is None:
        sys.stdout.write(text)
        return
    try:
        place.write_text(text, encoding="utf-8")
    except OSError as error:
        raise _not_written(place, error) from None


def _not_written(place: Path, error: OSError) -> FileNotWrittenError:
    return FileNotWrittenError(f"{place.name} could not be written: {error.strerror}.")
