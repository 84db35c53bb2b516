"""Reads a frozen copy again and gives exactly what is in scope.

The sealed object is opened into a file of its own and verified as a whole before the first item is
read; each item is checked against its digest. Where a source was copied more than once (because it
failed), the newest copy counts, and older ones add only what it lacks.
"""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from comity.providers import containers
from comity.providers.containers import Header
from comity.providers.errors import ContainerBrokenError
from comity.providers.rules import Placement, Scope, place
from comity.vault import sealing
from comity.vault.folder import FolderVault
from comity.vault.sealing import Sealed
from comity.wire import digests


@dataclass(frozen=True)
class Copy:
    """One frozen copy in the vault: which source, which object, and what the object must be."""

    source: str
    object_id: str
    sealed: Sealed


@dataclass(frozen=True)
class FrozenItem:
    """One item of a copy, verified."""

    source: str
    header: Header
    data: bytes


@dataclass
class Tally:
    """What a selection passed over, filled while it runs."""

    selected: int = 0
    out: int = 0
    undated: int = 0
    repeated: int = 0


def select(
    copies: Sequence[Copy], scope: Scope, vault: FolderVault, tally: Tally | None = None
) -> Iterator[FrozenItem]:
    """Items in scope, per source newest copy first (``copies`` are given oldest first).

    What has no time is counted and not given. Raises ContainerBrokenError and what the vault raises.
    """
    counted = tally if tally is not None else Tally()
    for source in dict.fromkeys(copy.source for copy in copies):
        own = [copy for copy in copies if copy.source == source]
        yield from _of_source(own[::-1], scope, vault, counted)


def _of_source(
    copies: Sequence[Copy], scope: Scope, vault: FolderVault, tally: Tally
) -> Iterator[FrozenItem]:
    given: set[str] = set()  # digests in newer copies; equal items within one copy are all given
    for number, copy in enumerate(copies):
        older = number < len(copies) - 1
        here: set[str] = set()
        for item in items(copy, vault, scope, tally):
            if item.header.sha256 in given:
                tally.repeated += 1
                continue
            if older:
                here.add(item.header.sha256)
            tally.selected += 1
            yield item
        given |= here


def items(
    copy: Copy, vault: FolderVault, scope: Scope | None = None, tally: Tally | None = None
) -> Iterator[FrozenItem]:
    """The items of one copy, all of them or those in scope. Raises ContainerBrokenError."""
    counted = tally if tally is not None else Tally()
    with _opened(copy, vault) as stream:
        reader = containers.Reader(stream)
        for header in reader:
            if scope is not None and not _counts(scope, header, counted):
                continue
            data = reader.data()
            if digests.sha256(data) != header.sha256:
                raise ContainerBrokenError(source=copy.source, item=header.id[:200])
            yield FrozenItem(copy.source, header, data)


def _counts(scope: Scope, header: Header, tally: Tally) -> bool:
    placed = place(scope, header.identifiers, header.delivered_at)
    tally.out += placed is Placement.OUT
    tally.undated += placed is Placement.UNDATED
    return placed is Placement.IN


@contextmanager
def _opened(copy: Copy, vault: FolderVault) -> Iterator[BinaryIO]:
    """The plain container, in a file that has no name and goes with the process."""
    parts = copy.sealed.parts
    places = [vault.part_path(copy.object_id, part.number) for part in parts]
    folder = Path(vault.root) / "tmp"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=folder) as out:
        sealing.open_parts(
            places,
            copy.object_id,
            vault.key(copy.object_id),
            parts,
            out,
            sha256=copy.sealed.sha256,
            length=copy.sealed.length,
        )
        out.seek(0)
        yield out
