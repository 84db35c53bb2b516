"""What a State's directory officer writes down, and the files that follow from it.

Bundles of public keys come from the nodes, people's keys from the people. Lists of people are sealed to
the nodes of all members; a provider's node reads only those of its own State. No Django, no clock.
"""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from comity.law import bundles
from comity.trust import entries
from comity.trust.entries import AuthorityEntry, LawVoucher, NodeEntry, PeopleEntry
from comity.trust.errors import EntryWrongError
from comity.wire import digests, jws, members_seal, times
from comity.wire.keys import SealingPublicKey

Countersign = Callable[[str, bytes], bytes]  # authority and its entry to the provider's signature

_ROLES = {
    "contact-point": "contact_point",
    "issuing-authority": "issuing",
    "ordering-authority": "ordering",
    "central-authority": "central",
}


@dataclass(frozen=True)
class NodeDeclaration:
    """A node: the bundle of public keys that it made, and how others reach it."""

    bundle: Mapping[str, Any]
    post: str | None = None  # address of its nodes' door; None where nothing can reach it
    collects_from: str | None = None  # the node that it then collects from
    revoked: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True)
class AuthorityDeclaration:
    """An institution. ``role`` empty: taken from the usual identifiers."""

    authority: str
    name: Mapping[str, str]
    competences: Mapping[str, Sequence[str]] = field(default_factory=dict)
    role: str = ""
    languages: Sequence[str] = ("en",)
    hours: str = "24/7"
    time_zone: str = "UTC"
    acts_on_one_approval: bool = False
    revoked: Sequence[Mapping[str, Any]] = ()
    valid_from: datetime | None = (
        None  # None: as long as the node's keys (a day before they were made)
    )
    countersign: Countersign | None = None  # a provider signs its own entry


@dataclass(frozen=True)
class PersonDeclaration:
    """A person: pseudonym, office, capacities, approval keys as `ApprovalKey.as_dict` gives them."""

    person: str
    role: str
    capacities: Sequence[str]
    keys: Sequence[Mapping[str, str]]
    revoked: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True)
class LawDeclaration:
    """The release of the law data that a State vouches for; ``bundle``: if it publishes it as well."""

    sequence: int
    release: str
    bundle_digest: str
    bundle: bytes | None = None
    note: str | None = None


@dataclass(frozen=True)
class Declaration:
    """All that one State puts into the directory."""

    state: str
    nodes: Sequence[NodeDeclaration]
    authorities: Sequence[AuthorityDeclaration]
    people: Mapping[str, Sequence[PersonDeclaration]] = field(default_factory=dict)
    law: "LawDeclaration | None" = None

    @property
    def node_ids(self) -> tuple[str, ...]:
        """The nodes that are declared."""
        return tuple(str(node.bundle["node"]) for node in self.nodes)


def files(
    declaration: Declaration, readers: Mapping[str, SealingPublicKey], now: datetime
) -> dict[str, bytes]:
    """The target files of a State. ``readers``: whom its people are told. Raises EntryWrongError."""
    made: dict[str, bytes] = {}
    for node in declaration.nodes:
        path = entries.node_path(declaration.state, str(node.bundle["node"]))
        made[path] = _node(declaration.state, node)
    for authority in declaration.authorities:
        data = authority_entry(declaration, authority, now)
        made[entries.authority_path(authority.authority)] = data
        if authority.countersign is not None:
            path = entries.countersigned_path(authority.authority)
            made[path] = authority.countersign(authority.authority, data)
    if declaration.law is not None:
        made |= law_files(declaration.state, declaration.law)
    for name, persons in declaration.people.items():
        valid_from = _valid_from(None, _bundle_of(declaration, name), now)
        data = _people(name, persons, valid_from)
        made[entries.people_path(name)] = members_seal.seal_for_members(data, readers)
    return made


def vouching(
    bundle: bytes, sequence: int, *, publish: bool, note: str | None = None
) -> LawDeclaration:
    """What a State declares to vouch for a bundle, after opening it. Raises BundleError, DataRowError."""
    return LawDeclaration(
        sequence=sequence,
        release=bundles.unpack_any(bundle).digest,
        bundle_digest=digests.sha256(bundle),
        bundle=bundle if publish else None,
        note=note,
    )


def law_files(state: str, law: LawDeclaration) -> dict[str, bytes]:
    """The files with which a State vouches for a release. Raises EntryWrongError."""
    value = {
        "entry": "comity-law-1",
        "state": state,
        "sequence": law.sequence,
        "release": law.release,
        "bundle": law.bundle_digest,
        **({"note": law.note} if law.note else {}),
    }
    made = {entries.law_path(state): entries.checked(LawVoucher, value)}
    if law.bundle is not None:
        made[entries.bundle_path(state)] = law.bundle
    return made


def readers(state: str, nodes: Sequence[NodeEntry]) -> dict[str, SealingPublicKey]:
    """Who may read the people of a State: all members' nodes, and providers' nodes of the State itself."""
    return {
        node.node: node.reading.key for node in nodes if not node.is_provider or node.state == state
    }


def node_entry(state: str, declared: NodeDeclaration) -> NodeEntry:
    """The entry of a node. Raises EntryWrongError."""
    return entries.parse(NodeEntry, _node(state, declared))


def _node(state: str, declared: NodeDeclaration) -> bytes:
    bundle = declared.bundle
    value = {
        "entry": "comity-node-1",
        "node": bundle["node"],
        "state": state,
        "authorities": sorted(bundle["authorities"]),
        "suite": bundle["suite"],
        "keys": bundle["keys"],
        "http": bundle["http"],
        "sealing": bundle["sealing"],
        "reading": bundle["reading"],
        "revoked": [dict(one) for one in declared.revoked],
    }
    value |= {"post": declared.post} if declared.post else {}
    value |= {"collects_from": declared.collects_from} if declared.collects_from else {}
    return entries.checked(NodeEntry, value)


def authority_entry(
    declaration: Declaration, declared: AuthorityDeclaration, now: datetime
) -> bytes:
    """The entry of an authority, as it is published (and countersigned). Raises EntryWrongError."""
    name = declared.authority
    bundle = _bundle_of(declaration, name)
    usual = entries.PROVIDER if entries.is_provider_id(name) else _ROLES.get(name[3:], "")
    value = {
        "entry": "comity-authority-1",
        "authority": name,
        "state": declaration.state,
        "name": dict(declared.name),
        "role": declared.role or usual,
        "node": bundle["node"],
        "suite": jws.SUITE,
        "keys": bundle["authorities"][name],
        "revoked": [dict(one) for one in declared.revoked],
        "competences": {measure: list(verbs) for measure, verbs in declared.competences.items()},
        "languages": list(declared.languages),
        "hours": declared.hours,
        "time_zone": declared.time_zone,
        "acts_on_one_approval": declared.acts_on_one_approval,
        "valid_from": _valid_from(declared.valid_from, bundle, now),
    }
    return entries.checked(AuthorityEntry, value)


def _bundle_of(declaration: Declaration, authority: str) -> Mapping[str, Any]:
    for node in declaration.nodes:
        if authority in node.bundle["authorities"]:
            return node.bundle
    raise EntryWrongError(authority=authority, because="no declared node holds its keys")


def _valid_from(said: datetime | None, bundle: Mapping[str, Any], now: datetime) -> str:
    """Where nothing else is said, entries do not begin anew with every publication, and a clock that is
    a little behind finds them valid."""
    if said is not None:
        return times.format(said)
    return min([str(key["from"]) for key in bundle["sealing"]], default=times.format(now))


def _people(authority: str, persons: Sequence[PersonDeclaration], valid_from: str) -> bytes:
    value = {
        "entry": "comity-people-1",
        "salt": secrets.token_hex(32),
        "authority": authority,
        "persons": [
            {
                "person": person.person,
                "role": person.role,
                "capacities": list(person.capacities),
                "keys": [dict(key) for key in person.keys],
                "valid_from": valid_from,
                "revoked": [dict(one) for one in person.revoked],
            }
            for person in persons
        ],
    }
    return entries.checked(PeopleEntry, value)
