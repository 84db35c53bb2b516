"""The recurring job that deletes done jobs after a week. Jobs given up stay until a person looks."""

from datetime import datetime, timedelta
from typing import Any

from comity.jobs import actions, limits, registry
from comity.journal import clock

KIND = "jobs.clear"


def clear(args: dict[str, Any]) -> datetime | None:
    """Delete the oldest done jobs; at once again where there are more than one portion."""
    now = clock.real_now()
    full = actions.clear_done(now - limits.CLEAR_DONE_AFTER) == limits.CLEAR_AT_ONCE
    return now if full else None


def register() -> None:
    """Make the job known."""
    registry.register(KIND, clear, every=timedelta(hours=1))
