"""Binary values in JSON: base64url without padding (RFC 4648, section 5), one text per value.

Refuses padding, other alphabets, white space, and texts whose last bits are not zero.
"""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode

from comity.wire.errors import Base64FormatError


def encode(data: bytes) -> str:
    """The text of these bytes."""
    return urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def decode(text: object) -> bytes:
    """The bytes of this text. Raises Base64FormatError."""
    if not isinstance(text, str):
        raise Base64FormatError
    try:
        data = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (ValueError, binascii.Error):
        raise Base64FormatError from None
    # Python's decoder skips what it does not know; the way back shows it.
    if encode(data) != text:
        raise Base64FormatError
    return data
