"""The connector to an access log in the combined format, read once, line by line.

A line is in scope by its user or by its address at a moment; its time counts with the offset that the
line itself carries. Lines that cannot be read are counted; one that nevertheless names somebody whom
the order names is kept in the hold, without a time, so that it is not lost and never produced unseen.
"""

import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import BinaryIO

from comity.providers import limits
from comity.providers.connectors import Found, Item, Remark
from comity.providers.errors import ConnectorFailedError
from comity.providers.rules import Mark, Placement, Scope, mark, place

LINE = re.compile(
    rb"(?P<address>[0-9A-Fa-f.:]{2,45}) \S+ (?P<user>\S+) "
    rb"\[(?P<day>[0-9]{2})/(?P<month>[A-Z][a-z]{2})/(?P<year>[0-9]{4})"
    rb":(?P<hour>[0-9]{2}):(?P<minute>[0-9]{2}):(?P<second>[0-9]{2}) "
    rb"(?P<sign>[+-])(?P<zone_hours>[0-9]{2})(?P<zone_minutes>[0-9]{2})\] "
    rb'"(?:[^"\\]|\\.)*" [0-9]{3} (?:[0-9]+|-)(?: "(?:[^"\\]|\\.)*" "(?:[^"\\]|\\.)*")?'
)
MONTHS = {
    name: number
    for number, name in enumerate(b"Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), 1)
}


class AccessLogConnector:
    """One log file."""

    def __init__(
        self,
        name: str,
        path: Path,
        data_items: frozenset[str] = frozenset({"b.connection", "c-iii.logs"}),
    ) -> None:
        self.name = name
        self.path = path
        self.data_items = data_items

    def collect(self, scope: Scope) -> Iterator[Found]:
        """The lines in scope, as far as the log reached when the copy began.

        Raises ConnectorFailedError when the log cannot be read or is cut meanwhile.
        """
        try:
            with self.path.open("rb") as source:
                yield from self._lines(source, scope)
        except OSError as error:
            raise ConnectorFailedError(
                source=self.name, reason=error.strerror or type(error).__name__
            ) from error

    def _lines(self, source: BinaryIO, scope: Scope) -> Iterator[Found]:
        end = os.fstat(source.fileno()).st_size
        needles = [one.value.encode().lower() for one in scope.identifiers]
        offset, unreadable = 0, 0
        while offset < end:
            line = source.readline(limits.LINE_BYTES)
            if not line or os.fstat(source.fileno()).st_size < end:
                raise ConnectorFailedError(source=self.name, reason="the log was cut meanwhile")
            length = len(line)
            if length == limits.LINE_BYTES and not line.endswith(b"\n"):
                length += _skip_rest(source)
            marks, at = parse_line(line)
            if at is None:
                unreadable += 1
                if any(needle in line.lower() for needle in needles):
                    yield self._unreadable(offset, line, scope)
            elif place(scope, marks, at) is Placement.IN:
                yield self._item(offset, line, marks, at)
            offset += length
        if unreadable:
            yield Remark("unreadable_lines", unreadable)

    def _item(self, offset: int, line: bytes, marks: frozenset[Mark], at: datetime | None) -> Item:
        meta = {"file": self.path.name, "offset": offset}
        return Item(f"{self.path.name}:{offset}", at, line, marks, meta)

    def _unreadable(self, offset: int, line: bytes, scope: Scope) -> Item:
        """A broken line with a sought text in it: its identifiers are those texts."""
        lower = line.lower()
        found = {one.mark for one in scope.identifiers if one.value.encode().lower() in lower}
        return self._item(offset, line, frozenset(found), None)


def _skip_rest(source: BinaryIO) -> int:
    skipped = 0
    while part := source.readline(limits.LINE_BYTES):
        skipped += len(part)
        if part.endswith(b"\n"):
            break
    return skipped


def parse_line(line: bytes) -> tuple[frozenset[Mark], datetime | None]:
    """The identifiers in a line and its time (UTC); no time where the line is not of the format."""
    found = LINE.fullmatch(line.rstrip(b"\r\n"))
    if found is None:
        return frozenset(), None
    try:
        at = _time(found)
    except (ValueError, OverflowError, KeyError):
        return frozenset(), None
    marks = {mark("ip_address", found["address"].decode("ascii"))}
    user = found["user"].decode("utf-8", "replace")
    if user != "-":
        marks.add(mark("account", user))
    return frozenset(marks), at


def _time(found: re.Match[bytes]) -> datetime:
    offset = timedelta(hours=int(found["zone_hours"]), minutes=int(found["zone_minutes"]))
    zone = timezone(offset if found["sign"] == b"+" else -offset)
    whole = (found["year"], found["day"], found["hour"], found["minute"], found["second"])
    year, day, hour, minute, second = (int(part) for part in whole)
    return datetime(
        year, MONTHS[found["month"]], day, hour, minute, second, tzinfo=zone
    ).astimezone(UTC)
