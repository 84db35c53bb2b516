"""Who last confirmed a row of the published data, and when. Pure, but for the file that it asks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from comity.gateway.survey import proposals
from comity.gateway.survey.proposals import Proposal
from comity.gateway.survey.published_rows import Row
from comity.gateway.survey.store import Store


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
    """The last confirmation of a State for each row, by kind and key."""
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
