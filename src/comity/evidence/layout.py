"""Where things lie in an export, and what its lists say: shared by who writes one and who checks it.

letters/<matter>/<number>-<type>/   one letter: exact bytes, what is computed from it, its receipt
letters.jsonl                       one line a letter: where it lies and what the node noted about it
statements/<matter>/<node>          what each side signed that it holds
directory/                          every version of the directory that the node has seen
journal/                            entries about the matters, proofs, the signed checkpoint
exhibits/<exhibit>/                 the plain file and its signed manifest
keys/                               the public keys, as OpenSSL reads them
formats/ verifier/ HOW-TO-CHECK.md summary.html     texts for people; the seal alone covers them
"""

from typing import Literal

from comity.wire import fields
from comity.wire.documents import Document

LETTERS = "letters"
LETTER_LIST = "letters.jsonl"
STATEMENTS = "statements"
DIRECTORY = "directory"
JOURNAL = "journal"
CHECKPOINT = "journal/checkpoint"
ENTRIES = "journal/entries.jsonl"
CONSISTENCY = "journal/consistency.jsonl"
EXHIBITS = "exhibits"
EXHIBIT_LIST = "exhibits.jsonl"
KEYS = "keys"
TEXTS = ("formats/", "verifier/", "HOW-TO-CHECK.md", "summary.html", "summary.css")

KEY_PACKET = "application/vnd.comity.key-packet+json"
MANIFEST = "application/vnd.comity.manifest+json"


class LetterLine(Document):
    """One letter of the export. ``stored_at`` and ``directory`` are what the exporting node noted."""

    path: str
    digest: fields.Digest
    matter: fields.Digest
    direction: Literal["in", "out"]
    stored_at: fields.Time
    directory: fields.Count
    placement: str
    note: str = ""


class EntryLine(Document):
    """One journal entry with its proof under the checkpoint (hashes in hexadecimal)."""

    leaf: str
    proof: tuple[str, ...]
    export: dict[str, object]


class ConsistencyLine(Document):
    """The proof that the journal of ``old`` entries is continued by the checkpoint of the export."""

    old: fields.Count
    proof: tuple[str, ...]


class ExhibitLine(Document):
    """One exhibit: where it lies, and the letter that handed it over."""

    path: str
    file: str
    exhibit: fields.Identifier
    manifest: fields.Digest  # digest of the signed manifest document
    letter: fields.Digest
    matter: fields.Digest


def matter_folder(matter: str) -> str:
    """The short name of a matter in paths."""
    return matter.removeprefix("sha256:")[:16]
