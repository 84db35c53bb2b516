"""What a form holds, made into an assessment; every field that is wrong is named. Pure."""

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeVar

from comity.gateway.toolkit import assessing, limits
from comity.gateway.toolkit.assessing import Answer, Assessment
from comity.gateway.toolkit.catalogue import catalogue, questions
from comity.gateway.toolkit.errors import (
    LevelWrongError,
    QuestionUnknownError,
    StateMissingError,
    ToolkitError,
)

LEVEL, NOTE = "level.", "note."
_LEVELS: Final = {str(one): one for one in range(limits.HIGHEST + 1)} | {"": None}
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Wrong:
    """A field and what is wrong with it."""

    field: str
    error: ToolkitError


@dataclass(frozen=True, slots=True)
class Filled:
    """What was sent, as it was sent, and the assessment when nothing is wrong."""

    values: Mapping[str, str]
    assessment: Assessment | None = None
    wrong: tuple[Wrong, ...] = ()


def blank(today: date, state: str = "") -> Filled:
    """A form to begin with."""
    return Filled({"day": today.isoformat(), "state": state})


def again(assessment: Assessment) -> Filled:
    """The form of an assessment that was saved."""
    return Filled(fields(assessment), assessment)


def fields(assessment: Assessment) -> dict[str, str]:
    """The fields that would make this assessment."""
    found = {"state": assessment.state, "day": assessment.day.isoformat(), "by": assessment.by}
    for name, one in assessment.answers.items():
        found[LEVEL + name] = "" if one.level is None else str(one.level)
        found[NOTE + name] = one.note
    return found


def read(sent: Mapping[str, Sequence[str]], states: Container[str], today: date) -> Filled:
    """The assessment of a form, or all that is wrong with it. ``sent`` has all values of each field."""
    values = {name: one[-1] if one else "" for name, one in sent.items() if _known(name)}
    values |= {
        name: _one_kind_of_line(text) for name, text in values.items() if name.startswith(NOTE)
    }
    wrong: list[Wrong] = []

    def take(field: str, check: Callable[[], Value], instead: Value) -> Value:
        try:
            return check()
        except ToolkitError as error:
            wrong.append(Wrong(field, error))
            return instead

    state = take("state", lambda: _state(values.get("state", ""), states), "")
    day = take("day", lambda: assessing.day_of(values.get("day", ""), today), today)
    by = take("by", lambda: assessing.role_of(values.get("by", "")), "")
    answers = {
        name: Answer(
            take(LEVEL + name, lambda name=name: _level(sent.get(LEVEL + name, ())), None),  # type: ignore[misc]
            take(
                NOTE + name,
                lambda name=name: assessing.note_of(values.get(NOTE + name, "")),  # type: ignore[misc]
                "",
            ),
        )
        for name in questions()
    }
    wrong += [
        Wrong("questions", QuestionUnknownError(question=name[: limits.QUESTION_CHARS]))
        for name in sent
        if name.startswith((LEVEL, NOTE)) and not _known(name)
    ][:1]
    if wrong:
        return Filled(values, None, tuple(wrong))
    return Filled(values, Assessment(state, day, by, answers, catalogue().set))


def _known(name: str) -> bool:
    return name in ("state", "day", "by") or (
        name.startswith((LEVEL, NOTE)) and name.partition(".")[2] in questions()
    )


def _state(value: str, states: Container[str]) -> str:
    if not value:
        raise StateMissingError
    return assessing.state_of(value, states)


def _level(values: Sequence[str]) -> int | None:
    if len(values) > 1 or any(one not in _LEVELS for one in values):
        raise LevelWrongError
    return _LEVELS[values[0]] if values else None


def _one_kind_of_line(text: str) -> str:
    """Browsers send the end of a line as two characters, whatever was typed."""
    return text.replace("\r\n", "\n")
