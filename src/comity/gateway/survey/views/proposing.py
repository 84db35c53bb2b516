"""Proposing: which row, the form for it, and what happens now with what was sent."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from comity.gateway import published
from comity.gateway.survey import (
    confirmed,
    doors,
    forms,
    limits,
    picking,
    proposals,
    published_rows,
    sending,
    wording,
)
from comity.gateway.survey.confirmed import Word
from comity.gateway.survey.errors import (
    ChoiceWrongError,
    StoreError,
    SurveyError,
    TextWrongError,
)
from comity.gateway.survey.forms import SurveyForm
from comity.gateway.survey.picking import Value
from comity.gateway.survey.proposals import Proposal
from comity.gateway.survey.published_rows import KINDS, Row
from comity.gateway.survey.sending import DIGEST
from comity.gateway.survey.store import Store


@require_http_methods(sending.READ_OR_SENT)
@doors.answering
def propose(request: HttpRequest, language: str) -> HttpResponse:
    """Choose a table and a row; then the form for it."""
    asked = request.GET
    code, key, state = (asked.get(one, "")[: limits.ROW_CHARS] for one in ("kind", "row", "state"))
    if not code:
        return _pick(request, language, state)
    about = published_rows.kind(code)
    seen = published.now()
    if state and state not in seen.release.states:
        raise Http404
    if key:
        return _proposing(request, language, published_rows.row(seen.release, code, key), "")
    if asked.get("missing") and state and about.ask:
        return _proposing(request, language, None, state)
    if about.state and not state:
        return _pick(request, language, state, code)
    offered = picking.offered(seen, code, state, seen.names(language))
    found = {
        "about": code,
        "table": picking.kind_name(code),
        "state": state if about.state else "",
        "offered": offered,
        "can_be_missing": bool(about.ask and state),
    }
    return render(request, "gateway/survey/rows.html", found)


def _pick(request: HttpRequest, language: str, state: str, code: str = "") -> HttpResponse:
    found = {
        "kinds": [(one, name, bool(KINDS[one].state)) for one, name in picking.kinds()],
        "states": published.now().names(language).states,
        "state": state,
        "code": code,
    }
    return render(request, "gateway/survey/pick.html", found)


def _proposing(request: HttpRequest, language: str, row: Row | None, state: str) -> HttpResponse:
    seen, code = published.now(), request.GET["kind"]
    about, at = published_rows.kind(code), doors.now()
    word, readable = _word(row)
    lists = picking.lists(about, seen, seen.names(language)) if row is None else {}
    purpose = f"propose {code} {row.key if row else state}"
    data = doors.sent(request) if request.method == "POST" else None
    form = forms.proposal(about, row, at.date(), lists, data)
    if data is not None and form.is_valid():
        try:
            came = sending.arrived(data, purpose, at)
            sent = _proposal(form, row, code, state, at.date())
            return sending.take(language, sent, form, came)
        except TextWrongError as error:
            named = str(error.facts.get("field", "value"))
            error.facts["field"] = f"{forms.PREFIX}{named}" if row is None else named
            form.refuse(error)
        except SurveyError as error:
            form.refuse(error)
    return sending.form_page(
        request,
        "gateway/survey/propose.html",
        form,
        (purpose, at),
        {
            "about": code,
            "parts": forms.parts_of(form),
            "table": picking.kind_name(code),
            "row": row,
            "title": picking.title(row, seen.names(language)) if row else "",
            "values": _values(row, language) if row else (),
            "state": row.state if row else state,
            "word": word,
            "readable": readable,
            "page_of_row": picking.page_of(language, code, row.key, row.state) if row else "",
        },
    )


def _values(row: Row, language: str) -> list[tuple[str, Value]]:
    """All that the table says in this row."""
    names = published.now().names(language)
    return [
        (forms.column(name), picking.value(name, text, names))
        for name, text in row.values.items()
        if text
    ]


def _word(row: Row | None) -> tuple[Word | None, bool]:
    """What the State last said of the row, and whether that can be read just now."""
    try:
        return (confirmed.last_word(confirmed.words(Store.at_home()), row) if row else None), True
    except StoreError:
        return None, False


def _proposal(form: SurveyForm, row: Row | None, code: str, state: str, today: date) -> Proposal:
    said = form.cleaned_data
    rest: dict[str, Any] = {
        "source": said["source"],
        "source_date": said["source_date"],
        "note": said["note"],
        "by": forms.by_of(form),
        "on": today,
    }
    release = published.now().release
    if row is None:
        return proposals.missing_row(release, code, state, forms.missing_of(form), **rest)
    what, change = forms.change_of(form)
    if what != "correction" and said["value"]:
        raise ChoiceWrongError(
            gettext("You wrote what it should be. Choose the field that is wrong, or empty this."),
            field="field",
        )
    return proposals.about_row(
        row,
        what,
        change,
        data=release.digest,
        **rest,
    )


@require_safe
@doors.answering
def received(request: HttpRequest, language: str, name: str) -> HttpResponse:
    """What happens now with what was sent. It shows nothing of its content."""
    store = Store.at_home()
    kept = store.get(DIGEST + name)
    if kept is None:
        raise Http404
    history = store.history(kept.digest)
    first, last = history[0], history[-1]
    signs = [gettext(wording.SIGNS[one]) for one in first.reason.split() if one in wording.SIGNS]
    found = {
        "hex": name,
        "held": kept.standing == "held",
        "public": kept.opened is not None,
        "state": kept.state,
        "signs": signs,
        "reason": last.reason if last.move == "refused" else "",
        "open_days": limits.OPEN_DAYS,
    }
    return doors.fresh(render(request, "gateway/survey/received.html", found))
