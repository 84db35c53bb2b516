"""The addresses for programs, below /data/."""

from django.urls import path

from comity.gateway.resources import views

urlpatterns = [
    path("resources.json", views.all_json, name="resources-json"),
    path("resources.csv", views.all_csv, name="resources-csv"),
    path("resources/<slug:name>.jsonld", views.linked_json, name="resource-jsonld"),
]
