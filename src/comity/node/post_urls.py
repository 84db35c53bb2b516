"""Addresses of the nodes' door: a process and a port of its own, and no officer's session."""

from django.urls import include, path

urlpatterns = [
    path("post/", include("comity.exchange.urls")),
    path("parts/", include("comity.evidence.part_urls")),
]
