"""Instruments: the list, and one with its Parties and their declarations."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from comity.gateway import map_questions, published
from comity.gateway.map_questions import Asked
from comity.gateway.views import listing
from comity.gateway.views.pictures import drawn
from comity.law import treaties
from comity.law.release import answering_from


@require_safe
def index(request: HttpRequest, language: str) -> HttpResponse:
    """All instruments, by kind."""
    seen = published.now()
    bound = dict.fromkeys(seen.release.treaties, 0)
    with answering_from(seen.release):
        for (treaty, state), row in seen.release.statuses.items():
            if row.status == "member" or treaties.standing(treaty, state, seen.today).bound:
                bound[treaty] += 1
    kinds = ("multilateral", "eu", "network", "bilateral")
    groups = [
        (kind, [(one, bound[one.id]) for one in seen.release.treaties.values() if one.kind == kind])
        for kind in kinds
    ]
    return render(request, "gateway/instruments.html", {"groups": groups})


@require_safe
def show(request: HttpRequest, language: str, name: str) -> HttpResponse:
    """One instrument."""
    seen = published.now()
    treaty = seen.release.treaties.get(name)
    if treaty is None:
        raise Http404
    asked = Asked("party", name)
    found = map_questions.answers(seen.release, asked, seen.today)
    names = dict(listing.by_name(language))
    rows = [
        (code, seen.release.statuses[name, code], found[code])
        for code in names
        if (name, code) in seen.release.statuses
    ]
    order = {code: place for place, code in enumerate(names)}
    declared = sorted(
        (one for one in seen.release.declarations if one.treaty == name and one.article != "all"),
        key=lambda one: (order[one.state], one.article),
    )
    return render(
        request,
        "gateway/instrument.html",
        {
            "treaty": treaty,
            "rows": rows,
            "statuses": [row for _, row, _ in rows],
            "declared": declared,
            "picture": drawn(found, asked, language) if treaty.kind != "bilateral" else "",
            "counts": listing.counts(found),
        },
    )
