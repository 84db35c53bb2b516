"""What was answered, as tables with bars."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from comity.gateway.survey import (
    charts,
    doors,
    limits,
    questionnaire,
    wording,
    years,
)
from comity.gateway.survey.charts import bar
from comity.gateway.survey.figures import figures, over_years
from comity.gateway.survey.questionnaire import Audience
from comity.gateway.survey.results import ALL, Counted
from comity.gateway.survey.store import Store
from comity.gateway.survey.years import Compared


@require_safe
@doors.answering
def results(request: HttpRequest, language: str) -> HttpResponse:
    """What was answered, as tables with bars; too few answers are not shown."""
    found = figures(Store.at_home())
    shown = [
        {
            "title": gettext(audience.title),
            "id": audience.id,
            "parts": [(_group(audience, one.group), one, _bars(one)) for one in parts],
        }
        for audience, parts in found
    ]
    return render(
        request,
        "gateway/survey/results.html",
        {
            "shown": shown,
            "year": questionnaire.current().year,
            "smallest": limits.SMALLEST_GROUP,
        },
    )


@require_safe
@doors.answering
def side_by_side(request: HttpRequest, language: str) -> HttpResponse:
    """Several years of the same questions; what changed its words is not compared."""
    shown = []
    for found in over_years(Store.at_home()):
        audience = found[-1].audience
        compared, apart = years.compare(found)
        shown.append(
            {
                "title": gettext(audience.title),
                "id": audience.id,
                "tables": [_over_years(audience, one) for one in compared if one.shown],
                "few": [
                    gettext(one.question.text)
                    for one in compared
                    if one.group == ALL and not one.shown
                ],
                "compared": bool(compared),
                "apart": [(gettext(one.question.text), one.years, one.reworded) for one in apart],
                "groups": [
                    (year, [_group(audience, one) for one in names])
                    for year, names in years.groups_of(found).items()
                    if names
                ],
            }
        )
    asked = [one.year for one in questionnaire.every()]
    return render(
        request,
        "gateway/survey/years.html",
        {"shown": shown, "years": asked, "smallest": limits.SMALLEST_GROUP},
    )


def _over_years(audience: Audience, one: Compared) -> dict[str, Any]:
    choices = [gettext(each.text) for each in one.question.choice]
    rows: list[list[tuple[int, float | None]]] = []
    cells = []
    for place in range(len(choices)):
        bars = [(of.year, of.bars[place] if of.bars else None) for of in one.years]
        rows.append([(year, found.share if found else None) for year, found in bars])
        cells.append(
            [(found.number, round(found.share * 100)) if found else None for _, found in bars]
        )
    told = "; ".join(
        f"{name}: "
        + ", ".join(f"{year}: {round(share * 100)} %" for year, share in row if share is not None)
        for name, row in zip(choices, rows, strict=True)
    )
    question = gettext(one.question.text)
    return {
        "question": question,
        "group": "" if one.group == ALL else _group(audience, one.group),
        "heads": [(of.year, of.answered, bool(of.bars)) for of in one.years],
        "rows": list(zip(choices, cells, strict=True)),
        "picture": charts.years(rows, f"{question} {told}"),
    }


def _group(audience: Audience, group: str) -> str:
    if group in wording.GROUPS:
        return gettext(wording.GROUPS[group])
    choices = audience.grouping.choice if audience.grouping else ()
    return next((gettext(one.text) for one in choices if one.id == group), group)


def _bars(one: Counted) -> dict[str, Any]:
    """The tables that have figures, and the questions that too few answered."""
    few = [gettext(table.question.text) for table in one.tables if not table.bars]
    shown = [
        (
            gettext(table.question.text),
            table.answered,
            [(gettext(b.text), b.number, round(b.share * 100), bar(b.share)) for b in table.bars],
        )
        for table in one.tables
        if table.bars
    ]
    return {"shown": shown, "few": few}
