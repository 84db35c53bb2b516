"""Files of an export that are computed from signed ones, for people with other tools.

The writer of an export and its verifier call the same functions: what stands in the folder beside a
signed document must be exactly what is computed from it again.
"""

import base64

from comity.wire import approvals, canonical, jws, letters
from comity.wire.keys import PublicKey

# The DER of SubjectPublicKeyInfo before the raw key: RFC 8410 (Ed25519), RFC 9881 (ML-DSA-65).
_SPKI = {
    "Ed25519": bytes.fromhex("302a300506032b6570032100"),
    "ML-DSA-65": bytes.fromhex("308207b2300b0609608648016503040312038207a100"),
}


def pem(key: PublicKey) -> bytes:
    """A public key as OpenSSL reads it."""
    text = base64.b64encode(_SPKI[key.alg] + key.raw).decode("ascii")
    lines = [text[start : start + 64] for start in range(0, len(text), 64)]
    return "\n".join(
        ["-----BEGIN PUBLIC KEY-----", *lines, "-----END PUBLIC KEY-----", ""]
    ).encode()


def key_file(key: PublicKey) -> str:
    """The name of a key's file below ``keys``."""
    return f"{key.kid}.{key.alg}.pem"


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
        files[f"approval-{number}.json"] = canonical.encode(approval)
        files[f"approval-{number}.statement.json"] = canonical.encode(approval["statement"])
        files[f"approval-{number}.challenge"] = approvals.challenge(approval["statement"])
    return files
