"""The rows of the central table, with those that stand in for instruments that were not read."""

from comity.law import measures, treaties
from comity.law.carrying import Carry, Rank
from comity.law.errors import NotACarrierError
from comity.law.release import in_use


def rows(measure: str, bilateral: list[str]) -> tuple[Carry, ...]:
    """Every row of a measure; for each of the ``bilateral`` treaties its own, or a stand-in."""
    own = [one for one in in_use().carry_rows if one.measure == measure]
    written = {one.instrument for one in own}
    found = []
    for row in own:
        if row.instrument == in_use().carries.unread.template:
            unread = [one for one in _unread(bilateral) if one not in written]
            found += [_stand_in(row, one) for one in unread]
        elif not treaties.is_assistance(row.instrument) or row.instrument in bilateral:
            found.append(row)
    return tuple(found)


def row(instrument: str, measure: str) -> Carry:
    """The row of the instrument and the measure.

    Raises UnknownTreatyError, UnknownMeasureError, NotACarrierError.
    """
    treaty = treaties.get(instrument)
    measures.get(measure)
    mine = [treaty.id] if treaties.is_assistance(treaty.id) else []
    for one in rows(measure, mine):
        if one.instrument == treaty.id:
            return one
    raise NotACarrierError(
        f"{treaty.short_name} does not carry {measure} in the data. "
        "Choose an instrument that the form offers.",
        instrument=instrument,
        measure=measure,
    )


def rank(row: Carry) -> Rank:
    """The place of a row in the order of the carriers."""
    return next(one for one in in_use().carries.ranks if one.code == row.rank)


def _unread(bilateral: list[str]) -> list[str]:
    unread = in_use().carries.unread
    return [*unread.instruments, *(bilateral if unread.bilateral else [])]


def _stand_in(row: Carry, instrument: str) -> Carry:
    place = "regional_treaty"
    if treaties.get(instrument).kind == "bilateral":
        place = "union_agreement" if treaties.of_the_union(instrument) else "bilateral_treaty"
    return row.model_copy(update={"instrument": instrument, "rank": place})
