"""The keys of objects, each wrapped under the vault's own key (AES-256-GCM, bound to the object's id).

The vault's key file lies apart from the vault, so that a copy of the one does not open the other. It is
made when the first key is stored, and never replaced by a new one while wrapped keys are there.
"""

import contextlib
import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from comity.vault.errors import (
    KeyExistsError,
    KeyMissingError,
    VaultKeyMissingError,
    VaultKeyWrongError,
)
from comity.vault.files import create
from comity.vault.names import check_object_id

LABEL = b"comity-vault-key-1\x00"
NONCE_BYTES = 12
VAULT_KEY_BYTES = 32


class KeyStore:
    """Wrapped keys in one folder."""

    def __init__(self, folder: Path, key_file: Path) -> None:
        self._folder = folder
        self._key_file = key_file

    def put(self, object_id: str, key: bytes) -> None:
        """Store a key, once; the same key again changes nothing. Raises KeyExistsError."""
        path = self._path(object_id)
        nonce = secrets.token_bytes(NONCE_BYTES)
        wrapped = nonce + self._cipher(make=True).encrypt(nonce, key, LABEL + object_id.encode())
        try:
            create(path, wrapped)
        except FileExistsError:
            if not secrets.compare_digest(self.get(object_id), key):
                raise KeyExistsError(object=object_id) from None

    def get(self, object_id: str) -> bytes:
        """The key of an object. Raises KeyMissingError, VaultKeyMissingError, VaultKeyWrongError."""
        try:
            wrapped = self._path(object_id).read_bytes()
        except FileNotFoundError:
            raise KeyMissingError(object=object_id) from None
        nonce, sealed = wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:]
        try:
            return self._cipher().decrypt(nonce, sealed, LABEL + object_id.encode())
        except (InvalidTag, ValueError) as error:
            raise VaultKeyWrongError(object=object_id) from error

    def destroy(self, object_id: str) -> bool:
        """Overwrite and remove the wrapped key; False where there was none."""
        path = self._path(object_id)
        try:
            with path.open("r+b") as out:
                out.write(secrets.token_bytes(path.stat().st_size))
                out.flush()
                os.fsync(out.fileno())
        except FileNotFoundError:
            return False
        path.unlink(missing_ok=True)
        return True

    def _path(self, object_id: str) -> Path:
        return self._folder / f"{check_object_id(object_id)}.key"

    def _cipher(self, *, make: bool = False) -> AESGCM:
        try:
            key = self._key_file.read_bytes()
        except FileNotFoundError:
            if not make or (self._folder.exists() and any(self._folder.glob("*.key"))):
                raise VaultKeyMissingError(file=self._key_file.name) from None
            key = _make(self._key_file)
        if len(key) != VAULT_KEY_BYTES:
            raise VaultKeyWrongError(file=self._key_file.name)
        return AESGCM(key)


def _make(path: Path) -> bytes:
    """A new vault key, or the one that somebody else made at the same moment."""
    with contextlib.suppress(FileExistsError):  # theirs is as good
        create(path, secrets.token_bytes(VAULT_KEY_BYTES))
    return path.read_bytes()
