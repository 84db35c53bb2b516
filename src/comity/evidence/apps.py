"""Registers what arriving letters mean for exhibits, and the work that moves sealed parts."""

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    """The room of exhibits."""

    name = "comity.evidence"
    label = "evidence"

    def ready(self) -> None:
        """Tell the post office and the job table what this room does."""
        from comity.evidence import inbound

        inbound.register()
