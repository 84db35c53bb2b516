"""The yearly questionnaire as data (``questions/2026.toml``), and what an answer to it may be. Pure."""

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Annotated, Literal

from pydantic import Field, model_validator

from comity.gateway import strict
from comity.gateway.strict import Part
from comity.gateway.survey.errors import NothingAnsweredError, QuestionUnknownError

FOLDER: Traversable = files("comity.gateway.survey") / "questions"  # one file a year: 2026.toml
Text = Annotated[str, Field(min_length=1, max_length=300)]
Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
AudienceName = Literal["institutions", "public"]
Given = Mapping[str, tuple[str, ...]]


class Choice(Part):
    """One answer that can be chosen."""

    id: Key
    text: Text


class Question(Part):
    """A question with its choices. ``groups``: its answer says in which group the others are counted."""

    id: Key
    text: Text
    hint: str = ""
    kind: Literal["one", "many"]
    most: int = 0  # of a question of kind many; 0: any number
    groups: bool = False
    choice: Annotated[tuple[Choice, ...], Field(min_length=2, max_length=20)]


class Group(Part):
    """Questions on one matter."""

    id: Key
    title: Text
    question: Annotated[tuple[Question, ...], Field(min_length=1)]


class Audience(Part):
    """All questions for one audience."""

    id: AudienceName
    title: Text
    summary: Text
    group: Annotated[tuple[Group, ...], Field(min_length=1)]

    @property
    def questions(self) -> tuple[Question, ...]:
        """All of them, in their order."""
        return tuple(one for group in self.group for one in group.question)

    @property
    def counted(self) -> tuple[Question, ...]:
        """Those whose answers are counted; not the one that says in which group."""
        return tuple(one for one in self.questions if not one.groups)

    @property
    def grouping(self) -> Question | None:
        """The question that says in which group the answers are counted."""
        return next((one for one in self.questions if one.groups), None)


class Questionnaire(Part):
    """The questionnaire of a year."""

    year: Annotated[int, Field(ge=2000, le=2999)]
    audience: tuple[Audience, ...]

    @model_validator(mode="after")
    def _keys_once(self) -> "Questionnaire":
        keys = [one.id for each in self.audience for one in each.questions]
        if len(set(keys)) < len(keys):
            raise ValueError("a question stands twice")
        for one in (each for audience in self.audience for each in audience.questions):
            if len({choice.id for choice in one.choice}) < len(one.choice):
                raise ValueError(f"a choice of {one.id} stands twice")
        return self

    def of(self, name: AudienceName) -> Audience:
        """The questions for an audience."""
        return next(one for one in self.audience if one.id == name)


@cache
def every() -> tuple[Questionnaire, ...]:
    """The questionnaires of all years, the oldest first. Raises DataRowError."""
    found = [
        strict.read(Questionnaire, one.name, one.read_bytes())
        for one in FOLDER.iterdir()
        if one.name.endswith(".toml")
    ]
    return tuple(sorted(found, key=lambda one: one.year))


def current() -> Questionnaire:
    """The questionnaire of the newest year. Raises DataRowError."""
    return every()[-1]


def of_year(year: int) -> Questionnaire | None:
    """The questionnaire of a year, if there was one."""
    return next((one for one in every() if one.year == year), None)


def answered(audience: Audience, sent: Mapping[str, Sequence[str]]) -> Given:
    """The answers that were given, in the order of the questions; what was left out is not in them.

    Raises QuestionUnknownError for a choice that is none or too many of them, NothingAnsweredError.
    """
    known = {one.id for one in audience.questions}
    if any(values and name not in known for name, values in sent.items()):
        raise QuestionUnknownError
    given = {}
    for question in audience.questions:
        chosen = tuple(dict.fromkeys(one for one in sent.get(question.id, ()) if one))
        if not chosen:
            continue
        _check(question, chosen)
        given[question.id] = chosen
    if not any(one.id in given for one in audience.counted):
        raise NothingAnsweredError
    return given


def _check(question: Question, chosen: tuple[str, ...]) -> None:
    most = 1 if question.kind == "one" else question.most or len(question.choice)
    known = {one.id for one in question.choice}
    if len(chosen) > most or not set(chosen) <= known:
        raise QuestionUnknownError(field=question.id)
