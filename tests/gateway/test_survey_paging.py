"""Many proposals: pages of a named size, in an order that stays, and no more in memory than one page."""

from pathlib import Path

import pytest
from django.test import Client

from comity.gateway.survey import limits, mirrored
from comity.gateway.survey import store as kept_rows
from comity.gateway.survey.store import Kept, Store
from tests.gateway.test_survey_kit import NOW, at_home, hex_of, kept
from tests.gateway.test_survey_pages import faults, said

pytestmark = pytest.mark.whole

MANY = 900  # more than four pages


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("many")
    store = at_home(folder)
    for number in range(MANY):
        kept(store, note=f"Note number {number}. " + "It was so. " * 80)
    for one in store.listed()[:3]:
        store.move(one.digest, "confirmed_by_state", NOW)
    for number in range(4):
        kept(store, days=limits.OPEN_DAYS + 2, note=f"late {number}")
    return folder


@pytest.fixture
def store(home: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setenv("COMITY_GATEWAY_HOME", str(home))
    return at_home(home)


def test_a_program_follows_next_and_has_each_once_in_the_order_of_arrival(
    site: Client, store: Store
) -> None:
    address, found, sizes = "/data/survey/proposals.json", [], []
    while address:
        page = site.get(address).json()
        assert (page["number"], page["page_size"]) == (MANY + 4, limits.LISTED)
        found += [one["digest"] for one in page["proposals"]]
        sizes.append(len(page["proposals"]))
        address = page["next"]
    assert found == list(store.names())
    assert set(sizes[:-1]) == {limits.LISTED}
    assert len(sizes) == limits.pages_of(MANY + 4)


def test_what_stands_on_a_full_page_stays_there_whatever_is_released_later(
    site: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMITY_GATEWAY_HOME", str(tmp_path))
    monkeypatch.setattr(limits, "LISTED", 3)
    store = at_home(tmp_path)
    held = kept(store, "links", note="came first, and is released last", days=5)
    for number in range(4):
        kept(store, note=f"note {number}")
    before = site.get("/data/survey/proposals.json").json()
    assert before["next"] == "/data/survey/proposals/pages/2.json"
    store.move(held.digest, "released", NOW)
    assert site.get("/data/survey/proposals.json").json()["proposals"] == before["proposals"]
    last = site.get(before["next"]).json()
    assert [one["digest"] for one in last["proposals"]][-1] == held.digest
    assert last["next"] is None
    for wrong in ("0", "00", "3", "999999", "x", "-1", "1000000"):
        assert site.get(f"/data/survey/proposals/pages/{wrong}.json").status_code == 404


@pytest.mark.parametrize(
    "address",
    ["/data/survey/proposals.json", "/data/survey/proposals/pages/3.json", "/en/survey/", "/en/survey/list/open/3/", "/en/survey/results/"],
)  # fmt: skip
def test_no_more_than_a_page_is_in_memory(
    site: Client, store: Store, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    made: list[str] = []
    make = kept_rows._kept

    def counted(row: tuple[object, ...]) -> Kept:
        made.append(str(row[0]))
        return make(row)

    monkeypatch.setattr(kept_rows, "_kept", counted)
    assert site.get(address).status_code == 200
    assert len(made) <= limits.LISTED + 3 * limits.FRONT


def test_people_turn_pages_too(site: Client, store: Store) -> None:
    front = said(site.get("/en/survey/"))
    assert f"The newest {limits.FRONT} are shown." in front
    assert "/en/survey/list/open/" in front
    assert "/en/survey/list/expired/" not in front, "all of these are there"
    seen: set[str] = set()
    last = limits.pages_of(MANY - 3)
    for page in range(1, last + 1):
        answer = site.get(f"/en/survey/list/open/{page}/")
        assert faults(answer, str(page)) == []
        for one in store.listed(NOW.date(), "open", after=(page - 1) * limits.LISTED):
            assert hex_of(one) in said(answer)
            seen.add(one.digest)
        assert ("Older" in said(answer)) == (page < last)
        assert ("Newer" in said(answer)) == (page > 1)
    assert len(seen) == MANY - 3
    assert said(site.get("/ar/survey/list/decided/")).count("<tr>") == 4
    assert said(site.get("/en/survey/list/expired/")).count("<tr>") == 5
    for wrong in (f"open/{last + 1}", "open/0", "held", "open/x", "received"):
        assert site.get(f"/en/survey/list/{wrong}/").status_code == 404


def test_who_says_so_stands_in_the_list(site: Client, store: Store) -> None:
    assert "By, as they say themselves" in said(site.get("/en/survey/list/open/"))


def test_a_mirror_has_every_page(site: Client, store: Store) -> None:
    pages, files = mirrored.pages(), mirrored.files()
    assert f"survey/list/open/{limits.pages_of(MANY - 3)}/" in pages
    assert f"/data/survey/proposals/pages/{limits.pages_of(MANY + 4)}.json" in files
    assert sum(len(one.split("/")[-1]) > 60 for one in files) == MANY + 4
