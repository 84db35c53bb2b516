"""A core is shown whole, and nothing in it can disguise itself."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.officers import reading
from tests.officers.letters_by_hand import DIGEST, core

PLAIN = st.text(st.characters(codec="ascii", categories=("L", "N", "P")), min_size=1, max_size=12)
VALUES = st.recursive(
    st.one_of(PLAIN, st.integers(0, 2**40)),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=4),
        st.dictionaries(PLAIN, inner, min_size=1, max_size=4),
    ),
    max_leaves=12,
)


def _text(values: dict[str, Any]) -> str:
    return "\n".join(
        f"{line.label}: {line.value}"
        for section in reading.sections(values)
        for line in section.lines
    )


def _leaves(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [leaf for item in value.values() for leaf in _leaves(item)]
    if isinstance(value, list):
        return [leaf for item in value for leaf in _leaves(item)]
    return [str(value)]


@given(st.dictionaries(PLAIN, VALUES, max_size=4), st.dictionaries(PLAIN, VALUES, max_size=2))
def test_every_value_is_shown(body: dict[str, Any], more: dict[str, Any]) -> None:
    values = {**more, **core(body=body)}
    shown = _text(values)
    for leaf in _leaves(values["body"]) + _leaves(more if not set(more) & set(core()) else {}):
        assert leaf in shown


def test_who_what_and_to_whom() -> None:
    shown = _text(core())
    for part in (
        "RO/contact-point (Romania)",
        "MA/contact-point (Morocco)",
        "M01: ",
        "k.suspect@atlas-courriel.example",
        "RO-101",
        "Urgent: yes",
    ):
        assert part in shown


def test_an_attachment_is_shown_with_its_digest() -> None:
    file = {"digest": DIGEST, "name": "order.pdf", "media_type": "application/pdf", "length": 7}
    shown = _text(core(attachments=[file]))
    assert DIGEST in shown
    assert "order.pdf" in shown


def test_members_that_nobody_knows_are_shown_apart() -> None:
    last = reading.sections(core(surprise={"deep": "value"}))[-1]
    assert last.title == "Members that this program does not know"
    assert [line.value for line in last.lines] == ["", "value"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("a\u202eb", "a⟨U+202E⟩b", id="right-to-left override"),
        pytest.param("a\u2066b", "a⟨U+2066⟩b", id="isolate"),
        pytest.param("a\u200bb", "a⟨U+200B⟩b", id="zero width space"),
        pytest.param("\x1b[2J", "⟨U+001B⟩[2J", id="terminal escape"),
        pytest.param("a\rb", "a⟨U+000D⟩b", id="carriage return"),
        pytest.param("a\u2028b", "a⟨U+2028⟩b", id="line separator"),
        pytest.param("\ue000", "⟨U+E000⟩", id="private use"),
        pytest.param("می\u200cخواهم", "می\u200cخواهم", id="a Persian word stays whole"),
        pytest.param("طلب حفظ", "طلب حفظ", id="Arabic stays Arabic"),
        pytest.param("one\ntwo", "one\ntwo", id="lines stay lines"),
    ],
)
def test_hidden_characters_are_shown(text: str, shown: str) -> None:
    assert reading.visible(text) == shown


def test_a_label_cannot_begin_a_line_of_its_own() -> None:
    shown = _text(core(body={"x\nTo": "RO/other"}))
    assert "\nTo: RO/other" not in shown


@pytest.mark.parametrize("code", ["M99", "", "x"])
def test_an_unknown_measure_is_said_to_be_unknown(code: str) -> None:
    shown = _text(core(body={"measure": code}))
    assert "not a measure that this program knows" in shown or code == ""
