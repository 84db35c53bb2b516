"""The vault of this node, where frozen copies lie sealed."""

from django.conf import settings

from comity.providers.connectors import Connector, configured
from comity.vault.folder import FolderVault


def vault() -> FolderVault:
    """The folder vault in the node's home."""
    return FolderVault(settings.NODE.home / "vault")


def connectors() -> list[Connector]:
    """The connectors of this node's provider. Raises ConnectorConfigError."""
    return configured(settings.NODE.provider)
