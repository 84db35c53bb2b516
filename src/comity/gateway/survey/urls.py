"""The addresses of the survey; the language comes before them."""

from django.urls import URLPattern, path, re_path

from comity.gateway.survey.views import (
    confirming,
    listed,
    proposing,
    questionnaires,
    results,
    showing,
)

HEX = "(?P<name>[0-9a-f]{64})"

urlpatterns: list[URLPattern] = [
    path("", listed.index, name="survey"),
    re_path("^list/(?P<which>open|decided|expired)/$", listed.pages, name="survey-list"),
    re_path(
        "^list/(?P<which>open|decided|expired)/(?P<page>[1-9][0-9]{0,5})/$",
        listed.pages,
        name="survey-list-page",
    ),
    path("propose/", proposing.propose, name="survey-propose"),
    re_path(f"^received/{HEX}/$", proposing.received, name="survey-received"),
    path("institutions/", questionnaires.for_institutions, name="survey-institutions"),
    path("public/", questionnaires.for_everybody, name="survey-public"),
    path("thanks/", questionnaires.thanks, name="survey-thanks"),
    path("results/years/", results.side_by_side, name="survey-years"),
    path("results/", results.results, name="survey-results"),
    re_path(f"^{HEX}/$", showing.show, name="survey-proposal"),
    re_path(f"^{HEX}/confirm/$", confirming.confirm, name="survey-confirm"),
    re_path(f"^{HEX}/decided/$", confirming.decided, name="survey-decided"),
]
