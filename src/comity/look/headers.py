"""Response headers of every page: nothing from elsewhere, nothing inline, no frame around us."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)

MORE = frozenset(
    {
        "script-src 'self'",
        "connect-src 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    }
)
"""What a page may add for itself: files of this site as scripts, and what narrows them."""


def allowed(asked: str) -> str:
    """The policy with what a page adds, if all of it may be added; else the policy of every page."""
    added = asked.removeprefix(POLICY).split("; ")[1:]
    return "; ".join((POLICY, *added)) if set(added) <= MORE else POLICY


class ContentSecurityMiddleware:
    """Sets the policy on every response; a view may add what is in ``MORE`` and nothing else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on and set the headers."""
        response = self._get_response(request)
        asked = response.headers.get("Content-Security-Policy", "")
        response["Content-Security-Policy"] = allowed(asked)
        response["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
        return response
