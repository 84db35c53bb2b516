"""The map: what it can be asked, and one question answered for every State."""

from collections.abc import Mapping

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from comity.gateway import map_questions, published, wording
from comity.gateway.map_questions import Answer, Asked, UnknownQuestionError
from comity.gateway.members import answers as network
from comity.gateway.members import context as members
from comity.gateway.views import listing
from comity.gateway.views.pictures import drawn, title


@require_safe
def index(request: HttpRequest, language: str) -> HttpResponse:
    """All questions; one that was chosen in the form leads to its own page."""
    kind, _, about = request.GET.get("ask", "").partition("/")
    if about:
        seen = published.now()
        if any(
            Asked(kind, about) in group
            for _, group in map_questions.questions(seen.release, network.known())
        ):
            return redirect("map-of", language=language, kind=kind, about=about)
        raise Http404
    return render(request, "gateway/map_index.html", {"groups": groups(language)})


def groups(language: str) -> list[tuple[str, list[tuple[Asked, str]]]]:
    """The questions in words, by kind."""
    seen = published.now()
    return [
        (wording.ASKED[kind], [(one, title(one, language)) for one in asked])
        for kind, asked in map_questions.questions(seen.release, network.known())
    ]


@require_safe
def show(request: HttpRequest, language: str, kind: str, about: str) -> HttpResponse:
    """The map, its legend with counts, and the same as a list with sources."""
    seen = published.now()
    asked = Asked(kind, about)
    try:
        found = map_questions.answers(
            seen.release, asked, seen.today, network.now(seen.release.states)
        )
    except UnknownQuestionError:
        raise Http404 from None
    return render(
        request,
        "gateway/map.html",
        {
            "asked": asked,
            "title": title(asked, language),
            "kind": wording.ASKED_OF_ONE[kind],
            "picture": drawn(found, asked, language),
            "counts": listing.counts(found),
            "parts": _parts(found, language),
            "dated": any(one.since for one in found.values()),
            "answered": [row for one in found.values() for row in one.rows],
            "groups": groups(language),
            "directory": members.banner() if asked == map_questions.NETWORK else None,
        },
    )


def _parts(
    found: Mapping[str, Answer], language: str
) -> list[tuple[str, list[tuple[str, str, Answer]]]]:
    """The list by name: first the States of which something was seen, then the others, under the word for that."""
    rows = [(code, name, found[code]) for code, name in listing.by_name(language)]
    seen = [one for one in rows if one[2].shade != "unknown"]
    rest = [one for one in rows if one[2].shade == "unknown"]
    return [("", seen), *([(rest[0][2].code, rest)] if rest else [])]
