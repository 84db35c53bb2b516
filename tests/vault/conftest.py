"""One sealed object of three parts, in memory, and tools to open it."""

import io
from dataclasses import dataclass
from typing import BinaryIO

import pytest

from comity.vault import sealing

OBJECT = "0b8f1f5e-6f0a-4c5e-9d5c-0d9a7f6e1a01"
OTHER = "0b8f1f5e-6f0a-4c5e-9d5c-0d9a7f6e1a02"
PART_LENGTH = 100_000
PLAIN = bytes(range(256)) * 1_000  # 256 000 bytes: two parts and a half


@dataclass
class Object:
    """A sealed object, as its maker has it."""

    key: bytes
    sealed: sealing.Sealed
    parts: list[bytes]

    def open(
        self,
        parts: list[bytes] | None = None,
        *,
        key: bytes | None = None,
        object_id: str = OBJECT,
        listed: tuple[sealing.Part, ...] | None = None,
        length: int | None = None,
        sha256: str | None = None,
    ) -> bytes:
        """Open with something exchanged."""
        given: list[BinaryIO] = [
            io.BytesIO(part) for part in (self.parts if parts is None else parts)
        ]
        out = io.BytesIO()
        try:
            sealing.open_parts(
                given,
                object_id,
                key or self.key,
                self.sealed.parts if listed is None else listed,
                out,
                sha256=sha256 or self.sealed.sha256,
                length=self.sealed.length if length is None else length,
            )
        finally:
            self.left = out.getvalue()
        return self.left


def make(plain: bytes = PLAIN, object_id: str = OBJECT, key: bytes | None = None) -> Object:
    """Seal these bytes."""
    key = key or sealing.new_key()
    sink = sealing.MemorySink()
    sealed = sealing.seal(io.BytesIO(plain), object_id, key, sink, PART_LENGTH)
    return Object(key, sealed, [sink.parts[number] for number in sorted(sink.parts)])


@pytest.fixture
def made() -> Object:
    """The object of this test."""
    return make()
