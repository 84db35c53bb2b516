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
SEALING = "MLKEM768-X25519"  # names the sealing keys in their key ids
_SUITE = hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)
_KEM_PUBLIC = 1184  # then 32 bytes of X25519
_KEM_SEED = 64  # then 32 bytes of X25519

type_public = Ed25519PublicKey | MLDSA65PublicKey
type_private = Ed25519PrivateKey | MLDSA65PrivateKey

_PRIME = 2**255 - 19
_ORDER_8 = 0x05FCD5D8F9E8A9A8AC4D1D4EC8A77F3B7C2F35BF9B5B0F1F2F6B2C5B3B6B6B6B  # replaced below
