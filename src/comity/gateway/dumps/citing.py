"""How a page, or a dump, is cited: title, site, permanent address, version of the data, day. Pure."""

from datetime import date
from typing import Final


def _(text: str) -> str:
    """Marks a text for the translators."""
    return text


PATTERN: Final = _("“{title}”. Comity, public site. {address}. Law data {version}, as of {day}.")
DIGITS: Final = 12


def cite(title: str, address: str, version: str, day: date, pattern: str = PATTERN) -> str:
    """One line. ``version``: the digest of the law data; ``pattern``: in the language of the page."""
    short = version.removeprefix("sha256:")[:DIGITS]
    return pattern.format(title=title, address=address, version=short, day=day.isoformat())
