"""What search engines and other programs find in pages: blocks of linked data, the list of all pages."""

import json
import re
from xml.etree import ElementTree

import pytest
from django.test import Client

from comity.gateway import everything
from comity.gateway.dumps import inside
from tests.gateway.pages import read, runs

NAMES = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
PAGES = {
    "states/EE/": "Country",
    "instruments/cets-185/": "Legislation",
    "offences/illegal_access/": "DefinedTerm",
    "provisions/ee-ks-217/": "Legislation",
    "guidance/topics/spam/": "HowTo",
    "data/dumps/": "Dataset",
    "resources/c-proc/": "Organization",
}


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_page_says_for_programs_what_it_shows(site: Client, language: str, page: str) -> None:
    text = site.get(f"/{language}/{page}").content.decode()
    (found,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.S)
    told = json.loads(found)
    (link,) = [
        one.attributes["href"]
        for one in read(text).all("link")
        if one.attributes.get("type") == "application/ld+json"
    ]
    assert json.loads(site.get(link).content) == told
    assert PAGES[page] in json.dumps(told)
    assert not runs(read(text))


@pytest.mark.parametrize(
    "text",
    ["</script><script>alert(1)</script>", "<!--<script>", "]]>", "&lt;", "\u2028\u2029", '"\\'],
)
def test_no_text_ends_the_block(text: str) -> None:
    block = inside.block({"name": text})
    inner = block.removeprefix('<script type="application/ld+json">').removesuffix("</script>")
    assert not re.search(r"[<>&\u2028\u2029]", inner)
    assert json.loads(inner) == {"name": text}


def test_every_page_is_in_the_list_of_pages_once(site: Client) -> None:
    assert "Sitemap: http://localhost/sitemap.xml" in site.get("/robots.txt").content.decode()
    lists = [
        one.text
        for one in ElementTree.fromstring(site.get("/sitemap.xml").content).iter(f"{NAMES}loc")
    ]
    assert lists == [f"http://localhost/sitemap-{one}.xml" for one in everything.LANGUAGES]
    for language in everything.LANGUAGES:
        answer = site.get(f"/sitemap-{language}.xml")
        found = [one.text for one in ElementTree.fromstring(answer.content).iter(f"{NAMES}loc")]
        assert found == [f"http://localhost{one}" for one in everything.pages([language])]
        assert len(found) < 50_000  # of the protocol
        assert len(answer.content) < 50 * 1024 * 1024
    assert site.get("/sitemap-xx.xml").status_code == 404
