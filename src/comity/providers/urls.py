"""Addresses of the pages about orders."""

from django.urls import path

from comity.providers import views

app_name = "providers"

urlpatterns = [
    path("", views.order_list, name="orders"),
    path("new/preservation/", views.new_preservation, name="new-preservation"),
    path("new/production/", views.new_production, name="new-production"),
    path("alarms/<int:alarm>/", views.acknowledge, name="acknowledge"),
    path("<str:matter>/", views.order, name="order"),
    path("<str:matter>/letters/<str:digest>/", views.letter, name="letter"),
    path("<str:matter>/letters/<str:digest>/<str:name>", views.letter_file, name="letter-file"),
    path("<str:matter>/<str:name>/", views.write, name="write"),
]
