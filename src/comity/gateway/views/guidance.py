"""Guidance in plain words: pages by shelf, and the questions about what happened."""

from collections.abc import Iterable
from itertools import zip_longest

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from comity.gateway import guidance, published, wording
from comity.gateway.languages import region_of_browser
from comity.gateway.views import listing
from comity.law import authorities
from comity.law.rows import Authority, Treaty


@require_safe
def index(request: HttpRequest, language: str) -> HttpResponse:
    """All pages."""
    shelves = [(wording.SHELVES[shelf], shelf, pages) for shelf, pages in guidance.shelves()]
    return render(request, "gateway/guidance.html", {"shelves": shelves})


@require_safe
@vary_on_headers("Accept-Language")  # it may name the reader's State
def show(request: HttpRequest, language: str, shelf: str, name: str) -> HttpResponse:
    """One page, with the institutions of the reader's State."""
    found = guidance.page(shelf, name)
    if found is None:
        raise Http404
    roles = found.turn_to.roles if found.turn_to else ()
    law = found.law
    other = [(one, guidance.page(*one.split("/", 1))) for one in found.see_also if "/" in one]
    return render(
        request,
        "gateway/guide.html",
        {
            "found": found,
            "shelf": shelf,
            "name": name,
            "treaties": _treaties(law.instruments if law else ()),
            "see_also": [(*one.split("/", 1), page) for one, page in other if page],
            **of_reader(request, language, roles, found.turn_to.why if found.turn_to else ()),
        },
    )


@require_safe
@vary_on_headers("Accept-Language")  # it may name the reader's State
def ask(request: HttpRequest, language: str, name: str = "") -> HttpResponse:
    """A question with its answers as links, or what to do. Nothing that is answered is kept."""
    tree = guidance.help_questions()
    wanted = name or tree.start
    question = next((one for one in tree.question if one.id == wanted), None)
    if question is not None:
        reader, guessed = state_of_reader(request)
        choices = [(one.text, one.goes_to.removeprefix("outcome:")) for one in question.choice]
        return render(
            request,
            "gateway/help.html",
            {
                "question": question,
                "choices": choices,
                "first": wanted == tree.start,
                "reader": reader,
                "guessed": guessed,
                "states": listing.by_name(language),
            },
        )
    outcome = next((one for one in tree.outcome if one.id == wanted), None)
    if outcome is None:
        raise Http404
    return render(
        request,
        "gateway/outcome.html",
        {
            "outcome": outcome,
            "read": tree.read(outcome.sources),
            "more": outcome.page.split("/", 1) if outcome.page else None,
            "treaties": _treaties(outcome.instruments),
            **of_reader(request, language, outcome.roles),
        },
    )


def of_reader(
    request: HttpRequest, language: str, roles: Iterable[str], why: Iterable[str] = ()
) -> dict[str, object]:
    """The institutions for these roles in the State that the reader chose, or whose name the browser's
    language carries. It is in the address or in a header, and is not kept."""
    code, guessed = state_of_reader(request)
    named: list[tuple[str, tuple[Authority, ...], str]] = [
        (
            role,
            authorities.with_role(code, role) if code else (),
            reason,
        )
        for role, reason in zip_longest(roles, why, fillvalue="")
    ]
    return {
        "reader": code,
        "guessed": guessed,
        "states": listing.by_name(language),
        "turn_to": [one for one in named if one[0] not in wording.EXTRA_ROLES],
        "turn_to_first": [one for one in named if one[0] in wording.EXTRA_ROLES],
    }


def _treaties(named: Iterable[str]) -> list[Treaty]:
    """The instruments with these ids that the data have."""
    known = published.now().release.treaties
    return [known[one] for one in named if one in known]


def state_of_reader(request: HttpRequest) -> tuple[str, bool]:
    """The State that the reader chose, or that the browser's language names, and whether it is only guessed.
    Empty where neither says. Raises Http404 for a State that is none."""
    known = published.now().release.states
    chosen = request.GET.get("state", "")
    if chosen and chosen not in known:
        raise Http404
    guessed = "" if chosen else (region_of_browser(request) or "")
    return chosen or (guessed if guessed in known else ""), guessed in known
