"""The resources as data: courses, exercises, events, good practices, standards, partnerships, assistance. Pure.

Each kind has a file; every entry names the page where it was read, who reviewed it, and the day after which
it counts as out of date. Reading is strict: what is wrong is refused with its file, entry and place.
"""

import re
import tomllib
import unicodedata
from calendar import isleap
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Annotated, Any, Final, Literal, get_args
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    Strict,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from comity.gateway.facts import Source
from comity.gateway.resources import limits
from comity.gateway.resources.errors import ResourceRowError
from comity.gateway.resources.topics import TOPICS
from comity.law.release import packaged

Kind = Literal[
    "course", "exercise", "event", "good_practice", "standard", "partnership", "assistance"
]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
FILES: Final[Mapping[Kind, str]] = {
    "course": "courses.toml",
    "exercise": "exercises.toml",
    "event": "events.toml",
    "good_practice": "good_practices.toml",
    "standard": "standards.toml",
    "partnership": "partnerships.toml",
    "assistance": "assistance.toml",
}
Role = Literal[
    "investigator",
    "forensic_expert",
    "prosecutor",
    "judge",
    "central_authority",
    "contact_point",
    "csirt",
    "provider",
    "policy_maker",
    "trainer",
    "developer",
    "business",
    "citizen",
]
ROLES: Final[tuple[Role, ...]] = get_args(Role)
Level = Literal["introduction", "practitioner", "expert", "any", "not_seen"]
LEVELS: Final[tuple[Level, ...]] = get_args(Level)
Cost = Literal["free", "paid", "by_invitation", "not_seen"]
COSTS: Final[tuple[Cost, ...]] = get_args(Cost)
Form = Literal["online", "on_site", "mixed", "document", "not_seen"]
FORMS: Final[tuple[Form, ...]] = get_args(Form)
Recurs = Literal["yearly", "two_yearly", "regularly"]
RECURS: Final[tuple[Recurs, ...]] = get_args(Recurs)
Language = Literal["ar", "de", "en", "es", "fr", "id", "ja", "pt", "ru", "th", "zh"]
LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)
Region = Literal["world", "africa", "americas", "asia_pacific", "arab_states", "europe"]
REGIONS: Final[tuple[Region, ...]] = get_args(Region)

EDITORS: Final = "editors"
"""Reviewed by whoever keeps this site, from the page that is named; anything else is an institution."""

CONTACT_OF: Final = "contact-of-"
"""Before the code of a State whose own contact confirmed the entry under its directory keys."""

LONGEST_DAYS: Final = 366
MARKUP: Final = re.compile(r"<\s*[A-Za-z/!?]")
_HIDDEN: Final = frozenset({"Cc", "Cf", "Cn", "Cs", "Co", "Zl", "Zp"})
# Letters and marks that show nothing: fillers, an empty braille cell, joiners, selectors of variants
_BLANK: Final = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\ufffd\U000e0100-\U000e01ef]"
)
_MOST_MARKS: Final = 4  # over one letter; no writing of the six languages has more
_PERSON: Final = re.compile(r"\b(?:Mr|Ms|Mrs|Dr|Prof)\b|@|\+\d[\d ()/-]{7,}\d")
_HOST: Final = re.compile(r"(?:[\w-]{1,63}\.)+[\w-]{2,63}")


def _refused(code: str, reason: str, field: str = "") -> PydanticCustomError:
    """What is wrong: a code for forms, words for whoever keeps the files; ``field`` where it is about the whole entry."""
    return PydanticCustomError(code, reason, {"field": field})


def plain(text: str) -> str:
    """A text without markup, without characters that cannot be seen and without spaces around it. Raises ValueError."""
    if text != text.strip():
        raise _refused("spaces", "spaces around the text")
    if any(unicodedata.category(one) in _HIDDEN for one in text) or _BLANK.search(text):
        raise _refused("hidden", "characters that cannot be seen")
    if _is_piled_up(text):
        raise _refused("hidden", "marks piled up over a letter, so that they cover other text")
    if MARKUP.search(text):
        raise _refused("markup", "markup in the text")
    return text


def _is_piled_up(text: str) -> bool:
    marks = 0
    for one in text:
        marks = marks + 1 if unicodedata.category(one) in ("Mn", "Me") else 0
        if marks > _MOST_MARKS:
            return True
    return False


def _known_state(code: str) -> str:
    if code not in packaged().states:
        raise _refused("state", "no State or territory has this code")
    return code


def _known_topic(code: str) -> str:
    if code not in TOPICS:
        raise _refused("topic", "no topic has this name")
    return code


def _institution(text: str) -> str:
    if _PERSON.search(text):
        raise _refused("person", "this names a person; name the institution")
    return text


def _openable(text: str) -> str:
    """An address of the web that leads to a named host, without a password. Raises ValueError."""
    try:
        parts = urlsplit(text)
        good = bool(_HOST.fullmatch(parts.hostname or "")) and parts.username is None
        _port = parts.port
    except ValueError:
        good = False
    if not good:
        raise _refused("address", "an address that does not lead to a named host")
    return text


def _of_our_time(day: date) -> date:
    if not limits.FIRST_YEAR <= day.year <= limits.LAST_YEAR:
        raise _refused("year", "a year that cannot be meant")
    return day


Plain = AfterValidator(plain)
Text = Annotated[str, Field(min_length=1, max_length=200), Plain]
Summary = Annotated[str, Field(min_length=40, max_length=700), Plain]
Id = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Address = Annotated[
    str,
    Field(pattern=r"^https?://[^\s<>\"]+$", max_length=500),
    Plain,
    AfterValidator(_openable),
]
Day = Annotated[date, Strict(), AfterValidator(_of_our_time)]
State = Annotated[str, AfterValidator(_known_state)]
Dated = Annotated[str, Field(pattern=r"^$|^\d{4}(-\d{2}(-\d{2})?)?$")]


class Part(BaseModel):
    """The base of all parts: frozen, nothing unknown."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Read(Part):
    """The page where an entry was read, and the copy of it that was at hand, where it was one."""

    url: Address
    title: Text
    publisher: Text
    read: Day
    dated: Dated = ""
    copy_of: Address | None = Field(default=None, alias="copy")


class Entry(Part):
    """One resource."""

    id: Id
    kind: Kind
    title: Text
    summary: Summary
    written_in: Language = "en"  # the summary, and the title where nothing else is said
    title_in: Language | None = None  # the language of a title that is not that of the summary
    provider: Annotated[Text, AfterValidator(_institution)]
    url: Address
    languages: tuple[Language, ...] = ()  # empty: not seen
    roles: Annotated[tuple[Role, ...], Field(min_length=1)]
    level: Level = "not_seen"
    cost: Cost = "not_seen"
    form: Form = "not_seen"
    standing: Annotated[bool, Strict()] = False
    starts: Day | None = None
    ends: Day | None = None
    recurs: Recurs | None = None
    place: Annotated[str, Field(max_length=80), Plain, AfterValidator(_institution)] = ""
    states: tuple[State, ...] = ()  # where it is held
    provided_from: State | None = None  # whose institution provides it; None: of no single State
    for_states: tuple[State, ...] = ()  # only for these; empty: open to any State
    regions: tuple[Region, ...] = ()
    topics: tuple[Annotated[str, AfterValidator(_known_topic)], ...] = ()
    used_for: Annotated[str, Field(max_length=300), Plain] = ""  # what this network uses it for
    source: Read
    entered_by: Annotated[str, Field(max_length=200), Plain, AfterValidator(_institution)] = ""
    reviewed_by: Annotated[Text, AfterValidator(_institution)]
    reviewed_on: Day
    expires_on: Day | None = None
    withdrawn_on: Day | None = None  # the day from which it is no longer listed

    @field_validator("languages", "roles", "states", "for_states", "regions", "topics")
    @classmethod
    def _each_once(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if len(set(value)) != len(value):
            raise _refused("twice", "the same twice")
        return value

    @model_validator(mode="after")
    def _times_fit(self) -> "Entry":
        if self.standing == bool(self.starts or self.recurs):
            raise _refused("standing", "say standing, or when it starts or recurs", "standing")
        if self.ends and not (self.starts and self.starts <= self.ends):
            raise _refused("ends_first", "it ends before it starts", "ends")
        if self.starts and (self.last_day - self.starts).days > LONGEST_DAYS:
            raise _refused("lasts", "it lasts longer than a year", "ends")
        if self.reviewed_on < self.source.read:
            raise _refused("unread", "reviewed before it was read", "reviewed_on")
        if not self.reviewed_on < self.expires <= year_after(self.source.read):
            raise _refused(
                "expiry",
                "it must expire after the review and within a year of reading",
                "expires_on",
            )
        return self

    @property
    def titled_in(self) -> str:
        """The language of the title."""
        return self.title_in or self.written_in

    @property
    def last_day(self) -> date:
        """The last day of something that has days. Only where ``starts`` is set."""
        assert self.starts is not None
        return self.ends or self.starts

    @property
    def expires(self) -> date:
        """The last day on which the entry counts as confirmed: a year after reading, or earlier."""
        return self.expires_on or year_after(self.source.read)

    def is_over(self, day: date) -> bool:
        """Whether it ended before this day."""
        return self.starts is not None and self.last_day < day

    def is_expired(self, day: date) -> bool:
        """Whether nobody has confirmed it for too long, or a reviewer took it out."""
        return day > self.expires or self.is_withdrawn(day)

    def is_withdrawn(self, day: date) -> bool:
        """Whether a reviewer found that it should no longer be listed."""
        return self.withdrawn_on is not None and day >= self.withdrawn_on

    def is_current(self, day: date) -> bool:
        """Whether it is shown in lists and feeds."""
        return not self.is_over(day) and not self.is_expired(day)

    @property
    def cited(self) -> Source:
        """The source as pages cite it: the page, and when it was read."""
        return Source(self.source.url, self.source.read.isoformat())


def year_after(day: date) -> date:
    """The same day a year later; the last of February where there is no 29th."""
    last = day.day - 1 if (day.month, day.day) == (2, 29) and not isleap(day.year + 1) else day.day
    return date(day.year + 1, day.month, last)


def end_of_day_after(day: date) -> date:
    """The day after, as calendars write the end of something that lasts whole days."""
    return day + timedelta(days=1)


def read(data: bytes, file: str, kind: Kind) -> tuple[Entry, ...]:
    """The entries of one file. Raises ResourceRowError."""
    try:
        document = tomllib.loads(data.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ResourceRowError(file, "", "", str(error)[:200]) from None
    if document.get("kind") != kind:
        raise ResourceRowError(file, "", "kind", f"this file holds the kind {kind}")
    rows = document.get("entry")
    if set(document) != {"kind", "entry"} or not isinstance(rows, list) or not rows:
        raise ResourceRowError(file, "", "entry", "a file holds its kind and a list of entries")
    return tuple(_entry(row, file, kind, number) for number, row in enumerate(rows, 1))


def _entry(row: Any, file: str, kind: Kind, number: int) -> Entry:
    name = f"entry {number}"
    if not isinstance(row, dict) or "kind" in row:
        raise ResourceRowError(file, name, "", "an entry is a table without a kind of its own")
    if isinstance(row.get("id"), str):
        name += f" ({row['id'][:60]})"
    try:
        return Entry.model_validate({**row, "kind": kind})
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise ResourceRowError(file, name, place, first["msg"]) from None


def together(groups: Iterable[Iterable[Entry]]) -> tuple[Entry, ...]:
    """All entries, each id once. Raises ResourceRowError."""
    found: dict[str, Entry] = {}
    for one in (entry for group in groups for entry in group):
        if one.id in found:
            raise ResourceRowError(FILES[one.kind], one.id, "id", "another entry has this id")
        found[one.id] = one
    return tuple(found.values())


@cache
def library() -> tuple[Entry, ...]:
    """Every entry that comes with the site, by kind and in the order of the files. Raises ResourceRowError."""
    folder = files("comity.gateway").joinpath("resources")
    return together(
        read(folder.joinpath(name).read_bytes(), name, kind) for kind, name in FILES.items()
    )


@cache
def by_id() -> Mapping[str, Entry]:
    """Every entry by its id. Raises ResourceRowError."""
    return {one.id: one for one in library()}
