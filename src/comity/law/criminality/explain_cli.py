"""``comity law explain``: one case as a reasoned page, for a terminal or as HTML, in any of the languages."""

import argparse
import sys
from pathlib import Path
from typing import Any

from comity.law import terminal
from comity.law.criminality import explanation, limits
from comity.law.criminality.cases import read_line
from comity.law.criminality.engine import assess
from comity.law.criminality.errors import CaseNotJsonError


def add(words_of_law: Any) -> None:
    """Add the word to the parser of ``comity law``."""
    word = words_of_law.add_parser("explain", help="one case: the finding with all its reasons")
    word.add_argument("case", type=Path, help="a JSON file with one whole case")
    word.add_argument("--html", type=Path, help="write the page to this file; without it, print it")
    word.add_argument("--language", default="en", help="ar, en, es, fr, ru or zh")
    word.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Explain. Raises LawError for a wrong question."""
    finding = assess(read_line(_read(options.case)))
    if options.html is None:
        sys.stdout.write(explanation.text(finding, options.language))
        return 0
    page = explanation.page(finding, options.language)
    terminal.write(options.html, page.encode())
    return 0


def _read(path: Path) -> str:
    try:
        return terminal.read(path, limits.CASE_BYTES + 1).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise CaseNotJsonError(f"{path.name} is not UTF-8. Save the file as UTF-8.") from None
