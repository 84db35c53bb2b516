"""Linked data inside a page: a block of data that programs read and in which a browser runs nothing."""

import json
from collections.abc import Mapping
from typing import Any, Final

from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe

from comity.gateway import published
from comity.gateway.dumps import home, linked, writing
from comity.gateway.dumps.linked import Seen

# What would end the block or begin another, in the notation of JSON itself
_OUT: Final = {ord(one): f"\\u{ord(one):04x}" for one in "<>&\u2028\u2029"}


def base(request: HttpRequest) -> str:
    """The address of the site without a slash at its end: as its runner named it, or as it was asked.

    Empty in a mirror, which may lie anywhere.
    """
    if home.address():
        return home.address()
    return "" if request.META.get(published.MIRROR) else f"{request.scheme}://{request.get_host()}"


def document(request: HttpRequest, kind: str, name: str) -> dict[str, Any] | None:
    """What a page shows, as linked data; None where there is no such page."""
    now = published.now()
    dumps = writing.found(home.home()) if kind == "dataset" else ()
    seen = Seen(
        now.release,
        now.today,
        writing.guidance(),
        base(request),
        tuple(one.manifest for one in dumps if one.manifest),
    )
    return linked.document(seen, kind, name)


def block(found: Mapping[str, Any] | None) -> SafeString:
    """The document as a block of a page; nothing for None."""
    if found is None:
        return SafeString("")
    text = json.dumps(found, ensure_ascii=False, separators=(",", ":")).translate(_OUT)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308 - escaped above
