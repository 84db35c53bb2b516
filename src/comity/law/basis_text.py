"""How ``comity law basis`` and ``comity law state`` read in the terminal, with the marks."""

from collections.abc import Iterable

from comity.law import states
from comity.law.answers import (
    CONFIDENCE,
    AuthorityAnswer,
    Basis,
    Carrier,
    Instead,
    LastResort,
    NotCarrier,
)
from comity.law.carrying import Competence
from comity.law.documents import MARKS, Cited
from comity.law.profile import StateProfile


def of_state(found: StateProfile) -> list[str]:
    """What is stored of one State, for a person."""
    out = [f"{states.name(found.state)} on {found.on}", "Reservations and declarations:"]
    for one in found.items:
        out.append(f"  {one.state}: {one.item.title} ({one.item.article}) [{one.item.mark}]")
        if one.state == "made":
            out += [f"    {answer.text}" for answer in one.answers]
    rule = found.hold.rule
    out.append(f"Holds: {found.hold.sentence} ({rule.article}) [{rule.mark}]")
    out.append("Competences:" if found.competences else "Competences: none was read.")
    for fact in found.competences:
        out.append(f"  {', '.join(fact.measures)}, {fact.side}: {_fact(fact)}")
    out.append("Coverage:")
    for kind in found.coverage:
        out.append(f"  {kind.kind.replace('_', ' ')} - {kind.coverage}: {kind.said}")
    return out


def lines(found: Basis) -> list[str]:
    """The answer for a person, with the marks."""
    out = [
        f"{found.measure} {found.measure_title}",
        f"from {found.requesting_name} to {found.requested_name} on {found.on}",
        "marks: " + "; ".join(f"{mark} = {words}" for mark, words in MARKS.items()),
    ]
    out += _governing(found)
    for carrier in (*found.carriers, *found.supplements):
        out += ["", *_carrier(carrier)]
    beside = [one for one in found.instead if not one.governs]
    if beside:
        out += ["", "Also open between the two:", *map(_instead, beside)]
    if found.last_resorts:
        out += ["", "Last, ways without a binding instrument:"]
        out += [text for one in found.last_resorts for text in _last(one)]
    quiet = [one for one in found.not_carriers if one.standing != "displaced"]
    if quiet:
        out += ["", "Not carriers:", *map(_other, quiet)]
    out += ["", "What was looked at:"]
    out += [f"  {one.subject} - {one.state}: {one.text}" for one in found.coverage]
    return [*out, "", *map(str, found.notes), f"data {found.release}"]


def _governing(found: Basis) -> list[str]:
    """What takes the place of the measure, and whether that is a reading of ours."""
    governing = [one for one in found.instead if one.governs]
    if not governing:
        none = "NO INSTRUMENT in the data carries this measure between the two on this day."
        return [] if found.carriers else ["", none]
    displaced = [one for one in found.not_carriers if one.standing == "displaced"]
    out = ["", f"{found.measure} IS THE WRONG TOOL between these two. What governs:"]
    if found.governed_by_reading:
        out = [
            "",
            f"{found.measure} is not offered between these two. What follows governs; whether "
            f"{found.measure} remains open beside it is a reading of ours [U]:",
        ]
    return [*out, *map(_instead, governing), *map(_other, displaced)]


def _instead(one: Instead) -> str:
    return f"  {one.measure} {one.measure_title}: {one.text}"


def _other(one: NotCarrier) -> str:
    use = f" Use {' or '.join(one.use)}." if one.use else ""
    standing = one.standing.replace("_", " ")
    if one.may_remain_open:
        standing += ", by our reading: it may remain open"
    return f"  {one.short_name} ({standing}): {one.why}{use} ({one.article}) [{one.mark}]"


def _last(one: LastResort) -> list[str]:
    seen = "" if one.standing == "open" else " (membership not seen)"
    out = [f"  {one.place}. {one.title}{seen}: {one.text} ({one.article}) [{one.mark}]"]
    out += [f"     {said}" for said in one.said]
    out += [f"     lacks: {lack.text}" for lack in one.lacks]
    out += [f"     {clock.code} {clock.title}: {clock.length_text}" for clock in one.clocks]
    return out + _authorities(one.authorities, "     ")


def _carrier(one: Carrier) -> list[str]:
    head = f"{one.rank.place}. {one.short_name}, {one.article}"
    out = [f"{head} ({one.confidence}: {CONFIDENCE[one.confidence]})", f"  Rank: {one.rank.text}"]
    out += [f"  {text}" for text in one.why]
    out += _rules("Applies to", one.field)
    out += _rules("Must hold", one.contents)
    out += [*_hold(one), "  Double criminality:"]
    double = one.double_criminality
    out += [f"    {double.text} ({double.article}) [{double.mark}]", *_grounds(one)]
    for title, rules in (
        ("Duties", one.duty),
        ("Channel", one.channel),
        ("Confidentiality", one.confidentiality),
        ("Use limits", one.use_limits),
        ("Notes", one.notes),
    ):
        out += _rules(title, rules)
    if one.authorities:
        out += ["  Authorities, as sources name them:", *_authorities(one.authorities, "    ")]
    if one.competences:
        out += ["  What they may do:", *(f"    {_fact(fact)}" for fact in one.competences)]
    if one.declarations:
        out += ["  Declarations:", *(f"    {bite.text}" for bite in one.declarations)]
    return [*out, *_times(one), *_open(one)]


def _hold(one: Carrier) -> list[str]:
    if one.hold is None:
        return []
    out = [
        "  Hold:",
        _rule(one.hold.treaty),
        f"    starts: {one.hold.treaty.starts}",
        f"    open-ended: {one.hold.treaty.open_ended_when}",
        f"    extension: {one.hold.treaty.extension}",
    ]
    return [*out, f"    order: {one.hold.order_text}"] if one.hold.order else out


def _grounds(one: Carrier) -> list[str]:
    out = ["  Grounds" + (" (no others):" if one.grounds_closed else " (others may apply):")]
    for ground in one.grounds:
        unsure = "" if ground.certain else " Depends on a reservation that was not seen."
        extra = f" {ground.only_if}" if ground.only_if else ""
        text = f"{ground.code} {ground.title}.{extra}{unsure}"
        out.append(f"    {text} ({ground.article}) [{ground.mark}]")
    return out if one.grounds else [*out, "    None is in the data."]


def _times(one: Carrier) -> list[str]:
    out = [f"    {c.code} {c.title}: {c.length_text} ({c.basis}) [{c.mark}]" for c in one.clocks]
    out += [
        f"    {clock.code} {clock.title}: {clock.length_text} (promise of the network)"
        for clock in one.service_clocks
    ]
    return ["  Clocks:", *(out or ["    No time is set."])]


def _open(one: Carrier) -> list[str]:
    out = ["  Depends on:"] if one.conditional_on else []
    for answer in one.conditional_on:
        state = answer.state.replace("_", " ")
        out.append(f"    {answer.condition.article} - {state}: {answer.text}")
    if one.unsettled:
        out += ["  NOT SETTLED:", *(f"    {text}" for text in one.unsettled)]
    out += ["  Sources:", *(f"    {source.name}: {source.url}" for source in one.sources)]
    return out + [f"    Who is bound: {address}" for address in one.status_sources]


def _authorities(found: tuple[AuthorityAnswer, ...], indent: str) -> list[str]:
    out = []
    for one in found:
        head = f"{indent}{states.name(one.state)} ({one.side}), {one.title}: "
        if not one.seen:
            out.append(head + "none was seen, which is not the same as none")
        out += [
            f"{head}{each.name} ({each.confidence} source of {each.as_of})" for each in one.seen
        ]
    return out


def _fact(fact: Competence) -> str:
    return f"{states.name(fact.state)}: {fact.text} ({fact.article}) [{fact.mark}]"


def _rules(title: str, rules: Iterable[Cited]) -> list[str]:
    found = [_rule(rule) for rule in rules]
    return [f"  {title}:", *found] if found else []


def _rule(rule: Cited) -> str:
    text = getattr(rule, "text", "")
    needed = getattr(rule, "needed", "always")
    extra = "" if needed == "always" else f" ({needed.replace('_', ' ')})"
    if getattr(rule, "asked_by", "text") == "design":
        extra += " (asked by this network, not by the instrument)"
    mark = "design" if rule.source == "DESIGN" else rule.mark
    return f"    {text}{extra} ({rule.article}) [{mark}]"
