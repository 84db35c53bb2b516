"""Addresses of the officers' door."""

from django.urls import include, path
from django.views.i18n import set_language

from comity.node import health

urlpatterns = [
    path("ready/", health.ready),
    path("language/", set_language, name="set_language"),
    path("", include("comity.desk.urls")),
]
