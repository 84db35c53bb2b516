"""The pages of the resources: sound, sourced, in six languages, and what is out of date says so."""

import csv
import io
import json
from collections.abc import Callable
from datetime import date
from urllib.parse import urlsplit
from xml.etree import ElementTree as Xml

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import include, path

from comity.gateway import urls as site_urls
from comity.gateway.languages import NAMES
from comity.gateway.resources import addresses, entries, feeds, showing, views
from comity.gateway.search import Index
from tests.gateway.pages import Node, naked, read, runs

pytestmark = pytest.mark.whole

# Whatever the site includes, the data of this part are below /data/ here.
urlpatterns = [
    path("data/", include("comity.gateway.resources.data_urls")),
    *site_urls.urlpatterns,
]
handler404 = site_urls.handler404
pytestmark = pytest.mark.urls(__name__)

ALL = entries.library()
DAY = max(one.reviewed_on for one in ALL)
LATE = date(DAY.year + 3, 1, 1)
OURS = {*addresses.pages(), *addresses.feeds()}


def _faults(page: Node, language: str) -> list[str]:
    found = [f"no source: {one}" for one in naked(page)]
    html = next(page.all("html"))
    if (html.attributes["lang"], html.attributes["dir"]) != (
        language,
        "rtl" if language == "ar" else "ltr",
    ):
        found.append("another language or direction")
    if len(list(page.all("h1"))) != 1:
        found.append("not one h1")
    if runs(page) or any(one.attributes.get("style") for one in page.all()):
        found.append("script or style inside the page")
    ids = [one.attributes["id"] for one in page.all() if "id" in one.attributes]
    found += [f"id twice: {one}" for one in {one for one in ids if ids.count(one) > 1}]
    labels = {one.attributes.get("for") for one in page.all("label")}
    main = next(page.all("main"))
    found += [
        f"no label: {one.attributes}"
        for tag in ("select", "input")
        for one in main.all(tag)
        if one.attributes.get("id") not in labels
    ]
    for one in page.all("a"):
        href = urlsplit(one.attributes.get("href", ""))
        if href.scheme and "noreferrer" not in one.attributes.get("rel", ""):
            found.append(f"the other site learns of the reader: {href.netloc}")
        if not (one.text or one.attributes.get("aria-label")):
            found.append(f"a link without words: {one.attributes}")
        rest = href.path.removeprefix(f"/{language}/")
        if rest.startswith("resources/") and rest not in OURS:
            found.append(f"leads nowhere: {href.path}")
    return found


@pytest.mark.parametrize("language", NAMES)
def test_pages_are_sound(site: Client, language: str) -> None:
    wrong = []
    every = list(addresses.pages())
    share = every[list(NAMES).index(language) :: 2]  # each page in three languages
    for address in {*share, *(one for one in every if "/kind/" in one), "resources/"}:
        answer = site.get(f"/{language}/{address}")
        assert answer.status_code == 200, address
        wrong += [f"{address}: {one}" for one in _faults(read(answer.content.decode()), language)]
    assert wrong == []


@pytest.mark.parametrize(
    "address", ["?q=", "?kind=course&role=investigator", "?q=zzzzzz", "?q=<b>"]
)
def test_lists_are_sound(site: Client, address: str) -> None:
    answer = site.get(f"/en/resources/{address}")
    assert answer.status_code == 200
    page = read(answer.content.decode())
    assert _faults(page, "en") == []
    assert any(page.all("h2", id="found"))


def test_the_number_that_is_said_is_the_number_that_is_shown(site: Client) -> None:
    page = read(site.get("/en/resources/?role=judge").content.decode())
    shown = next(page.all("ol", cls="entries"))
    expected = [one for one in ALL if "judge" in one.roles and one.is_current(_today())]
    assert len(shown.children) == len(expected)
    assert str(len(expected)) in next(page.all("h2", id="found")).text
    assert next(page.all("option", value="judge")).attributes.get("selected") == ""


def _today() -> date:
    from comity.gateway import published

    return published.now().today


def test_an_entry_shows_its_source_its_review_and_its_expiry(site: Client) -> None:
    one = entries.by_id()["c-proc"]
    said = site.get("/en/resources/c-proc/").content.decode()
    for part in (
        one.source.url,
        one.source.copy_of,
        one.source.read.isoformat(),
        one.reviewed_on.isoformat(),
        one.expires.isoformat(),
        "the editors of this site",
    ):
        assert str(part) in said


REFUSED = [
    ("?kind=secrets", "Choose one that the form offers"),
    ("?role=%3Cscript%3Ealert(1)%3C/script%3E", "&lt;script&gt;"),
    ("?language=EN", "Choose one that the form offers"),
    ("?topic=" + "x" * 3000, "Choose one that the form offers"),
    ("?kind=course&kind=event", "more than once"),
    ("?q=" + "a" * 2000, "Use fewer words"),
    ("?q=a%00b", "Type them again"),
    ("?q=a%E2%80%AEb", "Type them again"),
    ("?q=%FF%FE", None),
    ("?" + "&".join(["kind=course"] * 500), None),
]


@pytest.mark.parametrize(("query", "told"), REFUSED)
def test_what_cannot_be_answered_is_named_and_is_no_fault(
    site: Client, query: str, told: str | None
) -> None:
    answer = site.get(f"/en/resources/{query}")
    assert answer.status_code in ((400,) if told else (200, 400))
    said = answer.content.decode(errors="replace")
    assert "<script>" not in said
    if told:
        assert told in said
        assert _faults(read(said), "en") == []


MISSING = [
    "/en/resources/nothing/",
    "/en/resources/C-PROC/",
    "/en/resources/kind/secrets/",
    "/en/resources/secrets.atom",
    "/en/resources/..%2f..%2fsettings/",
    "/en/resources/" + "a" * 3000 + "/",
    "/data/resources/nothing.jsonld",
    "/data/resources/..%2fentries.jsonld",
]


@pytest.mark.parametrize("address", MISSING)
def test_what_is_not_there_is_not_found(site: Client, address: str) -> None:
    assert site.get(address).status_code == 404


@pytest.mark.parametrize(
    "address", ["/en/resources/", "/en/resources/feed.atom", "/data/resources.json"]
)
def test_nothing_can_be_written(site: Client, address: str) -> None:
    for verb in ("post", "put", "patch", "delete"):
        assert getattr(site, verb)(address).status_code == 405


def test_no_cookie_is_set(site: Client) -> None:
    for address in ("/en/resources/", "/ar/resources/c-proc/", "/en/resources/events.ics"):
        answer = site.get(address)
        assert not answer.cookies
        assert "script-src" not in answer["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("octopus", "octopus-conference"),
        ("BagIt", "rfc-8493"),
        ("INHOPE", "inhope"),
        ("judicial cybercrime network", "ejcn"),
    ],
)
def test_the_search_of_the_site_can_find_them(asked: str, name: str) -> None:
    found = Index(showing.searchable("en")).find(asked)
    assert found.entries[0].address == f"/en/resources/{name}/"


# Out of date


def _ask(view: Callable[..., HttpResponse], **parts: object) -> HttpResponse:
    request = RequestFactory().get("/en/resources/", headers={"host": "localhost"})
    request.LANGUAGE_CODE = "en"  # type: ignore[attr-defined]
    return view(request, **parts)


def test_an_expired_entry_says_so_and_is_in_no_list_and_no_feed() -> None:
    shown = read(_ask(views.show, language="en", name="c-proc", today=LATE).content.decode())
    warned = next(shown.all("div", cls="warn")).text
    assert "Not confirmed since" in warned
    assert entries.by_id()["c-proc"].reviewed_on.isoformat() in warned
    listed = _ask(views.expired, language="en", today=LATE).content.decode()
    assert "/en/resources/c-proc/" in listed
    assert "may be out of date" in listed
    for view in (views.index, views.of_kind):
        parts = {"kind": "assistance"} if view is views.of_kind else {}
        assert (
            "/en/resources/c-proc/"
            not in _ask(view, language="en", today=LATE, **parts).content.decode()
        )
    root = Xml.fromstring(_ask(views.feed, language="en", today=LATE).content)
    assert root.findall(f"{{{feeds.ATOM}}}entry") == []
    assert b"VEVENT" not in _ask(views.calendar, language="en", today=LATE).content


def test_before_it_expires_it_says_nothing_of_the_kind() -> None:
    shown = read(_ask(views.show, language="en", name="c-proc", today=DAY).content.decode())
    assert list(shown.all("div", cls="warn")) == []


def test_what_is_over_is_told_as_over() -> None:
    name = "takedown-2026"
    after = date(2026, 12, 12)
    assert "it ended on" in _ask(views.show, language="en", name=name, today=after).content.decode()
    listed = read(_ask(views.expired, language="en", today=after).content.decode())
    assert name in str([one.attributes.get("href") for one in listed.all("a")])
    assert b"The Hague" not in _ask(views.calendar, language="en", today=after).content
    assert b"The Hague" in _ask(views.calendar, language="en", today=DAY).content


def test_pages_of_another_day_are_sound() -> None:
    for view, parts in (
        (views.index, {}),
        (views.of_kind, {"kind": "event"}),
        (views.expired, {}),
        (views.show, {"name": "c-proc"}),
    ):
        page = read(_ask(view, language="en", today=LATE, **parts).content.decode())
        assert _faults(page, "en") == []


# Feeds and data


@pytest.mark.parametrize("language", NAMES)
def test_feeds_are_served_as_what_they_are(site: Client, language: str) -> None:
    for name in addresses.feeds():
        answer = site.get(f"/{language}/{name}")
        assert answer.status_code == 200
        kind = "text/calendar" if name.endswith(".ics") else "application/atom+xml"
        assert answer["Content-Type"] == f"{kind}; charset=utf-8"
        if name.endswith(".atom"):
            Xml.fromstring(answer.content)


def test_pages_tell_readers_of_feeds(site: Client) -> None:
    page = read(site.get("/en/resources/kind/event/").content.decode())
    kinds = {one.attributes.get("type") for one in page.all("link", rel="alternate")}
    assert {"application/atom+xml", "text/calendar"} <= kinds


def test_the_data_hold_every_entry_with_its_state(site: Client) -> None:
    found = json.loads(site.get("/data/resources.json").content)
    assert [one["id"] for one in found["entries"]] == [one.id for one in ALL]
    assert all(one["source"]["url"] and one["expires_on"] for one in found["entries"])
    late = json.loads(views.all_json(RequestFactory().get("/"), today=LATE).content)
    assert {one["state"] for one in late["entries"]} == {"unconfirmed"}
    rows = list(csv.DictReader(io.StringIO(site.get("/data/resources.csv").content.decode())))
    assert [one["id"] for one in rows] == [one.id for one in ALL]
    assert all(one["source_url"] and one["reviewed_on"] for one in rows)
    assert not any(value.startswith(("=", "+", "-", "@")) for one in rows for value in one.values())


def test_an_entry_is_there_in_the_words_of_schema_org(site: Client) -> None:
    answer = site.get("/data/resources/misp-lea-training.jsonld")
    assert answer["Content-Type"].startswith("application/ld+json")
    node = json.loads(answer.content)
    assert (node["@context"], node["@type"]) == ("https://schema.org", "Course")
    assert answer["Access-Control-Allow-Origin"] == "*"
