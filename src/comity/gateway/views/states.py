"""States: the list, and the profile of one."""

from collections import Counter

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from comity.gateway import profiles, published, wording
from comity.gateway.atlas import drawing
from comity.gateway.members import context as members
from comity.gateway.views import listing, training
from comity.law.errors import UnknownStateError


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
            "training": training.shown([code], language)[0],
        },
    )
