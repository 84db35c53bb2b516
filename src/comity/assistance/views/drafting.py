"""Pages on which a request is drafted: first what the law says, then what the request says.

Where no instrument carries the measure, the reasons are shown and there is nothing to send.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from comity.assistance import actions, queries
from comity.assistance.errors import HoldLinkUnknownError
from comity.assistance.forms import (
    FormalForm,
    PreservationForm,
    RequestForm,
    WhereForm,
    addressees,
    own_state,
)
from comity.assistance.queries import AssistanceRequest
from comity.assistance.views import findings
from comity.journal import clock
from comity.law import basis as law
from comity.law.answers import CONFIDENCE, Basis
from comity.law.documents import MARKS
from comity.look import doors, outcome, sought
from comity.officers import queries as people
from comity.officers.queries import Officer

FORM_PAGE = ["GET", "HEAD", "POST"]
DRAFTING = ("draft", "authorise", "issue", "transmit", "decide")
HOLD, REQUEST = "M01", "M03"


@require_http_methods(FORM_PAGE)
@doors.officer_door
def new_preservation(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Draft a preservation: the State and the day, the law between the two, then the request."""
    people.check_capacity(officer, *DRAFTING)
    today = clock.now().date()
    given = request.GET.dict() if "state" in request.GET else None
    where = WhereForm(
        {"on": today.isoformat(), **given} if given else None,
        own=own_state(officer.authority),
        initial={"on": today},
    )
    if given is None or not where.is_valid():
        context = {"title": "Preserve data in another State", "where": where}
        return doors.show(request, "assistance/new_preservation.html", context, refused=where)
    state, on = where.cleaned_data["state"], where.cleaned_data["on"]
    basis = law.basis(own_state(officer.authority), state, HOLD, on)
    form = _preservation_form(request, basis) if _can_send(basis, today) else None

    def draft(values: dict[str, Any]) -> HttpResponse:
        assert form is not None  # nothing is drafted without a form
        pending = actions.draft_preservation(
            officer,
            to_authority=values["to_authority"],
            request=form.request(),
            instrument=values["instrument"],
        )
        return outcome.told(request, pending, reverse("assistance:requests"))

    beside = findings.beside(officer, state, HOLD)
    context = {"title": "Preserve data in another State", "where": where, **beside}
    return _show(request, "assistance/new_preservation.html", basis, form, draft, context=context)


def _preservation_form(request: HttpRequest, basis: Basis) -> PreservationForm:
    data = request.POST if request.method == "POST" else None
    return PreservationForm(data, basis=basis, measure=HOLD)


@require_http_methods(FORM_PAGE)
@doors.officer_door
def new_formal(request: HttpRequest, officer: Officer, matter: str) -> HttpResponse:
    """Draft the formal request that follows a hold, from the hold's own data."""
    people.check_capacity(officer, *DRAFTING)
    hold = _hold(officer, matter)
    today = clock.now().date()
    basis = law.basis(
        own_state(hold.our_authority), own_state(hold.other_authority), REQUEST, today
    )
    beside = findings.beside(officer, basis.requested, REQUEST, matter)
    form = None
    if _can_send(basis, today):
        data = request.POST if request.method == "POST" else None
        form = FormalForm(data, basis=basis, measure=REQUEST, initial=_from_hold(hold))
        form.offer([row for row, _ in beside["assessments"]], findings.say())

    def draft(values: dict[str, Any]) -> HttpResponse:
        assert form is not None  # nothing is drafted without a form
        pending = actions.draft_formal(
            officer,
            to_authority=values["to_authority"],
            request=form.request(),
            hold=matter,
            decision=actions.CriminalityDecision(
                assessment=int(values["assessment"]),
                decision=values["decision"],
                reasons=values["reasons"],
            ),
            instrument=values["instrument"],
        )
        return outcome.told(request, pending, reverse("assistance:requests"))

    context = {"title": "Formal request for the data that are held", "hold": hold, **beside}
    return _show(request, "assistance/new_formal.html", basis, form, draft, context=context)


def _hold(officer: Officer, matter: str) -> AssistanceRequest:
    """A hold of our State that this person may follow with a formal request."""
    hold = queries.request(matter)
    mine = queries.holds_to_follow(officer, own_state(hold.other_authority))
    if matter not in {one.matter for one in mine}:
        raise HoldLinkUnknownError(hold=matter[:80])
    return hold


def _can_send(basis: Basis, today: date) -> bool:
    """Letters are drafted on the law of the day on which they are drafted."""
    return bool(basis.carriers and basis.on == today and addressees(basis.requested, basis.measure))


def _show(
    request: HttpRequest,
    template: str,
    basis: Basis,
    form: RequestForm | None,
    draft: Callable[[dict[str, Any]], HttpResponse],
    *,
    context: Mapping[str, Any],
) -> HttpResponse:
    if request.method == "POST" and form is not None:
        answer = doors.act(form, draft)
        if answer is not None:
            return answer
    more = {
        "basis": basis,
        "form": form,
        "is_today": basis.on == clock.now().date(),
        "confidence": CONFIDENCE,
        "marks": MARKS,
    }
    return doors.show(request, template, {**context, **more}, refused=form)


def _from_hold(hold: AssistanceRequest) -> dict[str, Any]:
    """What the formal request takes from the request that asked for the hold."""
    body = queries.body_of(hold).dump()
    data, offences = body["data"], body.get("offences") or [{}]
    spans = data.get("time_ranges") or [None]
    custodian = body.get("custodian") or {}
    return {
        "reference": body["reference"],
        "seeking_name": body["seeking"]["name"],
        "seeking_kind": body["seeking"].get("kind"),
        "seeking_file": body["seeking"].get("file_number"),
        "classification": _text(offences[0].get("classification")),
        "provision": offences[0].get("provision"),
        "penalty": offences[0].get("maximum_penalty"),
        "facts": _text(body.get("facts")),
        "relation": _text(body.get("relation")),
        "provider": custodian.get("provider"),
        "custodian_name": custodian.get("name"),
        "service": data.get("service"),
        "confidential": body.get("confidential"),
        "do_not_notify": body.get("do_not_notify"),
        "language": (body.get("facts") or {}).get("lang", "en"),
        **sought.initial(data["identifiers"], data["items"], spans[0]),
    }


def _text(words: Any) -> str:
    return str(words["text"]) if words else ""
