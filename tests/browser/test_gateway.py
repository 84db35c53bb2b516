"""The public site in Debian's Chromium: each kind of page, English and Arabic, laptop and phone."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser import gateway
from tests.browser.eyes import PHONE, Eyes
from tests.browser.gateway import LAPTOP, PAGES

AXE = Path(__file__).with_name("vendor").joinpath("axe.min.js").read_text("utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LIST = "() => [...document.querySelectorAll('main a')].map((one) => one.getAttribute('href'))"


@pytest.fixture(scope="module")
def site(browser: Browser) -> Iterator[str]:
    """The site, running."""
    with gateway.running() as address:
        yield address


@pytest.fixture
def reader(browser: Browser, site: str) -> Iterator[Eyes]:
    """Somebody before the site. Afterwards nothing may have complained, and no cookie may be there."""
    eyes = Eyes(browser, site, LAPTOP)
    yield eyes
    cookies, complaints = eyes.context.cookies(), eyes.complaints
    eyes.close()
    assert cookies == []
    assert complaints == []


@pytest.mark.parametrize("size", [LAPTOP, PHONE], ids=["laptop", "phone"])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_kind_of_page_satisfies_axe_and_our_own_audit(
    reader: Eyes, language: str, size: tuple[int, int]
) -> None:
    reader.resize(size)
    wrong: list[str] = []
    for name, path in PAGES.items():
        reader.open(f"/{language}/{path}")
        reader.page.evaluate(AXE)
        found: dict[str, Any] = reader.page.evaluate(
            "(rules) => axe.run(document, {runOnly: {type: 'tag', values: rules}, resultTypes: ['violations']})",
            RULES,
        )
        for one in found["violations"]:
            where = [" ".join(map(str, node["target"])) for node in one["nodes"]][:3]
            wrong.append(f"{name}: {one['id']}: {one['help']} {where}")
        wrong += [f"{name}: {one}" for one in reader.audit()]
    assert wrong == []


def test_the_whole_way_of_a_victim_by_keyboard(reader: Eyes) -> None:
    """From the first page to whom to turn to, with Tab and Enter only."""
    reader.open("/en/")
    _press(reader, "I have been defrauded")
    assert "/help/" in reader.page.url
    _press(reader, "Somebody has got money")
    reader.page.wait_for_load_state()
    assert reader.page.locator("h1").count() == 1
    for _ in range(4):
        if reader.page.locator("ol li").count():
            break
        _press(reader, "")
    assert reader.page.locator("section.now ol li").count() > 1
    reader.page.select_option("#reader", "EE")
    reader.page.click(".reader button")
    assert "state=EE" in reader.page.url
    assert reader.page.locator("dl.facts .source").count() > 0


def _press(reader: Eyes, words: str) -> None:
    """Tab to the first link of the content that says this, and press Enter."""
    for _ in range(400):
        reader.page.keyboard.press("Tab")
        focused = reader.page.evaluate(
            "() => { const one = document.activeElement; return one.closest('main') && one.tagName === 'A' && !one.closest('.trail, .emergency') ? one.textContent : null }"
        )
        if focused and words in focused:
            with reader.page.expect_navigation():
                reader.page.keyboard.press("Enter")
            return
    raise AssertionError(f"no link says {words!r}")


def test_the_map_leads_to_small_states_by_keyboard_and_by_finger(reader: Eyes) -> None:
    reader.open("/en/map/party/cets-185/")
    point = reader.page.locator("svg.world a.point[href$='/NR/']")
    assert "Nauru" in (point.locator("title").text_content() or "")
    point.focus()
    with reader.page.expect_navigation():
        reader.page.keyboard.press("Enter")
    assert reader.page.url.endswith("/en/states/NR/")
    assert reader.page.locator("h1").text_content() == "Nauru"


def test_it_works_without_script(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/en/")
    page.select_option("#state", "SN")
    page.click("form.way button")
    assert page.url.endswith("/en/states/SN/")
    page.goto(f"{site}/en/map/")
    page.get_by_role("link", name="Phishing").click()
    assert page.url.endswith("/en/map/offence/phishing/")
    context.close()


def test_on_paper_there_is_what_is_said_and_not_what_can_be_pressed(reader: Eyes) -> None:
    reader.open("/en/states/EE/")
    reader.page.emulate_media(media="print")
    assert not any(one.is_visible() for one in reader.page.locator("header nav").all())
    assert not reader.page.locator("form.find").is_visible()
    assert reader.page.locator("dl.facts").first.is_visible()


def test_a_mirror_opens_from_a_disk(browser: Browser, tmp_path: Path) -> None:
    from comity.gateway import mirror

    mirror.write(tmp_path / "site", ["ar"])
    context = browser.new_context()
    page = context.new_page()
    page.goto((tmp_path / "site" / "index.html").as_uri())
    page.get_by_role("link", name="العربية").click()
    assert page.locator("html").get_attribute("dir") == "rtl"
    page.locator("svg.world a[href*='EE']").first.dispatch_event("click")
    page.wait_for_url("**/states/EE/index.html")
    assert page.evaluate("document.fonts.check('16px Comity')")
    context.close()
