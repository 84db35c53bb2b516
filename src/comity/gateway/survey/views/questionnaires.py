"""The yearly questionnaires."""

from datetime import date, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from comity.gateway import published
from comity.gateway.survey import (
    doors,
    forms,
    limits,
    questionnaire,
    sending,
)
from comity.gateway.survey.errors import (
    SentTooFastError,
    SurveyError,
    TrapFilledError,
)
from comity.gateway.survey.forms import SurveyForm
from comity.gateway.survey.proposals import Answers
from comity.gateway.survey.questionnaire import Audience
from comity.gateway.survey.results import UNTOLD
from comity.gateway.survey.sending import Sending
from comity.gateway.survey.store import Store


@require_http_methods(sending.READ_OR_SENT)
@doors.answering
def for_institutions(request: HttpRequest, language: str) -> HttpResponse:
    """The questionnaire for institutions: answers are proposals, which the State confirms."""
    audience, at = questionnaire.current().of("institutions"), doors.now()
    purpose = "answers institutions"
    data = doors.sent(request) if request.method == "POST" else None
    form = forms.answers(audience, published.now().names(language).states, data)
    if data is not None and form.is_valid():
        try:
            came = sending.arrived(data, purpose, at)
            return sending.take(language, _answers(audience, form, at.date()), form, came)
        except SurveyError as error:
            form.refuse(error)
    return _questions(request, audience, form, purpose, at)


def _answers(audience: Audience, form: SurveyForm, today: date) -> Answers:
    said = form.cleaned_data
    names = {one.id for one in audience.questions}
    ticked = {name: values for name, values in forms.said_of(form).items() if name in names}
    return Answers(
        year=questionnaire.current().year,
        state=said["state"],
        by=forms.by_of(form),
        given=dict(questionnaire.answered(audience, ticked)),
        source=said["source"],
        note=said["note"],
        on=today.isoformat(),
    )


@require_http_methods(sending.READ_OR_SENT)
@doors.answering
def for_everybody(request: HttpRequest, language: str) -> HttpResponse:
    """The questions for everybody: what is answered is counted, and nothing else is kept."""
    audience, at = questionnaire.current().of("public"), doors.now()
    purpose = "answers public"
    data = doors.sent(request) if request.method == "POST" else None
    form = forms.answers(audience, (), data)
    if data is not None and form.is_valid():
        try:
            _count(audience, form, sending.arrived(data, purpose, at))
            return sending.see(reverse("survey-thanks", kwargs={"language": language}))
        except SurveyError as error:
            form.refuse(error)
    return _questions(request, audience, form, purpose, at)


def _count(audience: Audience, form: SurveyForm, came: Sending) -> None:
    """Nobody can review what is not kept: what shows a sign is refused on the page, with all answers still there."""
    if came.trap:
        raise TrapFilledError
    if came.token.seconds < limits.LEAST_SECONDS:
        raise SentTooFastError
    given = dict(questionnaire.answered(audience, forms.said_of(form)))
    grouping = audience.grouping
    part = given.pop(grouping.id, (UNTOLD,))[0] if grouping else UNTOLD
    year = questionnaire.current().year
    Store.at_home().count(year, audience.id, part, given, nonce=came.token.nonce, now=came.at)


def _questions(
    request: HttpRequest, audience: Audience, form: SurveyForm, purpose: str, at: datetime
) -> HttpResponse:
    groups = [
        (one.title, [form[question.id] for question in one.question]) for one in audience.group
    ]
    asked = {question.id for question in audience.questions}
    every = [field for field in form.visible_fields() if field.name not in asked]
    after = [form[name] for name in ("source", "note", "asked") if name in form.fields]
    names = {field.name for field in after}
    return sending.form_page(
        request,
        "gateway/survey/questions.html",
        form,
        (purpose, at),
        {
            "audience": audience,
            "groups": groups,
            "first": [field for field in every if field.name not in names],
            "after": after,
            "year": questionnaire.current().year,
            "smallest": limits.SMALLEST_GROUP,
        },
    )


@require_safe
def thanks(request: HttpRequest, language: str) -> HttpResponse:
    """The answers were counted."""
    return render(request, "gateway/survey/thanks.html", {"smallest": limits.SMALLEST_GROUP})
