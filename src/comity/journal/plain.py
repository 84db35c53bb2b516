"""JSON that both databases keep as it was: canonical, of limited length, without NUL (PostgreSQL has none)."""

import json
import re
from collections.abc import Mapping
from typing import Any

from comity.wire import canonical
from comity.wire.errors import WireError

NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")


def checked(data: Mapping[str, Any], most: int, refusal: type[Exception]) -> dict[str, Any]:
    """A plain copy of at most so many bytes. Raises ``refusal``."""
    try:
        encoded = canonical.encode(dict(data))
    except (WireError, TypeError, ValueError) as error:
        raise refusal(str(error)) from error
    if len(encoded) > most:
        raise refusal(f"This is longer than {most} bytes. Keep it elsewhere and name it here.")
    if NUL.search(encoded):
        raise refusal("This holds a NUL character, which cannot be stored. Leave it out.")
    plain: dict[str, Any] = json.loads(encoded)
    return plain
