"""A self-assessment under the State's key: a JWS of type ``comity-self-assessment-1`` around the document. Pure.

The signature says that an authority of the State stands behind the file. Whether it does is decided by the keys
that the directory names, never by the file.
"""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, Protocol

from comity.gateway.toolkit import assessing, limits
from comity.gateway.toolkit.assessing import FORMAT, Assessment
from comity.gateway.toolkit.errors import (
    FileTooLargeError,
    SignatureFalseError,
    SignatureFormatError,
)
from comity.wire import jws
from comity.wire.errors import SignatureError, TooLargeError
from comity.wire.keys import PublicKey, SigningKey

Standing = Literal["unsigned", "vouched", "not_vouched", "not_checked"]


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of one authority, which must all have signed."""

    authority: str
    keys: tuple[PublicKey, ...]
    suite: str = jws.SUITE


class KeysOf(Protocol):
    """The keys that the directory names for a State's own authorities on a day; none: empty."""

    def __call__(self, state: str, day: date) -> Sequence[Keys]: ...


@dataclass(frozen=True, slots=True)
class File:
    """A file as it was read."""

    assessment: Assessment
    standing: Standing
    authority: str = ""  # whose key it is, where the directory vouches for it


def sign(assessment: Assessment, pair: Sequence[SigningKey]) -> bytes:
    """The signed file. Raises KeySetWrongError unless the pair has one key of each algorithm."""
    return jws.sign(assessing.write(assessment), typ=FORMAT, keys=pair)


def read(data: bytes, keys_of: KeysOf | None, states: Container[str], today: date) -> File:
    """Read a file, signed or not; what it is decides its content, not its name. Raises a ToolkitError."""
    plain = assessing.decode(data, limits.FILE_BYTES)
    if not _is_signed(plain):
        if len(data) > limits.DOCUMENT_BYTES:
            raise FileTooLargeError(length=len(data))
        return File(assessing.from_plain(plain, states, today), "unsigned")
    return verify(data, keys_of, states, today)


def verify(data: bytes, keys_of: KeysOf | None, states: Container[str], today: date) -> File:
    """A signed file. ``keys_of`` is None where there is no directory.

    Raises SignatureFormatError, SignatureFalseError, and what `assessing.read` raises.
    """
    try:
        seen = jws.peek(data, max_bytes=limits.FILE_BYTES)
    except (SignatureError, TooLargeError) as error:
        raise SignatureFormatError(because=error.code) from None
    if seen.typ != FORMAT:
        raise SignatureFormatError(typ=seen.typ)
    found = assessing.read(seen.payload, states, today)
    if keys_of is None:
        return File(found, "not_checked")
    named = [one for one in keys_of(found.state, found.day) if _ids(one) == set(seen.kids)]
    if not named:
        return File(found, "not_vouched")
    try:
        jws.verify(
            data,
            typ=FORMAT,
            required=named[0].keys,
            suite=named[0].suite,
            max_bytes=limits.FILE_BYTES,
        )
    except SignatureError as error:
        raise SignatureFalseError(because=error.code) from None
    return File(found, "vouched", named[0].authority)


def _ids(one: Keys) -> set[str]:
    return {key.kid for key in one.keys}


def _is_signed(plain: Any) -> bool:
    return isinstance(plain, dict) and "signatures" in plain
