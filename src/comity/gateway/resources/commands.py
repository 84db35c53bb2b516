"""`comity gateway course FILE`: a schema.org document becomes the draft of an entry."""

import sys
from datetime import UTC, datetime
from pathlib import Path

from comity.gateway.resources import importing, limits
from comity.gateway.resources.errors import CourseError


def course(path: str) -> int:
    """Write the draft to the standard output, and what is missing to the other one. 0, or 1 when refused."""
    with Path(path).open("rb") as stream:
        data = stream.read(limits.COURSE_BYTES + 1)
    try:
        draft = importing.draft(data, datetime.now(UTC).date())
    except CourseError as error:
        member = error.facts.get("member")
        sys.stderr.write(f"{error.code}: {error}{f' (member: {member})' if member else ''}\n")
        return 1
    sys.stdout.write(draft.toml)
    sys.stderr.write(f"Missing: {', '.join(draft.missing)}\n")
    return 0
