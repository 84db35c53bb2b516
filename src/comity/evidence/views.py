"""The officers' pages about exhibits: produce, hand over, look at, release, export."""

from typing import Any, cast

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comity.assistance import queries as requests
from comity.evidence import queries, visible, wording
from comity.evidence.actions import exports
from comity.evidence.actions.hand_over import hand_over as hand_over_exhibits
from comity.evidence.actions.produce import produce as produce_exhibits
from comity.evidence.actions.release import CUSTODY
from comity.evidence.actions.release import release as release_exhibit
from comity.evidence.forms import HandOverForm
from comity.look import doors, outcome
from comity.look.forms import Confirm, confirm
from comity.officers import queries as people
from comity.officers.queries import Officer
from comity.providers import queries as orders

FORM_PAGE = ["GET", "HEAD", "POST"]


@require_safe
@doors.officer_door
def exhibit_list(request: HttpRequest, officer: Officer) -> HttpResponse:
    """All exhibits that are open to this person."""
    lines = _lines(visible.exhibits_for(officer), visible.matters(officer))
    return render(request, "evidence/exhibits.html", {"lines": lines})


def _lines(found: list[Any], references: dict[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "exhibit": one,
            "state": wording.state(one.state),
            "badge": wording.BADGES[one.state],
            "reference": references.get(one.matter, ""),
        }
        for one in found
    ]


@require_safe
@doors.officer_door
def exhibit(request: HttpRequest, officer: Officer, matter: str, exhibit: str) -> HttpResponse:
    """One exhibit with its manifest and its custody chain."""
    return _exhibit_page(request, officer, matter, exhibit)


@require_POST
@doors.officer_door
def release(request: HttpRequest, officer: Officer, matter: str, exhibit: str) -> HttpResponse:
    """The plain file, for a custodian; it is on record."""
    form = _release_form(request.POST)

    def give(values: dict[str, Any]) -> HttpResponse:
        row, stream = release_exhibit(officer, matter, exhibit)
        answer = FileResponse(
            stream, as_attachment=True, filename=row.name, content_type="application/octet-stream"
        )
        return cast(HttpResponse, answer)

    return doors.act(form, give) or _exhibit_page(request, officer, matter, exhibit, form)


def _release_form(data: Any = None) -> Confirm:
    return confirm("release", "Download the plain file", data=data)


def _exhibit_page(
    request: HttpRequest,
    officer: Officer,
    matter: str,
    exhibit: str,
    form: Confirm | None = None,
) -> HttpResponse:
    row = visible.exhibit_for(officer, matter, exhibit)
    may_release = CUSTODY in officer.capacities and row.state in ("verified", "sealed")
    manifest = queries.manifest_of(row)
    context = {
        "row": row,
        "state": wording.state(row.state),
        "badge": wording.BADGES[row.state],
        "reference": visible.matters(officer)[matter],
        "manifest": manifest,
        "about": list(manifest.about.items()),
        "custody": [_step(entry) for entry in queries.custody(row)],
        "release_form": (form or _release_form()) if may_release else None,
    }
    return doors.show(request, "evidence/exhibit.html", context, refused=form)


def _step(entry: Any) -> dict[str, Any]:
    facts = entry.facts or {}
    return {
        "at": entry.at,
        "event": wording.event(entry.event),
        "actor": entry.actor,
        "index": entry.index,
        "facts": [(name, facts[name]) for name in wording.FACTS if facts.get(name)],
    }


# Drafting letters that hand exhibits over


@require_http_methods(FORM_PAGE)
@doors.officer_door
def produce(request: HttpRequest, officer: Officer, matter: str) -> HttpResponse:
    """Seal exactly what a production order covers."""
    order = orders.order_for(officer, matter)
    page = reverse("providers:order", args=[matter])

    def make(values: dict[str, Any]) -> HttpResponse:
        return outcome.told(request, produce_exhibits(officer, matter), page)

    form = confirm("produce", "Seal what is in scope and draft the letter", data=_sent(request))
    spans = [order.scope["range"]] if order.scope.get("range") else []
    context = {
        "title": _("Produce under order {reference}").format(reference=order.reference),
        "order": order,
        "spans": spans,
    }
    return _one_form(request, "evidence/produce.html", form, make, context)


@require_http_methods(FORM_PAGE)
@doors.officer_door
def hand_over(request: HttpRequest, officer: Officer, matter: str) -> HttpResponse:
    """Choose the exhibits that answer a request."""
    row = requests.request_for(officer, matter)
    offered = visible.to_hand_over(officer, matter)
    form = HandOverForm(_sent(request), offered=offered)

    def draft(values: dict[str, Any]) -> HttpResponse:
        pending = hand_over_exhibits(officer, matter, form.chosen())
        return outcome.told(request, pending, reverse("assistance:matter", args=[matter]))

    context = {
        "title": _("Hand over for {reference}").format(reference=row.reference),
        "row": row,
        "offered": offered,
    }
    return _one_form(request, "evidence/hand_over.html", form, draft, context)


@require_http_methods(FORM_PAGE)
@doors.officer_door
def export(request: HttpRequest, officer: Officer, matter: str) -> HttpResponse:
    """Write everything about a request into one folder."""
    people.check_capacity(officer, CUSTODY)
    row = requests.request_for(officer, matter)

    def make(values: dict[str, Any]) -> HttpResponse:
        return redirect("evidence:exported", exports.make(officer, matter).name)

    form = confirm("export", "Write the export", data=_sent(request))
    context = {
        "title": _("Export {reference}").format(reference=row.reference),
        "row": row,
        "linked": list(requests.linked(officer, row)),
    }
    return _one_form(request, "evidence/export.html", form, make, context)


@require_safe
@doors.officer_door
def exported(request: HttpRequest, officer: Officer, name: str) -> HttpResponse:
    """An export that was written: where it lies, how it is checked, and as one file."""
    found = exports.find(officer, name)
    context = {
        "title": _("Export {name}").format(name=name),
        "export": found,
        "anchor": settings.NODE.home / "anchor.json",
    }
    return render(request, "evidence/exported.html", context)


@require_safe
@doors.officer_door
def exported_zip(request: HttpRequest, officer: Officer, name: str) -> HttpResponse:
    """The export as one zip file."""
    found = exports.find(officer, name)
    answer = FileResponse(
        exports.packed(found),
        as_attachment=True,
        filename=f"{found.name}.zip",
        content_type="application/zip",
    )
    return cast(HttpResponse, answer)


def _sent(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _one_form(
    request: HttpRequest, template: str, form: Any, do: Any, context: dict[str, Any]
) -> HttpResponse:
    answer = doors.act(form, do) if request.method == "POST" else None
    if answer is not None:
        return answer
    return doors.show(request, template, {**context, "form": form}, refused=form)
