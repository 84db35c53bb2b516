"""Where the public site keeps its dumps, and under which address it is known. Read when asked."""

import os
from pathlib import Path
from typing import Final

from comity.gateway.home import DEFAULT, HOME, home

__all__ = ["ADDRESS", "DEFAULT", "DUMPS", "HOME", "address", "dumps", "home"]

ADDRESS: Final = "COMITY_GATEWAY_ADDRESS"
DUMPS: Final = "dumps"


def dumps(place: Path | None = None) -> Path:
    """The folder of the dumps in it."""
    return (place or home()) / DUMPS


def address() -> str:
    """The site's public address without a slash at its end; empty where nobody has named it."""
    return os.environ.get(ADDRESS, "").rstrip("/")
