"""The form of an entry, among the forms of the survey."""

from datetime import date
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from comity.gateway import published
from comity.gateway.entering import drafts, forms
from comity.gateway.entering.drafts import EntryWrongError
from comity.gateway.resources import live, showing, values
from comity.gateway.resources.entries import Entry
from comity.gateway.survey import doors, limits, sending
from comity.gateway.survey import forms as survey
from comity.gateway.survey.errors import RowUnknownError, SurveyError
from comity.gateway.survey.forms import SurveyForm
from comity.gateway.survey.proposals import Proposal, What
from comity.gateway.survey.views import proposing

VERDICTS: Final[dict[str, What]] = {"right": "unchanged", "gone": "removal"}
"""What a form says in its address where no field is to be changed."""


@require_http_methods(sending.READ_OR_SENT)
def propose(request: HttpRequest, language: str) -> HttpResponse:
    """The form for an entry; for everything else that of the survey."""
    if request.GET.get("kind") != live.KIND:
        return proposing.propose(request, language)
    return _entry(request, language)


@doors.answering
def _entry(request: HttpRequest, language: str) -> HttpResponse:
    seen, at = published.now(), doors.now()
    state = request.GET.get("state", "")
    if state and state not in seen.release.states:
        raise Http404
    base = _base(request.GET.get("row", "")[: limits.ROW_CHARS])
    what = _what(request, base)
    purpose = f"propose {live.KIND} {what} {base.id if base else ''}"
    data = doors.sent(request) if request.method == "POST" else None
    form = _form(what, base, state, at.date(), language=language, data=data)
    if data is not None and form.is_valid():
        try:
            came = sending.arrived(data, purpose, at)
            return sending.take(language, _proposal(what, base, form, at.date()), form, came)
        except EntryWrongError as error:
            for name, refusal in error.fields:
                refusal.facts["field"] = forms.field_of(name)
                form.refuse(refusal)
        except SurveyError as error:
            form.refuse(error)
    return sending.form_page(
        request,
        "gateway/entering/form.html",
        form,
        (purpose, at),
        {
            "what": what,
            "entry": base,
            "said": showing.shown(base, language) if base else None,
            "entry_parts": () if what in VERDICTS.values() else forms.parts_of(form),
            "parts": survey.parts_of(form),
            "state": state,
        },
    )


def _base(name: str) -> Entry | None:
    """The entry that it is about. Raises RowUnknownError."""
    if not name:
        return None
    found = live.now().by_id.get(name)
    if found is None:
        raise RowUnknownError
    return found


def _what(request: HttpRequest, base: Entry | None) -> What:
    if base is None:
        return "missing"
    return next((what for name, what in VERDICTS.items() if request.GET.get(name)), "correction")


def _form(
    what: What, base: Entry | None, state: str, today: date, *, language: str, data: Any
) -> SurveyForm:
    if base is None:
        return forms.of_entry({"provided_from": state}, today, language, data)
    if what in VERDICTS.values():
        return forms.of_verdict(today, data, source=base.source.url)
    return forms.of_entry(values.of(base), today, language, data, source=base.source.url)


def _proposal(what: What, base: Entry | None, form: SurveyForm, today: date) -> Proposal:
    said = form.cleaned_data
    rest: dict[str, Any] = {
        "source": said["source"],
        "source_date": said["source_date"],
        "note": said["note"],
        "by": survey.by_of(form),
        "data": published.now().version,
    }
    if base is None:
        return drafts.missing(forms.written(form), today, **rest)
    if what == "correction":
        return drafts.correction(base, forms.written(form), today, **rest)
    return drafts.verdict(base, what, today, **rest)
