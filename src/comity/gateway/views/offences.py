"""Offences: the types, one type in all States, one provision with its elements."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from comity.gateway import map_questions, profiles, published
from comity.gateway.map_questions import Asked
from comity.gateway.views import listing
from comity.gateway.views.pictures import drawn
from comity.law import offence_coverage
from comity.law.criminality.wording import Wording
from comity.law.offences import GENERAL_PART


@require_safe
def index(request: HttpRequest, language: str) -> HttpResponse:
    """The harmonised types by category, with the number of States that have a provision."""
    seen = published.now()
    vocabulary = seen.release.offences.vocabulary
    having = _having(seen.version, seen.today)
    groups = [
        (
            text,
            [
                (name, one, having[name])
                for name, one in vocabulary.types.items()
                if one.category_com2007_267 == code
            ],
        )
        for code, text in vocabulary.type_categories.items()
    ]
    return render(request, "gateway/offences.html", {"groups": groups})


@lru_cache(maxsize=2)
def _having(version: str, on: date) -> Mapping[str, int]:
    """How many States have a provision in force, by type: the number that the page of the type shows."""
    release = published.now().release
    having = dict.fromkeys(release.offences.vocabulary.types, 0)
    pairs = {
        (row.state, name)
        for row in release.offences.provisions.values()
        for name in row.harmonised_types
    }
    for state, name in pairs:
        if offence_coverage.of(state, name, on, release).kind == "provision":
            having[name] += 1
    return having


@require_safe
def show(request: HttpRequest, language: str, name: str) -> HttpResponse:
    """One type: the map, and what is recorded of each State."""
    seen = published.now()
    kind = seen.release.offences.vocabulary.types.get(name)
    if kind is None:
        raise Http404
    asked = Asked("offence", name)
    found = map_questions.answers(seen.release, asked, seen.today)
    rows = [
        (code, profiles.of_type(seen.release, code, name, seen.today))
        for code, _ in listing.by_name(language)
        if found[code].code != "not_checked"
    ]
    say = Wording(seen.release.offences, language)
    return render(
        request,
        "gateway/offence.html",
        {
            "name": name,
            "type": kind,
            "baseline": [say.element(one) for one in kind.baseline_elements],
            "rows": rows,
            "recorded": [row for _, one in rows for row in one.rows],
            "picture": "" if name in GENERAL_PART else drawn(found, asked, language),
            "counts": listing.counts(found),
            "general": name in GENERAL_PART,
        },
    )


@require_safe
def provision(request: HttpRequest, language: str, name: str) -> HttpResponse:
    """One provision: citation, dates, elements, penalty, source."""
    seen = published.now()
    row = seen.release.offences.provisions.get(name)
    if row is None:
        raise Http404
    say = Wording(seen.release.offences, language)
    parts = row.elements
    elements = [
        ("required", [say.element(one) for one in parts.required]),
        *(("alternative", [say.element(one) for one in group]) for group in parts.alternatives),
        ("qualifier", [say.element(one) for one in parts.qualifiers]),
        ("threshold", [say.element(one) for one in parts.thresholds]),
    ]
    aggravated = [(say.element(one.circumstance), one) for one in row.aggravated]
    return render(
        request,
        "gateway/provision.html",
        {
            "row": row,
            "elements": [one for one in elements if one[1]],
            "aggravated": aggravated,
            "figures": [
                (say.element(one.threshold), say.measure(one.measure), one)
                for one in row.threshold_values
            ],
        },
    )
