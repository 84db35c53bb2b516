"""The six languages of the site: the first part of every address says which; nothing is remembered."""

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from comity.law.words import NAMES
from comity.look.languages import DJANGO


class LanguageConverter:
    """One of the six codes in an address."""

    regex = "|".join(NAMES)

    def to_python(self, value: str) -> str:
        """The code."""
        return value

    def to_url(self, value: str) -> str:
        """The code."""
        return value


SHIPPED: Final = "en-us"
"""What browsers say everywhere in the world until somebody changes it: no hint of a place."""


def of_browser(request: HttpRequest) -> str:
    """The language that the reader's browser asks for, English where it asks for none of the six."""
    return translation.get_language_from_request(request).partition("-")[0]


def region_of_browser(request: HttpRequest) -> str | None:
    """The State that the browser's language names (``et-EE`` names EE); a hint for this page, not kept."""
    for part in request.headers.get("Accept-Language", "")[:200].split(","):
        tag = part.split(";")[0].strip()
        pieces = tag.split("-")
        if (
            tag.lower() != SHIPPED
            and len(pieces) > 1
            and len(pieces[-1]) == 2
            and pieces[-1].isascii()
            and pieces[-1].isalpha()
        ):
            return pieces[-1].upper()
    return None


class LanguageMiddleware:
    """Speaks the language of the address while the page is made, and no longer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on in its language."""
        first = request.path_info.split("/", 2)[1]
        told = first in NAMES
        code = first if told else of_browser(request)
        with translation.override(DJANGO.get(code, code)):
            request.LANGUAGE_CODE = code
            response = self._get_response(request)
        response.headers.setdefault("Content-Language", code)
        if not told:
            patch_vary_headers(response, ("Accept-Language",))
        return response
