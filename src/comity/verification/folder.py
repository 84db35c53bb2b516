"""The folder under examination: what was read from it, and which files nothing has accounted for yet.

A file is accounted for when a check has found it to be what a signature says it is, or what is computed
from such a file. What the seal alone covers (texts for people) is named as such.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TypeVar

from comity.evidence import bag, layout
from comity.evidence.errors import FileChangedError, FileMissingError, FileNotPlainError
from comity.verification.errors import FileUnaccountedError, ListWrongError, naming
from comity.wire import canonical, documents
from comity.wire.documents import Document
from comity.wire.errors import WireError

PAYLOAD = "data/"
Line = TypeVar("Line", bound=Document)


class Folder:
    """A whole bag. Paths are relative to its payload, tag files apart."""

    def __init__(self, root: Path) -> None:
        self.root = root
        found = bag.check(root)
        self.tags = found.tags
        self.digests: Mapping[str, str] = {
            path.removeprefix(PAYLOAD): digest for path, digest in found.payload.items()
        }
        self._accounted: set[str] = set()

    @property
    def length(self) -> int:
        """Bytes of the whole payload."""
        return sum((self.root / PAYLOAD / name).stat().st_size for name in self.digests)

    def names(self, below: str) -> list[str]:
        """The files below a folder of the payload, sorted."""
        return sorted(name for name in self.digests if name.startswith(f"{below}/"))

    def has(self, name: str) -> bool:
        """Whether the payload holds this file."""
        return name in self.digests

    def path(self, name: str) -> Path:
        """Where the file is. Raises FileMissingError."""
        if name not in self.digests:
            raise FileMissingError(f"{name} is missing.", f"{PAYLOAD}{name}")
        return self.root / PAYLOAD / name

    def read(self, name: str, max_bytes: int) -> bytes:
        """The bytes of a file. Raises FileMissingError, FileNotPlainError."""
        return self._read(self.path(name), f"{PAYLOAD}{name}", max_bytes)

    def read_tag(self, name: str, max_bytes: int) -> bytes:
        """The bytes of a tag file. Raises FileMissingError, FileNotPlainError."""
        if name not in self.tags:
            raise FileMissingError(f"{name} is missing.", name)
        return self._read(self.root / name, name, max_bytes)

    def _read(self, path: Path, shown: str, max_bytes: int) -> bytes:
        if path.stat().st_size > max_bytes:
            raise FileNotPlainError(f"{shown} is larger than any export writes it.", shown)
        return path.read_bytes()

    def lines(self, name: str, model: type[Line], max_bytes: int) -> Iterator[Line]:
        """A list with one JSON object a line. Raises ListWrongError."""
        data = self.read(name, max_bytes)
        if data and not data.endswith(b"\n"):
            raise ListWrongError("The list does not end with a whole line.", name)
        for line in data.split(b"\n")[:-1]:
            with naming(name, ListWrongError):
                value = canonical.decode_canonical(line, max_bytes=max_bytes)
                found = documents.validate(model, value, error=_LineWrongError)
            yield found
        self.account([name])

    def account(self, names: Iterable[str]) -> None:
        """These files are what a signature, or a computation from signed files, says."""
        self._accounted.update(names)

    def check_same(self, name: str, expected: bytes) -> None:
        """The file holds exactly these bytes, which a check computed. Raises FileChangedError."""
        if self.read(name, max(len(expected), 1)) != expected:
            raise FileChangedError(
                f"{name} is not what the signed file beside it gives when it is computed again.",
                f"{PAYLOAD}{name}",
            )
        self.account([name])

    def check_computed(self, files: Mapping[str, bytes]) -> None:
        """All of these files are there and hold exactly these bytes."""
        for name, expected in files.items():
            self.check_same(name, expected)

    def check_all_accounted(self) -> list[str]:
        """Nothing unsigned is in the folder. Returns what the seal alone covers (texts for people).

        Raises FileUnaccountedError.
        """
        texts = []
        for name in sorted(set(self.digests) - self._accounted):
            if name not in layout.TEXT_FILES and not name.startswith(layout.TEXT_FOLDERS):
                raise FileUnaccountedError(f"No signature stands behind {name}.", name)
            texts.append(name)
        return texts


class _LineWrongError(WireError):
    """A line is not of its form; `naming` adds the file."""

    sentence = "A line of the list is not of its form."
