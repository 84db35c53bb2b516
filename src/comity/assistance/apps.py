"""Tells the post office, the worker and the desk what this room does."""

from django.apps import AppConfig


class AssistanceConfig(AppConfig):
    """Label ``assistance``."""

    name = "comity.assistance"
    label = "assistance"

    def ready(self) -> None:
        """Make letters, jobs and sources of work known."""
        from comity.assistance import inbound, references, worklist
        from comity.look import beside
        from comity.look import worklist as shared
        from comity.providers import references as orders

        inbound.register()
        orders.register(references.find)
        beside.register_place("requests", references.place)
        shared.register("requests", worklist.items)
        shared.register_notices("requests", worklist.notices)
        shared.register_link("Requests", "assistance:requests", 40)
