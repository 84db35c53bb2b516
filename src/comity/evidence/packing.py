"""Packs what was selected into one exhibit, as a stream: a ZIP file without compression.

The bytes of every item stand in it exactly as they were frozen, so that any tool opens it and any
digest of an item can be checked. The same items give the same bytes. Nothing is held in memory but
one item at a time.
"""

import hashlib
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from comity.wire import canonical

INDEX = "index.jsonl"
NO_TIME = (
    1980,
    1,
    1,
    0,
    0,
    0,
)  # the earliest that the format knows: the true times are in the index


@dataclass(frozen=True, slots=True)
class PackedItem:
    """One file of the exhibit: its name inside, its exact bytes, and what the index says of it."""

    name: str
    data: bytes
    facts: Mapping[str, Any]


class _Drain(io.RawIOBase):
    """Takes what the ZIP writer writes and gives it away again; it cannot be read or wound back."""

    def __init__(self) -> None:
        super().__init__()
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        piece = bytes(data)
        self._pieces.append(piece)
        return len(piece)

    def take(self) -> bytes:
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)


def _entry(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, NO_TIME)
    info.compress_type = zipfile.ZIP_STORED
    info.external_attr = 0o600 << 16
    return info


def index_line(item: PackedItem) -> bytes:
    """What the index says of one item: its name, length, digest and the facts of its source."""
    facts = {
        **item.facts,
        "name": item.name,
        "length": len(item.data),
        "sha256": "sha256:" + hashlib.sha256(item.data).hexdigest(),
    }
    return canonical.encode(facts) + b"\n"


def pack(items: Iterable[PackedItem]) -> Iterator[bytes]:
    """The exhibit as a stream of bytes: every item, then the index that describes them."""
    drain = _Drain()
    lines: list[bytes] = []
    with zipfile.ZipFile(drain, "w", zipfile.ZIP_STORED) as archive:
        for item in items:
            archive.writestr(_entry(item.name), item.data)
            lines.append(index_line(item))
            yield drain.take()
        archive.writestr(_entry(INDEX), b"".join(lines))
    yield drain.take()
