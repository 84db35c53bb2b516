"""What may be written into one field of a form: read strictly, refused by name, never silently changed. Pure.

The only change is that of a browser's form: line ends become ``\\n``, and spaces at both ends are left out.
"""

import re
import unicodedata
from datetime import date
from typing import Final
from urllib.parse import urlsplit

from comity.gateway.survey import limits
from comity.gateway.survey.errors import (
    AddressWrongError,
    ContactWrongError,
    DateLaterError,
    DateWrongError,
    PersonNamedError,
    TextLongError,
    TextMissingError,
    TextUnreadableError,
)
from comity.law.dates import PartialDate

_MAIL: Final = re.compile(r"[\w.+-]+@[\w-]+\.\w+|\[at\]", re.IGNORECASE)
_PHONE: Final = re.compile(r"\+\d[\d ()/-]{7,}\d")
_ONE_MAIL: Final = re.compile(r"[A-Za-z0-9._%+'-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,63}")
_HOST: Final = re.compile(r"(?:[\w-]{1,63}\.)+[\w-]{2,63}")


def line(text: str, most: int, *, needed: bool = True) -> str:
    """A text of one line. Raises a TextWrongError."""
    found = _plain(text, most, needed)
    if "\n" in found or "\t" in found:
        raise TextUnreadableError
    return found


def lines(text: str, most: int, *, needed: bool = False) -> str:
    """A text of several lines. Raises a TextWrongError."""
    found = _plain(text.replace("\r\n", "\n").replace("\r", "\n"), most, needed)
    if found.count("\n") >= limits.LINES:
        raise TextLongError
    return found


def unsigned(text: str) -> str:
    """A text without the address or number of a person. Raises PersonNamedError."""
    without_links = re.sub(r"https?://\S+", "", text)
    if _MAIL.search(without_links) or _PHONE.search(without_links):
        raise PersonNamedError
    return text


def address(text: str) -> str:
    """The address of a page on the web. Raises a TextWrongError."""
    found = line(text, limits.ADDRESS_CHARS)
    try:
        parts = urlsplit(found)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        raise AddressWrongError from None
    # Written in small letters, as the document wants it: nothing is changed silently.
    if not found.startswith(("http://", "https://")) or not _HOST.fullmatch(host) or parts.username:
        raise AddressWrongError
    if any(one.isspace() or one in '<>"`' for one in found):
        raise AddressWrongError
    return found


def contact(text: str) -> str:
    """An e-mail address. Raises a TextWrongError."""
    found = line(text, limits.CONTACT_CHARS)
    if not _ONE_MAIL.fullmatch(found):
        raise ContactWrongError
    return found


def dated(text: str, today: date) -> str:
    """The date of a source: a year, a month or a day that has come. Raises a TextWrongError."""
    found = line(text, 10)
    try:
        read = PartialDate.parse(found)
    except ValueError:
        raise DateWrongError from None
    if read.first.year < limits.FIRST_YEAR:
        raise DateWrongError
    if read.first > today:
        raise DateLaterError
    return found


def hidden(text: str) -> bool:
    """Does it hold characters that nobody sees, or that turn text around?"""
    return any(unicodedata.category(one) == "Cf" and one not in _JOINERS for one in text)


_JOINERS: Final = "\u200c\u200d"  # Persian and Indic writing needs them


def _plain(text: str, most: int, needed: bool) -> str:
    found = text.strip()
    if len(found) > most:
        raise TextLongError
    for one in found:
        kind = unicodedata.category(one)
        # U+FFFD stands where the bytes were no text: what was meant is lost already.
        if one == "\ufffd" or kind in ("Cs", "Cn", "Co") or (kind == "Cc" and one not in "\n\t"):
            raise TextUnreadableError
    if needed and not found:
        raise TextMissingError
    return found
