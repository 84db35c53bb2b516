"""Names of objects and numbers of parts, checked before any of them becomes part of a path."""

import re

from comity.vault import limits
from comity.vault.errors import ObjectIdWrongError, PartNumberWrongError

OBJECT_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)


def check_object_id(object_id: str) -> str:
    """The id itself. Raises ObjectIdWrongError."""
    if not isinstance(object_id, str) or not OBJECT_ID.fullmatch(object_id):
        raise ObjectIdWrongError(object=str(object_id)[:80])
    return object_id


def check_number(number: int) -> int:
    """The number itself. Raises PartNumberWrongError."""
    if type(number) is not int or not 1 <= number <= limits.PARTS_PER_OBJECT:
        raise PartNumberWrongError(number=str(number)[:20])
    return number
