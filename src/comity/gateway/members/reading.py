"""The members as their directory declares them: public entries only, never people. Pure.

Built on `trust.history`: every version that is kept is verified from the anchor before anything of it is believed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from comity.trust.entries import AuthorityEntry, Directory, NodeEntry, Refused
from comity.trust.errors import DirectoryVersionUnknownError, UnknownNodeError
from comity.trust.history import History
from comity.wire.keys import PublicKey

SPEAK_FOR_THE_STATE: Final = ("contact_point", "central")
"""The roles whose authorities confirm facts for their State."""


@dataclass(frozen=True, slots=True)
class Member:
    """One State in the directory."""

    state: str
    version: int  # of the State's own part
    expires: datetime  # of the State's own part, UTC
    authorities: tuple[AuthorityEntry, ...]
    nodes: tuple[NodeEntry, ...]
    refused: tuple[Refused, ...]  # what it published and what does not count
    held_at: int | None = None  # shown as it was in this version: its new keys are not confirmed

    def expired(self, now: datetime) -> bool:
        """Whether the State has not renewed its own part in time."""
        return now >= self.expires


@dataclass(frozen=True, slots=True)
class Signer:
    """An authority that may confirm for its State, and the keys that must all have signed."""

    authority: str
    role: str
    suite: str
    keys: tuple[PublicKey, ...]
    version: int  # of the directory that vouches for them


@dataclass(frozen=True)
class Members:
    """The directory in its newest kept version, with the older ones behind it.

    Times are those of the directory (`sources.Source.time`): a demo's clock is not the machine's.
    """

    past: History = field(repr=False)
    directory: Directory

    @property
    def version(self) -> int:
        """Of the directory."""
        return self.directory.version

    @property
    def root(self) -> str:
        """The digest of the first root, on which all of it rests."""
        return self.past.anchor_sha256

    @property
    def issued(self) -> datetime:
        """When this version was signed (UTC)."""
        return self.directory.issued

    @property
    def expires(self) -> datetime:
        """Until when it may be relied on (UTC)."""
        return self.directory.expires

    def age(self, now: datetime) -> timedelta:
        """How long ago it was signed; never negative."""
        return max(now - self.directory.issued, timedelta(0))

    def expired(self, now: datetime) -> bool:
        """Whether somebody may be holding back something newer."""
        return now >= self.directory.expires

    def states(self) -> tuple[str, ...]:
        """The States that have published, by code."""
        return tuple(sorted(self.directory.states))

    def of(self, state: str) -> Member | None:
        """What this State declares; None where it has published nothing."""
        view = self.directory.states.get(state)
        if view is None:
            return None
        return Member(
            state=state,
            version=view.version,
            expires=view.expires,
            authorities=self.directory.authorities_of(state),
            nodes=tuple(view.nodes[name] for name in sorted(view.nodes)),
            refused=view.refused,
            held_at=self.directory.held_back.get(state),
        )

    def admitted(self) -> tuple[str, ...]:
        """The States that the directory has a part for, published in or not, by code."""
        return self.past.delegated(self.version)

    def withdrawn(self, state: str) -> bool:
        """Whether the State has published before and has nothing in its part any more."""
        view = self.directory.states.get(state)
        empty = view is not None and not (view.authorities or view.nodes or view.refused)
        return empty and view is not None and view.version > 1

    def has_part(self, state: str) -> bool:
        """Whether the directory has a part for this State, published in or not."""
        try:
            self.past.role_keys(self.version, state)
        except ValueError:  # the members have given it none
            return False
        return True

    def signers(self, state: str, at: datetime) -> tuple[Signer, ...]:
        """Who could confirm for a State at a time (UTC, of the directory); () where nobody could.

        Nobody could under a directory that had expired by then, with a key that is revoked from then or earlier
        (in the version of then or in the newest), before the entry is valid, or without a node that speaks for it.
        """
        try:
            then = self._in_force(at)
        except DirectoryVersionUnknownError:
            return ()
        view = then.states.get(state)
        if view is None or at >= then.expires or at >= view.expires:
            return ()
        return tuple(
            Signer(one.authority, one.role, one.suite, one.public_keys, then.version)
            for one in then.authorities_of(state)
            if one.role in SPEAK_FOR_THE_STATE and self._could_sign(one, then, at)
        )

    def _in_force(self, at: datetime) -> Directory:
        """The version in force then, with States whose new keys are not confirmed as they were."""
        then = self.past.in_force(at)
        held = {
            state: good
            for state, good in self.directory.held_back.items()
            if good < then.version and state in then.states
        }
        return _holding_back(self.past, then, held)

    def _could_sign(self, entry: AuthorityEntry, then: Directory, at: datetime) -> bool:
        kids = [key.kid for key in entry.public_keys]
        now = self.directory.states.get(entry.state)
        latest = None if now is None else now.authorities.get(entry.authority)
        try:
            spoken_for = entry.authority in then.node(entry.node).authorities
        except UnknownNodeError:
            return False
        return (
            spoken_for
            and entry.valid_from <= at
            and entry.revocation(kids, at) is None
            and (latest is None or latest.revocation(kids, at) is None)
        )


def read(
    files: Mapping[str, bytes],
    anchor: str,
    version: int,
    held_back: Mapping[str, int] | None = None,
    like: Members | None = None,
) -> Members:
    """The members in this version; entries that ``like`` has read are not read again.

    Raises the DirectoryErrors of `trust.history`.
    """
    past = History(files, anchor, like=None if like is None else like.past)
    return Members(past, _holding_back(past, past.at(version), held_back or {}))


def _holding_back(past: History, found: Directory, held: Mapping[str, int]) -> Directory:
    if not held:
        return found
    older = {state: past.at(good).states[state] for state, good in held.items()}
    return found.holding_back(older, held)
