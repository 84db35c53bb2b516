"""Canonical JSON (RFC 8785) of a strict subset: the one way in which signed JSON is written and read.

No fractions, no NaN, integers within 53 bits, no member twice, no half characters, no NUL (databases
and programs end texts there), limited depth and number of values. Whatever two readers could read differently is refused.
"""

import json
from typing import Any, NoReturn

import rfc8785

from comity.wire import limits
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

_INTEGER_CHARS = 17  # 16 digits and a sign


def encode(value: object) -> bytes:
    """The canonical bytes. Raises NumberNotAllowedError, TooDeepError, LoneSurrogateError, ValueNotJsonError ..."""
    return _write(value, _Census().take(value))


def decode(data: bytes, *, max_bytes: int, max_text: int | None = None) -> Any:
    """Read JSON strictly, in any layout. Raises one of the DocumentErrors."""
    return _read(data, max_bytes, max_text)[0]


def decode_canonical(data: bytes, *, max_bytes: int, max_text: int | None = None) -> Any:
    """Read JSON that must be in canonical form. Raises one of the DocumentErrors."""
    value, plain_keys = _read(data, max_bytes, max_text)
    if _write(value, plain_keys) != data:
        raise NotCanonicalError
    return value


def _read(data: bytes, max_bytes: int, max_text: int | None) -> tuple[Any, bool]:
    if len(data) > max_bytes:
        raise TooLargeError(length=len(data), limit=max_bytes)
    try:
        text = bytes(data).decode("utf-8")
    except UnicodeDecodeError:
        raise NotUtf8Error from None
    try:
        value = json.loads(
            text,
            object_pairs_hook=_object,
            parse_float=_no_number,
            parse_int=_integer,
            parse_constant=_no_number,
        )
    except ValueError:
        raise NotJsonError from None
    except RecursionError:
        raise TooDeepError from None
    return value, _Census(max_text).take(value)


def _write(value: object, plain_keys: bool) -> bytes:
    # The standard library writes the same bytes several times faster, except that it sorts members by
    # code point and not by UTF-16 unit, which is the same for ASCII names (a test compares the two).
    if not plain_keys:
        return rfc8785.dumps(value)  # type: ignore[arg-type]
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


class _Census:
    """Counts and checks every value; ``take`` says whether all member names are ASCII."""

    def __init__(self, max_text: int | None = None) -> None:
        self.left = limits.JSON_ITEMS
        self.max_text = max_text
        self.plain_keys = True

    def take(self, value: object) -> bool:
        self._value(value, limits.JSON_DEPTH)
        return self.plain_keys

    def _value(self, value: object, depth: int) -> None:
        self.left -= 1
        if self.left < 0:
            raise TooManyItemsError
        kind = type(value)
        if kind is str:
            self._text(value)  # type: ignore[arg-type]
        elif kind is dict:
            self._members(value, depth)  # type: ignore[arg-type]
        elif kind is list or kind is tuple:
            if depth == 0:
                raise TooDeepError
            for item in value:  # type: ignore[attr-defined]
                self._value(item, depth - 1)
        elif kind is int:
            if not -limits.JSON_INTEGER <= value <= limits.JSON_INTEGER:  # type: ignore[operator]
                raise NumberNotAllowedError
        elif isinstance(value, str):  # text of a framework's own kind
            self._text(value)
        elif value is not None and kind is not bool:
            raise NumberNotAllowedError if kind is float else ValueNotJsonError(kind=kind.__name__)

    def _members(self, value: dict[Any, Any], depth: int) -> None:
        if depth == 0:
            raise TooDeepError
        for key, item in value.items():
            if type(key) is not str:
                raise ValueNotJsonError(kind=type(key).__name__)
            self._text(key)
            self.plain_keys = self.plain_keys and key.isascii()
            self._value(item, depth - 1)

    def _text(self, text: str) -> None:
        if self.max_text is not None and len(text) > self.max_text:
            raise TextTooLongError
        if "\0" in text:
            raise NulCharacterError
        if not text.isascii():
            try:
                text.encode()
            except UnicodeEncodeError:
                raise LoneSurrogateError from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise DuplicateKeyError
    return members


def _integer(text: str) -> int:
    if len(text) > _INTEGER_CHARS:
        raise NumberNotAllowedError
    return int(text)


def _no_number(_text: str) -> NoReturn:
    raise NumberNotAllowedError
