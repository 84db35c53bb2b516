"""Pages about double criminality: the questions on the conduct, and the finding with its reasons.

For our own side only. Nothing of it goes into a letter.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_http_methods, require_safe

from comity.assistance import actions, queries
from comity.assistance.criminality_forms import DECIDED, FactsForm, KindsForm, chosen_types
from comity.assistance.queries import CriminalityAssessment
from comity.assistance.views import findings
from comity.assistance.views.drafting import DRAFTING, FORM_PAGE
from comity.journal import clock
from comity.journal import queries as journal
from comity.law import states
from comity.law.criminality import asking, explanation
from comity.law.criminality.record import again, digest
from comity.law.release import in_use
from comity.look import doors, times
from comity.officers import queries as people
from comity.officers.queries import Officer
from comity.trust import law_releases
from comity.trust.entries import state_of
from comity.wire.errors import ComityError


@require_http_methods(FORM_PAGE)
@doors.officer_door
def questions(request: HttpRequest, officer: Officer) -> HttpResponse:
    """First the kinds of conduct, then what is known of it; the answer is kept and shown."""
    people.check_capacity(officer, *DRAFTING)
    wording = findings.say()
    vocabulary = in_use().offences.vocabulary
    asked_for = request.GET.dict() | {"types": request.GET.getlist("types")}
    asked_for.setdefault("on", clock.now().date().isoformat())
    requested = states.get(str(asked_for.get("to", ""))).code
    chosen = chosen_types(asked_for["types"], vocabulary)
    kinds = KindsForm(
        asked_for if chosen else None,
        vocabulary=vocabulary,
        wording=wording,
        initial=asked_for,
    )
    context: dict[str, Any] = {
        "kinds": kinds,
        "requested_name": times.state_name(requested),
        "measure": asked_for.get("measure", "M03"),
        "chosen": [wording.type(name) for name in chosen],
        "to": requested,
        "hold": asked_for.get("hold", ""),
    }
    if not chosen or not kinds.is_valid():
        refused = kinds if chosen else None
        return doors.show(request, "assistance/criminality_kinds.html", context, refused=refused)
    values = kinds.cleaned_data
    asked = asking.about(chosen, (state_of(officer.authority), requested), values["on"])
    form = FactsForm(request.POST or None, asked=asked, wording=wording)

    def keep(_values: dict[str, Any]) -> HttpResponse:
        row = actions.keep_assessment(
            officer,
            requested=requested,
            measure=values["measure"],
            on=values["on"],
            facts=form.facts(),
            stage=form.cleaned_data["stage"],
            hold=values["hold"],
        )
        return HttpResponseRedirect(reverse("assistance:finding", args=[row.pk]))

    if request.method == "POST":
        answer = doors.act(form, keep)
        if answer is not None:
            return answer
    context["form"] = form
    return doors.show(request, "assistance/criminality_facts.html", context, refused=form)


@require_safe
@doors.officer_door
def finding(request: HttpRequest, officer: Officer, number: int) -> HttpResponse:
    """One finding: the reasoned page, computed again from what was kept."""
    row = queries.assessment_for(officer, number)
    context: dict[str, Any] = {
        "row": row,
        "requested_name": times.state_name(row.requested),
        "decisions": _decisions(row),
        "again": findings.questions_address(row.requested, row.measure, row.matter),
    }
    try:
        release = law_releases.release(row.data_version)
        found = again(row.case, release=release, engine=row.engine)
    except ComityError as error:
        context["why_not"] = error.sentence
    else:
        context["same"] = digest(found) == row.record
        page = explanation.fragment(found, doors.law_language(), release=release)
        context["page"] = mark_safe(page)  # noqa: S308 - escaped there
    return doors.show(request, "assistance/criminality_finding.html", context)


def _decisions(row: CriminalityAssessment) -> list[dict[str, Any]]:
    entries = journal.entries_about(row.record).filter(event="assistance:criminality:decided")
    return [
        {
            "at": one.at,
            "by": one.actor,
            "decision": DECIDED.get(one.facts["decision"], one.facts["decision"]),
            "reasons": one.facts["reasons"],
        }
        for one in entries
        if one.facts and one.facts["assessment"] == row.pk
    ]
