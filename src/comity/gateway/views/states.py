"""States: the list, the profile of one, several side by side."""

from collections import Counter
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from comity.gateway import profiles, published, wording
from comity.gateway.atlas import drawing
from comity.gateway.members import context as members
from comity.gateway.profiles import Bond, Profile
from comity.gateway.views import listing
from comity.law.errors import UnknownStateError

MOST_COMPARED = 12


@require_safe
def index(request: HttpRequest, language: str) -> HttpResponse:
    """Every State and territory; one that was chosen in the form leads to its profile."""
    seen = published.now()
    chosen = request.GET.get("state", "")
    if chosen:
        if chosen not in seen.release.states:
            raise Http404
        return redirect("state", language=language, code=chosen)
    roles = Counter(
        state for state, _ in {(one.state, one.role) for one in seen.release.authorities}
    )
    rows = [
        (code, name, len(seen.release.offences.of(code)), roles[code])
        for code, name in listing.by_name(language)
    ]
    return render(request, "gateway/states.html", {"rows": rows})


@require_safe
def profile(request: HttpRequest, language: str, code: str) -> HttpResponse:
    """One State."""
    seen = published.now()
    try:
        found = profiles.of(seen.release, code, seen.today)
    except UnknownStateError:
        if code.upper() in seen.release.states:
            return redirect("state", language=language, code=code.upper())
        raise Http404 from None
    return render(
        request,
        "gateway/state.html",
        {
            "found": found,
            "code": code,
            "locator": drawing.small(code, description=gettext(wording.NEUTRAL)),
            "network": members.context(code),
        },
    )


@dataclass(frozen=True, slots=True)
class Refused:
    """States that were asked for and are none, or too many."""

    wrong: tuple[str, ...]
    too_many: bool


def chosen(request: HttpRequest) -> tuple[list[Profile], Refused]:
    """The profiles asked for, each once, in the order given, and what could not be taken."""
    seen = published.now()
    asked = list(dict.fromkeys(one[:20] for one in request.GET.getlist("state") if one))
    known = [one for one in asked if one in seen.release.states]
    wrong = tuple(one for one in asked if one not in seen.release.states)
    found = [profiles.of(seen.release, one, seen.today) for one in known[:MOST_COMPARED]]
    return found, Refused(wrong[:5], len(known) > MOST_COMPARED)


@require_safe
def compare(request: HttpRequest, language: str) -> HttpResponse:
    """Any number of States side by side."""
    found, refused = chosen(request)
    bonds = list(zip(*(one.bonds for one in found), strict=True))
    return render(
        request,
        "gateway/compare.html",
        {
            "found": found,
            "refused": refused,
            "most": MOST_COMPARED,
            "states": listing.by_name(language),
            "chosen": [one.state.code for one in found],
            "query": request.GET.urlencode(),
            "roles": _side_by_side([one.institutions for one in found]),
            "bonds": bonds,
            "common": [row[0].treaty for row in bonds if all(map(_binds, row))],
            "offences": _side_by_side([one.offences for one in found]),
        },
        status=400 if refused.wrong or refused.too_many else 200,
    )


def _binds(one: Bond) -> bool:
    """The State is certainly bound. To be a member of a network is not to be bound."""
    return one.bound is True


def _side_by_side(columns: list[tuple[object, ...]]) -> list[tuple[object, ...]]:
    return list(zip(*columns, strict=True)) if columns else []
