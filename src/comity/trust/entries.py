"""What a State declares in the directory: its authorities, its nodes, and the people who approve.

An entry says nothing about another State: `reading` refuses one that does. ``Directory`` is the
immutable view of all entries at one version; nothing in it is parsed twice. Unknown members of an entry
are kept. Pure: no clock, no network.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, Field, StringConstraints

from comity.trust import limits
from comity.trust.errors import (
    EntryWrongError,
    NoSealingKeyError,
    UnknownAuthorityError,
    UnknownNodeError,
    UnknownPersonError,
)
from comity.wire import approvals, canonical, digests, documents, times
from comity.wire import limits as wire_limits
from comity.wire.documents import Document
from comity.wire.fields import Authority, Base64, Code, Digest, KeyId, Node, State, Time
from comity.wire.fields import Person as PersonName
from comity.wire.keys import PublicKey, SealingPublicKey

Part = TypeVar("Part", bound="Document")
ROLES = ("contact_point", "issuing", "ordering", "central", "provider")
PROVIDER = "provider"


def _web_address(text: str) -> str:
    if not re.fullmatch(r"https?://[A-Za-z0-9.\[\]:-]+(?:/[A-Za-z0-9._~/-]*)?", text):
        raise ValueError("an address begins with https:// and has no query")
    return text.rstrip("/")


Short = Annotated[str, StringConstraints(min_length=1, max_length=wire_limits.SHORT_TEXT_CHARS)]
WebAddress = Annotated[
    str, StringConstraints(max_length=wire_limits.SHORT_TEXT_CHARS), AfterValidator(_web_address)
]


class KeyPart(Document):
    """A public signing key, as `wire.keys.PublicKey` writes it."""

    kid: KeyId
    alg: Literal["Ed25519", "ML-DSA-65"]
    public: Base64

    @cached_property
    def key(self) -> PublicKey:
        """The key; its id is derived from it. Raises KeyFormatError."""
        return PublicKey.from_dict({"kid": self.kid, "alg": self.alg, "public": self.public})


class Revocation(Document):
    """A key that is not valid any more, since when and why."""

    kid: KeyId
    since: Time
    reason: Short = "revoked"


class ReadingPart(Document):
    """A key that others seal to: that of documents for all members, where nothing else is said."""

    kid: KeyId
    alg: Literal["MLKEM768-X25519"] = "MLKEM768-X25519"
    public: Base64

    @cached_property
    def key(self) -> SealingPublicKey:
        """The key; its id is derived from it. Raises KeyFormatError."""
        return SealingPublicKey.from_dict({"kid": self.kid, "alg": self.alg, "public": self.public})


class SealingPart(ReadingPart):
    """One sealing key of a node and the period in which others seal to it."""

    start: Time = Field(alias="from")
    end: Time = Field(alias="to")


Keys = Annotated[tuple[KeyPart, ...], Field(min_length=1, max_length=limits.KEYS)]
Revoked = Annotated[tuple[Revocation, ...], Field(max_length=limits.REVOKED)]


class Signer(Document):
    """What authorities and nodes have in common: a suite, the exact set of keys, the revoked ones."""

    suite: Code
    keys: Keys
    revoked: Revoked = ()

    @cached_property
    def public_keys(self) -> tuple[PublicKey, ...]:
        """The keys that must all have signed, each once."""
        return tuple(part.key for part in self.keys)

    def revocation(self, kids: Sequence[str], at: datetime) -> Revocation | None:
        """The first revocation in force at ``at`` (UTC) among these keys, or None."""
        for one in self.revoked:
            if one.kid in kids and one.since <= at:
                return one
        return None


class AuthorityEntry(Signer):
    """An institution that writes letters, and what it is competent for."""

    entry: Literal["comity-authority-1"] = "comity-authority-1"
    authority: Authority
    state: State
    name: Annotated[dict[Code, Short], Field(min_length=1, max_length=limits.NAMES)]
    role: Literal["contact_point", "issuing", "ordering", "central", "provider"]
    node: Node
    competences: Annotated[
        dict[Code, Annotated[tuple[Code, ...], Field(max_length=limits.VERBS)]],
        Field(max_length=limits.MEASURES),
    ] = {}
    languages: Annotated[tuple[Code, ...], Field(max_length=limits.NAMES)] = ("en",)
    hours: Short = "24/7"
    time_zone: Short = "UTC"
    acts_on_one_approval: bool = False
    valid_from: Time

    def is_competent(self, measure: str, verb: str) -> bool:
        """Whether the State declares this verb for this measure."""
        return verb in self.competences.get(measure, ())

    def title(self, language: str = "en") -> str:
        """The name in this language, else in English, else in the first one given."""
        return self.name.get(language) or self.name.get("en") or next(iter(self.name.values()))


class NodeEntry(Signer):
    """A running installation that speaks for authorities of its State."""

    entry: Literal["comity-node-1"] = "comity-node-1"
    node: Node
    state: State
    post: WebAddress | None = None
    collects_from: Node | None = None
    authorities: Annotated[
        tuple[Authority, ...], Field(min_length=1, max_length=limits.AUTHORITIES_PER_NODE)
    ]
    http: KeyPart
    sealing: Annotated[tuple[SealingPart, ...], Field(min_length=1, max_length=limits.SEALING_KEYS)]
    reading: ReadingPart

    @property
    def is_provider(self) -> bool:
        """Whether the node serves providers only; it then reads less of what members read."""
        return all(is_provider_id(name) for name in self.authorities)

    def sealing_key(self, at: datetime) -> SealingPublicKey:
        """The key to seal to at ``at`` (UTC). Raises NoSealingKeyError."""
        for part in reversed(self.sealing):
            if part.start <= at < part.end and self.revocation([part.kid], at) is None:
                return part.key
        raise NoSealingKeyError(node=self.node, at=times.format(at))


class ApprovalKeyPart(Document):
    """A person's approval key: in a file of their own, or in an authenticator."""

    kid: KeyId
    method: Literal["software", "webauthn"]
    alg: Code
    public: Base64
    rp_id: Annotated[str, StringConstraints(max_length=253)] = ""

    @cached_property
    def key(self) -> approvals.ApprovalKey:
        """The key as the approvals' verifier takes it."""
        return approvals.ApprovalKey.from_dict(
            {
                "kid": self.kid,
                "method": self.method,
                "alg": self.alg,
                "public": self.public,
                "rp_id": self.rp_id,
            }
        )


class Person(Document):
    """A pseudonym, an office, what the person may do, and their approval keys."""

    person: PersonName
    role: Short
    capacities: Annotated[tuple[Code, ...], Field(max_length=limits.CAPACITIES)]
    keys: Annotated[tuple[ApprovalKeyPart, ...], Field(max_length=limits.KEYS_PER_PERSON)]
    valid_from: Time
    revoked: Revoked = ()

    def revocation(self, kid: str, at: datetime) -> Revocation | None:
        """The revocation of this key in force at ``at`` (UTC), or None."""
        for one in self.revoked:
            if one.kid == kid and one.since <= at:
                return one
        return None


class PeopleEntry(Document):
    """The people of one authority; members only. The salt keeps the open digest from telling anything."""

    entry: Literal["comity-people-1"] = "comity-people-1"
    salt: Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$")]
    authority: Authority
    persons: Annotated[tuple[Person, ...], Field(max_length=limits.PERSONS)]

    @cached_property
    def by_person(self) -> Mapping[str, Person]:
        """The people by pseudonym."""
        return {person.person: person for person in self.persons}


class LawVoucher(Document):
    """A State vouches for a release of the law data: which one, and where its bundle may be found."""

    entry: Literal["comity-law-1"] = "comity-law-1"
    state: State
    sequence: Annotated[int, Field(ge=1, le=1_000_000)]  # a later release has a higher number
    release: Digest  # over the files of the release
    bundle: Digest  # of the bundle's own bytes
    note: Short | None = None


def law_path(state: str) -> str:
    """Where a State vouches for a release of the law data."""
    return f"{state}/law/release.json"


def bundle_path(state: str) -> str:
    """Where a State publishes the bundle of a release, if it does."""
    return f"{state}/law/bundle.json"


def parse(model: type[Part], data: bytes) -> Part:
    """Read an entry strictly. Raises EntryWrongError naming the fields, or one of wire's DocumentErrors."""
    return documents.parse(model, data, error=EntryWrongError, max_bytes=limits.ENTRY_BYTES)


def checked(model: type[Part], value: dict[str, Any]) -> bytes:
    """The canonical bytes of an entry that is right. Raises EntryWrongError naming the fields."""
    data = canonical.encode(value)
    parse(model, data)
    return data


def is_provider_id(authority: str) -> bool:
    """Whether this identifier is a provider's: ``MA/provider/atlas-mail``."""
    return authority.split("/")[1:-1] == [PROVIDER]


def state_of(authority: str) -> str:
    """The State in an authority's identifier."""
    return authority.partition("/")[0]


def file_name(authority: str) -> str:
    """The file name of an authority's entry: the part after the State, with dots for slashes."""
    return authority.partition("/")[2].replace("/", ".") + ".json"


def authority_path(authority: str) -> str:
    """The target path of an authority's entry."""
    return f"{state_of(authority)}/authorities/{file_name(authority)}"


def people_path(authority: str) -> str:
    """The target path of the sealed list of an authority's people."""
    return f"{state_of(authority)}/people/{file_name(authority)}"


def countersigned_path(authority: str) -> str:
    """The target path of a provider's own signature over its entry."""
    return f"{state_of(authority)}/countersigned/{file_name(authority)}"


def node_path(state: str, node: str) -> str:
    """The target path of a node's entry."""
    return f"{state}/nodes/{node}.json"


def countersignature(authority: str, entry: bytes) -> bytes:
    """What a provider signs: that this is its entry."""
    return canonical.encode({"authority": authority, "entry": digests.sha256(entry)})


@dataclass(frozen=True)
class Refused:
    """A file that a State published and that does not count, with the reason."""

    path: str
    error: str
    sentence: str


@dataclass(frozen=True)
class StateView:
    """All that one State declares in one version of its role."""

    state: str
    version: int
    expires: datetime
    authorities: Mapping[str, AuthorityEntry] = field(default_factory=dict)
    nodes: Mapping[str, NodeEntry] = field(default_factory=dict)
    people: Mapping[str, PeopleEntry] = field(default_factory=dict)
    law: LawVoucher | None = None
    refused: tuple[Refused, ...] = ()


@dataclass(frozen=True)
class Directory:
    """The whole directory at one version. ``held_back`` names States served from an older version."""

    version: int
    sha256: str  # of the version's timestamp
    issued: datetime
    expires: datetime
    states: Mapping[str, StateView]
    held_back: Mapping[str, int] = field(default_factory=dict)

    def authority(self, authority: str) -> AuthorityEntry:
        """The entry of an authority. Raises UnknownAuthorityError."""
        view = self.states.get(state_of(authority))
        entry = None if view is None else view.authorities.get(authority)
        if entry is None:
            raise UnknownAuthorityError(authority=authority, directory=self.version)
        return entry

    def node(self, node: str) -> NodeEntry:
        """The entry of a node. Raises UnknownNodeError."""
        try:
            return self._nodes[node]
        except KeyError:
            raise UnknownNodeError(node=node, directory=self.version) from None

    def person(self, authority: str, person: str) -> Person:
        """A person of an authority. Raises UnknownPersonError."""
        view = self.states.get(state_of(authority))
        people = None if view is None else view.people.get(authority)
        found = None if people is None else people.by_person.get(person)
        if found is None:
            raise UnknownPersonError(authority=authority, person=person, directory=self.version)
        return found

    def people_of(self, authority: str) -> tuple[Person, ...]:
        """The people of an authority, as far as this node could open their list."""
        view = self.states.get(state_of(authority))
        people = None if view is None else view.people.get(authority)
        return () if people is None else people.persons

    def authorities_of(self, state: str) -> tuple[AuthorityEntry, ...]:
        """The authorities of a State, by identifier; empty for a State that is not in the directory."""
        view = self.states.get(state)
        if view is None:
            return ()
        return tuple(view.authorities[name] for name in sorted(view.authorities))

    @property
    def all_authorities(self) -> tuple[AuthorityEntry, ...]:
        """Every authority, by identifier."""
        return tuple(one for state in sorted(self.states) for one in self.authorities_of(state))

    @property
    def all_nodes(self) -> tuple[NodeEntry, ...]:
        """Every node, by identifier."""
        return tuple(self._nodes[name] for name in sorted(self._nodes))

    @property
    def refused(self) -> tuple[Refused, ...]:
        """What States published and what does not count, with the reasons."""
        return tuple(one for state in sorted(self.states) for one in self.states[state].refused)

    @cached_property
    def _nodes(self) -> Mapping[str, NodeEntry]:
        """Nodes by identifier. One that two States claim is nobody's."""
        found: dict[str, NodeEntry] = {}
        claimed: set[str] = set()
        for entry in self._node_entries():
            if entry.node in found:
                claimed.add(entry.node)
            found[entry.node] = entry
        return {name: entry for name, entry in found.items() if name not in claimed}

    def _node_entries(self) -> Iterator[NodeEntry]:
        for state in sorted(self.states):
            yield from self.states[state].nodes.values()

    def holding_back(
        self, older: Mapping[str, StateView], versions: Mapping[str, int]
    ) -> "Directory":
        """The same directory with these States as they were: their new keys are not accepted here."""
        return replace(self, states={**self.states, **older}, held_back=dict(versions))
