"""Registers what arriving letters mean for exhibits, and the work that moves sealed parts."""

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    """The room of exhibits."""

    name = "comity.evidence"
    label = "evidence"

    def ready(self) -> None:
        """Tell the post office, the job table and the desk what this room does."""
        from comity.evidence import inbound, worklist
        from comity.look import beside
        from comity.look import worklist as shared

        inbound.register()
        beside.register(beside.REQUEST, "exhibits", worklist.beside_request)
        beside.register(beside.ORDER, "exhibits", worklist.beside_order)
        shared.register("exhibits", worklist.items)
        shared.register_link("Exhibits", "evidence:exhibits", 60)
