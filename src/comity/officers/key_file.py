"""The officer's own key file: an Ed25519 key, encrypted under a passphrase (scrypt, AES-256-GCM).

Only `comity approve` and `comity key` open it; a node never reads one. The public part is readable
without the passphrase and is bound to the sealed part, so that a changed file does not open. It is a
software key: whoever copies the file and learns the passphrase can approve in the officer's name.
Pure: no Django, no network; files are written by the caller.
"""

import hashlib
import json
import os
import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from comity.officers import limits
from comity.officers.errors import KeyFileFormatError, PassphraseWeakError, PassphraseWrongError
from comity.wire import base64url, canonical, names
from comity.wire.errors import WireError
from comity.wire.keys import SigningKey

FORMAT = "comity-officer-key-1"
ALGORITHM = "Ed25519"
_SCRYPT_R, _SCRYPT_P = 8, 1
_KDF = {"name": "scrypt", "r": _SCRYPT_R, "p": _SCRYPT_P}
_CIPHER = "AES-256-GCM"
_SALT_BYTES = 16
_NONCE_BYTES = 12
_MEMBERS = {"key", "person", "alg", "kid", "public", "kdf", "cipher", "nonce", "sealed"}


@dataclass(frozen=True)
class KeyFile:
    """A key file as it was read; ``open`` needs the passphrase."""

    person: str
    kid: str
    public: str  # base64url
    values: dict[str, Any]

    def public_part(self) -> dict[str, object]:
        """What the State's directory officer puts into the entry of this person."""
        return {
            "person": self.person,
            "key": {
                "kid": self.kid,
                "method": "software",
                "alg": ALGORITHM,
                "public": self.public,
                "rp_id": "",
            },
        }

    def open(self, passphrase: str) -> SigningKey:
        """The private key. Raises PassphraseWrongError."""
        values = self.values
        secret = _derive(
            passphrase, base64url.decode(values["kdf"]["salt"]), values["kdf"]["cost_log2"]
        )
        try:
            raw = AESGCM(secret).decrypt(
                base64url.decode(values["nonce"]),
                base64url.decode(values["sealed"]),
                _bound(values),
            )
        except InvalidTag:
            raise PassphraseWrongError from None
        key = SigningKey.from_private_bytes(ALGORITHM, raw)
        if key.kid != self.kid or base64url.encode(key.public.raw) != self.public:
            raise KeyFileFormatError
        return key


def check_passphrase(passphrase: str) -> None:
    """Raises PassphraseWeakError for a passphrase that is too short or absurdly long."""
    if not limits.PASSPHRASE_CHARS_LEAST <= len(passphrase) <= limits.PASSPHRASE_CHARS:
        raise PassphraseWeakError


def make(
    person: str, key: SigningKey, passphrase: str, cost_log2: int = limits.SCRYPT_COST_LOG2
) -> bytes:
    """The bytes of a new key file. Raises PassphraseWeakError, KeyFileFormatError."""
    check_passphrase(passphrase)
    if key.alg != ALGORITHM or not re.fullmatch(names.PERSON, person):
        raise KeyFileFormatError("The person's pseudonym must be written like RO-102.")
    salt, nonce = os.urandom(_SALT_BYTES), os.urandom(_NONCE_BYTES)
    values: dict[str, Any] = {
        "key": FORMAT,
        "person": person,
        "alg": ALGORITHM,
        "kid": key.kid,
        "public": base64url.encode(key.public.raw),
        "kdf": {**_KDF, "cost_log2": cost_log2, "salt": base64url.encode(salt)},
        "cipher": _CIPHER,
        "nonce": base64url.encode(nonce),
    }
    secret = _derive(passphrase, salt, cost_log2)
    sealed = AESGCM(secret).encrypt(nonce, key.to_private_bytes(), _bound(values))
    return json.dumps({**values, "sealed": base64url.encode(sealed)}, indent=2).encode() + b"\n"


def read(data: bytes) -> KeyFile:
    """A key file from its bytes, still closed. Raises KeyFileFormatError."""
    try:
        values = canonical.decode(data, max_bytes=limits.KEY_FILE_BYTES)
        _check(values)
    except (WireError, KeyError, TypeError, ValueError):
        raise KeyFileFormatError from None
    return KeyFile(values["person"], values["kid"], values["public"], values)


def _check(values: Any) -> None:
    kdf = values["kdf"]
    right = (
        set(values) == _MEMBERS
        and values["key"] == FORMAT
        and values["alg"] == ALGORITHM
        and values["cipher"] == _CIPHER
        and re.fullmatch(names.PERSON, values["person"])
        and re.fullmatch(names.HEX32, values["kid"])
        and len(base64url.decode(values["public"])) == 32
        and len(base64url.decode(values["nonce"])) == _NONCE_BYTES
        and base64url.decode(values["sealed"])
        and set(kdf) == {*_KDF, "cost_log2", "salt"}
        and all(kdf[name] == value for name, value in _KDF.items())
        and type(kdf["cost_log2"]) is int
        and kdf["cost_log2"] in limits.SCRYPT_COST_LOG2_RANGE
        and len(base64url.decode(kdf["salt"])) == _SALT_BYTES
    )
    if not right:
        raise KeyFileFormatError


def _bound(values: dict[str, Any]) -> bytes:
    return canonical.encode({name: value for name, value in values.items() if name != "sealed"})


def _derive(passphrase: str, salt: bytes, cost_log2: int) -> bytes:
    n, r, p = 2**cost_log2, _SCRYPT_R, _SCRYPT_P
    # One passphrase typed on two keyboards can be two sequences of characters.
    typed = unicodedata.normalize("NFKC", passphrase).encode()
    return hashlib.scrypt(typed, salt=salt, n=n, r=r, p=p, dklen=32, maxmem=132 * n * r * p + 2**20)
