"""Every page that anybody can reach, at two widths: basic accessibility, and nothing that complains."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser

from comity.demo.story import Story
from tests.browser.conftest import Look
from tests.browser.eyes import AUDIT, DESKTOP, PHONE, Eyes

PEOPLE = ("ro-investigator", "ro-head", "ma-duty", "ma-order-clerk", "atlas-lawful")
FILES = (".json", ".zip", ".svg", ".css")
UNFOLD = "() => document.querySelectorAll('details').forEach((one) => { one.open = true; })"
MOST = 25  # pages for one person


def _reachable(eyes: Eyes) -> list[str]:
    """Paths of pages that this page leads to; letters of one kind look alike, so a few do."""
    found = eyes.page.eval_on_selector_all("a[href]", "all => all.map((one) => one.href)")
    here = urlsplit(eyes.desk).netloc
    parts = [urlsplit(address) for address in found]
    return [
        f"{one.path}?{one.query}" if one.query else one.path
        for one in parts
        if one.netloc == here and not one.path.endswith(FILES)
    ]


@pytest.mark.parametrize("username", PEOPLE)
def test_every_page_is_sound_and_fits_a_phone(look: Look, held: Story, username: str) -> None:
    """One h1, lang and dir, labels, contrast, no sideways scrolling: on a large and a small screen."""
    eyes = look(username)
    waiting, seen, wrong = ["/"], set[str](), list[str]()
    while waiting and len(seen) < MOST:
        path = waiting.pop(0)
        if path in seen:
            continue
        seen.add(path)
        eyes.open(path)
        wrong += eyes.audit()
        waiting += _reachable(eyes)
        eyes.page.evaluate(UNFOLD)
        eyes.resize(PHONE)
        wrong += [f"{one} (phone)" for one in eyes.audit()]
        eyes.resize(DESKTOP)
    assert len(seen) >= 8
    assert wrong == []


BAD = """<!doctype html><html><head><title></title></head><body><main><h1>One</h1><h1>Two</h1><h4>Deep</h4>
<p style="color: #999">pale</p><input name="nameless"><a href="#nowhere">here</a><table><tr><th>x</th></tr></table>
<div class="wide">wide</div></main></body></html>"""
FOUND = (
    "html has no lang",
    "html has no dir",
    "the page has no title",
    "2 h1 instead of one",
    "the skip link does not come first",
    "heading jumps",
    "something inline",
    "field without a label",
    "link within the page leads nowhere",
    "table without a caption",
    "heading cell without a scope",
    "contrast of 2.",
)


def test_the_checks_find_what_is_wrong(browser: Browser) -> None:
    """A page with these faults on purpose: a check that finds nothing proves nothing."""
    page = browser.new_page()
    page.set_content(BAD)
    found = page.evaluate(AUDIT)
    page.close()
    assert [one for one in FOUND if not any(said.startswith(one) for said in found)] == []
