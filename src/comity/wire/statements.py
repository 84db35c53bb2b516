"""Statements about a matter, format ``comity-matter-1``: which letters a node holds in it.

Signed as ``comity-statement`` and exchanged daily, so that each side finds what is missing or differs.
Refused: letters out of order or twice, and a digest that is not of these letters.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Literal

from pydantic import Field

from comity.wire import canonical, digests, documents, fields, limits
from comity.wire.errors import StatementFormatError

FORMAT = "comity-matter-1"


class MatterStatement(documents.Document):
    """``letters`` are digests in ascending order; ``at`` is the node's time."""

    statement: Literal["comity-matter-1"] = "comity-matter-1"
    matter: fields.Digest
    node: fields.Node
    letters: tuple[fields.Digest, ...] = Field(max_length=limits.STATEMENT_LETTERS)
    matter_digest: fields.Digest
    at: fields.Time


def matter_digest(matter: str, letters: Iterable[str]) -> str:
    """One digest for all letters of a matter, in any order."""
    return digests.sha256(canonical.encode({"letters": sorted(letters), "matter": matter}))


def build(matter: str, node: str, letters: Iterable[str], at: datetime) -> bytes:
    """The canonical payload."""
    held = tuple(sorted(set(letters)))
    return documents.build(
        MatterStatement(
            matter=matter, node=node, letters=held, matter_digest=matter_digest(matter, held), at=at
        )
    )


def parse(payload: bytes) -> MatterStatement:
    """Raises StatementFormatError, TooLargeError."""
    read = documents.parse(
        MatterStatement, payload, error=StatementFormatError, max_bytes=limits.STATEMENT_BYTES
    )
    if list(read.letters) != sorted(set(read.letters)):
        raise StatementFormatError
    if read.matter_digest != matter_digest(read.matter, read.letters):
        raise StatementFormatError
    return read
