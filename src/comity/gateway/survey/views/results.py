"""What was answered, as tables with bars."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from comity.gateway.survey import (
    doors,
    limits,
    questionnaire,
    wording,
)
from comity.gateway.survey.charts import bar
from comity.gateway.survey.figures import figures
from comity.gateway.survey.questionnaire import Audience
from comity.gateway.survey.results import Counted
from comity.gateway.survey.store import Store


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
