"""Everything can be done without a mouse: in the order of the page, and one sees where one is."""

from comity.demo.world import World
from tests.browser.conftest import Look

VISIBLE = """() => {
  const one = document.activeElement;
  const style = getComputedStyle(one);
  const box = one.getBoundingClientRect();
  return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2
    && box.right > 0 && box.bottom > 0 && box.left < innerWidth && box.top < innerHeight;
}"""
ORDER = """() => [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")]
  .filter((one) => one.checkVisibility() && one.getClientRects().length)
  .findIndex((one) => one === document.activeElement)"""


def test_one_signs_in_by_keyboard_alone(look: Look, world: World) -> None:
    """Skip link, name, password, Enter."""
    eyes = look("ma-duty", inside=False)
    page = eyes.open("/sign-in/")
    page.keyboard.press("Tab")
    assert eyes.focused() == "Skip to the content"
    assert page.evaluate(VISIBLE)
    page.keyboard.press("Enter")
    assert eyes.focused() == "main"
    page.keyboard.press("Tab")
    assert eyes.focused() == "sign-in-username"
    page.keyboard.type("ma-duty")
    page.keyboard.press("Tab")
    page.keyboard.type(world.password)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator("h1").inner_text() == "What waits for you"
    assert "MA-101" in page.locator("header").inner_text()


def test_a_wrong_password_is_told_where_the_keyboard_is(look: Look) -> None:
    """The summary has the focus and leads to the form; the name that was typed is still there."""
    eyes = look("ma-duty", inside=False)
    eyes.sign_in("ma-duty", "not the password")
    assert "There is a problem" in eyes.focused()
    assert eyes.page.input_value("#sign-in-username") == "ma-duty"
    assert eyes.page.title().startswith("Error: ")


def test_the_keyboard_goes_through_a_draft_in_the_order_of_the_page(look: Look) -> None:
    """Every stop is visible, none is skipped, none traps."""
    eyes = look("ro-investigator")
    page = eyes.open("/requests/new/preservation/?state=MA")
    places = []
    for _ in range(60):
        page.keyboard.press("Tab")
        places.append(page.evaluate(ORDER))
        assert page.evaluate(VISIBLE), f"one does not see where one is: {eyes.focused()}"
    # A date's field is one element with several stops.
    assert places == sorted(places)
    assert set(range(places[-1] + 1)) == set(places)
