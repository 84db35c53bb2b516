"""The resources: every entry has its source and its expiry, and reading them is strict."""

import re
from datetime import date

import pytest

from comity.gateway.resources import addresses, entries, wording
from comity.gateway.resources.entries import Entry
from comity.gateway.resources.errors import ResourceRowError
from comity.gateway.resources.topics import TOPICS
from comity.law.release import packaged

ALL = entries.library()
A_PERSON = re.compile(r"\b(Mr|Ms|Mrs|Dr|Prof)\b\.?")
GOOD = """
kind = "course"

[[entry]]
id = "invented-course"
title = "An invented course"
summary = "A course that exists in this test only, so that reading can be tried."
provider = "Invented Institute"
url = "https://course.example/"
languages = ["en"]
roles = ["investigator"]
level = "introduction"
standing = true
reviewed_by = "editors"
reviewed_on = 2026-11-26

[entry.source]
url = "https://course.example/about"
title = "About the invented course"
publisher = "Invented Institute"
read = 2026-11-25
"""


def _read(text: str) -> Entry:
    return entries.read(text.encode(), "courses.toml", "course")[0]


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.id)
def test_every_entry_is_sourced_reviewed_and_expires(one: Entry) -> None:
    assert one.source.url.startswith("http")
    assert one.source.title
    assert one.source.publisher
    assert one.source.read <= one.reviewed_on < one.expires
    assert (one.expires - one.source.read).days <= 366
    assert one.reviewed_by == entries.EDITORS or not A_PERSON.search(one.reviewed_by)
    assert set(one.topics) <= set(TOPICS)
    assert set(one.states) <= set(packaged().states)
    assert one.roles
    assert set(one.roles) <= set(wording.ROLES)
    assert set(one.languages) <= set(wording.LANGUAGES)
    assert one.kind != "event" or one.starts or one.recurs
    assert not one.used_for or one.kind == "standard"


def test_there_is_something_of_every_kind_and_for_everybody() -> None:
    assert {one.kind for one in ALL} == set(entries.KINDS)
    assert {role for one in ALL for role in one.roles} == set(entries.ROLES)
    assert sum(bool(one.used_for) for one in ALL) > 5
    assert len({one.url for one in ALL}) > 60


def test_nothing_was_over_when_it_was_reviewed() -> None:
    assert [one.id for one in ALL if not one.is_current(one.reviewed_on)] == []


def test_every_code_has_words() -> None:
    for codes, words in (
        (entries.KINDS, wording.KINDS),
        (entries.KINDS, wording.KINDS_MANY),
        (entries.KINDS, wording.KINDS_SAY),
        (entries.ROLES, wording.ROLES),
        (entries.LEVELS, wording.LEVELS),
        (entries.COSTS, wording.COSTS),
        (entries.FORMS, wording.FORMS),
        (entries.RECURS, wording.RECURS),
        (entries.LANGUAGES, wording.LANGUAGES),
        (entries.REGIONS, wording.REGIONS),
    ):
        assert set(codes) == set(words)


def test_addresses_name_every_entry_once() -> None:
    for every in (list(addresses.pages()), list(addresses.feeds()), list(addresses.files())):
        assert len(every) == len(set(every))
    assert len(list(addresses.pages())) == len(ALL) + len(entries.KINDS) + 2


def test_an_entry_expires_a_year_after_it_was_read() -> None:
    one = _read(GOOD)
    assert one.expires == date(2027, 11, 25)
    assert one.is_current(date(2027, 11, 25))
    assert one.is_expired(date(2027, 11, 26))
    leap = _read(
        GOOD.replace("read = 2026-11-25", "read = 2028-02-29").replace(
            "reviewed_on = 2026-11-26", "reviewed_on = 2028-03-01"
        )
    )
    assert leap.expires == date(2029, 2, 28)


def test_what_has_ended_is_over_and_no_longer_current() -> None:
    one = _read(GOOD.replace("standing = true", "starts = 2027-03-01\nends = 2027-03-03"))
    assert one.is_current(date(2027, 3, 3))
    assert one.is_over(date(2027, 3, 4))
    assert not one.is_current(date(2027, 3, 4))


WRONG = [
    ("no TOML", "kind = ", "Invalid value"),
    ("another kind of file", GOOD.replace('kind = "course"', 'kind = "event"'), "holds the kind"),
    ("no entry", 'kind = "course"\n', "list of entries"),
    ("something besides", GOOD.replace("[[entry]]", "more = 1\n[[entry]]", 1), "list of entries"),
    ("a kind of its own", GOOD.replace('id = "', 'kind = "event"\nid = "', 1), "kind of its own"),
    ("an unknown field", GOOD.replace("level =", "stars = 5\nlevel ="), "stars"),
    ("no source", GOOD[: GOOD.index("[entry.source]")], "source"),
    ("no reviewer", GOOD.replace('reviewed_by = "editors"\n', ""), "reviewed_by"),
    ("an unknown role", GOOD.replace("investigator", "wizard"), "roles.0"),
    ("a role twice", GOOD.replace('"investigator"', '"investigator", "investigator"'), "the same twice"),
    ("no role", GOOD.replace('["investigator"]', "[]"), "roles"),
    ("an unknown language", GOOD.replace('["en"]', '["xx"]'), "languages.0"),
    ("an unknown topic", GOOD.replace("level =", 'topics = ["sorcery"]\nlevel ='), "topics.0"),
    ("an unknown State", GOOD.replace("level =", 'states = ["XX"]\nlevel ='), "states.0"),
    ("an unknown level", GOOD.replace("introduction", "godlike"), "level"),
    ("a script for an address", GOOD.replace("https://course.example/\"", 'javascript:alert(1)"'), "url"),
    ("an address with a tag", GOOD.replace("course.example/\"", 'course.example/<b>"'), "url"),
    ("a date as text", GOOD.replace("2026-11-26", '"2026-11-26"'), "reviewed_on"),
    ("reviewed before read", GOOD.replace("read = 2026-11-25", "read = 2026-12-25"), "before it was read"),
    ("never expires", GOOD.replace("standing = true", "standing = true\nexpires_on = 2036-01-01"), "expire"),
    ("expired at its review", GOOD.replace("standing = true", "standing = true\nexpires_on = 2026-11-26"), "expire"),
    ("standing and dated", GOOD.replace("standing = true", "standing = true\nstarts = 2027-01-01"), "standing"),
    ("neither standing nor dated", GOOD.replace("standing = true\n", ""), "standing"),
    ("ends before it starts", GOOD.replace("standing = true", "starts = 2027-01-02\nends = 2027-01-01"), "ends before"),
    ("ends without a start", GOOD.replace("standing = true", 'recurs = "yearly"\nends = 2027-01-01'), "ends before"),
    ("lasts for ever", GOOD.replace("standing = true", "starts = 2027-01-02\nends = 2097-01-01"), "longer than a year"),
    ("a hidden character", GOOD.replace("An invented", "An \\u202einvented"), "cannot be seen"),
    ("a line in a title", GOOD.replace("An invented", "An\\ninvented"), "cannot be seen"),
    ("a summary of one word", GOOD.replace("A course that exists in this test only, so that reading can be tried.", "Good."), "summary"),
    ("an id with a path", GOOD.replace('"invented-course"', '"../etc/passwd"'), "id"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "reason"), [row[1:] for row in WRONG], ids=[r[0] for r in WRONG])
def test_what_is_wrong_is_refused_with_its_file_and_place(text: str, reason: str) -> None:
    with pytest.raises(ResourceRowError) as refused:
        _read(text)
    assert "courses.toml" in str(refused.value)
    assert reason in str(refused.value)


def test_the_good_one_is_read() -> None:
    assert _read(GOOD).id == "invented-course"


def test_an_id_is_used_once_among_all_files() -> None:
    with pytest.raises(ResourceRowError, match="invented-course"):
        entries.together([[_read(GOOD)], [_read(GOOD)]])


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(ResourceRowError):
        entries.read(b"\xff\xfe", "courses.toml", "course")
