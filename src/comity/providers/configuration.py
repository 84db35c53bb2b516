"""Which connectors this node's provider has: the ``provider`` part of node.json.

A value that cannot be used stops with a sentence that names it.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from comity.providers.access_log import AccessLogConnector
from comity.providers.connectors import Connector
from comity.providers.errors import ConnectorConfigError
from comity.providers.maildir import MaildirConnector


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
