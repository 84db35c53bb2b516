"""Which instrument carries a measure between two States on a day, and what it requires.

The table says what each instrument asks; here it is asked of the two States: who is bound on the
day, what displaces what, which declarations bite, and what was not looked at. A row is a carrier
only when both States are known to be bound. "Not bound", "not seen" and "not checked" are three
answers. Carriers are ranked; ways without an instrument come after all of them. It advises; a
person decides.
"""

from datetime import date, datetime

from comity.law import (
    carriage,
    clocks,
    competences,
    lastresorts,
    looked,
    measures,
    sources,
    states,
    treaties,
    weighing,
)
from comity.law.answers import (
    AuthorityAnswer,
    Basis,
    Carrier,
    Confidence,
    Hold,
    Instead,
    NotCarrier,
    Ranked,
)
from comity.law.carrying import Alternative, Carry, Competence, Displacement
from comity.law.documents import Clock, Mark
from comity.law.pair import Pair
from comity.law.release import in_use
from comity.law.said import Said, say

_SURE: tuple[Confidence, ...] = ("verified", "secondary", "conditional", "unverified")


def basis(requesting: str, requested: str, measure: str, on: date) -> Basis:
    """The basis of a measure between two States on a day (a date, or the date of a datetime).

    Raises UnknownStateError, UnknownMeasureError, SameStateError. That nothing carries the measure
    is an answer, not an error: ``require()`` turns it into NoInstrumentError.
    """
    pair = Pair(requesting, requested, on.date() if isinstance(on, datetime) else on)
    wanted = measures.get(measure)
    rows, others = _placed(pair, measure)
    carriers = _ranked(pair, [row for row in rows if row.role == "carries"])
    added = _ranked(pair, [row for row in rows if row.role == "supplements"], len(carriers))
    instead = _instead(pair, measure, others)
    others += _not_carriers(pair, measure)
    return Basis(
        requesting=pair.requesting,
        requesting_name=states.name(pair.requesting),
        requested=pair.requested,
        requested_name=states.name(pair.requested),
        measure=measure,
        measure_title=wanted.title,
        on=pair.on,
        carriers=tuple(carriers),
        supplements=tuple(added) if carriers else (),
        instead=tuple(instead),
        not_carriers=tuple(others),
        last_resorts=lastresorts.of(pair, measure, len(carriers)),
        coverage=looked.at(pair, carriers),
        notes=_notes(pair, measure, carriers),
        release=in_use().digest,
    )


def _placed(pair: Pair, measure: str) -> tuple[list[Carry], list[NotCarrier]]:
    """The rows that carry the measure, and the others with the reason."""
    rows: list[Carry] = []
    others: list[NotCarrier] = []
    for row in carriage.rows(measure, pair.bilateral()):
        bound = pair.bound(row.instrument)
        displaced = _displacements(pair, row) if bound else []
        if bound is not True:
            others += _not_bound(pair, row, bound)
        elif displaced:
            others.append(_displaced(row, displaced))
        else:
            rows.append(row)
    return rows, others


def _displacements(pair: Pair, row: Carry) -> list[Displacement]:
    return [
        one
        for one in in_use().carries.displacements
        if (one.instrument, one.measure) == (row.instrument, row.measure) and pair.bound(one.by)
    ]


def _not_bound(pair: Pair, row: Carry, bound: bool | None) -> list[NotCarrier]:
    if not _worth_saying(pair, row):
        return []
    treaty = treaties.get(row.instrument)
    said = [one.said for one in pair.standings(row.instrument) if one.bound is not True]
    in_force = treaties.in_force(row.instrument)
    return [
        NotCarrier(
            instrument=row.instrument,
            short_name=treaty.short_name,
            standing="not_in_force"
            if not in_force
            else "not_bound"
            if bound is False
            else "unknown",
            said=_once(said),
            article=row.article,
            mark="S" if row.mark == "V" else row.mark,
            source="TABLES",
        )
    ]


def _worth_saying(pair: Pair, row: Carry) -> bool:
    """Of a group in which neither State was seen, and of its protocols, nobody has to hear."""
    tables = in_use().carries
    if row.role == "supplements" and not any(pair.bound(x) for x in tables.assistance_treaties):
        return False
    narrow = row.role == "supplements" or row.instrument in tables.unread.instruments
    sides = (pair.requesting, pair.requested)
    return not narrow or any(treaties.status(row.instrument, one) for one in sides)


def _once(said: list[Said]) -> tuple[Said, ...]:
    return tuple({one.text: one for one in said}.values())


def _displaced(row: Carry, by: list[Displacement]) -> NotCarrier:
    return NotCarrier(
        instrument=row.instrument,
        short_name=treaties.get(row.instrument).short_name,
        standing="displaced",
        said=_once([say("instead.data", words=one.text) for one in by]),
        article="; ".join(dict.fromkeys(one.article for one in by)),
        mark=_weakest([one.mark for one in by]),
        source=", ".join(dict.fromkeys(one.source for one in by)),
        use=tuple(dict.fromkeys(use for one in by for use in one.use)),
        may_remain_open=all(one.strength == "reading" for one in by),
    )


def _not_carriers(pair: Pair, measure: str) -> list[NotCarrier]:
    """Other instruments that list both States, so that nobody has to wonder about them."""
    return [
        NotCarrier(
            instrument=one.instrument,
            short_name=treaties.get(one.instrument).short_name,
            standing=one.standing,
            said=(say("instead.data", words=one.text),),
            article=one.article,
            mark=one.mark,
            source=one.source,
        )
        for one in in_use().carries.no_carriers
        if measure in one.measures and pair.listed(one.instrument) and _counts(pair, one.instrument)
    ]


def _counts(pair: Pair, treaty: str) -> bool:
    """Leave out what certainly does not concern the two: one is not bound, or the same side."""
    if treaties.get(treaty).kind == "bilateral":
        return treaty in [one.id for one in treaties.bilateral(pair.requesting, pair.requested)]
    return pair.bound(treaty) is not False


def _instead(pair: Pair, measure: str, others: list[NotCarrier]) -> list[Instead]:
    """Other measures that are open between the two, those that govern first."""
    governing = _uses(others)
    listed = _alternative(measure)
    wanted = dict.fromkeys([*governing, *(listed.use if listed else ())])
    found: list[Instead] = []
    tried = {measure}
    while wanted:
        code = next(iter(wanted))
        del wanted[code]
        tried.add(code)
        rows, displaced = _placed(pair, code)
        names = tuple(row.instrument for row in rows if row.role == "carries")
        if names:
            found.append(_open(code, names, code in governing))
        else:  # what displaces the alternative is open in its place
            wanted |= dict.fromkeys(use for use in _uses(displaced) if use not in tried)
    return found


def _uses(others: list[NotCarrier]) -> list[str]:
    return list(dict.fromkeys(use for one in others for use in one.use))


def _open(measure: str, instruments: tuple[str, ...], governs: bool) -> Instead:
    code = "instead.governs" if governs else "instead.open"
    return Instead(
        measure=measure,
        measure_title=measures.title(measure),
        governs=governs,
        instruments=instruments,
        said=(say(code, list=",".join(instruments), measure=measure),),
    )


def _alternative(measure: str) -> Alternative | None:
    return next((one for one in in_use().carries.alternatives if one.measure == measure), None)


def _ranked(pair: Pair, rows: list[Carry], before: int = 0) -> list[Carrier]:
    """The rows as answers, in the order of rank, then of how sure they are."""
    found = [_carrier(pair, row) for row in rows]
    found.sort(key=lambda one: (one.rank.place, _SURE.index(one.confidence)))
    return [
        one.model_copy(update={"rank": one.rank.model_copy(update={"place": place})})
        for place, one in enumerate(found, start=before + 1)
    ]


def _carrier(pair: Pair, row: Carry) -> Carrier:
    treaty, rank = treaties.get(row.instrument), carriage.rank(row)
    hold, bites = weighing.hold(pair, row), weighing.bites(pair, row)
    conditions = tuple(weighing.condition(pair, row, one) for one in row.conditional_on)
    unsettled = weighing.unverified(row)
    unsettled += [said for one in bites if one.made is None for said in one.said]
    return Carrier(
        **{name: getattr(row, name) for name in _AS_WRITTEN},
        rank=Ranked(place=rank.place, code=rank.code, text=rank.text),
        short_name=treaty.short_name,
        full_name=treaty.full_name,
        authorities=_authorities(pair, row),
        competences=_competences(pair, row),
        hold=hold,
        clocks=_clocks(row, hold),
        service_clocks=tuple(clocks.get(one) for one in row.service_clocks),
        grounds=weighing.allowed_grounds(pair, row),
        grounds_closed=row.grounds_closed
        and all(one.state != "does_not_hold" for one in conditions),
        double_criminality=weighing.double_criminality(pair, row),
        declarations=bites,
        conditional_on=conditions,
        confidence=weighing.confidence(row, conditions, bites),
        unsettled=tuple(unsettled),
        sources=sources.of(*weighing.keys(row)),
        status_sources=_addresses(pair, row),
        why=tuple(one.said for one in pair.standings(row.instrument)),
    )


_AS_WRITTEN = (
    *("instrument", "measure", "title", "article", "procedure", "mark", "field", "duty"),
    *("channel", "contents", "confidentiality", "use_limits", "notes"),
)


def _authorities(pair: Pair, row: Carry) -> tuple[AuthorityAnswer, ...]:
    asked = competences.institutions(pair.requested, "requested", row.authorities)
    return asked + competences.institutions(pair.requesting, "requesting", row.authorities)


def _competences(pair: Pair, row: Carry) -> tuple[Competence, ...]:
    asked = competences.of(pair.requested, row.measure, "requested")
    return asked + competences.of(pair.requesting, row.measure, "requesting")


def _clocks(row: Carry, hold: Hold | None) -> tuple[Clock, ...]:
    codes = list(row.clocks)
    if hold is not None and hold.order is not None and hold.order.clock:
        codes.append(hold.order.clock)
    return tuple(clocks.get(one) for one in dict.fromkeys(codes))


def _addresses(pair: Pair, row: Carry) -> tuple[str, ...]:
    found = [one.source for one in pair.standings(row.instrument) if one.source]
    return tuple(dict.fromkeys(found))


def _notes(pair: Pair, measure: str, carriers: list[Carrier]) -> tuple[Said, ...]:
    notes = [say("note.advice")]
    listed = _alternative(measure)
    if listed is not None and not carriers:
        notes.append(say("instead.data", words=listed.text))
    newest = max((str(one.as_of) for one in treaties.all()), default="")
    if carriers and newest and pair.on.isoformat() > newest:
        notes.append(say("note.newest", day=newest))
    return tuple(notes)


def _weakest(marks: list[Mark]) -> Mark:
    return "U" if "U" in marks else "S" if "S" in marks else "V"
