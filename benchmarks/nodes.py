"""Two nodes on SQLite as separate processes, as the demo runs them, without a provider."""

import os
from pathlib import Path

from comity.demo.world import World


class TwoNodes(World):
    """The requesting and the requested State's nodes, with their directory."""

    def _provider_data(self) -> None:  # type: ignore[override]
        """No mail store: nothing is held here."""


def build(folder: Path) -> TwoNodes:
    """Set up and start. The third node of the demo is there, and idle."""
    os.environ.pop("COMITY_KILL_AT", None)
    made = TwoNodes(folder)
    made.build()
    made.start()
    return made
