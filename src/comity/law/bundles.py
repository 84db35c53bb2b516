"""A release as one file that travels: exactly its files, compressed, and nothing else.

Whoever reads a bundle names the release that they expect; another one is refused. The bundle's own bytes
say nothing: what counts is the digest over the files in it (``Release.digest``).
"""

import io
import json
import zlib
from pathlib import Path
from typing import IO, Any, Final

from comity.law import limits, plain_json
from comity.law.errors import DataFileMissingError, LawError
from comity.law.release import FILES, Release, packaged

FORMAT: Final = "comity-law-1"


class BundleError(LawError):
    """A bundle of law data is not what it should be."""


class BundleFormatError(BundleError):
    """It is no bundle, or it holds other files than a release does."""

    sentence = "This is no bundle of law data of this version. Fetch it again, or ask who sent it."


class BundleTooLargeError(BundleError):
    """It is larger than a bundle may be."""

    sentence = "This bundle of law data is too large and was not opened. Ask who sent it."


class BundleOtherError(BundleError):
    """It holds another release than the one that was vouched for."""

    sentence = "This bundle holds another release than the one that was vouched for. Do not use it."


class ReleaseNotHereError(BundleError):
    """A release was named by its digest, and it is not the packaged one."""

    sentence = (
        "This version came with another release of the law data. A node keeps what it has used: write "
        "it to a file with `comity node law --release DIGEST --out FILE`, and name that file."
    )


class _File:
    def __init__(self, files: dict[str, bytes], name: str) -> None:
        self._files, self._name = files, name

    def open(self, _mode: str = "rb") -> IO[bytes]:
        try:
            return io.BytesIO(self._files[self._name])
        except KeyError:
            raise FileNotFoundError(self._name) from None


class _Folder:
    """The files of a bundle, read like a folder."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self._files = files

    def joinpath(self, name: str) -> _File:
        return _File(self._files, name)


def pack(release: Release) -> bytes:
    """The release as one file."""
    plain = {"format": FORMAT, "files": {name: release.bytes_of(name).decode() for name in FILES}}
    text = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return zlib.compress(text.encode(), 9)


def unpack(data: bytes, expected: str) -> Release:
    """The release in a bundle, loaded strictly: it is either wholly right or refused.

    ``expected``: the digest that was vouched for. Raises BundleTooLargeError, BundleFormatError,
    BundleOtherError, DataRowError.
    """
    release = Release(_Folder(_files(data)))  # type: ignore[arg-type]
    if release.digest != expected:
        raise BundleOtherError(expected=expected[:80], found=release.digest)
    release.check()
    return release


def unpack_any(data: bytes) -> Release:
    """The release in a bundle, whichever it is, loaded strictly: for whoever looks before vouching."""
    release = Release(_Folder(_files(data)))  # type: ignore[arg-type]
    release.check()
    return release


def at(place: str) -> Release:
    """The release in a folder, in a bundle, or with the digest of the packaged one.

    Raises ReleaseNotHereError, BundleError, DataRowError, DataFileMissingError.
    """
    if place.startswith("sha256:"):
        if place != packaged().digest:
            raise ReleaseNotHereError(wanted=place[:80], packaged=packaged().digest)
        return packaged()
    path = Path(place)
    if path.is_dir():
        return Release(path)
    try:
        with path.open("rb") as stream:
            data = stream.read(limits.BUNDLE_BYTES + 1)
    except OSError as error:
        raise DataFileMissingError(f"{path.name} cannot be read: {error.strerror}.") from None
    return unpack_any(data)


def _files(data: bytes) -> dict[str, bytes]:
    if len(data) > limits.BUNDLE_BYTES:
        raise BundleTooLargeError(length=len(data))
    opener = zlib.decompressobj()
    try:
        text = opener.decompress(data, limits.BUNDLE_PLAIN_BYTES + 1)
    except zlib.error:
        raise BundleFormatError(because="compression") from None
    if len(text) > limits.BUNDLE_PLAIN_BYTES or not opener.eof or opener.unused_data:
        kind = BundleTooLargeError if len(text) > limits.BUNDLE_PLAIN_BYTES else BundleFormatError
        raise kind(because="length")
    try:
        plain: Any = plain_json.loads(text)
    except (ValueError, RecursionError):
        raise BundleFormatError(because="json") from None
    files = plain.get("files") if isinstance(plain, dict) else None
    if (
        not isinstance(files, dict)
        or set(plain) != {"format", "files"}
        or plain["format"] != FORMAT
    ):
        raise BundleFormatError(because="form")
    if set(files) != set(FILES) or not all(isinstance(one, str) for one in files.values()):
        raise BundleFormatError(because="files")
    return {name: text.encode() for name, text in files.items()}
