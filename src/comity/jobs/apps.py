"""The job table, as a Django application."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Label ``jobs``."""

    name = "comity.jobs"
    label = "jobs"

    def ready(self) -> None:
        """Make the job that clears done jobs known."""
        from comity.jobs import clearing

        clearing.register()
