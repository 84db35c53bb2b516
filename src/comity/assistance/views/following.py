"""Pages on which a request is followed: the list, one request with its clocks and letters, one letter."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from comity.assistance import actions, queries, wording
from comity.assistance.queries import AssistanceRequest
from comity.assistance.views import showing
from comity.assistance.views.verbs import VERBS
from comity.exchange import actions as post
from comity.look import correspondence, doors, outcome
from comity.officers.queries import Officer, PendingLetter


@require_safe
@doors.officer_door
def request_list(request: HttpRequest, officer: Officer) -> HttpResponse:
    """All requests that this person may see: open ones by their clock, then the closed."""
    rows = list(queries.requests_for(officer))
    rows.sort(
        key=lambda row: (row.state == "closed", row.due_at is None, row.due_at or row.created_at)
    )
    lines = [
        {
            "request": row,
            "measure": wording.measure(row.measure),
            "state": wording.state(row.state, row.side),
            "badge": wording.badge(row.state),
            "clock": wording.clock(row.due_clock),
            "own": row.our_authority == officer.authority,
        }
        for row in rows
    ]
    context = {"lines": lines, "may_draft": showing.may_write(officer)}
    return render(request, "assistance/requests.html", context)


@require_safe
@doors.officer_door
def matter(request: HttpRequest, officer: Officer, matter: str) -> HttpResponse:
    """One request, as this side sees it."""
    return showing.page(request, officer, queries.request_for(officer, matter))


@require_safe
@doors.officer_door
def letter(request: HttpRequest, officer: Officer, matter: str, digest: str) -> HttpResponse:
    """One letter of a request."""
    row = queries.request_for(officer, matter)
    about = f"{wording.measure(row.measure)} {row.reference}"
    return correspondence.page(request, matter, digest, back=showing.address(row), about=about)


@require_safe
@doors.officer_door
def letter_file(
    request: HttpRequest, officer: Officer, matter: str, digest: str, name: str
) -> HttpResponse:
    """The exact bytes of a letter or its receipt."""
    return correspondence.download(queries.request_for(officer, matter).matter, digest, name)


@require_POST
@doors.officer_door
def compare(request: HttpRequest, officer: Officer, matter: str) -> HttpResponse:
    """Ask the other side now what it holds, and compare."""
    row = queries.request_for(officer, matter)
    form = showing.compare_form(request.POST)

    def ask(values: dict[str, Any]) -> HttpResponse:
        post.compare(matter)
        messages.success(request, _("Both sides hold the same letters, and signed that they do."))
        return redirect(showing.address(row))

    return doors.act(form, ask) or showing.page(request, officer, row, "compare", form)


@require_POST
@doors.officer_door
def acknowledge(request: HttpRequest, officer: Officer, alarm: int) -> HttpResponse:
    """Take note of an alarm."""
    found = queries.alarm_for(officer, alarm)
    actions.acknowledge_alarm(officer, alarm)
    messages.success(request, _("The alarm is marked as seen."))
    return redirect("assistance:matter", found.matter)


@require_POST
@doors.officer_door
def write(request: HttpRequest, officer: Officer, matter: str, name: str) -> HttpResponse:
    """Write one of the letters that the page offers; ``name`` is the id of its form."""
    row = queries.request_for(officer, matter)
    if name not in VERBS:
        raise Http404
    form = showing.form_named(name, row, queries.situation(matter), request.POST)
    answer = doors.act(
        form, lambda values: _written(request, row, VERBS[name](officer, matter, values))
    )
    return answer or showing.page(request, officer, row, name, form)


def _written(
    request: HttpRequest, row: AssistanceRequest, pending: PendingLetter | None
) -> HttpResponse:
    if pending is None:
        messages.info(request, _("This was said before; nothing was sent again."))
        return redirect(showing.address(row))
    return outcome.told(request, pending, showing.address(row))
