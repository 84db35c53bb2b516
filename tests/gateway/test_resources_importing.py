"""A schema.org document becomes a draft, or is refused by name."""

import json
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from comity.gateway.resources import commands, entries, importing, linked
from comity.gateway.resources.entries import Entry
from comity.gateway.resources.errors import CourseError

DAY = date(2026, 11, 26)
COURSE: dict[str, Any] = {
    "@context": "https://schema.org",
    "@type": "Course",
    "name": "An invented course on “evidence”",
    "description": "How evidence is kept.\nIn two lines, invented for this test only.",
    "url": "https://course.example/evidence",
    "provider": {"@type": "Organization", "name": "Invented Institute"},
    "inLanguage": ["en", "fr-CA"],
    "educationalLevel": "Beginner",
    "isAccessibleForFree": True,
    "audience": {"@type": "EducationalAudience", "educationalRole": "prosecutor"},
    "hasCourseInstance": {
        "@type": "CourseInstance",
        "courseMode": "Onsite",
        "startDate": "2027-03-22",
        "endDate": "2027-03-26T17:00:00+01:00",
        "location": {
            "@type": "Place",
            "name": "Room 1",
            "address": {"addressLocality": "Nowhere", "addressCountry": "EE"},
        },
    },
    "offers": {"@type": "Offer", "price": 0.0},
}


def _bytes(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def _draft(value: Any) -> tuple[dict[str, Any], importing.Draft]:
    draft = importing.draft(_bytes(value), DAY)
    return tomllib.loads(draft.toml)["entry"][0], draft


def test_a_course_becomes_a_draft_with_what_is_missing_named() -> None:
    entry, draft = _draft(COURSE)
    assert entry["title"] == "An invented course on “evidence”"
    assert entry["summary"] == "How evidence is kept. In two lines, invented for this test only."
    assert entry["languages"] == ["en", "fr"]
    assert (entry["level"], entry["cost"], entry["form"]) == ("introduction", "free", "on_site")
    assert (entry["starts"], entry["ends"]) == (date(2027, 3, 22), date(2027, 3, 26))
    assert (entry["place"], entry["states"]) == ("Nowhere", ["EE"])
    assert entry["roles"] == ["prosecutor"]
    assert draft.not_taken == ("offers",)
    assert draft.missing == (
        "topics",
        "source.url",
        "source.title",
        "source.publisher",
        "reviewed_by",
    )
    for name in draft.missing:
        assert f"# missing: {name}" in draft.toml


def test_a_draft_that_is_filled_in_is_an_entry() -> None:
    draft = importing.draft(_bytes(COURSE), DAY)
    with pytest.raises(Exception, match=r"source\.url"):
        entries.read(draft.toml.encode(), "courses.toml", "course")
    filled = draft.toml.replace("[entry.source]", 'reviewed_by = "editors"\n\n[entry.source]')
    filled += (
        'url = "https://course.example/"\ntitle = "Courses"\npublisher = "Invented Institute"\n'
    )
    (one,) = entries.read(filled.encode(), "courses.toml", "course")
    assert one.starts == date(2027, 3, 22)


@pytest.mark.parametrize("one", entries.library(), ids=lambda one: one.id)
def test_what_we_say_in_schema_org_others_can_read_back(one: Entry) -> None:
    node = json.loads(json.dumps(linked.node(one, DAY)))
    assert node["@type"] == linked.TYPES[one.kind]
    if one.kind not in ("course", "event", "exercise"):
        return
    entry, _ = _draft(node)
    assert entry["title"] == one.title
    assert entry["summary"] == one.summary
    assert entry.get("roles") == list(one.roles)
    assert entry.get("topics", []) == list(one.topics)
    assert entry.get("languages", []) == list(one.languages)
    assert entry.get("starts") == one.starts


THING = {"identifier", "name", "description", "url", "subjectOf"}
LEARNING = {"audience", "about", "inLanguage", "isAccessibleForFree"}
HELD = {"startDate", "endDate", "location", "eventAttendanceMode", "organizer"}
KNOWN: dict[str, set[str]] = {
    "Course": {*THING, *LEARNING, "provider", "educationalLevel", "hasCourseInstance"},
    "CourseInstance": {"courseMode", "startDate", "endDate", "location"},
    "Event": {*THING, *LEARNING, *HELD},
    "EducationEvent": {*THING, *LEARNING, *HELD},
    "CreativeWork": {*THING, *LEARNING, "publisher"},
    "Organization": {*THING, "address", "parentOrganization", "areaServed"},
    "Service": {*THING, "provider", "areaServed"},
    "WebPage": {
        "name", "url", "publisher", "inLanguage", "reviewedBy", "lastReviewed", "expires", "creativeWorkStatus", "author",
    },
    "Audience": {"geographicArea"},
    "EducationalAudience": {"educationalRole"},
    "Country": {"identifier"},
    "DefinedTerm": {"termCode"},
    "Place": {"name", "address"},
    "PostalAddress": {"addressLocality", "addressCountry"},
}  # fmt: skip
"""What schema.org knows of these types, as far as we use it (read in the package schema-dts 2.1.0)."""


def _unknown(node: Any) -> Iterator[tuple[str, str]]:
    if isinstance(node, list):
        for one in node:
            yield from _unknown(one)
    elif isinstance(node, dict):
        for name, value in node.items():
            if name[0] != "@" and name not in KNOWN[node["@type"]]:
                yield node["@type"], name
            yield from _unknown(value)


@pytest.mark.parametrize("one", entries.library(), ids=lambda one: one.id)
def test_we_say_nothing_that_schema_org_does_not_know(one: Entry) -> None:
    full = {"provided_from": "EE", "for_states": ("RO", "NR"), "entered_by": "Invented Institute"}
    for entry in (one, one.model_copy(update=full)):
        assert list(_unknown(linked.node(entry, DAY))) == []


def _with(**members: Any) -> bytes:
    return _bytes({**COURSE, **members})


def _instance(**members: Any) -> bytes:
    return _with(hasCourseInstance={**COURSE["hasCourseInstance"], **members})


DEEP = b'{"@context":"https://schema.org","x":' + b"[" * 100_000 + b"]" * 100_000 + b"}"
HOSTILE = [
    ("ten megabytes", b'{"a":"' + b"x" * 10_000_000 + b'"}', "CourseTooLargeError"),
    ("deep nesting", DEEP, "CourseTooDeepError"),
    ("one level too many", _with(x=json.loads("[" * 16 + "]" * 16)), "CourseTooDeepError"),
    ("as deep as it may be", _with(x=json.loads("[" * 15 + "]" * 15)), None),
    ("brackets without end", b"[" * 200_000, "CourseTooDeepError"),
    ("a bracket in a text", _with(name="[" * 90), None),
    ("too many values", _with(about=[1] * 6_000), "CourseTooManyError"),
    ("nothing", b"", "CourseNotJsonError"),
    ("a page", b"<html><script>alert(1)</script></html>", "CourseNotJsonError"),
    ("no UTF-8", b'{"name": "\xff"}', "CourseNotJsonError"),
    ("half a document", _bytes(COURSE)[:-5], "CourseNotJsonError"),
    ("no number", _bytes(COURSE).replace(b"0.0", b"NaN"), "CourseNotJsonError"),
    ("a long number", _bytes(COURSE).replace(b"0.0", b"9" * 5_000), "CourseNotJsonError"),
    ("a member twice", _bytes(COURSE)[:-1] + b',"name":"other"}', "CourseMemberTwiceError"),
    ("a text", b'"Course"', "NoCourseError"),
    ("a list of texts", b'["Course"]', "NoCourseError"),
    ("another vocabulary", _with(**{"@context": "https://evil.example/schema.org"}), "NotSchemaOrgError"),
    ("no vocabulary", _bytes({k: v for k, v in COURSE.items() if k != "@context"}), "NotSchemaOrgError"),
    ("another type", _with(**{"@type": "Recipe"}), "NoCourseError"),
    ("no type", _with(**{"@type": None}), "NoCourseError"),
    ("two courses", _bytes([COURSE, COURSE]), "SeveralCoursesError"),
    ("a script in a title", _with(name="<script>alert(1)</script>"), "CourseMarkupError"),
    ("a tag with a space", _with(description="x < img src=x onerror=y>"), "CourseMarkupError"),
    ("no title", _with(name=""), "CourseTextError"),
    ("a title of numbers", _with(name=7), "CourseTextError"),
    ("a long title", _with(name="x" * 300), "CourseTextError"),
    ("a very long text", _with(description="x" * 30_000), "CourseTextError"),
    ("a title that turns around", _with(name="abc\u202etxt"), "CourseTextError"),
    ("half a character", b'{"@context":"https://schema.org","@type":"Course","name":"\\ud800"}', "CourseTextError"),
    ("a nul", b'{"@context":"https://schema.org","@type":"Course","name":"a\\u0000b"}', "CourseTextError"),
    ("a script for an address", _with(url="javascript:alert(1)"), "CourseAddressError"),
    ("a script in capitals", _with(url="JaVaScRiPt:alert(1)"), "CourseAddressError"),
    ("a script with a host", _with(url="javascript://course.example/%0aalert(1)"), "CourseAddressError"),
    ("another protocol", _with(url="ftp://course.example/"), "CourseAddressError"),
    ("data for an address", _with(url="data:text/html,<script>"), "CourseAddressError"),
    ("a file", _with(url="file:///etc/passwd"), "CourseAddressError"),
    ("a password in an address", _with(url="https://a:b@course.example/"), "CourseAddressError"),
    ("no host", _with(url="https:///x"), "CourseAddressError"),
    ("a broken host", _with(url="https://[::1"), "CourseAddressError"),
    ("a quote in an address", _with(url='https://course.example/"onclick='), "CourseAddressError"),
    ("no text for an address", _with(url=["https://course.example/"]), "CourseAddressError"),
    ("the 31st of February", _instance(startDate="2027-02-31"), "CourseDateError"),
    ("a word for a date", _instance(startDate="tomorrow"), "CourseDateError"),
    ("a number for a date", _instance(startDate=20270301), "CourseDateError"),
    ("the year zero", _instance(startDate="0001-01-01"), "CourseDateError"),
    ("the year 9999", _instance(endDate="9999-12-31"), "CourseDateError"),
    ("the end first", _instance(startDate="2027-03-30"), "CourseDateError"),
    ("an end alone", _instance(startDate=None), "CourseDateError"),
    ("a long date", _instance(startDate="2027-01-01" + "0" * 5_000), "CourseDateError"),
    ("a script for a provider", _with(provider={"name": "<img src=x>"}), "CourseMarkupError"),
    ("an endless provider", _with(provider=[{"name": "x" * 150}] * 3), "CourseTextError"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("data", "code"), [row[1:] for row in HOSTILE], ids=[r[0] for r in HOSTILE]
)
def test_what_a_stranger_sends_is_refused_by_name(data: bytes, code: str | None) -> None:
    if code is None:
        assert importing.draft(data, DAY).toml
        return
    with pytest.raises(CourseError) as refused:
        importing.draft(data, DAY)
    assert refused.value.code == code
    assert refused.value.sentence.endswith((".", "://.", "22."))


ACCEPTED = [
    ("in a graph", {"@context": "http://schema.org/", "@graph": [{"@type": "WebSite"}, COURSE]}, "course"),
    ("a full type", {**COURSE, "@type": "https://schema.org/Course"}, "course"),
    ("a short type", {**COURSE, "@context": {"schema": "https://schema.org/"}, "@type": ["schema:Course"]}, "course"),
    ("an event", {**COURSE, "@type": "EducationEvent"}, "event"),
    ("an exercise", {**COURSE, "@type": "Hackathon"}, "exercise"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("value", "kind"), [row[1:] for row in ACCEPTED], ids=[row[0] for row in ACCEPTED]
)
def test_the_ways_in_which_it_is_written_are_read(value: dict[str, Any], kind: str) -> None:
    assert tomllib.loads(importing.draft(_bytes(value), DAY).toml)["kind"] == kind


def test_what_does_not_fit_is_listed_and_not_changed() -> None:
    value = {
        **COURSE,
        "description": "x" * 900,
        "audience": "everybody",
        "sponsor": "y",
        "about": "z",
    }
    entry, draft = _draft(value)
    assert "summary" not in entry
    assert "roles" not in entry
    assert set(draft.not_taken) == {"description", "audience", "sponsor", "about", "offers"}
    assert {"summary", "roles"} <= set(draft.missing)


def test_a_name_of_a_member_cannot_end_the_comment() -> None:
    entry, draft = _draft({**COURSE, "x\nid = 'evil'": 1})
    assert entry["id"] == "an-invented-course-on-evidence"
    assert draft.toml.count("\nid = ") == 1


def test_the_command_writes_the_draft_and_says_what_is_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad = tmp_path / "good.jsonld", tmp_path / "bad.jsonld"
    good.write_bytes(_bytes(COURSE))
    bad.write_bytes(_with(url="javascript:alert(1)"))
    assert commands.course(str(good)) == 0
    told = capsys.readouterr()
    assert tomllib.loads(told.out)["kind"] == "course"
    assert "reviewed_by" in told.err
    assert commands.course(str(bad)) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert "CourseAddressError" in told.err
