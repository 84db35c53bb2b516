"""Tells the post office and the worker what this room does."""

from django.apps import AppConfig


class AssistanceConfig(AppConfig):
    """Label ``assistance``."""

    name = "comity.assistance"
    label = "assistance"

    def ready(self) -> None:
        """Make letters and jobs known."""
        from comity.assistance import inbound

        inbound.register()
