"""Reads an export as a BagIt 1.0 bag (RFC 8493), strictly.

Every payload file is named in the manifest and every tag file in the tag manifest; nothing may be
added, missing or changed. Links and paths that leave the folder are refused: the folder comes from
somebody whom we do not trust.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath

from comity.evidence.errors import (
    BagUnreadableError,
    FileAddedError,
    FileChangedError,
    FileMissingError,
    FileNotPlainError,
)

MAX_FILES = 200_000
MAX_TAG_FILE_BYTES = 64 * 1024 * 1024
CHUNK_BYTES = 1024 * 1024
DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
INFORMATION = "bag-info.txt"
PAYLOAD = "manifest-sha256.txt"
TAGS = "tagmanifest-sha256.txt"


@dataclass(frozen=True)
class Bag:
    """A whole bag: path to SHA-256 of each payload file (with ``data/``) and of each tag file."""

    payload: Mapping[str, str]
    tags: Mapping[str, str]


def information(facts: Mapping[str, str], at: datetime, length: int, files: int) -> bytes:
    """The bytes of ``bag-info.txt``. ``at`` is in UTC; ``length`` in bytes of the payload."""
    lines = {**facts, "Bagging-Date": at.date().isoformat(), "Payload-Oxum": f"{length}.{files}"}
    return "".join(f"{name}: {value}\n" for name, value in lines.items()).encode()


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()


def encode_path(path: str) -> str:
    """A path as a manifest writes it: per cent, CR and LF are encoded (RFC 8493, 2.1.3)."""
    return path.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def decode_path(text: str) -> str:
    """The path that a manifest's line names."""
    for code, character in (("%0D", "\r"), ("%0d", "\r"), ("%0A", "\n"), ("%0a", "\n")):
        text = text.replace(code, character)
    return text.replace("%25", "%")


def read_manifest(folder: Path, name: str) -> dict[str, str]:
    """Path to digest, as one manifest of the bag states it. Raises BagUnreadableError."""
    path = folder / name
    try:
        if path.stat().st_size > MAX_TAG_FILE_BYTES:
            raise BagUnreadableError(f"{name} is larger than any export writes it.", name)
        text = path.read_text("utf-8")
    except FileNotFoundError:
        raise FileMissingError(f"{name} is missing: this is not a whole export.", name) from None
    except (OSError, UnicodeDecodeError) as error:
        raise BagUnreadableError(f"{name} cannot be read: {error}", name) from error
    entries: dict[str, str] = {}
    for number, line in enumerate(text.split("\n"), 1):
        if not line:
            continue
        digest, separator, encoded = line.partition("  ")
        relative = decode_path(encoded)
        parts = PurePosixPath(relative).parts
        good = separator and len(digest) == 64 and parts and ".." not in parts
        if not good or relative.startswith("/") or relative in entries:
            raise FileNotPlainError(f"{name}, line {number}: not a line of a manifest.", name)
        entries[relative] = digest.lower()
    return entries


def files_below(folder: Path) -> Iterator[str]:
    """Every file of the folder, relative. Raises FileNotPlainError on links and oddities."""
    count = 0
    for path in sorted(folder.rglob("*")):
        relative = path.relative_to(folder).as_posix()
        if path.is_symlink() or not (path.is_file() or path.is_dir()):
            raise FileNotPlainError(
                f"{relative} is a link or a device; an export holds plain files only.", relative
            )
        if path.is_dir():
            continue
        count += 1
        if count > MAX_FILES:
            raise FileNotPlainError("The folder holds more files than any export.", relative)
        yield relative


def _check_against(folder: Path, stated: dict[str, str], present: set[str]) -> None:
    for relative in sorted(set(stated) - present):
        raise FileMissingError(f"{relative} is named in the bag and is not there.", relative)
    for relative in sorted(present - set(stated)):
        raise FileAddedError(f"{relative} was added: the bag does not name it.", relative)
    for relative in sorted(stated):
        if sha256_of(folder / relative) != stated[relative]:
            raise FileChangedError(f"{relative} was changed after the export.", relative)


def check(folder: Path) -> Bag:
    """Check the whole bag.

    Raises BagUnreadableError, FileNotPlainError, FileMissingError, FileAddedError, FileChangedError.
    """
    if not folder.is_dir():
        raise BagUnreadableError("This is not a folder.", str(folder))
    everything = set(files_below(folder))
    declaration = folder / "bagit.txt"
    if "bagit.txt" not in everything:
        raise BagUnreadableError("There is no bagit.txt: this is not an export.", "bagit.txt")
    if declaration.stat().st_size > 1000 or declaration.read_bytes() != DECLARATION:
        raise BagUnreadableError("bagit.txt does not declare BagIt 1.0.", "bagit.txt")
    payload = read_manifest(folder, PAYLOAD)
    tags = read_manifest(folder, TAGS)
    inside = {name for name in everything if name.startswith("data/")}
    _check_against(folder, tags, everything - inside - {TAGS})
    _check_against(folder, payload, inside)
    return Bag(payload, tags)
