"""The kept copy of a directory: its files as they were served, and notes about the tries. No Django, no clock.

Nothing that was accepted is ever replaced or removed. Notes are written after the files that they speak of.
"""

import fcntl
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import Field

from comity.gateway.members import limits
from comity.gateway.members.errors import KeptCopyWrongError
from comity.trust.disk import PUBLIC, replace_file, replace_files
from comity.trust.history import Named
from comity.wire import documents
from comity.wire.documents import Document
from comity.wire.errors import ComityError
from comity.wire.fields import State, Time

NOTES: Final = "notes.json"
TIMESTAMPS: Final = ".timestamp.json"
_NAME = re.compile(r"metadata/[0-9]{1,9}\.[A-Za-z]{2,20}\.json|targets/[A-Z]{2}/[a-z]{1,20}/[0-9a-f]{64}\.[a-z0-9][a-z0-9.-]{0,150}\.json")  # fmt: skip


class Pin(Document):
    """The keys that speak for a State, as this site first saw them or as the older ones have handed on."""

    keys: dict[str, Any]
    threshold: Annotated[int, Field(ge=1)]
    version: Annotated[
        int, Field(ge=1)
    ]  # the last one of the directory that these keys have signed
    held: bool = False  # a later version names other keys, which these have not signed for


class Notes(Document):
    """What came of the tries so far."""

    version: Annotated[int, Field(ge=0)] = 0  # the newest that was accepted; 0: none yet
    tried: Time | None = None
    good: Time | None = None  # the last try that was answered with something sound
    error: str = ""  # the name of what came of the last try; empty: it was good
    pins: dict[State, Pin] = {}

    @property
    def held_back(self) -> dict[str, int]:
        """States that are served as they were, and the version from which."""
        return {state: pin.version for state, pin in self.pins.items() if pin.held}


class Files(Named):
    """Files of a folder by the names that `trust.history` reads, read when they are asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @cached_property
    def names(self) -> frozenset[str]:
        """Those of the form that a directory has."""
        found = (
            path.relative_to(self._folder).as_posix()
            for kind in ("metadata", "targets")
            for path in (self._folder / kind).glob("**/*.json")
        )
        return frozenset(name for name in found if _NAME.fullmatch(name))

    def __getitem__(self, name: str) -> bytes:
        if name not in self.names:
            raise KeyError(name)
        try:
            with (self._folder / name).open("rb") as file:
                data = file.read(limits.FILE_BYTES + 1)
        except OSError as error:
            raise KeptCopyWrongError(file=name, because=type(error).__name__) from error
        if len(data) > limits.FILE_BYTES:
            raise KeptCopyWrongError(file=name, because="too large")
        return data


def files(folder: Path) -> Files:
    """All that is kept of the directory."""
    return Files(folder)


def notes(folder: Path) -> Notes:
    """What is noted; empty notes where nothing was kept yet. Raises KeptCopyWrongError."""
    try:
        data = (folder / NOTES).read_bytes()
    except FileNotFoundError:
        return Notes()
    except OSError as error:
        raise KeptCopyWrongError(file=NOTES, because=type(error).__name__) from error
    try:
        return documents.parse(Notes, data, error=KeptCopyWrongError, max_bytes=limits.NOTES_BYTES)
    except ComityError as error:
        raise KeptCopyWrongError(file=NOTES, because=error.code) from error


def keep(folder: Path, fresh: Mapping[str, bytes]) -> None:
    """Add files, those last that make a version visible. Raises KeptCopyWrongError for a strange name."""
    strange = [name for name in fresh if not _NAME.fullmatch(name)]
    if strange:
        raise KeptCopyWrongError(file=strange[0][:200], because="a strange name")
    names = sorted(fresh, key=lambda name: (name.endswith(TIMESTAMPS), name))
    if names:
        replace_files({folder / name: fresh[name] for name in names}, PUBLIC)


def note(folder: Path, said: Notes) -> None:
    """Replace the notes."""
    replace_file(folder / NOTES, documents.build(said), PUBLIC)


@contextmanager
def alone(folder: Path) -> Iterator[bool]:
    """Whether nobody else is fetching into this folder; if so, nobody begins meanwhile."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
        else:
            yield True
