"""The addresses of the survey for programs, below ``/data/survey/``."""

from django.urls import URLPattern, path, re_path

from comity.gateway.survey import opened
from comity.gateway.survey.urls import HEX

urlpatterns: list[URLPattern] = [
    path("proposals.json", opened.proposals_json, name="survey-proposals-json"),
    re_path(
        r"^proposals/pages/(?P<page>[1-9][0-9]{0,5})\.json$",
        opened.proposals_json,
        name="survey-proposals-page",
    ),
    re_path(f"^proposals/{HEX}\\.json$", opened.proposal_json, name="survey-proposal-json"),
    path("results.json", opened.results_json, name="survey-results-json"),
    path("results.csv", opened.results_csv, name="survey-results-csv"),
    path("results/years.json", opened.years_json, name="survey-years-json"),
    path("results/years.csv", opened.years_csv, name="survey-years-csv"),
    path("confirmations", opened.confirmations, name="survey-confirmations"),
]
