"""Static files of the pages, served by the node itself: a sheet and a picture, found once, kept long.

Only files of installed rooms are found, by name; a path that leads elsewhere finds nothing.
"""

import hashlib
from functools import lru_cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.core.exceptions import SuspiciousFileOperation
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.templatetags.static import static as static_address
from django.views.decorators.http import require_safe

KINDS = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".woff2": "font/woff2",
}
_YEAR = "public, max-age=31536000, immutable"
_SHORT = "public, max-age=300"


@lru_cache(maxsize=256)
def _load(name: str) -> tuple[bytes, str]:
    found = finders.find(name)
    if not isinstance(found, str):
        raise FileNotFoundError(name)
    data = Path(found).read_bytes()
    return data, hashlib.sha256(data).hexdigest()[:16]


def address(name: str) -> str:
    """Where the file is served, with its digest. Raises FileNotFoundError for a name nobody has."""
    return f"{static_address(name)}?v={_load(name)[1]}"


@require_safe
def serve(request: HttpRequest, name: str) -> HttpResponse:
    """One static file."""
    kind = KINDS.get(Path(name).suffix)
    if kind is None:
        raise Http404
    try:
        data, version = _load(name)
    except (FileNotFoundError, SuspiciousFileOperation, ValueError):
        raise Http404 from None
    if request.headers.get("If-None-Match") == f'"{version}"':
        return HttpResponseNotModified()
    response = HttpResponse(data, content_type=kind)
    response["ETag"] = f'"{version}"'
    response["Cache-Control"] = _YEAR if request.GET.get("v") == version else _SHORT
    return response
