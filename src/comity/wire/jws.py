"""Signed documents: JWS in the general JSON form (RFC 7515), written canonically, two signatures.

A verifier demands exactly the keys that the directory names for the signer, each once, by key id. What
steers verification stands in the protected header; there is no unprotected one, and no other member.
Stock JOSE verifiers accept less (a stripped or doubled signature): see tests/wire/test_jws.py.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from comity.wire import base64url, canonical, limits
from comity.wire.errors import (
    Base64FormatError,
    DocumentError,
    JwsFormatError,
    KeySetWrongError,
    SignatureDoubledError,
    SignatureHeaderError,
    SignatureMissingError,
    SignatureUnknownKeyError,
    SuiteMismatchError,
    TooLargeError,
    TypMismatchError,
    UnprotectedHeaderError,
)
from comity.wire.keys import ALGORITHMS, PublicKey, SigningKey

SUITE = "comity-1"
SUITES = {SUITE: frozenset(ALGORITHMS)}  # suite to the algorithms that must all be there

LETTER = "comity-letter"
RECEIPT = "comity-receipt"
STATEMENT = "comity-statement"
CHECKPOINT = "comity-checkpoint"
MANIFEST = "comity-manifest"
ENTRY = "comity-entry"


@dataclass(frozen=True, slots=True)
class SigningInput:
    """One signature of a document, for a check with other tools: ``signature`` over ``signed``."""

    kid: str
    alg: str
    signed: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class Peeked:
    """What a document says before anything was verified. Use it only to find the keys to verify with."""

    payload: bytes
    typ: str
    suite: str
    kids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Parsed:
    payload: bytes
    headers: tuple[dict[str, str], ...]
    inputs: tuple[SigningInput, ...]


def sign(payload: bytes, *, typ: str, keys: Sequence[SigningKey]) -> bytes:
    """The signed document. Raises KeySetWrongError unless the keys are a set of the suite."""
    _check_key_set([key.public for key in keys], SUITE)
    encoded = base64url.encode(payload)
    signatures = [_signature(encoded, typ, key) for key in keys]
    return canonical.encode({"payload": encoded, "signatures": signatures})


def verify(
    document: bytes,
    *,
    typ: str,
    required: Sequence[PublicKey],
    suite: str = SUITE,
    max_bytes: int,
) -> bytes:
    """The payload, once every required key has signed it exactly once.

    ``required`` and ``suite`` come from the directory, never from the document. Raises a SignatureError.
    """
    _check_key_set(required, suite)
    parsed = _parse(document, max_bytes)
    # 1. Every header is about this kind of document, under this suite.
    for header in parsed.headers:
        if header["typ"] != typ:
            raise TypMismatchError(typ=header["typ"])
        if header["suite"] != suite:
            raise SuiteMismatchError(suite=header["suite"])
    # 2. The signers are exactly the required ones, each once.
    inputs = _by_key(parsed.inputs, {key.kid for key in required})
    # 3. Every signature holds, by the algorithm that the directory names for the key.
    for key in required:
        found = inputs[key.kid]
        if found.alg != key.alg:
            raise SignatureHeaderError(kid=key.kid, alg=found.alg)
        key.verify(found.signature, found.signed)
    return parsed.payload


def peek(document: bytes, *, max_bytes: int) -> Peeked:
    """Read a document WITHOUT verifying it. Raises JwsFormatError, SignatureHeaderError, TooLargeError."""
    parsed = _parse(document, max_bytes)
    first = parsed.headers[0]
    for header in parsed.headers:
        if header["typ"] != first["typ"]:
            raise TypMismatchError(typ=header["typ"])
        if header["suite"] != first["suite"]:
            raise SuiteMismatchError(suite=header["suite"])
    kids = tuple(header["kid"] for header in parsed.headers)
    return Peeked(parsed.payload, first["typ"], first["suite"], kids)


def signing_inputs(document: bytes) -> tuple[SigningInput, ...]:
    """What other tools need to check each signature by themselves. Nothing is verified here."""
    return _parse(document, len(document)).inputs


def _signature(encoded_payload: str, typ: str, key: SigningKey) -> dict[str, str]:
    header = {"alg": key.alg, "kid": key.kid, "suite": SUITE, "typ": typ}
    protected = base64url.encode(canonical.encode(header))
    signed = f"{protected}.{encoded_payload}".encode("ascii")
    return {"protected": protected, "signature": base64url.encode(key.sign(signed))}


def _check_key_set(keys: Sequence[PublicKey], suite: str) -> None:
    # An empty or halved set must not make a check easier: it is our mistake, and it fails here.
    algorithms = frozenset(key.alg for key in keys)
    if len({key.kid for key in keys}) != len(keys) or algorithms != SUITES.get(suite):
        raise KeySetWrongError(kids=[key.kid for key in keys], suite=suite)


def _by_key(inputs: tuple[SigningInput, ...], required: set[str]) -> dict[str, SigningInput]:
    found: dict[str, SigningInput] = {}
    for one in inputs:
        if one.kid in found:
            raise SignatureDoubledError(kid=one.kid)
        if one.kid not in required:
            raise SignatureUnknownKeyError(kid=one.kid)
        found[one.kid] = one
    if missing := required - set(found):
        raise SignatureMissingError(kids=sorted(missing))
    return found


def _parse(document: bytes, max_bytes: int) -> _Parsed:
    try:
        outer = canonical.decode_canonical(document, max_bytes=max_bytes)
        if not isinstance(outer, dict) or set(outer) != {"payload", "signatures"}:
            raise JwsFormatError
        payload = base64url.decode(outer["payload"])
    except TooLargeError:
        raise
    except (DocumentError, Base64FormatError) as error:
        raise JwsFormatError(because=error.code) from error
    signatures = outer["signatures"]
    if not isinstance(signatures, list) or not 1 <= len(signatures) <= limits.SIGNATURES:
        raise JwsFormatError
    read = [_read_signature(signature, outer["payload"]) for signature in signatures]
    return _Parsed(payload, tuple(header for header, _ in read), tuple(one for _, one in read))


def _read_signature(item: Any, encoded_payload: str) -> tuple[dict[str, str], SigningInput]:
    if not isinstance(item, dict):
        raise JwsFormatError
    if "header" in item:
        raise UnprotectedHeaderError
    if set(item) != {"protected", "signature"}:
        raise JwsFormatError
    header = _read_header(item["protected"])
    try:
        signature = base64url.decode(item["signature"])
    except Base64FormatError:
        raise JwsFormatError from None
    if len(signature) > limits.SIGNATURE_BYTES:
        raise JwsFormatError
    signed = f"{item['protected']}.{encoded_payload}".encode("ascii")
    return header, SigningInput(header["kid"], header["alg"], signed, signature)


def _read_header(protected: object) -> dict[str, str]:
    try:
        raw = base64url.decode(protected)
        header = canonical.decode_canonical(raw, max_bytes=limits.PROTECTED_CHARS)
    except (DocumentError, Base64FormatError):
        raise SignatureHeaderError from None
    if not isinstance(header, dict) or set(header) != {"alg", "kid", "suite", "typ"}:
        raise SignatureHeaderError
    if not all(isinstance(value, str) for value in header.values()):
        raise SignatureHeaderError
    return header
