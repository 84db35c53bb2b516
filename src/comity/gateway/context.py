"""What the layout of every page needs: its language, the same page in the others, the data's version."""

from typing import Any

from django.http import HttpRequest

from comity.gateway import published
from comity.law.words import NAMES, direction


def page(request: HttpRequest) -> dict[str, Any]:
    """Context processor: ``page``."""
    language = getattr(request, "LANGUAGE_CODE", "en")
    _, _, rest = request.path.lstrip("/").partition("/")
    told = request.path.lstrip("/").split("/", 1)[0] in NAMES
    query = request.META.get("QUERY_STRING", "")
    tail = f"?{query}" if query else ""
    seen = published.now()
    return {
        "page": {
            "language": language,
            "direction": direction(language),
            "languages": [
                (code, name, f"/{code}/{rest if told else ''}{tail}")
                for code, name in NAMES.items()
            ],
            "mirror": bool(request.META.get(published.MIRROR)),
            "version": seen.version,
            "today": seen.today,
        }
    }
