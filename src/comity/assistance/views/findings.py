"""What the pages show of findings on double criminality: the words, and what stands beside a draft."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from comity.assistance import queries
from comity.law.criminality.wording import Wording
from comity.law.release import in_use
from comity.look import doors
from comity.officers.queries import Officer


def say() -> Wording:
    """The words of the law in the language of the page."""
    return Wording(in_use().offences, doors.law_language())


def questions_address(requested: str, measure: str, hold: str = "") -> str:
    """Where the questions on the conduct are answered."""
    given = {"to": requested, "measure": measure, **({"hold": hold} if hold else {})}
    return f"{reverse('assistance:criminality')}?{urlencode(given)}"


def beside(officer: Officer, requested: str, measure: str, hold: str = "") -> dict[str, Any]:
    """What a drafting page shows of findings: the newest ones, and where to make one."""
    rows = queries.assessments_for(officer, requested, measure=measure, hold=hold)
    wording = say()
    titles = {"M01": _("Forecast for the later disclosure")}
    return {
        "assessments": [(row, wording.verdict(row.finding)) for row in rows[:5]],
        "criminality_title": titles.get(measure, _("Double criminality: the finding")),
        "criminality_address": questions_address(requested, measure, hold),
        "forecast": measure == "M01",
    }
