"""A State's signed word, taken in: the one way, for the web form and for programs alike. No Django."""

from collections.abc import Callable
from datetime import datetime

from comity.gateway.survey import confirming
from comity.gateway.survey.confirming import About, KeysOf
from comity.gateway.survey.errors import ProposalOtherError
from comity.gateway.survey.store import Entry, Kept, Store

Fits = Callable[[Kept, datetime], None]
"""How another room says that its own kind cannot be published as a State would confirm it: it raises a SurveyError."""
asked_first: dict[str, Fits] = {}
"""By kind. The addresses of the site put them together (`gateway/urls.py`)."""


def take(
    store: Store, document: bytes, keys_of: KeysOf | None, at: datetime, *, only: str = ""
) -> Kept:
    """The proposal as it stands after a signed confirmation that arrived at ``at`` (UTC).

    ``only``: the digest of the one proposal that it may be about; empty: any. Raises a ConfirmationError,
    ReasonMissingError, MoveRefusedError, StoreError, what `asked_first` raises; nothing has changed then.
    """
    said = confirming.read(document, keys_of, at)
    if only and said.proposal != only:
        raise ProposalOtherError
    kept = store.get(said.proposal)
    move = confirming.decide(said, about(kept), at.date())
    if kept is not None and move == "confirmed_by_state" and kept.kind in asked_first:
        asked_first[kept.kind](kept, at)  # a State's word must not come to nothing unsaid
    return store.move(said.proposal, move, at, said.reason, document)


def about(kept: Kept | None) -> About | None:
    """What the rules need to know of a proposal."""
    if kept is None:
        return None
    return About(kept.digest, kept.state, kept.standing, kept.received.date(), kept.opened)


def word_of_state(store: Store, digest: str) -> Entry | None:
    """The line of the history with the State's signed word; None: the State has not spoken."""
    last = next(iter(reversed(store.history(digest))), None)
    return last if last is not None and last.who == "state" and last.body is not None else None
