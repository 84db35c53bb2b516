"""What was proposed: the list, and how one proposal stands in it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from comity.gateway import published
from comity.gateway.survey import (
    contacts,
    doors,
    limits,
    picking,
    questionnaire,
    wording,
)
from comity.gateway.survey.proposals import Answers, By, Sent
from comity.gateway.survey.published_rows import Row
from comity.gateway.survey.sending import DIGEST
from comity.gateway.survey.store import Kept, Store


@dataclass(frozen=True, slots=True)
class Listed:
    """A proposal in a list."""

    hex: str
    title: str
    table: str
    what: str
    by: By
    received: date
    last_day: date | None
    standing: str
    said: str
    decided: date | None
    state: str | None


@require_safe
@doors.answering
def index(request: HttpRequest, language: str) -> HttpResponse:
    """What it is; what waits for a State, by State; what was decided; what expired."""
    store, today = Store.at_home(), doors.now().date()
    every = store.listed()
    days = store.decisions()
    standings = [(one, one.on(today)) for one in every]
    waiting = [one for one, standing in standings if standing == "open"]
    decided = [one for one, standing in standings if standing in ("confirmed", "declined")]
    expired = [one for one, standing in standings if standing == "expired"]
    return render(
        request,
        "gateway/survey/index.html",
        {
            "waiting": _by_state(waiting[: limits.LISTED], today, language, days),
            "decided": _listed(decided[: limits.LISTED], today, language, days),
            "expired": _listed(expired[: limits.LISTED], today, language, days),
            "numbers": {"open": len(waiting), "decided": len(decided), "expired": len(expired)},
            "most": limits.LISTED,
            "open_days": limits.OPEN_DAYS,
            "directory": contacts.vouched() is not None,
            "year": questionnaire.current().year,
        },
    )


def _by_state(
    waiting: Iterable[Kept], today: date, language: str, days: dict[str, date]
) -> list[tuple[str | None, list[Listed]]]:
    order = {code: place for place, (code, _) in enumerate(published.now().names(language).states)}
    groups: dict[str | None, list[Listed]] = {}
    rows_first = sorted(waiting, key=lambda one: one.kind == "answers")
    for one in _listed(rows_first, today, language, days):
        groups.setdefault(one.state, []).append(one)
    return sorted(groups.items(), key=lambda one: order.get(one[0] or "", len(order)))


def _listed(
    found: Iterable[Kept], today: date, language: str, days: dict[str, date]
) -> list[Listed]:
    return [entry_of(one, today, language, days.get(one.digest)) for one in found]


def entry_of(kept: Kept, today: date, language: str, decided: date | None) -> Listed:
    sent, standing = kept.sent, kept.on(today)
    return Listed(
        hex=kept.digest.removeprefix(DIGEST),
        title=title_of(sent, language),
        table=picking.kind_name(kept.kind),
        what="" if isinstance(sent, Answers) else gettext(wording.WHAT[sent.what]),
        by=sent.by,
        received=kept.received.date(),
        last_day=kept.last_day,
        standing=standing,
        said=_standing(standing, kept.state),
        decided=decided or (kept.last_day if standing == "expired" else None),
        state=kept.state,
    )


def _standing(standing: str, state: str | None) -> str:
    if standing == "open" and state is None:
        return gettext(wording.OPEN_WITHOUT_STATE)
    return gettext(wording.STANDINGS[standing])


def title_of(sent: Sent, language: str) -> str:
    if isinstance(sent, Answers):
        return gettext("Answers to the questionnaire of {year}").format(year=sent.year)
    names = published.now().names(language)
    if sent.what == "missing":
        return picking.missing_title(sent.kind, dict(sent.should), names)
    return picking.title(Row(sent.kind, sent.row, sent.state, sent.was), names)
