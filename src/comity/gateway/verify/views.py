"""The door: one page, the same for everybody. What is dropped on it never comes here."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from comity.gateway.verify import policy, wording

TABLES = (
    ("verdict", wording.VERDICTS),
    ("kind", wording.KINDS),
    ("reason", wording.REASONS),
    ("note", wording.NOTES),
    ("copy", wording.COPIES),
    ("not-read", wording.NOT_READ),
    ("page", wording.PAGE),
)


@require_safe
def page(request: HttpRequest, language: str) -> HttpResponse:
    """The page with every word that its script needs."""
    words = [
        (f"{table}:{code}", gettext(text))
        for table, texts in TABLES
        for code, text in texts.items()
    ]
    response = render(request, "gateway/verify/page.html", {"words": words})
    response[policy.HEADER] = policy.ASKED
    # A "not modified" would carry the policy of all other pages, and the browser would take that one.
    response["Cache-Control"] = "no-store"
    return response
