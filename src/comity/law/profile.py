"""What is stored of one State: reservations, competences, holds, and how far each was looked at.

It lists what should be known of every State (BC 40 and 42 close the list of what may be declared
and reserved), and answers each with made, not made, not seen or not checked.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from comity.law import coverage, declarations, holds, states
from comity.law.carrying import Competence, ProfileItem
from comity.law.coverage import StateCoverage
from comity.law.declarations import Answer
from comity.law.holds import StateHold
from comity.law.release import in_use

State = Literal["made", "not made", "not seen", "not checked"]


@dataclass(frozen=True, slots=True)
class ItemAnswer:
    """One thing to be known of a State. ``answers`` is empty where it was not checked."""

    item: ProfileItem
    state: State
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class StateProfile:
    """Everything stored of a State on a day."""

    state: str
    on: date
    items: tuple[ItemAnswer, ...]
    hold: StateHold
    competences: tuple[Competence, ...]
    coverage: tuple[StateCoverage, ...]


def of(state: str, on: date) -> StateProfile:
    """The profile of a State on a day. Raises UnknownStateError."""
    code = states.get(state).code
    return StateProfile(
        state=code,
        on=on,
        items=tuple(_item(code, item, on) for item in in_use().profile.items),
        hold=holds.of(code),
        competences=tuple(one for one in in_use().competences.competences if one.state == code),
        coverage=coverage.of(code),
    )


def _item(state: str, item: ProfileItem, on: date) -> ItemAnswer:
    treaty = item.treaty
    if treaty is None:
        return ItemAnswer(item, "not checked", ())
    found = tuple(declarations.made(state, treaty, effect, on) for effect in item.effects)
    made = tuple(one for one in found if one.made)
    if made:
        return ItemAnswer(item, "made", made)
    unseen = tuple(one for one in found if one.made is None)
    return ItemAnswer(item, "not seen" if unseen else "not made", unseen or found)
