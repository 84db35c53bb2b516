"""Pages on which a request is followed: the list, one request with its clocks and letters, one letter."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from comity.assistance import actions, letter_forms, queries, wording
from comity.assistance.letter_forms import HoldByHandForm, LetterForm
from comity.assistance.queries import AssistanceRequest
from comity.assistance.rules import Situation
from comity.exchange import actions as post
from comity.exchange import queries as exchange
from comity.law.errors import LawError
from comity.look import beside, doors, letters, outcome
from comity.look.forms import DeskForm, confirm
from comity.officers import queries as people
from comity.officers.queries import Officer, PendingLetter
from comity.providers import queries as providers
from comity.providers import wording as order_wording
from comity.wire.errors import ComityError

Verb = Callable[[Officer, str, dict[str, Any]], PendingLetter]
DRAFTING = {"draft", "authorise", "issue", "transmit", "decide"}


@require_safe
@doors.officer_door
def request_list(request: HttpRequest, officer: Officer) -> HttpResponse:
    """All requests that this person may see: open ones by their clock, then the closed."""
    rows = list(queries.requests_for(officer))
    rows.sort(key=lambda row: (row.state == "closed", row.due_at is None, row.due_at or row.created_at))
    lines = [
        {
            "request": row,
            "measure": wording.MEASURES.get(row.measure, row.measure),
            "state": wording.state(row.state, row.side),
            "badge": wording.badge(row.state),
            "clock": wording.clock(row.due_clock),
            "own": row.our_authority == officer.authority,
        }
        for row in rows
    ]
    context = {"lines": lines, "may_draft": bool(DRAFTING & set(officer.capacities))}
    return render(request, "assistance/requests.html", context)


@require_safe
@doors.officer_door
def matter(request: HttpRequest, officer: Officer, matter: str) -> HttpResponse:
    """One request, as this side sees it."""
    return _page(request, officer, queries.request_for(officer, matter))


@require_safe
@doors.officer_door
def letter(request: HttpRequest, officer: Officer, matter: str, digest: str) -> HttpResponse:
    """One letter of a request."""
    row = queries.request_for(officer, matter)
    about = f"{wording.MEASURES.get(row.measure, row.measure)} {row.reference}"
    return letters.page(request, matter, digest, back=_address(row), about=about)


@require_safe
@doors.officer_door
def letter_file(
    request: HttpRequest, officer: Officer, matter: str, digest: str, name: str
) -> HttpResponse:
    """The exact bytes of a letter or its receipt."""
    return letters.download(queries.request_for(officer, matter).matter, digest, name)


@require_POST
@doors.officer_door
def compare(request: HttpRequest, officer: Officer, matter: str) -> HttpResponse:
    """Ask the other side now what it holds, and compare."""
    row = queries.request_for(officer, matter)
    form = confirm("compare", COMPARE, data=request.POST)

    def ask(values: dict[str, Any]) -> HttpResponse:
        post.compare(matter)
        messages.success(request, "Both sides hold the same letters, and signed that they do.")
        return redirect(_address(row))

    return doors.act(form, ask) or _page(request, officer, row, "compare", form)


@require_POST
@doors.officer_door
def acknowledge(request: HttpRequest, officer: Officer, alarm: int) -> HttpResponse:
    """Take note of an alarm."""
    found = queries.alarm_for(officer, alarm)
    actions.acknowledge_alarm(officer, alarm)
    messages.success(request, "The alarm is marked as seen.")
    return redirect("assistance:matter", found.matter)


@require_POST
@doors.officer_door
def write(request: HttpRequest, officer: Officer, matter: str, name: str) -> HttpResponse:
    """Write one of the letters that the page offers; ``name`` is the id of its form."""
    row = queries.request_for(officer, matter)
    if name not in _VERBS:
        raise Http404
    form = _form_named(name, row, queries.situation(matter), request.POST)
    answer = doors.act(
        form, lambda values: _written(request, row, _VERBS[name](officer, matter, values))
    )
    return answer or _page(request, officer, row, name, form)


def _written(
    request: HttpRequest, row: AssistanceRequest, pending: PendingLetter | None
) -> HttpResponse:
    if pending is None:
        messages.info(request, "This was said before; nothing was sent again.")
        return redirect(_address(row))
    return outcome.told(request, pending, _address(row))


# What each form does


def _promise(officer: Officer, matter: str, said: dict[str, Any]) -> PendingLetter:
    return actions.promise(
        officer,
        matter,
        expected_by=said["expected_by"],
        answer=said["answer"] or "full",
        form=said["form"],
        lang=said["language"],
    )


def _question(officer: Officer, matter: str, said: dict[str, Any]) -> PendingLetter:
    return actions.ask(
        officer,
        matter,
        about=said["about"],
        text=said["text"],
        lang=said["language"],
        answer_by=said["answer_by"],
    )


def _answer(officer: Officer, matter: str, said: dict[str, Any]) -> PendingLetter:
    return actions.answer(
        officer, matter, question=said["question"], text=said["text"], lang=said["language"]
    )


def _conditions(officer: Officer, matter: str, said: dict[str, Any]) -> PendingLetter:
    return actions.offer_conditions(
        officer, matter, conditions=said["conditions"], answer_by=said["answer_by"]
    )


def _conditions_accepted(officer: Officer, matter: str, said: dict[str, Any]) -> PendingLetter:
    return actions.accept_conditions(officer, matter)


def _conditions_declined(officer: Officer, matter: str, said: dict[str, Any]) -> PendingLetter:
    return actions.decline_conditions(
        officer, matter, reason=said["reason"], lang=said["language"]
    )


def _acceptance(officer: Officer, matter: str, said: dict[str, Any]) -> PendingLetter:
    return actions.accept(
        officer,
        matter,
        part=said["part"],
        reference=said["case_reference"],
        expected_by=said["expected_by"],
        lang=said["language"],
    )


def _refusal(officer: Officer, matter: str, said: dict[str, Any]) -> PendingLetter:
    return actions.refuse(
        officer,
        matter,
        ground=said["ground"],
        reason=said["reason"],
        provision=said["provision"],
        lang=said["language"],
    )


def _postponement(officer: Officer, matter: str, said: dict[str, Any]) -> PendingLetter:
    return actions.postpone(
        officer,
        matter,
        ground=said["ground"],
        reason=said["reason"],
        expected_by=said["expected_by"],
        provision=said["provision"],
        lang=said["language"],
    )


def _not_executable(officer: Officer, matter: str, said: dict[str, Any]) -> PendingLetter:
    return actions.report_not_executable(
        officer, matter, code=said["code"], reason=said["reason"], lang=said["language"]
    )


def _hold_report(officer: Officer, matter: str, said: dict[str, Any]) -> PendingLetter:
    by_hand = {
        name: said[name]
        for name in ("effective_from", "expires_at", "open_ended_reason", "partial")
        if name in said
    }
    return actions.report_hold(
        officer,
        matter,
        partial_reason=said["partial_reason"],
        order_reference=said["order_reference"],
        lang=said["language"],
        **by_hand,
    )


def _follow_up(officer: Officer, matter: str, said: dict[str, Any]) -> PendingLetter:
    return actions.receive_follow_up(officer, matter, formal_request=said["formal_request"])  # type: ignore[return-value]


def _lift(officer: Officer, matter: str, said: dict[str, Any]) -> PendingLetter:
    return actions.lift(
        officer, matter, reason=said["reason"], text=said["text"], lang=said["language"]
    )


def _withdrawal(officer: Officer, matter: str, said: dict[str, Any]) -> PendingLetter:
    return actions.withdraw(officer, matter, reason=said["reason"], lang=said["language"])


def _closing(officer: Officer, matter: str, said: dict[str, Any]) -> PendingLetter:
    return actions.close(officer, matter, text=said["text"], lang=said["language"])


_VERBS: dict[str, Verb] = {  # by the id of the form
    "promise": _promise,
    "question": _question,
    "answer": _answer,
    "conditions": _conditions,
    "conditions-accepted": _conditions_accepted,
    "conditions-declined": _conditions_declined,
    "acceptance": _acceptance,
    "refusal": _refusal,
    "postponement": _postponement,
    "not-executable": _not_executable,
    "hold-report": _hold_report,
    "hold-report-by-hand": _hold_report,
    "follow-up": _follow_up,
    "lift": _lift,
    "withdrawal": _withdrawal,
    "closing": _closing,
}
