"""The room of the directory registers its jobs with the worker."""

from django.apps import AppConfig


class TrustConfig(AppConfig):
    """Label ``trust``."""

    name = "comity.trust"
    label = "trust"

    def ready(self) -> None:
        """Make the jobs of renewing the directory and rotating sealing keys known."""
        from comity.trust import upkeep

        upkeep.register()
