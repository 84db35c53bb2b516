"""Who last confirmed a row of the published data, and when. Pure, but for the file that it asks.

A *record* is a row as the law room reads it (an authority, a status, a declaration, a provision …); what it is and how it is
named is found from its type.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Final

from comity.gateway.survey import proposals, published_rows
from comity.gateway.survey.errors import StoreError
from comity.gateway.survey.proposals import Proposal
from comity.gateway.survey.published_rows import BETWEEN, Row
from comity.gateway.survey.store import Store
from comity.law.carrying import Competence
from comity.law.documents import HoldRule
from comity.law.offences import Gap, Looked, Provision
from comity.law.release import Release
from comity.law.rows import Authority, Declaration, SpamLaw, State, Status, Treaty

_NAMED: Final[dict[type, tuple[str, tuple[str, ...]]]] = {
    Authority: ("authority", ("state", "role", "institution")),
    Status: ("status", ("treaty", "state")),
    Declaration: (
        "declaration",
        ("state", "treaty", "article", "effect", "authority", "effective_from"),
    ),
    SpamLaw: ("spam_law", ("state", "law", "section")),
    Provision: ("provision", ("id",)),
    Gap: ("gap", ("id",)),
    Looked: ("looked", ("state", "type")),
    HoldRule: ("hold", ("state", "title")),
    Competence: ("competence", ("state", "article", "text")),
    Treaty: ("instrument", ("id",)),
    State: ("state", ("code",)),
}
BY: Final = "last_confirmed_by"
ON: Final = "last_confirmed_on"
NOT_CONFIRMED: Final = "not_confirmed"
NOT_KNOWN: Final = "not_known"
"""What stands in the place of a State: it confirmed nothing as it is published; or what it confirmed cannot be read now."""


def named(record: object) -> tuple[str, str]:
    """Kind and key of a record."""
    kind, fields = _NAMED[type(record)]
    values = (getattr(record, name) for name in fields)
    return kind, BETWEEN.join("" if one is None else " ".join(str(one).split()) for one in values)


@dataclass(frozen=True, slots=True)
class Said:
    """What a State confirmed of one row."""

    state: str
    on: date
    digest: str
    proposal: Proposal


@dataclass(frozen=True, slots=True)
class Word:
    """The last word of a State on a row. ``stands``: the row is published as the State confirmed it; otherwise
    the confirmed correction waits for the next release of the data, or the data have changed since."""

    state: str
    on: date
    digest: str
    stands: bool


Words = Mapping[tuple[str, str], Said]


def words(store: Store) -> Words:
    """The last confirmation of a State for each row, by kind and key. Read again only after another move."""
    return _words(store.path, store.last_move())


@lru_cache(maxsize=2)
def _words(path: Path, _last_move: tuple[object, ...]) -> Words:
    store = Store(path)
    days = store.decisions()
    found: dict[tuple[str, str], Said] = {}
    for kept in store.confirmed():
        on = days.get(kept.digest)
        if kept.state is None or on is None:  # said before it is read: there may be many
            continue
        sent = kept.sent
        if not isinstance(sent, Proposal):
            continue
        before = found.get((kept.kind, kept.row))
        if before is None or before.on <= on:
            found[kept.kind, kept.row] = Said(kept.state, on, kept.digest, sent)
    return found


def last_word(said: Words, row: Row) -> Word | None:
    """What the State last said of this row; None: nothing yet."""
    found = said.get((row.kind, row.key))
    if found is None:
        return None
    return Word(found.state, found.on, found.digest, proposals.taken_up(found.proposal, row))


def last_confirmed(store: Store, row: Row) -> tuple[str, date] | None:
    """The State that confirmed the row as it is published, and the day; None: not confirmed yet.

    A State that confirmed a correction has not confirmed the row which still waits for it.
    """
    word = last_word(words(store), row)
    return (word.state, word.on) if word is not None and word.stands else None


@dataclass(frozen=True, slots=True)
class Confirmations:
    """What States confirmed of one release. ``said`` None: it cannot be read just now, and nothing is known of any row."""

    release: Release
    said: Words | None

    @classmethod
    def at_home(cls, release: Release) -> "Confirmations":
        """What the site's own file has at this moment."""
        try:
            return cls(release, words(Store.at_home()))
        except StoreError:
            return cls(release, None)

    def of(self, record: object) -> Word | None:
        """The last word of its State on the record; None: none yet, or none that can be read."""
        if not self.said:
            return None
        kind, key = named(record)
        row = published_rows.rows(self.release, kind).get(key)
        return last_word(self.said, row) if row is not None else None

    def standing(self, records: Iterable[object]) -> list[Word]:
        """The words on those of the records that are published as their State confirmed them."""
        return [word for one in records if (word := self.of(one)) is not None and word.stands]

    def plain(self, *records: object) -> dict[str, str | None]:
        """Who confirmed an answer and when, for programs: the State and the day where it confirmed *every* record that the
        answer rests on, the oldest day counting; else ``not_confirmed`` or ``not_known``."""
        if self.said is None:
            return {BY: NOT_KNOWN, ON: None}
        found = self.standing(records)
        if not found or len(found) < len(records):
            return {BY: NOT_CONFIRMED, ON: None}
        states = sorted({one.state for one in found})
        return {BY: "; ".join(states), ON: min(one.on for one in found).isoformat()}
