"""Writes docs/protocol/vectors/directory.json: `.venv/bin/python -m tests.vectors.make_directory`.

Entries with keys from published seeds, where they lie, and a provider's countersignature. What is random
(ML-DSA signatures) comes out anew each time; the test accepts the file as it is kept.
"""

import json
from pathlib import Path
from typing import Any

from comity.trust import entries, tufkeys
from comity.trust.entries import AuthorityEntry, NodeEntry, PeopleEntry
from comity.wire import approvals, digests, jws
from comity.wire.documents import Document
from tests.wire import cast

FILE = Path(__file__).parents[2] / "docs" / "protocol" / "vectors" / "directory.json"
WARNING = "Test-only keys, made from published seeds. Never trust them."
PROVIDER = "RO/provider/example-mail"
SALT = "00" * 32


def pair() -> list[dict[str, str]]:
    return [key.public.as_dict() for key in cast.RO]


def authority(name: str, role: str) -> dict[str, Any]:
    return {
        "entry": "comity-authority-1",
        "authority": name,
        "state": "RO",
        "name": {"en": "An authority", "ro": "O autoritate"},
        "role": role,
        "node": "ro-1",
        "suite": "comity-1",
        "keys": pair(),
        "revoked": [],
        "competences": {"M01": ["request", "receive"]},
        "languages": ["ro", "en"],
        "hours": "24/7",
        "time_zone": "Europe/Bucharest",
        "acts_on_one_approval": False,
        "valid_from": "2026-11-01T00:00:00Z",
    }


def node() -> dict[str, Any]:
    sealing = cast.RO_NODE.public.as_dict()
    return {
        "entry": "comity-node-1",
        "node": "ro-1",
        "state": "RO",
        "post": "https://node.example",
        "authorities": ["RO/contact-point"],
        "suite": "comity-1",
        "keys": pair(),
        "revoked": [],
        "http": cast.RO[0].public.as_dict(),
        "sealing": [{**sealing, "from": "2026-11-01T00:00:00Z", "to": "2026-11-08T00:00:00Z"}],
        "reading": sealing,
    }


def people() -> dict[str, Any]:
    key = approvals.ApprovalKey.from_raw("software", "Ed25519", cast.OFFICER.public.raw)
    return {
        "entry": "comity-people-1",
        "salt": SALT,
        "authority": "RO/contact-point",
        "persons": [
            {
                "person": "RO-102",
                "role": "head of the desk",
                "capacities": ["authorise", "draft"],
                "keys": [key.as_dict()],
                "valid_from": "2026-11-01T00:00:00Z",
                "revoked": [],
            }
        ],
    }


def vectors() -> dict[str, Any]:
    """Everything in the file."""
    contact = "RO/contact-point"
    made: list[tuple[str, type[Document], dict[str, Any]]] = [
        (entries.authority_path(contact), AuthorityEntry, authority(contact, "contact_point")),
        (entries.authority_path(PROVIDER), AuthorityEntry, authority(PROVIDER, "provider")),
        (entries.node_path("RO", "ro-1"), NodeEntry, node()),
        (entries.people_path(contact), PeopleEntry, people()),
    ]
    listed = []
    for path, model, value in made:
        data = entries.checked(model, value)
        listed.append({"path": path, "text": data.decode(), "sha256": digests.sha256(data)})
    payload = entries.countersignature(PROVIDER, listed[1]["text"].encode())
    return {
        "warning": WARNING,
        "entries": listed,
        "countersigned": {
            "path": entries.countersigned_path(PROVIDER),
            "payload": payload.decode(),
            "document": jws.sign(payload, typ=jws.ENTRY, keys=cast.RO).decode(),
        },
        "tuf_keys": [
            {"kid": key.kid, "keyid": tuf.keyid, "key": tuf.to_dict()}
            for key in cast.RO
            for tuf in [tufkeys.tuf_key(key.public)]
        ],
    }


def main() -> None:
    """Write the file."""
    FILE.write_text(json.dumps(vectors(), indent=1, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()
