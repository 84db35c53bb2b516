"""Files that a power cut leaves whole: either the old content or the new, never half of it."""

import os
from collections.abc import Mapping
from pathlib import Path

PRIVATE, PUBLIC = 0o600, 0o644  # for the owner only; for everybody to read


def replace_file(path: Path, data: bytes, mode: int) -> None:
    """Put ``data`` at ``path``, durably."""
    replace_files({path: data}, mode)


def replace_files(files: Mapping[Path, bytes], mode: int) -> None:
    """Put each content at its path, durably; several at once cost little more than one."""
    partials = {path: path.with_name(f".{path.name}.{os.getpid()}") for path in files}
    written: list[int] = []
    try:
        for path, data in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            written.append(_write(partials[path], data, mode))
        # First all is written, then all is waited for: the disk takes it in one go.
        for descriptor in written:
            os.fsync(descriptor)
    finally:
        for descriptor in written:
            os.close(descriptor)
    for path, partial in partials.items():
        partial.replace(path)
    for folder in {path.parent for path in files}:
        _sync_folder(folder)


def _write(path: Path, data: bytes, mode: int) -> int:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    left = memoryview(data)
    while left:
        left = left[os.write(descriptor, left) :]
    return descriptor


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
