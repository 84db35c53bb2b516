"""The address of the self-assessment for programs, below ``/data/toolkit/``."""

from django.urls import URLPattern, path

from comity.gateway.toolkit import opened

urlpatterns: list[URLPattern] = [
    path("standing.json", opened.standing, name="toolkit-standing"),
]
