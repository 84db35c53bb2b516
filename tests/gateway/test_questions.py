"""The map says of each State what the data say, and unknown stays unknown."""

import re
from datetime import date
from itertools import combinations
from pathlib import Path

import pytest

from comity.gateway import map_questions, profiles
from comity.gateway.map_questions import Asked, UnknownQuestionError
from comity.gateway.views.pictures import PATTERNS
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
    looks = {one.code: one.look for one in found.values()}
    assert len(set(looks.values())) == len(looks), "no two answers of one map look the same"


def test_names_of_institutions_and_laws_stand_beside_the_answer() -> None:
    role = map_questions.answers(RELEASE, Asked("role", "national_csirt"), ON)
    rows = [one for one in RELEASE.authorities if one.role == "national_csirt"]
    for row in rows:
        assert row.institution.casefold() in [one.casefold() for one in role[row.state].names]
    assert all(bool(one.names) is (one.shade == "yes") for one in role.values())
    spam = map_questions.answers(RELEASE, Asked("spam", "law"), ON)
    assert len(spam["CA"].names) == 3, "a State with several laws loses none"


SHEET = (Path(map_questions.__file__).parent / "static/gateway/gateway.css").read_text("utf-8")


def _light(name: str) -> float:
    (told,) = re.findall(rf"--{name}: #([0-9a-f]{{6}});", SHEET)
    parts = [int(told[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (x / 12.92 if x <= 0.03928 else ((x + 0.055) / 1.055) ** 2.4 for x in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    dark, light = sorted((_light(one), _light(other)))
    return (light + 0.05) / (dark + 0.05)


def test_looks_of_the_map_differ_by_contrast_or_by_pattern() -> None:
    """WCAG 2.2, 1.4.11: three to one, between the shades without a pattern and within each pattern."""
    looks = {*map_questions.SHADES, *map_questions.LOOKS.values()}
    plain = looks - PATTERNS.keys()
    assert plain == {"yes", "partly"}
    pairs = [*combinations(sorted(plain), 2), ("yes", "sea"), ("partly", "sea")]
    pairs += [("no", "no-ground"), ("invited", "invited-ground"), ("looked", "sea")]
    assert {one: round(_contrast(*one), 2) for one in pairs if _contrast(*one) < 3} == {}
    assert all(f".key.{one} {{" in SHEET for one in looks), "the legend shows each"


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


def test_the_figures_of_a_profile_add_up_to_all_types() -> None:
    for state in ("EE", "SN", "NR"):
        one = profiles.of(RELEASE, state, ON)
        assert one.recorded + one.looked_at + len(one.not_checked) == len(one.offences)
        kinds = [each.kind for each in one.offences]
        others = [kind for kind in kinds if kind not in ("provision", "not_checked")]
        assert one.looked_at == len(others)
