"""An entry in the words of schema.org (JSON-LD). Pure."""

from datetime import date
from typing import Any, Final

from comity.gateway.resources.entries import Entry

CONTEXT: Final = "https://schema.org"
TYPES: Final = {
    "course": "Course",
    "exercise": "EducationEvent",
    "event": "Event",
    "good_practice": "CreativeWork",
    "standard": "CreativeWork",
    "partnership": "Organization",
    "assistance": "Service",
}
LEVELS: Final = {
    "introduction": "Beginner",
    "practitioner": "Intermediate",
    "expert": "Advanced",
}
MODES: Final = {"online": "online", "on_site": "onsite", "mixed": "blended"}
ATTENDANCE: Final = {
    "online": "https://schema.org/OnlineEventAttendanceMode",
    "on_site": "https://schema.org/OfflineEventAttendanceMode",
    "mixed": "https://schema.org/MixedEventAttendanceMode",
}


def node(one: Entry, day: date) -> dict[str, Any]:
    """The JSON-LD of an entry on a day: when it is out of date, it says so."""
    found: dict[str, Any] = {
        "@context": CONTEXT,
        "@type": TYPES[one.kind],
        "identifier": one.id,
        "name": one.title,
        "description": one.summary,
        "url": one.url,
        "subjectOf": [_page(one), _description(one, day)],
    }
    by_kind = {"course": _course, "event": _event, "exercise": _event}
    found |= by_kind[one.kind](one) if one.kind in by_kind else _other(one)
    return found


def _page(one: Entry) -> dict[str, Any]:
    """The page that was read."""
    return {
        "@type": "WebPage",
        "name": one.source.title,
        "url": one.source.url,
        "publisher": _organisation(one.source.publisher),
    }


def _description(one: Entry, day: date) -> dict[str, Any]:
    """What this site says of it: who entered and who reviewed it, and how long it counts as confirmed."""
    found: dict[str, Any] = {
        "@type": "WebPage",
        "name": one.title,
        "inLanguage": one.written_in,
        "reviewedBy": _organisation(one.reviewed_by),
        "lastReviewed": one.reviewed_on.isoformat(),
        "expires": one.expires.isoformat(),
        "creativeWorkStatus": "current" if one.is_current(day) else "out of date",
    }
    return found | ({"author": _organisation(one.entered_by)} if one.entered_by else {})


def _learning(one: Entry) -> dict[str, Any]:
    found: dict[str, Any] = {
        "audience": [
            *({"@type": "EducationalAudience", "educationalRole": role} for role in one.roles),
            *({"@type": "Audience", "geographicArea": _country(code)} for code in one.for_states),
        ],
        "about": [{"@type": "DefinedTerm", "termCode": topic} for topic in one.topics],
    }
    if one.languages:
        found["inLanguage"] = list(one.languages)
    if one.cost in ("free", "paid"):
        found["isAccessibleForFree"] = one.cost == "free"
    return {name: value for name, value in found.items() if value != []}


def _course(one: Entry) -> dict[str, Any]:
    found = _learning(one) | {"provider": _provider(one)}
    if one.level in LEVELS:
        found["educationalLevel"] = LEVELS[one.level]
    instance: dict[str, Any] = {"@type": "CourseInstance", **_days(one)}
    if one.form in MODES:
        instance["courseMode"] = MODES[one.form]
    if one.place:
        instance["location"] = _place(one)
    if len(instance) > 1:
        found["hasCourseInstance"] = instance
    return found


def _event(one: Entry) -> dict[str, Any]:
    found = _learning(one) | _days(one) | {"organizer": _provider(one)}
    if one.form in ATTENDANCE:
        found["eventAttendanceMode"] = ATTENDANCE[one.form]
    if one.place:
        found["location"] = _place(one)
    return found


def _other(one: Entry) -> dict[str, Any]:
    area = {"areaServed": [_country(code) for code in one.for_states]} if one.for_states else {}
    if one.kind == "assistance":
        return {"provider": _provider(one), **area}
    if one.kind == "partnership":
        return {"parentOrganization": _provider(one), **area}
    return _learning(one) | {"publisher": _provider(one)}


def _provider(one: Entry) -> dict[str, Any]:
    found: dict[str, Any] = _organisation(one.provider)
    if one.provided_from:
        found["address"] = {"@type": "PostalAddress", "addressCountry": one.provided_from}
    return found


def _country(code: str) -> dict[str, str]:
    return {"@type": "Country", "identifier": code}


def _organisation(name: str) -> dict[str, str]:
    return {"@type": "Organization", "name": name}


def _days(one: Entry) -> dict[str, str]:
    if one.starts is None:
        return {}
    return {"startDate": one.starts.isoformat(), "endDate": one.last_day.isoformat()}


def _place(one: Entry) -> dict[str, Any]:
    address: dict[str, Any] = {"@type": "PostalAddress", "addressLocality": one.place}
    if len(one.states) == 1:
        address["addressCountry"] = one.states[0]
    return {"@type": "Place", "name": one.place, "address": address}
