"""What hides in a page is shown; what is no page passes untouched."""

import pytest
from django.http import HttpRequest, HttpResponse

from comity.look import disguises

PAGE = "<p>{}</p>"
SHOWN = {
    "an override": ("a\u202eb", "a⟨U+202E⟩b"),
    "an isolate": ("a\u2066b", "a⟨U+2066⟩b"),
    "nothing at all": ("a\u200bb", "a⟨U+200B⟩b"),
    "an escape": ("\x1b[2J", "⟨U+001B⟩[2J"),
    "a letter that looks like nothing": ("\u3164", "⟨U+3164⟩"),
    "a tag": ("\U000e0041", "⟨U+E0041⟩"),
}
LEFT = {
    "lines": "a\n\tb",
    "Persian joiner": "می\u200cخواهم",
    "Arabic mark": "abc\u200f!",
    "accents": "Științe – œuvre",
}


@pytest.mark.parametrize("row", SHOWN)
def test_a_disguise_is_shown(row: str) -> None:
    written, honest = SHOWN[row]
    assert disguises.shown(PAGE.format(written)) == PAGE.format(honest)


@pytest.mark.parametrize("row", LEFT)
def test_what_writing_needs_stays(row: str) -> None:
    assert disguises.shown(LEFT[row]) is LEFT[row]


@pytest.mark.parametrize(
    ("kind", "changed"), [("text/html; charset=utf-8", True), ("application/zip", False)]
)
def test_only_pages_are_rewritten(kind: str, changed: bool) -> None:
    data = "a\u202eb".encode()
    answer = HttpResponse(data, content_type=kind, headers={"Content-Length": str(len(data))})
    passed = disguises.DisguisesMiddleware(lambda request: answer)(HttpRequest())
    assert (passed.content != data) is changed
    assert int(passed["Content-Length"]) == len(passed.content)
