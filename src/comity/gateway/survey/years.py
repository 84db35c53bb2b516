"""Answers of several years side by side: a question is compared by its permanent key, and only while its words stay. Pure.

It shows nothing that the results of a year do not show: what they hold back as too little is held back here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from comity.gateway.survey.questionnaire import Audience, Question
from comity.gateway.survey.results import Bar, Counted


@dataclass(frozen=True, slots=True)
class OfYear:
    """What one audience answered in a year."""

    year: int
    audience: Audience
    parts: tuple[Counted, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """One question in one group and year. No bars: too few answered for figures to be shown."""

    year: int
    answers: int
    answered: int
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """A question that was asked in the same words in several years, in one group."""

    group: str
    question: Question
    years: tuple[Figures, ...]

    @property
    def shown(self) -> bool:
        """Are there figures of two years or more?"""
        return sum(bool(one.bars) for one in self.years) > 1


@dataclass(frozen=True, slots=True)
class Apart:
    """A question that is not compared, with the years in which it was asked so; ``reworded``: in others it had other words."""

    question: Question
    years: tuple[int, ...]
    reworded: bool


def words(question: Question) -> tuple[object, ...]:
    """All that who answers reads: the question, its hint, and what can be chosen."""
    choices = tuple((one.id, one.text) for one in question.choice)
    return (question.text, question.hint, question.kind, question.most, choices)


def compare(found: Sequence[OfYear]) -> tuple[tuple[Compared, ...], tuple[Apart, ...]]:
    """What can be compared of an audience over the years, and what cannot."""
    asked: dict[str, dict[tuple[object, ...], list[tuple[int, Question]]]] = {}
    for one in sorted(found, key=lambda each: -each.year):
        for question in one.audience.counted:
            asked.setdefault(question.id, {}).setdefault(words(question), []).append(
                (one.year, question)
            )
    compared: list[Compared] = []
    apart: list[Apart] = []
    for variants in asked.values():
        for same in variants.values():
            years = tuple(sorted(year for year, _ in same))
            if len(years) > 1:
                compared += _compared([one for one in found if one.year in years], same[0][1])
            else:
                apart.append(Apart(same[0][1], years, reworded=len(variants) > 1))
    return tuple(compared), tuple(apart)


def _compared(found: Sequence[OfYear], question: Question) -> list[Compared]:
    groups = dict.fromkeys(part.group for one in found for part in one.parts)
    ordered = sorted(found, key=lambda one: one.year)
    return [
        Compared(name, question, tuple(_of(one, name, question) for one in ordered))
        for name in groups
    ]


def _of(one: OfYear, group: str, question: Question) -> Figures:
    part = next((each for each in one.parts if each.group == group), None)
    if part is None:
        return Figures(one.year, 0, 0, ())
    table = next(each for each in part.tables if each.question.id == question.id)
    return Figures(one.year, part.answers, table.answered, table.bars)


def groups_of(found: Sequence[OfYear]) -> Mapping[int, tuple[str, ...]]:
    """Which groups the total of each year counts: totals of two years may rest on different ones."""
    return {one.year: tuple(each.group for each in one.parts[1:]) for one in found if one.parts}
