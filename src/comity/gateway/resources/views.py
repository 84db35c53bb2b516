"""The resources: what there is, one of them, what is out of date, feeds, and the same for programs."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date
from typing import Any, Final
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from comity.gateway import published
from comity.gateway.resources import entries, feeds, finding, ics, linked, live, showing, wording
from comity.gateway.resources.entries import Entry
from comity.gateway.resources.showing import Shown
from comity.gateway.responses import as_csv, as_json, shared

PROPOSE: Final = "survey-propose"
"""The page of the survey where anybody proposes a new entry or a correction."""
JSON: Final = "application/json; charset=utf-8"
LINKED: Final = "application/ld+json; charset=utf-8"
NEXT: Final = 8
COLUMNS: Final = (
    "id", "kind", "title", "summary", "provider", "url", "languages", "roles", "level", "cost", "form",
    "standing", "starts", "ends", "recurs", "place", "states", "regions", "topics", "used_for",
    "provided_from", "for_states", "written_in", "entered_by", "withdrawn_on",
    "source_url", "source_title", "source_publisher", "source_read", "source_dated", "source_copy",
    "reviewed_by", "reviewed_on", "expires_on", "state",
)  # fmt: skip


@require_safe
def index(request: HttpRequest, language: str, today: date | None = None) -> HttpResponse:
    """The kinds, the filter, and what it finds. What cannot be answered is named, with status 400."""
    day = today or published.now().today
    values = {name: request.GET.getlist(name) for name in request.GET}
    wanted, refused = finding.asked(values)
    asked = any(name in values for name in (*finding.CHOICES, finding.WORDS))
    current = _current(day)
    found = finding.found(current, wanted, gettext) if asked and not refused else []
    return render(
        request,
        "gateway/resources/index.html",
        {
            "asked": asked and not refused,
            "refused": [
                (wording.FIELDS[one.field], gettext(one.sentence), one.value) for one in refused
            ],
            "wanted": wanted,
            "wider": _wider(current, wanted) if asked and not refused and not found else [],
            "found": _shown(found, language),
            "upcoming": _shown(_dated(current)[:NEXT], language),
            "used": _shown([one for one in finding.in_order(current) if one.used_for], language),
            **_ways(current, wanted, language),
        },
        status=400 if refused else 200,
    )


def _wider(current: Sequence[Entry], wanted: finding.Wanted) -> list[tuple[str, int, str]]:
    """Which one field to leave open so that something fits: its name, how many fit, and the query."""
    out = []
    for field in (*finding.CHOICES, "words"):
        if not getattr(wanted, field):
            continue
        open_ = replace(wanted, **{field: ""})
        number = len(finding.found(current, open_, gettext))
        if number:
            query = {
                finding.WORDS if key == "words" else key: value
                for key, value in asdict(open_).items()
            }
            out.append(
                (
                    wording.FIELDS[finding.WORDS if field == "words" else field],
                    number,
                    urlencode(query),
                )
            )
    return out


@require_safe
def of_kind(
    request: HttpRequest, language: str, kind: str, today: date | None = None
) -> HttpResponse:
    """All entries of a kind."""
    if kind not in entries.KINDS:
        raise Http404
    current = _current(today or published.now().today)
    wanted = finding.Wanted(kind=kind)
    return render(
        request,
        "gateway/resources/kind.html",
        {
            "kind": kind,
            "many": wording.KINDS_MANY[kind],
            "say": wording.KINDS_SAY[kind],
            "found": _shown(finding.found(current, wanted, gettext), language),
            **_ways(current, wanted, language),
        },
    )


def _ways(current: Sequence[Entry], wanted: finding.Wanted, language: str) -> dict[str, Any]:
    """What both lists show besides what they found: kinds, the choices of the filter, where to add something."""
    offered = finding.offered(current)
    return {
        "kinds": [
            (kind, wording.KINDS_MANY[kind], wording.KINDS_SAY[kind], offered["kind"].get(kind, 0))
            for kind in entries.KINDS
        ],
        "fields": [
            (
                field,
                wording.FIELDS[field],
                getattr(wanted, field),
                list(showing.choices(field, values, language)),
            )
            for field, values in offered.items()
        ],
        "all": len(current),
        "complete": live.now().complete,
        "open_to_all": offered["state"].get(finding.ANY_STATE, 0),
        "any_state": finding.ANY_STATE,
        "propose": _propose(language),
    }


def _propose(language: str) -> str:
    try:
        return f"{reverse(PROPOSE, kwargs={'language': language})}?kind={live.KIND}"
    except NoReverseMatch:  # the survey is not served
        return ""


def _shown(some: Sequence[Entry], language: str) -> list[Shown]:
    return [showing.shown(one, language) for one in some]


def _dated(some: Sequence[Entry]) -> list[Entry]:
    """What has days, the next first."""
    days = [(one.starts, one.id, one) for one in some if one.starts]
    return [one for _, _, one in sorted(days, key=lambda each: each[:2])]


def _current(day: date) -> list[Entry]:
    return live.current(day)


@require_safe
def show(request: HttpRequest, language: str, name: str, today: date | None = None) -> HttpResponse:
    """One entry with its source, its review and its expiry."""
    one = _one(name)
    day = today or published.now().today
    form = _propose(language)
    return render(
        request,
        "gateway/resources/entry.html",
        {
            "one": one,
            "over": one.is_over(day),
            "expired": one.is_expired(day),
            "withdrawn": one.is_withdrawn(day),
            "said": showing.shown(one, language),
            "history": [
                (gettext(wording.STEPS[step.what]), step)
                for step in live.now().history.get(name, ())
            ],
            "propose": form,
            "about": f"{form}&{urlencode({'row': name})}" if form else "",
        },
    )


def _one(name: str) -> Entry:
    found = live.now().by_id.get(name)
    if found is None:
        raise Http404
    return found


@require_safe
def expired(request: HttpRequest, language: str, today: date | None = None) -> HttpResponse:
    """What nobody confirmed in time, what is over, and what expires next."""
    day = today or published.now().today
    all_ = finding.in_order(live.now().entries)
    return render(
        request,
        "gateway/resources/expired.html",
        {
            "unconfirmed": _shown([one for one in all_ if one.is_expired(day)], language),
            "over": _shown(
                [one for one in all_ if one.is_over(day) and not one.is_expired(day)], language
            ),
            "soon": sorted(_current(day), key=lambda one: (one.expires, one.id))[:NEXT],
            "propose": _propose(language),
        },
    )


# Feeds


@require_safe
def feed(
    request: HttpRequest, language: str, kind: str = "", today: date | None = None
) -> HttpResponse:
    """An Atom feed of all entries, or of a kind, newest review first."""
    if kind and kind not in entries.KINDS:
        raise Http404
    current = [one for one in _current(today or published.now().today) if kind in ("", one.kind)]
    title = gettext(wording.KINDS_MANY[kind] if kind else wording.RESOURCES)
    body = feeds.atom(
        sorted(finding.in_order(current), key=lambda one: one.reviewed_on, reverse=True),
        language=language,
        kind=kind,
        title=f"Comity: {title}",
        said=gettext,
        kind_name=_kind_name,
        newest=max(one.reviewed_on for one in live.now().entries),
    )
    return shared(HttpResponse(body, content_type="application/atom+xml; charset=utf-8"))


@require_safe
def calendar(request: HttpRequest, language: str, today: date | None = None) -> HttpResponse:
    """What has days, as a calendar."""
    body = ics.calendar(
        finding.in_order(_current(today or published.now().today)),
        language=language,
        said=gettext,
        kind_name=_kind_name,
    )
    return shared(HttpResponse(body, content_type="text/calendar; charset=utf-8"))


def _kind_name(kind: str) -> str:
    return gettext(wording.KINDS[kind])


# For programs


@require_safe
def all_json(request: HttpRequest, today: date | None = None) -> HttpResponse:
    """Every entry, also what is over or out of date, each with its state on this day."""
    day = today or published.now().today
    shelf = live.now()
    found = [_plain(one, day) for one in shelf.entries]
    return as_json({"on": day.isoformat(), "complete": shelf.complete, "entries": found}, kind=JSON)


@require_safe
def all_csv(request: HttpRequest, today: date | None = None) -> HttpResponse:
    """The same as a table; lists are joined by a semicolon."""
    day = today or published.now().today
    rows = (_flat(_plain(one, day)) for one in live.now().entries)
    return as_csv("resources", [COLUMNS, *([row[name] for name in COLUMNS] for row in rows)])


@require_safe
def linked_json(request: HttpRequest, name: str, today: date | None = None) -> HttpResponse:
    """One entry in the words of schema.org."""
    return as_json(linked.node(_one(name), today or published.now().today), kind=LINKED)


def _plain(one: Entry, day: date) -> dict[str, Any]:
    state = "unconfirmed" if one.is_expired(day) else "over" if one.is_over(day) else "current"
    state = "withdrawn" if one.is_withdrawn(day) else state
    values = one.model_dump(mode="json", by_alias=True)
    return {**values, "expires_on": one.expires.isoformat(), "state": state}


def _flat(values: dict[str, Any]) -> dict[str, str]:
    source = {f"source_{name}": value for name, value in values["source"].items()}
    return {
        name: "; ".join(value) if isinstance(value, list) else "" if value is None else str(value)
        for name, value in (values | source).items()
        if name != "source"
    }
