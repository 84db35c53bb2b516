"""What one installation is: read from ``node.json`` in its home folder.

A wrong value stops the start with a sentence. Pure: reads one file, knows no Django.
"""

import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from comity.wire.errors import ComityError


class NodeConfigWrongError(ComityError):
    """The node's configuration cannot be used; the sentence says which value to mend."""


@dataclass(frozen=True)
class NodeConfig:
    """One node: its place in the network, its files, its doors."""

    node: str  # id in the directory, such as "ro-1"
    state: str  # ISO 3166 alpha-2
    home: Path
    authorities: tuple[str, ...]
    directory_url: str
    desk_port: int
    post_port: int
    database_url: str = ""  # empty: SQLite in the home folder
    collects_from: str | None = None  # node id; set where nothing can reach this node
    provider: dict[str, Any] = field(default_factory=dict)  # connectors of a provider's node
    law_vouchers: int = 2  # how many States must vouch for a release of the law data
    sends_after_expiry_hours: int = 24  # how long we send on an expired directory
    time_zone: str = "UTC"  # shown beside UTC on every screen
    secret_key: str = ""
    demo: bool = False


def load(home: Path) -> NodeConfig:
    """Read ``home/node.json``. Raises NodeConfigWrongError naming the value."""
    path = home / "node.json"
    try:
        raw = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise NodeConfigWrongError(
            "There is no node.json in the home folder: run `comity node init` first."
        ) from None
    except ValueError as error:
        raise NodeConfigWrongError(f"node.json is not valid JSON: {error}") from error
    known = set(NodeConfig.__dataclass_fields__) - {"home"}
    unknown = set(raw) - known
    if unknown:
        raise NodeConfigWrongError(f"node.json has settings we do not know: {sorted(unknown)}")
    missing = {
        "node",
        "state",
        "authorities",
        "directory_url",
        "desk_port",
        "post_port",
        "secret_key",
    } - set(raw)
    if missing:
        raise NodeConfigWrongError(f"node.json lacks: {sorted(missing)}")
    vouchers = raw.get("law_vouchers", 2)
    if type(vouchers) is not int or vouchers < 1:
        raise NodeConfigWrongError("node.json: law_vouchers must be a whole number, at least 1.")
    raw["authorities"] = tuple(raw["authorities"])
    return NodeConfig(home=home, **raw)


def home_from_environment() -> Path:
    """The folder that ``COMITY_HOME`` names. Raises NodeConfigWrongError when it is not set."""
    value = os.environ.get("COMITY_HOME")
    if not value:
        raise NodeConfigWrongError("Set COMITY_HOME to the folder of the node.")
    return Path(value)
