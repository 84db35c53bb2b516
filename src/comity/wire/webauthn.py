"""Checks a WebAuthn assertion over a known challenge, offline, as long as its bytes are kept.

Web Authentication Level 3, section 7.2, as far as it concerns an approval: type, challenge, origin,
relying party, user presence and verification, signature. Refused besides: cross-origin use, keys that
are copied between devices, authenticators' own extra key data.
"""

import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

from comity.wire import base64url, canonical, limits
from comity.wire.errors import (
    ApprovalChallengeWrongError,
    ApprovalFormatError,
    ApprovalKeyCopiedError,
    ApprovalOriginWrongError,
    ApprovalSignatureWrongError,
    ApprovalUserNotVerifiedError,
    DocumentError,
    KeyFormatError,
    SignatureWrongError,
)
from comity.wire.keys import PublicKey

ALGORITHMS = ("ES256", "Ed25519")
_FIXED_BYTES = 37  # hash of the relying party, flags, counter
_PRESENT, _VERIFIED, _COPYABLE, _KEY_DATA, _EXTENSIONS = 0x01, 0x04, 0x08, 0x40, 0x80
_POINT_BYTES = 65
_ORIGIN = re.compile(r"(https?)://([a-z0-9.-]{1,253})(:[0-9]{1,5})?")


@dataclass(frozen=True, slots=True)
class Assertion:
    """The three byte strings that a browser returns."""

    authenticator_data: bytes
    client_data: bytes
    signature: bytes


def verify(assertion: Assertion, *, challenge: bytes, alg: str, raw: bytes, rp_id: str) -> None:
    """Raises an ApprovalError; KeyFormatError if the key is none."""
    client = _client_data(assertion.client_data)
    if client.get("type") != "webauthn.get":
        raise ApprovalFormatError
    if client.get("challenge") != base64url.encode(challenge):
        raise ApprovalChallengeWrongError
    _check_origin(client, rp_id)
    _check_authenticator_data(assertion.authenticator_data, rp_id)
    signed = assertion.authenticator_data + hashlib.sha256(assertion.client_data).digest()
    _check_signature(assertion.signature, signed, alg, raw)


@lru_cache(maxsize=1024)
def load_es256(raw: bytes) -> ec.EllipticCurvePublicKey:
    """A P-256 key from its uncompressed point. Raises KeyFormatError."""
    if len(raw) != _POINT_BYTES:
        raise KeyFormatError
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), raw)
    except ValueError:
        raise KeyFormatError from None


def _client_data(data: bytes) -> dict[str, Any]:
    try:
        client = canonical.decode(data, max_bytes=limits.CLIENT_DATA_BYTES)
    except DocumentError as because:
        raise ApprovalFormatError(because=because.code) from because
    if not isinstance(client, dict):
        raise ApprovalFormatError
    return client


def _check_origin(client: dict[str, Any], rp_id: str) -> None:
    if client.get("crossOrigin", False) is not False or not rp_id:
        raise ApprovalOriginWrongError
    found = _ORIGIN.fullmatch(str(client.get("origin")))
    if not found:
        raise ApprovalOriginWrongError
    scheme, host = found[1], found[2]
    if host != rp_id and not host.endswith(f".{rp_id}"):
        raise ApprovalOriginWrongError(host=host)
    if scheme != "https" and rp_id != "localhost":
        raise ApprovalOriginWrongError(host=host)


def _check_authenticator_data(data: bytes, rp_id: str) -> None:
    if len(data) < _FIXED_BYTES:
        raise ApprovalFormatError
    flags = data[32]
    if flags & _KEY_DATA or (len(data) > _FIXED_BYTES) != bool(flags & _EXTENSIONS):
        raise ApprovalFormatError
    if data[:32] != hashlib.sha256(rp_id.encode()).digest():
        raise ApprovalOriginWrongError
    if not flags & _PRESENT or not flags & _VERIFIED:
        raise ApprovalUserNotVerifiedError
    if flags & _COPYABLE:
        raise ApprovalKeyCopiedError


def _check_signature(signature: bytes, signed: bytes, alg: str, raw: bytes) -> None:
    try:
        if alg == "ES256":
            load_es256(raw).verify(signature, signed, ec.ECDSA(SHA256()))
        else:
            PublicKey.from_raw(alg, raw).verify(signature, signed)
    except (InvalidSignature, SignatureWrongError):
        raise ApprovalSignatureWrongError from None
