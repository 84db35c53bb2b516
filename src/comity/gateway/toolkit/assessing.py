"""One State's self-assessment: its document, what follows from it, and several of them over the years. Pure.

The document is ``comity-self-assessment-2``, canonical JSON (RFC 8785)::

    {"format": "comity-self-assessment-2", "set": 2, "state": "EE", "day": "2026-11-26", "by": "working_group",
     "answers": {"strategy": {"level": 2, "note": "..."}, "lead": {"level": null, "note": ""}}}

``set`` is the number of the list of questions that were asked. ``comity-self-assessment-1`` has none: it was made
with the first list. A question that is newer than the list was not asked, which is another thing than not answered.

A question that is not there, or whose level is null, is not answered. That is never a level: it changes no
mean and is shown as unknown. Who answered is a role of a list, never a person.
"""

import unicodedata
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Final, NamedTuple

from comity.gateway.toolkit import limits
from comity.gateway.toolkit.catalogue import Area, Question, catalogue, questions
from comity.gateway.toolkit.errors import (
    DayAheadError,
    DayWrongError,
    FileFormatError,
    FileNotJsonError,
    FileNotTextError,
    FileTooLargeError,
    LevelWrongError,
    NewerQuestionsError,
    NoteLongError,
    NoteUnreadableError,
    OtherStateError,
    QuestionUnknownError,
    RoleWrongError,
    SameDayError,
    StateUnknownError,
    TooManyFilesError,
)
from comity.gateway.toolkit.wording import BY
from comity.wire import canonical
from comity.wire.errors import DocumentError, NotUtf8Error, TooLargeError

FORMAT: Final = "comity-self-assessment-2"
FIRST_FORMAT: Final = (
    "comity-self-assessment-1"  # of the first list of questions, which it does not name
)
_MEMBERS: Final = {
    FIRST_FORMAT: {"format", "state", "day", "by", "answers"},
    FORMAT: {"format", "set", "state", "day", "by", "answers"},
}


# The document


@dataclass(frozen=True, slots=True)
class Answer:
    """What was said to one question: a level from 0 to 4 or None, and where the evidence is."""

    level: int | None = None
    note: str = ""


NOT_ANSWERED: Final = Answer()


@dataclass(frozen=True, slots=True)
class Assessment:
    """One State on one day."""

    state: str
    day: date
    by: str  # a code of wording.BY
    answers: Mapping[str, Answer]
    set: int  # the number of the list of questions

    @property
    def format(self) -> str:
        """The format of its document."""
        return FIRST_FORMAT if self.set == 1 else FORMAT

    def was_asked(self, question: Question) -> bool:
        """Whether the question was in the list."""
        return question.since <= self.set

    def of(self, question: str) -> Answer:
        """What was said to this question."""
        return self.answers.get(question, NOT_ANSWERED)

    @property
    def file_name(self) -> str:
        """How its file is called."""
        return f"comity-self-assessment-{self.state}-{self.day.isoformat()}.json"


def write(assessment: Assessment) -> bytes:
    """The document. What was read and is written again is the same to the byte."""
    number = {} if assessment.set == 1 else {"set": assessment.set}
    return canonical.encode(
        {
            "format": assessment.format,
            **number,
            "state": assessment.state,
            "day": assessment.day.isoformat(),
            "by": assessment.by,
            "answers": {
                name: {"level": one.level, "note": one.note}
                for name, one in assessment.answers.items()
            },
        }
    )


def read(data: bytes, states: Container[str], today: date) -> Assessment:
    """Read a document strictly; ``states`` are the codes that exist. Raises a ToolkitError."""
    return from_plain(decode(data, limits.DOCUMENT_BYTES), states, today)


def decode(data: bytes, max_bytes: int) -> Any:
    """The plain JSON of a file.

    Raises FileTooLargeError, FileNotTextError, FileNotJsonError.
    """
    try:
        return canonical.decode(data, max_bytes=max_bytes)
    except TooLargeError:
        raise FileTooLargeError(length=len(data)) from None
    except NotUtf8Error:
        raise FileNotTextError from None
    except DocumentError as error:
        raise FileNotJsonError(because=error.code) from None


def from_plain(plain: object, states: Container[str], today: date) -> Assessment:
    """The assessment of decoded JSON. Raises a ToolkitError."""
    name = plain.get("format") if isinstance(plain, dict) else None
    if not isinstance(plain, dict) or not isinstance(name, str) or name not in _MEMBERS:
        raise FileFormatError
    if set(plain) != _MEMBERS[name]:
        raise FileFormatError
    number = 1 if name == FIRST_FORMAT else _set_of(plain["set"])
    return Assessment(
        state=state_of(plain["state"], states),
        day=day_of(plain["day"], today),
        by=role_of(plain["by"]),
        answers=_answers(plain["answers"], number),
        set=number,
    )


def _set_of(value: object) -> int:
    if type(value) is not int or value < 2:
        raise FileFormatError(field="set")
    if value > catalogue().set:
        raise NewerQuestionsError(set=value)
    return value


def _answers(plain: object, number: int) -> dict[str, Answer]:
    if not isinstance(plain, dict):
        raise FileFormatError(field="answers")
    found = {}
    for name, one in plain.items():
        if name not in questions() or questions()[name].since > number:
            raise QuestionUnknownError(question=name[: limits.QUESTION_CHARS])
        if not isinstance(one, dict) or set(one) != {"level", "note"}:
            raise FileFormatError(field=name)
        found[name] = Answer(level_of(one["level"]), note_of(one["note"]))
    return found


# Its parts, wherever they come from


def state_of(value: object, states: Container[str]) -> str:
    """The code of a State. Raises StateUnknownError."""
    if not isinstance(value, str) or value not in states:
        raise StateUnknownError
    return value


def day_of(value: object, today: date) -> date:
    """A day like 2026-11-26, not after ``today``. Raises DayWrongError, DayAheadError."""
    try:
        found = date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        found = None
    if found is None or found.isoformat() != value:
        raise DayWrongError
    if not limits.FIRST_YEAR <= found.year <= limits.LAST_YEAR:
        raise DayWrongError
    if found > today:
        raise DayAheadError
    return found


def role_of(value: object) -> str:
    """A code of wording.BY. Raises RoleWrongError."""
    if not isinstance(value, str) or value not in BY:
        raise RoleWrongError
    return value


def level_of(value: object) -> int | None:
    """A level, or None. Raises LevelWrongError."""
    if value is None:
        return None
    if type(value) is not int or not 0 <= value <= limits.HIGHEST:
        raise LevelWrongError
    return value


def note_of(value: object) -> str:
    """A note on the evidence. Raises NoteLongError, NoteUnreadableError."""
    if not isinstance(value, str):
        raise NoteUnreadableError
    if len(value) > limits.NOTE_CHARS:
        raise NoteLongError(length=len(value))
    if any(_cannot_be_shown(one) for one in value):
        raise NoteUnreadableError
    return value


def _cannot_be_shown(character: str) -> bool:
    if character in "\n\t":
        return False
    return character == "\ufffd" or unicodedata.category(character) in ("Cc", "Cs", "Co", "Cn")


# What follows from it


@dataclass(frozen=True, slots=True)
class Score:
    """How far one area is: the mean of what was answered, and how much that was."""

    area: Area
    answered: int
    total: int
    mean: Fraction | None  # 0 to 4; None where nothing was answered

    @property
    def shown(self) -> str:
        """The mean with one decimal, a half rounded up; empty where nothing was answered."""
        if self.mean is None:
            return ""
        tenths = int(self.mean * 10 + Fraction(1, 2))
        return f"{tenths // 10}.{tenths % 10}"


def score(area: Area, assessment: Assessment) -> Score:
    """The score of one area. What was not answered, or not asked then, counts neither as zero nor at all."""
    return _score([one for one in area.question if assessment.was_asked(one)], area, assessment)


def _score(asked: Sequence[Question], area: Area, assessment: Assessment) -> Score:
    said = [assessment.of(one.id).level for one in asked]
    levels = [one for one in said if one is not None]
    mean = Fraction(sum(levels), len(levels)) if levels else None
    return Score(area, len(levels), len(said), mean)


def scores(assessment: Assessment) -> tuple[Score, ...]:
    """The score of every area, in their order."""
    return tuple(score(area, assessment) for area in catalogue().area)


@dataclass(frozen=True, slots=True)
class Step:
    """What to do next about one question."""

    area: Area
    question: Question
    level: int

    @property
    def text(self) -> str:
        """How to get to the next level."""
        return self.question.step(self.level)


def steps(assessment: Assessment) -> tuple[Step, ...]:
    """The next step of every answered question below the highest level, the lowest levels first."""
    found = [
        Step(area, one, level)
        for area in catalogue().area
        for one in area.question
        if (level := assessment.of(one.id).level) is not None and level < limits.HIGHEST
    ]
    return tuple(sorted(found, key=lambda one: one.level))


def unanswered(assessment: Assessment) -> tuple[Question, ...]:
    """The questions to find an answer to; those that were not asked then are not among them."""
    return tuple(
        one
        for one in catalogue().questions
        if assessment.was_asked(one) and assessment.of(one.id).level is None
    )


def new_since(assessment: Assessment) -> tuple[Question, ...]:
    """The questions that were not asked when this was made."""
    return tuple(one for one in catalogue().questions if not assessment.was_asked(one))


# Several, over the years


@dataclass(frozen=True, slots=True)
class Difference:
    """One question that was answered otherwise; None is not answered."""

    question: Question
    before: int | None
    after: int | None

    @property
    def kind(self) -> str:
        """*up*, *down*, *answered* (was unknown) or *lost* (is unknown now)."""
        if self.before is None:
            return "answered"
        if self.after is None:
            return "lost"
        return "up" if self.after > self.before else "down"


def differences(before: Assessment, after: Assessment) -> tuple[Difference, ...]:
    """What has changed from one assessment to another, among the questions that both were asked."""
    found = (
        Difference(one, before.of(one.id).level, after.of(one.id).level)
        for one in catalogue().questions
        if before.was_asked(one) and after.was_asked(one)
    )
    return tuple(one for one in found if one.before != one.after)


class Said(NamedTuple):
    """What one assessment says to one question; a level of None is not answered, if it was asked."""

    level: int | None
    asked: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """Assessments of one State, the oldest first. Means rest on the questions that all of them were asked."""

    assessments: tuple[Assessment, ...]

    @property
    def set(self) -> int:
        """The oldest list of questions among them."""
        return min((one.set for one in self.assessments), default=1)

    @property
    def left_out(self) -> tuple[Question, ...]:
        """What some of them were asked and not all: in no mean, but in the table."""
        return tuple(
            one
            for one in catalogue().questions
            if one.since > self.set and any(each.was_asked(one) for each in self.assessments)
        )

    @property
    def areas(self) -> tuple[tuple[Area, tuple[Score, ...]], ...]:
        """Each area with its score in every assessment."""
        return tuple((area, self._scores(area)) for area in catalogue().area)

    def _scores(self, area: Area) -> tuple[Score, ...]:
        common = [one for one in area.question if one.since <= self.set]
        return tuple(_score(common, area, one) for one in self.assessments)

    def levels(self, area: Area) -> tuple[tuple[Question, tuple[Said, ...]], ...]:
        """Each question of an area with what every assessment says to it."""
        return tuple(
            (
                one,
                tuple(
                    Said(each.of(one.id).level, each.was_asked(one)) for each in self.assessments
                ),
            )
            for one in area.question
            if any(each.was_asked(one) for each in self.assessments)
        )

    @property
    def changes(self) -> tuple[Difference, ...]:
        """From the first to the last."""
        if not self.assessments:
            return ()
        return differences(self.assessments[0], self.assessments[-1])


def compare(assessments: Iterable[Assessment]) -> Comparison:
    """Side by side, in the order of their days, whatever order they come in.

    Raises TooManyFilesError, OtherStateError, SameDayError.
    """
    found = sorted(assessments, key=lambda one: one.day)
    if len(found) > limits.FILES:
        raise TooManyFilesError(files=len(found))
    if len({one.state for one in found}) > 1:
        raise OtherStateError
    if _twice([one.day for one in found]):
        raise SameDayError
    return Comparison(tuple(found))


def _twice(days: Sequence[date]) -> bool:
    return len(set(days)) != len(days)
