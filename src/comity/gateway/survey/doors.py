"""What all doors of the survey do: look at how a form was sent, and answer a refusal with a page that says what to do."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.request import UnreadablePostError
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext

from comity.gateway.survey import limits
from comity.gateway.survey.errors import (
    FormFromElsewhereError,
    FormKindError,
    FormTooLargeError,
    SurveyError,
)

View = Callable[..., HttpResponse]
_FORM = "application/x-www-form-urlencoded"


def now() -> datetime:
    """The time of this request, UTC, in whole seconds."""
    return datetime.now(UTC).replace(microsecond=0)


def answering(view: View) -> View:
    """A refusal becomes a page with its sentence and its status."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        try:
            return view(request, *args, **named)
        except SurveyError as error:
            return refused(request, error)

    return answer


def refused(request: HttpRequest, error: SurveyError) -> HttpResponse:
    """The page of a refusal."""
    said = {"sentence": gettext(error.sentence), "code": error.code}
    return fresh(
        render(request, "gateway/survey/refused.html", {"refused": said}, status=error.status)
    )


def fresh(response: HttpResponse) -> HttpResponse:
    """A page with a form of its own: nobody keeps it."""
    patch_cache_control(response, no_store=True)
    return response


def from_here(request: HttpRequest) -> None:
    """Raises FormFromElsewhereError for a form that a page of another site sent."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        raise FormFromElsewhereError


def length(request: HttpRequest) -> int:
    """How many bytes are said to come. Raises FormKindError."""
    told = request.headers.get("Content-Length") or "0"
    if not (told.isascii() and told.isdecimal()):
        raise FormKindError
    return int(told)


def sent(request: HttpRequest) -> QueryDict:
    """The fields of a form that was sent. Raises FormTooLargeError, FormKindError, FormFromElsewhereError."""
    from_here(request)
    if request.content_type != _FORM:
        raise FormKindError
    if length(request) > limits.FORM_BYTES:
        raise FormTooLargeError
    try:
        fields = request.POST
    except (RequestDataTooBig, TooManyFieldsSent):
        raise FormTooLargeError from None
    except UnreadablePostError:
        raise FormKindError from None
    if sum(len(values) for _, values in fields.lists()) > limits.FORM_FIELDS:
        raise FormTooLargeError
    return fields
