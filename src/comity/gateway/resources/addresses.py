"""Every address of this part, for the mirror and for tests. Pure."""

from collections.abc import Iterator

from comity.gateway.resources import entries, live


def pages() -> Iterator[str]:
    """Pages, as they follow the language."""
    yield "resources/"
    yield "resources/expired/"
    yield from (f"resources/kind/{one}/" for one in entries.KINDS)
    yield from (f"resources/{one.id}/" for one in live.now().entries)


def feeds() -> Iterator[str]:
    """Feeds, as they follow the language."""
    yield "resources/feed.atom"
    yield "resources/events.ics"
    yield from (f"resources/{one}.atom" for one in entries.KINDS)


def files() -> Iterator[str]:
    """Files of data."""
    yield "/data/resources.json"
    yield "/data/resources.csv"
    yield from (f"/data/resources/{one.id}.jsonld" for one in live.now().entries)
