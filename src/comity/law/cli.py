"""``comity law``: ask the law data from the terminal, and check a release of it.

Prints every statement with its article and its mark. Exit 0: there is a basis, or the data is
right; 1: no instrument carries the measure; 2: the question or the data is wrong.
"""

import argparse
import json
from collections.abc import Sequence
from datetime import date

from comity.law import basis_text, profile
from comity.law.basis import basis
from comity.law.comparison import cli as comparison
from comity.law.criminality import cli as criminality
from comity.law.errors import LawError
from comity.law.release import in_use

EXIT_NONE = 1


class DateWrongError(LawError):
    """The day is not written as YYYY-MM-DD."""

    sentence = "Write the day as YYYY-MM-DD, such as 2026-11-25."


def main(argv: Sequence[str]) -> int:
    """Run one word of ``comity law``. Raises LawError for a wrong question or wrong data."""
    parser = argparse.ArgumentParser(prog="comity law", description=__doc__.split("\n", 1)[0])
    words = parser.add_subparsers(dest="word", required=True)
    ask = words.add_parser("basis", help="which instruments carry a measure, and what they ask")
    ask.add_argument("requesting", help="the State that asks, such as RO")
    ask.add_argument("requested", help="the State that is asked, such as MA")
    ask.add_argument("--measure", required=True, help="M01 to M22")
    ask.add_argument("--on", required=True, help="the day, YYYY-MM-DD")
    ask.add_argument("--json", action="store_true", help="everything, as JSON")
    ask.set_defaults(run=_basis)
    state = words.add_parser("state", help="what is stored of one State, and what was looked at")
    state.add_argument("state", help="the State, such as RO")
    state.add_argument("--on", required=True, help="the day, YYYY-MM-DD")
    state.set_defaults(run=_state)
    check = words.add_parser("check", help="load all data strictly and count its rows")
    check.set_defaults(run=_check)
    criminality.add(words)
    comparison.add(words)
    options = parser.parse_args(list(argv))
    return int(options.run(options))


def _check(_: argparse.Namespace) -> int:
    for file, count in in_use().check().items():
        print(f"{file:<22}{count:>6} rows")
    print(in_use().digest)
    return 0


def _basis(options: argparse.Namespace) -> int:
    found = basis(options.requesting, options.requested, options.measure, _day(options.on))
    if options.json:
        print(json.dumps(found.as_dict(), ensure_ascii=False, indent=1))
    else:
        print("\n".join(basis_text.lines(found)))
    return 0 if found.carriers else EXIT_NONE


def _state(options: argparse.Namespace) -> int:
    print("\n".join(basis_text.of_state(profile.of(options.state, _day(options.on)))))
    return 0


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise DateWrongError() from None
