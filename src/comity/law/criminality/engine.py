"""The double criminality test: is this conduct an offence in both States on that day?

The conduct decides, never the name of an offence (BC 25(5)). Pure: the same case and the same
release give the same answer for ever, and ``data_version`` says which release that was. It advises;
a person decides.
"""

from comity.law.criminality import book as books
from comity.law.criminality import detail, listing, questions
from comity.law.criminality.cases import Case
from comity.law.criminality.finding import (
    Finding,
    Part,
    ProvisionFinding,
    Question,
    Reason,
    SideFinding,
)
from comity.law.criminality.sides import Side, Trial, weigh
from comity.law.criminality.values import FALSE, OPEN, TRUE
from comity.law.release import Release, answering_from, in_use


def assess(case: Case, release: Release | None = None) -> Finding:
    """The finding for both States, with reasons, questions and the version of the data."""
    data = release or in_use()
    with answering_from(data):  # also whether an instrument binds is a question to this release
        return _assess(case, data)


def _assess(case: Case, data: Release) -> Finding:
    trial = Trial.of(books.of(data), case)
    asking, asked = weigh(trial, case.requesting_state), weigh(trial, case.requested_state)
    requesting = _requesting(trial, asking)
    requested = _requested(trial, asking, asked, requesting)
    sides = ((asking, requesting), (asked, requested))
    value = min(requesting.value, requested.value)
    still_open = [side for side, found in sides if found.rule == "tested" and value == OPEN]
    by_list = asking if value == OPEN and requested.rule == "tested" else None
    asks = questions.smallest(trial, still_open, by_list)
    conflicts = _conflicts(trial)
    return Finding(
        case=case,
        value=value,
        requesting=requesting,
        requested=requested,
        missing=_missing(trial, sides, asks),
        questions=asks,
        relied_on=_relied_on((requesting, requested)),
        engaged=trial.engaged,
        conflicts=conflicts,
        remarks=tuple(_remarks(trial, (requesting, requested), conflicts)),
        data_version=data.digest,
    )


def _requesting(trial: Trial, side: Side) -> SideFinding:
    if not trial.case.requesting_offence_established:
        return _tested(trial, side)
    shown = tuple(one for one in detail.provisions(trial, side) if one.value == TRUE)
    because = (Reason("established", {"state": side.state}),)
    return SideFinding(side.state, TRUE, shown, side.coverage, because, "established")


def _requested(trial: Trial, asking: Side, side: Side, requesting: SideFinding) -> SideFinding:
    tested = _tested(trial, side)
    all_the_same = Reason("tested_all_the_same", {"finding": tested.finding})
    listed = _listed(trial, requesting)
    if listed is not None:
        because = (listed, all_the_same)
        return SideFinding(side.state, TRUE, tested.provisions, side.coverage, because, "eu_list")
    undecided = tuple(one.clause.row.id for one in listing.undecided(trial, asking))
    if tested.value == FALSE and undecided:
        because = (Reason("something_open", {"provisions": undecided}), all_the_same)
        return SideFinding(side.state, OPEN, tested.provisions, side.coverage, because)
    return tested


def _listed(trial: Trial, requesting: SideFinding) -> Reason | None:
    """Where the European list replaces the test: category, and three years in the issuing State."""
    instrument = listing.instrument(trial.case)
    for one in requesting.provisions if instrument else ():
        numbers = listing.categories(trial.book, one.types)
        if one.value == TRUE and numbers and one.penalty.meets.get("eu_list"):
            parts: dict[str, Part] = {
                "instrument": instrument,
                "categories": numbers,
                "provision": one.id,
            }
            return Reason("eu_list", parts)
    return None


def _tested(trial: Trial, side: Side) -> SideFinding:
    found = detail.provisions(trial, side)
    because = _side_because(trial, side, found)
    return SideFinding(side.state, side.value, found, side.coverage, because)


def _side_because(
    trial: Trial, side: Side, shown: tuple[ProvisionFinding, ...]
) -> tuple[Reason, ...]:
    book = trial.book
    carrying = tuple(one.id for one in shown if one.value == side.value)
    if trial.general:
        return (Reason("general_rule_alone", {"provisions": carrying}),)
    if side.value == TRUE:
        return (Reason("carried", {"provisions": carrying}),)
    open_types = [one for one in side.coverage if not one.covered]
    if side.value == FALSE:
        gaps = tuple(i for one in side.coverage if one.state == "gap" for i in one.by)
        found = [Reason("all_defeated", {"state": side.state, "tried": len(side.weighed)})]
        return (*found, *(Reason("gap", {"gap": gap}) for gap in gaps))
    found = []
    if not book.offences.of(side.state) and not book.gaps(side.state):
        found.append(Reason("state_without_data", {"state": side.state}))
    if carrying:
        found.append(Reason("something_open", {"provisions": carrying}))
    if not trial.told:
        found.append(Reason("nothing_engaged", {}))
    codes = {
        "day_open": "type_day_open",
        "looked_not_found": "type_not_found",
        "not_checked": "type_not_checked",
    }
    parts = [(codes[one.state], {"state": side.state, "type": one.type}) for one in open_types]
    return (*found, *(Reason(code, part) for code, part in parts))


def _missing(
    trial: Trial, sides: tuple[tuple[Side, SideFinding], ...], asks: tuple[Question, ...]
) -> tuple[str, ...]:
    bits = trial.book.bits
    mask = bits.mask(one.slug for one in asks if one.slug and one.code in ("fact", "measure"))
    for side, finding in sides:
        if finding.value == FALSE:
            mask |= questions.missing(trial, side)
    return bits.slugs(mask)


def _conflicts(trial: Trial) -> tuple[str, ...]:
    """What was stated absent, but follows from what is present, by itself or by a reading."""
    states = (trial.case.requesting_state, trial.case.requested_state)
    read = [trial.facts.read_for(state)[0] for state in states]
    return trial.book.bits.slugs(trial.facts.denied & (read[0] | read[1]))


def _relied_on(sides: tuple[SideFinding, SideFinding]) -> tuple[str, ...]:
    found = [
        slug
        for side in sides
        if side.rule == "tested"
        for one in side.provisions
        if one.value == side.value and one.relevant
        for slug in one.relied_on
    ]
    return tuple(dict.fromkeys(found))


def _declared(trial: Trial, side: SideFinding) -> list[Reason]:
    """What the State declared that it asks for, where neither facts nor carrying text have it."""
    book, facts = trial.book, trial.facts
    stated = book.bits.mask(
        slug
        for one in side.carried_by
        if side.value == TRUE
        for slug in book.offences.provisions[one.id].elements.all
    )
    return [
        Reason("declared_extra", {"state": side.state, "article": one.article, "slug": one.element})
        for one in book.declared(side.state, trial.case.evaluation_date)
        if one.type in trial.engaged
        and side.rule == "tested"
        and not book.bits.bit(one.element) & (facts.true | book.bits.closure(stated))
    ]


def _remarks(
    trial: Trial, sides: tuple[SideFinding, SideFinding], conflicts: tuple[str, ...]
) -> list[Reason]:
    book, case, facts = trial.book, trial.case, trial.facts
    found = [Reason("conflict", {"slug": slug}) for slug in conflicts]
    found += [Reason("field_kept", {"field": name}) for name in case.kept]
    found += [
        Reason("measure_not_asked", {"measure": measure, "unit": unit})
        for measure, unit in sorted(facts.quantities)
        if (measure, unit) not in book.measures
    ]
    if facts.true & book.bits.bit("aid_or_instigate") and case.participation == "principal":
        found.append(Reason("helper_not_tested", {}))
    found += [one for side in sides for one in _declared(trial, side)]
    for side in sides:
        for one in side.provisions:
            if one.value == TRUE and book.offences.provisions[one.id].complaint_required:
                found.append(Reason("complaint_required", {"provision": one.id}))
    return list({(one.code, str(one.parts)): one for one in found}.values())
