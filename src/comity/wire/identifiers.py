"""The identifier block of a request (procedure reference 1.2): what names the account or device sought.

An IP address without a time and its zone is refused: addresses pass from user to user. Every kind has
one written form, so that two authorities compare the same text; what cannot be seen is refused, so that
nobody decides on another account than the one that they read.
"""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from comity.wire import documents, fields, ipaddresses, times
from comity.wire.errors import IpTimeZoneMissingError, TimeFormatError, TimeZoneMissingError

Kind = Literal["ip_address", "email", "telephone", "account", "imei", "mac", "name", "other"]
KINDS: tuple[Kind, ...] = (
    "ip_address",
    "email",
    "telephone",
    "account",
    "imei",
    "mac",
    "name",
    "other",
)

_FORMS: dict[str, tuple[re.Pattern[str], str]] = {
    "email": (
        re.compile(r"[^\s@<>,;]{1,64}@[^\s@<>,;]{1,189}"),
        "Write the e-mail address alone, like name@example.org.",
    ),
    "telephone": (
        re.compile(r"\+[1-9][0-9]{3,14}"),
        "Write the telephone number with + and country code, digits only.",
    ),
    "imei": (re.compile(r"[0-9]{14,16}"), "An IMEI has 14 to 16 digits and nothing else."),
    "mac": (
        re.compile(r"[0-9a-f]{2}(:[0-9a-f]{2}){5}"),
        "Write the MAC address like 00:1b:44:11:3a:b7.",
    ),
}
_JOINERS = {0x200C: None, 0x200D: None}  # names in Persian and Indic writing need them
_BLANKS = frozenset("\u115f\u1160\u2800\u3164\uffa0")  # letters by name, but nothing to see
_TIDY: dict[str, Callable[[str], str]] = {
    "telephone": lambda text: re.sub(r"[\s()./-]", "", text),
    "imei": lambda text: re.sub(r"[\s/-]", "", text),
    "mac": lambda text: text.strip().lower().replace("-", ":"),
    "email": str.strip,
}


class TimeRange(documents.Document):
    """From when to when, in UTC; ``end`` not before ``start``."""

    start: fields.Time
    end: fields.Time

    @model_validator(mode="after")
    def _in_order(self) -> "TimeRange":
        if self.end < self.start:
            raise PydanticCustomError("time_range", "The time range ends before it begins.")
        return self


class Identifier(documents.Document):
    """One identifier. ``service``: where it is one, when the identifier alone does not say."""

    kind: Kind
    value: fields.Identifier
    time: fields.Time | None = None
    port: Annotated[int, Field(ge=1, le=65535)] | None = None  # source port, of an IP address
    service: fields.Identifier | None = None
    note: fields.ShortText | None = None

    @model_validator(mode="before")
    @classmethod
    def _time_of_an_address(cls, data: Any) -> Any:
        if isinstance(data, dict) and data.get("kind") == "ip_address":
            _check_zone(data.get("time"))
        return data

    @model_validator(mode="after")
    def _by_kind(self) -> "Identifier":
        if self.kind == "ip_address":
            return self._ip_address()
        if self.port is not None:
            raise PydanticCustomError("port", "Only an IP address has a source port.")
        seen = self.value.translate(_JOINERS)
        if not seen.isprintable() or _BLANKS & set(seen):
            raise PydanticCustomError(
                "identifier", "The identifier holds characters that cannot be seen. Write it anew."
            )
        form, sentence = _FORMS.get(self.kind, (None, ""))
        if form is not None and not form.fullmatch(self.value):
            raise PydanticCustomError("identifier", "{why}", {"why": sentence})
        return self

    def _ip_address(self) -> "Identifier":
        if ipaddresses.parse(self.value) != self.value:
            raise PydanticCustomError(
                "identifier", "Write the IP address in its shortest form, in lower case."
            )
        return self


def _check_zone(time: object) -> None:
    """Before anything else is read: the refusal that tells most about a useless request."""
    try:
        missing = time is None or (isinstance(time, datetime) and time.tzinfo is None)
        if isinstance(time, str):
            times.parse(time)
    except TimeZoneMissingError:
        missing = True
    except TimeFormatError:
        missing = not time
    if missing:
        raise IpTimeZoneMissingError


def tidy(kind: str, value: str) -> str:
    """What a person typed, in the written form of its kind as far as that is certain.

    Raises IpAddressWrongError.
    """
    if kind == "ip_address":
        return ipaddresses.parse(value.strip())
    return _TIDY.get(kind, str.strip)(value)
