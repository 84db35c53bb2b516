"""``comity law compare`` and ``comity law matrix``: tables for a person, JSON, CSV, pages and pictures."""

import argparse
import csv
import io
import json
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from comity.law import terminal, words
from comity.law.comparison import pages, pictures
from comity.law.comparison.compare import compare
from comity.law.comparison.matrix import Matrix, matrix
from comity.law.offence_coverage import UnknownTypeError
from comity.law.release import in_use


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
    if options.csv is not None or options.svg is None:
        _write(_table(found), options.csv)
    return 0


def _day(text: str | None) -> date:
    # The terminal is a door: the rules themselves read no clock.
    return terminal.day(text) if text is not None else datetime.now(UTC).date()


def _write(text: str, place: Path | None) -> None:
    if place is None:
        sys.stdout.write(text)
    else:
        terminal.write(place, text.encode())


def _table(found: Matrix) -> str:
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows(found.rows())
    return written.getvalue()
