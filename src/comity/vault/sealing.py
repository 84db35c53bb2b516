"""Seals a stream into parts in one pass, and opens parts again only as the manifest lists them.

Each part is a C2SP chunked-encryption stream (256 bit) under the object's key. Its context binds object,
number and whether it is the last. Whoever holds the key could make other parts that open, so the signed
manifest lists the SHA-256 of every sealed part, and nothing else is accepted.
"""

import hashlib
import io
import os
import stat
import struct
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from cryptography.cobblestone import Cobblestone256Decryptor, Cobblestone256Encryptor
from cryptography.exceptions import InvalidTag

from comity.vault import limits
from comity.vault.errors import (
    PartChangedError,
    PartMissingError,
    PlainDigestError,
    SealBrokenError,
    SourceLengthError,
    TooManyPartsError,
)
from comity.vault.files import created
from comity.vault.hashing import HashBehind
from comity.vault.names import check_object_id

LABEL = b"comity-part-1"
KEY_BYTES = 32


@dataclass(frozen=True)
class Part:
    """One sealed part: its number from 1, its lengths plain and sealed, its digest sealed."""

    number: int
    length: int
    sealed_length: int
    sha256: str


@dataclass(frozen=True)
class Sealed:
    """What the manifest says of an object: plain length and digest, and its parts in order."""

    length: int
    sha256: str
    parts: tuple[Part, ...]


class Writer(Protocol):
    """Where the bytes of one part go."""

    def write(self, data: bytes, /) -> object:
        """Take these bytes."""


class PartSink(Protocol):
    """Where parts go. Leaving ``part`` without an error makes the part durable; else nothing of it stays."""

    def part(self, number: int) -> AbstractContextManager[Writer]:
        """A place for one part."""


def new_key() -> bytes:
    """A fresh key for one object."""
    return Cobblestone256Encryptor.generate_key()


def context(object_id: str, number: int, last: bool) -> bytes:
    """What a part is bound to: each member behind its length, so that no two read alike."""
    members = (LABEL, object_id.encode("ascii"), struct.pack(">I", number), bytes([last]))
    return b"".join(struct.pack(">I", len(item)) + item for item in members)


def seal(
    source: Iterable[bytes] | BinaryIO,
    object_id: str,
    key: bytes,
    sink: PartSink,
    part_length: int = limits.PART_LENGTH,
    *,
    length: int | None = None,
) -> Sealed:
    """Seal a source, reading it once. Memory: a few MiB where the length is known, else one part.

    The length of a regular file is taken from the file. Raises SourceLengthError, TooManyPartsError and
    what the sink raises; parts that were complete by then stay in the sink: destroy the object.
    """
    check_object_id(object_id)
    if not 1 <= part_length <= limits.PART_LENGTH_MOST:
        raise ValueError(f"a part has 1 to {limits.PART_LENGTH_MOST} plain bytes")
    length = _length_of(source) if length is None else length
    chunks = _Chunks(source)
    parts: list[Part] = []
    with HashBehind() as plain:
        for number, last, pieces in _divide(chunks, part_length, length):
            encryptor = Cobblestone256Encryptor(key, context(object_id, number, last))
            with sink.part(number) as out:
                parts.append(_seal_part(encryptor, number, pieces, out, plain))
    return Sealed(chunks.taken, plain.digest(), tuple(parts))


def _seal_part(
    encryptor: Cobblestone256Encryptor,
    number: int,
    pieces: Iterable[bytes],
    out: Writer,
    plain: HashBehind,
) -> Part:
    digest, length, sealed_length = hashlib.sha256(), 0, 0
    for piece in pieces:
        plain.update(piece)
        length += len(piece)
        sealed = encryptor.update(piece)
        digest.update(sealed)
        out.write(sealed)
        sealed_length += len(sealed)
    sealed = encryptor.finalize()
    digest.update(sealed)
    out.write(sealed)
    return Part(number, length, sealed_length + len(sealed), "sha256:" + digest.hexdigest())


class _Chunks:
    """Hands out a source in pieces of at most the wanted length, without copying more than it must."""

    def __init__(self, source: Iterable[bytes] | BinaryIO) -> None:
        read = getattr(source, "read", None)
        self._pieces = iter(lambda: read(limits.CHUNK), b"") if read else iter(source)
        self._held = memoryview(b"")
        self.taken = 0

    def take(self, most: int) -> bytes:
        """The next piece, of 1 to ``most`` bytes; empty at the end."""
        if self.at_end():
            return b""
        given, self._held = self._held[:most], self._held[most:]
        self.taken += len(given)
        whole = given.obj
        return whole if type(whole) is bytes and len(whole) == len(given) else bytes(given)

    def pieces(self, wanted: int) -> Iterator[bytes]:
        """Pieces of ``wanted`` bytes in all, or fewer where the source ends."""
        while wanted and (piece := self.take(min(wanted, limits.CHUNK))):
            wanted -= len(piece)
            yield piece

    def at_end(self) -> bool:
        """True where nothing is left; looks ahead by one piece of the source."""
        while not self._held:
            piece = next(self._pieces, None)
            if piece is None:
                return True
            self._held = memoryview(piece)
        return False


def _length_of(source: Iterable[bytes] | BinaryIO) -> int | None:
    """What is left of a regular file, or None where only reading it will tell."""
    try:
        descriptor = source.fileno()  # type: ignore[union-attr]
        status = os.fstat(descriptor)
        at = source.tell()  # type: ignore[union-attr]
    except (AttributeError, OSError):
        return None
    return status.st_size - at if stat.S_ISREG(status.st_mode) else None


def _divide(
    chunks: _Chunks, part_length: int, length: int | None
) -> Iterator[tuple[int, bool, Iterable[bytes]]]:
    """Number, whether it is the last, and pieces of each part. An empty source has one empty part.

    Whether a part is the last is in its context, which is needed before its first byte is sealed: so
    where no length is known, a part is held back until it is certain that another follows.
    """
    if length is not None and length > part_length * limits.PARTS_PER_OBJECT:
        raise TooManyPartsError(length=length)
    number, last = 0, False
    while not last:
        number += 1
        if number > limits.PARTS_PER_OBJECT:
            raise TooManyPartsError(parts=number)
        if length is None:
            held = list(chunks.pieces(part_length))
            last = chunks.at_end()
            yield number, last, held
        else:
            last = number * part_length >= length
            yield number, last, _exactly(chunks, min(number * part_length, length), last)


def _exactly(chunks: _Chunks, until: int, last: bool) -> Iterator[bytes]:
    """The pieces of one part; raises inside it, so that a part of a wrong source is never complete."""
    yield from chunks.pieces(until - chunks.taken)
    if chunks.taken != until or (last and not chunks.at_end()):
        raise SourceLengthError(expected=until, read=chunks.taken)


def open_parts(
    sealed: Sequence[Path | BinaryIO],
    object_id: str,
    key: bytes,
    parts: Sequence[Part],
    out: BinaryIO,
    *,
    sha256: str,
    length: int,
) -> None:
    """Open all parts into ``out``, verifying each sealed part, each seal, and the plain whole.

    ``out`` must be a place that nobody reads yet (``release`` is the usual way). After an error it is
    emptied. Raises PartMissingError, PartChangedError, SealBrokenError, PlainDigestError.
    """
    check_object_id(object_id)
    if len(sealed) != len(parts) or not parts:
        raise PartMissingError(expected=len(parts), given=len(sealed))
    if [part.number for part in parts] != list(range(1, len(parts) + 1)):
        raise PartMissingError(numbers=[part.number for part in parts][:10])
    start, plain = out.tell(), _Plain(out)
    try:
        for place, part in zip(sealed, parts, strict=True):
            bound = context(object_id, part.number, part is parts[-1])
            with _opened(place, part) as stream:
                _open_part(stream, part, Cobblestone256Decryptor(key, bound), plain)
        if plain.length != length or plain.digest() != sha256:
            raise PlainDigestError(expected=sha256, found=plain.digest())
    except BaseException:
        out.seek(start)
        out.truncate()
        raise


class _Plain:
    """Writes and hashes what was opened."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._hash = hashlib.sha256()
        self.length = 0

    def write(self, data: bytes) -> None:
        self._hash.update(data)
        self._out.write(data)
        self.length += len(data)

    def digest(self) -> str:
        return "sha256:" + self._hash.hexdigest()


def _opened(place: Path | BinaryIO, part: Part) -> AbstractContextManager[BinaryIO]:
    if not isinstance(place, Path):
        return _Borrowed(place)
    try:
        return place.open("rb")
    except FileNotFoundError:
        raise PartMissingError(part=part.number) from None


class _Borrowed(AbstractContextManager[BinaryIO]):
    """A stream that stays its owner's to close."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def __enter__(self) -> BinaryIO:
        return self._stream

    def __exit__(self, *_: object) -> None:
        return None


def _open_part(
    stream: BinaryIO, part: Part, decryptor: Cobblestone256Decryptor, plain: _Plain
) -> None:
    """Open one part; its digest is judged first, since a changed part also breaks the seal."""
    before, broken, left = plain.length, False, part.sealed_length
    with HashBehind() as digest:
        while left and (data := stream.read(min(limits.CHUNK, left))):
            left -= len(data)
            digest.update(data)
            broken = broken or not _decrypted(decryptor, data, plain)
    if left or stream.read(1) or digest.digest() != part.sha256:
        raise PartChangedError(part=part.number)
    if broken or not _decrypted(decryptor, None, plain):
        raise SealBrokenError(part=part.number)
    if plain.length - before != part.length:
        raise PlainDigestError(part=part.number)


def _decrypted(decryptor: Cobblestone256Decryptor, data: bytes | None, plain: _Plain) -> bool:
    """Open the next bytes, or the end where ``data`` is None; False where the seal is broken."""
    try:
        plain.write(decryptor.finalize() if data is None else decryptor.update(data))
    except InvalidTag:
        return False
    return True


def release(
    sealed: Sequence[Path | BinaryIO],
    object_id: str,
    key: bytes,
    parts: Sequence[Part],
    target: Path,
    *,
    sha256: str,
    length: int,
) -> None:
    """Open all parts into a new file: it appears under its name only when everything is verified.

    Raises what ``open_parts`` raises, and FileExistsError where the target is there.
    """
    with created(target) as out:
        open_parts(sealed, object_id, key, parts, out, sha256=sha256, length=length)


class MemorySink:
    """Parts in memory, for small objects and for tests."""

    def __init__(self) -> None:
        self.parts: dict[int, bytes] = {}

    def part(self, number: int) -> AbstractContextManager[Writer]:
        """A place for one part."""
        return _MemoryPart(self, number)


class _MemoryPart(AbstractContextManager[Writer]):
    def __init__(self, sink: MemorySink, number: int) -> None:
        self._sink, self._number, self._buffer = sink, number, io.BytesIO()

    def __enter__(self) -> Writer:
        return self._buffer

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self._sink.parts[self._number] = self._buffer.getvalue()
