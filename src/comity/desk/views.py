"""The pages of the desk itself. They ask queries and actions, and decide nothing."""

import shlex
import uuid
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comity.desk import limits, notices, worklist
from comity.desk.forms import ApprovalForm, SignInForm
from comity.look import beside, doors
from comity.look.forms import Confirm, DeskForm, confirm
from comity.officers import accounts, actions, queries, reading, rules
from comity.officers.queries import Officer, PendingLetter
from comity.trust import actions as trust


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
@doors.open_door
def sign_in(request: HttpRequest) -> HttpResponse:
    """The one page for those who are not signed in."""
    target = _target(request)
    if request.user.is_authenticated:
        return redirect(target)

    def enter(values: dict[str, Any]) -> HttpResponse:
        user = accounts.sign_in(request, values["username"], values["password"])
        login(request, user)
        return redirect(target)

    return doors.show_form(
        request, SignInForm, do=enter, title=_("Sign in"), template="desk/sign_in.html"
    )


@require_POST
@doors.officer_door
def sign_out(request: HttpRequest, officer: Officer) -> HttpResponse:
    """End the session."""
    logout(request)
    return redirect("desk:sign-in")


@require_safe
@doors.officer_door
def queue(request: HttpRequest, officer: Officer) -> HttpResponse:
    """What waits for this person."""
    alarms = [one for one in notices.gather(officer) if one.level == "alarm"]
    newest = {(one.url, one.title): one for one in reversed(alarms)}.values()
    context = {
        "queue": worklist.gather(officer),
        "alarms": alarms,
        "newest": list(reversed(newest))[: limits.ALARMS_IN_QUEUE],
    }
    return render(request, "desk/queue.html", context)


@require_safe
@doors.officer_door
def notice_list(request: HttpRequest, officer: Officer) -> HttpResponse:
    """What the people of this node should know."""
    return render(request, "desk/notices.html", {"notices": notices.gather(officer)})


@require_POST
@doors.officer_door
def notice_seen(request: HttpRequest, officer: Officer, id: int) -> HttpResponse:
    """Say that a notice of the directory was seen."""
    trust.see_notice(id, officer.person)
    messages.success(request, _("Noted: {person} has seen it.").format(person=officer.person))
    return redirect("desk:notices")


@require_safe
@doors.officer_door
def approvals(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Letters that this person can approve, and those of the own authority that wait for others."""
    mine = queries.waiting_for(officer)
    ids = {one.pk for one in mine}
    context = {
        "waiting": mine,
        "others": [one for one in queries.drafted_by(officer) if one.pk not in ids],
    }
    return render(request, "desk/approvals.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@doors.officer_door
def approval(request: HttpRequest, officer: Officer, id: uuid.UUID) -> HttpResponse:
    """One waiting letter, readable in full; POST hands in an approval."""
    pending = queries.pending_for(officer, id)
    form = ApprovalForm()
    if request.method == "POST":
        form = ApprovalForm(request.POST, request.FILES)
        answer = doors.act(
            form,
            lambda values: _told(request, actions.add_approval(officer, id, values["approval"])),
        )
        if answer is not None:
            return answer
    return _approval_page(request, officer, pending, form)


@require_safe
@doors.officer_door
def core_file(request: HttpRequest, officer: Officer, id: uuid.UUID) -> HttpResponse:
    """The exact bytes that persons approve."""
    pending = queries.pending_for(officer, id)
    response = HttpResponse(bytes(pending.core), content_type="application/json")
    name = f"core-{pending.core_digest.rpartition(':')[2][:12]}.json"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_POST
@doors.officer_door
def redraft(request: HttpRequest, officer: Officer, id: uuid.UUID) -> HttpResponse:
    """The same text in a core that fits the matter as it stands."""
    return _pressed(request, officer, id, "redraft")


@require_POST
@doors.officer_door
def send_again(request: HttpRequest, officer: Officer, id: uuid.UUID) -> HttpResponse:
    """Try to send a letter that was held up."""
    return _pressed(request, officer, id, "send-again")


@require_POST
@doors.officer_door
def abandon(request: HttpRequest, officer: Officer, id: uuid.UUID) -> HttpResponse:
    """Give up a waiting letter."""
    return _pressed(request, officer, id, "abandon")


_BUTTONS = {
    "redraft": (gettext_noop("Draft it again with the same text"), False, actions.redraft),
    "send-again": (gettext_noop("Try to send it again"), False, actions.send_again),
    "abandon": (gettext_noop("Abandon this letter"), True, actions.abandon),
}


def _button(name: str, data: Any = None) -> Confirm:
    label, danger, _ = _BUTTONS[name]
    return confirm(name, label, danger=danger, second=not danger, data=data)


def _pressed(request: HttpRequest, officer: Officer, id: uuid.UUID, name: str) -> HttpResponse:
    form = _button(name, request.POST)
    do = _BUTTONS[name][2]
    answer = doors.act(form, lambda _: _told(request, do(officer, id)))
    if answer is not None:
        return answer
    return _approval_page(request, officer, queries.pending_for(officer, id), form)


def _told(request: HttpRequest, pending: PendingLetter) -> HttpResponse:
    """Say what became of the letter and show it."""
    if pending.state == "sent":
        messages.success(request, _("The letter has its approvals and is on its way."))
    elif pending.state == "abandoned":
        messages.success(request, _("The letter was abandoned. It stays on record."))
    elif pending.last_error:
        messages.error(request, _("The letter could not leave. The reason is below."))
    else:
        messages.success(request, _("The letter waits for approval."))
    return redirect("desk:approval", pending.pk)


def _approval_page(
    request: HttpRequest, officer: Officer, pending: PendingLetter, form: DeskForm
) -> HttpResponse:
    capacities = queries.may_approve(officer, pending)
    own = officer.authority == pending.from_authority or officer.person == pending.drafter
    open_needs = queries.needs_open(pending)
    waiting = pending.state == "waiting"
    context = {
        "pending": pending,
        "place": beside.place(officer, pending.subject or pending.letter),
        "sections": reading.sections(queries.core_of(pending)),
        "given": queries.given(pending),
        "needs": [rules.need_in_words(need, _) for need in open_needs] if waiting else [],
        "capacities": capacities,
        "command": _command(officer, pending, capacities[0]) if capacities else "",
        "approval_form": form if isinstance(form, ApprovalForm) else ApprovalForm(),
        "redraft_form": _button("redraft") if waiting and own else None,
        "again_form": _button("send-again") if waiting and not open_needs else None,
        "abandon_form": _button("abandon") if waiting and own else None,
    }
    return doors.show(request, "desk/approval.html", context, refused=form)


def _command(officer: Officer, pending: PendingLetter, capacity: str) -> str:
    """What to type on one's own machine, ready to copy."""
    digits = pending.core_digest.rpartition(":")[2][:12]
    words = ["comity", "approve", f"core-{digits}.json", "--key", f"{officer.person}.key"]
    words += ["--authority", officer.authority, "--role", officer.role]
    words += ["--capacity", capacity, "--out", f"approval-{digits}.json"]
    return shlex.join(words)


def _target(request: HttpRequest) -> str:
    """Where to go after signing in: only within this node."""
    wanted = request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe else resolve_url(settings.LOGIN_REDIRECT_URL) or reverse("desk:queue")
