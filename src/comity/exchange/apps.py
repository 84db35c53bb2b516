"""The post office registers its jobs with the worker."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """Label ``exchange``."""

    name = "comity.exchange"
    label = "exchange"

    def ready(self) -> None:
        """Make the jobs of delivery, collecting and repair known."""
        from comity.exchange import collect, delivery, repair

        delivery.register()
        collect.register()
        repair.register()
