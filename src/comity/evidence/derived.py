"""Files of an export that are computed from signed ones, for people with other tools.

The writer of an export and its verifier call the same functions: what stands in the folder beside a
signed document must be exactly what is computed from it again. Pure.
"""

import base64
import hashlib
from collections.abc import Iterator
from typing import Any

from comity.trust.entries import Signer
from comity.trust.history import History
from comity.wire import approvals, base64url, canonical, jws, letters
from comity.wire.approvals import ApprovalKey
from comity.wire.keys import PublicKey

# The DER of SubjectPublicKeyInfo before the raw key: RFC 8410, RFC 9881, RFC 5480 (P-256).
_SPKI = {
    "Ed25519": bytes.fromhex("302a300506032b6570032100"),
    "ML-DSA-65": bytes.fromhex("308207b2300b0609608648016503040312038207a100"),
    "ES256": bytes.fromhex("3059301306072a8648ce3d020106082a8648ce3d030107034200"),
}
Key = PublicKey | ApprovalKey


def pem(key: Key) -> bytes:
    """A public key as OpenSSL reads it."""
    text = base64.b64encode(_SPKI[key.alg] + key.raw).decode("ascii")
    lines = [text[start : start + 64] for start in range(0, len(text), 64)]
    return "\n".join(
        ["-----BEGIN PUBLIC KEY-----", *lines, "-----END PUBLIC KEY-----", ""]
    ).encode()


def key_file(key: Key) -> str:
    """The name of a key's file below ``keys``."""
    return f"{key.kid}.{key.alg}.pem"


def keys_of(history: History) -> dict[str, Key]:
    """Every signing and approval key that any version of the directory names, by key id."""
    found: dict[str, Key] = {}
    seen: set[int] = set()
    for version in history.versions():
        for view in history.at(version).states.values():
            if id(view) in seen:
                continue
            seen.add(id(view))
            signers: list[Signer] = [*view.authorities.values(), *view.nodes.values()]
            found.update({key.kid: key for one in signers for key in one.public_keys})
            for entry in view.people.values():
                found.update({p.kid: p.key for person in entry.persons for p in person.keys})
    return found


def signed_by(document: bytes) -> Iterator[str]:
    """The ids of the keys that a document says it is signed with."""
    yield from (one.kid for one in jws.signing_inputs(document))


def document_files(document: bytes, name: str) -> dict[str, bytes]:
    """A signed document, its payload, and each signature beside the bytes that it signs."""
    files = {
        f"{name}.jws.json": document,
        f"{name}.json": jws.peek(document, max_bytes=len(document)).payload,
    }
    for one in jws.signing_inputs(document):
        files[f"{name}.{one.alg}.{one.kid}.signed"] = one.signed
        files[f"{name}.{one.alg}.{one.kid}.signature"] = one.signature
    return files


def letter_files(document: bytes) -> dict[str, bytes]:
    """All that is computed from a letter: its payload, core, signatures and approvals."""
    files = document_files(document, "letter")
    letter = letters.parse(files["letter.json"])
    files["core.json"] = letters.core_bytes(letter.core.raw)
    for number, approval in enumerate(letter.approvals, 1):
        approvals.read(approval)  # its form, so that what follows can be computed
        name = f"approval-{number}"
        files[f"{name}.json"] = canonical.encode(approval)
        files[f"{name}.statement.json"] = canonical.encode(approval["statement"])
        files[f"{name}.{approval['kid']}.signed"] = _approved_bytes(approval)
        files[f"{name}.{approval['kid']}.signature"] = base64url.decode(approval["signature"])
    return files


def _approved_bytes(approval: dict[str, Any]) -> bytes:
    """What the person's key signed: the challenge, or what an authenticator makes of it."""
    if approval["method"] != approvals.WEBAUTHN:
        return approvals.challenge(approval["statement"])
    client = base64url.decode(approval["client_data"])
    data = base64url.decode(approval["authenticator_data"])
    return data + hashlib.sha256(client).digest()
