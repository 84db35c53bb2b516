"""A network that tests see: three States that published, one of them with a revoked key, and one that has left."""

from datetime import datetime
from pathlib import Path

from comity.gateway.members import keeping, network, reading
from comity.gateway.members.network import Network
from comity.gateway.members.seen import Seen
from comity.gateway.members.sources import Source
from tests.trust.founding import Founded

ADDRESS = "https://directory.example"


def seen_of(made: Founded, at: datetime, *, demo: bool = False, left: str = "") -> Seen:
    """The newest version of the directory as a page sees it then (UTC); ``left`` was in its first version only."""
    newest = max(made.ceremony.history().versions())
    members = reading.read(made.files, made.anchor, newest)
    pins = {left: keeping.Pin(keys={}, threshold=1, version=1)} if left else {}
    notes = keeping.Notes(version=newest, pins=pins)
    source = Source(ADDRESS, made.anchor, demo=demo)
    return Seen("expired" if members.expired(at) else "current", at, source, members, notes)


def network_of(folder: Path) -> Network:
    """What is published of it."""
    from tests.gateway.test_members import DAY, LATER, publish
    from tests.trust.founding import NOW, found, rings

    made = found(folder)
    kid = rings()["ro-1"].authorities["RO/contact-point"][0].public.kid
    revoked = [{"kid": kid, "since": "2026-11-26T12:00:00Z", "reason": "device of somebody lost"}]
    publish(made, NOW + DAY / 2, hours="08–16", revoked=revoked)
    return network.of(seen_of(made, LATER, left="FR"))
