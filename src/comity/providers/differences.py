"""Where a message's own ``Date:`` does not agree with its delivery. The header decides nothing; it is told.

Pure. Messages are read by the standard library's parser, headers only; what it cannot read is a
difference too.
"""

from datetime import datetime
from email import message_from_bytes
from email.utils import parsedate_to_datetime

from comity.providers import limits


def claimed_date(message: bytes) -> str:
    """The ``Date:`` header as it stands, or "none"; unprintable characters are shown as such."""
    head = message[: limits.MESSAGE_HEAD_BYTES].replace(b"\x00", b"")
    value = message_from_bytes(head).get("Date")
    if value is None:
        return "none"
    text = " ".join(str(value).split())
    return "".join(char if char.isprintable() else "?" for char in text)[: limits.CLAIM_CHARS]


def difference(message: bytes, delivered_at: datetime) -> str | None:
    """What the message claims, where that is more than limits.DATE_TOLERANCE from the delivery (UTC)."""
    claim = claimed_date(message)
    try:
        said = parsedate_to_datetime(claim)
    except (ValueError, OverflowError):
        return claim
    if said.tzinfo is None:
        return claim
    try:
        apart = abs(said - delivered_at)
    except OverflowError:
        return claim
    return claim if apart > limits.DATE_TOLERANCE else None
