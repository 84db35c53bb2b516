"""What stands between an order and a provider's own systems: one connector per source.

A connector gives the things that bear the identifiers of a scope, byte for byte, with the time at
which the provider itself received them. It changes nothing in the source. What it cannot give it
names: a `Gap` for one thing, ConnectorFailedError for the rest of the source.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from comity.providers.rules import Mark, Scope


@dataclass(frozen=True)
class Item:
    """One message or line. ``delivered_at`` is UTC, None where the source cannot say."""

    id: str
    delivered_at: datetime | None
    data: bytes
    identifiers: frozenset[Mark]
    meta: Mapping[str, Any] = field(default_factory=dict)  # plain JSON without floats


@dataclass(frozen=True)
class Gap:
    """One thing that could not be given, by its id, with a code.

    ``vanished``: deleted before it could be copied. ``unreadable``: the system refused to read it.
    ``too_large``: above limits.ITEM_BYTES.
    """

    id: str
    code: str


@dataclass(frozen=True)
class Remark:
    """Something to say about a source that is no gap: a code and how often."""

    code: str
    count: int


Found = Item | Gap | Remark


class Connector(Protocol):
    """One source of a provider."""

    name: str
    data_items: frozenset[str]  # what its things are, in the codes of the tick list

    def collect(self, scope: Scope) -> Iterator[Found]:
        """Everything that bears an identifier of the scope and may lie in its range of time.

        Raises ConnectorFailedError when the source stops half-way.
        """
        ...
