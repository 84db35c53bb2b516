"""From the files that a State published to what counts: the rules for entries, each with its reason.

A State speaks for itself only; an entry lies where its name says; a provider's entry counts once the
provider has signed it too; people are read where this node (or the export) has them opened. What does
not count is listed with its reason, never dropped in silence. Pure.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TypeVar

from comity.trust import entries, limits
from comity.trust.entries import (
    AuthorityEntry,
    LawVoucher,
    NodeEntry,
    PeopleEntry,
    Refused,
    StateView,
    is_provider_id,
    state_of,
)
from comity.trust.errors import (
    EntryNotCountersignedError,
    EntryOfOtherStateError,
    EntryWrongError,
)
from comity.wire import canonical, digests, jws
from comity.wire import limits as wire_limits
from comity.wire.errors import ComityError

AUTHORITIES, NODES, PEOPLE, COUNTERSIGNED = "authorities", "nodes", "people", "countersigned"
LAW = "law"
KINDS = (AUTHORITIES, NODES, PEOPLE, COUNTERSIGNED, LAW)
COUNTERSIGNATURE_BYTES = 16 * limits.KIB

Found = TypeVar("Found", bound=AuthorityEntry | NodeEntry | PeopleEntry)
Opened = Callable[
    [str], bytes | None
]  # digest of a plaintext to the plaintext, where it is at hand


def kind_of(path: str) -> str:
    """The kind in a target path ``RO/kind/name.json``; empty where it is none that we know."""
    parts = path.split("/")
    return parts[1] if len(parts) == 3 and parts[1] in KINDS else ""


def read_state(
    state: str, version: int, expires: datetime, targets: Mapping[str, bytes], opened: Opened
) -> StateView:
    """Everything that counts of what this State published, and what does not, with reasons."""
    refused: list[Refused] = []

    def gather(kind: str, read: Callable[[str, bytes], Found]) -> list[Found]:
        found = []
        for path in sorted(path for path in targets if kind_of(path) == kind):
            try:
                found.append(read(path, targets[path]))
            except ComityError as error:
                refused.append(Refused(path, error.code, error.sentence))
        return found

    authorities = gather(AUTHORITIES, lambda path, data: _authority(state, path, data, targets))
    nodes = gather(NODES, lambda path, data: _node(state, path, data))
    people = gather(PEOPLE, lambda path, data: _people(state, path, data, opened))
    path = entries.law_path(state)
    law: LawVoucher | None = None
    if path in targets:
        try:
            law = _law(state, targets[path])
        except ComityError as error:
            refused.append(Refused(path, error.code, error.sentence))
    return StateView(
        state=state,
        law=law,
        version=version,
        expires=expires,
        authorities={entry.authority: entry for entry in authorities},
        nodes={entry.node: entry for entry in nodes},
        people={entry.authority: entry for entry in people if entry.persons},
        refused=tuple(refused),
    )


def _authority(state: str, path: str, data: bytes, targets: Mapping[str, bytes]) -> AuthorityEntry:
    entry = entries.parse(AuthorityEntry, data)
    if entry.state != state or state_of(entry.authority) != state:
        raise EntryOfOtherStateError(path=path, authority=entry.authority)
    _check_path(path, entries.authority_path(entry.authority))
    _check_keys(entry)
    if (entry.role == entries.PROVIDER) != is_provider_id(entry.authority):
        raise EntryWrongError(path=path, field="role")
    if is_provider_id(entry.authority):
        _check_countersigned(entry, data, targets)
    return entry


def _check_countersigned(entry: AuthorityEntry, data: bytes, targets: Mapping[str, bytes]) -> None:
    """The provider's own keys have signed this very entry."""
    document = targets.get(entries.countersigned_path(entry.authority))
    if document is None:
        raise EntryNotCountersignedError(authority=entry.authority)
    try:
        payload = jws.verify(
            document,
            typ=jws.ENTRY,
            required=entry.public_keys,
            suite=entry.suite,
            max_bytes=COUNTERSIGNATURE_BYTES,
        )
    except ComityError as error:
        raise EntryNotCountersignedError(authority=entry.authority, because=error.code) from error
    if payload != entries.countersignature(entry.authority, data):
        raise EntryNotCountersignedError(authority=entry.authority, because="another entry")


def _node(state: str, path: str, data: bytes) -> NodeEntry:
    entry = entries.parse(NodeEntry, data)
    if entry.state != state or any(state_of(name) != state for name in entry.authorities):
        raise EntryOfOtherStateError(path=path, node=entry.node)
    _check_path(path, entries.node_path(state, entry.node))
    _check_keys(entry)
    if entry.http.alg != "Ed25519":
        raise EntryWrongError(path=path, field="http")
    for sealing in (entry.reading, *entry.sealing):
        sealing.key  # noqa: B018 - raises where it is no key, or not the one that its id names
    entry.http.key  # noqa: B018
    return entry


def _law(state: str, data: bytes) -> LawVoucher:
    voucher = entries.parse(LawVoucher, data)
    if voucher.state != state:
        raise EntryOfOtherStateError(state=state, entry=voucher.state)
    return voucher


def _people(state: str, path: str, data: bytes, opened: Opened) -> PeopleEntry:
    """The people of an authority; an empty list where this node cannot open it."""
    authority = _authority_of(path)
    if state_of(authority) != state:
        raise EntryOfOtherStateError(path=path)
    plain = opened(sealed_digest(data))
    if plain is None:
        return PeopleEntry(salt="0" * 64, authority=authority, persons=())
    entry = entries.parse(PeopleEntry, plain)
    if entry.authority != authority:
        raise EntryOfOtherStateError(path=path, authority=entry.authority)
    if len(entry.by_person) != len(entry.persons):
        raise EntryWrongError(path=path, field="persons")
    for person in entry.persons:
        for part in person.keys:
            part.key  # noqa: B018 - raises where it is no key
    return entry


def sealed_digest(data: bytes) -> str:
    """The digest of the plaintext that a document sealed to members names. Raises EntryWrongError."""
    document = canonical.decode(data, max_bytes=wire_limits.MEMBERS_BYTES)
    plain = document.get("plain") if isinstance(document, dict) else None
    try:
        digests.parse(plain)
    except ComityError as error:
        raise EntryWrongError(field="plain") from error
    return str(plain)


def _authority_of(path: str) -> str:
    state, _, name = path.split("/")
    return f"{state}/{name.removesuffix('.json').replace('.', '/')}"


def _check_path(path: str, expected: str) -> None:
    if path != expected:
        raise EntryWrongError(path=path, expected=expected)


def _check_keys(entry: entries.Signer) -> None:
    """Exactly the algorithms of a suite that we know, each once; every key id is its key's own."""
    algorithms = [key.alg for key in entry.public_keys]
    known = jws.SUITES.get(entry.suite)
    if known is None or len(algorithms) != len(known) or set(algorithms) != known:
        raise EntryWrongError(field="keys", suite=entry.suite)
