"""Fetching the directory: python-tuf's updater for what members sign, digests for the rest.

Every rule of TUF's client work flow holds (rollback, freeze, mix-and-match, expiry), with the node's
clock as reference. What is returned was verified twice: by the updater and, with all States' roles and
files, by `history`. Writes nothing; what to keep is decided in `actions`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx2
from tuf.api.exceptions import (
    BadVersionNumberError,
    DownloadError,
    DownloadHTTPError,
    DownloadLengthMismatchError,
    ExpiredMetadataError,
    LengthOrHashMismatchError,
    RepositoryError,
    UnsignedMetadataError,
)
from tuf.api.metadata import MetaFile, Snapshot, Targets, Timestamp
from tuf.ngclient import FetcherInterface, Updater, UpdaterConfig

from comity.trust import history, limits, reading
from comity.trust.errors import (
    DirectoryAnchorWrongError,
    DirectoryExpiredError,
    DirectoryFormatError,
    DirectoryHashError,
    DirectoryRefusedError,
    DirectoryRollbackError,
    DirectorySignatureError,
    DirectoryUnreachableError,
    TrustError,
)
from comity.trust.history import History, Layered, metadata_name, target_name
from comity.wire import digests

TOP = ("timestamp", "snapshot", "targets")
CONFIG = UpdaterConfig(
    max_root_rotations=limits.ROOT_ROTATIONS,
    root_max_length=limits.ROOT_BYTES,
    timestamp_max_length=limits.TIMESTAMP_BYTES,
    snapshot_max_length=limits.SNAPSHOT_BYTES,
    targets_max_length=limits.ROLE_BYTES,
)


@dataclass(frozen=True)
class Fetched:
    """The version that is offered and the files that were not known; verified."""

    version: int
    files: Mapping[str, bytes]


class HttpFetcher(FetcherInterface):
    """Downloads for the updater, with our limits and one connection that is kept."""

    def __init__(self) -> None:
        timeout = httpx2.Timeout(limits.ANSWER_SECONDS, connect=limits.CONNECT_SECONDS)
        self._client = httpx2.Client(timeout=timeout, trust_env=False, follow_redirects=False)

    def _fetch(self, url: str) -> Iterator[bytes]:
        with self._client.stream("GET", url) as response:
            if response.status_code != httpx2.codes.OK:
                raise DownloadHTTPError(f"{response.status_code} for {url}", response.status_code)
            yield from response.iter_bytes()


@lru_cache(maxsize=1)
def http_fetcher() -> HttpFetcher:
    """The fetcher of this process."""
    return HttpFetcher()


def fetch(
    url: str,
    anchor_sha256: str,
    known: Mapping[str, bytes],
    now: datetime,
    fetcher: FetcherInterface | None = None,
) -> Fetched:
    """What the directory at ``url`` offers beyond ``known``, verified; ``now`` is the node's time, UTC.

    Raises DirectoryUnreachableError, DirectoryExpiredError, DirectoryRefusedError,
    DirectoryAnchorWrongError and the other DirectoryErrors of `history`.
    """
    work = _Work(url.rstrip("/"), anchor_sha256, known, now, fetcher or http_fetcher())
    try:
        return work.fetch()
    except (RepositoryError, DownloadError, httpx2.HTTPError) as error:
        raise _named(error) from error


def _named(error: Exception) -> TrustError:
    """What python-tuf and the network say, by our names."""
    for kind, ours in _NAMES:
        if isinstance(error, kind):
            return ours(because=str(error))
    return DirectoryUnreachableError(because=str(error))


_NAMES: tuple[tuple[type[Exception], type[TrustError]], ...] = (
    (ExpiredMetadataError, DirectoryExpiredError),
    (BadVersionNumberError, DirectoryRollbackError),
    (UnsignedMetadataError, DirectorySignatureError),
    (LengthOrHashMismatchError, DirectoryHashError),
    (RepositoryError, DirectoryRefusedError),
    (DownloadLengthMismatchError, DirectoryRefusedError),
)


@dataclass
class _Work:
    url: str
    anchor: str
    known: Mapping[str, bytes]
    now: datetime
    fetcher: FetcherInterface

    def fetch(self) -> Fetched:
        """1. Top-level roles by the updater. 2. The States' roles. 3. Their files. 4. All of it again."""
        files = self._top_level()
        version = max(_timestamps(files))
        if metadata_name(version, Timestamp.type) in self.known:
            return Fetched(version, {})
        for state, meta in self._states(files, version):
            self._take(files, metadata_name(meta.version, state), meta.length or limits.ROLE_BYTES)
            self._take_targets(files, metadata_name(meta.version, state))
        History(Layered(files, self.known), self.anchor).at(version)
        fresh = {name: data for name, data in files.items() if name not in self.known}
        return Fetched(version, fresh)

    def _top_level(self) -> dict[str, bytes]:
        root = self.known.get(metadata_name(1, "root")) or self._download(
            metadata_name(1, "root"), limits.ROOT_BYTES
        )
        if digests.sha256(root) != self.anchor:
            raise DirectoryAnchorWrongError(expected=self.anchor)
        with TemporaryDirectory(prefix="comity-directory-") as folder:
            place = Path(folder)
            self._lay_out(place)
            updater = Updater(
                folder,
                f"{self.url}/metadata/",
                fetcher=self.fetcher,
                config=CONFIG,
                bootstrap=root,
            )
            # The updater offers no way to hand in the time, and a demo moves the node's clock.
            updater._trusted_set.reference_time = self.now
            updater.refresh()
            return _collect(place)

    def _lay_out(self, place: Path) -> None:
        """Give the updater what is known, so that it refuses anything older."""
        (place / "root_history").mkdir()
        for name in self.known:
            if name.endswith(".root.json"):
                (place / "root_history" / name.partition("/")[2]).write_bytes(self.known[name])
        versions = _timestamps(self.known)
        if not versions:
            return
        data = self.known[metadata_name(max(versions), Timestamp.type)]
        snapshot_meta = history.read(Timestamp, data).signed.snapshot_meta
        snapshot = self.known[metadata_name(snapshot_meta.version, Snapshot.type)]
        targets_meta = history.read(Snapshot, snapshot).signed.meta["targets.json"]
        targets = self.known[metadata_name(targets_meta.version, Targets.type)]
        for role, content in zip(TOP, (data, snapshot, targets), strict=True):
            (place / f"{role}.json").write_bytes(content)

    def _states(self, files: Mapping[str, bytes], version: int) -> Iterator[tuple[str, MetaFile]]:
        timestamp = history.read(Timestamp, files[metadata_name(version, Timestamp.type)]).signed
        name = metadata_name(timestamp.snapshot_meta.version, Snapshot.type)
        snapshot = history.read(Snapshot, files[name]).signed
        for file, meta in snapshot.meta.items():
            state = file.removesuffix(".json")
            if state != Targets.type:
                yield state, meta

    def _take_targets(self, files: dict[str, bytes], role_file: str) -> None:
        data = files.get(role_file) or self.known[role_file]
        for path, target in history.read(Targets, data).signed.targets.items():
            if not reading.kind_of(path):
                continue  # not read by this program; `history` does not ask for it either
            sha256 = target.hashes.get("sha256", "")
            if target.length > limits.PUBLICATION_BYTES:
                raise DirectoryFormatError(file=path, length=target.length)
            self._take(files, target_name(path, sha256), target.length)

    def _take(self, files: dict[str, bytes], name: str, length: int) -> None:
        if name not in self.known and name not in files:
            files[name] = self._download(name, length)

    def _download(self, name: str, length: int) -> bytes:
        return self.fetcher.download_bytes(f"{self.url}/{name}", length)


def _timestamps(files: Mapping[str, bytes]) -> list[int]:
    ends = (".timestamp.json", "metadata/")
    return [
        int(name.removeprefix(ends[1]).removesuffix(ends[0]))
        for name in files
        if name.endswith(ends[0]) and name.startswith(ends[1])
    ]


def _collect(place: Path) -> dict[str, bytes]:
    """What the updater has accepted, by our names."""
    timestamp = (place / "timestamp.json").read_bytes()
    snapshot = (place / "snapshot.json").read_bytes()
    targets = (place / "targets.json").read_bytes()
    files = {
        metadata_name(history.read(Timestamp, timestamp).signed.version, "timestamp"): timestamp,
        metadata_name(history.read(Snapshot, snapshot).signed.version, "snapshot"): snapshot,
        metadata_name(history.read(Targets, targets).signed.version, "targets"): targets,
    }
    for path in (place / "root_history").iterdir():
        files[f"metadata/{path.name}"] = path.read_bytes()
    return files
