"""Feeds and calendar hold to their standards, and nothing that is out of date is in them."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from xml.etree import ElementTree as Xml

import pytest

from comity.gateway.resources import entries, feeds, ics
from comity.gateway.resources.entries import KINDS, Entry

ALL = entries.library()
DAY = max(one.reviewed_on for one in ALL)
NS = {"a": feeds.ATOM}
MOST_BYTES = 75  # RFC 5545, 3.1


def _atom(some: list[Entry], kind: str = "", language: str = "en") -> Xml.Element:
    body = feeds.atom(
        some,
        language=language,
        kind=kind,
        title="Comity: <Resources> & more",
        said=str,
        kind_name=str,
        newest=DAY,
    )
    return Xml.fromstring(body)


def _one(parent: Xml.Element, name: str) -> str:
    found = parent.findall(f"a:{name}", NS)
    assert len(found) == 1, name
    assert found[0].text
    return found[0].text


@pytest.mark.parametrize("kind", ["", *KINDS])
def test_a_feed_has_what_rfc_4287_asks_for(kind: str) -> None:
    some = [one for one in ALL if kind in ("", one.kind)]
    root = _atom(some, kind)
    assert root.tag == f"{{{feeds.ATOM}}}feed"
    assert _one(root, "id").startswith("urn:uuid:")
    assert _one(root, "title") == "Comity: <Resources> & more"
    assert root.find("a:author/a:name", NS) is not None
    rels = [link.get("rel") for link in root.findall("a:link", NS)]
    assert sorted(map(str, rels)) == ["alternate", "self"]
    updated = []
    for part in root.findall("a:entry", NS):
        assert _one(part, "id").startswith("urn:uuid:")
        assert _one(part, "title")
        assert _one(part, "summary")
        updated.append(datetime.fromisoformat(_one(part, "updated")))
        alternates = [one for one in part.findall("a:link", NS) if one.get("rel") == "alternate"]
        assert len(alternates) == 1
        assert all(one.get("href") for one in part.findall("a:link", NS))
    assert len(updated) == len(some) > 0
    assert datetime.fromisoformat(_one(root, "updated")) == max(updated)


def test_names_in_feeds_are_unique_and_stay_the_same() -> None:
    ids = [one.text for one in _atom(list(ALL)).iter(f"{{{feeds.ATOM}}}id")]
    assert len(ids) == len(set(ids))
    again = [one.text for one in _atom(list(ALL)).iter(f"{{{feeds.ATOM}}}id")]
    assert ids == again
    other = {one.text for one in _atom(list(ALL), language="fr").iter(f"{{{feeds.ATOM}}}id")}
    assert not other & set(ids)


def test_a_feed_without_entries_is_still_a_feed() -> None:
    root = _atom([])
    assert _one(root, "updated") == f"{DAY.isoformat()}T00:00:00Z"


# The calendar


def _lines(body: bytes) -> Iterator[tuple[str, dict[str, str], str]]:
    """Content lines of RFC 5545: name, parameters, value. What is no line fails."""
    assert body.endswith(b"\r\n")
    raw = body.split(b"\r\n")[:-1]
    unfolded: list[bytes] = []
    for line in raw:
        assert len(line) <= MOST_BYTES, line
        assert b"\n" not in line
        assert b"\r" not in line
        line.decode("utf-8")  # no letter is cut
        if line.startswith(b" "):
            unfolded[-1] += line[1:]
        else:
            unfolded.append(line)
    for line in unfolded:
        head, colon, value = line.decode().partition(":")
        assert colon, line
        name, *parameters = head.split(";")
        assert name.replace("-", "").isalnum()
        assert name == name.upper()
        yield name, dict(one.split("=", 1) for one in parameters), value


def _events(body: bytes) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    open_: list[str] = []
    for name, _, value in _lines(body):
        if name == "BEGIN":
            open_.append(value)
            if value == "VEVENT":
                found.append({})
        elif name == "END":
            assert open_.pop() == value
        elif open_[-1] == "VEVENT":
            assert name not in found[-1], name
            found[-1][name] = value
    assert open_ == []
    return found


def _calendar(some: list[Entry]) -> bytes:
    return ics.calendar(some, language="en", said=str, kind_name=str)


def test_the_calendar_holds_all_that_has_days_and_nothing_else() -> None:
    events = _events(_calendar(list(ALL)))
    dated = [one for one in ALL if one.starts]
    assert len(events) == len(dated) > 3
    assert len({one["UID"] for one in events}) == len(events)
    for event, one in zip(events, dated, strict=True):
        assert one.starts is not None
        begins = datetime.strptime(event["DTSTART"], "%Y%m%d").date()
        ends = datetime.strptime(event["DTEND"], "%Y%m%d").date()
        assert begins == one.starts
        assert ends == one.last_day + timedelta(days=1)
        assert event["DTSTAMP"].endswith("T000000Z")
        assert event["URL"] == one.url


def test_the_calendar_begins_as_a_calendar() -> None:
    lines = list(_lines(_calendar(list(ALL))))
    assert [(name, value) for name, _, value in lines[:2]] == [
        ("BEGIN", "VCALENDAR"),
        ("VERSION", "2.0"),
    ]
    assert lines[-1][0::2] == ("END", "VCALENDAR")


def test_a_calendar_without_events_still_holds_a_component() -> None:
    body = _calendar([one for one in ALL if not one.starts])
    assert [value for name, _, value in _lines(body) if name == "BEGIN"][1:] != []
    assert _events(body) == []


FOLDED = [
    "",
    "x" * 74,
    "x" * 75,
    "x" * 76,
    "x" * 400,
    "é" * 100,
    "网" * 90,
    "🦊" * 60,
    "a" * 74 + "網",
]


@pytest.mark.parametrize("text", FOLDED)
def test_a_line_is_folded_without_cutting_a_letter(text: str) -> None:
    parts = ics.folded(text).split("\r\n")
    assert all(len(part.encode()) <= MOST_BYTES for part in parts)
    assert parts[0] + "".join(part[1:] for part in parts[1:]) == text
    assert all(part.startswith(" ") for part in parts[1:])


def test_what_means_something_in_a_calendar_is_escaped() -> None:
    assert ics.escaped("a,b;c\\d\r\ne\nf") == "a\\,b\\;c\\\\d\\ne\\nf"
    evil = "x\r\nBEGIN:VALARM"
    assert "\n" not in ics.escaped(evil)


def test_after_a_year_nothing_is_left_in_the_feeds() -> None:
    late = date(DAY.year + 3, 1, 1)
    assert [one for one in ALL if one.is_current(late)] == []
