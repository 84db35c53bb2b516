"""Forms of the desk: labels, fieldsets, linked errors, refusals beside what was typed."""

from typing import Any

import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.test import RequestFactory

from comity.look import doors, moments
from comity.look.forms import DeskForm
from comity.look.moments import MomentForm
from comity.officers.errors import (
    NotAllowedError,
    PendingClosedError,
    TooManyAttemptsError,
    UnknownPendingError,
)
from comity.wire.errors import ApprovalMissingError, ComityError
from tests.desk.pages import Page

pytestmark = pytest.mark.django_db


class SampleForm(DeskForm):
    """One field of each kind."""

    form_id = "sample"
    groups = (("Whose data", "As far as known.", ("kind", "address")),)

    why = forms.CharField(label="Why", widget=forms.Textarea, help_text="One sentence.")
    kind = forms.ChoiceField(
        label="Kind", choices=[("a", "Account"), ("b", "Address")], widget=forms.RadioSelect
    )
    address = forms.EmailField(label="Address", required=False)
    items = forms.MultipleChoiceField(
        label="Items", choices=[("m", "Mail"), ("l", "Log")], widget=forms.CheckboxSelectMultiple
    )
    sure = forms.BooleanField(label="I am sure", help_text="Really.")
    until = forms.ChoiceField(label="Until", choices=[("60", "60 days")])
    hidden = forms.CharField(widget=forms.HiddenInput, required=False)


RIGHT = {"why": "x", "kind": "a", "items": ["m"], "sure": "on", "until": "60"}


def _page(
    rf: RequestFactory, data: dict[str, Any] | None, raises: ComityError | None = None
) -> Any:
    request = rf.get("/") if data is None else rf.post("/", data)
    request.user = AnonymousUser()

    def do(values: dict[str, Any]) -> HttpResponse:
        if raises is not None:
            raise raises
        return HttpResponse("done")

    return doors.show_form(request, SampleForm, do=do, title="Sample")


def test_a_form_is_accessible(rf: RequestFactory) -> None:
    text = _page(rf, None).content.decode()
    assert Page(text).problems() == []
    assert "<legend>Whose data</legend>" in text
    assert "(optional)" in text
    assert "error-summary" not in text


def test_every_mistake_is_listed_and_linked(rf: RequestFactory) -> None:
    response = _page(rf, {"address": "no address"})
    text = response.content.decode()
    assert response.status_code == 422
    assert Page(text).problems() == []
    for anchor in ("why", "kind_0", "address", "items_0", "sure", "until"):
        assert f'href="#sample-{anchor}"' in text
    assert "<title>Error: " in text
    assert text.count('aria-invalid="true"') >= 5


def test_what_is_right_is_done(rf: RequestFactory) -> None:
    assert _page(rf, RIGHT).content == b"done"


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (NotAllowedError(), 403),
        (UnknownPendingError(), 404),
        (PendingClosedError(), 409),
        (TooManyAttemptsError(), 429),
        (ApprovalMissingError(), 422),
    ],
)
def test_a_refusal_stands_beside_what_was_typed(
    rf: RequestFactory, error: ComityError, status: int
) -> None:
    response = _page(rf, {**RIGHT, "why": "typed with care"}, error)
    text = response.content.decode()
    assert response.status_code == status
    assert "typed with care" in text
    assert error.sentence in text
    assert error.code in text
    assert Page(text).problems() == []


def test_a_refusal_about_a_field_is_linked_to_it(rf: RequestFactory) -> None:
    text = _page(rf, RIGHT, ApprovalMissingError("Say why.", field="why")).content.decode()
    assert '<a href="#sample-why">Why: Say why.</a>' in text


def test_what_a_refusal_says_is_escaped(rf: RequestFactory) -> None:
    text = _page(rf, RIGHT, ApprovalMissingError("<b>no</b>")).content.decode()
    assert "<b>no" not in text


def test_a_bare_door_lets_other_errors_through(rf: RequestFactory) -> None:
    def view(request: HttpRequest) -> HttpResponse:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        doors.open_door(view)(rf.get("/"))


@pytest.mark.parametrize(
    ("html", "problem"),
    [
        ('<html lang="en"><h1>a</h1><input id="x"></html>', "no label"),
        ('<html lang="en"><h1>a</h1><h1>b</h1></html>', "2 first headings"),
        ('<html lang="en"><h1>a</h1><h3>b</h3></html>', "heading 3 after 1"),
        ("<html><h1>a</h1></html>", "no language"),
        ('<html lang="en"><h1>a</h1><p style="x"></p></html>', "inline"),
        ('<html lang="en"><h1>a</h1><table></table></html>', "caption"),
        ('<html lang="en"><h1 id="a">a</h1><p id="a"></p></html>', "id twice"),
        ('<html lang="en"><h1>a</h1><a href="#b">b</a></html>', "leads nowhere"),
        ('<html lang="en"><h1>a</h1><p><b></p></b></html>', "closes something else"),
    ],
)
def test_the_reader_of_pages_sees_what_is_wrong(html: str, problem: str) -> None:
    assert any(problem in one for one in Page(html).problems())


def test_a_core_is_shown_with_every_line(rf: RequestFactory) -> None:
    from comity.officers import reading
    from tests.officers.letters_by_hand import core

    shown = render_to_string("look/core.html", {"sections": reading.sections(core())})
    assert "k.suspect@atlas-courriel.example" in shown


class TermForm(MomentForm):
    """A term that has to lie ahead."""

    form_id = "term"
    typed_times = {"by": "by_zone"}
    still_to_come = ("by",)
    groups = (("Nothing stands here", "", ("absent",)),)

    by = moments.wall_time("By")
    by_zone = moments.zone_field()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        pytest.param("2020-01-01 10:00", "This time has passed", id="in the past"),
        pytest.param("01/02/2099 10:00", "Write date and time like this", id="in another order"),
        pytest.param("2099-01-02 10:00 PM", "Write date and time like this", id="in twelve hours"),
        pytest.param("", "Fill this in.", id="not given"),
    ],
)
def test_a_term_that_cannot_be_is_refused_and_kept(typed: str, said: str) -> None:
    form = TermForm({"by": typed, "by_zone": "UTC"})
    assert not form.is_valid()
    assert said in form.errors["by"][0]
    assert typed in str(form["by"])


def test_a_term_ahead_is_taken_and_empty_groups_are_left_out() -> None:
    form = TermForm({"by": "2099-01-02 10:00", "by_zone": "+01:00"})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["by"].isoformat() == "2099-01-02T09:00:00+00:00"
    assert [group.legend for group in form.grouped()] == [""]
