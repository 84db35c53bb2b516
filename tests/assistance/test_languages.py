"""The pages of a request in each language: nothing breaks, no place is left open, and what is kept stays English."""

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.utils import translation

from comity.assistance import deadlines, queries, wording
from comity.assistance.lifecycle import STATES
from comity.look.sought import SoughtForm
from comity.officers.models import Officer
from tests.assistance.conftest import Side
from tests.assistance.test_pages import NEW, RO, arrived, asked, clerk, duty, held, signed_in
from tests.desk.pages import Page

__all__ = ["clerk", "duty"]

LANGUAGES = ("ar", "es", "fr", "ru", "zh-hans")
OPEN_PLACE = re.compile(r"%\(\w+\)s|\{[a-z_]+\}")


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    """One language after the other."""
    yield str(request.param)


def _page(client: Client, path: str, language: str) -> str:
    response = client.get(path, headers={"Accept-Language": language})
    text = response.content.decode()
    assert response.status_code == 200, path
    assert Page(text).language == language and Page(text).problems() == [], path
    assert not OPEN_PLACE.search(text), OPEN_PLACE.search(text)
    return text


def test_a_hold_and_the_pages_about_it(requesting: Side, clerk: Officer, language: str) -> None:
    matter = held(requesting, clerk)
    client = signed_in(clerk)
    for path in ("/", "/requests/", f"/requests/{matter}/", "/approvals/", "/notices/"):
        _page(client, path, language)
    text = _page(client, f"/requests/{matter}/", language)
    assert "Where it stands" not in text and "The data are held since" not in text


def test_a_request_that_came(requested: Side, duty: Officer, language: str) -> None:
    matter = arrived(requested)
    text = _page(signed_in(duty), f"/requests/{matter}/", language)
    assert "Received here" not in text and "Draft the acceptance" not in text


def test_drafting_with_the_law_between_two_states(clerk: Officer, language: str) -> None:
    path = "/requests/new/preservation/?state=MA"
    text = _page(signed_in(clerk), path, language)
    assert "At least 60 days" not in text and 'class="group row"' in text


def test_a_refusal_is_said_in_the_language(requesting: Side, language: str) -> None:
    client = signed_in(requesting.officer(RO, "custody"))
    response = client.get(NEW, headers={"Accept-Language": language})
    assert response.status_code == 403
    assert "You do not hold the capacity" not in response.content.decode()


def test_rows_stand_in_rows_in_every_language(language: str) -> None:
    with translation.override(language):
        groups = list(SoughtForm().grouped())
    assert [getattr(one, "layout", "") for one in groups].count("row") == 6
    assert sum(getattr(one, "folded", False) for one in groups) == 4


def test_an_alarm_is_kept_in_english_whoever_looks(
    requesting: Side, clerk: Officer, language: str
) -> None:
    matter = asked(requesting, clerk)
    situation = queries.situation(matter)
    english = deadlines.rings(situation, "requesting")
    with translation.override(language):
        assert deadlines.rings(situation, "requesting") == english


@pytest.mark.parametrize("side", ["requesting", "requested"])
def test_every_next_step_of_the_table_is_a_message(side: str) -> None:
    said: list[str] = []
    for state in STATES:
        if not state.final:
            wording.next_step(state.waits_for, side, "", lambda text: said.append(text) or text)
    assert said and set(said) <= set(wording.WAITS_FOR)
