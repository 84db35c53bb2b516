"""The post office registers its jobs with the worker."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """Label ``exchange``."""

    name = "comity.exchange"
    label = "exchange"
