"""The seal of an export: the exporting node signs the list of files, so that nothing is changed by
whoever carries the folder. It proves who wrote the folder; what is inside proves itself.
"""

from typing import Literal

from comity.evidence.errors import SealFormatError
from comity.wire import documents, fields
from comity.wire.documents import Document

TYP = "comity-export"
FILE = "comity-seal.jws.json"
SEAL_BYTES = 64 * 1024
DOCUMENT_BYTES = 128 * 1024


class Seal(Document):
    """What the node says of the folder it wrote. ``at`` is its own time, a claim."""

    export: Literal["comity-export-1"] = "comity-export-1"
    node: fields.Node
    at: fields.Time
    manifest: fields.Digest  # of manifest-sha256.txt
    matters: tuple[fields.Digest, ...]
    directory: fields.Count  # the directory's version that the node held
    demo_clock: bool = False


def information(seal: Seal) -> dict[str, str]:
    """What the folder's ``bag-info.txt`` says: all of it follows from the seal."""
    facts = {
        "Source-Organization": seal.node,
        "External-Description": "Export of a request for assistance; check it with: comity verify",
        "Bag-Software-Agent": "Comity",
    }
    if seal.demo_clock:
        facts["Comity-Demo-Clock"] = "yes: the times in this folder are those of a demo"
    return facts


def build(seal: Seal) -> bytes:
    """The canonical payload."""
    return documents.build(seal)


def parse(payload: bytes) -> Seal:
    """Read a seal. Raises SealFormatError."""
    return documents.parse(Seal, payload, error=SealFormatError, max_bytes=SEAL_BYTES)
