"""``comity law``: ask the law data from the terminal, and check a release of it.

Prints every statement with its article and its mark. Exit 0: there is a basis, or the data is
right; 1: no instrument carries the measure; 2: the question or the data is wrong.
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

from comity.law import basis_text, bundles, offence_coverage, profile, terminal
from comity.law.basis import basis
from comity.law.comparison import cli as comparison
from comity.law.criminality import cli as criminality
from comity.law.criminality import explain_cli as explaining
from comity.law.release import in_use

EXIT_NONE = 1


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
    covered = words.add_parser("coverage", help="what is recorded of each type of offence")
    covered.add_argument("state", help="the State, such as RO")
    covered.add_argument("--on", required=True, help="the day, YYYY-MM-DD")
    covered.set_defaults(run=_coverage)
    check = words.add_parser("check", help="load all data strictly and count its rows")
    check.set_defaults(run=_check)
    bundle = words.add_parser("bundle", help="this release as one file, for the directory")
    bundle.add_argument("--out", type=Path, required=True)
    bundle.set_defaults(run=_bundle)
    log = words.add_parser("changes", help="what was changed in the data, why, by which source")
    log.add_argument("--since", default="", help="YYYY-MM-DD")
    log.add_argument(
        "--missing", action="store_true", help="changed rows that the log does not tell"
    )
    log.set_defaults(run=_changes)
    criminality.add(words)
    explaining.add(words)
    comparison.add(words)
    options = parser.parse_args(list(argv))
    return int(options.run(options))


def _bundle(options: argparse.Namespace) -> int:
    in_use().check()
    terminal.write(options.out, bundles.pack(in_use()))
    print(in_use().digest)
    return 0


def _changes(options: argparse.Namespace) -> int:
    if options.missing:
        missing = in_use().undocumented_changes()
        for file, key, kind in missing:
            print(f"{file}\t{key}\t{kind}")
        return EXIT_NONE if missing else 0
    if options.since:
        terminal.day(options.since)
    for one in in_use().changes:
        if one.date >= options.since:
            print(f"{one.id} {one.date} {one.kind} {one.key} ({one.file}): {one.what}. {one.why}")
            print(f"    {one.source_url} ({one.source_reliability}); reviewed by {one.reviewer}")
    return 0


def _check(_: argparse.Namespace) -> int:
    for file, count in in_use().check().items():
        print(f"{file:<22}{count:>6} rows")
    print(in_use().digest)
    return 0


def _basis(options: argparse.Namespace) -> int:
    found = basis(options.requesting, options.requested, options.measure, terminal.day(options.on))
    if options.json:
        print(json.dumps(found.as_dict(), ensure_ascii=False, indent=1))
    else:
        print("\n".join(basis_text.lines(found)))
    return 0 if found.carriers else EXIT_NONE


def _state(options: argparse.Namespace) -> int:
    print("\n".join(basis_text.of_state(profile.of(options.state, terminal.day(options.on)))))
    return 0


def _coverage(options: argparse.Namespace) -> int:
    for one in offence_coverage.all_of(options.state, terminal.day(options.on)):
        print(f"{one.type:<34}{one.kind}")
        for seen in one.seen:
            parts = (seen.row, seen.source, seen.as_of and f"as of {seen.as_of}")
            print("    " + "; ".join(part for part in parts if part))
    return 0
