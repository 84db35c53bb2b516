"""Officers and the letters that wait for their approval."""

from django.apps import AppConfig


class OfficersConfig(AppConfig):
    """Label ``officers``."""

    name = "comity.officers"
    label = "officers"
