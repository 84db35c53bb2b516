"""The envelope: a letter and its attachments, sealed to one node and padded to a size class.

An envelope hides and does not vouch: who wrote is known by the letter's signatures only. The header is
in the clear and bound to what is sealed. Refused: another frame, other sizes, padding that is not zero.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from comity.wire import canonical, documents, fields, limits
from comity.wire.errors import (
    DocumentError,
    EnvelopeFormatError,
    EnvelopeTooLargeError,
    PaddingWrongError,
    SealingKeyUnknownError,
)
from comity.wire.keys import SealingKey, SealingPublicKey, seal_to

MAGIC = b"comity-envelope-1\n"
LABEL = b"comity-envelope-1\x00"
_LENGTH = 4  # bytes of a length, big-endian


@dataclass(frozen=True, slots=True)
class Header:
    """What is readable outside: envelope id, nodes, and the id of the key that it is sealed to."""

    id: str
    from_node: str
    to_node: str
    kid: str


@dataclass(frozen=True, slots=True)
class Opened:
    """What was inside."""

    header: Header
    letter: bytes
    attachments: tuple[bytes, ...]


class _HeaderForm(documents.Document):
    id: fields.EnvelopeId
    from_node: fields.Node
    to_node: fields.Node
    kid: fields.KeyId


def seal(
    header: Header, letter: bytes, attachments: Sequence[bytes], key: SealingPublicKey
) -> bytes:
    """The envelope. Raises EnvelopeTooLargeError, EnvelopeFormatError (a header that no one could read)."""
    if header.kid != key.kid:
        raise EnvelopeFormatError(kid=header.kid)
    raw = canonical.encode(
        {
            "from_node": header.from_node,
            "id": header.id,
            "kid": header.kid,
            "to_node": header.to_node,
        }
    )
    _read(raw)
    sealed = seal_to(key, _pack(letter, attachments), LABEL + raw)
    return b"".join((MAGIC, len(raw).to_bytes(_LENGTH, "big"), raw, sealed))


def read_header(data: bytes) -> Header:
    """The header, which anyone may have written. Raises EnvelopeFormatError, EnvelopeTooLargeError."""
    return _split(data)[0]


def open(data: bytes, keys: Mapping[str, SealingKey]) -> Opened:
    """Open with the node's own keys, by key id.

    Raises EnvelopeFormatError, EnvelopeTooLargeError, SealingKeyUnknownError, SealBrokenError,
    PaddingWrongError. The caller still owes: that the header names this node and the delivering one.
    """
    header, raw, sealed = _split(data)
    key = keys.get(header.kid)
    if key is None:
        raise SealingKeyUnknownError(kid=header.kid)
    letter, attachments = _unpack(key.open(sealed, LABEL + raw))
    return Opened(header, letter, attachments)


def size_class(length: int) -> int:
    """The padded size of a content of this length, in bytes. Raises EnvelopeTooLargeError."""
    size = limits.SMALLEST_CLASS
    while size < length:
        size *= 4
    if length > limits.LARGEST_CLASS:
        raise EnvelopeTooLargeError(length=length)
    return min(size, limits.LARGEST_CLASS)


def _split(data: bytes) -> tuple[Header, bytes, bytes]:
    if len(data) > limits.ENVELOPE_BYTES:
        raise EnvelopeTooLargeError(length=len(data))
    start = len(MAGIC) + _LENGTH
    if not data.startswith(MAGIC) or len(data) < start:
        raise EnvelopeFormatError
    length = int.from_bytes(data[len(MAGIC) : start], "big")
    if length > limits.ENVELOPE_HEADER_BYTES or len(data) < start + length:
        raise EnvelopeFormatError
    raw = data[start : start + length]
    return _read(raw), raw, data[start + length :]


def _read(raw: bytes) -> Header:
    try:
        value = canonical.decode_canonical(raw, max_bytes=limits.ENVELOPE_HEADER_BYTES)
    except DocumentError as because:
        raise EnvelopeFormatError(because=because.code) from because
    read = documents.validate(_HeaderForm, value, error=EnvelopeFormatError, data=raw)
    return Header(read.id, read.from_node, read.to_node, read.kid)


def _pack(letter: bytes, attachments: Sequence[bytes]) -> bytes:
    if len(attachments) > limits.ATTACHMENTS or len(letter) > limits.LETTER_DOCUMENT_BYTES:
        raise EnvelopeTooLargeError
    if sum(map(len, attachments)) > limits.ATTACHMENTS_BYTES:
        raise EnvelopeTooLargeError
    frame = [len(attachments).to_bytes(_LENGTH, "big")]
    for item in (letter, *attachments):
        frame += [len(item).to_bytes(_LENGTH, "big"), item]
    content = b"".join(frame)
    return content.ljust(size_class(len(content)), b"\0")


def _unpack(plain: bytes) -> tuple[bytes, tuple[bytes, ...]]:
    count = int.from_bytes(plain[:_LENGTH], "big")
    if count > limits.ATTACHMENTS or len(plain) > limits.LARGEST_CLASS:
        raise EnvelopeFormatError
    at, items = _LENGTH, []
    for _ in range(count + 1):
        start = at + _LENGTH
        at = start + int.from_bytes(plain[at:start], "big")
        if at > len(plain):
            raise EnvelopeFormatError
        items.append(plain[start:at])
    if len(plain) != size_class(at) or any(plain[at:]):
        raise PaddingWrongError
    return items[0], tuple(items[1:])
