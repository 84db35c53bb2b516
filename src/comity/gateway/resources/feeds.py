"""Atom feeds of the resources (RFC 4287). Pure.

Addresses are relative to the feed, so that it needs to know no host and works from a mirror.
"""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Final
from xml.etree import ElementTree as Xml

from comity.gateway.resources import marks
from comity.gateway.resources.entries import Entry

ATOM: Final = "http://www.w3.org/2005/Atom"
AUTHOR: Final = "Comity"


def atom(
    entries: Sequence[Entry],
    *,
    language: str,
    kind: str,
    title: str,
    said: Callable[[str], str],
    kind_name: Callable[[str], str],
    newest: date,
) -> bytes:
    """A feed of entries; ``kind`` is empty for all. ``newest`` dates a feed without entries."""
    name = kind or "feed"
    root = Xml.Element("feed", {"xmlns": ATOM, "xml:lang": language})
    _put(root, "id", marks.of("feed", language, name).urn)
    _put(root, "title", title)
    _put(root, "updated", _at(max((one.reviewed_on for one in entries), default=newest)))
    _put(_put(root, "author"), "name", AUTHOR)
    _put(root, "link", rel="self", type="application/atom+xml", href=f"{name}.atom")
    _put(root, "link", rel="alternate", type="text/html", href=f"kind/{kind}/" if kind else "./")
    for one in entries:
        _entry(root, one, language, said, kind_name)
    Xml.indent(root, " ")
    body: bytes = Xml.tostring(root, encoding="utf-8", xml_declaration=True)
    return body + b"\n"


def _entry(
    root: Xml.Element,
    one: Entry,
    language: str,
    said: Callable[[str], str],
    kind_name: Callable[[str], str],
) -> None:
    part = _put(root, "entry")
    _put(part, "id", marks.of("entry", language, one.id).urn)
    _put(part, "title", one.title, **_in(one.titled_in, language))
    _put(part, "updated", _at(one.reviewed_on))
    _put(part, "link", rel="alternate", type="text/html", href=f"{one.id}/")
    _put(part, "link", rel="related", href=one.url)
    _put(part, "category", term=one.kind, label=kind_name(one.kind))
    summary = said(one.summary)
    as_written = summary == one.summary
    _put(part, "summary", summary, **(_in(one.written_in, language) if as_written else {}))


def _in(written: str, language: str) -> dict[str, str]:
    """The mark of a text that is in another language than the feed."""
    return {} if written == language else {"xml:lang": written}


def _put(parent: Xml.Element, name: str, text: str | None = None, **attributes: str) -> Xml.Element:
    part = Xml.SubElement(parent, name, attributes)
    part.text = text
    return part


def _at(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"
