"""Ranges of a sealed part: what was asked for (RFC 9110, section 14), and where the next piece belongs."""

import re

from comity.evidence.errors import ContentRangeWrongError, RangeNotSatisfiableError

_RANGE = re.compile(r"bytes=([0-9]{1,15})-([0-9]{0,15})")
_CONTENT_RANGE = re.compile(r"bytes ([0-9]{1,15})-([0-9]{1,15})/([0-9]{1,15})")


def asked(header: str, length: int) -> tuple[int, int]:
    """First byte and the one after the last. Raises RangeNotSatisfiableError."""
    if not header:
        return 0, length
    match = _RANGE.fullmatch(header)
    if not match:
        raise RangeNotSatisfiableError(range=header[:60])
    first = int(match[1])
    last = min(int(match[2]) if match[2] else length - 1, length - 1)
    if first > last:
        raise RangeNotSatisfiableError(range=header[:60], length=length)
    return first, last + 1


def write_asked(first: int, after: int) -> str:
    """The header that asks for these bytes."""
    return f"bytes={first}-{after - 1}"


def sent(header: str, body_length: int, total: int) -> int:
    """Where the sent piece begins. Raises ContentRangeWrongError unless it fits body and total."""
    match = _CONTENT_RANGE.fullmatch(header)
    if not match:
        raise ContentRangeWrongError(range=header[:60])
    first, last, said = int(match[1]), int(match[2]), int(match[3])
    if said != total or last >= total or last - first + 1 != body_length:
        raise ContentRangeWrongError(range=header[:60], total=total)
    return first


def write_sent(first: int, after: int, total: int) -> str:
    """The header that says where a piece belongs."""
    return f"bytes {first}-{after - 1}/{total}"
