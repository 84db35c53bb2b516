"""What an order is issued for, as another room of this node knows it. Nothing of it enters the order.

An order carries a local reference that is never sent. Who gave the reference tells what it stands for, so
that a form can propose the same scope and a page can lead back. Rooms above register themselves here.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from comity.officers.queries import Officer
from comity.providers.errors import UnknownOrderError


@dataclass(frozen=True)
class Reference:
    """Something of this node that orders are issued for. ``scope`` as ScopeOfOrder writes it."""

    title: str
    url: str
    scope: Mapping[str, Any]
    related: Sequence[str] = ()  # references that belong to it, such as the hold before it


Finder = Callable[[Officer, str], Reference]
_finders: list[Finder] = []


def register(finder: Finder) -> None:
    """Name who knows references; it raises an Unknown...Error for what this person may not see."""
    if finder not in _finders:
        _finders.append(finder)


def find(officer: Officer, reference: str) -> Reference:
    """What a reference stands for, for this person. Raises what the finder raises, UnknownOrderError."""
    for finder in _finders:
        return finder(officer, reference)
    raise UnknownOrderError(reference=reference[:80])
