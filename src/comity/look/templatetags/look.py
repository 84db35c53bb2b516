"""Filters and tags of the pages: times in two zones, digests, authorities, the sheet's address."""

from datetime import UTC, date, datetime

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language_bidi, gettext

from comity.journal import clock
from comity.law import dataitems
from comity.law.errors import LawError
from comity.look import sought, static, times
from comity.officers import reading
from comity.wire import times as wire_times
from comity.wire.errors import TimeFormatError

register = template.Library()


@register.filter
def when(moment: datetime | None) -> str | SafeString:
    """A time in UTC and in the zone of the node's people; an empty text for None."""
    return _two_zones(moment)


@register.filter
def day(on: date | None) -> str | SafeString:
    """A day as the reader's language writes it, as one piece; an empty text for None."""
    return _apart(times.day(on)) if on else ""


@register.filter
def when_exactly(moment: datetime | None) -> str | SafeString:
    """As ``when``, with seconds: for times that identify somebody or bound what is sought."""
    return _two_zones(moment, seconds=True)


def _two_zones(moment: datetime | None, *, seconds: bool = False) -> str | SafeString:
    if moment is None:
        return ""
    here = times.local(moment, seconds=seconds)
    return format_html(
        '<time datetime="{}">{}</time>{}',
        moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        times.universal(moment, seconds=seconds),
        format_html(' <span class="local">({})</span>', here) if here else "",
    )


@register.filter
def until(moment: datetime | None) -> str:
    """How far away a time is on the node's clock: ``in 3 h 20 min``, ``overdue by 2 d 4 h``."""
    return times.distance(moment, clock.now()) if moment else ""


@register.filter
def overdue(moment: datetime | None) -> bool:
    """Whether a time has passed on the node's clock."""
    return moment is not None and moment < clock.now()


@register.filter
def digest(value: str) -> SafeString:
    """A digest that can be compared by eye, in groups of eight; short ones as they are."""
    algorithm, _, digits = str(value).rpartition(":")
    groups = " ".join(digits[start : start + 8] for start in range(0, len(digits), 8))
    return format_html(
        '<code class="digest" dir="ltr">{}{}</code>', f"{algorithm}:" if algorithm else "", groups
    )


@register.filter
def fact(value: object) -> SafeString:
    """A value of any kind: a digest in groups, everything else set apart from the text around it."""
    text = str(value)
    if text.startswith("sha256:"):
        return digest(text)
    return format_html("<bdi>{}</bdi>", reading.visible(text))


@register.filter
def short_digest(value: str) -> SafeString:
    """The first twelve digits of a digest; the whole of it as its title."""
    digits = str(value).rpartition(":")[2]
    return format_html('<code title="{}" dir="ltr">{}…</code>', value, digits[:12])


@register.filter
def state_name(code: str) -> str:
    """The name of a State."""
    return times.state_name(code)


@register.filter
def authority(identifier: str) -> str | SafeString:
    """An authority with its State's name; set apart where the text around it runs from right to left."""
    state = times.state_name(str(identifier).split("/", 1)[0])
    known = state != str(identifier).split("/", 1)[0]
    name = reading.visible(str(identifier)) + (f" ({state})" if known else "")
    return format_html("<bdi>{}</bdi>", name) if get_language_bidi() else name


def _apart(figures: str) -> str | SafeString:
    return format_html('<bdi dir="ltr">{}</bdi>', figures) if get_language_bidi() else figures


@register.filter
def data_item(code: str) -> str:
    """What an item of the tick list is called; its code where the list does not have it."""
    try:
        return dataitems.title(code)
    except LawError:
        return reading.visible(str(code))


@register.filter
def identifier_kind(code: str) -> str:
    """What kind of identifier this is, in words."""
    return gettext(sought.KINDS[code]) if code in sought.KINDS else reading.visible(str(code))


@register.filter
def wire_time(text: str) -> datetime | None:
    """The time that a letter writes; None where it writes none."""
    try:
        return wire_times.parse(text)
    except TimeFormatError:
        return None


@register.simple_tag
def asset(name: str) -> str:
    """The address of a static file, with its digest, so that it may be kept for long."""
    return static.address(name)
