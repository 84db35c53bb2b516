"""Addresses of the nodes' door: a process and a port of its own, and no officer's session."""

from django.urls import include, path

from comity.node import health

urlpatterns = [
    path("ready/", health.ready),
    path("post/", include("comity.exchange.urls")),
    path("parts/", include("comity.evidence.part_urls")),
]

# Nodes get answers of their own form; there are no pages at this door.
handler404 = "comity.exchange.problems.unknown"
handler500 = "comity.exchange.problems.broken"
