"""Reservations and declarations of a State, and whether it made a certain one.

Three answers: made, not made, not seen. A reservation can only be made when a State joins, so the
absence of one on the depositary's chart stays true later; a withdrawal may not have been seen.
"""

from dataclasses import dataclass
from datetime import date

from comity.law import states, treaties
from comity.law.dates import PartialDate
from comity.law.release import packaged
from comity.law.rows import Declaration

_ALL_SEEN = {"chart_no_reservations", "chart_reservations_recorded_list_seen"}
_DECLARATIONS_SEEN = {"chart_no_declarations"}
_COMPLETE = _ALL_SEEN | _DECLARATIONS_SEEN
_CHART = {
    "chart_no_reservations": "no reservation",
    "chart_no_declarations": "no declaration",
    "chart_reservations_recorded_list_seen": "all reservations seen",
    "chart_reservations_recorded_partly_seen": "reservations only partly seen",
    "chart_reservations_recorded_text_not_seen": "reservations exist, their text was not seen",
    "chart_declarations_recorded_partly_seen": "declarations only partly seen",
    "chart_declarations_recorded_text_not_seen": "declarations exist, their text was not seen",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """Did the State make it? ``made`` None: not seen. ``row`` is the row that says yes."""

    made: bool | None
    text: str
    source: str | None
    as_of: str | None
    row: Declaration | None = None


def of(state: str, treaty: str, on: date) -> tuple[Declaration, ...]:
    """What is in effect, or may be, on that day, without the chart's flags.

    Raises UnknownStateError, UnknownTreatyError.
    """
    return tuple(
        row for row in _rows(state, treaty) if row.article != "all" and _may_be_in_effect(row, on)
    )


def made(state: str, treaty: str, effect: str, on: date) -> Answer:
    """Whether a State made the reservation or declaration with that effect.

    Raises UnknownStateError, UnknownTreatyError.
    """
    name, words = states.name(state), effect.replace("_", " ")
    for row in of(state, treaty, on):
        if row.effect == effect:
            return Answer(True, f"{name}: {row.text}", row.source, str(row.as_of), row)
    for reading in packaged().carries.readings:
        if (reading.state, reading.treaty, reading.effect) == (state, treaty, effect):
            return Answer(reading.made, reading.text, reading.source, None)
    flags = [row for row in _rows(state, treaty) if row.article == "all"]
    effects = {row.effect for row in flags}
    source = flags[0].source if flags else None
    as_of = str(flags[0].as_of) if flags else None
    # A reservation of one State is filed among its declarations: both lists must have been seen.
    if effects & _ALL_SEEN and (effects & _DECLARATIONS_SEEN or _texts_seen(effects)):
        return Answer(False, f"{name}: no such entry ({words}).", source, as_of)
    text = f"{name}: the texts that would show it were not all seen ({words})."
    return Answer(None, text, source, as_of)


def seen(state: str, treaty: str) -> tuple[bool, str]:
    """Was all seen that a State reserved and declared, and in which words to say it.

    Raises UnknownStateError, UnknownTreatyError.
    """
    name = states.name(state)
    flags = [row for row in _rows(state, treaty) if row.effect in _CHART]
    if not flags:
        return False, f"{name}: no list of its reservations and declarations was seen."
    effects = {row.effect for row in flags}
    words = ", ".join(_CHART[row.effect] for row in flags)
    return effects <= _COMPLETE, f"{name}: {words} (depositary's chart of {flags[0].as_of})."


def _texts_seen(effects: set[str]) -> bool:
    """The list of reservations was seen in full, and no text of a declaration is missing."""
    missing = "chart_declarations_recorded_text_not_seen", "chart_declarations_recorded_partly_seen"
    return not effects.intersection(missing)


def _rows(state: str, treaty: str) -> tuple[Declaration, ...]:
    code, name = states.get(state).code, treaties.get(treaty).id
    return tuple(row for row in packaged().declarations if row.state == code and row.treaty == name)


def _may_be_in_effect(row: Declaration, on: date) -> bool:
    """Left out only when it certainly does not apply: not begun, or ended."""
    return (
        _reached(row.effective_from, on) is not False and _reached(row.effective_to, on) is not True
    )


def _reached(day: PartialDate | None, on: date) -> bool | None:
    return None if day is None else day.reached_on(on)
