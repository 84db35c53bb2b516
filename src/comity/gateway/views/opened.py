"""The data, open: the files of the release as they are, and what pages show as JSON and CSV."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from comity.gateway import map_questions, profiles, published
from comity.gateway.map_questions import Answer, Asked, UnknownQuestionError
from comity.gateway.members import answers as network
from comity.gateway.profiles import Profile
from comity.gateway.resources.entries import Entry
from comity.gateway.resources.helping import Help
from comity.gateway.responses import as_csv, of_the_data, shared
from comity.gateway.survey.confirmed import BY, ON, Confirmations
from comity.gateway.views.comparing import chosen, profiles_of
from comity.gateway.views.training import helped
from comity.law import release as releases
from comity.law.errors import UnknownStateError
from comity.law.rows import State

KINDS = {
    ".csv": "text/csv; charset=utf-8",
    ".json": "application/json",
    ".jsonl": "application/x-ndjson",
}


@require_safe
def index(request: HttpRequest, language: str) -> HttpResponse:
    """What there is, with sizes and digests."""
    seen = published.now()
    files = [
        (name, len(data), hashlib.sha256(data).hexdigest())
        for name in releases.FILES
        if (data := seen.release.bytes_of(name)) is not None
    ]
    return render(request, "gateway/data.html", {"files": files})


@require_safe
def file(request: HttpRequest, name: str) -> HttpResponse:
    """One file of the release, to the byte."""
    if name not in releases.FILES:
        raise Http404
    kind = KINDS["." + name.rpartition(".")[2]]
    response = HttpResponse(published.now().release.bytes_of(name), content_type=kind)
    return shared(response)


@require_safe
def states_json(request: HttpRequest) -> HttpResponse:
    """Every State with its names."""
    release = published.now().release
    names: dict[str, dict[str, str]] = {}
    for (state, language), name in release.state_names.items():
        names.setdefault(state, {})[language] = name
    found = [
        {
            "code": one.code,
            "alpha3": one.alpha3,
            "name": {"en": one.name} | names.get(code, {}),
            "un_member": one.un_member,
            "source": one.source,
            "as_of": str(one.as_of),
        }
        for code, one in release.states.items()
    ]
    return of_the_data({"states": found})


@require_safe
def state_json(request: HttpRequest, code: str) -> HttpResponse:
    """The profile of one State."""
    seen = published.now()
    try:
        found = profiles.of(seen.release, code, seen.today)
        known = Confirmations.at_home(seen.release)
        return of_the_data(as_plain(found, helped([code])[0], known))
    except UnknownStateError:
        raise Http404 from None


@require_safe
def map_json(request: HttpRequest, kind: str, about: str) -> HttpResponse:
    """Every State's answer to a question of the map."""
    asked, found = _asked(kind, about)
    known = Confirmations.at_home(published.now().release)
    return of_the_data(
        {
            "question": asked.path,
            "answers": [
                {
                    "state": code,
                    "answer": one.code,
                    "shade": one.shade,
                    "since": one.since,
                    "names": list(one.names),
                    "sources": [_source(each) for each in one.sources],
                    **known.plain(*one.rows),
                }
                for code, one in found.items()
            ],
        }
    )


@require_safe
def map_csv(request: HttpRequest, kind: str, about: str) -> HttpResponse:
    """The same as a table."""
    asked, found = _asked(kind, about)
    release = published.now().release
    known, states = Confirmations.at_home(release), release.states
    rows = [
        [
            code,
            one.code,
            one.since or "",
            *_first(one),
            *_place(states[code]),
            "; ".join(one.names),
            *(text or "" for text in known.plain(*one.rows).values()),
        ]
        for code, one in found.items()
    ]
    head = [
        "state",
        "answer",
        "since",
        "source",
        "as_of",
        "reliability",
        "name",
        "region",
        "subregion",
        "names",
        BY,
        ON,
    ]
    return as_csv(f"{asked.kind}-{asked.about}", [head, *rows])


def _place(one: State) -> list[str]:
    return [one.name, one.region, one.subregion]


def _first(one: Answer) -> list[str]:
    if not one.sources:
        return ["", "", ""]
    return [one.sources[0].where, one.sources[0].as_of or "", one.sources[0].mark]


def _asked(kind: str, about: str) -> tuple[Asked, Any]:
    seen = published.now()
    asked = Asked(kind, about)
    try:
        return asked, map_questions.answers(
            seen.release, asked, seen.today, network.now(seen.release.states)
        )
    except UnknownQuestionError:
        raise Http404 from None


@require_safe
def compare_json(request: HttpRequest) -> HttpResponse:
    """Several profiles. States that are none are named and refused with 400."""
    asked = chosen(request)
    if asked.wrong:
        return of_the_data({"unknown_states": asked.wrong}, status=400)
    known = Confirmations.at_home(published.now().release)
    found = zip(profiles_of(asked.codes), helped(asked.codes), strict=True)
    return of_the_data({"states": [as_plain(one, help_, known) for one, help_ in found]})


@require_safe
def compare_csv(request: HttpRequest) -> HttpResponse:
    """Several States side by side: one row for each role, instrument and type."""
    asked = chosen(request)
    if asked.wrong:
        return of_the_data({"unknown_states": asked.wrong}, status=400)
    found, codes = profiles_of(asked.codes), asked.codes
    known = Confirmations.at_home(published.now().release)
    head = ["what", "about", *codes, *(f"{name}_{code}" for code in codes for name in (BY, ON))]
    rows = []
    if found:
        for place, one in enumerate(found[0].institutions):
            named = [
                "; ".join(a.institution for a in each.institutions[place].named) for each in found
            ]
            said = [known.plain(*each.institutions[place].named) for each in found]
            rows.append(["role", one.role, *(text or "not_seen" for text in named), *_cells(said)])
        for place, bond in enumerate(found[0].bonds):
            said = [known.plain(*each.bonds[place].rows) for each in found]
            bound = [_bound(each, place) for each in found]
            rows.append(["instrument", bond.treaty.id, *bound, *_cells(said)])
        for place, kind in enumerate(found[0].offences):
            said = [known.plain(*each.offences[place].rows) for each in found]
            seen = [each.offences[place].kind for each in found]
            rows.append(["offence", kind.type, *seen, *_cells(said)])
        help_ = helped(codes)
        for name, some in (
            ("from_here", [one.from_here for one in help_]),
            ("for_here", [one.for_here for one in help_]),
        ):
            told = ["; ".join(one.title for one in each) for each in some]
            reviewed = [""] * (2 * len(codes))  # by whom stands with each entry
            rows.append(["training", name, *(text or "not_seen" for text in told), *reviewed])
    return as_csv("comparison", [head, *rows])


def _cells(said: Iterable[Mapping[str, str | None]]) -> list[str]:
    """By whom and on which day, for each State in turn."""
    return [text or "" for one in said for text in one.values()]


def _bound(one: Profile, place: int) -> str:
    bond = one.bonds[place]
    if bond.row is not None:
        return bond.row.status
    return {True: "bound", False: "not_listed", None: "not_seen"}[bond.bound]


def as_plain(one: Profile, training: Help, known: Confirmations) -> dict[str, Any]:
    """A profile as plain values, each with its source and who last confirmed it."""
    return {
        "state": one.state.code,
        "name": one.state.name,
        "on": one.on.isoformat(),
        "institutions": [
            {
                "role": role.role,
                "institution": each.institution,
                "website": each.website,
                "source": each.source,
                "as_of": str(each.as_of),
                "reliability": each.confidence,
                "note": each.note,
                **known.plain(each),
            }
            for role in one.institutions
            for each in role.named
        ],
        "roles_not_seen": list(one.missing_roles),
        "instruments": [
            {
                "instrument": bond.treaty.id,
                "bound": bond.bound,
                "status": bond.row.status if bond.row else None,
                "signed": _text(bond.row.signed if bond.row else None),
                "ratified": _text(bond.row.ratified if bond.row else None),
                "in_force": _text(bond.row.in_force if bond.row else None),
                **_source(bond.source),
                **known.plain(*bond.rows),
            }
            for bond in (*one.bonds, *one.bilateral)
        ],
        "declarations": [
            {
                "instrument": each.treaty,
                "article": each.article,
                "effect": each.effect,
                "authority": each.authority,
                "from": _text(each.effective_from),
                "to": _text(each.effective_to),
                "source": each.source,
                "as_of": str(each.as_of),
                "note": each.note,
                **known.plain(each),
            }
            for each in one.declarations
        ],
        "offences": [
            {
                "type": each.type,
                "coverage": each.kind,
                "provisions": [row.id for row in each.provisions],
                "gaps": [row.id for row in each.gaps],
                **known.plain(*each.rows),
            }
            for each in one.offences
        ],
        "spam_laws": [
            {
                "law": each.law,
                "section": each.section,
                "status": each.status,
                "in_force": _text(each.in_force),
                "authority": each.authority,
                "source": each.source,
                "as_of": str(each.as_of),
                **known.plain(each),
            }
            for each in one.spam_laws
        ],
        "training": {
            "from_here": list(map(_offer, training.from_here)),
            "for_here": list(map(_offer, training.for_here)),
            "standards": training.standards,
            "open_to_all": training.open_to_all,
        },
    }


def _offer(one: Entry) -> dict[str, Any]:
    return {
        "id": one.id,
        "kind": one.kind,
        "title": one.title,
        "provider": one.provider,
        "url": one.url,
        "source": one.source.url,
        "as_of": one.source.read.isoformat(),
        "expires_on": one.expires.isoformat(),
    }


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _source(one: Any) -> dict[str, Any]:
    return {"source": one.where, "as_of": one.as_of, "reliability": one.mark or None}
