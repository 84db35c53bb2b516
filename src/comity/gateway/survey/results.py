"""What was answered, counted: how often each choice, of how many, and what is too little to be shown. Pure.

Nobody may be recognised in these figures. A group of fewer than ``SMALLEST_GROUP`` answers is not shown, and the
figures of a group grow by at least that many answers at a time (``due``): whoever looks at the page before and
after one person answers learns nothing. The total is the sum of the groups that are shown, so that
no small group can be found by taking the others from it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from comity.gateway.survey import limits
from comity.gateway.survey.proposals import Answers
from comity.gateway.survey.questionnaire import Audience, Question

UNTOLD: Final = ""
"""The group of those who did not say where they belong."""
ALL: Final = "all"


@dataclass(frozen=True, slots=True)
class Bar:
    """One choice: how many chose it, and what part that is of those who answered the question."""

    choice: str
    text: str
    number: int
    share: float  # 0 to 1


@dataclass(frozen=True, slots=True)
class Table:
    """One question in one group. No bars: too few answered it for figures to be shown."""

    question: Question
    answered: int
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """All questions of an audience in one group."""

    group: str
    answers: int
    tables: tuple[Table, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """The published figures of one group: how many sent it, how many answered each question, each choice."""

    group: str
    answers: int
    asked: Mapping[str, int]
    chosen: Mapping[tuple[str, str], int]


def due(counted: int, published: int) -> bool:
    """May the figures of a group be renewed?"""
    return counted - published >= limits.SMALLEST_GROUP


def counted(audience: Audience, tallies: Sequence[Tally]) -> tuple[Counted, ...]:
    """The total, then each group that is large enough; nothing where all are too small."""
    shown = [one for one in tallies if one.answers >= limits.SMALLEST_GROUP]
    if not shown:
        return ()
    groups = sorted(shown, key=lambda one: _place(audience, one.group))
    return tuple(_counted(audience, one) for one in (_sum(shown), *groups))


def _place(audience: Audience, group: str) -> int:
    order = [one.id for one in audience.grouping.choice] if audience.grouping else []
    return order.index(group) if group in order else len(order)


def _sum(tallies: Iterable[Tally]) -> Tally:
    answers, asked, chosen = 0, dict[str, int](), dict[tuple[str, str], int]()
    for one in tallies:
        answers += one.answers
        for name, number in one.asked.items():
            asked[name] = asked.get(name, 0) + number
        for key, number in one.chosen.items():
            chosen[key] = chosen.get(key, 0) + number
    return Tally(ALL, answers, asked, chosen)


def _counted(audience: Audience, tally: Tally) -> Counted:
    tables = tuple(_table(one, tally) for one in audience.counted)
    return Counted(tally.group, tally.answers, tables)


def _table(question: Question, tally: Tally) -> Table:
    of = tally.asked.get(question.id, 0)
    if of < limits.SMALLEST_GROUP:
        return Table(question, 0, ())
    numbers = [tally.chosen.get((question.id, one.id), 0) for one in question.choice]
    bars = [
        Bar(one.id, one.text, number, number / of)
        for one, number in zip(question.choice, numbers, strict=True)
    ]
    return Table(question, of, tuple(bars))


def of_institutions(sent: Iterable[Answers]) -> Tally:
    """The answers of institutions in one group; of one institution of a State the last ones count."""
    last = {(one.state, " ".join(one.by.name.casefold().split())): one for one in sent}
    asked: dict[str, int] = {}
    chosen: dict[tuple[str, str], int] = {}
    for one in last.values():
        for name, choices in one.given.items():
            asked[name] = asked.get(name, 0) + 1
            for choice in choices:
                chosen[name, choice] = chosen.get((name, choice), 0) + 1
    return Tally(ALL, len(last), asked, chosen)


def institutions(audience: Audience, sent: Iterable[Answers]) -> Counted | None:
    """The figures of institutions; None where too few answered."""
    tally = of_institutions(sent)
    return _counted(audience, tally) if tally.answers >= limits.SMALLEST_GROUP else None
