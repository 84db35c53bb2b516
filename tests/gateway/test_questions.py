"""The map says of each State what the data say, and unknown stays unknown."""

from datetime import date

import pytest

from comity.gateway import map_questions, profiles
from comity.gateway.map_questions import Asked, UnknownQuestionError
from comity.law import treaties
from comity.law.release import packaged

ON = date(2026, 11, 26)
RELEASE = packaged()


@pytest.mark.parametrize(
    "asked",
    [one for _, group in map_questions.questions(RELEASE) for one in group],
    ids=lambda one: one.path,
)
def test_every_question_is_answered_for_every_state_with_a_source_or_as_unknown(
    asked: Asked,
) -> None:
    found = map_questions.answers(RELEASE, asked, ON)
    assert set(found) == set(RELEASE.states)
    for one in found.values():
        assert one.sources or one.shade == "unknown"
        assert all(each.where for each in one.sources)
    assert sum(map_questions.count(found).values()) == len(RELEASE.states)


def test_parties_are_those_whom_the_law_room_says_are_bound() -> None:
    found = map_questions.answers(RELEASE, Asked("party", "cets-185"), ON)
    for state, one in found.items():
        bound = treaties.bound("cets-185", state, ON)
        assert (one.shade == "yes") is (bound is True), state
        if one.shade == "no":
            assert bound is False
    assert found["EE"].code == "party"
    assert found["MX"].code == "invited"


def test_a_state_of_which_nothing_was_read_is_unknown_never_no() -> None:
    for asked in (Asked("role", "national_csirt"), Asked("offence", "theft"), Asked("spam", "law")):
        assert map_questions.answers(RELEASE, asked, ON)["NR"].shade == "unknown"


def test_a_treaty_before_its_first_day_binds_nobody() -> None:
    found = map_questions.answers(RELEASE, Asked("party", "cets-185"), date(2001, 11, 24))
    assert not any(one.shade == "yes" for one in found.values())


@pytest.mark.parametrize("path", ["party/x", "role/king", "offence/x", "spam/x", "moon/x"])
def test_other_questions_are_refused(path: str) -> None:
    kind, about = path.split("/")
    with pytest.raises(UnknownQuestionError):
        map_questions.answers(RELEASE, Asked(kind, about), ON)


@pytest.mark.parametrize("state", sorted(RELEASE.states))
def test_a_profile_has_every_row_of_the_state_and_no_other(state: str) -> None:
    found = profiles.of(RELEASE, state, ON)
    assert sum(len(one.named) for one in found.institutions) == sum(
        1 for one in RELEASE.authorities if one.state == state
    )
    bonds = [one for one in (*found.bonds, *found.bilateral) if one.row]
    assert len(bonds) == sum(1 for _, one in RELEASE.statuses if one == state)
    assert len(found.declared) + len(found.chart) == sum(
        1 for one in RELEASE.declarations if one.state == state
    )
    assert len(found.offences) == len(RELEASE.offences.vocabulary.types)
    shown = {row.id for one in found.offences for row in one.provisions}
    assert shown <= {row.id for row in RELEASE.offences.of(state)}
    current = {
        row.id for row in RELEASE.offences.of(state) if row.begun_on(ON) and row.status == "current"
    }
    assert current <= shown
