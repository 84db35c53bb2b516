"""Reservations and declarations of a State, and whether it made a certain one.

Three answers: made, not made, not seen. A reservation can only be made when a State joins, so the
absence of one on the depositary's chart stays true later; a withdrawal may not have been seen.
"""

from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase

from comity.law import states, treaties
from comity.law.release import in_use
from comity.law.rows import Declaration
from comity.law.said import Said, say

_ALL_SEEN = {"chart_no_reservations", "chart_reservations_recorded_list_seen"}
_DECLARATIONS_SEEN = {"chart_no_declarations"}
_COMPLETE = _ALL_SEEN | _DECLARATIONS_SEEN
_CHART = _COMPLETE | {
    "chart_reservations_recorded_partly_seen",
    "chart_reservations_recorded_text_not_seen",
    "chart_declarations_recorded_partly_seen",
    "chart_declarations_recorded_text_not_seen",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """Did the State make it? ``made`` None: not seen. ``row`` is the row that says yes."""

    made: bool | None
    said: Said
    source: str | None
    as_of: str | None
    row: Declaration | None = None

    @property
    def text(self) -> str:
        """The answer in English."""
        return self.said.text


def of(state: str, treaty: str, on: date) -> tuple[Declaration, ...]:
    """What is in effect, or may be, on that day, without the chart's flags.

    Raises UnknownStateError, UnknownTreatyError.
    """
    return tuple(
        row for row in _rows(state, treaty) if row.article != "all" and row.may_be_in_effect(on)
    )


def made(state: str, treaty: str, effect: str, on: date) -> Answer:
    """Whether a State made the reservation or declaration with that effect.

    ``effect`` may be a pattern (``limits_article*20*``): then one that fits is enough. Raises UnknownStateError, UnknownTreatyError.
    """
    code = states.get(state).code
    for row in of(state, treaty, on):
        if fnmatchcase(row.effect, effect):
            return Answer(True, _said(row), row.source, str(row.as_of), row)
    for reading in in_use().carries.readings:
        fits = fnmatchcase(reading.effect, effect)
        if fits and (reading.state, reading.treaty) == (code, treaty):
            said = say("declared.read", words=reading.text)
            return Answer(reading.made, said, reading.source, None)
    words = effect.replace("*", " ").strip()
    flags = [row for row in _rows(state, treaty) if row.article == "all"]
    effects = {row.effect for row in flags}
    source = flags[0].source if flags else None
    as_of = str(flags[0].as_of) if flags else None
    # A reservation of one State is filed among its declarations: both lists must have been seen.
    if effects & _ALL_SEEN and (effects & _DECLARATIONS_SEEN or _texts_seen(effects)):
        return Answer(False, say("declared.none", state=code, effect=words), source, as_of)
    return Answer(None, say("declared.unseen", state=code, effect=words), source, as_of)


def _said(row: Declaration) -> Said:
    values = {"state": row.state, "article": row.article, "effect": row.effect}
    if row.note:
        return say("declared.made_note", **values, words=row.note.rstrip(".") + ".")
    return say("declared.made", **values)


def seen(state: str, treaty: str) -> tuple[bool, Said]:
    """Was all seen that a State reserved and declared, and in which words to say it.

    Raises UnknownStateError, UnknownTreatyError.
    """
    code = states.get(state).code
    flags = [row for row in _rows(state, treaty) if row.effect in _CHART]
    if not flags:
        return False, say("declared.no_list", state=code, treaty=treaty)
    complete = {row.effect for row in flags} <= _COMPLETE
    words = "declared.list" if complete else "declared.list_partly"
    return complete, say(words, state=code, treaty=treaty, seen=flags[0].as_of)


def _texts_seen(effects: set[str]) -> bool:
    """The list of reservations was seen in full, and no text of a declaration is missing."""
    missing = "chart_declarations_recorded_text_not_seen", "chart_declarations_recorded_partly_seen"
    return not effects.intersection(missing)


def _rows(state: str, treaty: str) -> tuple[Declaration, ...]:
    code, name = states.get(state).code, treaties.get(treaty).id
    return tuple(row for row in in_use().declarations if row.state == code and row.treaty == name)
