"""Documents that only members read, format ``comity-members-1``: sealed once, keyed for each node.

Holds duty numbers and officers' pseudonyms in the directory. The digest of the plain text stands
outside, so that a signature over the sealed document also covers what it says.
"""

import os
from collections.abc import Mapping
from typing import Literal

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pydantic import ConfigDict, Field

from comity.wire import base64url, canonical, digests, documents, fields, limits
from comity.wire.errors import (
    MembersSealFormatError,
    NotAMemberError,
    SealBrokenError,
    SealingKeyUnknownError,
    TooLargeError,
)
from comity.wire.keys import SealingKey, SealingPublicKey, seal_to

FORMAT = "comity-members-1"
LABEL = FORMAT.encode() + b"\0"
_NONCE_BYTES = 12
_KEY_BITS = 256


class MemberKey(documents.Document):
    """The document's key, sealed to one node."""

    model_config = ConfigDict(extra="forbid")

    kid: fields.KeyId
    sealed: fields.Base64


class Sealed(documents.Document):
    """``ciphertext``: 12 bytes of nonce, then AES-256-GCM."""

    model_config = ConfigDict(extra="forbid", str_max_length=limits.MEMBERS_BYTES)

    sealed: Literal["comity-members-1"]
    plain: fields.Digest
    keys: dict[fields.Node, MemberKey] = Field(max_length=limits.MEMBERS)
    ciphertext: fields.Base64


def seal_for_members(plaintext: bytes, recipients: Mapping[str, SealingPublicKey]) -> bytes:
    """The sealed document. Raises TooLargeError."""
    if len(recipients) > limits.MEMBERS:
        raise TooLargeError(recipients=len(recipients))
    plain = digests.sha256(plaintext)
    key, nonce = AESGCM.generate_key(_KEY_BITS), os.urandom(_NONCE_BYTES)
    keys = {
        node: {
            "kid": public.kid,
            "sealed": base64url.encode(seal_to(public, key, _info(node, public.kid, plain))),
        }
        for node, public in recipients.items()
    }
    ciphertext = nonce + AESGCM(key).encrypt(nonce, plaintext, LABEL + plain.encode())
    data = canonical.encode(
        {
            "sealed": FORMAT,
            "plain": plain,
            "keys": keys,
            "ciphertext": base64url.encode(ciphertext),
        }
    )
    if len(data) > limits.MEMBERS_BYTES:
        raise TooLargeError(length=len(data))
    return data


def open_as_member(data: bytes, node: str, key: SealingKey) -> bytes:
    """The plain text, for this node.

    Raises MembersSealFormatError, TooLargeError, NotAMemberError, SealingKeyUnknownError, SealBrokenError.
    """
    read = documents.parse(
        Sealed, data, error=MembersSealFormatError, max_bytes=limits.MEMBERS_BYTES
    )
    mine = read.keys.get(node)
    if mine is None:
        raise NotAMemberError(node=node)
    if mine.kid != key.kid:
        raise SealingKeyUnknownError(kid=mine.kid)
    opened = key.open(base64url.decode(mine.sealed), _info(node, key.kid, read.plain))
    plaintext = _decrypt(opened, base64url.decode(read.ciphertext), read.plain)
    if digests.sha256(plaintext) != read.plain:
        raise SealBrokenError
    return plaintext


def _decrypt(key: bytes, ciphertext: bytes, plain: str) -> bytes:
    nonce, rest = ciphertext[:_NONCE_BYTES], ciphertext[_NONCE_BYTES:]
    try:
        return AESGCM(key).decrypt(nonce, rest, LABEL + plain.encode())
    except (InvalidTag, ValueError):  # ValueError: a key or nonce of another length
        raise SealBrokenError from None


def _info(node: str, kid: str, plain: str) -> bytes:
    return LABEL + canonical.encode({"kid": kid, "node": node, "plain": plain})
