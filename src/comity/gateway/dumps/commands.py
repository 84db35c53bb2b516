"""What the commands of the site do with dumps. They return a sentence; the command prints it."""

from datetime import UTC, datetime
from pathlib import Path

from comity.gateway.dumps import home as places
from comity.gateway.dumps import keys, writing
from comity.gateway.dumps.errors import DumpError
from comity.gateway.members import network
from comity.gateway.members.network import Network
from comity.law.release import in_use


def _network() -> Network:
    """The network for a dump. Invented members of a demo are shown on pages and never signed as open data."""
    found = network.now()
    return network.UNKNOWN if found.directory and found.directory.invented else found


def at_start() -> str:
    """Make a dump in the home where one is missing. A site that cannot keep dumps still runs."""
    now = datetime.now(UTC)
    try:
        made = writing.make_if_missing(places.home(), in_use(), now.date(), now, _network())
    except DumpError as error:
        return f"No dump was made: {error.sentence}"
    return f"A new dump: {made}" if made else "The dumps are up to date."


def dump(folder: Path) -> str:
    """Write a dump into a folder, signed with the keys of the home. Raises DumpError, KeysError."""
    now = datetime.now(UTC)
    pair = keys.pair(places.home(), now)
    made = writing.write(folder, in_use(), now.date(), pair, now, network=_network())
    return f"{made}: signed with {', '.join(f'{key.alg} {key.kid}' for key in pair)}"
