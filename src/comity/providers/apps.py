"""Tells the post office, the worker and the desk what this room does."""

from django.apps import AppConfig


class ProvidersConfig(AppConfig):
    """Label ``providers``."""

    name = "comity.providers"
    label = "providers"

    def ready(self) -> None:
        """Make letters, jobs and sources of work known."""
        from comity.look import beside
        from comity.look import worklist as shared
        from comity.providers import inbound, worklist

        inbound.register()
        shared.register("orders", worklist.items)
        beside.register_place("orders", worklist.place)
        shared.register_notices("orders", worklist.notices)
        shared.register_link("Orders", "providers:orders", 50)
