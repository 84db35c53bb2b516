"""Where the public site keeps what it makes itself, and under which address it is known. Read when asked."""

import os
from pathlib import Path
from typing import Final

HOME: Final = "COMITY_GATEWAY_HOME"
ADDRESS: Final = "COMITY_GATEWAY_ADDRESS"
DEFAULT: Final = ".gateway"
DUMPS: Final = "dumps"


def home() -> Path:
    """The folder of the site; it need not be there."""
    return Path(os.environ.get(HOME) or DEFAULT)


def dumps(place: Path | None = None) -> Path:
    """The folder of the dumps in it."""
    return (place or home()) / DUMPS


def address() -> str:
    """The site's public address without a slash at its end; empty where nobody has named it."""
    return os.environ.get(ADDRESS, "").rstrip("/")
