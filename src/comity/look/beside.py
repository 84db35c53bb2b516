"""What rooms above add to the page of a room below: exhibits beside an order, the request behind it.

The page asks for what stands beside it and knows nobody's name; who adds something registers it. Who
shows matters says where, so that a page about one letter can lead back to its matter.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from comity.officers.queries import Officer

REQUEST, ORDER = "request", "order"  # the pages that ask


@dataclass(frozen=True)
class Panel:
    """A part of a page: the template that shows it, and what the template needs (``panel``)."""

    template: str
    content: Mapping[str, Any] = field(default_factory=dict)
    order: int = 100


@dataclass(frozen=True)
class Place:
    """Where a matter is shown: the words of the link, and its address."""

    title: str
    url: str


PlaceFor = Callable[[Officer, str], Place | None]
_places: dict[str, PlaceFor] = {}


def register_place(name: str, place: PlaceFor) -> None:
    """Name who shows matters. It answers None for a matter that it does not show to this person."""
    _places[name] = place


def place(officer: Officer, matter: str) -> Place | None:
    """Where this person finds a matter; None where nobody shows it to them."""
    found = (find(officer, matter) for _, find in sorted(_places.items())) if matter else ()
    return next((one for one in found if one is not None), None)


PanelFor = Callable[[Officer, str], Panel | None]  # for whom, about which matter
_panels: dict[tuple[str, str], PanelFor] = {}


def register(page: str, name: str, panel: PanelFor) -> None:
    """Add a part to a page. A second one of a name replaces the first."""
    _panels[page, name] = panel


def panels(page: str, officer: Officer, matter: str) -> list[Panel]:
    """What stands beside a page about a matter, for this person, in order."""
    found = [make(officer, matter) for (where, _), make in sorted(_panels.items()) if where == page]
    return sorted((one for one in found if one is not None), key=lambda one: one.order)
