"""What was answered, counted: the figures that the page, the JSON and the table of results show."""

from datetime import date

from comity.gateway.survey import (
    questionnaire,
)
from comity.gateway.survey.proposals import Answers
from comity.gateway.survey.questionnaire import Audience
from comity.gateway.survey.results import Counted, counted, institutions
from comity.gateway.survey.store import Store


def figures(store: Store, today: date) -> list[tuple[Audience, tuple[Counted, ...]]]:
    """For each audience the total and its groups, as far as they may be shown."""
    now = questionnaire.current()
    everybody, offices = now.of("public"), now.of("institutions")
    sent = [one for one in sent_answers(store, today) if one.year == now.year]
    of_offices = institutions(offices, sent)
    return [
        (everybody, counted(everybody, store.tallies(now.year, everybody.id))),
        (offices, (of_offices,) if of_offices else ()),
    ]


def sent_answers(store: Store, today: date) -> list[Answers]:
    """What institutions answered and nobody declined, oldest first; what a State confirmed after all others.

    The last answers of an institution count: nobody else can put theirs before those that its State confirmed.
    """
    kept = [
        one
        for one in reversed(store.listed())
        if one.kind == "answers" and one.on(today) != "declined"
    ]
    found = [one.sent for one in sorted(kept, key=lambda one: one.standing == "confirmed")]
    return [one for one in found if isinstance(one, Answers)]
