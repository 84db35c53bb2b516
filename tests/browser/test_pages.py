"""Every page that anybody can reach, at two widths: basic accessibility, and nothing that complains."""

from urllib.parse import urlsplit

import pytest

from comity.demo.story import Story
from tests.browser.conftest import Look
from tests.browser.eyes import PHONE, Eyes

PEOPLE = ("ro-investigator", "ro-head", "ma-duty", "ma-order-clerk", "atlas-lawful")
FILES = (".json", ".zip", ".svg", ".css")
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
        for summary in eyes.page.locator("details:not([open]) > summary").all():
            summary.click()
        eyes.resize(PHONE)
        wrong += [f"{one} (phone)" for one in eyes.audit()]
        eyes.resize((1200, 900))
    assert len(seen) >= 8
    assert wrong == []
