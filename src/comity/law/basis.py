"""Which instrument carries a measure between two States on a day, and what it requires.

The table says what each instrument asks; here it is asked of the two States: who is bound on the
day, what displaces what, which declarations bite, and what was not looked at. A row is a carrier
only when both States are known to be bound. "Not bound", "not seen" and "not checked" are three
answers. It advises; a person decides.
"""

from datetime import date, datetime

from comity.law import clocks, declarations, grounds, holds, measures, sources, states, treaties
from comity.law.answers import (
    Basis,
    Bite,
    Carrier,
    ConditionAnswer,
    Confidence,
    Coverage,
    DoubleCriminality,
    Hold,
    NotCarrier,
)
from comity.law.documents import Carry, Cited, Condition, Displacement, Document, Mark
from comity.law.errors import SameStateError
from comity.law.release import packaged


def basis(requesting: str, requested: str, measure: str, on: date) -> Basis:
    """The basis of a measure between two States on a day (a date, or the date of a datetime).

    Raises UnknownStateError, UnknownMeasureError, SameStateError. That nothing carries the measure
    is an answer, not an error: ``require()`` turns it into NoInstrumentError.
    """
    pair = _Pair(requesting, requested, on.date() if isinstance(on, datetime) else on)
    wanted = measures.get(measure)
    carriers: list[Carrier] = []
    others: list[NotCarrier] = []
    for row in packaged().carries.carries:
        if row.measure == measure:
            _place(pair, row, carriers, others)
    others += _not_carriers(pair, measure)
    return Basis(
        requesting=requesting,
        requesting_name=pair.requesting_name,
        requested=requested,
        requested_name=pair.requested_name,
        measure=measure,
        measure_title=wanted.title,
        on=pair.on,
        carriers=tuple(carriers),
        not_carriers=tuple(others),
        coverage=_coverage(pair, carriers),
        notes=_notes(pair, measure, carriers),
        release=packaged().digest,
    )


class _Pair:
    """The two States of one question and its day."""

    def __init__(self, requesting: str, requested: str, on: date) -> None:
        self.requesting, self.requested, self.on = requesting, requested, on
        self.requesting_name = states.name(requesting)
        self.requested_name = states.name(requested)
        if requesting == requested:
            raise SameStateError()

    def standings(self, treaty: str) -> tuple[treaties.Standing, treaties.Standing]:
        return (
            treaties.standing(treaty, self.requesting, self.on),
            treaties.standing(treaty, self.requested, self.on),
        )

    def bound(self, treaty: str) -> bool | None:
        """Both bound: yes; one certainly not: no; else not seen."""
        answers = {one.bound for one in self.standings(treaty)}
        return False if False in answers else (None if None in answers else True)

    def listed(self, treaty: str) -> bool:
        """Both States have a row under the instrument."""
        return all(treaties.status(treaty, one) for one in (self.requesting, self.requested))


def _place(pair: _Pair, row: Carry, carriers: list[Carrier], others: list[NotCarrier]) -> None:
    """Put one row where it belongs: among the carriers, or among the others with the reason."""
    bound = pair.bound(row.instrument)
    if bound is not True:
        others.append(_not_bound(pair, row, bound))
        return
    displaced = [
        one
        for one in packaged().carries.displacements
        if (one.instrument, one.measure) == (row.instrument, row.measure) and pair.bound(one.by)
    ]
    if displaced:
        others.append(_displaced(row, displaced))
    else:
        carriers.append(_carrier(pair, row))


def _not_bound(pair: _Pair, row: Carry, bound: bool | None) -> NotCarrier:
    treaty = treaties.get(row.instrument)
    texts = [one.text for one in pair.standings(row.instrument) if one.bound is not True]
    in_force = treaties.in_force(row.instrument)
    return NotCarrier(
        instrument=row.instrument,
        short_name=treaty.short_name,
        standing="not_in_force" if not in_force else "not_bound" if bound is False else "unknown",
        why=" ".join(dict.fromkeys(texts)),
        article=row.article,
        mark="S" if row.mark == "V" else row.mark,
        source="TABLES",
    )


def _displaced(row: Carry, by: list[Displacement]) -> NotCarrier:
    return NotCarrier(
        instrument=row.instrument,
        short_name=treaties.get(row.instrument).short_name,
        standing="displaced",
        why=" ".join(one.text for one in by),
        article="; ".join(one.article for one in by),
        mark=_weakest([one.mark for one in by]),
        source=", ".join(dict.fromkeys(one.source for one in by)),
        use=tuple(dict.fromkeys(use for one in by for use in one.use)),
    )


def _not_carriers(pair: _Pair, measure: str) -> list[NotCarrier]:
    """Other instruments that list both States, so that nobody has to wonder about them."""
    found = [
        NotCarrier(
            instrument=one.instrument,
            short_name=treaties.get(one.instrument).short_name,
            standing=one.standing,
            why=one.text,
            article=one.article,
            mark=one.mark,
            source=one.source,
        )
        for one in packaged().carries.no_carriers
        if measure in one.measures and pair.listed(one.instrument) and _counts(pair, one.instrument)
    ]
    known = {one.instrument for one in found}
    for treaty in _bilateral(pair):
        if treaty not in known:
            found.append(
                NotCarrier(
                    instrument=treaty,
                    short_name=treaties.get(treaty).short_name,
                    standing="not_modelled",
                    why="A bilateral treaty of the two is listed; its text was not read.",
                    article="not read",
                    mark="U",
                    source="TABLES",
                )
            )
    return found


def _counts(pair: _Pair, treaty: str) -> bool:
    """Leave out what certainly does not concern the two: one is not bound, or the same side."""
    instrument = treaties.get(treaty)
    if instrument.kind == "bilateral":
        return treaty in [one.id for one in treaties.bilateral(pair.requesting, pair.requested)]
    row = treaties.status(treaty, pair.requested)
    binds_nobody = row is not None and row.status in treaties.NOT_BINDING
    return binds_nobody or pair.bound(treaty) is not False


def _bilateral(pair: _Pair) -> list[str]:
    """Bilateral treaties of the two on mutual assistance that the data lists."""
    no_assistance = [
        one.instrument for one in packaged().carries.no_carriers if one.standing == "not_a_carrier"
    ]
    return [
        one.id
        for one in treaties.bilateral(pair.requesting, pair.requested)
        if one.id not in no_assistance
    ]


def _carrier(pair: _Pair, row: Carry) -> Carrier:
    treaty = treaties.get(row.instrument)
    hold = _hold(pair, row)
    double = _double_criminality(pair, row)
    bites = _bites(pair, row)
    conditions = tuple(_condition(pair, row, one) for one in row.conditional_on)
    codes = list(row.clocks)
    if hold is not None and hold.order.clock and hold.order.clock not in codes:
        codes.append(hold.order.clock)
    standings = pair.standings(row.instrument)
    unsettled = [f"{place}: {text}" for place, text in _unverified(row)]
    unsettled += [one.text for one in bites if one.made is None]
    return Carrier(
        instrument=row.instrument,
        short_name=treaty.short_name,
        full_name=treaty.full_name,
        measure=row.measure,
        title=row.title,
        article=row.article,
        procedure=row.procedure,
        mark=row.mark,
        duty=row.duty,
        channel=row.channel,
        contents=row.contents,
        hold=hold,
        clocks=tuple(clocks.get(one) for one in codes),
        service_clocks=tuple(clocks.get(one) for one in row.service_clocks),
        grounds=grounds.allowed(row.instrument, row.measure, requested=pair.requested, on=pair.on),
        grounds_closed=row.grounds_closed
        and all(one.state != "does_not_hold" for one in conditions),
        double_criminality=double,
        confidentiality=row.confidentiality,
        use_limits=row.use_limits,
        declarations=bites,
        conditional_on=conditions,
        confidence=_confidence(row, conditions, bites),
        unsettled=tuple(unsettled),
        sources=sources.of(*_keys(row)),
        why=tuple(one.text for one in standings),
        notes=row.notes,
    )


def _hold(pair: _Pair, row: Carry) -> Hold | None:
    if row.hold is None:
        return None
    order = holds.of(pair.requested)
    return Hold(
        treaty=row.hold, order=order.rule, order_known=order.known, order_text=order.sentence
    )


def _double_criminality(pair: _Pair, row: Carry) -> DoubleCriminality:
    rule = row.double_criminality
    allowed: bool | None = {"never": False, "only_by_reservation": False}.get(rule.rule)
    text = rule.text
    if rule.reservation is not None:
        allowed = declarations.made(pair.requested, row.instrument, rule.reservation, pair.on).made
        choice = {True: rule.text_if_reserved, None: rule.text_if_unknown, False: rule.text}
        text = choice[allowed] or rule.text
    return DoubleCriminality(
        rule=rule.rule,
        allowed=allowed,
        text=text,
        article=rule.article,
        mark=rule.mark,
        source=rule.source,
    )


def _bites(pair: _Pair, row: Carry) -> tuple[Bite, ...]:
    """Declarations that change something: those made, and those that may have been made."""
    found = [_bite(pair, row, "requested", effect) for effect in row.biting_declarations]
    for effect in row.biting_either:
        found += [_bite(pair, row, side, effect) for side in ("requesting", "requested")]
    certain = [one for one in found if one.made is True]
    # Of the wide list only what was seen is shown; of what decides, also what was not seen.
    return tuple(
        one
        for one in found
        if one in certain or (one.made is None and one.effect in row.biting_declarations)
    )


def _bite(pair: _Pair, row: Carry, side: str, effect: str) -> Bite:
    state = pair.requested if side == "requested" else pair.requesting
    answer = declarations.made(state, row.instrument, effect, pair.on)
    return Bite(
        state=state,
        side="requested" if side == "requested" else "requesting",
        effect=effect,
        made=answer.made,
        text=answer.text,
        source=answer.source,
        as_of=answer.as_of,
    )


def _condition(pair: _Pair, row: Carry, condition: Condition) -> ConditionAnswer:
    if condition.kind != "no_other_assistance_treaty":
        return ConditionAnswer(condition=condition, state="not_checked", text=condition.text)
    treaty_ids = [one for one in packaged().carries.assistance_treaties if one != row.instrument]
    binding = [one for one in treaty_ids if pair.bound(one)] + _bilateral(pair)
    if binding:
        names = ", ".join(treaties.get(one).short_name for one in binding)
        text = f"In force between the two as far as seen: {names}. "
        text += "It governs instead: its procedure, grounds and use limits apply."
        return ConditionAnswer(condition=condition, state="does_not_hold", text=text)
    text = f"Bilateral treaties between {pair.requesting_name} and {pair.requested_name} were not "
    text += "checked: if one on mutual assistance is in force, it governs instead."
    for one in treaty_ids:
        both = pair.standings(one)
        if {side.bound for side in both} == {True, None}:
            text += "".join(f" {side.text}" for side in both if side.bound is None)
    return ConditionAnswer(condition=condition, state="not_checked", text=text)


def _confidence(
    row: Carry, conditions: tuple[ConditionAnswer, ...], bites: tuple[Bite, ...]
) -> Confidence:
    if row.mark == "U":
        return "unverified"
    treaty_level = [one for one in conditions if one.condition.kind != "domestic_power"]
    if any(one.state != "holds" for one in treaty_level) or any(b.made is None for b in bites):
        return "conditional"
    listed = treaties.listing(row.instrument)
    seen_in_full = listed is not None and listed.complete
    return "verified" if row.mark == "V" and seen_in_full else "secondary"


def _coverage(pair: _Pair, carriers: list[Carrier]) -> tuple[Coverage, ...]:
    both = f"between {pair.requesting_name} and {pair.requested_name}"
    listed = _bilateral(pair)
    bilateral = Coverage(
        subject="bilateral treaties",
        state="partly checked" if listed else "not checked",
        text=f"Bilateral treaties {both} were not checked: the data lists only some of the "
        "United States and one of China.",
    )
    if listed:
        names = ", ".join(treaties.get(one).short_name for one in listed)
        text = f"The data lists {names} {both}; the text was not read, and others were not checked."
        bilateral = bilateral.model_copy(update={"text": text})
    found = [bilateral]
    for one in carriers:
        found += [
            Coverage(subject=f"{one.short_name}: who is bound", state="checked", text=text)
            for text in one.why
        ]
        for state in (pair.requesting, pair.requested):
            complete, text = declarations.seen(state, one.instrument)
            found.append(
                Coverage(
                    subject=f"{one.short_name}: reservations and declarations",
                    state="checked" if complete else "partly checked",
                    text=text,
                )
            )
    domestic = f"The domestic law of {pair.requested_name} was not checked."
    found.append(Coverage(subject="domestic law", state="not checked", text=domestic))
    return tuple(found)


def _notes(pair: _Pair, measure: str, carriers: list[Carrier]) -> tuple[str, ...]:
    notes = [
        "This is advice from data with sources and dates. A person decides, and a lawyer of the "
        "State confirms before it is relied on."
    ]
    if not measures.get(measure).carried:
        notes.append(f"This release has no row for {measure}: it says nothing of who carries it.")
    newest = max((str(one.as_of) for one in treaties.all()), default="")
    if carriers and newest and pair.on.isoformat() > newest:
        notes.append(f"The newest source of the tables of instruments is of {newest}.")
    return tuple(notes)


def _weakest(marks: list[Mark]) -> Mark:
    return "U" if "U" in marks else "S" if "S" in marks else "V"


def _unverified(found: object, place: str = "") -> list[tuple[str, str]]:
    """Every unverified statement in a row, with the article it is about."""
    if isinstance(found, tuple):
        return [hit for one in found for hit in _unverified(one, place)]
    if not isinstance(found, Document):
        return []
    hits = []
    if isinstance(found, Cited) and not found.settled:
        words = getattr(found, "text", None) or getattr(found, "title", None)
        hits.append((found.article, str(words or getattr(found, "code", ""))))
    for name in type(found).model_fields:
        hits += _unverified(getattr(found, name), name)
    return hits


def _keys(found: object) -> list[str]:
    """Every source key in a row."""
    if isinstance(found, tuple):
        return [key for one in found for key in _keys(one)]
    if not isinstance(found, Document):
        return []
    own = [found.source] if isinstance(found, Cited) else []
    return own + [key for name in type(found).model_fields for key in _keys(getattr(found, name))]
