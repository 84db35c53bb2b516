"""Writes a folder as a BagIt 1.0 bag (RFC 8493), in one pass over what goes in.

The bag appears under its name only when it is whole: it is written beside it and renamed. The kept
library (`bagit`) writes version 0.97, so we write; it judges the result in our tests.
"""

import hashlib
import os
import re
import shutil
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from comity.evidence import bag
from comity.evidence.errors import FileChangedError, FolderInTheWayError, NameNotSafeError

# No per cent signs: tools disagree on whether a manifest encodes them.
SAFE_PATH = re.compile(r"[A-Za-z0-9._@+,= -]+(/[A-Za-z0-9._@+,= -]+)*")


class BagWriter:
    """One bag under construction. Use as a context manager; a failure leaves nothing behind."""

    def __init__(self, folder: Path) -> None:
        if folder.exists():
            raise FolderInTheWayError(f"{folder.name} exists already: name a new folder.")
        self.folder = folder
        self.draft = folder.with_name(f".{folder.name}.partial-{os.getpid()}")
        self._payload: dict[str, str] = {}
        self._bytes = 0
        self._closed = False

    def __enter__(self) -> "BagWriter":
        self.draft.mkdir(parents=True, mode=0o700)
        return self

    def __exit__(self, kind: type[BaseException] | None, *_rest: object) -> None:
        if kind is not None:
            shutil.rmtree(self.draft, ignore_errors=True)

    def add(self, path: str, data: bytes) -> None:
        """Put bytes at ``data/path``."""
        self.add_chunks(path, (data,))

    def add_chunks(self, path: str, chunks: Iterable[bytes]) -> str:
        """Put a stream at ``data/path``; its SHA-256 in hexadecimal."""
        if self._closed:
            raise ValueError("the list of files was taken: nothing can be added")
        if not SAFE_PATH.fullmatch(path) or ".." in path.split("/"):
            raise NameNotSafeError(f"{path!r} cannot stand in an export.")
        target = self.draft / "data" / path
        if target.exists():
            raise FolderInTheWayError(f"{path} was to be written twice.")
        target.parent.mkdir(parents=True, exist_ok=True)
        digest = hashlib.sha256()
        with target.open("xb") as file:
            for chunk in chunks:
                digest.update(chunk)
                self._bytes += len(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        self._payload[f"data/{path}"] = digest.hexdigest()
        return digest.hexdigest()

    def add_file(self, path: str, source: Path, expected: str) -> None:
        """Put a file at ``data/path``; it must have this digest. Raises FileChangedError."""
        with source.open("rb") as stream:
            found = self.add_chunks(path, iter(lambda: stream.read(bag.CHUNK_BYTES), b""))
        if f"sha256:{found}" != expected:
            raise FileChangedError(f"{path} changed while it was being exported.", path)

    def manifest(self) -> bytes:
        """The list of files as the bag will state it; nothing can be added after it was taken."""
        self._closed = True
        return _manifest(self._payload)

    def finish(
        self, information: dict[str, str], at: datetime, more_tags: dict[str, bytes] | None = None
    ) -> Path:
        """Write the tag files and give the bag its name. ``at`` is in UTC."""
        tags = {
            "bagit.txt": bag.DECLARATION,
            bag.INFORMATION: bag.information(information, at, self._bytes, len(self._payload)),
            bag.PAYLOAD: _manifest(self._payload),
            **(more_tags or {}),
        }
        tags[bag.TAGS] = _manifest(
            {name: hashlib.sha256(data).hexdigest() for name, data in tags.items()}
        )
        for name, data in tags.items():
            _write(self.draft / name, data)
        self.draft.rename(self.folder)
        return self.folder


def _write(path: Path, data: bytes) -> None:
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _manifest(entries: dict[str, str]) -> bytes:
    lines = [f"{digest}  {bag.encode_path(path)}\n" for path, digest in sorted(entries.items())]
    return "".join(lines).encode()
