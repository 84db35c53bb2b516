"""What a dump is: its files with sizes and digests, and the signature over that list. Pure but for reading.

``verify`` is the whole check, as a reader of the dump makes it.
"""

import hashlib
import os
import re
import stat
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Final, Literal, Self

from pydantic import Field, model_validator

from comity.gateway.dumps import limits
from comity.gateway.dumps.dictionary import FORMAT, FORMATS
from comity.gateway.dumps.errors import (
    FileChangedError,
    FileMissingError,
    FileUnknownError,
    ManifestWrongError,
)
from comity.wire import canonical, documents, jws, times
from comity.wire.documents import Document
from comity.wire.keys import PublicKey, SigningKey

TYP: Final = "comity-open-data"
MANIFEST: Final = "manifest.json"
SIGNED: Final = "manifest.jws"
OUTSIDE: Final = (MANIFEST, SIGNED)
"""The files that the manifest cannot name: itself and its signature."""

NAME: Final = re.compile(r"comity-open-data-\d{4}-\d{2}-\d{2}-[0-9a-f]{12}", re.ASCII)
_PART = r"[A-Za-z0-9][A-Za-z0-9._-]*"
_DIGEST = r"^[0-9a-f]{64}$"
_VERSION = r"^sha256:[0-9a-f]{64}$"


class File(Document):
    """One file of a dump. ``bytes``: its size; ``sha256``: 64 hexadecimal digits."""

    name: Annotated[str, Field(pattern=rf"^{_PART}(/{_PART})?$", max_length=limits.NAME_CHARS)]
    bytes: Annotated[int, Field(ge=0, le=limits.FILE_BYTES)]
    sha256: Annotated[str, Field(pattern=_DIGEST)]


class Manifest(Document):
    """manifest.json"""

    format: Literal["comity-open-data-1", "comity-open-data-2"]
    name: Annotated[str, Field(pattern=rf"^{NAME.pattern}$")]
    data_version: Annotated[str, Field(pattern=_VERSION)]
    guidance_version: Annotated[str, Field(pattern=_VERSION)]
    texts_version: Annotated[str | None, Field(pattern=_VERSION)] = None  # none in the first format
    members_version: Annotated[str | None, Field(pattern=_VERSION)] = None
    day: date
    made_at: datetime
    keys: Annotated[tuple[str, ...], Field(min_length=1, max_length=8)]
    files: Annotated[tuple[File, ...], Field(min_length=1, max_length=limits.FILES)]

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        first = self.format == FORMATS[0]
        if any(first != (one is None) for one in (self.texts_version, self.members_version)):
            raise ValueError("the versions are not those of the format")
        names = [one.name for one in self.files]
        if len(set(names)) < len(names) or not set(OUTSIDE).isdisjoint(names):
            raise ValueError("a file stands twice, or the manifest names itself")
        return self

    def file(self, name: str) -> File | None:
        """The entry of that name."""
        return next((one for one in self.files if one.name == name), None)

    @property
    def versions(self) -> dict[str, str | None]:
        """The digests of all that it was made from."""
        return {
            "data_version": self.data_version,
            "guidance_version": self.guidance_version,
            "texts_version": self.texts_version,
            "members_version": self.members_version,
        }

    @property
    def bytes(self) -> int:
        """The size of all files together."""
        return sum(one.bytes for one in self.files)


def name_of(versions: Mapping[str, str], day: date) -> str:
    """What the folder of a dump is called: its day and the first twelve digits of the digest of all its versions."""
    told = hashlib.sha256(canonical.encode(dict(versions))).hexdigest()
    return f"comity-open-data-{day.isoformat()}-{told[:12]}"


def entry(name: str, data: bytes) -> dict[str, object]:
    """The entry of a file."""
    return {"name": name, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}


def make(
    files: Mapping[str, bytes],
    versions: Mapping[str, str],
    day: date,
    made_at: datetime,
    keys: Sequence[SigningKey],
) -> dict[str, bytes]:
    """The manifest and the signed manifest, by name."""
    told = {
        "format": FORMAT,
        "name": name_of(versions, day),
        **versions,
        "day": day.isoformat(),
        "made_at": times.format(made_at),
        "keys": [one.kid for one in keys],
        "files": [entry(name, files[name]) for name in sorted(files)],
    }
    payload = canonical.encode(told)
    read(payload)
    return {MANIFEST: payload, SIGNED: jws.sign(payload, typ=TYP, keys=keys)}


def read(payload: bytes) -> Manifest:
    """Read a manifest strictly. Raises ManifestWrongError, TooLargeError."""
    return documents.parse(
        Manifest, payload, error=ManifestWrongError, max_bytes=limits.MANIFEST_BYTES
    )


def signed_manifest(folder: Path, public_keys: Sequence[PublicKey]) -> Manifest:
    """The manifest, once both keys have signed it; the other files are not looked at.

    Raises SignatureError, ManifestWrongError, FileMissingError.
    """
    signed = content(folder / SIGNED, limits.SIGNED_BYTES)
    payload = jws.verify(signed, typ=TYP, required=public_keys, max_bytes=limits.SIGNED_BYTES)
    if content(folder / MANIFEST, limits.MANIFEST_BYTES) != payload:
        raise ManifestWrongError(because="another manifest was signed")
    return read(payload)


def verify(folder: Path, public_keys: Sequence[PublicKey]) -> Manifest:
    """Check a whole dump: both signatures, every file, nothing more and nothing less.

    ``public_keys`` come from the site or from somebody you trust, never from the folder.
    Raises SignatureError, ManifestWrongError, FileMissingError, FileChangedError, FileUnknownError.
    """
    manifest = signed_manifest(folder, public_keys)
    known = {one.name for one in manifest.files}
    for name in _names(folder):
        if name not in known and name not in OUTSIDE:
            raise FileUnknownError(file=name[: limits.NAME_CHARS])
    for one in manifest.files:
        check(folder, one)
    return manifest


def check(folder: Path, one: File) -> None:
    """Is the file what the manifest says? Raises FileMissingError, FileChangedError."""
    descriptor = open_file(folder / one.name)
    with os.fdopen(descriptor, "rb") as stream:
        size = os.fstat(descriptor).st_size
        if size != one.bytes or hashlib.file_digest(stream, "sha256").hexdigest() != one.sha256:
            raise FileChangedError(file=one.name)


def content(path: Path, most: int) -> bytes:
    """A file of limited size. Raises FileMissingError; what is longer is cut and so refused later."""
    with os.fdopen(open_file(path), "rb") as stream:
        return stream.read(most + 1)


def open_file(path: Path) -> int:
    """A descriptor of a plain file that is no link. Raises FileMissingError."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        raise FileMissingError(file=path.name) from None
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise FileMissingError(file=path.name)
    return descriptor


def _names(folder: Path) -> Iterator[str]:
    """Everything in the folder that is no folder itself; a link to a folder counts as a file."""
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() or not path.is_dir():
            yield path.relative_to(folder).as_posix()
