"""The page of all members."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from comity.gateway.members import context, network
from comity.gateway.responses import as_json


@require_safe
def index(request: HttpRequest, language: str) -> HttpResponse:
    """All members by State, with the directory's version and age; or why there are none to show."""
    return render(request, "gateway/members/index.html", context.everybody())


@require_safe
def members_json(request: HttpRequest) -> HttpResponse:
    """The same for programs: published entries only. It is never kept, because a directory expires."""
    answer = as_json(network.now().as_dict())
    answer["Cache-Control"] = "no-cache"
    return answer
