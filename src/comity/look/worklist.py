"""What waits for whom: rooms register what they have, the desk gathers and sorts it.

A room says what waits for one officer and when it is due; it does not know the page.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from comity.officers.queries import Officer

URGENCIES = ("urgent", "soon", "normal")
LEVELS = ("alarm", "warning", "information")


@dataclass(frozen=True)
class QueueItem:
    """One thing that waits. ``due_at`` in UTC, None where no clock runs (``clock`` then says why).

    ``ours``: it waits for this side; what waits for somebody else is shown apart.
    """

    title: str
    url: str
    due_at: datetime | None
    clock: str  # the name of the clock that runs, in words
    urgency: str = "normal"
    kind: str = ""  # what must be done, in a word or two: approve, decide, answer
    state: str = ""  # where it stands, in words
    ours: bool = True

    def __post_init__(self) -> None:
        if self.urgency not in URGENCIES:
            raise ValueError(f"urgency is one of {URGENCIES}, not {self.urgency!r}")


@dataclass(frozen=True)
class Notice:
    """Something that the people of this node should know. ``at`` in UTC.

    ``seen_id``: the directory's notice that stays until somebody says that they have seen it.
    """

    title: str
    text: str
    at: datetime
    level: str = "warning"
    url: str = ""
    seen_id: int | None = None

    def __post_init__(self) -> None:
        if self.level not in LEVELS:
            raise ValueError(f"level is one of {LEVELS}, not {self.level!r}")


@dataclass(frozen=True)
class Link:
    """An entry of the navigation; ``name`` is the name of a route."""

    title: str
    name: str
    order: int = 100


ItemsFor = Callable[[Officer], list[QueueItem]]
NoticesFor = Callable[[Officer], list[Notice]]

_items: dict[str, ItemsFor] = {}
_notices: dict[str, NoticesFor] = {}
_links: dict[str, Link] = {}


def register(name: str, items: ItemsFor) -> None:
    """Name a function that lists what waits for an officer. A second one of a name replaces the first."""
    _items[name] = items


def register_notices(name: str, notices: NoticesFor) -> None:
    """Name a function that lists what an officer should know."""
    _notices[name] = notices


def register_link(title: str, name: str, order: int = 100) -> None:
    """Add a route to the navigation of every page."""
    _links[name] = Link(title, name, order)


def sources() -> dict[str, ItemsFor]:
    """Who lists what waits, by name."""
    return dict(sorted(_items.items()))


def notice_sources() -> dict[str, NoticesFor]:
    """Who lists notices, by name."""
    return dict(sorted(_notices.items()))


def links() -> list[Link]:
    """The navigation in its order."""
    return sorted(_links.values(), key=lambda link: (link.order, link.title))
