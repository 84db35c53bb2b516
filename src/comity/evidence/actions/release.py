"""The plain file of an exhibit for a custodian: opened only whole and verified, and put on record.

The plain bytes lie under no name on the disk: the file is removed as soon as it is open for reading.
"""

import tempfile
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import transaction

from comity.evidence import queries, store, visible
from comity.evidence.actions.receive import record
from comity.evidence.errors import ExhibitNotVerifiedError
from comity.evidence.models import Exhibit
from comity.officers import queries as officers
from comity.officers.models import Officer

CUSTODY = "custody"
WHOLE = (Exhibit.VERIFIED, Exhibit.SEALED)  # sealed: made here


def release(officer: Officer, matter: str, exhibit: str) -> tuple[Exhibit, BinaryIO]:
    """The exhibit and its plain bytes, to be read once.

    Raises NotAllowedError, UnknownExhibitError, ExhibitNotVerifiedError, PartMissingError,
    PartChangedError, SealBrokenError, PlainDigestError.
    """
    officers.check_capacity(officer, CUSTODY)
    row = visible.exhibit_for(officer, matter, exhibit)
    if row.state not in WHOLE:
        raise ExhibitNotVerifiedError(exhibit=row.exhibit, state=row.state)
    with tempfile.TemporaryDirectory(dir=settings.NODE.home) as folder:
        plain = Path(folder) / "plain"
        store.release(queries.manifest_of(row), plain)
        stream = plain.open("rb")
    with transaction.atomic():
        record("released", row, actor=officer.person)
    return row, stream
