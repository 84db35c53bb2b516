"""How a form comes and goes: its page with a token of its own, what was sent, where it leads."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse

from comity.gateway.survey import (
    doors,
    forms,
    limits,
    proposals,
    screening,
    tokens,
)
from comity.gateway.survey.forms import SurveyForm
from comity.gateway.survey.proposals import Sent
from comity.gateway.survey.store import Arrival, Store
from comity.gateway.survey.tokens import Token

DIGEST: Final = "sha256:"
READ_OR_SENT: Final = ["GET", "HEAD", "POST"]


def file_of(name: str, what: str = "proposal") -> str:
    """What a file about the proposal with these digits is called when it is loaded."""
    return f"{what}-{name[:12]}.json"


@dataclass(frozen=True, slots=True)
class Sending:
    """How a form came: the token that it held, what stood in the field that must stay empty, and when."""

    token: Token
    trap: str
    at: datetime


def arrived(data: QueryDict, purpose: str, at: datetime) -> Sending:
    """Raises a TokenError."""
    token = tokens.read(data.get(forms.TOKEN, ""), purpose, at)
    return Sending(token, data.get(forms.TRAP, ""), at)


def take(language: str, sent: Sent, form: SurveyForm, sending: Sending) -> HttpResponse:
    """Look at it, keep it, and lead to where it says what happens now."""
    store, written, at = Store.at_home(), forms.texts_of(form), sending.at
    store.settle(at)
    used, made = store.used(sending.token.nonce)
    body = proposals.digest(proposals.build(sent))
    signs: tuple[str, ...] = ()
    if not (used and made == body):
        signs = screening.signs(
            screening.Arrived(
                texts=written,
                name=sent.by.name,
                source=sent.source,
                trap=sending.trap,
                seconds=sending.token.seconds,
                asked=bool(form.cleaned_data["asked"]),
                about_a_state=sent.state is not None,
                others=store.alike(written.values(), at),
                today=store.published_on(at.date()),
            )
        )
    arrival = Arrival(
        sent=sent,
        contact=form.cleaned_data["contact"],
        signs=signs,
        texts=tuple(written.values()),
        nonce=sending.token.nonce,
    )
    kept, _ = store.take(arrival, at)
    name = {"language": language, "name": kept.digest.removeprefix(DIGEST)}
    return see(reverse("survey-received", kwargs=name))


def see(address: str) -> HttpResponse:
    response = HttpResponseRedirect(address)
    response.status_code = 303
    return doors.fresh(response)


def form_page(
    request: HttpRequest,
    template: str,
    form: SurveyForm,
    opened: tuple[str, datetime],
    rest: dict[str, Any],
) -> HttpResponse:
    found = {
        "form": form,
        "token": tokens.make(*opened),
        "token_name": forms.TOKEN,
        "trap_name": forms.TRAP,
        "address": request.get_full_path(),
        "open_days": limits.OPEN_DAYS,
        **rest,
    }
    status = form.refused.status if form.refused else 400 if form.errors else 200
    return doors.fresh(render(request, template, found, status=status))
