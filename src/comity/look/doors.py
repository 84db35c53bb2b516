"""The door of every page: who is signed in, and what a refusal looks like.

`officer_door` lets in officers only and hands the officer to the view. A ComityError becomes a page
with its sentence and a status of its own; `show_form` puts it beside the form, so that nothing typed is
lost. Codes of HTTP are made here and nowhere else.
"""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.utils import translation
from django.utils.cache import add_never_cache_headers

from comity.look.forms import DeskForm
from comity.officers import queries as officers
from comity.officers.errors import NotAllowedError, NotAnOfficerError, TooManyAttemptsError
from comity.officers.queries import Officer
from comity.wire.errors import ComityError

P = ParamSpec("P")
OfficerView = Callable[Concatenate[HttpRequest, Officer, P], HttpResponse]
View = Callable[Concatenate[HttpRequest, P], HttpResponse]

READY_LANGUAGES = ("en", "ar", "es", "fr", "ru", "zh-hans")  # others are shown in the first
REFUSED = 422
_STATUS: tuple[tuple[type[ComityError], int], ...] = (
    (NotAllowedError, 403),
    (NotAnOfficerError, 403),
    (TooManyAttemptsError, 429),
)


def status_of(error: ComityError) -> int:
    """The HTTP status of a refusal: 403, 404 (named Unknown...), 409 (...Now, Stale, Moved), 429 or 422."""
    for kind, status in _STATUS:
        if isinstance(error, kind):
            return status
    if error.code.startswith("Unknown"):
        return 404
    if error.code.endswith(("NowError", "StaleError", "MovedError", "ClosedError")):
        return 409
    return REFUSED


def officer_door(view: OfficerView[P]) -> View[P]:
    """Sign-in required; the view is called with the officer; refusals become a page."""

    @wraps(view)
    def door(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return _private(redirect_to_login(request.get_full_path(), _sign_in()))
        with translation.override(language()):
            try:
                officer = officers.officer_of(request.user)
                request.officer = officer  # type: ignore[attr-defined]
                return _private(view(request, officer, *args, **kwargs))
            except ComityError as error:
                return _private(refusal(request, error))

    door.officers_only = True  # type: ignore[attr-defined]
    return door


def open_door(view: View[P]) -> View[P]:
    """A page for everybody (there is one: the sign-in); refusals become a page."""

    @wraps(view)
    def door(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        with translation.override(language()):
            try:
                return _private(view(request, *args, **kwargs))
            except ComityError as error:
                return _private(refusal(request, error))

    return door


def language() -> str:
    """The language of the page: the reader's where our texts are translated, else English."""
    asked = translation.get_language() or READY_LANGUAGES[0]
    return asked if asked in READY_LANGUAGES else READY_LANGUAGES[0]


def law_language() -> str:
    """The same language by the code that the law room uses."""
    return language().partition("-")[0]


def refusal(request: HttpRequest, error: ComityError) -> HttpResponse:
    """A page that says what was refused and what to do."""
    return render(request, "look/refused.html", {"error": error}, status=status_of(error))


def act(form: DeskForm, do: Callable[[dict[str, Any]], HttpResponse]) -> HttpResponse | None:
    """Do what a sent form asks. None when it is not valid or was refused: show it again, it says why."""
    if not form.is_valid():
        return None
    try:
        return do(form.cleaned_data)
    except ComityError as error:
        form.refuse(error)
        return None


def show(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any],
    *,
    refused: DeskForm | None = None,
) -> HttpResponse:
    """A page; with ``refused`` its error summary on top and a status that says so."""
    status = 200
    if refused is not None and refused.is_bound and refused.errors:
        status = status_of(refused.refused) if refused.refused else REFUSED
    else:
        refused = None
    return render(request, template, {**context, "refused": refused}, status=status)


def show_form(
    request: HttpRequest,
    form_class: type[DeskForm],
    *,
    do: Callable[[dict[str, Any]], HttpResponse],
    title: str,
    template: str = "look/form_page.html",
    context: Mapping[str, Any] | None = None,
    form_kwargs: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """A page with one form: shown on GET, done on POST (``do`` gets the cleaned values and answers,
    usually with a redirect), shown again with its errors when something is wrong or refused.
    """
    kwargs = dict(form_kwargs or {})
    if request.method == "POST":
        form = form_class(request.POST, request.FILES, **kwargs)
        answer = act(form, do)
        if answer is not None:
            return answer
    else:
        form = form_class(**kwargs)
    return show(request, template, {"title": title, "form": form, **(context or {})}, refused=form)


def _sign_in() -> str:
    return resolve_url(settings.LOGIN_URL)


def _private(response: HttpResponse) -> HttpResponse:
    # Pages about requests stay in no cache, not even the browser's.
    if "Cache-Control" not in response:
        add_never_cache_headers(response)
    return response
