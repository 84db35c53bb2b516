"""The page of a preservation: what the law says, what is wrong with what was typed, and nothing lost."""

import pytest

from tests.browser import drafts
from tests.browser.conftest import Look

WRONG = [
    pytest.param(
        {"kind_1": "ip_address", "value_1": "203.0.113.9", "time_1": "2026-11-25T22:41:25"},
        "zone_1",
        "zone",
        id="an IP address with its time but no zone",
    ),
    pytest.param(
        {"kind_1": "ip_address", "value_1": "203.0.113.9"},
        "time_1",
        "time",
        id="an IP address without the time of its use",
    ),
    pytest.param({"announced": False}, "announced", "announce", id="no formal request announced"),
    pytest.param({"reference": ""}, "reference", "Fill this in", id="no file number"),
    pytest.param({"value_1": ""}, "value_1", "identifier", id="a kind without its value"),
    pytest.param({"range_zone": ""}, "range_zone", "zone", id="a range without its zone"),
]


def test_the_page_says_what_the_law_says(look: Look) -> None:
    """The instrument, the least length of the hold, double criminality, and what was not looked at."""
    eyes = look("ro-investigator")
    eyes.open("/requests/new/preservation/")
    eyes.send("where", state="MA")
    for words in (
        "Budapest Convention",
        "BC 29",
        "At least 60 days",
        "Not a condition",
        "not checked",
    ):
        assert words.lower() in eyes.text.lower()
    assert eyes.page.locator("form#preservation").count() == 1


@pytest.mark.parametrize(("state", "on", "words"), [
    pytest.param("SO", None, "No instrument", id="a pair that no instrument binds"),
    pytest.param("MA", "2018-09-30", "No instrument", id="the day before it came into force"),
])  # fmt: skip
def test_without_an_instrument_there_is_nothing_to_send(
    look: Look, state: str, on: str | None, words: str
) -> None:
    """The reasons are shown, the form is not."""
    eyes = look("ro-investigator")
    eyes.open(f"/requests/new/preservation/?state={state}" + (f"&on={on}" if on else ""))
    assert words in eyes.text
    assert eyes.page.locator("form#preservation").count() == 0


@pytest.mark.parametrize(("wrong", "field", "word"), WRONG)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(
    look: Look, wrong: dict[str, str | bool], field: str, word: str
) -> None:
    """An error at the field and in the summary, whose link leads there; the rest as it was typed."""
    eyes = look("ro-investigator")
    page = eyes.open(drafts.PATH)
    eyes.send("preservation", **drafts.filled(**wrong))
    said = page.locator(f"#preservation-{field}_error").inner_text()
    assert word in said
    assert "There is a problem" in eyes.focused()
    page.locator(f".error-summary a[href='#preservation-{field}']").click()  # there is exactly one
    assert eyes.focused() == f"preservation-{field}"
    described = page.locator(f"#preservation-{field}").get_attribute("aria-describedby") or ""
    assert f"preservation-{field}_error" in described
    assert page.locator(f"#preservation-{field}").get_attribute("aria-invalid") == "true"
    for name, text in {**drafts.TEXTS, **wrong}.items():
        if isinstance(text, str):
            assert page.input_value(f"#preservation-{name}") == text
    assert eyes.audit() == []
