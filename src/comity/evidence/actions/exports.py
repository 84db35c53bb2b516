"""The exports that this node wrote: made under a name of their own, found again, packed for carrying.

A person finds only exports of matters that are open to them; the folder's own seal says which these are.
"""

import re
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from comity.assistance import queries as requests
from comity.evidence import seals
from comity.evidence.actions.export import CUSTODY, export
from comity.evidence.actions.names import EXPORTS
from comity.evidence.errors import ExportUnknownError
from comity.evidence.seals import Seal
from comity.journal import clock
from comity.officers import queries as officers
from comity.officers.models import Officer
from comity.wire import jws

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,120}")
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


@dataclass(frozen=True)
class Export:
    """One folder under ``exports`` in the node's home."""

    name: str
    folder: Path
    seal: Seal


def make(officer: Officer, matter: str) -> Export:
    """Export a request together with what it is linked to. Raises what `export` raises."""
    officers.check_capacity(officer, CUSTODY)
    row = requests.request_for(officer, matter)
    together = [matter, *(one.matter for one in requests.linked(officer, row))]
    moment = clock.now().strftime("%Y%m%dT%H%M%SZ")
    words = _UNSAFE.sub("-", row.reference).strip("-.")[:60] or "request"
    folder = settings.NODE.home / EXPORTS / f"{words}-{moment}"
    folder.parent.mkdir(mode=0o700, exist_ok=True)
    export(officer, together, folder)
    return find(officer, folder.name)


def find(officer: Officer, name: str) -> Export:
    """An export of matters that are open to this person. Raises NotAllowedError, ExportUnknownError."""
    officers.check_capacity(officer, CUSTODY)
    folder = settings.NODE.home / EXPORTS / name
    if not _NAME.fullmatch(name) or not (folder / seals.FILE).is_file():
        raise ExportUnknownError(name=name[:80])
    document = (folder / seals.FILE).read_bytes()
    seal = seals.parse(jws.peek(document, max_bytes=seals.DOCUMENT_BYTES).payload)
    visible = set(requests.requests_for(officer).values_list("matter", flat=True))
    if not set(seal.matters) <= visible:
        raise ExportUnknownError(name=name[:80])
    return Export(name, folder, seal)


def packed(found: Export) -> BinaryIO:
    """The folder as one zip file, to be read once; it lies under no name on the disk."""
    stream = tempfile.TemporaryFile(dir=settings.NODE.home)  # noqa: SIM115  (the reader closes it)
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for path in sorted(found.folder.rglob("*")):
            if path.is_file():
                archive.write(path, f"{found.name}/{path.relative_to(found.folder).as_posix()}")
    stream.seek(0)
    return stream
