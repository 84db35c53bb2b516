"""States side by side: any number, groups, what binds all, and what is no State."""

import csv
import io
import json

import pytest
from django.test import Client

from comity.gateway import published
from comity.gateway.views import comparing
from comity.law.release import packaged
from tests.gateway.pages import read

pytestmark = pytest.mark.whole

AFRICA = [
    code
    for code, _ in published.now().names("en").states
    if packaged().states[code].region == "Africa"
]
ALL = ",".join(packaged().states)


def _columns(text: str) -> list[str]:
    tables = list(read(text).all("table", cls="side-by-side"))
    columns = [
        [one.text for one in table.all("th") if one.attributes.get("scope") == "col"]
        for table in tables
    ]
    assert all(0 < len(one) <= comparing.SIDE_BY_SIDE for one in columns)
    return [name for one in columns for name in one]


def test_a_region_is_added_to_what_was_chosen(site: Client) -> None:
    answer = site.get("/en/compare/?states=EE&group=region:Africa")
    assert answer.status_code == 302
    assert answer["Location"] == "/en/compare/?states=" + ",".join(["EE", *AFRICA])


def test_those_bound_by_an_instrument_are_added_once(site: Client) -> None:
    where = site.get("/en/compare/?states=SN&group=party:cets-185")["Location"]
    codes = where.partition("=")[2].split(",")
    assert codes[0] == "SN"
    assert len(codes) == len(set(codes)) > 60
    assert "RU" not in codes


@pytest.mark.parametrize("group", ["region:Nowhere", "party:none", "nonsense", "region:", ":"])
def test_what_is_no_group_adds_nothing(site: Client, group: str) -> None:
    assert site.get(f"/en/compare/?states=SN&group={group}")["Location"] == "/en/compare/?states=SN"


def test_what_does_not_fit_on_one_page_is_on_the_next(site: Client) -> None:
    first = site.get(f"/en/compare/?states={','.join(AFRICA)}").content.decode()
    second = site.get(f"/en/compare/?states={','.join(AFRICA)}&from=25").content.decode()
    assert len(_columns(first)) == len(_columns(second)) == 24
    assert not set(_columns(first)) & set(_columns(second))
    assert f"States 1 to 24 of {len(AFRICA)}" in first
    assert f"States 25 to 48 of {len(AFRICA)}" in second


@pytest.mark.parametrize("start", ["0", "-4", "x", "99999999999", "٣", "", "30"])
def test_a_first_column_that_cannot_be_is_the_page_that_has_it(site: Client, start: str) -> None:
    answer = site.get(f"/en/compare/?states={','.join(AFRICA)}&from={start}")
    assert answer.status_code == 200
    assert len(_columns(answer.content.decode())) == 24


def test_every_state_there_is_fits_into_the_files(site: Client) -> None:
    told = json.loads(site.get(f"/data/compare.json?states={ALL}").content)
    assert len(told["states"]) == len(packaged().states)
    rows = list(
        csv.reader(io.StringIO(site.get(f"/data/compare.csv?states={ALL}").content.decode()))
    )
    number = len(packaged().states)
    assert rows[0][2 : 2 + number] == list(packaged().states)
    # For each State the answer, who confirmed it and on which day.
    assert {len(row) for row in rows} == {2 + 3 * number}


def test_what_binds_all_is_asked_of_those_on_other_pages_too(site: Client) -> None:
    bound = [code for code in AFRICA if code != "EH"]
    with_all = read(site.get(f"/en/compare/?states={','.join([*bound, 'EH'])}").content.decode())
    line = next(one for one in with_all.all("p", cls="panel") if "all bound by" in one.text)
    assert "nothing that was seen" in line.text
