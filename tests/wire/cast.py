"""Who writes in these tests: invented authorities, keys from fixed seeds (test only, never to be trusted)."""

import hashlib
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import Field

from comity.wire import approvals, digests, identifiers, letters
from comity.wire.keys import SealingKey, SigningKey

NOW = datetime(2026, 11, 25, 22, 41, 25, tzinfo=UTC)
OUTSIDE = Path(os.environ.get("COMITY_TESTDATA", Path(__file__).parents[3] / "shared" / "testdata"))


def seed(name: str, length: int = 32) -> bytes:
    """A seed that says what it is for."""
    return hashlib.shake_256(f"comity test-only key: {name}".encode()).digest(length)


def signing_pair(name: str) -> tuple[SigningKey, SigningKey]:
    return (
        SigningKey.from_private_bytes("Ed25519", seed(f"{name}/Ed25519")),
        SigningKey.from_private_bytes("ML-DSA-65", seed(f"{name}/ML-DSA-65")),
    )


def sealing_key(name: str) -> SealingKey:
    return SealingKey.from_private_bytes(seed(f"{name}/sealing", 96))


RO = signing_pair("RO/contact-point")
MA = signing_pair("MA/contact-point")
RO_PUBLIC = [key.public for key in RO]
MA_NODE = sealing_key("ma-1")
RO_NODE = sealing_key("ro-1")
OFFICER = SigningKey.from_private_bytes("Ed25519", seed("RO-102"))
OTHER_OFFICER = SigningKey.from_private_bytes("Ed25519", seed("RO-103"))
OFFICER_KEY = approvals.ApprovalKey.from_raw("software", "Ed25519", OFFICER.public.raw)


class RequestBody(letters.Body):
    """A body as the rooms above define them."""

    measure: str
    identifiers: tuple[identifiers.Identifier, ...]
    period: identifiers.TimeRange | None = None
    for_whom: str | None = Field(
        default=None, validation_alias="for", serialization_alias="for", max_length=50
    )


SPEC = letters.LetterSpec(
    type="preservation.request",
    version=1,
    title="Request to preserve",
    body=RequestBody,
    opens=True,
    side="requesting",
    approvals=(letters.ApprovalNeed("authorise", not_drafter=True),),
    writers=("contact_point",),
    competence="request",
    effect="Opens a matter.",
)


def body(**changes: Any) -> dict[str, Any]:
    return {
        "measure": "M01",
        "identifiers": [
            {
                "kind": "ip_address",
                "value": "192.0.2.7",
                "time": "2026-11-20T08:15:00Z",
                "port": 40021,
            }
        ],
    } | changes


def core(**changes: Any) -> dict[str, Any]:
    """A good core; ``changes`` replace members, ``...`` removes one."""
    made: dict[str, Any] = {
        "type": "preservation.request",
        "version": 1,
        "suite": "comity-1",
        "matter": None,
        "nonce": "0123456789abcdef0123456789abcdef",
        "from": {"authority": "RO/contact-point", "node": "ro-1"},
        "to": {"authority": "MA/contact-point", "node": "ma-1"},
        "seq": 1,
        "incarnation": "1",
        "previous": None,
        "seen": {},
        "time": "2026-11-25T22:41:25Z",
        "languages": ["en", "fr"],
        "marking": "restricted",
        "critical": [],
        "drafter": {"person": "RO-101"},
        "attachments": [],
        "body": body(),
    }
    made |= changes
    return {name: value for name, value in made.items() if value is not ...}


def approve(
    core_digest: str,
    person: str = "RO-102",
    capacity: str = "authorise",
    authority: str = "RO/contact-point",
    key: SigningKey = OFFICER,
) -> dict[str, Any]:
    return approvals.make_software(
        core_digest, authority, person, "duty-officer", capacity, NOW, key
    )


def payload(**changes: Any) -> bytes:
    """A letter's payload with one approval."""
    raw = letters.core_bytes(core(**changes))
    return letters.assemble(raw, [approve(digests.sha256(raw))])


def outside(*path: str) -> Path:
    """A file of the shared test data, which others wrote; without it the test is skipped, loudly (not in CI)."""
    found = OUTSIDE.joinpath(*path)
    if not found.exists() and os.environ.get("CI"):
        pytest.fail(f"CI has to have the test data: {found}")
    if not found.exists():
        pytest.skip(f"no test data at {found}: set COMITY_TESTDATA")
    return found
