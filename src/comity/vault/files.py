"""Files that are complete or absent, whenever the machine stops, and that are never overwritten."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

UNFINISHED = ".unfinished-"


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_folder(folder: Path) -> None:
    """Make a folder and its parents, readable by their owner only, durable up to the first one there."""
    if folder.exists():
        return
    missing = [folder]
    while not missing[-1].parent.exists():
        missing.append(missing[-1].parent)
    for item in reversed(missing):
        item.mkdir(mode=0o700, exist_ok=True)
        sync_folder(item.parent)


@contextmanager
def created(path: Path) -> Iterator[BinaryIO]:
    """A new file that gets its name when the block ends without an error. Raises FileExistsError."""
    make_folder(path.parent)
    if path.exists():
        raise FileExistsError(path)
    unfinished = path.with_name(f"{UNFINISHED}{secrets.token_hex(8)}")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        os.link(unfinished, path)  # refuses where the name is taken, unlike a rename
    finally:
        unfinished.unlink(missing_ok=True)
        sync_folder(path.parent)


def create(path: Path, data: bytes) -> None:
    """Write a new file. Raises FileExistsError."""
    with created(path) as out:
        out.write(data)


def unfinished_before(root: Path, moment: float) -> list[Path]:
    """What a process left behind when it was ended, last touched before ``moment`` (seconds, epoch)."""
    found = []
    for path in root.rglob(f"{UNFINISHED}*"):
        try:
            if path.stat().st_mtime < moment:
                found.append(path)
        except FileNotFoundError:
            continue  # finished just now
    return found
