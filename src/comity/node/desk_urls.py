"""Addresses of the officers' door."""

from django.urls import include, path

from comity.node import health

urlpatterns = [path("ready/", health.ready), path("", include("comity.desk.urls"))]
