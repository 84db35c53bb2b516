"""The vault of this node, where frozen copies lie sealed, and who is writing to it."""

import fcntl
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

from comity.providers.configuration import configured
from comity.providers.connectors import Connector
from comity.vault.folder import FolderVault


def vault() -> FolderVault:
    """The folder vault in the node's home."""
    return FolderVault(settings.NODE.home / "vault")


def connectors() -> list[Connector]:
    """The connectors of this node's provider. Raises ConnectorConfigError."""
    return configured(settings.NODE.provider)


@contextmanager
def only_one(matter: str) -> Iterator[bool]:
    """True for the one worker that copies under this order; False for any other meanwhile.

    The operating system lets go of the lock when the worker ends, however it ends: so a long copy needs no
    long lease, and a worker that was killed is followed at once.
    """
    folder = settings.NODE.home / "vault" / "locks"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = hashlib.sha256(matter.encode()).hexdigest()[:32]
    with (folder / name).open("ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
