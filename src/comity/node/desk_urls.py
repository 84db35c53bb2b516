"""Addresses of the officers' door."""

from django.urls import include, path

urlpatterns = [path("", include("comity.desk.urls"))]
