"""Manifests of exhibits, format ``comity-manifest-1``: what was sealed, and every part of it.

Signed as ``comity-manifest``. Parts are accepted by it only: whoever holds the object's key could
otherwise make parts that open. Refused: parts out of order, lengths that do not add up.
"""

from typing import Literal

from pydantic import Field, JsonValue

from comity.wire import documents, fields, limits
from comity.wire.errors import ManifestFormatError

FORMAT = "comity-manifest-1"


class Part(documents.Document):
    """One sealed part: lengths in bytes, plain and sealed; ``sha256`` is of the sealed part."""

    number: fields.Number
    length: fields.Count
    sealed_length: fields.Count
    sha256: fields.Digest


class Manifest(documents.Document):
    """``sha256`` and ``length`` are of the plain bytes; ``about`` holds further coded facts."""

    manifest: Literal["comity-manifest-1"] = "comity-manifest-1"
    suite: fields.Code
    exhibit: fields.Identifier
    object: fields.ObjectId
    name: fields.ShortText
    media_type: fields.MediaType
    category: fields.Code
    length: fields.Count
    sha256: fields.Digest
    part_length: fields.Number
    parts: tuple[Part, ...] = Field(min_length=1, max_length=limits.PARTS)
    made_at: fields.Time
    maker: fields.Authority
    node: fields.Node
    about: dict[str, JsonValue] = Field(default={})


def build(manifest: Manifest) -> bytes:
    """The canonical payload. Raises ManifestFormatError if its parts do not add up."""
    _check_parts(manifest)
    return documents.build(manifest)


def parse(payload: bytes) -> Manifest:
    """Raises ManifestFormatError, TooLargeError."""
    read = documents.parse(
        Manifest, payload, error=ManifestFormatError, max_bytes=limits.MANIFEST_BYTES
    )
    _check_parts(read)
    return read


def _check_parts(manifest: Manifest) -> None:
    """Parts are numbered from 1 without a gap, all full but the last, and add up to the whole."""
    numbers = [part.number for part in manifest.parts]
    if numbers != list(range(1, len(numbers) + 1)):
        raise ManifestFormatError
    lengths = [part.length for part in manifest.parts]
    if any(length != manifest.part_length for length in lengths[:-1]):
        raise ManifestFormatError
    if lengths[-1] > manifest.part_length or sum(lengths) != manifest.length:
        raise ManifestFormatError
    if len(lengths) > 1 and lengths[-1] == 0:
        raise ManifestFormatError
