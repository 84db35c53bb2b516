"""Founding a directory on one machine: for the demo, for tests, for `comity directory init`.

In earnest each member makes its own keys on its own machine and only public halves meet; here they lie
side by side in one folder, and `THREATS.md` says so. No Django; the time is handed in.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from comity.trust import declarations
from comity.trust.declarations import Declaration
from comity.trust.disk import PUBLIC, replace_file
from comity.trust.entries import Directory, NodeEntry
from comity.trust.errors import RepositoryWrongError
from comity.trust.history import History, opened_name
from comity.trust.keys import Pair, Ring, pair_from_file, pair_to_file
from comity.trust.repository import MemberKeys, Repository
from comity.wire import digests, members_seal
from comity.wire.errors import NotAMemberError
from comity.wire.keys import generate_pair

REPOSITORY, KEYS, ANCHOR = "repository", "keys", "anchor.json"


@dataclass(frozen=True)
class StateKeys:
    """What one State holds: the keys of its role, and a member's keys if it is a member."""

    role: Pair
    member: MemberKeys | None = None

    @classmethod
    def generate(cls, member: bool = True) -> "StateKeys":
        """New keys."""
        return cls(generate_pair(), MemberKeys.generate() if member else None)


@dataclass
class Ceremony:
    """A founded directory and all keys of its States."""

    folder: Path
    states: dict[str, StateKeys]
    repository: Repository
    declared: dict[str, Declaration] = field(default_factory=dict)

    @property
    def anchor(self) -> dict[str, Any]:
        """The trust anchor, as it goes to nodes (``home/anchor.json``) and courts."""
        return self.repository.anchor()

    @property
    def member_pairs(self) -> list[Pair]:
        """The members' pairs that sign root and delegations."""
        return [keys.member.root for keys in self.states.values() if keys.member]

    def declare(self, declaration: Declaration) -> None:
        """Note what a State will publish; `publish` then does it, once all nodes are known."""
        self.declared[declaration.state] = declaration

    def publish(self, now: datetime, states: Sequence[str] = ()) -> int:
        """Publish what was declared (or of these States only); the new version of the directory."""
        nodes = self._nodes()
        version = 0
        for state in states or tuple(self.declared):
            files = declarations.files(
                self.declared[state], declarations.readers(state, nodes), now
            )
            version = self.repository.publish(state, self.states[state].role, files, now)
        return version

    def history(self, reader: Ring | None = None) -> History:
        """The directory's history, with the lists of people that ``reader`` can open."""
        files = self.repository.files()
        if reader is not None:
            files.update(open_people(files, reader))
        return History(files, str(self.anchor["root_sha256"]))

    def directory(self, reader: Ring | None = None) -> Directory:
        """The newest version."""
        return self.history(reader).latest()

    def _nodes(self) -> list[NodeEntry]:
        return [
            declarations.node_entry(one.state, node)
            for one in self.declared.values()
            for node in one.nodes
        ]


def found(folder: Path, states: Mapping[str, StateKeys], now: datetime) -> Ceremony:
    """Make a directory in ``folder``; at least two of the States are members.

    Writes the repository, all keys and ``anchor.json``. Raises RepositoryWrongError.
    """
    members = {state: keys.member for state, keys in states.items() if keys.member}
    repository = Repository.create(folder / REPOSITORY, members, now)
    made = Ceremony(folder, dict(states), repository)
    for state, keys in states.items():
        public = [key.public for key in keys.role]
        repository.delegate(state, public, made.member_pairs, now)
        _store(folder / KEYS / state, keys)
    anchor = json.dumps(made.anchor, indent=2) + "\n"
    replace_file(folder / ANCHOR, anchor.encode(), PUBLIC)
    return made


def reopen(folder: Path) -> Ceremony:
    """A directory that was founded in ``folder``. Raises RepositoryWrongError, RingMissingError."""
    if not (folder / REPOSITORY).is_dir():
        raise RepositoryWrongError(folder=folder.name)
    states = {path.name: _load(path) for path in sorted((folder / KEYS).iterdir())}
    freshness = {name: keys.member.freshness for name, keys in states.items() if keys.member}
    return Ceremony(folder, states, Repository(folder / REPOSITORY, freshness))


def open_people(files: Mapping[str, bytes], ring: Ring) -> dict[str, bytes]:
    """The lists of people that this node can open, as files of a history."""
    opened = {}
    for name, data in files.items():
        if name.startswith("targets/") and name.split("/")[2:3] == ["people"]:
            try:
                plain = members_seal.open_as_member(data, ring.node, ring.reading)
            except NotAMemberError:
                continue  # not for us: the list stays closed, and its people unknown here
            opened[opened_name(digests.sha256(plain))] = plain
    return opened


def _store(folder: Path, keys: StateKeys) -> None:
    pair_to_file(folder / "role.json", keys.role)
    if keys.member is not None:
        pair_to_file(folder / "root.json", keys.member.root)
        pair_to_file(folder / "freshness.json", keys.member.freshness)


def _load(folder: Path) -> StateKeys:
    member = None
    if (folder / "root.json").exists():
        member = MemberKeys(
            pair_from_file(folder / "root.json"), pair_from_file(folder / "freshness.json")
        )
    return StateKeys(pair_from_file(folder / "role.json"), member)
