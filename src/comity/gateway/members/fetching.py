"""Bringing the directory into its folder: python-tuf's updater through `trust.client`, with limits of our own.

A try that fails adds a note and removes nothing. A State's changed keys are taken over only if its older ones have
signed for them too; until then the State is shown as it was (docs/decisions/0005). No Django.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

import httpx2
from tuf.api.exceptions import DownloadHTTPError
from tuf.ngclient import FetcherInterface

from comity.gateway.members import keeping, limits
from comity.gateway.members.errors import (
    DirectorySlowError,
    DirectoryTooLargeError,
    KeptCopyWrongError,
    MembersError,
)
from comity.gateway.members.keeping import Notes, Pin
from comity.gateway.members.sources import Source
from comity.trust import client
from comity.trust.errors import DirectorySignatureError, TrustError
from comity.trust.history import History, Layered


class Fetcher(FetcherInterface):
    """Downloads of one try: no redirect, no proxy, no more than so many bytes altogether."""

    def __init__(
        self, most: int = limits.FETCH_BYTES, seconds: float = limits.ANSWER_SECONDS
    ) -> None:
        timeout = httpx2.Timeout(seconds, connect=min(seconds, limits.CONNECT_SECONDS))
        self._client = httpx2.Client(timeout=timeout, trust_env=False, follow_redirects=False)
        self._left = most

    def close(self) -> None:
        """End the connection."""
        self._client.close()

    def _fetch(self, url: str) -> Iterator[bytes]:
        try:
            with self._client.stream("GET", url) as response:
                if response.status_code != httpx2.codes.OK:
                    raise DownloadHTTPError(f"{response.status_code}", response.status_code)
                for data in response.iter_bytes():
                    self._left -= len(data)
                    if self._left < 0:
                        raise DirectoryTooLargeError
                    yield data
        except httpx2.TimeoutException as error:
            raise DirectorySlowError from error


def refresh(source: Source, folder: Path, real: datetime, fetcher: Fetcher | None = None) -> Notes:
    """Ask the directory for something newer and keep it; ``real`` is the machine's time (UTC).

    Never raises a ComityError: what went wrong stands in the notes that are returned (and kept, where the folder
    can be written). Where somebody else is fetching into the folder, nothing is done.
    """
    with keeping.alone(folder) as alone:
        before = _noted(folder)
        if not alone or before is None:
            return before or Notes(error=KeptCopyWrongError.__name__)
        now = before.model_copy(update={"tried": real, "error": ""})
        ours = fetcher or Fetcher()
        try:
            version, pins = _fetch(source, folder, real, before, ours)
            now = now.model_copy(update={"good": real, "version": version, "pins": pins})
        except (TrustError, MembersError) as error:
            now = now.model_copy(update={"error": error.code})
        finally:
            ours.close()
        keeping.note(folder, now)
        return now


def _noted(folder: Path) -> Notes | None:
    try:
        return keeping.notes(folder)
    except KeptCopyWrongError:
        return None


def _fetch(
    source: Source, folder: Path, real: datetime, before: Notes, fetcher: Fetcher
) -> tuple[int, dict[str, Pin]]:
    known = keeping.files(folder)
    try:
        got = client.fetch(source.url, source.anchor, known, source.time(real), fetcher)
    except KeyError as error:  # the updater's own files are gone from among the kept ones
        raise KeptCopyWrongError(file=str(error)) from error
    past = History(Layered(got.files, known), source.anchor)
    pins = pinned(past, got.version, before.pins)
    keeping.keep(folder, got.files)
    return got.version, pins


def pinned(past: History, version: int, before: Mapping[str, Pin]) -> dict[str, Pin]:
    """The keys of every State as they stand after this version. Raises what ``past.at`` raises."""
    pins = dict(before)
    for state in past.at(version).states:
        keys, threshold = past.role_keys(version, state)
        pin = before.get(state)
        same = pin is not None and (pin.keys, pin.threshold) == (keys, threshold)
        if pin is None or same or _handed_on(past, version, state, pin):
            pins[state] = Pin(keys=keys, threshold=threshold, version=version)
        else:
            pins[state] = pin.model_copy(update={"held": True})
    return pins


def _handed_on(past: History, version: int, state: str, pin: Pin) -> bool:
    """Whether the State's older keys have signed what its new keys publish."""
    try:
        past.check_also_signed(version, state, pin.keys, pin.threshold)
    except DirectorySignatureError:
        return False
    return True
