"""Key packets, format ``comity-keypacket-1``: the key of one exhibit's object, sealed to one node.

The seal binds object, manifest, sender and receiver. Packets travel beside letters, which hold their
digests only, so that a key can be destroyed and the record of the matter stay whole.
"""

from collections.abc import Mapping
from typing import Literal

from pydantic import ConfigDict, Field

from comity.wire import base64url, canonical, documents, fields, limits
from comity.wire.errors import (
    KeyPacketFormatError,
    KeyPacketOtherError,
    SealingKeyUnknownError,
)
from comity.wire.keys import SealingKey, SealingPublicKey, seal_to

FORMAT = "comity-keypacket-1"


class KeyPacket(documents.Document):
    """What a packet says outside, and the sealed key."""

    model_config = ConfigDict(extra="forbid")

    packet: Literal["comity-keypacket-1"] = "comity-keypacket-1"
    object: fields.ObjectId
    manifest: fields.Digest
    from_node: fields.Node = Field(validation_alias="from", serialization_alias="from")
    to_node: fields.Node = Field(validation_alias="to", serialization_alias="to")
    kid: fields.KeyId
    sealed: fields.Base64


def make(
    object_key: bytes,
    *,
    object_id: str,
    manifest_digest: str,
    from_node: str,
    to_node: str,
    key: SealingPublicKey,
) -> bytes:
    """The packet. Raises KeyPacketFormatError."""
    outside = {
        "packet": FORMAT,
        "object": object_id,
        "manifest": manifest_digest,
        "from": from_node,
        "to": to_node,
        "kid": key.kid,
    }
    sealed = seal_to(key, object_key, canonical.encode(outside))
    packet = canonical.encode(outside | {"sealed": base64url.encode(sealed)})
    read(packet)
    return packet


def read(packet: bytes) -> KeyPacket:
    """What the packet says, not opened. Raises KeyPacketFormatError, TooLargeError."""
    return documents.parse(
        KeyPacket, packet, error=KeyPacketFormatError, max_bytes=limits.KEY_PACKET_BYTES
    )


def open(
    packet: bytes,
    keys: Mapping[str, SealingKey],
    *,
    manifest_digest: str,
    object_id: str,
    from_node: str,
    to_node: str,
) -> bytes:
    """The object's key. Raises KeyPacketOtherError, SealingKeyUnknownError, SealBrokenError ..."""
    said = read(packet)
    wanted = (object_id, manifest_digest, from_node, to_node)
    if (said.object, said.manifest, said.from_node, said.to_node) != wanted:
        raise KeyPacketOtherError
    key = keys.get(said.kid)
    if key is None:
        raise SealingKeyUnknownError(kid=said.kid)
    outside = said.dump()
    sealed = base64url.decode(outside.pop("sealed"))
    return key.open(sealed, canonical.encode(outside))
