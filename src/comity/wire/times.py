"""Times on the wire: UTC, ``2026-11-25T22:41:25Z``, with six digits of a second where needed.

Refuses offsets, missing zones, other precisions, times that do not exist (leap seconds included), and
years so far off that adding days or a zone to them would leave the calendar.
"""

import re
from datetime import UTC, datetime

from comity.wire import limits
from comity.wire.errors import TimeFormatError, TimeZoneMissingError

_WITHOUT_ZONE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{6})?")
_ZERO_FRACTION = ".000000"


def format(moment: datetime) -> str:
    """The text of an aware time. Raises TimeZoneMissingError."""
    if moment.tzinfo is None:
        raise TimeZoneMissingError
    return moment.astimezone(UTC).isoformat().removesuffix("+00:00") + "Z"


def parse(text: object) -> datetime:
    """The time, in UTC. Raises TimeFormatError or TimeZoneMissingError."""
    if not isinstance(text, str):
        raise TimeFormatError
    bare = text.removesuffix("Z")
    if not _WITHOUT_ZONE.fullmatch(bare) or bare.endswith(_ZERO_FRACTION):
        raise TimeFormatError
    if bare == text:
        raise TimeZoneMissingError
    try:
        moment = datetime.fromisoformat(bare).replace(tzinfo=UTC)
    except ValueError:
        raise TimeFormatError from None
    if not limits.FIRST_YEAR <= moment.year <= limits.LAST_YEAR:
        raise TimeFormatError
    return moment
