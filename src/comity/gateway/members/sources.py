"""Which directory the site reads: the one that is configured, else that of a running demo, else none. No Django.

COMITY_GATEWAY_DIRECTORY   address of the members' directory
COMITY_GATEWAY_ANCHOR      file with its trust anchor, received by another road
COMITY_GATEWAY_HOME   folder in which the site keeps its copy; ``.gateway`` where it is not set
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from comity.gateway.home import home
from comity.gateway.members import demo, limits
from comity.gateway.members.errors import AnchorFileWrongError, DirectoryAddressWrongError
from comity.wire import canonical, digests
from comity.wire.errors import ComityError

ADDRESS: Final = "COMITY_GATEWAY_DIRECTORY"
ANCHOR: Final = "COMITY_GATEWAY_ANCHOR"
_ADDRESS = re.compile(r"https?://[A-Za-z0-9.\[\]:-]+(?:/[A-Za-z0-9._~/-]*)?")


@dataclass(frozen=True, slots=True)
class Source:
    """A directory: where it is served, the digest of its first root, and whether all in it is invented."""

    url: str
    anchor: str
    demo: bool = False
    ahead: timedelta = timedelta(0)  # a demo moves its clock; zero elsewhere

    def time(self, real: datetime) -> datetime:
        """The time that this directory lives in, from the machine's (UTC)."""
        return real + self.ahead


def configured(environ: Mapping[str, str]) -> Source | None:
    """The directory to read, or None.

    Raises DirectoryAddressWrongError, AnchorFileWrongError, DemoFilesWrongError.
    """
    address, anchor = environ.get(ADDRESS, ""), environ.get(ANCHOR, "")
    if address or anchor:
        fits = len(address) <= limits.ADDRESS_CHARS and _ADDRESS.fullmatch(address)
        if not fits or not anchor:
            raise DirectoryAddressWrongError
        return Source(address.rstrip("/"), read_anchor(Path(anchor)))
    found = demo.running(demo.folder(environ))
    if found is None:
        return None
    return Source(found.url, read_anchor(found.anchor), demo=True, ahead=found.ahead)


def read_anchor(path: Path) -> str:
    """The digest of the first root in an anchor file. Raises AnchorFileWrongError."""
    try:
        with path.open("rb") as file:
            data = file.read(limits.ANCHOR_BYTES + 1)
        read = canonical.decode(data, max_bytes=limits.ANCHOR_BYTES)
        if read["anchor"] != "comity-anchor-1" or read["root_version"] != 1:
            raise AnchorFileWrongError(because="another kind of document")
        digests.parse(read["root_sha256"])
    except (OSError, KeyError, TypeError, ComityError) as error:
        raise AnchorFileWrongError(because=type(error).__name__) from error
    return str(read["root_sha256"])


def place(environ: Mapping[str, str], source: Source) -> Path:
    """Where the copy of this directory is kept: each anchor has a folder of its own."""
    return home(environ) / "directory" / source.anchor.removeprefix("sha256:")
