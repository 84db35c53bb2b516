"""Tells the post office and the worker what this room does."""

from django.apps import AppConfig


class ProvidersConfig(AppConfig):
    """Label ``providers``."""

    name = "comity.providers"
    label = "providers"

    def ready(self) -> None:
        """Make letters and jobs known."""
        from comity.providers import inbound

        inbound.register()
