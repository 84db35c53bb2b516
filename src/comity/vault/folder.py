"""A vault in a folder: sealed parts, pieces of parts that are still arriving, and wrapped keys.

Parts are created once and never overwritten; a part is there completely or not at all. A part that
arrives from another node gets its name only when it is the one that the manifest lists.
"""

import contextlib
import fcntl
import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from comity.vault import limits
from comity.vault.errors import (
    PartChangedError,
    PartExistsError,
    PartialOffsetError,
    PartialTooLongError,
    PartMissingError,
)
from comity.vault.files import created, make_folder, sync_folder, unfinished_before
from comity.vault.keys import KeyStore
from comity.vault.names import check_number, check_object_id
from comity.vault.sealing import Part, Writer


@dataclass(frozen=True)
class Destroyed:
    """Exactly what was destroyed here. It says nothing of copies elsewhere."""

    object_id: str
    key: bool
    parts: int
    partials: int
    length: int  # bytes of parts and partials

    @property
    def sentence(self) -> str:
        """What a person may be told."""
        key = "The key was overwritten and removed" if self.key else "There was no key"
        return (
            f"{key} in this vault; {self.parts} sealed parts and {self.partials} unfinished ones, "
            f"{self.length} bytes in all, were removed from it. Copies elsewhere are not known to it."
        )


class FolderVault:
    """``root`` holds ``parts`` and ``keys``; the vault's own key is ``keys/vault.key`` beside ``root``."""

    def __init__(self, root: Path, key_file: Path | None = None) -> None:
        self.root = root
        self._keys = KeyStore(root / "keys", key_file or root.parent / "keys" / "vault.key")

    # Parts

    def part_path(self, object_id: str, number: int) -> Path:
        """Where a part lies, or would lie."""
        return self._folder(object_id) / f"{check_number(number):06d}.part"

    def has_part(self, object_id: str, number: int) -> bool:
        """True where the part is here, complete."""
        return self.part_path(object_id, number).exists()

    def sink(self, object_id: str) -> "FolderSink":
        """Where ``sealing.seal`` puts the parts of a new object."""
        return FolderSink(self, check_object_id(object_id))

    def write_part(self, object_id: str, number: int, chunks: Iterable[bytes]) -> None:
        """Write a part made here. Raises PartExistsError."""
        with self.sink(object_id).part(number) as out:
            for chunk in chunks:
                out.write(chunk)

    # Pieces of a part that is pulled from another node

    def partial_length(self, object_id: str, number: int) -> int:
        """How many bytes of a part have arrived; 0 where none have, or where it is finished."""
        try:
            return self._partial(object_id, number).stat().st_size
        except FileNotFoundError:
            return 0

    def append_partial(self, object_id: str, number: int, offset: int, chunk: bytes) -> int:
        """Add a piece; the length that is here now. Not durable before ``finish_part``.

        Raises PartExistsError, PartialOffsetError, PartialTooLongError.
        """
        with self._locked_partial(object_id, number) as partial:
            here = os.fstat(partial.fileno()).st_size
            if offset != here:
                raise PartialOffsetError(offset=offset, here=here)
            if here + len(chunk) > limits.SEALED_PART_MOST:
                raise PartialTooLongError(part=number)
            partial.seek(here)
            partial.write(chunk)
            partial.flush()
            return here + len(chunk)

    def finish_part(self, object_id: str, number: int, expected: Part) -> None:
        """Accept what arrived, if it is the part of the manifest; else throw it away.

        A part that is here already is accepted the same way. Raises PartMissingError, PartChangedError.
        """
        if expected.number != number:
            raise PartChangedError(object=object_id, part=number, listed=expected.number)
        final = self.part_path(object_id, number)
        if final.exists():
            _check(final, expected)
            self._discard_partial(object_id, number)
            return
        partial = self._partial(object_id, number)
        if not partial.exists():
            raise PartMissingError(object=object_id, part=number)
        with self._locked_partial(object_id, number) as stream:
            try:
                _check(partial, expected)
            except PartChangedError:
                self._discard_partial(object_id, number)
                raise
            os.fsync(stream.fileno())
            self._accept(partial, final)

    def _accept(self, partial: Path, final: Path) -> None:
        with contextlib.suppress(FileExistsError):  # finished just now, against the same manifest
            os.link(partial, final)
        partial.unlink(missing_ok=True)
        sync_folder(final.parent)

    def _discard_partial(self, object_id: str, number: int) -> None:
        self._partial(object_id, number).unlink(missing_ok=True)

    @contextmanager
    def _locked_partial(self, object_id: str, number: int) -> Iterator[BinaryIO]:
        """The partial, ours alone. What was finished or discarded while we waited must not be written to:
        its bytes may be those of the final part by now."""
        path = self._partial(object_id, number)
        make_folder(path.parent)
        while not self.has_part(object_id, number):
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
            with os.fdopen(descriptor, "r+b") as stream:
                fcntl.flock(stream, fcntl.LOCK_EX)
                if _is_still(path, stream):
                    yield stream
                    return
        raise PartExistsError(object=object_id, part=number)

    # Keys

    def put_key(self, object_id: str, key: bytes) -> None:
        """Store the key of an object, once. Raises KeyExistsError where it has another one."""
        self._keys.put(object_id, key)

    def key(self, object_id: str) -> bytes:
        """The key of an object. Raises KeyMissingError, VaultKeyMissingError, VaultKeyWrongError."""
        return self._keys.get(object_id)

    # The end of an object

    def destroy(self, object_id: str) -> Destroyed:
        """Destroy the key first, then all parts: an object that is half gone cannot be opened."""
        folder = self._folder(object_id)
        key = self._keys.destroy(object_id)
        paths = sorted(folder.iterdir()) if folder.exists() else []
        length = sum(path.stat().st_size for path in paths)
        for path in paths:
            path.unlink()
        if folder.exists():
            folder.rmdir()
            sync_folder(folder.parent)
        parts = sum(path.suffix == ".part" for path in paths)
        return Destroyed(object_id, key, parts, len(paths) - parts, length)

    def discard_unfinished(self, before: float) -> int:
        """Remove what ended processes left behind, last touched before a moment (seconds, epoch)."""
        left = unfinished_before(self.root, before)
        for path in left:
            path.unlink(missing_ok=True)
        return len(left)

    def _folder(self, object_id: str) -> Path:
        return self.root / "parts" / check_object_id(object_id)[:2] / object_id

    def _partial(self, object_id: str, number: int) -> Path:
        return self._folder(object_id) / f"{check_number(number):06d}.partial"


@dataclass(frozen=True)
class FolderSink:
    """Puts the parts of one new object into a folder vault."""

    vault: FolderVault
    object_id: str

    @contextmanager
    def _part(self, number: int) -> Iterator[Writer]:
        try:
            with created(self.vault.part_path(self.object_id, number)) as out:
                yield out
        except FileExistsError:
            raise PartExistsError(object=self.object_id, part=number) from None

    def part(self, number: int) -> AbstractContextManager[Writer]:
        """A place for one part; it is durable when the block has ended. Raises PartExistsError."""
        return self._part(number)


def _is_still(path: Path, stream: BinaryIO) -> bool:
    """True where the name still leads to this very file."""
    try:
        return os.path.samestat(path.stat(), os.fstat(stream.fileno()))
    except FileNotFoundError:
        return False


def _check(path: Path, expected: Part) -> None:
    """Raises PartChangedError where a file is not the part that the manifest lists."""
    if path.stat().st_size == expected.sealed_length:
        with path.open("rb") as stream:
            found = "sha256:" + hashlib.file_digest(stream, "sha256").hexdigest()
        if found == expected.sha256:
            return
    raise PartChangedError(part=expected.number)
