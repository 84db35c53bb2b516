"""Addresses of the pages about exhibits."""

from django.urls import path

from comity.evidence import views

app_name = "evidence"

urlpatterns = [
    path("", views.exhibit_list, name="exhibits"),
    path("produce/<str:matter>/", views.produce, name="produce"),
    path("hand-over/<str:matter>/", views.hand_over, name="hand-over"),
    path("export/<str:matter>/", views.export, name="export"),
    path("exports/<str:name>/", views.exported, name="exported"),
    path("exports/<str:name>/export.zip", views.exported_zip, name="exported-zip"),
    path("<str:matter>/<str:exhibit>/", views.exhibit, name="exhibit"),
    path("<str:matter>/<str:exhibit>/release/", views.release, name="release"),
]
