"""Keys of authorities and nodes: signing (Ed25519, ML-DSA-65) and sealing (HPKE, hybrid KEM).

The only door to the primitives of ``cryptography``. A key id is derived from the key, so that it cannot
name another one. Private bytes are raw seeds; where and how they are stored is not decided here.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA65PrivateKey, MLDSA65PublicKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from comity.wire import base64url
from comity.wire.errors import KeyFormatError, SealBrokenError, SignatureWrongError

ALGORITHMS = ("Ed25519", "ML-DSA-65")
SEALING = "MLKEM768-X25519"
KEM_PUBLIC_BYTES = 1184  # of ML-KEM-768; 32 bytes of X25519 follow
KEM_SEED_BYTES = 64  # of ML-KEM-768; 32 bytes of X25519 follow

_SUITE = hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)

# Ed25519 points of small order, by y: with such a key one signature fits many texts.
_P = 2**255 - 19
_Y8 = 0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826
_SMALL_ORDER = {0, 1, _P - 1, _Y8, _P - _Y8}


def key_id(alg: str, raw: bytes) -> str:
    """The name of a key: the first 32 hexadecimal digits of SHA-256(alg, a zero byte, raw key)."""
    return hashlib.sha256(alg.encode() + b"\0" + raw).hexdigest()[:32]


def public_dict(alg: str, raw: bytes) -> dict[str, str]:
    """A public key as JSON writes it."""
    return {"kid": key_id(alg, raw), "alg": alg, "public": base64url.encode(raw)}


def read_public(data: object, algorithms: tuple[str, ...]) -> tuple[str, str, bytes]:
    """Key id, algorithm and raw key of a public key in JSON. Raises KeyFormatError or Base64FormatError."""
    if not isinstance(data, Mapping) or set(data) != {"kid", "alg", "public"}:
        raise KeyFormatError
    alg, raw = data["alg"], base64url.decode(data["public"])
    if alg not in algorithms or data["kid"] != key_id(alg, raw):
        raise KeyFormatError
    return data["kid"], alg, raw


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A public signing key."""

    kid: str
    alg: str
    raw: bytes

    @classmethod
    def from_raw(cls, alg: str, raw: bytes) -> "PublicKey":
        """Raises KeyFormatError if it is no key of that algorithm."""
        _load_public(alg, raw)
        return cls(key_id(alg, raw), alg, raw)

    @classmethod
    def from_dict(cls, data: object) -> "PublicKey":
        """Raises KeyFormatError (also for a key id that is not the key's own)."""
        kid, alg, raw = read_public(data, ALGORITHMS)
        _load_public(alg, raw)
        return cls(kid, alg, raw)

    def as_dict(self) -> dict[str, str]:
        """The form in directory entries: kid, alg, public."""
        return {"kid": self.kid, "alg": self.alg, "public": base64url.encode(self.raw)}

    def verify(self, signature: bytes, data: bytes) -> None:
        """Raises SignatureWrongError (or KeyFormatError if this is no key)."""
        try:
            _load_public(self.alg, self.raw).verify(signature, data)
        except InvalidSignature:
            raise SignatureWrongError(kid=self.kid) from None


class SigningKey:
    """A private signing key."""

    def __init__(self, alg: str, key: Ed25519PrivateKey | MLDSA65PrivateKey) -> None:
        raw = key.public_key().public_bytes_raw()
        self.alg = alg
        self.public = PublicKey(key_id(alg, raw), alg, raw)
        self.kid = self.public.kid
        self._key = key

    def __repr__(self) -> str:
        return f"<SigningKey {self.alg} {self.kid}>"

    @classmethod
    def generate(cls, alg: str) -> "SigningKey":
        """A new key of ``Ed25519`` or ``ML-DSA-65``. Raises KeyFormatError."""
        return cls(alg, _private_class(alg).generate())

    @classmethod
    def from_private_bytes(cls, alg: str, raw: bytes) -> "SigningKey":
        """From a seed of 32 bytes. Raises KeyFormatError."""
        kind = _private_class(alg)
        try:
            key = (
                kind.from_private_bytes(raw)
                if issubclass(kind, Ed25519PrivateKey)
                else kind.from_seed_bytes(raw)
            )
        except ValueError:
            raise KeyFormatError from None
        return cls(alg, key)

    def to_private_bytes(self) -> bytes:
        """The seed."""
        return self._key.private_bytes_raw()

    def sign(self, data: bytes) -> bytes:
        """The signature over these bytes."""
        return self._key.sign(data)


def generate_pair() -> tuple[SigningKey, SigningKey]:
    """New keys for one signer: Ed25519 and ML-DSA-65."""
    return SigningKey.generate("Ed25519"), SigningKey.generate("ML-DSA-65")


@dataclass(frozen=True, slots=True)
class SealingPublicKey:
    """A public key that content is sealed to."""

    kid: str
    raw: bytes

    @classmethod
    def from_raw(cls, raw: bytes) -> "SealingPublicKey":
        """Raises KeyFormatError."""
        _load_sealing(raw)
        return cls(key_id(SEALING, raw), raw)

    @classmethod
    def from_dict(cls, data: object) -> "SealingPublicKey":
        """Raises KeyFormatError (also for a key id that is not the key's own)."""
        kid, _alg, raw = read_public(data, (SEALING,))
        _load_sealing(raw)
        return cls(kid, raw)

    def as_dict(self) -> dict[str, str]:
        """The form in directory entries: kid, alg, public."""
        return {"kid": self.kid, "alg": SEALING, "public": base64url.encode(self.raw)}


def seal_to(public: SealingPublicKey, plaintext: bytes, info: bytes) -> bytes:
    """HPKE in base mode, one shot: it hides, it does not say who sealed. Raises KeyFormatError."""
    try:
        return _SUITE.encrypt(plaintext, _load_sealing(public.raw), info)
    except ValueError:  # an X25519 half of small order
        raise KeyFormatError from None


class SealingKey:
    """A private key that opens what was sealed to it."""

    def __init__(self, mlkem: MLKEM768PrivateKey, x25519: X25519PrivateKey) -> None:
        self._seed = mlkem.private_bytes_raw() + x25519.private_bytes_raw()
        self._key = hpke.MLKEM768X25519PrivateKey(mlkem, x25519)
        raw = mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw()
        self.public = SealingPublicKey(key_id(SEALING, raw), raw)
        self.kid = self.public.kid

    def __repr__(self) -> str:
        return f"<SealingKey {self.kid}>"

    @classmethod
    def generate(cls) -> "SealingKey":
        """A new key."""
        return cls(MLKEM768PrivateKey.generate(), X25519PrivateKey.generate())

    @classmethod
    def from_private_bytes(cls, raw: bytes) -> "SealingKey":
        """From 96 bytes: the seed of ML-KEM-768 and the scalar of X25519. Raises KeyFormatError."""
        try:
            return cls(
                MLKEM768PrivateKey.from_seed_bytes(raw[:KEM_SEED_BYTES]),
                X25519PrivateKey.from_private_bytes(raw[KEM_SEED_BYTES:]),
            )
        except ValueError:
            raise KeyFormatError from None

    def to_private_bytes(self) -> bytes:
        """The two seeds."""
        return self._seed

    def open(self, sealed: bytes, info: bytes) -> bytes:
        """The plaintext. Raises SealBrokenError."""
        try:
            return _SUITE.decrypt(sealed, self._key, info)
        except (InvalidTag, ValueError):
            raise SealBrokenError(kid=self.kid) from None


def _private_class(alg: str) -> type[Ed25519PrivateKey] | type[MLDSA65PrivateKey]:
    if alg == "Ed25519":
        return Ed25519PrivateKey
    if alg == "ML-DSA-65":
        return MLDSA65PrivateKey
    raise KeyFormatError


@lru_cache(maxsize=1024)
def _load_public(alg: str, raw: bytes) -> Ed25519PublicKey | MLDSA65PublicKey:
    try:
        if alg == "Ed25519":
            _refuse_small_order(raw)
            return Ed25519PublicKey.from_public_bytes(raw)
        if alg == "ML-DSA-65":
            return MLDSA65PublicKey.from_public_bytes(raw)
    except ValueError:
        raise KeyFormatError from None
    raise KeyFormatError


def _refuse_small_order(raw: bytes) -> None:
    y = int.from_bytes(raw, "little") & (2**255 - 1)
    if y >= _P or y in _SMALL_ORDER:
        raise KeyFormatError


@lru_cache(maxsize=256)
def _load_sealing(raw: bytes) -> hpke.MLKEM768X25519PublicKey:
    try:
        return hpke.MLKEM768X25519PublicKey(
            MLKEM768PublicKey.from_public_bytes(raw[:KEM_PUBLIC_BYTES]),
            X25519PublicKey.from_public_bytes(raw[KEM_PUBLIC_BYTES:]),
        )
    except ValueError:
        raise KeyFormatError from None
