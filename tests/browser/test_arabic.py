"""The desk in Arabic: chosen on the page, set from right to left, and as sound as in English."""

from comity.demo.story import Story
from tests.browser.conftest import Look
from tests.browser.eyes import DESKTOP, PHONE

PATHS = ("/", "/requests/", "/requests/new/preservation/?state=MA", "/approvals/", "/notices/")
SIDE = "() => getComputedStyle(document.querySelector('main h1')).direction"
DIGESTS = """() => [...document.querySelectorAll('code.digest, code[title]')]
    .map((one) => getComputedStyle(one).direction)"""


def test_pages_run_from_right_to_left_and_fit_a_phone(look: Look, held: Story) -> None:
    """The switch is a button; then every page says its language and direction, and nothing scrolls sideways."""
    eyes = look("ro-head")
    eyes.open("/")
    with eyes.page.expect_navigation():
        eyes.page.click("#language button[value=ar]")
    first = eyes.page.get_attribute("#main table a", "href")
    wrong: list[str] = []
    for path in (*PATHS, *([first] if first else [])):
        page = eyes.open(path)
        assert page.get_attribute("html", "lang") == "ar"
        assert page.evaluate(SIDE) == "rtl"
        assert set(page.evaluate(DIGESTS)) <= {"ltr"}
        wrong += eyes.audit()
        eyes.resize(PHONE)
        wrong += [f"{one} (phone)" for one in eyes.audit()]
        eyes.resize(DESKTOP)
    assert wrong == []
