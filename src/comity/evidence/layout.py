"""Where things lie in an export, and what its lists say: shared by who writes one and who checks it.

letters/<matter>/<number>-<type>/   one letter: exact bytes, what is computed from it, its receipt
letters.jsonl                       one line a letter: where it lies and what the node noted about it
statements/<matter>/<node>          what each side signed that it holds
directory/                          every version of the directory that the node has seen
journal/                            entries about the matters, proofs, the signed checkpoint
exhibits/<manifest>/                the plain file and its signed manifest
keys/                               the public keys, as OpenSSL reads them
formats/ verifier/ HOW-TO-CHECK.md summary.html     texts for people; the seal alone covers them
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Literal

from comity.wire import fields
from comity.wire.cores import Attachment, Core
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
TEXT_FOLDERS = ("formats/", "verifier/")
TEXT_FILES = frozenset({"HOW-TO-CHECK.md", "summary.html"})

KEY_PACKET = "application/vnd.comity.key-packet+json"
MANIFEST = "application/vnd.comity.manifest+json"

HANDS_OVER = frozenset({"order.produced", "assistance.disclosure"})
ANSWERS = frozenset({"order.verification", "assistance.verification"})
REJECTED = "rejected"

_SHORT = 32  # hexadecimal digits of a digest that stand for it in paths
_NAME_CHARS = 80
_UNSAFE = re.compile(r"[^A-Za-z0-9._@+,=-]")


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
    file: str = ""  # empty: the receiver rejected it in a signed letter, so the file is not here
    exhibit: fields.Identifier
    manifest: fields.Digest  # digest of the signed manifest document
    letter: fields.Digest
    matter: fields.Digest


def matter_folder(matter: str) -> str:
    """The short name of a matter in paths."""
    return _short(matter)


def letter_folder(matter: str, number: int, type: str) -> str:
    """Where a letter lies: in its matter, numbered from 1 as the exporting node stored them."""
    return f"{LETTERS}/{matter_folder(matter)}/{number:04d}-{safe_name(type.replace('.', '-'))}"


def statement_file(matter: str, node: str) -> str:
    """What a node signed about a matter, without the endings."""
    return f"{STATEMENTS}/{matter_folder(matter)}/{node}"


def exhibit_folder(manifest: str) -> str:
    """Where an exhibit lies: under the digest of its signed manifest, since others choose its name."""
    return f"{EXHIBITS}/{_short(manifest)}"


def safe_name(name: str) -> str:
    """A name that somebody else chose, as every file system and tool reads it."""
    safe = _UNSAFE.sub("_", name)
    safe = "_" + safe[1:] if safe.startswith(".") else safe
    if len(safe) > _NAME_CHARS:
        stem, dot, ending = safe.rpartition(".")
        ending = f"{dot}{ending}" if dot and len(ending) <= 10 else ""
        safe = f"{(stem if ending else safe)[: _NAME_CHARS - len(ending)]}{ending}"
    return safe or "_"


def attachments(core: Core) -> Iterator[tuple[str, Attachment]]:
    """The attachments that are exported, each with its path below the letter's folder.

    Key packets are not: they hold keys, and the letter holds their digests.
    """
    packets = {str(item.get("packet")) for item in exhibits_of(core)}
    for number, one in enumerate(core.attachments, 1):
        if not (one.media_type == KEY_PACKET and one.digest in packets):
            yield f"attachments/{number:02d}-{safe_name(one.name)}", one


def exhibits_of(core: Core) -> list[Mapping[str, Any]]:
    """The exhibits that a letter hands over; empty for other letters."""
    named = core.body.get("exhibits") if core.type in HANDS_OVER else None
    return [item for item in named if isinstance(item, dict)] if isinstance(named, list) else []


def answers_of(core: Core) -> list[Mapping[str, Any]]:
    """What a letter says about exhibits that were received; empty for other letters."""
    named = core.body.get("exhibits") if core.type in ANSWERS else None
    return [item for item in named if isinstance(item, dict)] if isinstance(named, list) else []


def _short(digest: str) -> str:
    return digest.removeprefix("sha256:")[:_SHORT]
