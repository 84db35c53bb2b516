"""Addresses of the nodes' door for sealed parts."""

from django.urls import path

from comity.evidence import part_views

urlpatterns = [
    path("<uuid:object_id>/<int:number>", part_views.part),
    path("<uuid:object_id>/<int:number>/arrived", part_views.arrived),
]
