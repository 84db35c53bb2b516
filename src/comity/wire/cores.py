"""The core of a letter: what is common to all letters, read strictly, each defect with its field.

Unknown members are kept in ``Core.unknown`` and never dropped. The body is read by its type, elsewhere.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from comity.wire import canonical, digests, limits, names, times
from comity.wire.errors import (
    CoreFieldMissingError,
    CoreFieldWrongError,
    LetterFormatError,
    WireError,
)

Check = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Attachment:
    """One file in the letter's envelope. ``length`` in bytes."""

    digest: str
    name: str
    media_type: str
    length: int


@dataclass(frozen=True, slots=True)
class Core:
    """A view of a core. ``raw`` is all of it, as decoded; ``time`` is the writer's claim, in UTC."""

    type: str
    version: int
    suite: str
    matter: str | None  # None: this letter opens its matter
    nonce: str
    from_authority: str
    from_node: str
    to_authority: str
    to_node: str
    seq: int
    incarnation: str
    previous: str | None
    seen: Mapping[str, str]
    time: datetime
    languages: tuple[str, ...]
    marking: str
    critical: tuple[str, ...]
    drafter: str
    attachments: tuple[Attachment, ...]
    body: Mapping[str, Any]
    unknown: Mapping[str, Any]
    raw: dict[str, Any]


def parse_core(data: bytes) -> Core:
    """Read the bytes of a core. Raises DocumentError, CoreField...Error, LetterFormatError."""
    return read_core(
        canonical.decode_canonical(data, max_bytes=limits.LETTER_BYTES, max_text=limits.TEXT_CHARS)
    )


def read_core(data: object) -> Core:
    """Read a decoded core. Raises CoreFieldMissingError, CoreFieldWrongError, LetterFormatError."""
    if not isinstance(data, dict):
        raise LetterFormatError
    for name in _FIELDS:
        if name not in data:
            raise CoreFieldMissingError(
                f"{CoreFieldMissingError.sentence} Missing: {name}.", field=name
            )
    read = {name: _checked(name, check, data[name]) for name, check in _FIELDS.items()}
    _check_opening(read)
    return Core(
        from_authority=read["from"][0],
        from_node=read["from"][1],
        to_authority=read["to"][0],
        to_node=read["to"][1],
        unknown=_unknown(data),
        raw=data,
        **{name: value for name, value in read.items() if name not in {"from", "to"}},
    )


def core_bytes(core: dict[str, Any]) -> bytes:
    """The canonical bytes of a core: its digest is what people approve."""
    return canonical.encode(core)


def _checked(name: str, check: Check, value: object) -> Any:
    try:
        return check(value)
    except (WireError, _Wrong) as because:
        raise _wrong(name) from because


def _wrong(name: str) -> CoreFieldWrongError:
    return CoreFieldWrongError(f"{CoreFieldWrongError.sentence} Wrong: {name}.", field=name)


def _check_opening(read: dict[str, Any]) -> None:
    """The letter that opens a matter is its writer's first, and nothing was seen before it."""
    if read["matter"] is not None:
        return
    for name, value in (("seq", 1), ("previous", None), ("seen", {})):
        if read[name] != value:
            raise _wrong(name)


def _unknown(data: dict[str, Any]) -> dict[str, Any]:
    unknown = {name: value for name, value in data.items() if name not in _FIELDS}
    for name, known in (("from", _PARTY), ("to", _PARTY), ("drafter", _DRAFTER)):
        unknown |= {f"{name}.{key}": value for key, value in data[name].items() if key not in known}
    for number, item in enumerate(data["attachments"]):
        extra = {key: value for key, value in item.items() if key not in _ATTACHMENT}
        unknown |= {f"attachments.{number}.{key}": value for key, value in extra.items()}
    return unknown


class _Wrong(Exception):
    """A value is not of its form; the caller names the field."""


def _form(pattern: str, max_chars: int = limits.IDENTIFIER_CHARS) -> Check:
    compiled = re.compile(pattern)

    def check(value: object) -> str:
        if not isinstance(value, str) or len(value) > max_chars or not compiled.fullmatch(value):
            raise _Wrong
        return value

    return check


def _text(value: object) -> str:
    if (
        not isinstance(value, str)
        or len(value) > limits.IDENTIFIER_CHARS
        or not value.isprintable()
    ):
        raise _Wrong
    return value


def _number(value: object) -> int:
    if type(value) is not int or value < 1:
        raise _Wrong
    return value


def _digest(value: object) -> str:
    digests.parse(value)
    return str(value)


def _digest_or_null(value: object) -> str | None:
    return None if value is None else _digest(value)


def _members(value: object, known: dict[str, Check]) -> tuple[Any, ...]:
    if not isinstance(value, dict) or not set(known) <= set(value):
        raise _Wrong
    return tuple(check(value[name]) for name, check in known.items())


def _several(check: Check, most: int) -> Check:
    def several(value: object) -> tuple[Any, ...]:
        if not isinstance(value, list) or len(value) > most:
            raise _Wrong
        return tuple(check(item) for item in value)

    return several


def _distinct(check: Check, most: int) -> Check:
    several = _several(check, most)

    def distinct(value: object) -> tuple[Any, ...]:
        read: tuple[Any, ...] = several(value)
        if len(set(read)) != len(read):
            raise _Wrong
        return read

    return distinct


def _party(value: object) -> tuple[Any, ...]:
    return _members(value, _PARTY)


def _drafter(value: object) -> str:
    return str(_members(value, _DRAFTER)[0])


def _seen(value: object) -> dict[str, str]:
    if not isinstance(value, dict) or len(value) > limits.SEEN:
        raise _Wrong
    return {_AUTHORITY(authority): _digest(digest) for authority, digest in value.items()}


def _file_name(value: object) -> str:
    name = _text(value)
    if not name or name in {".", ".."} or set(name) & set('/\\:*?"<>|'):
        raise _Wrong
    return name


def _length(value: object) -> int:
    if type(value) is not int or not 0 <= value <= limits.ATTACHMENTS_BYTES:
        raise _Wrong
    return value


def _attachments(value: object) -> tuple[Attachment, ...]:
    read = _several(lambda item: Attachment(*_members(item, _ATTACHMENT)), limits.ATTACHMENTS)(
        value
    )
    if sum(attachment.length for attachment in read) > limits.ATTACHMENTS_BYTES:
        raise _Wrong
    return tuple(read)


def _body(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _Wrong
    return value


_AUTHORITY = _form(names.AUTHORITY)
_PARTY = {"authority": _AUTHORITY, "node": _form(names.NODE)}
_DRAFTER = {"person": _form(names.PERSON)}
_ATTACHMENT = {
    "digest": _digest,
    "name": _file_name,
    "media_type": _form(names.MEDIA_TYPE),
    "length": _length,
}
_FIELDS: dict[str, Check] = {
    "type": _form(names.CODE),
    "version": _number,
    "suite": _form(names.CODE),
    "matter": _digest_or_null,
    "nonce": _form(names.HEX32),
    "from": _party,
    "to": _party,
    "seq": _number,
    "incarnation": _form("[A-Za-z0-9-]{1,64}"),
    "previous": _digest_or_null,
    "seen": _seen,
    "time": times.parse,
    "languages": _distinct(_form(names.LANGUAGE), limits.LANGUAGES),
    "marking": _text,
    "critical": _distinct(_form(names.FIELD), limits.CRITICAL),
    "drafter": _drafter,
    "attachments": _attachments,
    "body": _body,
}
