"""The addresses of this part of the site; the language comes before them."""

from django.urls import URLPattern, path

from comity.gateway.toolkit import views

urlpatterns: list[URLPattern] = [
    path("", views.index, name="toolkit"),
    path("result/", views.result, name="toolkit-result"),
    path("file/", views.file, name="toolkit-file"),
    path("compare/", views.compare, name="toolkit-compare"),
    path("coverage/", views.coverage, name="toolkit-coverage"),
    path("receipt/", views.receipt, name="toolkit-receipt"),
]
