"""The survey for programs: what is proposed, one proposal to the byte, the results, and the door for confirmations."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from comity.gateway.responses import as_csv, of_the_data, shared
from comity.gateway.survey import contacts, deciding, doors, limits, questionnaire, years
from comity.gateway.survey.errors import ConfirmationTooLargeError, SurveyError
from comity.gateway.survey.figures import figures, over_years
from comity.gateway.survey.results import Counted
from comity.gateway.survey.sending import DIGEST, file_of
from comity.gateway.survey.store import Kept, Store

LIMITS = "Not representative: whoever wanted to answer did. Groups of fewer than {smallest} answers are not shown, and figures grow by at least that many answers at a time."


@require_safe
def proposals_json(request: HttpRequest, page: str = "1") -> HttpResponse:
    """A page of the proposals that are or were open, in the order in which they came, without any contact."""
    try:
        store, today, place = Store.at_home(), doors.now().date(), int(page)
        number, kept = store.number(today), store.page(place)
        if not kept and place > 1:
            raise Http404
        days = store.decisions(one.digest for one in kept)
        found = [_plain(one, one.on(today), days.get(one.digest)) for one in kept]
    except SurveyError as error:
        return _refused(error)
    more = number > place * limits.LISTED
    return of_the_data(
        {
            "number": number,
            "page": place,
            "page_size": limits.LISTED,
            "next": reverse("survey-proposals-page", kwargs={"page": place + 1}) if more else None,
            "proposals": found,
        }
    )


def _plain(kept: Kept, standing: str, decided: Any) -> dict[str, Any]:
    return {
        "digest": kept.digest,
        "standing": standing,
        "received": kept.received.date().isoformat(),
        "opened": kept.opened.isoformat() if kept.opened else None,
        "last_day": kept.last_day.isoformat() if kept.last_day else None,
        "decided": decided.isoformat() if decided else None,
        "document": json.loads(kept.body),
    }


@require_safe
def proposal_json(request: HttpRequest, name: str) -> HttpResponse:
    """One proposal, to the byte: its digest is the SHA-256 of this answer."""
    try:
        kept = Store.at_home().public(DIGEST + name)
    except SurveyError as error:
        return _refused(error)
    if kept is None:
        raise Http404
    response = HttpResponse(kept.body, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{file_of(name)}"'
    return shared(response)


@require_safe
def results_json(request: HttpRequest) -> HttpResponse:
    """The results that the page shows, with their limits."""
    try:
        rows = list(_rows())
    except SurveyError as error:
        return _refused(error)
    return of_the_data(
        {
            "year": questionnaire.current().year,
            "limits": LIMITS.format(smallest=limits.SMALLEST_GROUP),
            "smallest_group": limits.SMALLEST_GROUP,
            "results": rows,
        }
    )


@require_safe
def results_csv(request: HttpRequest) -> HttpResponse:
    """The same as a table: one row for each choice."""
    head = ["audience", "group", "answers", "question", "answered", "choice", "number"]
    try:
        rows = [[row[name] for name in head] for row in _rows()]
    except SurveyError as error:
        return _refused(error)
    return as_csv("survey-results", [head, *rows])


def _rows() -> Iterator[dict[str, Any]]:
    for audience, parts in figures(Store.at_home()):
        for part in parts:
            yield from _of_part(audience.id, part)


def _of_part(audience: str, part: Counted) -> Iterable[dict[str, Any]]:
    return (
        {
            "audience": audience,
            "group": part.group or "not_said",
            "answers": part.answers,
            "question": table.question.id,
            "answered": table.answered,
            "choice": one.choice,
            "number": one.number,
        }
        for table in part.tables
        for one in table.bars
    )


YEARS = (
    LIMITS
    + " A question is compared while its words stay the same. The total of each year counts only the groups that are shown, and other people may have answered: a difference may come from that."
)


@require_safe
def years_json(request: HttpRequest) -> HttpResponse:
    """Questions that were asked in the same words in several years, side by side, with their limits."""
    try:
        rows, apart = _years()
    except SurveyError as error:
        return _refused(error)
    return of_the_data(
        {
            "years": [one.year for one in questionnaire.every()],
            "limits": YEARS.format(smallest=limits.SMALLEST_GROUP),
            "smallest_group": limits.SMALLEST_GROUP,
            "results": rows,
            "not_compared": apart,
        }
    )


@require_safe
def years_csv(request: HttpRequest) -> HttpResponse:
    """The same as a table: one row for each choice in each year."""
    head = ["audience", "group", "question", "choice", "year", "answers", "answered", "number"]
    try:
        rows = [[row[name] for name in head] for row in _years()[0]]
    except SurveyError as error:
        return _refused(error)
    return as_csv("survey-years", [head, *rows])


def _years() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    rows: list[dict[str, Any]] = []
    alone: list[dict[str, Any]] = []
    for found in over_years(Store.at_home()):
        audience = found[-1].audience.id
        compared, apart = years.compare(found)
        rows += [
            {
                "audience": audience,
                "group": one.group or "not_said",
                "question": one.question.id,
                "choice": bar.choice,
                "year": of.year,
                "answers": of.answers,
                "answered": of.answered,
                "number": bar.number,
            }
            for one in compared
            if one.shown
            for of in one.years
            for bar in of.bars
        ]
        alone += [
            {
                "audience": audience,
                "question": one.question.id,
                "text": one.question.text,
                "years": list(one.years),
                "reworded": one.reworded,
            }
            for one in apart
        ]
    return rows, alone


@require_POST
def confirmations(request: HttpRequest) -> HttpResponse:
    """Take in a signed confirmation: the body is the JWS as it was made, byte for byte."""
    try:
        return _confirm(_body(request))
    except SurveyError as error:
        return _refused(error)


def _confirm(document: bytes) -> HttpResponse:
    after = deciding.take(Store.at_home(), document, contacts.vouched(), doors.now())
    return of_the_data({"proposal": after.digest, "standing": after.standing, "state": after.state})


def _body(request: HttpRequest) -> bytes:
    """Read no more than a confirmation may have; what is longer is refused unread."""
    told = request.headers.get("Content-Length", "")
    if told.isdecimal() and int(told) > limits.CONFIRMATION_BYTES:
        raise ConfirmationTooLargeError
    data = request.read(limits.CONFIRMATION_BYTES + 1)
    if len(data) > limits.CONFIRMATION_BYTES:
        raise ConfirmationTooLargeError
    return data


def _refused(error: SurveyError) -> HttpResponse:
    return of_the_data(error.as_dict(), status=error.status)
