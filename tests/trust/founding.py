"""A small directory for the tests of this room: members RO, MA, EE; a provider in MA; one person each.

Built by the same ceremony as the demo's; keys are made once for the whole test run.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from comity.trust import ceremony
from comity.trust.ceremony import Ceremony, StateKeys
from comity.trust.declarations import (
    AuthorityDeclaration,
    Declaration,
    NodeDeclaration,
    PersonDeclaration,
)
from comity.trust.entries import Directory
from comity.trust.keys import Ring
from comity.wire.approvals import ApprovalKey
from comity.wire.keys import SigningKey

NOW = datetime(2026, 11, 25, 22, 0, tzinfo=UTC)
STATES = ("RO", "MA", "EE")
PROVIDER = "MA/provider/atlas-mail"
NODES = {
    "ro-1": ("RO/contact-point", "RO/issuing-authority", "RO/central-authority"),
    "ma-1": ("MA/contact-point", "MA/ordering-authority"),
    "atlas-1": (PROVIDER,),
    "ee-1": ("EE/contact-point",),
}
OFFICE = "head of the desk"


@lru_cache(maxsize=1)
def state_keys() -> dict[str, StateKeys]:
    """The keys of all States."""
    return {state: StateKeys.generate() for state in STATES}


@lru_cache(maxsize=1)
def rings() -> dict[str, Ring]:
    """The keys of all nodes."""
    return {node: Ring.generate(node, names, NOW) for node, names in NODES.items()}


@lru_cache(maxsize=64)
def approval_key(person: str) -> SigningKey:
    """A person's approval key, in software."""
    return SigningKey.generate("Ed25519")


def person(name: str, *capacities: str, **changed: Any) -> PersonDeclaration:
    """A person as their State declares them."""
    public = ApprovalKey.from_raw("software", "Ed25519", approval_key(name).public.raw)
    return PersonDeclaration(name, OFFICE, capacities, [public.as_dict()], **changed)


def declaration(state: str, **changed: Any) -> Declaration:
    """What a State publishes; ``changed`` are fields of authorities, by authority."""
    nodes = [
        NodeDeclaration(
            rings()[node].public_bundle(),
            post=None if node == "atlas-1" else f"http://{node}.example",
            collects_from="ma-1" if node == "atlas-1" else None,
        )
        for node, names in NODES.items()
        if names[0].startswith(state)
    ]
    authorities = [
        AuthorityDeclaration(
            name,
            {"en": f"{name} in words"},
            {"M01": ["request", "order"]},
            countersign=rings()["atlas-1"].countersign if name == PROVIDER else None,
            **changed.get(name, {}),
        )
        for names in NODES.values()
        for name in names
        if name.startswith(state)
    ]
    people = {
        one.authority: [
            person(f"{state}-{number}1", "draft", "authorise"),
            person(f"{state}-{number}2", "draft", "authorise", "issue"),
        ]
        for number, one in enumerate(authorities, 1)
    }
    return Declaration(state, nodes, authorities, people)


@dataclass
class Founded:
    """A directory in a folder."""

    ceremony: Ceremony

    @property
    def anchor(self) -> str:
        """The digest of the first root."""
        return str(self.ceremony.anchor["root_sha256"])

    @property
    def files(self) -> dict[str, bytes]:
        """All files of the repository."""
        return self.ceremony.repository.files()

    def files_of(self, path: str) -> bytes:
        """The content of a target."""
        folder, _, file = path.rpartition("/")
        found = [name for name in self.files if name.startswith(f"targets/{folder}/")]
        return self.files[next(name for name in found if name.endswith(f".{file}"))]

    def directory(self, reader: str = "ro-1") -> Directory:
        """The newest version, as a node reads it."""
        return self.ceremony.directory(rings()[reader])


def found(folder: Path, now: datetime = NOW) -> Founded:
    """Found the directory and publish what all States declare."""
    made = ceremony.found(folder, state_keys(), now)
    for state in STATES:
        made.declare(declaration(state))
    made.publish(now)
    return Founded(made)
