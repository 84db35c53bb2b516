"""What stands between an order and a provider's own systems: one connector per source.

A connector gives the things that bear the identifiers of a scope, byte for byte, with the time at
which the provider itself received them. It changes nothing in the source. What it cannot give it
names: a `Gap` for one thing, ConnectorFailedError for the rest of the source.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from comity.providers.errors import ConnectorConfigError
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


def configured(provider: Mapping[str, Any]) -> list[Connector]:
    """The connectors that the ``provider`` part of node.json names. Raises ConnectorConfigError."""
    rows = provider.get("connectors", [])
    if not isinstance(rows, list):
        raise ConnectorConfigError("provider.connectors in node.json must be a list.")
    found = [_connector(row) for row in rows]
    if len({one.name for one in found}) != len(found):
        raise ConnectorConfigError("Two connectors in node.json have the same name.")
    return found


def _connector(row: object) -> Connector:
    from comity.providers.access_log import AccessLogConnector
    from comity.providers.maildir import MaildirConnector

    if not isinstance(row, dict):
        raise ConnectorConfigError("Each connector in node.json is an object with kind and name.")
    kind = row.get("kind")
    if kind == "maildir":
        root, accounts = _path(row, "root"), row.get("accounts")
        return MaildirConnector(_name(row), root, accounts, _data_items(row, {"d.mailbox"}))
    if kind == "access-log":
        return AccessLogConnector(
            _name(row), _path(row, "path"), _data_items(row, {"b.connection", "c-iii.logs"})
        )
    raise ConnectorConfigError(f"There is no connector of kind {str(kind)[:40]!r}.")


def _name(row: Mapping[str, Any]) -> str:
    name = row.get("name")
    if not isinstance(name, str) or not name.replace("-", "").isalnum() or len(name) > 40:
        raise ConnectorConfigError("A connector's name has letters, digits and hyphens only.")
    return name


def _path(row: Mapping[str, Any], key: str) -> Path:
    value = row.get(key)
    if not isinstance(value, str) or not Path(value).is_absolute():
        raise ConnectorConfigError(f"{key} of connector {row.get('name')!r} must be a full path.")
    return Path(value)


def _data_items(row: Mapping[str, Any], default: set[str]) -> frozenset[str]:
    value = row.get("data_items", sorted(default))
    if not isinstance(value, list) or not value or not all(isinstance(one, str) for one in value):
        raise ConnectorConfigError(f"data_items of connector {row.get('name')!r} must be a list.")
    return frozenset(value)
