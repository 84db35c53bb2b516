"""Cores made by hand, so that the pure parts are tested without a node."""

from typing import Any

from comity.wire import canonical

DIGEST = "sha256:" + "ab" * 32


def core(**changes: Any) -> dict[str, Any]:
    """The core of a preservation request, with changes."""
    values: dict[str, Any] = {
        "type": "assistance.preservation-request",
        "version": 1,
        "suite": "comity-1",
        "matter": None,
        "nonce": "0" * 32,
        "from": {"authority": "RO/contact-point", "node": "ro-1"},
        "to": {"authority": "MA/contact-point", "node": "ma-1"},
        "seq": 1,
        "incarnation": "a",
        "previous": None,
        "seen": {},
        "time": "2026-11-25T22:41:25Z",
        "languages": ["en"],
        "marking": "restricted",
        "critical": [],
        "drafter": {"person": "RO-101"},
        "attachments": [],
        "body": {
            "measure": "M01",
            "reason": "The mailbox may be deleted.",
            "identifiers": [{"kind": "email", "value": "k.suspect@atlas-courriel.example"}],
            "urgent": True,
        },
    }
    return {**values, **changes}


def core_bytes(**changes: Any) -> bytes:
    """Its canonical bytes."""
    return canonical.encode(core(**changes))
