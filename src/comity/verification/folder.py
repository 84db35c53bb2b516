"""The folder under examination: what was read from it, and which files nothing has accounted for yet.

A file is accounted for when a check has found it to be what a signature says it is, or what is computed
from such a file. What the seal alone covers (texts for people) is named as such.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from comity.evidence import bag
from comity.evidence.errors import BagUnreadableError, FileChangedError, FileMissingError
from comity.verification.errors import FileUnaccountedError
from comity.wire import canonical

PAYLOAD = "data/"


class Folder:
    """A whole bag. Paths are relative to its payload."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.digests = {
            path.removeprefix(PAYLOAD): digest for path, digest in bag.check(root).items()
        }
        self._accounted: set[str] = set()

    def names(self, below: str) -> list[str]:
        """The files below a folder of the payload, sorted."""
        return sorted(name for name in self.digests if name.startswith(f"{below}/"))

    def folders(self, below: str) -> list[str]:
        """The folders directly below a folder of the payload, sorted."""
        found = {
            "/".join(name.split("/")[: below.count("/") + 2])
            for name in self.names(below)
            if name.count("/") > below.count("/") + 1
        }
        return sorted(found)

    def has(self, name: str) -> bool:
        """Whether the payload holds this file."""
        return name in self.digests

    def path(self, name: str) -> Path:
        """Where the file is. Raises FileMissingError."""
        if name not in self.digests:
            raise FileMissingError(f"{name} is missing.", name)
        return self.root / PAYLOAD / name

    def read(self, name: str, max_bytes: int) -> bytes:
        """The bytes of a file. Raises FileMissingError or BagUnreadableError."""
        path = self.path(name)
        if path.stat().st_size > max_bytes:
            raise BagUnreadableError(f"{name} is larger than any export writes it.", name)
        return path.read_bytes()

    def read_json(self, name: str, max_bytes: int) -> Any:
        """A canonical JSON file, read strictly. Raises one of wire's DocumentErrors as well."""
        return canonical.decode(self.read(name, max_bytes), max_bytes=max_bytes)

    def lines(self, name: str, max_bytes: int) -> Iterator[Any]:
        """The values of a file with one JSON value a line."""
        for line in self.read(name, max_bytes).splitlines():
            yield canonical.decode(line, max_bytes=max_bytes)

    def account(self, names: Iterable[str]) -> None:
        """These files are what a signature, or a computation from signed files, says."""
        self._accounted.update(names)

    def check_same(self, name: str, expected: bytes) -> None:
        """The file holds exactly these bytes, which a check computed. Raises FileChangedError."""
        if self.read(name, len(expected)) != expected:
            raise FileChangedError(
                f"{name} is not what the signed file beside it gives when it is computed again.",
                name,
            )
        self.account([name])

    def check_all_accounted(self, sealed_only: Iterable[str]) -> list[str]:
        """Nothing unsigned is in the folder. Returns what the seal alone covers (texts for people).

        Raises FileUnaccountedError.
        """
        allowed = tuple(sealed_only)
        texts = []
        for name in sorted(set(self.digests) - self._accounted):
            if not name.startswith(allowed):
                raise FileUnaccountedError(f"No signature stands behind {name}.", name)
            texts.append(name)
        return texts
