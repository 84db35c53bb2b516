"""What is published of the network at a moment, as plain rows: for programs, for dumps, for the search. Pure.

Only what members publish for everybody: no person, no key, no reason of a revocation. A State that was in an earlier
version and is not any more, or that has taken back all its entries, is told as one that has left.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Final, Literal

from comity.gateway.members import answers, seen
from comity.gateway.members.reading import Member, Members
from comity.gateway.members.seen import Seen
from comity.wire import canonical, times

Standing = Literal["member", "admitted", "left"]


@dataclass(frozen=True, slots=True)
class Directory:
    """The version of the directory that the rows come from. Times in UTC."""

    root: str  # digest of the first root
    address: str
    version: int
    sha256: str  # of the signed time stamp of this version
    issued: datetime
    expires: datetime
    expired: bool
    invented: bool
    source: str
    as_of: str


@dataclass(frozen=True, slots=True)
class Competence:
    """What an authority may do for a measure."""

    measure: str
    verbs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Revoked:
    """A key that is not valid any more, and since when (UTC)."""

    kid: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Authority:
    """An authority or provider as its State declares it."""

    id: str
    role: str
    name: tuple[tuple[str, str], ...]  # language and name
    node: str
    languages: tuple[str, ...]
    hours: str
    time_zone: str
    valid_from: datetime
    competences: tuple[Competence, ...]
    revoked_keys: tuple[Revoked, ...]


@dataclass(frozen=True, slots=True)
class State:
    """One State and where it stands in the directory."""

    state: str
    standing: Standing
    part: int | None  # the version of its own part; None where it has none now
    part_expires: datetime | None
    shown_as_in: int | None  # an older version: its newer keys are not confirmed
    seen_in: int  # the last version of the directory that had it
    source: str
    as_of: str
    authorities: tuple[Authority, ...]


@dataclass(frozen=True, slots=True)
class Network:
    """All that is published of the network. ``standing``: as in `seen`; without a directory nothing is known."""

    standing: seen.Standing
    directory: Directory | None = None
    states: tuple[State, ...] = ()

    @property
    def version(self) -> str:
        """The digest of what States publish: ``sha256:`` and 64 digits. A new time stamp alone changes nothing."""
        told = [_plain(one) | {"seen_in": 0, "source": "", "as_of": ""} for one in self.states]
        where = None if self.directory is None else [self.directory.root, self.directory.invented]
        data = canonical.encode({"standing": self.standing, "root": where, "states": told})
        return f"sha256:{hashlib.sha256(data).hexdigest()}"

    def as_dict(self) -> dict[str, Any]:
        """Plain values, as programs get them."""
        return {
            "standing": self.standing,
            "directory": None if self.directory is None else _plain(self.directory),
            "members": [_plain(one) for one in self.states],
        }


UNKNOWN: Final = Network("none")
"""Where no directory is configured."""


def now() -> Network:
    """What is published at this moment."""
    return of(seen.now())


def of(found: Seen) -> Network:
    """What is published of the directory as it stands there."""
    members = found.members
    if members is None or found.source is None:
        return Network(found.standing)
    cited = answers.whole(found)
    directory = Directory(
        root=members.root,
        address=found.source.url,
        version=members.version,
        sha256=members.directory.sha256,
        issued=members.issued,
        expires=members.expires,
        expired=found.standing == "expired",
        invented=found.demo,
        source=cited.where,
        as_of=cited.as_of or "",
    )
    return Network(found.standing, directory, tuple(_states(found, members)))


def _states(found: Seen, members: Members) -> Iterator[State]:
    for code in sorted({*members.states(), *members.admitted(), *found.left}):
        one = members.of(code)
        cited = answers.cited(found, code)
        gone = code in found.left
        yield State(
            state=code,
            standing="left" if gone else "admitted" if one is None else "member",
            part=None if one is None else one.version,
            part_expires=None if one is None else one.expires,
            shown_as_in=None if one is None else one.held_at,
            seen_in=found.left.get(code, members.version),
            source=cited.where,
            as_of=cited.as_of or "",
            authorities=() if one is None else tuple(_authorities(one)),
        )


def _authorities(one: Member) -> Iterator[Authority]:
    for entry in one.authorities:
        yield Authority(
            id=entry.authority,
            role=entry.role,
            name=tuple(sorted(entry.name.items())),
            node=entry.node,
            languages=entry.languages,
            hours=entry.hours,
            time_zone=entry.time_zone,
            valid_from=entry.valid_from,
            competences=tuple(
                Competence(measure, verbs) for measure, verbs in sorted(entry.competences.items())
            ),
            revoked_keys=tuple(Revoked(each.kid, each.since) for each in entry.revoked),
        )


def _plain(one: Any) -> dict[str, Any]:
    return {each.name: _value(each.name, getattr(one, each.name)) for each in fields(one)}


def _value(name: str, value: Any) -> Any:
    if isinstance(value, datetime):
        return times.format(value)
    if name == "name":
        return dict(value)
    if isinstance(value, tuple):
        return [one if isinstance(one, str) else _plain(one) for one in value]
    return value
