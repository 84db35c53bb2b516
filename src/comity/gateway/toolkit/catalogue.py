"""The questions of the self-assessment as data: areas, levels, evidence, next steps, sources. Pure.

English is in the file and is what the catalogues translate. Loading is strict: what a question lacks or has
too much of is refused with its place. An id is permanent, because saved files name it.
"""

from collections import Counter
from functools import cache
from importlib.resources import files
from typing import Annotated, Final, Literal, NamedTuple

from pydantic import Field

from comity.gateway import strict
from comity.gateway.strict import Part
from comity.law.errors import DataRowError

FILE: Final = "questions.toml"

Text = Annotated[str, Field(min_length=1, max_length=400)]
Key = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=60)]
Keys = tuple[Key, ...]
Guide = Annotated[str, Field(pattern=r"^[a-z]+/[a-z-]+$")]
Address = Annotated[str, Field(pattern=r"^https?://\S+$", max_length=500)]


class Read(Part):
    """A source that was read, as published."""

    key: Key
    title: Text
    publisher: Text
    url: Address
    read: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
    dated: str = ""


class Question(Part):
    """One question: what each level means for it, how to see it, how to get one level further."""

    id: Key
    text: Text
    why: Text
    levels: Annotated[tuple[Text, ...], Field(min_length=5, max_length=5)]
    steps: Annotated[tuple[Text, ...], Field(min_length=4, max_length=4)]
    evidence: Annotated[tuple[Text, ...], Field(min_length=1)]
    roles: Keys = ()  # of the law data: who can help at home
    guides: tuple[Guide, ...]  # pages of this site
    instruments: Keys = ()
    sources: Annotated[Keys, Field(min_length=1)]
    since: Annotated[int, Field(ge=1)] = 1  # the list of questions in which it came

    def step(self, level: int) -> str:
        """How to get from this level to the next one (0 to 3)."""
        return self.steps[level]


class Area(Part):
    """Questions that belong together."""

    id: Key
    title: Text
    summary: Text
    question: Annotated[tuple[Question, ...], Field(min_length=1)]


class Element(Part):
    """One thing that somebody else asks or demands, and the questions here that ask it, or why none does."""

    at: Annotated[str, Field(min_length=1, max_length=20)]  # as its publication numbers it
    called: Text  # in the language of its publication; not translated
    asked: Keys = ()
    left: Literal["", "inside", "between", "defence", "gap"] = ""


class Framework(Part):
    """What others ask of States, as far as it was read."""

    key: Key
    called: Text
    source: Key
    summary: Text  # which part was read
    element: Annotated[tuple[Element, ...], Field(min_length=1)]


class Asked(NamedTuple):
    """Where else a question is asked."""

    framework: Framework
    elements: tuple[Element, ...]


class Catalogue(Part):
    """All areas with their questions, what they rest on, and what others ask."""

    set: Annotated[int, Field(ge=1)] = 1  # the number of this list of questions
    area: Annotated[tuple[Area, ...], Field(min_length=1)]
    source: tuple[Read, ...]
    framework: tuple[Framework, ...] = ()

    def also(self, question: str) -> tuple[Asked, ...]:
        """Who else asks this."""
        found = (
            Asked(one, tuple(each for each in one.element if question in each.asked))
            for one in self.framework
        )
        return tuple(one for one in found if one.elements)

    @property
    def questions(self) -> tuple[Question, ...]:
        """Every question, in the order of the areas."""
        return tuple(one for area in self.area for one in area.question)


@cache
def catalogue() -> Catalogue:
    """The questions. Raises DataRowError."""
    data = files("comity.gateway").joinpath("toolkit", FILE).read_bytes()
    return parse(data)


@cache
def questions() -> dict[str, Question]:
    """The questions by id."""
    return {one.id: one for one in catalogue().questions}


def parse(data: bytes) -> Catalogue:
    """Read a file of questions. Raises DataRowError."""
    found = strict.read(Catalogue, FILE, data)
    _check(found)
    return found


def _check(found: Catalogue) -> None:
    named = {
        "area": [one.id for one in found.area],
        "question": [one.id for one in found.questions],
        "source": [one.key for one in found.source],
        "framework": [one.key for one in found.framework],
    }
    for kind, ids in named.items():
        twice = [one for one, times in Counter(ids).items() if times > 1]
        if twice:
            raise DataRowError(FILE, None, kind, f"{twice[0]} stands twice")
    known = set(named["source"])
    for one in found.questions:
        for key in one.sources:
            if key not in known:
                raise DataRowError(FILE, None, one.id, f"the source {key} is not listed")
        if one.since > found.set:
            raise DataRowError(
                FILE, None, one.id, f"since {one.since} is after the list {found.set}"
            )
    for framework in found.framework:
        if framework.source not in known:
            raise DataRowError(FILE, None, framework.key, f"{framework.source} is not listed")
        for element in framework.element:
            _check_element(framework.key, element, set(named["question"]))


def _check_element(framework: str, element: Element, questions: set[str]) -> None:
    if unknown := set(element.asked) - questions:
        raise DataRowError(FILE, None, framework, f"{element.at}: no question {min(unknown)}")
    if bool(element.asked) == bool(element.left):
        raise DataRowError(FILE, None, framework, f"{element.at}: asked, or a reason why not")
