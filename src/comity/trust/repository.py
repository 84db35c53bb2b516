"""The directory's repository on disk: made by its members, grown by publications of States.

Root and the delegations are signed by a threshold of members; each State signs its own role; the
freshness signers look at versions and delegations only and vouch for nothing but freshness. No Django;
the time is handed in. Writers queue at a lock; the new timestamp is put in place last, so that a reader
(or a power cut) sees the old directory or the new one, never half of it.
"""

import fcntl
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from tuf.api.exceptions import LengthOrHashMismatchError
from tuf.api.metadata import (
    DelegatedRole,
    Delegations,
    Metadata,
    MetaFile,
    Root,
    Snapshot,
    TargetFile,
    Targets,
    Timestamp,
)

from comity.trust import history, limits, reading, tufkeys
from comity.trust.disk import PUBLIC, replace_file, replace_files
from comity.trust.errors import (
    DirectoryError,
    PublicationOldError,
    PublicationOutsideError,
    PublicationRefusedError,
    RepositoryWrongError,
)
from comity.trust.history import ISSUED, issued_of, metadata_name, target_name
from comity.trust.keys import Pair
from comity.wire import digests, names, times
from comity.wire.keys import PublicKey, generate_pair

Kind = TypeVar("Kind", Root, Timestamp, Snapshot, Targets)
MEMBERS_NEEDED = 2  # of those who sign root and delegations, and of freshness signers
KEYS_EACH = 2  # Ed25519 and ML-DSA-65
TIMESTAMP = "metadata/timestamp.json"


@dataclass(frozen=True)
class MemberKeys:
    """One member's keys: ``root`` lies offline, ``freshness`` on a machine that signs by itself."""

    root: Pair
    freshness: Pair

    @classmethod
    def generate(cls) -> "MemberKeys":
        """New keys."""
        return cls(generate_pair(), generate_pair())


@dataclass(frozen=True)
class Publication:
    """What a State sends: its signed role, and the files that the role names and the directory lacks."""

    state: str
    metadata: bytes
    targets: Mapping[str, bytes]


def threshold(members: int) -> int:
    """Keys needed of ``members`` members, so that every quorum has two members and both algorithms.

    With two keys each, any ``members + 1`` keys hold both algorithms; any ``2 * 2 - 1`` keys are of two
    members. Raises RepositoryWrongError for fewer than two members.
    """
    if members < MEMBERS_NEEDED:
        raise RepositoryWrongError(members=members)
    return max(members + 1, KEYS_EACH * MEMBERS_NEEDED - 1)


class Repository:
    """A repository in a folder, with the freshness signers that are at hand here."""

    def __init__(self, folder: Path, freshness: Mapping[str, Pair]) -> None:
        self.folder = folder
        self._freshness = tufkeys.signers(freshness.values())

    # Making it

    @classmethod
    def create(cls, folder: Path, members: Mapping[str, MemberKeys], now: datetime) -> "Repository":
        """Make a directory without any State. Raises RepositoryWrongError if there is one already."""
        if (folder / TIMESTAMP).exists():
            raise RepositoryWrongError(folder=folder.name, because="a directory is there already")
        made = cls(folder, {name: keys.freshness for name, keys in members.items()})
        root = Metadata(_root(members, now))
        targets = Metadata(Targets(1, None, now + limits.ROOT_LIFE, {}, Delegations({}, {})))
        for found in (root, targets):
            for signer in tufkeys.signers(keys.root for keys in members.values()):
                found.sign(signer, append=True)
        made._write(metadata_name(1, Root.type), root.to_bytes())
        with made._locked():
            made._commit({Targets.type: targets}, {}, now)
        return made

    def anchor(self) -> dict[str, Any]:
        """What nodes and courts get by another road: the digest of the first root."""
        first = (self.folder / metadata_name(1, Root.type)).read_bytes()
        return {
            "anchor": "comity-anchor-1",
            "root_sha256": digests.sha256(first),
            "root_version": 1,
        }

    # Members

    def delegate(
        self,
        state: str,
        keys: Sequence[PublicKey],
        signers: Sequence[Pair],
        now: datetime,
        publication: Publication | None = None,
    ) -> None:
        """Give a State its role, or other keys for it; ``signers`` are the members' root pairs.

        A State that has published hands in a publication signed with the new keys (and, so that nodes
        accept them, with the old ones). Raises RepositoryWrongError, PublicationRefusedError.
        """
        if not re.fullmatch(names.STATE, state):
            raise RepositoryWrongError(state=state)
        with self._locked():
            found = self._role(Targets, Targets.type)
            _set_role(found.signed, state, keys)
            found.signed.version += 1
            found.signed.expires = now + limits.ROOT_LIFE
            found.signatures.clear()
            for signer in tufkeys.signers(signers):
                found.sign(signer, append=True)
            self._check(self._root(), Targets.type, found)
            changed = {Targets.type: found}
            files: dict[str, bytes] = {}
            if publication is not None:
                changed[state], files = self._checked_publication(publication, found.signed)
            elif f"{state}.json" in self._snapshot().meta:
                raise RepositoryWrongError(state=state, because="new keys need a publication")
            self._commit(changed, files, now)

    # States

    def publication(
        self,
        state: str,
        role_keys: Sequence[Pair],
        targets: Mapping[str, bytes | None],
        now: datetime,
    ) -> Publication:
        """Sign a State's role with these files added or replaced, and those given as None removed."""
        try:
            role = self._role(Targets, state).signed
            role.version += 1
        except RepositoryWrongError:
            role = Targets(1, None, now, {})
        role.expires = now + limits.STATE_LIFE
        for path, data in targets.items():
            role.targets.pop(path, None)
            if data is not None:
                role.targets[path] = TargetFile.from_data(path, data, ["sha256"])
        found = Metadata(role)
        for signer in tufkeys.signers(role_keys):
            found.sign(signer, append=True)
        files = {path: data for path, data in targets.items() if data is not None}
        return Publication(state, found.to_bytes(), files)

    def accept(self, publication: Publication, now: datetime) -> int:
        """Take a State's publication into the directory; the new version of the directory.

        Raises PublicationRefusedError, PublicationOldError, PublicationOutsideError.
        """
        with self._locked():
            targets = self._role(Targets, Targets.type).signed
            found, files = self._checked_publication(publication, targets)
            return self._commit({publication.state: found}, files, now)

    def publish(
        self,
        state: str,
        role_keys: Pair,
        targets: Mapping[str, bytes | None],
        now: datetime,
    ) -> int:
        """Sign and accept in one go, where the State's keys are at hand."""
        return self.accept(self.publication(state, [role_keys], targets, now), now)

    # Freshness

    def refresh(self, now: datetime) -> bool:
        """Sign freshness anew where a quarter of its life is over; True if anything was signed."""
        if not self._is_due(now):
            return False
        with self._locked():
            if self._is_due(now):
                self._commit({}, {}, now)
        return True

    def _is_due(self, now: datetime) -> bool:
        timestamp = self._timestamp()
        return issued_of(timestamp) + limits.TIMESTAMP_LIFE / limits.RENEW_AT <= now

    def files(self) -> dict[str, bytes]:
        """Every file, by the names that `history.History` reads."""
        found = {}
        for path in sorted(self.folder.glob("**/*.json")):
            name = path.relative_to(self.folder).as_posix()
            if name != TIMESTAMP and not path.name.startswith("."):
                found[name] = path.read_bytes()
        return found

    # Inside

    @contextmanager
    def _locked(self) -> Iterator[None]:
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _checked_publication(
        self, publication: Publication, targets: Targets
    ) -> tuple[Metadata[Targets], dict[str, bytes]]:
        """1. Signed by the State's role. 2. The next version. 3. About its own part only. 4. Complete."""
        state = publication.state
        try:
            found = history.read(Targets, publication.metadata)
            history.check_signed(targets, state, found)
        except DirectoryError as error:
            raise PublicationRefusedError(state=state, because=error.code) from error
        known = self._snapshot().meta.get(f"{state}.json")
        if found.signed.version != (known.version + 1 if known else 1):
            raise PublicationOldError(state=state, version=found.signed.version)
        if found.signed.delegations is not None:
            raise PublicationOutsideError(state=state, because="a State delegates nothing")
        return found, self._checked_files(publication, targets, found.signed)

    def _checked_files(
        self, publication: Publication, targets: Targets, role: Targets
    ) -> dict[str, bytes]:
        """The files that the role names, by their names in the repository, as far as they are new."""
        roles = targets.delegations.roles if targets.delegations else None
        allowed = (roles or {})[publication.state]
        if len(role.targets) > limits.ENTRIES_PER_STATE or set(publication.targets) - set(
            role.targets
        ):
            raise PublicationOutsideError(state=publication.state)
        files = {}
        for path, target in role.targets.items():
            if not allowed.is_delegated_path(path) or not _PATH.fullmatch(path):
                raise PublicationOutsideError(state=publication.state, path=path)
            name = target_name(path, target.hashes.get("sha256", ""))
            data = publication.targets.get(path)
            if data is not None:
                files[name] = _checked_file(path, target, data)
            elif not (self.folder / name).exists():
                raise PublicationOutsideError(path=path, because="the file is missing")
        return files

    def _commit(
        self,
        changed: Mapping[str, Metadata[Targets]],
        files: Mapping[str, bytes],
        now: datetime,
    ) -> int:
        """Write files, roles, snapshot and timestamp, in this order. The new version."""
        before = self._timestamp() if (self.folder / TIMESTAMP).exists() else None
        if before is not None:
            now = max(now, issued_of(before))  # a clock that was put back turns nothing back
        written = dict(files)
        named = {}
        for role, found in changed.items():
            data = found.to_bytes()
            written[metadata_name(found.signed.version, role)] = data
            named[f"{role}.json"] = _meta(found.signed.version, data)
        snapshot = self._new_snapshot(before, named, now, written)
        version = before.version + 1 if before else 1
        timestamp = Timestamp(version, None, now + limits.TIMESTAMP_LIFE, snapshot, _issued(now))
        data = self._signed_by_freshness(timestamp)
        written[metadata_name(version, Timestamp.type)] = data
        replace_files({self.folder / name: content for name, content in written.items()}, PUBLIC)
        self._write(TIMESTAMP, data)
        return version

    def _new_snapshot(
        self,
        before: Timestamp | None,
        named: Mapping[str, MetaFile],
        now: datetime,
        written: dict[str, bytes],
    ) -> MetaFile:
        """What the timestamp says of the snapshot: the old one, where nothing changed and it is fresh."""
        meta: dict[str, MetaFile] = {}
        if before is not None:
            old = self._snapshot()
            if not named and issued_of(old) + limits.SNAPSHOT_LIFE / limits.RENEW_AT > now:
                return before.snapshot_meta
            meta = dict(old.meta)
        _check_step(meta, named)
        version = before.snapshot_meta.version + 1 if before else 1
        snapshot = Snapshot(
            version, None, now + limits.SNAPSHOT_LIFE, {**meta, **named}, _issued(now)
        )
        data = self._signed_by_freshness(snapshot)
        written[metadata_name(version, Snapshot.type)] = data
        return _meta(version, data)

    def _signed_by_freshness(self, signed: Timestamp | Snapshot) -> bytes:
        found: Metadata[Any] = Metadata(signed)
        for signer in self._freshness:
            found.sign(signer, append=True)
        self._check(self._root(), signed.type, found)
        return found.to_bytes()

    def _check(self, root: Root, role: str, found: Metadata[Any]) -> None:
        try:
            history.check_signed(root, role, found)
        except DirectoryError as error:
            raise RepositoryWrongError(role=role, because="too few signers are at hand") from error

    def _root(self) -> Root:
        last = max(
            int(path.name.partition(".")[0])
            for path in (self.folder / "metadata").glob("*.root.json")
        )
        return self._read(Root, metadata_name(last, Root.type)).signed

    def _timestamp(self) -> Timestamp:
        return self._read(Timestamp, TIMESTAMP).signed

    def _snapshot(self) -> Snapshot:
        version = self._timestamp().snapshot_meta.version
        return self._read(Snapshot, metadata_name(version, Snapshot.type)).signed

    def _role(self, kind: type[Kind], role: str) -> Metadata[Kind]:
        meta = self._snapshot().meta.get(f"{role}.json")
        if meta is None:
            raise RepositoryWrongError(role=role, because="it has published nothing yet")
        return self._read(kind, metadata_name(meta.version, role))

    def _read(self, kind: type[Kind], name: str) -> Metadata[Kind]:
        try:
            return history.read(kind, (self.folder / name).read_bytes())
        except (OSError, DirectoryError) as error:
            raise RepositoryWrongError(file=name) from error

    def _write(self, name: str, data: bytes) -> None:
        replace_file(self.folder / name, data, PUBLIC)


_PATH = re.compile(
    f"{names.STATE}/(?:{'|'.join(reading.KINDS)})/[a-z0-9][a-z0-9.-]{{0,150}}[.]json"
)


def _issued(now: datetime) -> dict[str, Any]:
    return {ISSUED: times.format(now)}


def _meta(version: int, data: bytes) -> MetaFile:
    return MetaFile.from_data(version, data, ["sha256"])


def _root(members: Mapping[str, MemberKeys], now: datetime) -> Root:
    """The first root: members sign root and targets, their machines snapshot and timestamp."""
    root = Root(1, None, now + limits.ROOT_LIFE, consistent_snapshot=True)
    root.unrecognized_fields.update(_issued(now))
    needed = threshold(len(members))
    for keys in members.values():
        for roles, pair in (
            ((Root.type, Targets.type), keys.root),
            ((Snapshot.type, Timestamp.type), keys.freshness),
        ):
            for name in roles:
                for key in pair:
                    root.add_key(tufkeys.tuf_key(key.public), name)
    for role in root.roles.values():
        role.threshold = needed
    return root


def _set_role(targets: Targets, state: str, keys: Sequence[PublicKey]) -> None:
    """The State's role: all of its keys have to sign, and it speaks of its own paths only."""
    tuf_keys = {key.keyid: key for key in map(tufkeys.tuf_key, keys)}
    delegations = targets.delegations or Delegations({}, {})
    roles = dict(delegations.roles or {})
    roles[state] = DelegatedRole(state, list(tuf_keys), len(tuf_keys), True, [f"{state}/*/*"])
    used = {keyid for role in roles.values() for keyid in role.keyids}
    known = {**delegations.keys, **tuf_keys}
    targets.delegations = Delegations({kid: known[kid] for kid in known if kid in used}, roles)
    history.check_quorum(targets, roles[state])


def _checked_file(path: str, target: TargetFile, data: bytes) -> bytes:
    try:
        target.verify_length_and_hashes(data)
    except LengthOrHashMismatchError as error:
        raise PublicationOutsideError(path=path, because="another file") from error
    if len(data) > limits.PUBLICATION_BYTES:
        raise PublicationOutsideError(path=path, because="too large")
    return data


def _check_step(before: Mapping[str, MetaFile], named: Mapping[str, MetaFile]) -> None:
    """What a freshness signer looks at: every role that changes goes on by one version."""
    for name, meta in named.items():
        old = before.get(name)
        if meta.version != (old.version + 1 if old else 1):
            raise PublicationOldError(role=name, version=meta.version)
