"""What the node knows of the directory: the view in force, its standing, our own acceptances.

The view is kept in the process and renewed when the accepted version changes; a letter costs one small
query. Reads only.
"""

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from comity.journal import clock, sql
from comity.trust import ceremony
from comity.trust.entries import Directory, StateView, state_of
from comity.trust.errors import AnchorMissingError, DirectoryNeverSeenError, SenderSuspendedError
from comity.trust.history import History, Named
from comity.trust.models import Acceptance, AcceptedDirectory, DirectoryFile, Notice, Pin
from comity.wire import digests
from comity.wire.errors import ComityError


@dataclass(frozen=True)
class Standing:
    """How far the directory can be relied on now. Times in UTC, by the node's clock."""

    version: int
    sha256: str
    issued: datetime | None
    expires: datetime | None
    age: timedelta
    expired: bool
    may_send: bool  # also for the configured hours after it expired
    may_act_urgently: bool  # nothing urgent, and no new key, on an expired directory
    reachable: bool
    last_error: Mapping[str, Any] | None

    def as_dict(self) -> dict[str, object]:
        """How receipts name it: version, digest, whether expired."""
        return {"version": self.version, "sha256": self.sha256, "expired": self.expired}


class StoredFiles(Named):
    """The kept files of the directory by name; their bytes are read when asked for."""

    def __init__(self) -> None:
        self._names = frozenset(DirectoryFile.objects.values_list("path", flat=True))

    @property
    def names(self) -> frozenset[str]:
        """As they were when this was made."""
        return self._names

    def __getitem__(self, name: str) -> bytes:
        if name not in self._names:
            raise KeyError(name)
        return bytes(DirectoryFile.objects.values_list("data", flat=True).get(path=name))


@dataclass(frozen=True)
class _View:
    key: tuple[int, str, int]
    history: History
    directory: Directory


_lock = threading.Lock()
_view: _View | None = None


def directory() -> Directory:
    """The latest accepted directory. Raises DirectoryNeverSeenError."""
    return _current().directory


def history() -> History:
    """Every version that this node has accepted. Raises DirectoryNeverSeenError."""
    return _current().history


def _current() -> _View:
    global _view  # noqa: PLW0603 - one view per process, replaced as a whole
    key = sql.first(
        "SELECT version, sha256, revision FROM trust_accepteddirectory WHERE id = 1 AND version > 0"
    )
    if key is None:
        raise DirectoryNeverSeenError
    view = _view
    if view is not None and view.key == key:
        return view
    with _lock:
        if _view is None or _view.key != key:
            known = _view.history if _view else None
            past = History(StoredFiles(), anchor(), like=known)
            _view = _View(key, past, _with_pins(past, key[0]))
        return _view


def _with_pins(past: History, version: int) -> Directory:
    """The directory, with States whose changed keys are not accepted as they were before."""
    view = past.at(version)
    older: dict[str, StateView] = {}
    versions = {}
    for pin in Pin.objects.exclude(offered_digest=""):
        older[pin.state] = past.at(pin.good_version).states[pin.state]
        versions[pin.state] = pin.good_version
    return view.holding_back(older, versions) if older else view


def standing() -> Standing:
    """How old the accepted directory is and what may be done on it; version 0 where there is none."""
    row, now = _accepted(), clock.now()
    expired = row.expires is None or now >= row.expires
    allowance = timedelta(hours=settings.NODE.sends_after_expiry_hours)
    return Standing(
        version=row.version,
        sha256=row.sha256,
        issued=row.issued,
        expires=row.expires,
        age=now - row.issued if row.issued else timedelta(0),
        expired=expired,
        may_send=row.expires is not None and now < row.expires + allowance,
        may_act_urgently=not expired,
        reachable=row.reachable,
        last_error=row.last_error,
    )


def _accepted() -> AcceptedDirectory:
    """The one row about the directory; a new one where there is none yet."""
    names = ("version", "sha256", "issued", "expires", "reachable", "last_error")
    found = sql.first(
        "SELECT version, sha256, issued, expires, reachable, last_error"
        " FROM trust_accepteddirectory WHERE id = 1"
    )
    if found is None:
        return AcceptedDirectory()
    row = AcceptedDirectory(**dict(zip(names, found, strict=True)))
    row.issued, row.expires = sql.read_moment(row.issued), sql.read_moment(row.expires)
    row.reachable, row.last_error = bool(row.reachable), sql.read_document(row.last_error)
    return row


def check_accepted(authority: str, measure: str | None = None) -> None:
    """Letters of this authority (for this measure) are acted on here. Raises SenderSuspendedError."""
    suspended = sql.rows(
        "SELECT authority, measure, reason FROM trust_acceptance WHERE state = %s AND suspended"
        " ORDER BY state, authority, measure",
        (state_of(authority),),
    )
    for about, of, reason in suspended:
        if about in ("", authority) and of in ("", measure):
            raise SenderSuspendedError(authority=authority, measure=measure, reason=reason)


def acceptances() -> list[Acceptance]:
    """Our own choices, by State."""
    return list(Acceptance.objects.all())


def held_back() -> list[Pin]:
    """States whose changed keys wait for confirmation by another road."""
    return list(Pin.objects.exclude(offered_digest=""))


def notices() -> list[Notice]:
    """What a person has to see and nobody has yet, newest first."""
    return list(Notice.objects.filter(seen_at__isnull=True))


def files_for_export() -> dict[str, bytes]:
    """Every kept file of the directory, by the names that `history.History` reads."""
    return {row.path: bytes(row.data) for row in DirectoryFile.objects.all()}


def anchor() -> str:
    """The digest of the first root, from ``home/anchor.json``. Raises AnchorMissingError."""
    return str(anchor_document()["root_sha256"])


def anchor_document() -> dict[str, Any]:
    """The trust anchor as it was placed at set-up. Raises AnchorMissingError."""
    return read_anchor(settings.NODE.home / ceremony.ANCHOR)


def read_anchor(path: Path) -> dict[str, Any]:
    """An anchor file. Raises AnchorMissingError."""
    try:
        read = json.loads(path.read_text("utf-8"))
        if read["anchor"] != "comity-anchor-1" or read["root_version"] != 1:
            raise AnchorMissingError
        digests.parse(read["root_sha256"])
    except (OSError, ValueError, KeyError, TypeError, ComityError) as error:
        raise AnchorMissingError(file=path.name) from error
    return dict(read)
