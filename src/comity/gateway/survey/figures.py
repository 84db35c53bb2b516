"""What was answered, counted: the figures that the page, the JSON and the table of results show."""

from collections.abc import Iterator

from comity.gateway.survey import questionnaire
from comity.gateway.survey.proposals import Answers
from comity.gateway.survey.questionnaire import Audience, Questionnaire
from comity.gateway.survey.results import Counted, counted, institutions
from comity.gateway.survey.store import Store
from comity.gateway.survey.years import OfYear


def figures(
    store: Store, of: Questionnaire | None = None
) -> list[tuple[Audience, tuple[Counted, ...]]]:
    """For each audience the total and its groups, as far as they may be shown; without ``of``: of the newest year."""
    now = of or questionnaire.current()
    everybody, offices = now.of("public"), now.of("institutions")
    of_offices = institutions(offices, sent_answers(store, now.year))
    return [
        (everybody, counted(everybody, store.tallies(now.year, everybody.id))),
        (offices, (of_offices,) if of_offices else ()),
    ]


def sent_answers(store: Store, year: int) -> Iterator[Answers]:
    """What institutions answered in a year and nobody declined, oldest first; what a State confirmed after all others.

    The last answers of an institution count: nobody else can put theirs before those that its State confirmed.
    """
    for kept in store.answers(year):
        sent = kept.sent
        if isinstance(sent, Answers):
            yield sent


def over_years(store: Store) -> list[list[OfYear]]:
    """For each audience what was answered in each year, the oldest first."""
    found: dict[str, list[OfYear]] = {}
    for one in questionnaire.every():
        for audience, parts in figures(store, one):
            found.setdefault(audience.id, []).append(OfYear(one.year, audience, parts))
    return list(found.values())
