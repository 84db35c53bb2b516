"""The payload of a signed checkpoint: how long a node's journal is, and the root over it.

It is signed as ``typ`` "comity-checkpoint". A peer that keeps the checkpoints it has seen is a witness:
a later one that does not continue an earlier one shows that the past was changed.
"""

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from comity.wire import canonical, times
from comity.wire.errors import WireError
from comity.wire.merkle import HASH_BYTES

FORM = "comity-checkpoint-1"
PAYLOAD_BYTES = 4 * 1024
MEMBERS = frozenset({"checkpoint", "node", "size", "root", "at"})


class CheckpointFormatError(WireError):
    """A payload is no checkpoint."""

    sentence = "This is no checkpoint of a journal. Ask the node for its checkpoint again."


@dataclass(frozen=True)
class Checkpoint:
    """What a node says of its journal. ``root`` has 32 bytes."""

    node: str
    size: int
    root: bytes
    at: datetime


def build(*, node: str, size: int, root: bytes, at: datetime) -> bytes:
    """The payload to be signed."""
    return canonical.encode(
        {
            "checkpoint": FORM,
            "node": node,
            "size": size,
            "root": base64.b64encode(root).decode("ascii"),
            "at": times.format(at),
        }
    )


def parse(payload: bytes) -> Checkpoint:
    """The checkpoint in a verified payload. Raises CheckpointFormatError and the errors of canonical."""
    data = canonical.decode_canonical(payload, max_bytes=PAYLOAD_BYTES)
    if not isinstance(data, dict) or set(data) != MEMBERS or data["checkpoint"] != FORM:
        raise CheckpointFormatError
    node, size = data["node"], data["size"]
    if not isinstance(node, str) or type(size) is not int or size < 0:
        raise CheckpointFormatError
    return Checkpoint(node, size, _root(data["root"]), _time(data["at"]))


def _root(text: Any) -> bytes:
    try:
        root = base64.b64decode(text, validate=True)
    except (binascii.Error, TypeError, ValueError) as error:
        raise CheckpointFormatError from error
    if len(root) != HASH_BYTES or base64.b64encode(root).decode("ascii") != text:
        raise CheckpointFormatError
    return root


def _time(text: Any) -> datetime:
    if not isinstance(text, str):
        raise CheckpointFormatError
    return times.parse(text)
