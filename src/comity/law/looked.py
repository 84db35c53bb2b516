"""What an answer looked at and what it did not: treaties, declarations, domestic law, institutions."""

from comity.law import coverage, declarations
from comity.law.answers import Carrier, Coverage
from comity.law.carrying import Known
from comity.law.pair import Pair
from comity.law.said import say

_DECLARED = {
    "ets-030": "declarations_1959_convention",
    "ets-099": "declarations_1959_convention",
    "ets-182": "declarations_1959_convention",
    "eu-eio-2014-41": "declarations_european_orders",
    "eu-eevidence-2023-1543": "declarations_european_orders",
}


def at(pair: Pair, carriers: list[Carrier]) -> tuple[Coverage, ...]:
    """Everything that was looked at, and everything that was not."""
    found = [_bilateral(pair), _regional(pair)]
    for one in carriers:
        found += [Coverage(subject="who is bound", state="complete", said=(s,)) for s in one.why]
        found += _declarations(pair, one.instrument)
    found.append(_domestic(pair))
    for state in (pair.requesting, pair.requested):
        seen = coverage.one(state, "institutions")
        found.append(Coverage(subject="institutions", state=seen.coverage, said=(seen.said,)))
    return tuple(found)


def _bilateral(pair: Pair) -> Coverage:
    names = {"state1": pair.requesting, "state2": pair.requested}
    state: Known = "partial"
    listed = pair.bilateral()
    if listed:
        said = say("coverage.bilateral_listed", **names, list=",".join(listed))
    elif "US" in names.values():
        said = say("coverage.bilateral_not_found", **names)
    else:
        state, said = "not checked", say("coverage.bilateral_unlisted", **names)
    return Coverage(subject="bilateral treaties", state=state, said=(said,))


def _regional(pair: Pair) -> Coverage:
    seen = coverage.between(pair.requesting, pair.requested, "regional_arrangements")
    return Coverage(subject="regional arrangements", state=seen.coverage, said=(seen.said,))


def _declarations(pair: Pair, instrument: str) -> list[Coverage]:
    subject = "reservations and declarations"
    if instrument in _DECLARED:
        seen = coverage.one(pair.requested, _DECLARED[instrument])
        return [Coverage(subject=subject, state=seen.coverage, said=(seen.said,))]
    found = []
    for state in (pair.requesting, pair.requested):
        complete, said = declarations.seen(state, instrument)
        known: Known = "complete" if complete else "partial"
        if said.code == "declared.no_list":
            known = "not checked"
        found.append(Coverage(subject=subject, state=known, said=(said,)))
    return found


def _domestic(pair: Pair) -> Coverage:
    hold = coverage.one(pair.requested, "domestic_hold")
    if hold.coverage == "partial":
        return Coverage(subject="domestic law", state="partial", said=(hold.said,))
    said = say("coverage.domestic", state=pair.requested)
    return Coverage(subject="domestic law", state="not checked", said=(said,))
