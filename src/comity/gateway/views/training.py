"""Training and help of a State, for its profile, for the comparison and for programs."""

from collections.abc import Iterable

from comity.gateway import published
from comity.gateway.resources import finding, helping, live, showing
from comity.gateway.resources.entries import Entry
from comity.gateway.resources.helping import Help
from comity.gateway.resources.live import Shelf
from comity.gateway.resources.showing import Shown


def helped(codes: Iterable[str]) -> list[Help]:
    """For each of these States, of what is published now."""
    return _helped(live.now(), codes)


def shown(codes: Iterable[str], language: str) -> list[dict[str, object]]:
    """The same as a page in that language shows it."""
    shelf = live.now()
    return [_shown(one, language, shelf.complete) for one in _helped(shelf, codes)]


def _helped(shelf: Shelf, codes: Iterable[str]) -> list[Help]:
    return helping.of_states(shelf.entries, codes, published.now().today)


def _shown(found: Help, language: str, complete: bool) -> dict[str, object]:
    def each(some: Iterable[Entry]) -> list[Shown]:
        return [showing.shown(one, language) for one in some]

    return {
        "from_here": each(found.from_here),
        "for_here": each(found.for_here),
        "standards": found.standards,
        "open_to_all": found.open_to_all,
        "any_state": finding.ANY_STATE,
        "complete": complete,
    }
