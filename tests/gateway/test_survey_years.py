"""Results of several years: another year's file comes in beside the first, and only what stayed the same is compared."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from comity.gateway.survey import proposals, questionnaire
from comity.gateway.survey.store import Store
from tests.gateway.pages import read
from tests.gateway.test_survey_kit import NOW, arrival, at_home
from tests.gateway.test_survey_pages import faults, said

OURS = Path(str(questionnaire.FOLDER)) / "2026.toml"


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setenv("COMITY_GATEWAY_HOME", str(tmp_path))
    return at_home(tmp_path)


@pytest.fixture
def next_year(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """2027 beside 2026: one question in other words, one with an answer more, all others as they were."""
    folder = tmp_path / "questions"
    folder.mkdir()
    text = OURS.read_text("utf-8")
    (folder / "2026.toml").write_text(text, "utf-8")
    later = text.replace("year = 2026", "year = 2027")
    for before, after in (
        ("Is there a police or prosecution unit that works on cybercrime only?", "Is there a police unit for cybercrime?"),
        ('{ id = "perhaps", text = "I would have to look" },', '{ id = "perhaps", text = "I would have to look" }, { id = "never", text = "I would not" },'),
    ):  # fmt: skip
        assert before in later
        later = later.replace(before, after)
    (folder / "2027.toml").write_text(later, "utf-8")
    monkeypatch.setattr(questionnaire, "FOLDER", folder)
    questionnaire.every.cache_clear()
    yield
    questionnaire.every.cache_clear()


def public(store: Store, year: int, number: int, yes: int, part: str = "asia") -> None:
    for one in range(number):
        given = {"trust_pay": ("fully" if one < yes else "not",), "aware_report": ("yes",)}
        store.count(year, "public", part, given, nonce=f"{year}{part}{one}", now=NOW)


def institutions(store: Store, year: int, number: int) -> None:
    for one in range(number):
        by = proposals.By(kind="police", name=f"Invented Unit {one}")
        given = {"law_access": ("yes",), "auth_unit": ("police",)}
        sent = proposals.Answers(year=year, state="EE", by=by, given=given, on=str(NOW.date()))
        store.take(arrival(sent), NOW)


def test_the_first_year_is_said_to_be_the_first(site: Client, store: Store) -> None:
    public(store, 2026, 20, 5)
    for language in ("en", "ar"):
        answer = site.get(f"/{language}/survey/results/years/")
        assert faults(answer, language) == []
        assert '<svg class="years"' not in said(answer)
    assert "2026 is the first year. There is nothing to compare yet." in said(
        site.get("/en/survey/results/years/")
    )
    file = site.get("/data/survey/results/years.json").json()
    assert (file["years"], file["results"]) == ([2026], [])


def test_two_years_stand_side_by_side(site: Client, store: Store, next_year: None) -> None:
    assert questionnaire.current().year == 2027
    public(store, 2026, 20, 5)
    public(store, 2027, 30, 15)
    public(store, 2027, 10, 1, "europe")
    for year in (2026, 2027):
        institutions(store, year, 11)
    answer = site.get("/en/survey/results/years/")
    page = said(answer)
    assert faults(answer, "years") == []
    (total, asia) = [one for one in read(page).all("svg", cls="years") if "2026: 25 %" in one.attributes["aria-label"]]  # fmt: skip
    assert "2027: 40 %" in total.attributes["aria-label"], "16 of 40"
    assert "2027: 50 %" in asia.attributes["aria-label"], "15 of 30"
    assert total.attributes["role"] == "img"
    assert "2027: Asia; Europe" in " ".join(read(page).text.split())
    assert "may come from who answered" in page
    rows = site.get("/data/survey/results/years.json").json()
    found = {(one["group"], one["year"]): one["number"] for one in rows["results"] if (one["question"], one["choice"]) == ("trust_pay", "fully")}  # fmt: skip
    assert found == {("all", 2026): 5, ("all", 2027): 16, ("asia", 2026): 5, ("asia", 2027): 15}
    table = said(site.get("/data/survey/results/years.csv")).splitlines()
    assert "public,asia,trust_pay,fully,2027,30,30,15" in table
    assert "institutions,all,law_access,yes,2026,11,11,11" in table


def test_a_question_in_other_words_is_not_compared_and_says_so(
    site: Client, store: Store, next_year: None
) -> None:
    for year in (2026, 2027):
        public(store, year, 20, 5)
        institutions(store, year, 11)
    file = site.get("/data/survey/results/years.json").json()
    assert not {"auth_unit", "aware_report"} & {one["question"] for one in file["results"]}
    reworded = {(one["question"], *one["years"]) for one in file["not_compared"] if one["reworded"]}
    assert reworded == {("auth_unit", 2026), ("auth_unit", 2027), ("aware_report", 2026), ("aware_report", 2027)}  # fmt: skip
    assert "asked in other words in other years" in said(site.get("/en/survey/results/years/"))


def test_few_answers_stay_hidden_in_the_comparison_too(
    site: Client, store: Store, next_year: None
) -> None:
    public(store, 2026, 20, 5)
    public(store, 2027, 9, 9)
    institutions(store, 2026, 9)
    institutions(store, 2027, 30)
    file = site.get("/data/survey/results/years.json").json()
    assert file["results"] == []
    page = said(site.get("/en/survey/results/years/"))
    assert "No question has figures of two years yet." in page
    assert '<svg class="years"' not in page
