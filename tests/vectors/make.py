"""Writes docs/protocol/vectors/*.json: `.venv/bin/python -m tests.vectors.make`.

The keys come from fixed seeds that say "test-only": anyone has them, so nobody may trust them. What is
random (seals, ML-DSA signatures) comes out anew each time; the test accepts the files as they are kept.
"""

import json
from pathlib import Path
from typing import Any

from comity.wire import (
    approvals,
    base64url,
    canonical,
    digests,
    envelope,
    jws,
    keypackets,
    letters,
    members_seal,
)
from tests.wire import cast

FOLDER = Path(__file__).parents[2] / "docs" / "protocol" / "vectors"
WARNING = "Test-only keys, made from published seeds. Never trust them."
ENVELOPE = "6f1c1c1e-0d4b-4a65-9a51-000000000001"
OBJECT = "0c1f0b52-6a9b-4d3c-8b57-2f0d5d8a9e11"
MEMBERS_TEXT = b'{"duty":"+40 000 000 000"}'
OBJECT_KEY = bytes(range(32))
MANIFEST_DIGEST = digests.sha256(b"a manifest")

CANONICAL: dict[str, Any] = {
    "order of members": {"b": 1, "a": [True, None], "A": -1, "é": "ü", "": {}},
    "order by UTF-16 unit": {"\ufb33": 1, "\U0001f602": 2},
    "escapes": 'quote " backslash \\ newline \n unit \x1f delete \x7f slash /',
    "greatest integers": [2**53 - 1, 1 - 2**53],
}
REFUSED = {
    "fraction": "1.0",
    "2**53": "9007199254740992",
    "same member twice": '{"a":1,"\\u0061":2}',
    "lone surrogate": '"\\ud800"',
    "33 deep": "[" * 33 + "]" * 33,
}


def canonical_vectors() -> dict[str, Any]:
    return {
        "canonical": [
            {"name": name, "value": value, "bytes_hex": canonical.encode(value).hex()}
            for name, value in CANONICAL.items()
        ],
        "refused": [{"name": name, "text": text} for name, text in REFUSED.items()],
    }


def key_vectors() -> dict[str, Any]:
    signing = [("RO/contact-point", key) for key in cast.RO] + [("RO-102", cast.OFFICER)]
    return {
        "warning": WARNING,
        "signing": [
            {"owner": owner, "seed_hex": key.to_private_bytes().hex(), **key.public.as_dict()}
            for owner, key in signing
        ],
        "sealing": [
            {"owner": node, "private_hex": key.to_private_bytes().hex(), **key.public.as_dict()}
            for node, key in (("ro-1", cast.RO_NODE), ("ma-1", cast.MA_NODE))
        ],
    }


def letter_vectors() -> dict[str, Any]:
    core = letters.core_bytes(cast.core())
    core_digest = digests.sha256(core)
    approval = cast.approve(core_digest)
    payload = letters.assemble(core, [approval])
    document = jws.sign(payload, typ=jws.LETTER, keys=cast.RO)
    outer = json.loads(document)
    stripped = outer | {"signatures": outer["signatures"][:1]}
    doubled = outer | {"signatures": [outer["signatures"][0]] * 2}
    return {
        "warning": WARNING,
        "core": core.decode(),
        "core_digest": core_digest,
        "challenge_hex": approvals.challenge(approval["statement"]).hex(),
        "approval": approval,
        "approval_key": cast.OFFICER_KEY.as_dict(),
        "payload": payload.decode(),
        "letter_digest": digests.sha256(payload),
        "required": [key.as_dict() for key in cast.RO_PUBLIC],
        "document": document.decode(),
        "refused": [
            {"error": "SignatureMissingError", "document": canonical.encode(stripped).decode()},
            {"error": "SignatureDoubledError", "document": canonical.encode(doubled).decode()},
        ],
    }


def sealed_vectors(document: str) -> dict[str, Any]:
    header = envelope.Header(ENVELOPE, "ro-1", "ma-1", cast.MA_NODE.kid)
    packet = keypackets.make(
        OBJECT_KEY,
        object_id=OBJECT,
        manifest_digest=MANIFEST_DIGEST,
        from_node="ma-1",
        to_node="ro-1",
        key=cast.RO_NODE.public,
    )
    recipients = {"ro-1": cast.RO_NODE.public, "ma-1": cast.MA_NODE.public}
    return {
        "warning": WARNING,
        "envelope": {
            "to": "ma-1",
            "letter_sha256": digests.sha256(document.encode()),
            "attachment": "attached",
            "data": base64url.encode(
                envelope.seal(header, document.encode(), [b"attached"], cast.MA_NODE.public)
            ),
        },
        "key_packet": {
            "to": "ro-1",
            "object": OBJECT,
            "manifest": MANIFEST_DIGEST,
            "key_hex": OBJECT_KEY.hex(),
            "packet": packet.decode(),
        },
        "members": {
            "plain": MEMBERS_TEXT.decode(),
            "data": members_seal.seal_for_members(MEMBERS_TEXT, recipients).decode(),
        },
    }


def main() -> None:
    """Write all files."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    letter = letter_vectors()
    files = {
        "canonical": canonical_vectors(),
        "keys": key_vectors(),
        "letter": letter,
        "sealed": sealed_vectors(letter["document"]),
    }
    for name, content in files.items():
        text = json.dumps(content, indent=1, ensure_ascii=True, sort_keys=True) + "\n"
        (FOLDER / f"{name}.json").write_text(text, "utf-8")


if __name__ == "__main__":
    main()
