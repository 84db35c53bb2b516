"""The addresses of the survey; the language comes before them."""

from django.urls import URLPattern, path, re_path

from comity.gateway.survey import views

HEX = "(?P<name>[0-9a-f]{64})"

urlpatterns: list[URLPattern] = [
    path("", views.index, name="survey"),
    path("propose/", views.propose, name="survey-propose"),
    re_path(f"^received/{HEX}/$", views.received, name="survey-received"),
    path("institutions/", views.for_institutions, name="survey-institutions"),
    path("public/", views.for_everybody, name="survey-public"),
    path("thanks/", views.thanks, name="survey-thanks"),
    path("results/", views.results, name="survey-results"),
    re_path(f"^{HEX}/$", views.show, name="survey-proposal"),
]
