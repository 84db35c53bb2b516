"""The frozen copy of one source as a stream: items behind their headers, and a closing record.

    b"comity-container-1\\n"
    per item:  b"I", 4 bytes length of header (big-endian), header, the item's bytes
    at the end: b"E", 4 bytes length, closing record

Header and closing record are canonical JSON. Headers are the index of the copy: whoever looks for
some items reads headers and skips the rest. A copy without its closing record is refused.
"""

import hashlib
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO

from comity.providers import limits
from comity.providers.connectors import Item
from comity.providers.errors import ContainerBrokenError
from comity.providers.rules import Mark
from comity.wire import canonical, times
from comity.wire.errors import WireError

MAGIC = b"comity-container-1\n"
ITEM, END = b"I", b"E"
_LENGTH = struct.Struct(">I")


@dataclass(frozen=True)
class Header:
    """What is known of a frozen item without its bytes. ``delivered_at`` is UTC or None."""

    id: str
    delivered_at: datetime | None
    identifiers: frozenset[Mark]
    meta: Mapping[str, Any]
    length: int
    sha256: str


def frame(item: Item) -> Iterator[bytes]:
    """An item as it stands in the container."""
    at = item.delivered_at
    header = canonical.encode(
        {
            "delivered_at": None if at is None else times.format(at),
            "id": item.id,
            "identifiers": [list(one) for one in sorted(item.identifiers)],
            "length": len(item.data),
            "meta": dict(item.meta),
            "sha256": "sha256:" + hashlib.sha256(item.data).hexdigest(),
        }
    )
    if len(header) > limits.HEADER_BYTES:
        raise ContainerBrokenError(header=len(header), item=item.id[:200])
    yield ITEM + _LENGTH.pack(len(header)) + header
    yield item.data


def closing(record: Mapping[str, Any]) -> bytes:
    """The closing record as it stands in the container."""
    data = canonical.encode(dict(record))
    return END + _LENGTH.pack(len(data)) + data


class Reader:
    """Reads a container from its beginning. Iterate for headers; `data` gives the current item's bytes.

    Raises ContainerBrokenError. ``closing_record`` is there once the iteration has ended.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._left = 0  # bytes of the current item that were not read
        self.closing_record: dict[str, Any] | None = None

    def __iter__(self) -> Iterator[Header]:
        if self._stream.read(len(MAGIC)) != MAGIC:
            raise ContainerBrokenError(reason="no container")
        while True:
            self._stream.seek(self._left, 1)
            self._left = 0
            kind, record = self._stream.read(1), self._record()
            if kind == END:
                self._finish(record)
                return
            if kind != ITEM:
                raise ContainerBrokenError(reason="unknown record")
            header = _header(record)
            self._left = header.length
            yield header

    def data(self) -> bytes:
        """The bytes of the item whose header came last; once."""
        data = self._stream.read(self._left)
        if len(data) != self._left:
            raise ContainerBrokenError(reason="cut short")
        self._left = 0
        return data

    def _record(self) -> dict[str, Any]:
        size = self._stream.read(_LENGTH.size)
        if len(size) != _LENGTH.size:
            raise ContainerBrokenError(reason="no closing record")
        (length,) = _LENGTH.unpack(size)
        if length > limits.HEADER_BYTES:
            raise ContainerBrokenError(reason="header too long")
        try:
            value = canonical.decode_canonical(
                self._stream.read(length), max_bytes=limits.HEADER_BYTES
            )
        except WireError as error:
            raise ContainerBrokenError(reason=error.code) from error
        if not isinstance(value, dict):
            raise ContainerBrokenError(reason="header is no object")
        return value

    def _finish(self, record: dict[str, Any]) -> None:
        if self._stream.read(1):
            raise ContainerBrokenError(reason="bytes after the end")
        self.closing_record = record


def _header(record: dict[str, Any]) -> Header:
    try:
        at = record["delivered_at"]
        return Header(
            id=record["id"],
            delivered_at=None if at is None else times.parse(at),
            identifiers=frozenset((kind, value) for kind, value in record["identifiers"]),
            meta=record["meta"],
            length=record["length"],
            sha256=record["sha256"],
        )
    except (KeyError, TypeError, ValueError, WireError) as error:
        raise ContainerBrokenError(reason="header is not complete") from error
