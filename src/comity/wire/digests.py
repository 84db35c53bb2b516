"""Digests as texts: ``sha256:`` and 64 lowercase hexadecimal digits. No other algorithm, no other form."""

import hashlib
import re

from comity.wire.errors import DigestFormatError

PATTERN = "sha256:[0-9a-f]{64}"
_FORM = re.compile(PATTERN)


def sha256(data: bytes) -> str:
    """The digest of these bytes."""
    return "sha256:" + hashlib.sha256(data).hexdigest()


def parse(text: object) -> bytes:
    """The 32 bytes of a digest. Raises DigestFormatError."""
    if not isinstance(text, str) or not _FORM.fullmatch(text):
        raise DigestFormatError
    return bytes.fromhex(text[7:])
