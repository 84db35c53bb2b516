"""A Course or Event of schema.org (JSON-LD) becomes the draft of an entry. Pure.

The document comes from a stranger. It is read within limits, and whatever could deceive is refused by
name. What the draft does not take is listed, and so is what it lacks: a person fills it in and reviews it.
"""

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, NoReturn
from urllib.parse import urlsplit

from comity.gateway.resources import entries, limits, writing
from comity.gateway.resources.errors import (
    CourseAddressError,
    CourseDateError,
    CourseMarkupError,
    CourseMemberTwiceError,
    CourseNotJsonError,
    CourseTextError,
    CourseTooDeepError,
    CourseTooLargeError,
    CourseTooManyError,
    NoCourseError,
    NotSchemaOrgError,
    SeveralCoursesError,
)
from comity.gateway.resources.topics import TOPICS
from comity.law.release import packaged

Node = dict[str, Any]
COURSES: Final = frozenset({"Course"})
EVENTS: Final = frozenset({"Event", "EducationEvent", "BusinessEvent"})
EXERCISES: Final = frozenset({"Hackathon"})
LEVELS: Final[Mapping[str, str]] = {
    "beginner": "introduction",
    "introductory": "introduction",
    "introduction": "introduction",
    "basic": "introduction",
    "intermediate": "practitioner",
    "practitioner": "practitioner",
    "advanced": "expert",
    "expert": "expert",
}
FORMS: Final[Mapping[str, str]] = {
    "online": "online",
    "onsite": "on_site",
    "on-site": "on_site",
    "blended": "mixed",
    "OnlineEventAttendanceMode": "online",
    "OfflineEventAttendanceMode": "on_site",
    "MixedEventAttendanceMode": "mixed",
}
_SCHEMA = re.compile(r"^(?:schema:|https?://schema\.org/)?([A-Za-z]+)$")
_CONTEXT = re.compile(r"^https?://schema\.org/?$")
_LANGUAGE = re.compile(r"^([A-Za-z]{2})(?:[-_][A-Za-z0-9]+)*$")
_SIZES: Final = {"title": 200, "summary": 700, "provider": 200, "place": 80}


@dataclass(frozen=True, slots=True)
class Draft:
    """The draft as TOML, what a person has to add, and what the document held besides."""

    toml: str
    missing: tuple[str, ...]
    not_taken: tuple[str, ...]


def draft(data: bytes, day: date) -> Draft:
    """Read a document on a day. Raises a CourseError that says what to mend."""
    node = _the_one(_nodes(_document(data)))
    kind = _kind_of(node)
    values, used = _values(node, kind)
    missing = tuple(_missing(values))
    not_taken = tuple(sorted(name for name in node if name not in used and name[0] != "@"))
    return Draft(_toml(kind, values, missing, not_taken, day), missing, not_taken)


# Reading within limits


def _document(data: bytes) -> Any:
    if len(data) > limits.COURSE_BYTES:
        raise CourseTooLargeError(length=len(data))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise CourseNotJsonError from None
    _look_at_depth(text)
    try:
        value = json.loads(text, object_pairs_hook=_members, parse_constant=_no_number)
    except RecursionError:
        raise CourseTooDeepError from None
    except ValueError:
        raise CourseNotJsonError from None
    _look_at_size(value)
    return value


def _look_at_depth(text: str) -> None:
    """Before anything is built: how many brackets stand open at once, outside of texts."""
    depth, inside, skip = 0, False, False
    for one in text:
        if skip:
            skip = False
        elif inside:
            skip, inside = one == "\\", one != '"'
        elif one == '"':
            inside = True
        elif one in "[{":
            depth += 1
            if depth > limits.COURSE_DEPTH:
                raise CourseTooDeepError
        elif one in "]}":
            depth -= 1


def _members(pairs: list[tuple[str, Any]]) -> Node:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise CourseMemberTwiceError
    return found


def _no_number(text: str) -> NoReturn:
    raise ValueError(text)


def _look_at_size(value: Any) -> None:
    left = limits.COURSE_VALUES
    waiting = [value]
    while waiting:
        left -= 1
        if left < 0:
            raise CourseTooManyError
        one = waiting.pop()
        if isinstance(one, dict):
            waiting += [*one.keys(), *one.values()]
        elif isinstance(one, list):
            waiting += one
        elif isinstance(one, str) and len(one) > limits.COURSE_TEXT:
            raise CourseTextError


# Finding the course


def _nodes(document: Any) -> list[Node]:
    tops = document if isinstance(document, list) else [document]
    found: list[Node] = []
    for top in tops:
        if not isinstance(top, dict):
            raise NoCourseError
        if not _says_schema_org(top.get("@context")):
            raise NotSchemaOrgError
        graph = top.get("@graph")
        found += [one for one in graph if isinstance(one, dict)] if isinstance(graph, list) else []
        found.append(top)
        if len(found) > limits.COURSE_NODES:
            raise CourseTooManyError
    return found


def _says_schema_org(context: Any) -> bool:
    if isinstance(context, list):
        return any(_says_schema_org(one) for one in context)
    if isinstance(context, dict):
        return any(_says_schema_org(context.get(name)) for name in ("@vocab", "schema"))
    return isinstance(context, str) and bool(_CONTEXT.match(context))


def _the_one(nodes: Sequence[Node]) -> Node:
    known = COURSES | EVENTS | EXERCISES
    found = [one for one in nodes if known.intersection(_types(one))]
    if not found:
        raise NoCourseError
    if len(found) > 1:
        raise SeveralCoursesError
    return found[0]


def _types(node: Node) -> Iterator[str]:
    for one in _list(node.get("@type")):
        match = _SCHEMA.match(one) if isinstance(one, str) else None
        if match:
            yield match[1]


def _kind_of(node: Node) -> entries.Kind:
    types = set(_types(node))
    if types & COURSES:
        return "course"
    return "exercise" if types & EXERCISES else "event"


# Taking what an entry has a place for


def _values(node: Node, kind: entries.Kind) -> tuple[dict[str, Any], set[str]]:
    """The values of the draft, and the members of the document that went into it."""
    title = _text(node.get("name"), "name", "title")
    values: dict[str, Any] = {"id": slug(title) or "name-it", "title": title}
    used = {"name", "url", "inLanguage", "identifier"}
    if node.get("description") is not None:
        summary = _sound(node["description"], "description")
        if len(summary) <= _SIZES["summary"]:  # a longer one has to be told anew
            values["summary"] = summary
            used.add("description")
    if node.get("url") is not None:
        values["url"] = _address(node["url"])
    values["languages"] = list(dict.fromkeys(_languages(node.get("inLanguage"))))
    for member in ("provider", "organizer"):
        if node.get(member) is not None and "provider" not in values:
            values["provider"] = _names(node[member], member)
            used.add(member)
    values |= _audience(node, used) | _from_state(node)
    values["topics"] = _codes(node, "about", "termCode", TOPICS, used)
    level = LEVELS.get(str(node.get("educationalLevel", "")).strip().lower())
    if level:
        values["level"] = level
        used.add("educationalLevel")
    if isinstance(node.get("isAccessibleForFree"), bool):
        values["cost"] = "free" if node["isAccessibleForFree"] else "paid"
        used.add("isAccessibleForFree")
    values |= _held(node, kind, used)
    return {name: value for name, value in values.items() if value not in ([], "")}, used


def _held(node: Node, kind: entries.Kind, used: set[str]) -> dict[str, Any]:
    """When, where and how it is held: of an event itself, of a course its only instance."""
    if kind != "course":
        used |= {"startDate", "endDate", "eventAttendanceMode", "location"}
        return _days(node) | _where(node) | _form(node.get("eventAttendanceMode"))
    instances = _list(node.get("hasCourseInstance"))
    if len(instances) != 1 or not isinstance(instances[0], dict):
        return {}
    used.add("hasCourseInstance")
    mode = _list(instances[0].get("courseMode"))
    return _days(instances[0]) | _where(instances[0]) | _form(mode[0] if len(mode) == 1 else None)


def _days(node: Node) -> dict[str, date]:
    found: dict[str, date] = {}
    for member, name in (("startDate", "starts"), ("endDate", "ends")):
        if node.get(member) is not None:
            found[name] = _day(node[member], member)
    if "ends" in found and not ("starts" in found and found["starts"] <= found["ends"]):
        raise CourseDateError(member="endDate")
    return found


def _day(value: Any, member: str) -> date:
    try:
        if not isinstance(value, str) or len(value) > 40:
            raise ValueError
        found = datetime.fromisoformat(value).date() if "T" in value else date.fromisoformat(value)
    except ValueError:
        raise CourseDateError(member=member) from None
    if not limits.FIRST_YEAR <= found.year <= limits.LAST_YEAR:
        raise CourseDateError(member=member)
    return found


def _where(node: Node) -> dict[str, Any]:
    place = node.get("location")
    if isinstance(place, str):
        return {"place": _text(place, "location", "place")}
    if not isinstance(place, dict) or "VirtualLocation" in _types(place):
        return {}
    held = place.get("address")
    address: Node = held if isinstance(held, dict) else {}
    found: dict[str, Any] = {}
    name = address.get("addressLocality") or place.get("name")
    if name is not None:
        found["place"] = _text(name, "location", "place")
    state = _state_of(address.get("addressCountry"))
    if state:
        found["states"] = [state]
    return found


def _form(value: Any) -> dict[str, str]:
    last = value.rpartition("/")[2] if isinstance(value, str) else ""
    form = FORMS.get(last) or FORMS.get(last.lower())
    return {"form": form} if form else {}


def _languages(value: Any) -> Iterator[str]:
    for one in _list(value):
        name = one.get("alternateName") or one.get("name") if isinstance(one, dict) else one
        match = _LANGUAGE.match(name) if isinstance(name, str) else None
        if match and match[1].lower() in entries.LANGUAGES:
            yield match[1].lower()


def _audience(node: Node, used: set[str]) -> dict[str, list[str]]:
    """Roles, and States that an audience is in; with anything else in it the member is not taken."""
    given = _list(node.get("audience"))
    places = [one for one in given if isinstance(one, dict) and "geographicArea" in one]
    rest = {"audience": [one for one in given if one not in places]}
    states = [_state_of(one["geographicArea"]) for one in places]
    roles = _codes(rest, "audience", "educationalRole", entries.ROLES, used)
    if not given or not all(states) or (rest["audience"] and not roles):
        used.discard("audience")
        return {"roles": roles if all(states) else []}
    used.add("audience")
    return {"roles": roles, "for_states": list(dict.fromkeys(filter(None, states)))}


def _from_state(node: Node) -> dict[str, str]:
    """The State in the address of the only provider."""
    given = _list(node.get("provider") or node.get("organizer"))
    address = given[0].get("address") if len(given) == 1 and isinstance(given[0], dict) else None
    state = _state_of(address.get("addressCountry")) if isinstance(address, dict) else None
    return {"provided_from": state} if state else {}


def _state_of(value: Any) -> str | None:
    """The code of a State or territory of the data, from a text or an object that names it."""
    code = value.get("identifier") or value.get("name") if isinstance(value, dict) else value
    return code if isinstance(code, str) and code in packaged().states else None


def _codes(node: Node, member: str, code: str, known: Sequence[str], used: set[str]) -> list[str]:
    """Words of our own lists, where the document uses them; a member with other words is not taken."""
    given: list[Any] = [
        one.get(code) if isinstance(one, dict) else one for one in _list(node.get(member))
    ]
    if given and all(isinstance(one, str) and one in known for one in given):
        used.add(member)
        return list(dict.fromkeys(given))
    return []


def _names(value: Any, member: str) -> str:
    names = [one.get("name") if isinstance(one, dict) else one for one in _list(value)]
    return _text(", ".join(_text(one, member, "provider") for one in names), member, "provider")


def _text(value: Any, member: str, field: str) -> str:
    text = _sound(value, member)
    if len(text) > _SIZES[field]:
        raise CourseTextError(member=member)
    return text


def _sound(value: Any, member: str) -> str:
    """A plain text. Ends of lines become spaces; anything else that cannot be seen is refused."""
    if not isinstance(value, str):
        raise CourseTextError(member=member)
    text = " ".join(value.split())
    if entries.MARKUP.search(text):
        raise CourseMarkupError(member=member)
    if not text or any(unicodedata.category(one) in ("Cc", "Cf", "Cs", "Co") for one in text):
        raise CourseTextError(member=member)
    return text


def _address(value: Any) -> str:
    if not isinstance(value, str) or len(value) > 500 or re.search(r"[\s<>\"\\]", value):
        raise CourseAddressError
    try:
        parts = urlsplit(value)
        good = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        good = False
    if not good or parts.username is not None or parts.password is not None:
        raise CourseAddressError
    if any(unicodedata.category(one) in ("Cc", "Cf", "Cs") for one in value):
        raise CourseAddressError
    return value


def slug(title: str) -> str:
    """The letters and digits of a title as an address; empty where it has none of ours."""
    bare = unicodedata.normalize("NFKD", title.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", bare).strip("-")[:60].strip("-")


def _list(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


# Writing the draft


def _missing(values: Mapping[str, Any]) -> Iterator[str]:
    wanted = ("summary", "provider", "url", "languages", "roles", "level", "cost", "form", "topics")
    yield from (name for name in wanted if name not in values)
    if "starts" not in values:
        yield "standing"
    if len(values.get("summary", "x" * 40)) < 40:
        yield "summary"
    yield from ("source.url", "source.title", "source.publisher", "reviewed_by")


_HINTS: Final[Mapping[str, str]] = {
    "summary": "40 to 700 characters in plain English",
    "provider": "the institution",
    "url": "https://…",
    "languages": ", ".join(entries.LANGUAGES),
    "roles": ", ".join(entries.ROLES),
    "level": ", ".join(entries.LEVELS),
    "cost": ", ".join(entries.COSTS),
    "form": ", ".join(entries.FORMS),
    "topics": "see the list of topics",
    "standing": "true, or starts = 2027-01-01, or recurs = yearly, two_yearly, regularly",
    "source.url": "the page that was read",
    "source.title": "its title",
    "source.publisher": "who publishes it",
    "reviewed_by": "an institution or role, never a person",
}


def _toml(
    kind: entries.Kind,
    values: Mapping[str, Any],
    missing: Sequence[str],
    not_taken: Sequence[str],
    day: date,
) -> str:
    lines = [
        "# A draft from a schema.org document. Add what is missing, check it against the page, review it."
    ]
    lines += [f"# missing: {name} ({_HINTS[name]})" for name in missing]
    lines += [f"# not taken: {_shown(name)}" for name in not_taken]
    lines += [f"kind = {writing.value(kind)}", "", "[[entry]]"]
    lines += [f"{name} = {writing.value(value)}" for name, value in values.items()]
    lines += [f"reviewed_on = {day.isoformat()}", "", "[entry.source]", f"read = {day.isoformat()}"]
    return "\n".join(lines) + "\n"


def _shown(name: str) -> str:
    return "".join(one if one.isprintable() else "?" for one in name[:60])
