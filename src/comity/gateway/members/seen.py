"""What a page sees of the directory at this moment: the kept copy, its age, what came of the last try. No network.

No Django. The view is kept in the process and read anew when another version was accepted.
"""

import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Literal

from comity.gateway.members import keeping, reading, sources
from comity.gateway.members.errors import KeptCopyWrongError, MembersError
from comity.gateway.members.keeping import Notes
from comity.gateway.members.reading import Members
from comity.gateway.members.sources import Source
from comity.trust.errors import TrustError

Standing = Literal["none", "wrong", "never", "current", "expired"]


@dataclass(frozen=True)
class Seen:
    """How the directory stands here.

    *none*: none is configured; *wrong*: the settings or the copy cannot be used; *never*: nothing was received yet;
    *current* and *expired*: there are members to show, in time or past it.
    """

    standing: Standing
    now: datetime  # of the directory, UTC
    source: Source | None = None
    members: Members | None = None
    notes: Notes | None = None
    reason: str = ""  # the name of what went wrong, last try or settings; empty: nothing did

    @cached_property
    def left(self) -> Mapping[str, int]:
        """States that were members and are not any more, with the last version of the directory that had them.

        A State is one that has left when the directory has no part for it any more, or nothing in its part.
        """
        if self.members is None:
            return {}
        there = self.members.directory.states
        pins = {} if self.notes is None else self.notes.pins
        gone = {state: pin.version for state, pin in pins.items() if state not in there}
        empty = {state: self.members.version for state in there if self.members.withdrawn(state)}
        return gone | empty

    @property
    def demo(self) -> bool:
        """Whether all that is shown was invented for a demonstration."""
        return self.source is not None and self.source.demo


@dataclass(frozen=True)
class _View:
    key: tuple[Path, str, int, tuple[tuple[str, int], ...]]
    members: Members


_lock = threading.Lock()
_view: _View | None = None


def now(environ: Mapping[str, str] | None = None, real: datetime | None = None) -> Seen:
    """The directory at this moment; ``real`` is the machine's time (UTC). Raises nothing of ours."""
    settings = os.environ if environ is None else environ
    moment = real or datetime.now(UTC)
    try:
        source = sources.configured(settings)
        if source is None:
            return Seen("none", moment)
    except MembersError as error:
        return Seen("wrong", moment, reason=error.code)
    return _of(source, sources.place(settings, source), source.time(moment))


def _of(source: Source, folder: Path, moment: datetime) -> Seen:
    try:
        notes = keeping.notes(folder)
        if not notes.version:
            return Seen("never", moment, source, None, notes, notes.error)
        members = _read(source, folder, notes)
    except TrustError:
        return Seen("wrong", moment, source, reason=KeptCopyWrongError.__name__)
    except MembersError as error:
        return Seen("wrong", moment, source, reason=error.code)
    standing: Standing = "expired" if members.expired(moment) else "current"
    return Seen(standing, moment, source, members, notes, notes.error)


def _read(source: Source, folder: Path, notes: Notes) -> Members:
    global _view  # noqa: PLW0603 - one view per process, replaced as a whole
    key = (folder, source.anchor, notes.version, tuple(sorted(notes.held_back.items())))
    view = _view
    if view is not None and view.key == key:
        return view.members
    with _lock:
        if _view is None or _view.key != key:
            like = _view.members if _view is not None and _view.key[:2] == key[:2] else None
            files = keeping.files(folder)
            _view = _View(
                key, reading.read(files, source.anchor, notes.version, notes.held_back, like)
            )
        return _view.members
