"""Lists that several pages show: States by name, answers counted, tables of the data."""

from collections.abc import Mapping

from django.utils.translation import gettext

from comity.gateway import map_questions, published, wording
from comity.gateway.map_questions import Answer
from comity.law.release import Release


def by_name(language: str) -> tuple[tuple[str, str], ...]:
    """Code and name of every State and territory, in the order of the names."""
    return published.now().names(language).states


def regions(release: Release) -> list[tuple[str, str]]:
    """The regions of the United Nations geoscheme that have a State, and their names in the language of the page."""
    found = {one.region for one in release.states.values() if one.region}
    return [(one, gettext(wording.REGIONS.get(one, one))) for one in sorted(found)]


def counts(found: Mapping[str, Answer]) -> list[tuple[str, str, int]]:
    """Look, code and number, in the order of the legend."""
    look = {one.code: one.look for one in found.values()}
    return [(look[code], code, number) for code, number in map_questions.count(found).items()]


def tables(release: Release) -> list[tuple[str, int]]:
    """The tables of the data and how many rows each has."""
    return [
        ("states.csv", len(release.states)),
        ("treaties.csv", len(release.treaties)),
        ("treaty_status.csv", len(release.statuses)),
        ("declarations.csv", len(release.declarations)),
        ("cnas.csv", len(release.authorities)),
        ("spam_laws.csv", len(release.spam_laws)),
        ("offences.jsonl", len(release.offences.provisions)),
        ("offence_gaps.jsonl", len(release.offences.gaps)),
        ("looked.jsonl", len(release.offences.looked)),
    ]
