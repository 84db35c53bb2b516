"""Who last confirmed a fact, and when: said on every page and in every file that shows the fact."""

import csv
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from comity.gateway import profiles
from comity.gateway.survey import confirmed, published_rows
from comity.gateway.survey.store import Store
from tests.gateway.pages import Node, read, unconfirmed
from tests.gateway.test_survey_kit import NOW, RELEASE, at_home, hex_of, kept

pytestmark = pytest.mark.whole

DAY = NOW.date().isoformat()


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setenv("COMITY_GATEWAY_HOME", str(tmp_path))
    monkeypatch.setenv("COMITY_DEMO_HOME", str(tmp_path / "demo"))
    return at_home(tmp_path)


def confirm(store: Store, record: object, **changes: Any) -> str:
    kind, key = confirmed.named(record)
    row = published_rows.row(RELEASE, kind, key)
    one = kept(store, of=row, **({"what": "unchanged", "change": {}} | changes))
    store.move(one.digest, "confirmed_by_state", NOW)
    return hex_of(one)


AUTHORITY = next(
    one for one in RELEASE.authorities if (one.state, one.role) == ("EE", "national_csirt")
)
DECLARED = next(
    one for one in RELEASE.declarations if one.treaty == "cets-185" and one.article != "all"
)
STATUS = RELEASE.statuses["cets-185", "EE"]
FRAUD = RELEASE.offences.provisions["ee-ks-217"]
SPAM = next(one for one in RELEASE.spam_laws if one.state == "EE")
LOOKED = RELEASE.offences.looked[0]
GAP = RELEASE.offences.gaps[0]
HOLD = next(one for one in RELEASE.holds.holds if one.state)
RULE = RELEASE.competences.competences[0]
PAGES = [
    ("its authorities", AUTHORITY, "states/EE/", "dl"),
    ("authorities of several States", AUTHORITY, "compare/?state=EE&state=RO", "table"),
    ("a role on the map", AUTHORITY, "map/role/national_csirt/", "table"),
    ("whom to turn to", AUTHORITY, "guidance/topics/phishing/?state=EE", "dl"),
    ("instruments of a State", STATUS, "states/EE/", "table"),
    ("Parties to an instrument", STATUS, "instruments/cets-185/", "table"),
    ("an instrument on the map", STATUS, "map/party/cets-185/", "table"),
    ("instruments of several States", STATUS, "compare/?state=EE", "table"),
    ("declarations of a State", DECLARED, f"states/{DECLARED.state}/", "table"),
    ("declarations under an instrument", DECLARED, "instruments/cets-185/", "table"),
    ("offences of a State", FRAUD, "states/EE/", "table"),
    ("an offence in all States", FRAUD, "offences/illegal_access/", "table"),
    ("an offence on the map", FRAUD, "map/offence/illegal_access/", "table"),
    ("a provision", FRAUD, "provisions/ee-ks-217/", ""),
    ("laws on unsolicited messages", SPAM, "states/EE/", "dl"),
    ("these laws on the map", SPAM, "map/spam/law/", "table"),
    ("a search that found nothing", LOOKED, f"offences/{LOOKED.type}/", "table"),
    ("a documented gap", GAP, f"states/{GAP.state}/", "table"),
    ("how long a preservation lasts", HOLD, f"states/{HOLD.state}/", "dl"),
    ("what authorities may do", RULE, f"states/{RULE.state}/", "dl"),
]  # fmt: skip


def said(site: Client, address: str) -> Node:
    return read(site.get(address).content.decode())


def marks(page: Node, place: str) -> list[Node]:
    """The marks in the tables or lists of facts; of the whole page, where the heading has it."""
    where = page.all(place, cls="facts") if place else iter([page])
    return [
        one
        for facts in where
        for one in facts.all(cls="confirmed-by")
        if "Last confirmed by" in one.text
    ]


@pytest.mark.parametrize(
    ("name", "record", "address", "place"), PAGES, ids=[one[0] for one in PAGES]
)
def test_what_a_state_confirmed_is_marked_where_it_stands(
    site: Client, store: Store, name: str, record: object, address: str, place: str
) -> None:
    before = said(site, f"/en/{address}")
    assert unconfirmed(before) == []
    assert marks(before, "") == []
    digest = confirm(store, record)
    page = said(site, f"/en/{address}")
    assert unconfirmed(page) == []
    found = marks(page, place)
    assert found, "the mark stands with its fact"
    assert all(DAY in one.text for one in found)
    assert {one.attributes["href"] for mark in found for one in mark.all("a")} == {
        f"/en/survey/{digest}/"
    }
    if place == "table":
        assert any("marked so: 1 entry of" in one.text for one in page.all(cls="confirmations"))


def test_another_text_than_the_published_one_is_told_and_not_counted(
    site: Client, store: Store
) -> None:
    confirm(store, AUTHORITY, what="correction", change={"website": "https://unit.example.org/"})
    page = said(site, "/en/map/role/national_csirt/")
    assert marks(page, "") == []
    assert any("confirmed another text" in one.text for one in page.all(cls="confirmed-by"))
    assert any("No entry of this table" in one.text for one in page.all(cls="confirmations"))
    answer = of_state(site, "/data/map/role/national_csirt.json")
    assert (answer["last_confirmed_by"], answer["last_confirmed_on"]) == ("not_confirmed", None)


def of_state(site: Client, address: str) -> dict[str, Any]:
    return next(one for one in site.get(address).json()["answers"] if one["state"] == "EE")


def test_programs_learn_who_confirmed_and_when(site: Client, store: Store) -> None:
    assert of_state(site, "/data/map/party/cets-185.json")["last_confirmed_by"] == "not_confirmed"
    confirm(store, STATUS)
    answer = of_state(site, "/data/map/party/cets-185.json")
    assert (answer["last_confirmed_by"], answer["last_confirmed_on"]) == ("EE", DAY)
    rows = list(
        csv.DictReader(site.get("/data/map/party/cets-185.csv").content.decode().splitlines())
    )
    by = {one["state"]: (one["last_confirmed_by"], one["last_confirmed_on"]) for one in rows}
    assert by.pop("EE") == ("EE", DAY)
    assert set(by.values()) == {("not_confirmed", "")}
    profile = site.get("/data/states/EE.json").json()
    assert [
        (one["instrument"], one["last_confirmed_on"])
        for one in profile["instruments"]
        if one["last_confirmed_by"] == "EE"
    ] == [("cets-185", DAY)]
    others = ("institutions", "declarations", "offences", "spam_laws")
    assert {one["last_confirmed_by"] for part in others for one in profile[part]} == {
        "not_confirmed"
    }
    told = site.get("/data/compare.csv?state=EE&state=RO").content.decode().splitlines()
    row = next(one for one in csv.DictReader(told) if one["about"] == "cets-185")
    assert (row["last_confirmed_by_EE"], row["last_confirmed_on_EE"]) == ("EE", DAY)
    assert (row["last_confirmed_by_RO"], row["last_confirmed_on_RO"]) == ("not_confirmed", "")


def test_an_answer_is_confirmed_when_all_that_it_rests_on_is(site: Client, store: Store) -> None:
    many = next(
        one
        for name in RELEASE.offences.vocabulary.types
        if len((one := profiles.of_type(RELEASE, "EE", name, NOW.date())).rows) > 1
    )
    by = []
    for one in many.rows:
        confirm(store, one)
        by.append(of_state(site, f"/data/map/offence/{many.type}.json")["last_confirmed_by"])
    assert by == ["not_confirmed"] * (len(many.rows) - 1) + ["EE"]


@pytest.mark.parametrize("address", sorted({one[2] for one in PAGES}))
def test_what_cannot_be_read_is_not_told_as_not_confirmed(
    site: Client, store: Store, address: str
) -> None:
    confirm(store, STATUS)
    store.path.write_bytes(b"broken")
    page = said(site, f"/en/{address}")
    assert unconfirmed(page) == []
    text = [one.text for name in ("confirmations", "confirmed-by") for one in page.all(cls=name)]
    assert text and all("cannot be read just now" in one for one in text)
    answer = of_state(site, "/data/map/party/cets-185.json")
    assert (answer["last_confirmed_by"], answer["last_confirmed_on"]) == ("not_known", None)
