"""Receipts, format ``comity-receipt-1``: a node has verified a letter and stored it durably.

Signed as ``comity-receipt``. It carries the receiver's latest journal checkpoint with a proof that it
continues the one that the sender saw last, so that nobody can show two pasts.
"""

from typing import Literal

from pydantic import Field

from comity.wire import documents, fields, limits
from comity.wire.errors import ReceiptFormatError

FORMAT = "comity-receipt-1"


class Directory(documents.Document):
    """The directory that the letter was checked against."""

    version: fields.Count
    sha256: str = Field(max_length=limits.IDENTIFIER_CHARS)
    expired: bool


class Journal(documents.Document):
    """The receiver's checkpoint (a JWS text) and the proof from ``from_size`` to it."""

    checkpoint: str = Field(max_length=limits.TEXT_CHARS)
    consistency: tuple[fields.Base64, ...] = Field(max_length=limits.PROOF_HASHES)
    from_size: fields.Count


class Entry(documents.Document):
    """Where the receiver's journal holds the letter."""

    index: fields.Count
    leaf: str = Field(max_length=limits.IDENTIFIER_CHARS)


class Receipt(documents.Document):
    """``understood`` is false where the letter's type or a critical field is unknown: ``note`` says why."""

    receipt: Literal["comity-receipt-1"] = "comity-receipt-1"
    envelope: fields.EnvelopeId
    from_node: fields.Node = Field(validation_alias="from", serialization_alias="from")
    to_node: fields.Node = Field(validation_alias="to", serialization_alias="to")
    letter: fields.Digest
    core: fields.Digest
    matter: fields.Digest
    stored_at: fields.Time
    understood: bool
    note: fields.ShortText = ""
    supports: tuple[fields.Code, ...] = Field(default=(), max_length=limits.SUPPORTS)
    directory: Directory
    journal: Journal
    entry: Entry
    witnesses: tuple[str, ...] = Field(default=(), max_length=limits.WITNESSES)


def build(receipt: Receipt) -> bytes:
    """The canonical payload."""
    return documents.build(receipt)


def parse(payload: bytes) -> Receipt:
    """Raises ReceiptFormatError, TooLargeError."""
    return documents.parse(
        Receipt, payload, error=ReceiptFormatError, max_bytes=limits.RECEIPT_BYTES
    )
