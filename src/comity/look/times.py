"""How times are written on pages: always UTC, and beside it the zone of the node's people."""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import formats
from django.utils.translation import get_language, get_language_bidi, gettext

from comity.law import states
from comity.law.errors import LawError

_TIME = "H:i"
_SECONDS = ":s"
_SECOND_LIMIT = timedelta(minutes=1)


@lru_cache(maxsize=8)
def zone(name: str) -> ZoneInfo:
    """The time zone of this name."""
    return ZoneInfo(name)


def universal(moment: datetime, *, seconds: bool = False) -> str:
    """``25 Nov 2026, 22:41 UTC``; with seconds ``22:41:25``."""
    written = formats.date_format(moment.astimezone(UTC), _form() + _SECONDS * seconds)
    return _in_zone(written, "UTC")


def local(moment: datetime, *, seconds: bool = False) -> str:
    """``26 Nov 2026, 00:41 Europe/Bucharest``; empty where the node's people live in UTC.

    On the same day as in UTC the time alone.
    """
    name = settings.NODE.time_zone
    if name == "UTC":
        return ""
    here = moment.astimezone(zone(name))
    form = _TIME if here.date() == moment.astimezone(UTC).date() else _form()
    return _in_zone(formats.date_format(here, form + _SECONDS * seconds), name)


def day(on: date) -> str:
    """``25 Nov 2026``, as the reader's language writes a day."""
    return formats.date_format(on, gettext("j M Y"))


def _in_zone(written: str, name: str) -> str:
    """The zone comes first where text runs from right to left: Latin letters before them keep the figures
    of a time in their order, which characters after an Arabic word would not have."""
    return f"{name} {written}" if get_language_bidi() else f"{written} {name}"


def _form() -> str:
    return f"{gettext('j M Y')}, {_TIME}"


def span(length: timedelta) -> str:
    """A length of time in its two largest units: ``2 d 4 h``, ``3 h 20 min``, ``5 min``."""
    minutes = int(abs(length).total_seconds()) // 60
    days, rest = divmod(minutes, 24 * 60)
    hours, left = divmod(rest, 60)
    if days:
        return gettext("{days} d {hours} h").format(days=days, hours=hours)
    if hours:
        return gettext("{hours} h {minutes} min").format(hours=hours, minutes=left)
    if abs(length) < _SECOND_LIMIT:
        return gettext("less than a minute")
    return gettext("{minutes} min").format(minutes=left)


def distance(moment: datetime, now: datetime) -> str:
    """``in 3 h 20 min`` or ``overdue by 2 d 4 h``."""
    if moment >= now:
        return gettext("in {time}").format(time=span(moment - now))
    return gettext("overdue by {time}").format(time=span(now - moment))


def state_name(code: str) -> str:
    """The State's name in the reader's language, or its code where the data does not know it."""
    language = (get_language() or "en").partition("-")[0]
    try:
        return states.name(code, language)
    except LawError:
        return code
