"""What the data have of a type of offence in a State on a day: one of six answers, each with its source.

*Provision*, two kinds of documented gap, a provision of which it is not known whether it was in force
(*day_open*), *looked for and not found* and *not checked* stay apart; the last two say nothing about the law of the State.
"""

from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Literal

from comity.law import states
from comity.law.criminality import book
from comity.law.errors import LawError
from comity.law.release import Release, in_use

Kind = Literal[
    "provision", "gap:no_offence", "gap:outside_text", "day_open", "looked_not_found", "not_checked"
]


class UnknownTypeError(LawError):
    """No harmonised type with that name is in the vocabulary."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One row or search that the answer rests on. ``as_of``: YYYY-MM-DD; None where the row has none."""

    row: str | None
    source: str  # an address; for a search, where one looked
    as_of: str | None


@dataclass(frozen=True, slots=True)
class OffenceCoverage:
    """The answer for one type in one State on one day."""

    state: str
    type: str
    on: date
    kind: Kind
    seen: tuple[Seen, ...]  # empty only where nothing was checked


def of(state: str, type_: str, on: date, release: Release | None = None) -> OffenceCoverage:
    """What the data have. Raises UnknownStateError, UnknownTypeError.

    A provision counts when it is certainly in force on the day; where several gaps hold, *no offence*
    goes before *outside the text*.
    """
    release = release or in_use()
    code = states.get(state).code
    offences = release.offences
    if type_ not in offences.vocabulary.types:
        near = get_close_matches(type_, offences.vocabulary.types, 3)
        raise UnknownTypeError(
            f"{type_!r:.90} is no type of offence. Near: {', '.join(near) or 'none'}.", near=near
        )
    found = book.of(release).coverage_of(code, type_, on)
    if found.state in ("provision", "day_open"):
        rows = [offences.provisions[one] for one in found.by]
        seen = tuple(Seen(one.id, one.source_url, one.as_of) for one in rows)
        return OffenceCoverage(code, type_, on, found.state, seen)
    if found.state == "gap":
        gaps = [one for one in offences.gaps_of(code) if one.id in found.by]
        none = [one for one in gaps if one.kind == "no_offence"]
        kind: Kind = "gap:no_offence" if none else "gap:outside_text"
        seen = tuple(Seen(one.id, one.source_url, None) for one in none or gaps)
        return OffenceCoverage(code, type_, on, kind, seen)
    search = offences.looked_for(code, type_)
    seen = () if search is None else (Seen(None, search.looked_in, search.as_of),)
    return OffenceCoverage(code, type_, on, found.state, seen)


def all_of(state: str, on: date, release: Release | None = None) -> tuple[OffenceCoverage, ...]:
    """Every type, in the order of the vocabulary. Raises UnknownStateError."""
    types = (release or in_use()).offences.vocabulary.types
    return tuple(of(state, name, on, release) for name in types)
