"""What lies within an order: by identifier, by kind of data, and by the time of delivery.

Pure. A thing is in scope only where everything says so; what cannot be placed in time is kept in a
hold and never produced. The `Date:` header of a message is a claim of its sender and decides nothing.
"""

import ipaddress
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum

from comity.providers import limits
from comity.providers.errors import (
    EntityOtherError,
    OrderEndWrongError,
    OrderForeignError,
    OrderTooLongError,
    RangeWrongError,
    ScopeEmptyError,
)

NAMED_ACCOUNTS = frozenset({"email", "account"})
Mark = tuple[str, str]  # kind and normal form of one identifier


class Placement(Enum):
    """Where a thing stands towards a scope."""

    IN = "in"
    OUT = "out"
    UNDATED = "undated"  # of the right person, but nobody can say when


@dataclass(frozen=True)
class Sought:
    """One identifier of an order. ``at`` (UTC) narrows an address to a moment."""

    kind: str
    value: str
    at: datetime | None = None

    @property
    def mark(self) -> Mark:
        """Its normal form, for comparison."""
        return mark(self.kind, self.value)


@dataclass(frozen=True)
class Scope:
    """Exactly what an order covers. ``starts`` and ``ends`` (UTC) both belong to it, to the second."""

    identifiers: tuple[Sought, ...]
    data_items: frozenset[str]
    starts: datetime | None = None
    ends: datetime | None = None

    def narrowed(self, data_items: Iterable[str]) -> "Scope":
        """The same scope for some kinds of data only."""
        return Scope(self.identifiers, self.data_items & set(data_items), self.starts, self.ends)


def mark(kind: str, value: str) -> Mark:
    """The normal form in which two identifiers are compared.

    Mail addresses and account names are compared without regard to case, as providers give them out; not
    folded further, so that ``strasse`` is not taken for ``straße``.
    """
    text = unicodedata.normalize("NFC", value).strip()
    if kind == "ip_address":
        try:
            return kind, str(_plain_address(text))
        except ValueError:
            return kind, text
    if kind in NAMED_ACCOUNTS:
        return "account", text.lower()
    return kind, text


def _plain_address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    address = ipaddress.ip_address(text)
    mapped = getattr(address, "ipv4_mapped", None)
    return mapped or address


def check_scope(scope: Scope) -> None:
    """Refuse an order over everybody, over nothing, or over a range that cannot be.

    Raises ScopeEmptyError, RangeWrongError.
    """
    if not scope.identifiers or not scope.data_items:
        raise ScopeEmptyError
    for one in (scope.starts, scope.ends):
        if one is not None and one.utcoffset() != timedelta(0):
            raise RangeWrongError
    if scope.starts and scope.ends and scope.ends < scope.starts:
        raise RangeWrongError


def place(scope: Scope, marks: Iterable[Mark], at: datetime | None) -> Placement:
    """Where a thing stands that bears these identifiers and was delivered (or logged) at ``at``."""
    borne = set(marks)
    hits = [one for one in scope.identifiers if one.mark in borne]
    if not hits:
        return Placement.OUT
    if at is None:
        return Placement.UNDATED
    if not within(scope, at):
        return Placement.OUT
    return Placement.IN if any(_at_that_time(one, at) for one in hits) else Placement.OUT


def within(scope: Scope, at: datetime) -> bool:
    """Whether a moment lies in the scope's range of time."""
    if scope.starts is not None and at < scope.starts:
        return False
    return scope.ends is None or at.replace(microsecond=0) <= scope.ends


def _at_that_time(sought: Sought, at: datetime) -> bool:
    return sought.at is None or abs(at - sought.at) <= limits.ADDRESS_TOLERANCE


def inside(narrow: Scope, wide: Scope) -> bool:
    """Whether a production asks for nothing that the preservation did not name."""
    marks = {(one.mark, one.at) for one in wide.identifiers}
    named = all(
        (one.mark, one.at) in marks or (one.mark, None) in marks for one in narrow.identifiers
    )
    begins = wide.starts is None or (narrow.starts is not None and narrow.starts >= wide.starts)
    stops = wide.ends is None or (narrow.ends is not None and narrow.ends <= wide.ends)
    return named and begins and stops and narrow.data_items <= wide.data_items


def check_end(now: datetime, expires_at: datetime, most_days: int) -> None:
    """One order ends after now and within what the State's law allows for one.

    Raises OrderEndWrongError, OrderTooLongError.
    """
    if expires_at.utcoffset() is None or expires_at <= now:
        raise OrderEndWrongError
    if expires_at - now > timedelta(days=most_days):
        raise OrderTooLongError(
            f"One order may last at most {most_days} days under the law of this State. "
            "Choose an earlier end and renew.",
            most_days=most_days,
        )


def check_domestic(orderer: str, provider: str, entity: str) -> None:
    """An order is domestic, and names the provider that it goes to.

    Raises OrderForeignError, EntityOtherError.
    """
    if orderer.split("/", maxsplit=1)[0] != provider.split("/", maxsplit=1)[0]:
        raise OrderForeignError(orderer=orderer, provider=provider)
    if entity != provider:
        raise EntityOtherError(entity=entity, provider=provider)


def check_renewal(present_end: datetime, new_end: datetime) -> None:
    """A renewal never shortens: that would be a lift, with the approvals of one. Raises OrderEndWrongError."""
    if new_end <= present_end:
        raise OrderEndWrongError


def alarm_times(now: datetime, expires_at: datetime) -> list[tuple[int, datetime]]:
    """The alarms that still lie ahead: (days before the end, when), in the order in which they ring."""
    times = [(days, expires_at - timedelta(days=days)) for days in limits.ALARM_DAYS]
    return [(days, at) for days, at in times if at > now.astimezone(UTC)]
