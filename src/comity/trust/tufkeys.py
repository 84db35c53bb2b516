"""Between Comity's keys and TUF's: the same Ed25519 and ML-DSA-65 keys, in the form that TUF tools read.

No key is made here, and nothing is stored.
"""

from collections.abc import Iterable, Sequence

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA65PrivateKey, MLDSA65PublicKey
from securesystemslib.signer import CryptoSigner, Signer, SSlibKey

from comity.trust.errors import RepositoryWrongError
from comity.wire.keys import PublicKey, SigningKey


def tuf_key(key: PublicKey) -> SSlibKey:
    """The key as TUF metadata writes it; its id there is the digest of that form."""
    if key.alg == "Ed25519":
        return SSlibKey.from_crypto(Ed25519PublicKey.from_public_bytes(key.raw))
    if key.alg == "ML-DSA-65":
        return SSlibKey.from_crypto(MLDSA65PublicKey.from_public_bytes(key.raw))
    raise RepositoryWrongError(alg=key.alg)


def signer(key: SigningKey) -> Signer:
    """A signer for TUF metadata."""
    seed = key.to_private_bytes()
    if key.alg == "Ed25519":
        return CryptoSigner(Ed25519PrivateKey.from_private_bytes(seed))
    return CryptoSigner(MLDSA65PrivateKey.from_seed_bytes(seed))


def signers(pairs: Iterable[Sequence[SigningKey]]) -> list[Signer]:
    """A signer for every key of these pairs."""
    return [signer(key) for pair in pairs for key in pair]
