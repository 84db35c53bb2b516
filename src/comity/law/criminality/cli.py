"""``comity law assess``: one case for a person, or a file of cases for a program.

Exit 0: every case was answered, whatever the finding; 2: a case could not be read (with a file of
cases the others are answered all the same).
"""

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from comity.law import bundles, terminal, words
from comity.law.criminality import book, explanation, limits
from comity.law.criminality.cases import Case, Unread, read_bytes, read_case, read_cases
from comity.law.criminality.engine import assess
from comity.law.criminality.errors import CaseFieldError
from comity.law.criminality.finding import Finding, SideFinding
from comity.law.criminality.wording import Wording, answer
from comity.law.errors import DataFileMissingError
from comity.law.release import Release, in_use

EXIT_SOME_FAILED = 2


def add(words_of_law: Any) -> None:
    """Add the word to the parser of ``comity law``."""
    ask = words_of_law.add_parser("assess", help="is this conduct an offence in both States?")
    ask.add_argument("--from", dest="requesting", help="the State that asks, such as CN")
    ask.add_argument("--to", dest="requested", help="the State that is asked, such as US")
    ask.add_argument("--facts", type=Path, help="a JSON file with the facts, or with a whole case")
    ask.add_argument("--on", help="the day, YYYY-MM-DD")
    ask.add_argument("--measure", help="M01 to M22, or extradition")
    ask.add_argument("--stage", help="completed or attempt")
    ask.add_argument("--cases", type=Path, help="a file with one case per line; - reads the input")
    ask.add_argument("--json", action="store_true", help="answer lines, one JSON object each")
    ask.add_argument("--html", type=Path, help="write the reasoned page to this file")
    ask.add_argument("--language", default="en", help="ar, en, es, fr, ru or zh")
    ask.add_argument(
        "--release", help="another release of the data: a folder, a bundle or a digest"
    )
    ask.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Answer. Raises LawError for a wrong question."""
    words.of(options.language)
    release = bundles.at(options.release) if options.release else in_use()
    wording = Wording(book.of(release).offences, options.language)
    if options.cases is not None:
        if options.facts or options.requesting or options.requested:
            raise CaseFieldError("Give --cases, or --from, --to and --facts; not both.")
        return _many(options, release, wording)
    if options.facts is None:
        raise CaseFieldError("Give --facts with a file of facts, or --cases with a file of cases.")
    finding = assess(read_case(_one(options), release), release)
    if options.html is not None:
        page = explanation.page(finding, options.language, release=release)
        terminal.write(options.html, page.encode())
    if options.json:
        print(_json(answer(finding, wording)))
    elif options.html is None:
        print("\n".join(lines(finding, wording)))
    return 0


def _one(options: argparse.Namespace) -> dict[str, Any]:
    found = read_bytes(terminal.read(options.facts, limits.CASE_BYTES + 1))
    if not isinstance(found, dict):
        raise CaseFieldError("The file must hold one object with facts.")
    case = dict(found) if "facts" in found else {"facts": found}
    given = {
        "requesting_state": options.requesting,
        "requested_state": options.requested,
        "evaluation_date": options.on,
        "measure": options.measure,
        "stage": options.stage,
    }
    case.update({name: value for name, value in given.items() if value is not None})
    case.setdefault("id", options.facts.name)
    return case


def _many(options: argparse.Namespace, release: Release, wording: Wording) -> int:
    failed = 0
    for one in _cases(options.cases, release):
        if isinstance(one, Unread):
            failed += 1
            print(_json({"id": one.id, "line": one.line, "error": one.error.as_dict()}))
            print(f"line {one.line}: {one.error.sentence}", file=sys.stderr)
            continue
        finding = assess(one, release)
        if options.json:
            print(_json(answer(finding, wording)))
        else:
            pair = f"{one.requesting_state} -> {one.requested_state}"
            print(f"{one.id}\t{pair}\t{wording.verdict(finding.finding)}")
    if failed:
        print(f"{failed} lines could not be read; the others were answered.", file=sys.stderr)
    return EXIT_SOME_FAILED if failed else 0


def _cases(path: Path, release: Release) -> Iterator[Case | Unread]:
    if str(path) == "-":
        yield from read_cases(_bounded(sys.stdin.buffer), release)
        return
    try:
        stream = path.open("rb")
    except OSError as error:
        raise DataFileMissingError(f"{path.name} cannot be read: {error.strerror}.") from None
    with stream:
        yield from read_cases(_bounded(stream), release)


def _bounded(stream: Any) -> Iterator[bytes]:
    """Lines, none of them read further than the limit and its rest thrown away."""
    while line := stream.readline(limits.CASE_BYTES + 1):
        yield line
        while len(line) > limits.CASE_BYTES and not line.endswith(b"\n"):
            line = stream.readline(limits.CASE_BYTES + 1)
            if not line:
                return


def lines(finding: Finding, wording: Wording) -> list[str]:
    """The finding for a person."""
    case, say = finding.case, wording.translate
    out = [
        f"{say('Finding')}: {wording.verdict(finding.finding)}",
        f"{case.requesting_state} -> {case.requested_state}, {case.measure}, {case.evaluation_date}",
    ]
    for title, side in (
        (say("Requesting State"), finding.requesting),
        (say("Requested State"), finding.requested),
    ):
        out += [
            "",
            f"{title}: {side.state}: {wording.verdict(side.finding)}",
            *_side(side, wording),
        ]
    if finding.questions:
        out += ["", f"{say('What would settle it')}:"]
        out += [f"  {wording.question(one)}" for one in finding.questions]
    if finding.relied_on:
        out += ["", f"{say('Rests on a reading')}:"]
        out += [f"  {wording.element(slug)}" for slug in finding.relied_on]
    out += ["", *(wording.reason(one) for one in finding.remarks)]
    out.append(say("Advice, not a decision. A person decides, with reasons."))
    return [*out, f"{finding.data_version} / {finding.engine}"]


def _side(side: SideFinding, wording: Wording) -> list[str]:
    out = [f"  {wording.reason(one)}" for one in side.because]
    for one in side.provisions:
        out.append(f"  {one.citation} ({one.id}): {wording.verdict(one.finding)}")
        out += [f"      {wording.reason(each)}" for each in one.because]
    return out


def _json(plain: dict[str, Any]) -> str:
    return json.dumps(plain, ensure_ascii=False, sort_keys=False)
