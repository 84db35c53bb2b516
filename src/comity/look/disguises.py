"""Nothing that a stranger writes can disguise itself on a page: what is invisible or turns text around is shown.

Letters say whose data are sought. Control characters, and those that change the direction or hide inside a
word, are shown by their code point on every page, whichever text they stand in. Marks that Arabic, Persian
and Indic writing needs stay as they are.
"""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from comity.officers import reading

_DISGUISES = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u115f\u1160\u200b\u2028-\u202e\u2060-\u206f\u3164"
    "\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e007f]"
)


class DisguisesMiddleware:
    """Rewrites finished pages; files and other answers pass as they are."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on and make its page honest."""
        response = self._get_response(request)
        is_page = response.get("Content-Type", "").startswith("text/html")
        if is_page and not response.streaming:
            page = response.content.decode(response.charset)
            honest = shown(page)
            if honest is not page:
                response.content = honest.encode(response.charset)
                if "Content-Length" in response:
                    response["Content-Length"] = str(len(response.content))
        return response


def shown(page: str) -> str:
    """The page with disguises shown by their code points; the very same where there are none."""
    if _DISGUISES.search(page) is None:
        return page
    return _DISGUISES.sub(lambda found: reading.code_point(found[0]), page)
