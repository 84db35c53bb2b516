"""The directory as it was at any version that a node has seen: a TUF repository read as of then.

Checked from the anchor (the digest of the first root, from outside): the chain of roots, who signed,
digests, versions, that nothing went back. Expiry is not checked here: what was signed is verified as of
then, whenever it is read; whoever accepts new data checks it with a clock (`client`). Pure.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar, cast

from tuf.api.exceptions import LengthOrHashMismatchError, UnsignedMetadataError
from tuf.api.metadata import (
    DelegatedRole,
    Delegations,
    Key,
    Metadata,
    MetaFile,
    Role,
    Root,
    Signed,
    Snapshot,
    TargetFile,
    Targets,
    Timestamp,
)
from tuf.api.serialization import DeserializationError

from comity.trust import limits, reading
from comity.trust.entries import Directory, StateView
from comity.trust.errors import (
    DirectoryAnchorWrongError,
    DirectoryFileMissingError,
    DirectoryFormatError,
    DirectoryHashError,
    DirectoryRollbackError,
    DirectorySignatureError,
    DirectoryVersionUnknownError,
)
from comity.wire import canonical, digests, names, times
from comity.wire.errors import WireError

ISSUED = "x-comity-issued"  # signed member of roots, timestamps and snapshots
OPENED = "opened/"

_TIMESTAMP = re.compile(r"metadata/([1-9][0-9]{0,8})\.timestamp\.json")
_SizeOf: dict[type[Signed], int] = {
    Root: limits.ROOT_BYTES,
    Timestamp: limits.TIMESTAMP_BYTES,
    Snapshot: limits.SNAPSHOT_BYTES,
    Targets: limits.ROLE_BYTES,
}
Kind = TypeVar("Kind", Root, Timestamp, Snapshot, Targets)


def metadata_name(version: int, role: str) -> str:
    """The name of a role's file: ``metadata/7.snapshot.json``."""
    return f"metadata/{version}.{role}.json"


def target_name(path: str, sha256: str) -> str:
    """The name of a target's file; ``sha256`` in hexadecimal digits."""
    folder, _, name = path.rpartition("/")
    return f"targets/{folder}/{sha256}.{name}"


def opened_name(digest: str) -> str:
    """The name of an opened list of people; ``digest`` as ``sha256:...``."""
    return f"{OPENED}{digest.removeprefix('sha256:')}.json"


def issued_of(signed: Signed) -> datetime:
    """When this was signed, as it says. Raises DirectoryFormatError."""
    try:
        return times.parse(signed.unrecognized_fields.get(ISSUED))
    except WireError as error:
        raise DirectoryFormatError(field=ISSUED) from error


def read(kind: type[Kind], data: bytes) -> Metadata[Kind]:
    """Parse a metadata file strictly; nothing is verified. Raises DirectoryFormatError."""
    try:
        canonical.decode(data, max_bytes=_SizeOf[kind])
        found = Metadata[Kind].from_bytes(data)
    except (WireError, DeserializationError) as error:
        raise DirectoryFormatError(kind=kind.type, because=str(error)) from error
    if not isinstance(found.signed, kind):
        raise DirectoryFormatError(kind=kind.type)
    return found


def check_signed(delegator: Root | Targets, role: str, found: Metadata[Any]) -> None:
    """A threshold of the role's keys has signed, and each quorum holds both algorithms.

    Raises DirectorySignatureError.
    """
    try:
        check_quorum(delegator, delegator.get_delegated_role(role))
        delegator.verify_delegate(role, found.signed_bytes, found.signatures)
    except (UnsignedMetadataError, ValueError) as error:
        raise DirectorySignatureError(role=role, because=str(error)) from error


def check_quorum(delegator: Root | Targets, role: Role) -> None:
    """No quorum is possible with one algorithm alone, or by one key under two names.

    Raises DirectorySignatureError.
    """
    keys = [delegator.get_key(keyid) for keyid in role.keyids]
    schemes = [key.scheme for key in keys]
    if len({key.keyval["public"] for key in keys}) != len(keys):
        raise DirectorySignatureError(because="one key under two names")
    if any(role.threshold <= schemes.count(scheme) for scheme in schemes):
        raise DirectorySignatureError(because="one algorithm is enough for a quorum")


class Named(Mapping[str, bytes], ABC):
    """Files whose names are known, and whose bytes are read when they are asked for."""

    @property
    @abstractmethod
    def names(self) -> frozenset[str]:
        """The names of all files."""

    def __contains__(self, name: object) -> bool:
        return name in self.names

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __len__(self) -> int:
        return len(self.names)


class Layered(Mapping[str, bytes]):
    """Some files laid before others, without reading those: what is below is never replaced."""

    def __init__(self, above: Mapping[str, bytes], below: Mapping[str, bytes]) -> None:
        self._above, self._below = above, below

    def __getitem__(self, name: str) -> bytes:
        return self._below[name] if name in self._below else self._above[name]

    def __contains__(self, name: object) -> bool:
        return name in self._above or name in self._below

    def __iter__(self) -> Iterator[str]:
        yield from self._below
        yield from (name for name in self._above if name not in self._below)

    def __len__(self) -> int:
        return sum(1 for _ in self)


@dataclass(frozen=True)
class _Known:
    """A State's view with the files that it rests on and the lists of people that were not open."""

    view: StateView
    files: frozenset[str]
    closed: frozenset[str]


class History:
    """All versions of the directory that these files hold. Versions are verified when first asked for."""

    def __init__(
        self, files: Mapping[str, bytes], anchor_sha256: str, like: "History | None" = None
    ) -> None:
        """Verify the chain of roots; entries that ``like`` has read are not read again.

        Raises DirectoryAnchorWrongError and what `at` raises.
        """
        if len(files) > limits.FILES:
            raise DirectoryFormatError(files=len(files))
        self._files = files
        self.anchor_sha256 = anchor_sha256
        self._states: dict[str, _Known] = {} if like is None else like._states
        self._directories: dict[int, Directory] = {}
        self._used: set[str] = set()
        self._verified: dict[tuple[str, int], Signed] = {}
        self._versions = sorted(
            int(match[1]) for name in files if (match := _TIMESTAMP.fullmatch(name))
        )
        self._roots = self._root_chain()

    # What is there

    def versions(self) -> tuple[int, ...]:
        """The versions at hand, ascending."""
        return tuple(self._versions)

    def at(self, version: int) -> Directory:
        """The directory at this version, verified.

        Raises DirectoryVersionUnknownError, DirectorySignatureError, DirectoryFileMissingError,
        DirectoryHashError, DirectoryRollbackError, DirectoryFormatError.
        """
        if version not in self._directories:
            self._directories[version] = self._directory(version)
        return self._directories[version]

    def latest(self) -> Directory:
        """The newest version at hand. Raises what `at` raises."""
        if not self._versions:
            raise DirectoryVersionUnknownError
        return self.at(self._versions[-1])

    def in_force(self, at: datetime) -> Directory:
        """The latest version issued at or before ``at`` (UTC). Raises what `at` raises."""
        for version in reversed(self._versions):
            if issued_of(self._timestamp(version)) <= at:
                return self.at(version)
        raise DirectoryVersionUnknownError(at=times.format(at))

    def check(self) -> None:
        """Verify every version at hand. Raises what `at` raises."""
        for version in self._versions:
            self.at(version)

    def referenced(self) -> frozenset[str]:
        """The files that verified versions rest on; anything else in the folder is nobody's."""
        return frozenset(self._used)

    def delegated(self, version: int) -> tuple[str, ...]:
        """The States that the members have given a part at this version, by code."""
        given = self._targets(version).delegations
        return () if given is None else tuple(sorted(given.roles or {}))

    def role_keys(self, version: int, state: str) -> tuple[dict[str, Any], int]:
        """The keys (id to TUF key) and threshold of a State's role at this version."""
        targets = self._targets(version)
        role = targets.get_delegated_role(state)
        return {kid: targets.get_key(kid).to_dict() for kid in role.keyids}, role.threshold

    def check_also_signed(
        self, version: int, state: str, keys: Mapping[str, Any], threshold: int
    ) -> None:
        """A State's role at this version is signed by these (older) keys too.

        Raises DirectorySignatureError.
        """
        known = {kid: Key.from_dict(kid, dict(key)) for kid, key in keys.items()}
        role = DelegatedRole(state, list(known), threshold, True, [f"{state}/*/*"])
        older = Targets(delegations=Delegations(known, {state: role}))
        meta = self._snapshot(version).meta[f"{state}.json"]
        check_signed(older, state, self._named(Targets, state, meta))

    # Roots

    def _root_chain(self) -> list[Root]:
        """1. The first root is the anchor. 2. Each next one is signed by the one before and by itself."""
        name = metadata_name(1, Root.type)
        first = self._files.get(name)
        if first is None or digests.sha256(first) != self.anchor_sha256:
            raise DirectoryAnchorWrongError(expected=self.anchor_sha256)
        roots: list[Root] = []
        for version in range(1, limits.ROOT_ROTATIONS + 1):
            name = metadata_name(version, Root.type)
            if name not in self._files:
                break
            self._used.add(name)
            roots.append(self._next_root(roots[-1] if roots else None, version, self._files[name]))
        self._check_no_root_missing(len(roots))
        return roots

    def _next_root(self, before: Root | None, version: int, data: bytes) -> Root:
        found = read(Root, data)
        root = found.signed
        if root.version != version:
            raise DirectoryRollbackError(role=Root.type, version=root.version)
        if before is not None:
            check_signed(before, Root.type, found)
            if issued_of(root) < issued_of(before):
                raise DirectoryRollbackError(role=Root.type, version=version)
        check_signed(root, Root.type, found)
        return root

    def _check_no_root_missing(self, last: int) -> None:
        for name in self._files:
            if name.startswith("metadata/") and name.endswith(".root.json"):
                number = name.removeprefix("metadata/").removesuffix(".root.json")
                if number.isdecimal() and int(number) > last:
                    raise DirectoryFileMissingError(file=metadata_name(last + 1, Root.type))

    def _root_at(self, at: datetime) -> Root:
        """The root in force when something was issued: the last one issued until then."""
        return next(
            (root for root in reversed(self._roots) if issued_of(root) <= at), self._roots[0]
        )

    # One version

    def _directory(self, version: int) -> Directory:
        data = self._timestamp_data(version)
        timestamp, snapshot = self._timestamp(version), self._snapshot(version)
        targets = self._targets(version)
        self._check_not_back(version, timestamp, snapshot)
        return Directory(
            version=version,
            sha256=digests.sha256(data),
            issued=issued_of(timestamp),
            expires=timestamp.expires,
            states=self._state_views(targets, snapshot),
        )

    def _timestamp_data(self, version: int) -> bytes:
        name = metadata_name(version, Timestamp.type)
        data = self._files.get(name)
        if data is None:
            raise DirectoryVersionUnknownError(version=version)
        self._used.add(name)
        return data

    def _timestamp(self, version: int) -> Timestamp:
        return self._once(Timestamp, version, self._read_timestamp)

    def _snapshot(self, version: int) -> Snapshot:
        return self._once(Snapshot, version, self._read_snapshot)

    def _targets(self, version: int) -> Targets:
        return self._once(Targets, version, self._read_targets)

    def _once(self, kind: type[Kind], version: int, verify: Callable[[int], Kind]) -> Kind:
        key = (kind.type, version)
        if key not in self._verified:
            self._verified[key] = verify(version)
        return cast(Kind, self._verified[key])

    def _read_timestamp(self, version: int) -> Timestamp:
        found = read(Timestamp, self._timestamp_data(version))
        check_signed(self._root_at(issued_of(found.signed)), Timestamp.type, found)
        if found.signed.version != version:
            raise DirectoryRollbackError(role=Timestamp.type, version=found.signed.version)
        return found.signed

    def _read_snapshot(self, version: int) -> Snapshot:
        timestamp = self._timestamp(version)
        found = self._named(Snapshot, Snapshot.type, timestamp.snapshot_meta)
        check_signed(self._root_at(issued_of(timestamp)), Snapshot.type, found)
        return found.signed

    def _read_targets(self, version: int) -> Targets:
        root = self._root_at(issued_of(self._timestamp(version)))
        found = self._named(Targets, Targets.type, self._snapshot(version).meta.get("targets.json"))
        check_signed(root, Targets.type, found)
        return found.signed

    def _named(self, kind: type[Kind], role: str, meta: MetaFile | None) -> Metadata[Kind]:
        """The file that a verified file names, by version, length and digest."""
        if meta is None or meta.hashes is None or "sha256" not in meta.hashes:
            raise DirectoryFormatError(role=role, because="not named with its digest")
        data = self._file(metadata_name(meta.version, role))
        try:
            meta.verify_length_and_hashes(data)
        except LengthOrHashMismatchError as error:
            raise DirectoryHashError(file=metadata_name(meta.version, role)) from error
        found = read(kind, data)
        if found.signed.version != meta.version:
            raise DirectoryRollbackError(role=role, version=found.signed.version)
        return found

    def _check_not_back(self, version: int, timestamp: Timestamp, snapshot: Snapshot) -> None:
        """Nothing is older than in the version before that is at hand."""
        earlier = [known for known in self._versions if known < version]
        if not earlier:
            return
        before, seen = self._timestamp(earlier[-1]), self._snapshot(earlier[-1])
        if issued_of(timestamp) < issued_of(before) or snapshot.version < seen.version:
            raise DirectoryRollbackError(version=version)
        for name, meta in seen.meta.items():
            now = snapshot.meta.get(name)
            if now is None or now.version < meta.version:
                raise DirectoryRollbackError(version=version, role=name)

    # States

    def _state_views(self, targets: Targets, snapshot: Snapshot) -> dict[str, StateView]:
        """The view of every State that has a role and has published."""
        roles = (targets.delegations or Delegations({}, {})).roles or {}
        views = {}
        for state, role in roles.items():
            if not re.fullmatch(names.STATE, state) or role.paths != [f"{state}/*/*"]:
                raise DirectoryFormatError(role=state, because="not a State's role")
            meta = snapshot.meta.get(f"{state}.json")
            if meta is not None:
                views[state] = self._state_view(state, targets, meta)
        return views

    def _state_view(self, state: str, targets: Targets, meta: MetaFile) -> StateView:
        found = self._named(Targets, state, meta)
        check_signed(targets, state, found)
        key = f"{state} {cast(dict[str, str], meta.hashes)['sha256']}"
        known = self._states.get(key)
        # Another view comes of the same files only when a list of people was opened since.
        if known is None or any(opened_name(digest) in self._files for digest in known.closed):
            files = self._target_files(state, targets, found.signed)
            self._states[key] = known = self._read_state(state, found.signed, files)
        self._used |= known.files
        return known.view

    def _read_state(self, state: str, role: Targets, files: Mapping[str, bytes]) -> "_Known":
        closed = set()
        for path, data in files.items():
            digest = _sealed_digest(data) if reading.kind_of(path) == reading.PEOPLE else None
            if digest is not None and self._opened(digest) is None:
                closed.add(digest)
        view = reading.read_state(state, role.version, role.expires, files, self._opened)
        names = {target_name(path, digests.sha256(data)[7:]) for path, data in files.items()}
        return _Known(view, frozenset(names), frozenset(closed))

    def _target_files(self, state: str, targets: Targets, role: Targets) -> dict[str, bytes]:
        """The files that the State may name and named; other paths are not its to speak of."""
        if len(role.targets) > limits.ENTRIES_PER_STATE:
            raise DirectoryFormatError(role=state, entries=len(role.targets))
        delegation = cast(Delegations, targets.delegations).roles
        allowed = cast(dict[str, Any], delegation)[state]
        return {
            path: self._target(path, target)
            for path, target in role.targets.items()
            if allowed.is_delegated_path(path) and reading.kind_of(path)
        }

    def _target(self, path: str, target: TargetFile) -> bytes:
        sha256 = target.hashes.get("sha256")
        if sha256 is None:
            raise DirectoryFormatError(file=path, because="not named with its digest")
        name = target_name(path, sha256)
        data = self._file(name)
        try:
            target.verify_length_and_hashes(data)
        except LengthOrHashMismatchError as error:
            raise DirectoryHashError(file=name) from error
        return data

    def _opened(self, digest: str) -> bytes | None:
        """An opened list of people, if it is the one that the sealed document names."""
        name = opened_name(digest)
        data = self._files.get(name)
        if data is None:
            return None
        if digests.sha256(data) != digest:
            raise DirectoryHashError(file=name)
        self._used.add(name)
        return data

    def _file(self, name: str) -> bytes:
        data = self._files.get(name)
        if data is None:
            raise DirectoryFileMissingError(file=name)
        self._used.add(name)
        return data


def _sealed_digest(data: bytes) -> str | None:
    """The digest in a sealed list; None where it is none: `reading` refuses that with its reason."""
    try:
        return reading.sealed_digest(data)
    except WireError:
        return None
