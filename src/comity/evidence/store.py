"""The vault of this node, and exhibits in it: sealed once, opened only as their signed manifest says."""

import os
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from comity.providers.store import vault
from comity.vault import sealing
from comity.wire.manifest import Manifest
from comity.wire.manifest import Part as ManifestPart

__all__ = [
    "check_whole",
    "expected_part",
    "expected_parts",
    "missing_parts",
    "new_object_id",
    "open_range",
    "release",
    "seal",
    "vault",  # a node has one: frozen copies and exhibits share it
]


def new_object_id() -> str:
    """An identifier for what is sealed next."""
    return str(uuid.uuid4())


def seal(source: Iterable[bytes], object_id: str = "") -> tuple[str, sealing.Sealed]:
    """Seal a stream as a new object, under a new key. A failure leaves nothing behind."""
    object_id = object_id or new_object_id()
    key = sealing.new_key()
    vault().put_key(object_id, key)
    try:
        return object_id, sealing.seal(source, object_id, key, vault().sink(object_id))
    except BaseException:
        vault().destroy(object_id)
        raise


def expected_part(part: ManifestPart) -> sealing.Part:
    """A part of a manifest as the vault knows it."""
    return sealing.Part(part.number, part.length, part.sealed_length, part.sha256)


def expected_parts(manifest: Manifest) -> tuple[sealing.Part, ...]:
    """All parts of a manifest as the vault knows them."""
    return tuple(expected_part(part) for part in manifest.parts)


def missing_parts(manifest: Manifest) -> list[sealing.Part]:
    """The parts that have not arrived, in order."""
    held = vault()
    return [p for p in expected_parts(manifest) if not held.has_part(manifest.object, p.number)]


def _paths(manifest: Manifest) -> Sequence[Path | BinaryIO]:
    return [vault().part_path(manifest.object, part.number) for part in manifest.parts]


def check_whole(manifest: Manifest) -> None:
    """Open everything and compare it with the manifest; the plain bytes go nowhere.

    Raises PartMissingError, PartChangedError, SealBrokenError, PlainDigestError.
    """
    with _Nowhere() as nowhere:
        sealing.open_parts(
            _paths(manifest),
            manifest.object,
            vault().key(manifest.object),
            expected_parts(manifest),
            cast(BinaryIO, nowhere),
            sha256=manifest.sha256,
            length=manifest.length,
        )


def release(manifest: Manifest, target: Path) -> None:
    """The plain file, under its name only when everything was verified. Raises as `check_whole`."""
    sealing.release(
        _paths(manifest),
        manifest.object,
        vault().key(manifest.object),
        expected_parts(manifest),
        target,
        sha256=manifest.sha256,
        length=manifest.length,
    )


@contextmanager
def open_range(path: Path, start: int, end: int) -> Iterator[Iterator[bytes]]:
    """The bytes of a file from ``start`` up to but not including ``end``, in pieces."""
    with path.open("rb") as stream:
        stream.seek(start)
        yield _pieces(stream, end - start)


def _pieces(stream: BinaryIO, left: int, piece: int = 256 * 1024) -> Iterator[bytes]:
    while left and (data := stream.read(min(piece, left))):
        left -= len(data)
        yield data


class _Nowhere:
    """Takes bytes and forgets them."""

    def __init__(self) -> None:
        self._at = 0

    def __enter__(self) -> "_Nowhere":
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def write(self, data: bytes) -> int:
        self._at += len(data)
        return len(data)

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        self._at = offset
        return offset

    def truncate(self) -> int:
        return self._at
