"""``comity law``: ask the law data from the terminal, and check a release of it.

Prints every statement with its article and its mark. Exit 0: there is a basis, or the data is
right; 1: no instrument carries the measure; 2: the question or the data is wrong.
"""

import argparse
import json
from collections.abc import Sequence
from datetime import date

from comity.law.answers import CONFIDENCE, Basis, Carrier
from comity.law.basis import basis
from comity.law.criminality import cli as criminality
from comity.law.documents import MARKS, Cited
from comity.law.errors import LawError
from comity.law.release import packaged

EXIT_NONE = 1


class DateWrongError(LawError):
    """The day is not written as YYYY-MM-DD."""

    sentence = "Write the day as YYYY-MM-DD, such as 2026-11-25."


def main(argv: Sequence[str]) -> int:
    """Run one word of ``comity law``. Raises LawError for a wrong question or wrong data."""
    parser = argparse.ArgumentParser(prog="comity law", description=__doc__.split("\n", 1)[0])
    words = parser.add_subparsers(dest="word", required=True)
    ask = words.add_parser("basis", help="which instrument carries a measure, and what it asks")
    ask.add_argument("requesting", help="the State that asks, such as RO")
    ask.add_argument("requested", help="the State that is asked, such as MA")
    ask.add_argument("--measure", required=True, help="M01 to M22")
    ask.add_argument("--on", required=True, help="the day, YYYY-MM-DD")
    ask.add_argument("--json", action="store_true", help="everything, as JSON")
    ask.set_defaults(run=_basis)
    check = words.add_parser("check", help="load all data strictly and count its rows")
    check.set_defaults(run=_check)
    criminality.add(words)
    options = parser.parse_args(list(argv))
    return int(options.run(options))


def _check(_: argparse.Namespace) -> int:
    for file, count in packaged().check().items():
        print(f"{file:<22}{count:>6} rows")
    print(packaged().digest)
    return 0


def _basis(options: argparse.Namespace) -> int:
    try:
        on = date.fromisoformat(options.on)
    except ValueError:
        raise DateWrongError() from None
    found = basis(options.requesting, options.requested, options.measure, on)
    if options.json:
        print(json.dumps(found.as_dict(), ensure_ascii=False, indent=1))
    else:
        print("\n".join(lines(found)))
    return 0 if found.carriers else EXIT_NONE


def lines(found: Basis) -> list[str]:
    """The answer for a person, with the marks."""
    out = [
        f"{found.measure} {found.measure_title}",
        f"from {found.requesting_name} to {found.requested_name} on {found.on}",
        "marks: " + "; ".join(f"{mark} = {words}" for mark, words in MARKS.items()),
    ]
    for carrier in found.carriers:
        out += ["", *_carrier(carrier)]
    if not found.carriers:
        out += ["", "NO INSTRUMENT in the data carries this measure between the two on this day."]
    out += ["", "Not carriers:"]
    for other in found.not_carriers:
        use = f" Use {' or '.join(other.use)}." if other.use else ""
        standing = other.standing.replace("_", " ")
        out.append(f"  {other.short_name} ({standing}): {other.why}{use} [{other.mark}]")
    out += ["", "What was looked at:"]
    out += [f"  {one.subject} - {one.state}: {one.text}" for one in found.coverage]
    return [*out, "", *found.notes, f"data {found.release}"]


def _carrier(one: Carrier) -> list[str]:
    out = [f"{one.short_name}, {one.article} ({one.confidence}: {CONFIDENCE[one.confidence]})"]
    out += [f"  {text}" for text in one.why]
    out += ["  Must hold:", *(_rule(content) for content in one.contents)]
    if one.hold is not None:
        out += [
            "  Hold:",
            _rule(one.hold.treaty),
            f"    open-ended: {one.hold.treaty.open_ended_when}",
        ]
        out += [f"    extension: {one.hold.treaty.extension}", f"    order: {one.hold.order_text}"]
    double = one.double_criminality
    out += ["  Double criminality:", f"    {double.text} ({double.article}) [{double.mark}]"]
    out.append("  Grounds" + (" (no others):" if one.grounds_closed else ":"))
    for ground in one.grounds:
        unsure = "" if ground.certain else " Depends on a reservation that was not seen."
        extra = f" {ground.only_if}" if ground.only_if else ""
        text = f"{ground.code} {ground.title}.{extra}{unsure}"
        out.append(f"    {text} ({ground.article}) [{ground.mark}]")
    for title, rules in (
        ("Duties", one.duty),
        ("Channel", one.channel),
        ("Confidentiality", one.confidentiality),
        ("Use limits", one.use_limits),
        ("Notes", one.notes),
    ):
        if rules:
            out += [f"  {title}:", *(_rule(rule) for rule in rules)]
    if one.declarations:
        out += ["  Declarations:", *(f"    {bite.text}" for bite in one.declarations)]
    out.append("  Clocks:")
    out += [f"    {c.code} {c.title}: {c.length_text} ({c.basis}) [{c.mark}]" for c in one.clocks]
    for clock in one.service_clocks:
        out.append(f"    {clock.code} {clock.title}: {clock.length_text} (promise of the network)")
    out.append("  Depends on:")
    for answer in one.conditional_on:
        state = answer.state.replace("_", " ")
        out.append(f"    {answer.condition.article} - {state}: {answer.text}")
    if one.unsettled:
        out += ["  NOT SETTLED:", *(f"    {text}" for text in one.unsettled)]
    return out


def _rule(rule: Cited) -> str:
    text = getattr(rule, "text", "")
    needed = getattr(rule, "needed", "always")
    extra = "" if needed == "always" else f" ({needed.replace('_', ' ')})"
    if getattr(rule, "asked_by", "text") == "design":
        extra += " (asked by this network, not by the instrument)"
    mark = "design" if rule.source == "DESIGN" else rule.mark
    return f"    {text}{extra} ({rule.article}) [{mark}]"
