"""Approvals of persons, format ``comity-approval-1``: one person approved one core, in one capacity.

The person's own authenticator signs SHA-256(label, statement). ``software`` keys stand in for command
line and demo, and say so; ``webauthn`` assertions are checked in ``webauthn``. Refused: an approval of
another core, by another key, in another manner. Whose key it is, the directory says, not this room.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from pydantic import ConfigDict

from comity.wire import base64url, canonical, documents, fields, limits, times, webauthn
from comity.wire.errors import (
    ApprovalFormatError,
    ApprovalMethodError,
    ApprovalOtherCoreError,
    ApprovalOtherKeyError,
    ApprovalSignatureWrongError,
    Base64FormatError,
    KeyFormatError,
    SignatureWrongError,
)
from comity.wire.keys import PublicKey, SigningKey, key_id

FORMAT = "comity-approval-1"
LABEL = FORMAT.encode() + b"\0"
SOFTWARE = "software"
WEBAUTHN = "webauthn"
_ALGORITHMS = {SOFTWARE: ("Ed25519",), WEBAUTHN: webauthn.ALGORITHMS}
_MEMBERS = {
    SOFTWARE: {"statement", "method", "kid", "signature"},
    WEBAUTHN: {"statement", "method", "kid", "signature", "authenticator_data", "client_data"},
}


class Statement(documents.Document):
    """What a person approved; ``time`` is a claim."""

    model_config = ConfigDict(extra="forbid")

    approval: Literal["comity-approval-1"]
    core: fields.Digest
    authority: fields.Authority
    person: fields.Person
    role: fields.Identifier  # the office in words, as the directory has it
    capacity: fields.Code
    time: fields.Time


@dataclass(frozen=True, slots=True)
class ApprovalKey:
    """A person's approval key. ``raw``: 32 bytes (Ed25519) or an uncompressed P-256 point (ES256)."""

    kid: str
    method: str
    alg: str
    raw: bytes
    rp_id: str = ""

    @classmethod
    def from_raw(cls, method: str, alg: str, raw: bytes, rp_id: str = "") -> "ApprovalKey":
        """Raises KeyFormatError."""
        if alg not in _ALGORITHMS.get(method, ()) or bool(rp_id) != (method == WEBAUTHN):
            raise KeyFormatError
        if alg == "Ed25519":
            PublicKey.from_raw(alg, raw)
        else:
            webauthn.load_es256(raw)
        return cls(key_id(alg, raw), method, alg, raw, rp_id)

    @classmethod
    def from_dict(cls, data: object) -> "ApprovalKey":
        """Raises KeyFormatError (also for a key id that is not the key's own), Base64FormatError."""
        if not isinstance(data, Mapping) or set(data) != {
            "kid",
            "method",
            "alg",
            "public",
            "rp_id",
        }:
            raise KeyFormatError
        if not all(isinstance(value, str) for value in data.values()):
            raise KeyFormatError
        raw = base64url.decode(data["public"])
        key = cls.from_raw(data["method"], data["alg"], raw, data["rp_id"])
        if key.kid != data["kid"]:
            raise KeyFormatError
        return key

    def as_dict(self) -> dict[str, str]:
        """The form in directory entries: kid, method, alg, public, rp_id."""
        return {
            "kid": self.kid,
            "method": self.method,
            "alg": self.alg,
            "public": base64url.encode(self.raw),
            "rp_id": self.rp_id,
        }


def statement(  # noqa: PLR0917
    core_digest: str, authority: str, person: str, role: str, capacity: str, time: datetime
) -> dict[str, Any]:
    """The statement that a person is asked to approve, as JSON. Raises ApprovalFormatError."""
    made = {
        "approval": FORMAT,
        "core": core_digest,
        "authority": authority,
        "person": person,
        "role": role,
        "capacity": capacity,
        "time": times.format(time),
    }
    _read_statement(made)
    return made


def challenge(statement: Mapping[str, Any] | Statement) -> bytes:
    """What the authenticator signs: SHA-256 over label and canonical statement."""
    made = statement.dump() if isinstance(statement, Statement) else dict(statement)
    return hashlib.sha256(LABEL + canonical.encode(made)).digest()


def make_software(  # noqa: PLR0917
    core_digest: str,
    authority: str,
    person: str,
    role: str,
    capacity: str,
    time: datetime,
    key: SigningKey,
) -> dict[str, Any]:
    """An approval by a software key (Ed25519). Raises ApprovalFormatError, ApprovalMethodError."""
    if key.alg not in _ALGORITHMS[SOFTWARE]:
        raise ApprovalMethodError
    made = statement(core_digest, authority, person, role, capacity, time)
    return {
        "statement": made,
        "method": SOFTWARE,
        "kid": key.kid,
        "signature": base64url.encode(key.sign(challenge(made))),
    }


def make_webauthn(
    made: dict[str, Any],
    kid: str,
    *,
    authenticator_data: bytes,
    client_data: bytes,
    signature: bytes,
) -> dict[str, Any]:
    """An approval from a browser's assertion over ``challenge(made)``. Not verified here."""
    return {
        "statement": made,
        "method": WEBAUTHN,
        "kid": kid,
        "signature": base64url.encode(signature),
        "authenticator_data": base64url.encode(authenticator_data),
        "client_data": base64url.encode(client_data),
    }


def read(approval: object) -> Statement:
    """What an approval says, NOT verified: to find the key. Raises ApprovalFormatError."""
    if not isinstance(approval, dict) or set(approval) != _MEMBERS.get(_method(approval)):
        raise ApprovalFormatError
    return _read_statement(approval["statement"])


def verify(approval: dict[str, Any], *, core_digest: str, key: ApprovalKey) -> Statement:
    """The statement, once it is about this core and its key approved it. Raises an ApprovalError.

    The caller still owes: that the directory gives this key to ``statement.person`` of
    ``statement.authority``, with that role and capacity, at that time.
    """
    # 1. Form; 2. this core; 3. this key, used in its own manner; 4. the signature.
    said = read(approval)
    if said.core != core_digest:
        raise ApprovalOtherCoreError
    if approval["method"] != key.method or key.alg not in _ALGORITHMS.get(key.method, ()):
        raise ApprovalMethodError
    if approval["kid"] != key.kid:
        raise ApprovalOtherKeyError(kid=key.kid)
    asked = challenge(approval["statement"])
    signature = _binary(approval["signature"], limits.APPROVAL_SIGNATURE_BYTES)
    if key.method == SOFTWARE:
        _check_software(signature, asked, key)
        return said
    assertion = webauthn.Assertion(
        authenticator_data=_binary(approval["authenticator_data"], limits.AUTHENTICATOR_DATA_BYTES),
        client_data=_binary(approval["client_data"], limits.CLIENT_DATA_BYTES),
        signature=signature,
    )
    webauthn.verify(assertion, challenge=asked, alg=key.alg, raw=key.raw, rp_id=key.rp_id)
    return said


def _method(approval: dict[str, Any]) -> str:
    method = approval.get("method")
    return method if isinstance(method, str) else ""


def _read_statement(value: object) -> Statement:
    return documents.validate(Statement, value, error=ApprovalFormatError)


def _binary(text: object, most: int) -> bytes:
    try:
        data = base64url.decode(text)
    except Base64FormatError:
        raise ApprovalFormatError from None
    if len(data) > most:
        raise ApprovalFormatError
    return data


def _check_software(signature: bytes, asked: bytes, key: ApprovalKey) -> None:
    try:
        PublicKey(key.kid, key.alg, key.raw).verify(signature, asked)
    except SignatureWrongError:
        raise ApprovalSignatureWrongError(kid=key.kid) from None
