"""A calendar of what has days (RFC 5545). Pure."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Final

from comity.gateway.resources import marks
from comity.gateway.resources.entries import Entry, end_of_day_after

LINE_BYTES: Final = 75
_END: Final = "\r\n"
_NOTHING: Final = (
    "BEGIN:VTIMEZONE",
    "TZID:UTC",
    "BEGIN:STANDARD",
    "DTSTART:19700101T000000",
    "TZOFFSETFROM:+0000",
    "TZOFFSETTO:+0000",
    "END:STANDARD",
    "END:VTIMEZONE",
)
"""A calendar must hold something; this one says nothing."""


def calendar(
    entries: Sequence[Entry],
    *,
    language: str,
    said: Callable[[str], str],
    kind_name: Callable[[str], str],
) -> bytes:
    """The calendar of those entries that have days."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Comity//Resources//EN", "METHOD:PUBLISH"]
    dated = [one for one in entries if one.starts]
    for one in dated:
        lines += _event(one, language, said, kind_name)
    lines += () if dated else _NOTHING
    lines.append("END:VCALENDAR")
    return "".join(folded(one) + _END for one in lines).encode()


def _event(
    one: Entry, language: str, said: Callable[[str], str], kind_name: Callable[[str], str]
) -> Iterator[str]:
    assert one.starts is not None
    yield "BEGIN:VEVENT"
    yield f"UID:{marks.of('event', one.id)}"
    yield f"DTSTAMP:{_day(one.reviewed_on)}T000000Z"
    yield f"LAST-MODIFIED:{_day(one.reviewed_on)}T000000Z"
    yield f"DTSTART;VALUE=DATE:{_day(one.starts)}"
    yield f"DTEND;VALUE=DATE:{_day(end_of_day_after(one.last_day))}"
    yield f"SUMMARY;LANGUAGE={one.titled_in}:{escaped(one.title)}"
    summary = said(one.summary)
    written = one.written_in if summary == one.summary else language
    yield f"DESCRIPTION;LANGUAGE={written}:{escaped(summary)}"
    if one.place:
        yield f"LOCATION:{escaped(one.place)}"
    yield f"CATEGORIES;LANGUAGE={language}:{escaped(kind_name(one.kind))}"
    yield f"URL:{one.url}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def escaped(text: str) -> str:
    """A text as a value: backslash, semicolon, comma and the end of a line mean something there."""
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return text.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")


def folded(line: str) -> str:
    """A line of at most 75 bytes, continued on lines that begin with a space. No letter is cut."""
    parts, current, room = [], "", LINE_BYTES
    for letter in line:
        size = len(letter.encode())
        if size > room:
            parts.append(current)
            current, room = " ", LINE_BYTES - 1
        current += letter
        room -= size
    return _END.join([*parts, current])


def _day(day: date) -> str:
    return day.strftime("%Y%m%d")
