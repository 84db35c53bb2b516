"""Canonical JSON: the published vectors, hostile documents by row, and agreement with the reference."""

import json
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from comity.wire import canonical, limits
from comity.wire.errors import (
    DuplicateKeyError,
    LoneSurrogateError,
    NotCanonicalError,
    NotJsonError,
    NotUtf8Error,
    NulCharacterError,
    NumberNotAllowedError,
    TextTooLongError,
    TooDeepError,
    TooLargeError,
    TooManyItemsError,
    ValueNotJsonError,
)
from tests.wire.cast import outside

KIB = 1024

# The published vectors that hold fractions or huge numbers are refused: our subset has none.
WITHOUT_FRACTIONS = ["arrays", "french", "unicode", "weird"]


@pytest.mark.parametrize("name", WITHOUT_FRACTIONS)
def test_published_vectors(name: str) -> None:
    given_bytes = outside("jcs", "input", f"{name}.json").read_bytes()
    wanted = outside("jcs", "output", f"{name}.json").read_bytes().rstrip(b"\n")
    assert canonical.encode(canonical.decode(given_bytes, max_bytes=KIB)) == wanted
    assert canonical.decode_canonical(wanted, max_bytes=KIB) == json.loads(given_bytes)


@pytest.mark.parametrize("name", ["values", "structures"])
def test_published_vectors_with_fractions_are_refused(name: str) -> None:
    with pytest.raises(NumberNotAllowedError):
        canonical.decode(outside("jcs", "input", f"{name}.json").read_bytes(), max_bytes=KIB)


DEEP = limits.JSON_DEPTH
HOSTILE = {
    "empty": (b"", NotJsonError),
    "two values": (b"1 2", NotJsonError),
    "byte order mark": (b"\xef\xbb\xbf{}", NotJsonError),
    "comment": (b"{/**/}", NotJsonError),
    "trailing comma": (b"[1,]", NotJsonError),
    "raw control character": (b'"\x01"', NotJsonError),
    "leading zero": (b"01", NotJsonError),
    "latin-1": (b'"\xe9"', NotUtf8Error),
    "overlong utf-8": (b'"\xc0\xaf"', NotUtf8Error),
    "surrogate in utf-8": (b'"\xed\xa0\x80"', NotUtf8Error),
    "utf-16": ('{"a":1}'.encode("utf-16"), NotUtf8Error),
    "lone surrogate": (rb'"\ud800"', LoneSurrogateError),
    "lone surrogate as key": (rb'{"\udc00":1}', LoneSurrogateError),
    "NUL": (rb'["a\u0000"]', NulCharacterError),
    "NUL as key": (rb'{"\u0000":1}', NulCharacterError),
    "same key twice": (b'{"a":1,"a":1}', DuplicateKeyError),
    "same key, escaped": (rb'{"a":1,"\u0061":2}', DuplicateKeyError),
    "same key, deep": (b'[{"b":{"a":1,"a":2}}]', DuplicateKeyError),
    "fraction": (b"1.5", NumberNotAllowedError),
    "whole fraction": (b"1.0", NumberNotAllowedError),
    "exponent": (b"1e2", NumberNotAllowedError),
    "NaN": (b"NaN", NumberNotAllowedError),
    "Infinity": (b"[-Infinity]", NumberNotAllowedError),
    "2**53": (b"9007199254740992", NumberNotAllowedError),
    "-2**53": (b"-9007199254740992", NumberNotAllowedError),
    "5000 digits": (b"9" * 5000, NumberNotAllowedError),
    "one too deep": (b"[" * (DEEP + 1) + b"]" * (DEEP + 1), TooDeepError),
    "objects too deep": (b'{"a":' * (DEEP + 1) + b"1" + b"}" * (DEEP + 1), TooDeepError),
    "30000 deep": (b"[" * 30_000 + b"]" * 30_000, TooDeepError),
    "too many": (b"[" + b"0," * limits.JSON_ITEMS + b"0]", TooManyItemsError),
    "too large": (b" " * 200_001, TooLargeError),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_documents(name: str) -> None:
    document, error = HOSTILE[name]
    with pytest.raises(error):
        canonical.decode(document, max_bytes=200_000)


NOT_CANONICAL = {
    "white space": b'{"a": 1}',
    "newline at the end": b"{}\n",
    "order": b'{"b":1,"a":2}',
    "order by utf-16 unit": '{"\ufb33":1,"\U0001f602":2}'.encode(),
    "needless escape": rb'{"a":"\u0041"}',
    "escaped slash": rb'"\/"',
    "upper-case escape": rb'"\u001F"',
    "long form of a short escape": rb'"\u000a"',
    "minus zero": b"-0",
}


@pytest.mark.parametrize("name", NOT_CANONICAL)
def test_other_layouts_are_read_but_are_not_canonical(name: str) -> None:
    canonical.decode(NOT_CANONICAL[name], max_bytes=KIB)
    with pytest.raises(NotCanonicalError):
        canonical.decode_canonical(NOT_CANONICAL[name], max_bytes=KIB)


def test_greatest_allowed_values_pass() -> None:
    deepest = b"[" * DEEP + b"]" * DEEP
    most = b"[" + b"0," * (limits.JSON_ITEMS - 2) + b"0]"
    for document in (deepest, most, b"9007199254740991", b"-9007199254740991"):
        assert canonical.encode(canonical.decode_canonical(document, max_bytes=10**6)) == document


def test_text_limit_counts_characters_of_names_too() -> None:
    assert canonical.decode('{"éé":"éé"}'.encode(), max_bytes=KIB, max_text=2)
    for document in (b'{"abc":1}', b'["abc"]'):
        with pytest.raises(TextTooLongError):
            canonical.decode(document, max_bytes=KIB, max_text=2)


UNWRITABLE = {
    "fraction": (0.5, NumberNotAllowedError),
    "not a number": (float("nan"), NumberNotAllowedError),
    "large integer": (2**53, NumberNotAllowedError),
    "number as key": ({1: 2}, ValueNotJsonError),
    "bytes": (b"x", ValueNotJsonError),
    "set": ({1}, ValueNotJsonError),
    "lone surrogate": ("\ud800", LoneSurrogateError),
    "NUL": ("a\0", NulCharacterError),
}


@pytest.mark.parametrize("name", UNWRITABLE)
def test_what_cannot_be_written(name: str) -> None:
    value, error = UNWRITABLE[name]
    with pytest.raises(error):
        canonical.encode([value])


TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)


@given(VALUES)
def test_agrees_with_the_reference_and_reads_back(value: Any) -> None:
    written = canonical.encode(value)
    assert written == rfc8785.dumps(value)
    assert canonical.decode_canonical(written, max_bytes=10**6) == value
