"""The folder in which the public site keeps what is its own. Read when asked. Pure, but for the environment."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

HOME: Final = "COMITY_GATEWAY_HOME"
DEFAULT: Final = ".gateway"


def home(environ: Mapping[str, str] | None = None) -> Path:
    """The folder of the site; it need not be there. ``environ``: settings to ask instead of those of this process."""
    settings = os.environ if environ is None else environ
    return Path(settings.get(HOME) or DEFAULT)
