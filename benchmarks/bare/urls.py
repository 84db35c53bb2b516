"""The reference's one view: parse the JSON, store it, answer."""

import json

from django.http import HttpRequest, HttpResponse
from django.urls import path

from benchmarks.bare.models import Stored


def store(request: HttpRequest) -> HttpResponse:
    """Nothing is checked."""
    row = Stored.objects.create(data=json.loads(request.body))
    return HttpResponse(str(row.pk))


urlpatterns = [path("", store)]
