"""What one row of the table means for two States: conditions, declarations, how sure it is."""

from comity.law import declarations, grounds, holds, treaties
from comity.law.answers import (
    AllowedGround,
    Bite,
    ConditionAnswer,
    Confidence,
    DoubleCriminality,
    Hold,
)
from comity.law.carrying import Carry, Condition
from comity.law.documents import Cited, Document
from comity.law.pair import Pair
from comity.law.release import in_use
from comity.law.said import Said, say


def allowed_grounds(pair: Pair, row: Carry) -> tuple[AllowedGround, ...]:
    """What may be refused or postponed by the requested State."""
    return grounds.allowed(row.instrument, row.measure, requested=pair.requested, on=pair.on)


def hold(pair: Pair, row: Carry) -> Hold | None:
    """The hold that is owed, and the order behind it."""
    if row.hold is None:
        return None
    if not row.hold.by_national_order:
        return Hold(treaty=row.hold, order=None, order_known=True, order_said=())
    order = holds.of(pair.requested)
    return Hold(
        treaty=row.hold, order=order.rule, order_known=order.known, order_said=(order.said,)
    )


def double_criminality(pair: Pair, row: Carry) -> DoubleCriminality:
    """Whether it may be asked for by the requested State."""
    rule = row.double_criminality
    answers: dict[str, bool | None] = {"never": False, "list_exempt": True}
    allowed, text = answers.get(rule.rule), rule.text
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


def bites(pair: Pair, row: Carry) -> tuple[Bite, ...]:
    """Declarations that change something: those made, and those that may have been made."""
    found = [_bite(pair, row, "requested", effect) for effect in row.biting_declarations]
    for effect in row.biting_either:
        found += [_bite(pair, row, side, effect) for side in ("requesting", "requested")]
    # Of the wide list only what was seen is shown; of what decides, also what was not seen.
    return tuple(
        one
        for one in found
        if one.made is True or (one.made is None and one.effect in row.biting_declarations)
    )


def _bite(pair: Pair, row: Carry, side: str, effect: str) -> Bite:
    state = pair.requested if side == "requested" else pair.requesting
    answer = declarations.made(state, row.instrument, effect, pair.on)
    return Bite(
        state=state,
        side="requested" if side == "requested" else "requesting",
        effect=effect,
        made=answer.made,
        said=(answer.said,),
        source=answer.source,
        as_of=answer.as_of,
    )


def condition(pair: Pair, row: Carry, asked: Condition) -> ConditionAnswer:
    """A condition of the row, as far as the data settle it."""
    if asked.kind == "no_other_assistance_treaty":
        return _no_other_treaty(pair, row, asked)
    if asked.kind == "start_unseen":
        return _start(pair, row, asked)
    said = (say("condition.data", words=asked.text),)
    return ConditionAnswer(condition=asked, state="not_checked", said=said)


def _no_other_treaty(pair: Pair, row: Carry, asked: Condition) -> ConditionAnswer:
    tables = in_use().carries
    listed = [one for one in tables.assistance_treaties if one != row.instrument]
    binding = [one for one in listed if pair.bound(one)]
    binding += [one for one in pair.bilateral() if pair.bound(one)]
    if binding:
        said: tuple[Said, ...] = (say("condition.other_treaty", list=",".join(binding)),)
        return ConditionAnswer(condition=asked, state="does_not_hold", said=said)
    names = {"state1": pair.requesting, "state2": pair.requested}
    said = (say("condition.bilateral_unchecked", **names),)
    if "US" in names.values():
        said = (say("coverage.bilateral_not_found", **names), *said)
    for one in listed:
        both = pair.standings(one)
        if {side.bound for side in both} == {True, None}:
            said += tuple(side.said for side in both if side.bound is None)
    return ConditionAnswer(condition=asked, state="not_checked", said=said)


def _start(pair: Pair, row: Carry, asked: Condition) -> ConditionAnswer:
    treaty = treaties.get(row.instrument)
    rows = [treaties.status(treaty.id, one) for one in (pair.requesting, pair.requested)]
    if treaty.entered_into_force or all(one and one.in_force for one in rows):
        said = tuple(one.said for one in pair.standings(treaty.id))
        return ConditionAnswer(condition=asked, state="holds", said=said)
    unseen = say("condition.start_unseen", treaty=treaty.id, seen=treaty.as_of)
    return ConditionAnswer(condition=asked, state="not_checked", said=(unseen,))


def confidence(
    row: Carry, conditions: tuple[ConditionAnswer, ...], found: tuple[Bite, ...]
) -> Confidence:
    """How far the answer can be trusted; of the treaty law only, not of domestic law."""
    if row.mark == "U":
        return "unverified"
    domestic = ("domestic_power", "transposed")
    treaty_level = [one for one in conditions if one.condition.kind not in domestic]
    if any(one.state != "holds" for one in treaty_level) or any(b.made is None for b in found):
        return "conditional"
    listed = treaties.listing(row.instrument)
    seen_in_full = listed is not None and listed.complete
    return "verified" if row.mark == "V" and seen_in_full else "secondary"


def unverified(found: object) -> list[Said]:
    """Every unverified statement in a row, with the article it is about."""
    if isinstance(found, tuple):
        return [hit for one in found for hit in unverified(one)]
    if not isinstance(found, Document):
        return []
    hits = []
    if isinstance(found, Cited) and not found.settled:
        words = getattr(found, "text", None) or getattr(found, "title", None)
        text = str(words or getattr(found, "code", ""))
        hits.append(say("unsettled.row", article=found.article, words=text))
    for name in type(found).model_fields:
        hits += unverified(getattr(found, name))
    return hits


def keys(found: object) -> list[str]:
    """Every source key in a row."""
    if isinstance(found, tuple):
        return [key for one in found for key in keys(one)]
    if not isinstance(found, Document):
        return []
    own = [found.source] if isinstance(found, Cited) else []
    return own + [key for name in type(found).model_fields for key in keys(getattr(found, name))]
