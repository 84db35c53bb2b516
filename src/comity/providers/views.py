"""The officers' pages about orders to providers, on both sides. They ask queries and actions."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comity.exchange import queries as exchange
from comity.look import beside, correspondence, doors, outcome, sought
from comity.look.forms import DeskForm, confirm
from comity.officers import queries as people
from comity.officers.queries import Officer, PendingLetter
from comity.providers import actions, lifecycle, queries, references, wording
from comity.providers.forms import (
    LiftForm,
    NotExecutableForm,
    OrderForm,
    PreservationOrderForm,
    ProductionOrderForm,
    RenewForm,
    held_orders,
    latest_end,
)
from comity.providers.queries import Order
from comity.wire.errors import ComityError

FORM_PAGE = ["GET", "HEAD", "POST"]


@require_safe
@doors.officer_door
def order_list(request: HttpRequest, officer: Officer) -> HttpResponse:
    """All orders of this person's authority, those that wait first."""
    waiting = {one.order.matter: one for one in queries.queue(officer)}
    rows = [(row, waiting.get(row.matter)) for row in queries.orders_for(officer)]
    rows.sort(key=lambda pair: pair[1] is None)
    lines = [
        {
            "order": row,
            "kind": wording.kind(row.lifecycle),
            "state": wording.state(row.state),
            "badge": wording.badge(row.state),
            "waits": _(wording.WAITING[wait.what]) if wait else "",
            "over": row.state in wording.OVER,
        }
        for row, wait in rows
    ]
    context = {"lines": lines, "may_order": _may_order(officer)}
    return render(request, "providers/orders.html", context)


@require_safe
@doors.officer_door
def order(request: HttpRequest, officer: Officer, matter: str) -> HttpResponse:
    """One order, as this side sees it."""
    return _page(request, officer, queries.order_for(officer, matter))


@require_safe
@doors.officer_door
def letter(request: HttpRequest, officer: Officer, matter: str, digest: str) -> HttpResponse:
    """One letter of an order."""
    row = queries.order_for(officer, matter)
    about = f"{wording.kind(row.lifecycle)} {row.reference}"
    return correspondence.page(request, matter, digest, back=_address(row), about=about)


@require_safe
@doors.officer_door
def letter_file(
    request: HttpRequest, officer: Officer, matter: str, digest: str, name: str
) -> HttpResponse:
    """The exact bytes of a letter or its receipt."""
    return correspondence.download(queries.order_for(officer, matter).matter, digest, name)


# Writing


def _renew(officer: Officer, matter: str, values: dict[str, Any]) -> PendingLetter:
    return actions.renew(
        officer,
        matter,
        expires_at=values["expires_at"],
        legal_basis=values["legal_basis"],
        reference=values["renewal_reference"],
    )


def _lift(officer: Officer, matter: str, values: dict[str, Any]) -> PendingLetter:
    return actions.lift(officer, matter, reason=values["reason"])


def _certify(officer: Officer, matter: str, values: dict[str, Any]) -> PendingLetter:
    return actions.certify_hold(officer, matter)


def _not_executable(officer: Officer, matter: str, values: dict[str, Any]) -> PendingLetter:
    return actions.report_not_executable(
        officer, matter, reason=values["reason"], text=values["text"]
    )


def _release(officer: Officer, matter: str, values: dict[str, Any]) -> PendingLetter:
    return actions.release(officer, matter)


Verb = Callable[[Officer, str, dict[str, Any]], PendingLetter]
_VERBS: dict[str, tuple[str, str, tuple[str, ...], Verb]] = {  # form: title, letter, capacities
    "certify": (
        gettext_noop("Certify the hold"),
        lifecycle.CERTIFICATE,
        ("draft", "certify"),
        _certify,
    ),
    "renew": (gettext_noop("Renew the order"), lifecycle.RENEWAL, ("draft", "order"), _renew),
    "lift": (gettext_noop("Lift the order"), lifecycle.LIFT, ("draft", "order"), _lift),
    "not-executable": (
        gettext_noop("Say that it cannot be executed"),
        lifecycle.NOT_EXECUTABLE,
        ("draft", "certify"),
        _not_executable,
    ),
    "release": (
        gettext_noop("Destroy the frozen copy"),
        lifecycle.RELEASED,
        ("certify",),
        _release,
    ),
}


def _form(name: str, officer: Officer, data: Any = None) -> DeskForm:
    if name == "certify":
        return confirm(name, gettext_noop("Draft the certificate"), data=data)
    if name == "release":
        return confirm(
            name, gettext_noop("Destroy the frozen copy and say so"), danger=True, data=data
        )
    if name == "renew":
        return RenewForm(data, initial={"expires_at": latest_end(officer)})
    return {"lift": LiftForm, "not-executable": NotExecutableForm}[name](data)


@require_POST
@doors.officer_door
def write(request: HttpRequest, officer: Officer, matter: str, name: str) -> HttpResponse:
    """Draft one of the letters that the page offers."""
    row = queries.order_for(officer, matter)
    if name not in _VERBS:
        raise Http404
    form = _form(name, officer, request.POST)
    do = _VERBS[name][3]
    answer = doors.act(
        form,
        lambda values: outcome.told(request, do(officer, matter, values), _address(row)),
    )
    return answer or _page(request, officer, row, name, form)


@require_POST
@doors.officer_door
def acknowledge(request: HttpRequest, officer: Officer, alarm: int) -> HttpResponse:
    """Take note of an alarm."""
    mine = queries.alarms(officer).filter(pk=alarm).first()
    actions.acknowledge(officer, alarm)
    messages.success(request, _("The alarm is marked as seen."))
    return redirect(_address(mine.order) if mine else reverse("providers:orders"))


@require_http_methods(FORM_PAGE)
@doors.officer_door
def new_preservation(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Draft an order to keep."""
    people.check_capacity(officer, "draft", "order")
    reference = request.GET.get("request", "")
    found = references.find(officer, reference) if reference else None
    form = PreservationOrderForm(
        request.POST if request.method == "POST" else None,
        officer=officer,
        initial={**_scope_of(found), "expires_at": latest_end(officer)},
    )

    def draft(values: dict[str, Any]) -> HttpResponse:
        pending = actions.issue_preservation_order(
            officer,
            provider=values["provider"],
            expires_at=values["expires_at"],
            local_reference=reference,
            **_said(form),
        )
        return outcome.told(request, pending, reverse("providers:orders"))

    return _new(request, _("New preservation order"), form, found, draft)


@require_http_methods(FORM_PAGE)
@doors.officer_door
def new_production(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Draft an order to produce from a frozen copy."""
    people.check_capacity(officer, "draft", "order")
    reference = request.GET.get("request", "")
    found = references.find(officer, reference) if reference else None
    form = ProductionOrderForm(
        request.POST if request.method == "POST" else None,
        officer=officer,
        initial={**_scope_of(found), "preservation": _copy_for(request, officer, found)},
    )

    def draft(values: dict[str, Any]) -> HttpResponse:
        pending = actions.issue_production_order(
            officer,
            preservation=values["preservation"],
            due_at=values["due_at"],
            conditions=values["conditions"],
            local_reference=reference,
            **_said(form),
        )
        return outcome.told(request, pending, reverse("providers:orders"))

    return _new(request, _("New production order"), form, found, draft)


def _new(
    request: HttpRequest,
    title: str,
    form: OrderForm,
    found: references.Reference | None,
    draft: Callable[[dict[str, Any]], HttpResponse],
) -> HttpResponse:
    answer = doors.act(form, draft) if request.method == "POST" else None
    if answer is not None:
        return answer
    context = {"title": title, "form": form, "reference": found}
    return doors.show(request, "providers/new_order.html", context, refused=form)


def _said(form: OrderForm) -> dict[str, Any]:
    """What both kinds of order take from their forms."""
    names = ("legal_basis", "court", "remedy", "reference", "secrecy_until")
    return {"scope": form.scope(), **{name: form.cleaned_data[name] for name in names}}


def _scope_of(found: references.Reference | None) -> dict[str, Any]:
    if found is None:
        return {}
    scope = found.scope
    return sought.initial(scope["identifiers"], scope["data_items"], scope.get("range"))


def _copy_for(request: HttpRequest, officer: Officer, found: references.Reference | None) -> str:
    """The preservation order to propose: the one asked for, or one that belongs to the reference."""
    asked = request.GET.get("preservation", "")
    held = [matter for matter, _ in held_orders(officer)]
    if asked in held:
        return asked
    related = {
        one.matter
        for each in (found.related if found else ())
        for one in queries.orders_about(each)
    }
    return next((matter for matter in held if matter in related), "")


# The page of one order


def _page(
    request: HttpRequest,
    officer: Officer,
    row: Order,
    name: str = "",
    form: DeskForm | None = None,
) -> HttpResponse:
    now = queries.situation(row)
    hold = queries.hold_of(row)
    context = {
        "order": row,
        "kind": wording.kind(row.lifecycle),
        "state": wording.state(row.state),
        "badge": wording.badge(row.state),
        "over": row.state in wording.OVER,
        "opening": exchange.body(exchange.letter(row.matter)),
        "spans": [row.scope["range"]] if row.scope.get("range") else [],
        "secrecy_until": now.secrecy_until,
        "certificate": queries.certificate(row),
        "hold": hold,
        "sources": [_copy(one) for one in queries.all_copies(hold)] if hold else [],
        "lines": correspondence.lines(row.matter, dict(now.folded.without_effect)),
        "base": _address(row),
        "alarms": [
            (one, confirm(f"alarm-{one.pk}", gettext_noop("Seen"), second=True))
            for one in queries.alarms(officer).filter(order=row)
        ],
        "pending": people.pending_about([row.matter]).filter(from_authority=officer.authority),
        "productions": _own(officer, queries.productions_of(row.matter)),
        "draws_on": _own(officer, [row.preservation] if row.preservation else []),
        "reference": _reference(officer, row),
        "panels": beside.panels(beside.ORDER, officer, row.matter),
        "forms": _forms(officer, row, name, form),
    }
    return doors.show(request, "providers/order.html", context, refused=form)


def _copy(one: Any) -> dict[str, Any]:
    """A frozen copy as the table of sources shows it."""
    names = ("source", "items", "bytes", "sha256", "complete", "state", "finished_at")
    why = [f"{code}: {number}" for code, number in sorted(one.reasons.items())]
    return {
        **{name: getattr(one, name) for name in names},
        "reason": "; ".join([*why, *([one.failure] if one.failure else [])]),
    }


def _own(officer: Officer, found: Any) -> list[Order]:
    """Those of these orders (or matters) that this person may see."""
    matters = [one if isinstance(one, str) else one.matter for one in found]
    return list(queries.orders_for(officer).filter(matter__in=matters))


def _reference(officer: Officer, row: Order) -> references.Reference | None:
    """What the order is issued for, where this person may see it."""
    if not row.local_reference:
        return None
    try:
        return references.find(officer, row.local_reference)
    except ComityError as error:
        if doors.status_of(error) != 404:
            raise
        return None


def _forms(officer: Officer, row: Order, name: str, form: DeskForm | None) -> list[dict[str, Any]]:
    """One form per letter that this side may write now and this person may draft."""
    allowed = queries.allowed_letters(row)
    found = []
    for each, (title, kind, capacities, _do) in _VERBS.items():
        if kind not in allowed or not set(capacities) & set(officer.capacities):
            continue
        if each == "release" and not queries.may_release(row):
            continue
        shown = form if each == name and form is not None else _form(each, officer)
        found.append({"title": _(title), "form": shown, "name": each, "open": each == name})
    return found


def _may_order(officer: Officer) -> bool:
    role = people.role_of(officer.authority)
    return role == "ordering" and bool({"draft", "order"} & set(officer.capacities))


def _address(row: Order) -> str:
    return reverse("providers:order", args=[row.matter])
