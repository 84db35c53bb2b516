"""What follows from a self-assessment, for any answers; its document."""

import random
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some

from comity.gateway.toolkit import assessing, filling, limits
from comity.gateway.toolkit.assessing import Answer, Assessment
from comity.gateway.toolkit.catalogue import catalogue
from comity.gateway.toolkit.errors import (
    FileFormatError,
    NewerQuestionsError,
    OtherStateError,
    QuestionUnknownError,
    SameDayError,
    ToolkitError,
    TooManyFilesError,
)
from comity.gateway.toolkit.wording import BY

STATES = {"EE", "SN", "KE"}
TODAY = date(2026, 11, 26)
IDS = [one.id for one in catalogue().questions]

levels = some.none() | some.integers(0, limits.HIGHEST)
notes = some.text(
    some.characters(exclude_categories=("Cc", "Cs", "Co", "Cn"), exclude_characters="\ufffd")
    | some.sampled_from("\n\t"),
    max_size=limits.NOTE_CHARS,
)
answers = some.dictionaries(some.sampled_from(IDS), some.builds(Answer, levels, notes))
SET = catalogue().set


def _only_asked(one: Assessment) -> Assessment:
    """What was not in its list was not answered."""
    asked = {each.id for each in catalogue().questions if one.was_asked(each)}
    return replace(one, answers={name: said for name, said in one.answers.items() if name in asked})


assessments = some.builds(
    Assessment,
    state=some.sampled_from(sorted(STATES)),
    day=some.dates(date(limits.FIRST_YEAR, 1, 1), TODAY),
    by=some.sampled_from(sorted(BY)),
    answers=answers,
    set=some.integers(1, SET),
).map(_only_asked)


def _one(day: date = TODAY, state: str = "EE", number: int = SET, **said: int | None) -> Assessment:
    given = {name: Answer(one) for name, one in said.items()}
    return Assessment(state, day, "ministry", given, number)


@given(assessments, some.randoms(use_true_random=False))
def test_the_order_of_answers_does_not_matter(one: Assessment, chance: random.Random) -> None:
    mixed = list(one.answers.items())
    chance.shuffle(mixed)
    other = replace(one, answers=dict(mixed))
    assert assessing.scores(other) == assessing.scores(one)
    assert assessing.steps(other) == assessing.steps(one)
    assert assessing.write(other) == assessing.write(one)


@given(assessments)
def test_what_is_not_answered_changes_no_mean(one: Assessment) -> None:
    bare = {name: each for name, each in one.answers.items() if each.level is not None}
    full = {name: Answer() for name in IDS} | bare
    for less, more in zip(
        assessing.scores(replace(one, answers=bare)),
        assessing.scores(replace(one, answers=full)),
        strict=True,
    ):
        assert less == more
        said = [bare[each.id].level for each in less.area.question if each.id in bare]
        assert less.answered == len(said)
        assert less.total == len([each for each in less.area.question if one.was_asked(each)])
        if said:
            assert less.mean is not None
            assert less.mean * len(said) == sum(one for one in said if one is not None)
            assert abs(Fraction(less.shown) - less.mean) <= Fraction(1, 20)
        else:
            assert less.mean is None
            assert less.shown == ""


@given(assessments)
def test_every_answered_question_has_a_step_and_the_lowest_come_first(one: Assessment) -> None:
    found = assessing.steps(one)
    below = {
        name for name, each in one.answers.items() if each.level is not None and each.level < 4
    }
    assert {step.question.id for step in found} == below
    assert [step.level for step in found] == sorted(step.level for step in found)
    assert all(step.text == step.question.steps[step.level] for step in found)
    told = {name for name, each in one.answers.items() if each.level is not None}
    new = {each.id for each in assessing.new_since(one)}
    assert {each.id for each in assessing.unanswered(one)} == set(IDS) - told - new


@given(assessments)
def test_nothing_differs_from_itself(one: Assessment) -> None:
    assert assessing.differences(one, one) == ()
    assert assessing.compare([one]).changes == ()


@given(assessments, assessments)
def test_differences_lead_from_one_to_the_other(one: Assessment, other: Assessment) -> None:
    there = {each.question.id: each for each in assessing.differences(one, other)}
    back = {each.question.id: each for each in assessing.differences(other, one)}
    assert there.keys() == back.keys()
    common = [
        each.id for each in catalogue().questions if one.was_asked(each) and other.was_asked(each)
    ]
    assert set(there) <= set(common)
    for name in common:
        if name in there:
            assert (there[name].before, there[name].after) == (back[name].after, back[name].before)
        else:
            assert one.of(name).level == other.of(name).level


@given(assessments)
def test_a_document_is_read_as_it_was_written(one: Assessment) -> None:
    data = assessing.write(one)
    assert assessing.read(data, STATES, TODAY) == one
    assert assessing.write(assessing.read(data, STATES, TODAY)) == data


@given(assessments)
def test_a_form_is_filled_in_and_read_back_without_loss(one: Assessment) -> None:
    sent = {name: [text] for name, text in filling.fields(one).items()}
    filled = filling.read(sent, STATES, TODAY)
    assert filled.wrong == ()
    assert filled.assessment is not None
    assert {**{name: Answer() for name in IDS}, **one.answers} == filled.assessment.answers
    assert filled.assessment.set == SET


def test_lines_of_a_browser_are_lines() -> None:
    sent = {"state": ["EE"], "day": ["2026-01-31"], "by": ["ministry"], "note.strategy": ["a\r\nb"]}
    found = filling.read(sent, STATES, TODAY).assessment
    assert found is not None
    assert found.of("strategy").note == "a\nb"


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [(1, 3, "up"), (3, 1, "down"), (None, 0, "answered"), (0, None, "lost")],
)
def test_kinds_of_difference(before: int | None, after: int | None, kind: str) -> None:
    (found,) = assessing.differences(_one(strategy=before), _one(strategy=after))
    assert (found.question.id, found.kind) == ("strategy", kind)


def test_an_answer_of_zero_counts_and_none_does_not() -> None:
    area = catalogue().area[0]
    assert assessing.score(area, _one(strategy=0, lead=4)).mean == 2
    assert assessing.score(area, _one(strategy=None, lead=4)).mean == 4
    assert assessing.score(area, _one(strategy=0, lead=None)).shown == "0.0"


def test_a_half_is_rounded_up_wherever_it_is_shown() -> None:
    area = catalogue().area[3]
    said = dict(zip([one.id for one in area.question], (2, 2, 2, 3), strict=False))
    assert assessing.score(area, _one(**said)).shown == "2.3"


def test_several_stand_in_the_order_of_their_days() -> None:
    days = [date(2026, 1, 1), date(2024, 1, 1), date(2025, 1, 1)]
    found = assessing.compare(_one(day) for day in days)
    assert [one.day for one in found.assessments] == sorted(days)


def test_what_cannot_stand_side_by_side() -> None:
    with pytest.raises(OtherStateError):
        assessing.compare([_one(), _one(TODAY - timedelta(1), state="SN")])
    with pytest.raises(SameDayError):
        assessing.compare([_one(strategy=1), _one(strategy=2)])
    with pytest.raises(TooManyFilesError):
        assessing.compare(_one(TODAY - timedelta(one)) for one in range(limits.FILES + 1))


def test_a_field_for_no_question_is_not_passed_over() -> None:
    sent = {"state": ["EE"], "day": ["2026-01-31"], "by": ["ministry"], "level.magic": ["1"]}
    (wrong,) = filling.read(sent, STATES, TODAY).wrong
    assert isinstance(wrong.error, QuestionUnknownError)


# Lists of questions


def test_a_file_of_the_first_list_is_read_and_written_as_it_was() -> None:
    old = b'{"answers":{"lead":{"level":3,"note":""}},"by":"ministry","day":"2025-01-31","format":"comity-self-assessment-1","state":"EE"}'
    found = assessing.read(old, STATES, TODAY)
    assert found.set == 1
    assert assessing.write(found) == old
    assert {one.id for one in assessing.new_since(found)} == {"offices", "backbone", "identity"}
    area = catalogue().area[0]
    assert assessing.score(area, found).total == len(area.question) - 1


LISTS: dict[str, tuple[bytes, type[ToolkitError]]] = {
    "a question that came later": (
        b'{"answers":{"offices":{"level":3,"note":""}},"by":"ministry","day":"2025-01-31","format":"comity-self-assessment-1","state":"EE"}',
        QuestionUnknownError,
    ),
    "a number in the format that has none": (
        b'{"answers":{},"by":"ministry","day":"2025-01-31","format":"comity-self-assessment-1","set":1,"state":"EE"}',
        FileFormatError,
    ),
    "no number in the format that has one": (
        b'{"answers":{},"by":"ministry","day":"2025-01-31","format":"comity-self-assessment-2","state":"EE"}',
        FileFormatError,
    ),
    "the first list under the new name": (
        b'{"answers":{},"by":"ministry","day":"2025-01-31","format":"comity-self-assessment-2","set":1,"state":"EE"}',
        FileFormatError,
    ),
    "a list that is true": (
        b'{"answers":{},"by":"ministry","day":"2025-01-31","format":"comity-self-assessment-2","set":true,"state":"EE"}',
        FileFormatError,
    ),
    "a list as text": (
        b'{"answers":{},"by":"ministry","day":"2025-01-31","format":"comity-self-assessment-2","set":"2","state":"EE"}',
        FileFormatError,
    ),
    "a list to come": (
        b'{"answers":{},"by":"ministry","day":"2025-01-31","format":"comity-self-assessment-2","set":3,"state":"EE"}',
        NewerQuestionsError,
    ),
    "a format that is a list": (
        b'{"answers":{},"by":"ministry","day":"2025-01-31","format":["comity-self-assessment-2"],"set":2,"state":"EE"}',
        FileFormatError,
    ),
}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_of_questions_that_does_not_fit_is_refused(name: str) -> None:
    data, error = LISTS[name]
    with pytest.raises(error):
        assessing.read(data, STATES, TODAY)


def test_years_are_compared_by_what_all_were_asked() -> None:
    before = _one(TODAY - timedelta(400), number=1, lead=2)
    after = _one(lead=2, offices=4)
    found = assessing.compare([before, after])
    assert found.changes == ()
    assert {one.id for one in found.left_out} == {"offices", "backbone", "identity"}
    _, (first, last) = found.areas[0]
    assert first.mean == last.mean == 2
    assert first.total == last.total
    (offices,) = [said for one, said in found.levels(found.areas[0][0]) if one.id == "offices"]
    assert offices == ((None, False), (4, True))
    assert assessing.compare([before]).left_out == ()
