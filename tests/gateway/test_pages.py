"""Every page of the site, walked: it is sound, each fact has its source, every link leads somewhere."""

from functools import cache
from urllib.parse import urlsplit

import pytest
from django.test import Client

from comity.gateway import everything
from tests.gateway.pages import Node, naked, read, runs, unconfirmed

pytestmark = pytest.mark.whole

KEPT = 60  # pages in one test, so that several processes share them
HOME_BYTES = 150_000


@cache
def _addresses() -> tuple[str, ...]:
    """Every page in English and Arabic, and in one of the other four, in turn; each provision once."""
    names = [one.split("/", 2)[2] for one in everything.pages(["en"])]
    others = [one for one in everything.LANGUAGES if one not in ("en", "ar")]
    found = []
    for place, name in enumerate(names):
        if name.startswith("provisions/"):
            found.append(f"/{everything.LANGUAGES[place % len(everything.LANGUAGES)]}/{name}")
        else:
            found += [f"/{one}/{name}" for one in ("en", "ar", others[place % len(others)])]
    return tuple(found)


def _batches() -> list[int]:
    return list(range(0, len(_addresses()), KEPT))


@cache
def _known() -> frozenset[str]:
    every = everything.LANGUAGES
    return frozenset([*everything.pages(every), *everything.files(), *everything.feeds(every)])


@pytest.mark.parametrize("start", _batches())
def test_pages_are_sound(site: Client, start: int) -> None:
    wrong = []
    for address in _addresses()[start : start + KEPT]:
        answer = site.get(address)
        if answer.status_code != 200:
            wrong.append(f"{address}: {answer.status_code}")
            continue
        page = read(answer.content.decode())
        wrong += [f"{address}: {one}" for one in _faults(page, address)]
    assert wrong == []


def _faults(page: Node, address: str) -> list[str]:
    language = address.split("/")[1]
    html = next(page.all("html"))
    found = [f"no source: {one}" for one in naked(page)]
    found += [f"not said who confirmed it: {one}" for one in unconfirmed(page)]
    if html.attributes["lang"] != language:
        found.append("another language")
    if html.attributes["dir"] != ("rtl" if language == "ar" else "ltr"):
        found.append("another direction")
    if len(list(page.all("h1"))) != 1:
        found.append("not one h1")
    if any("src" not in one.attributes for one in runs(page)) or any(
        one.attributes.get("style") for one in page.all()
    ):
        found.append("script or style inside the page")
    ids = [one.attributes["id"] for one in page.all() if "id" in one.attributes]
    found += [f"id twice: {one}" for one in {one for one in ids if ids.count(one) > 1}]
    found += [
        f"no alternative text: {one.attributes}"
        for one in page.all("img")
        if not one.attributes.get("alt")
    ]
    for one in page.all("a"):
        href = urlsplit(one.attributes.get("href", ""))
        if href.scheme == "tel":
            continue
        if href.scheme in ("http", "https"):
            if "noreferrer" not in one.attributes.get("rel", ""):
                found.append(f"the other site learns of the reader: {href.netloc}")
        elif not href.path:
            if href.fragment not in ids:
                found.append(f"leads nowhere: #{href.fragment}")
        elif href.path not in _known() and not href.path.startswith(("/static/", "/data/compare")):
            found.append(f"leads nowhere: {href.path}")
        if not (one.text or one.attributes.get("aria-label")):
            found.append(f"a link without words: {one.attributes}")
    return found


def test_a_naked_fact_is_found() -> None:
    bare = read('<table class="facts"><tbody><tr><th>A</th><td>1990</td></tr></tbody></table>')
    cited = read(
        '<dl class="facts"><dd>1990 <span class="source">law</span></dd><dd>1991</dd></dl>'
    )
    assert naked(bare) == ["A 1990"]
    assert naked(cited) == ["1991"]


def test_a_table_that_does_not_say_who_confirmed_it_is_found() -> None:
    row = "<tbody><tr><th>A</th><td>1990</td></tr></tbody>"
    said = '<p class="confirmations" id="confirmed-a">No entry</p>'
    pointing = f'<table class="facts" aria-describedby="confirmed-a">{row}</table>'
    marked = (
        '<dl class="facts"><dd>1990 <span class="confirmed-by">EE</span></dd><dd>1991</dd></dl>'
    )
    assert unconfirmed(read(f'<table class="facts">{row}</table>')) == ["A 1990"]
    assert unconfirmed(read(pointing)) == ["A 1990"], "it points to nothing"
    assert unconfirmed(read(said.replace("No entry", "") + pointing)) == ["A 1990"]
    assert unconfirmed(read(said + pointing)) == []
    assert unconfirmed(read(marked)) == ["1991"]


@pytest.mark.parametrize("language", everything.LANGUAGES)
def test_the_first_page_is_light(site: Client, language: str) -> None:
    """The page with its map, and the sheets, before any compression."""
    page = site.get(f"/{language}/")
    sheets = [
        one.attributes["href"] for one in read(page.content.decode()).all("link", rel="stylesheet")
    ]
    bytes_ = len(page.content) + sum(len(site.get(one).content) for one in sheets)
    assert bytes_ < HOME_BYTES


def test_the_browser_chooses_the_language_and_is_told_so(site: Client) -> None:
    for asked, given in (
        ("fr-SN,fr;q=0.9", "fr"),
        ("zh-CN", "zh"),
        ("ar-EG", "ar"),
        ("et-EE", "en"),
        ("", "en"),
    ):
        answer = site.get("/", headers={"accept-language": asked})
        assert answer["Location"] == f"/{given}/"
        assert "Accept-Language" in answer["Vary"]
    assert (
        site.get("/states/EE/", headers={"accept-language": "ru"})["Location"] == "/ru/states/EE/"
    )


def test_the_reader_s_state_comes_from_the_address_or_the_browser(site: Client) -> None:
    guide = "/en/guidance/topics/phishing/"
    assert 'value="EE" selected' in site.get(f"{guide}?state=EE").content.decode()
    guessed = site.get(guide, headers={"accept-language": "et-EE,et"}).content.decode()
    assert 'value="EE" selected' in guessed
    assert "selected" not in site.get(guide, headers={"accept-language": "en"}).content.decode()


@pytest.mark.parametrize("page", ["help/danger/", "guidance/audiences/citizens/"])
def test_what_may_name_the_reader_s_state_is_not_kept_for_another(site: Client, page: str) -> None:
    assert "Accept-Language" in site.get(f"/en/{page}")["Vary"]


def test_what_binds_all_compared_states_is_what_binds_and_no_network(site: Client) -> None:
    page = read(site.get("/en/compare/?state=MA&state=RO").content.decode())
    line = next(one for one in page.all("p", cls="panel") if "all bound by" in one.text)
    assert {one.text for one in line.all("a")} == {
        "Budapest Convention",
        "UNCAC",
        "UNTOC (Palermo Convention)",
    }
    none = read(site.get("/en/compare/?state=EH&state=RO").content.decode())
    assert any("nothing that was seen" in one.text for one in none.all("p", cls="panel"))
