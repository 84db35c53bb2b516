"""The one place where a node reads the time.

A demo moves several nodes through weeks in seconds: all of them read one file that holds an offset
in seconds (``COMITY_DEMO_CLOCK`` names it). Without that variable the time is the machine's. Every
output of a node whose clock is moved says so (`is_demo`).
"""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

VARIABLE = "COMITY_DEMO_CLOCK"


def offset() -> timedelta:
    """How far the demo clock is ahead of the machine's; zero where there is no demo clock."""
    name = os.environ.get(VARIABLE)
    if not name:
        return timedelta(0)
    text = Path(name).read_text("ascii").strip()
    return timedelta(seconds=int(text or "0"))


def now() -> datetime:
    """The node's time, in UTC."""
    return real_now() + offset()


def real_now() -> datetime:
    """The machine's time, in UTC: for leases, back-off and the freshness of HTTP signatures.

    Those measure what really passed, so a demo clock does not move them.
    """
    return datetime.now(UTC)


def is_demo() -> bool:
    """True where a demo clock moves this node: screens and exports must then say so."""
    return bool(os.environ.get(VARIABLE))
