"""The life of what was sent in: every move that there is, in one table. Pure.

    received -> held -> open -> confirmed | declined | expired

What is held was never seen by the public and waits for a reviewer without a term. What is open waits for the
State for ``OPEN_DAYS``; the days begin when it opens, so that a slow review takes none of them away.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final, Literal

from comity.gateway.survey import limits
from comity.gateway.survey.errors import MoveRefusedError, ReasonMissingError

Standing = Literal["received", "held", "open", "confirmed", "declined", "expired"]
Move = Literal[
    "published",
    "kept_back",
    "released",
    "refused",
    "confirmed_by_state",
    "declined_by_state",
    "accepted",
    "declined",
    "lapsed",
]
Who = Literal["site", "reviewer", "state"]

BEGIN: Final[Standing] = "received"
PUBLIC: Final[tuple[Standing, ...]] = ("open", "confirmed", "declined", "expired")
DECIDED: Final = frozenset({"confirmed", "declined", "expired"})


@dataclass(frozen=True, slots=True)
class Step:
    """Where a move begins and ends, and who makes it. ``reason``: a reason must be given."""

    before: Standing
    after: Standing
    who: Who
    reason: bool = False


MOVES: Final = MappingProxyType[Move, Step](
    {
        "published": Step("received", "open", "site"),
        "kept_back": Step("received", "held", "site", reason=True),
        "released": Step("held", "open", "reviewer"),
        "refused": Step("held", "declined", "reviewer", reason=True),
        "confirmed_by_state": Step("open", "confirmed", "state"),
        "declined_by_state": Step("open", "declined", "state", reason=True),
        "accepted": Step("open", "confirmed", "reviewer"),
        "declined": Step("open", "declined", "reviewer", reason=True),
        "lapsed": Step("open", "expired", "site"),
    }
)
"""``accepted`` is for what is about no single State, where nobody else could confirm it, and for ``READABLE``."""
READABLE: Final = frozenset({"resource"})
"""What a reviewer may accept although it is about one State: its provider's page says it to everybody."""


def after(before: Standing, move: Move, reason: str = "") -> Standing:
    """Where the move leads. Raises MoveRefusedError, ReasonMissingError."""
    step = MOVES.get(move)
    if step is None or step.before != before:
        raise MoveRefusedError(before=before, move=move)
    if step.reason and not reason.strip():
        raise ReasonMissingError
    return step.after


def last_day(opened: date) -> date:
    """The last day on which it can be confirmed."""
    return opened + timedelta(days=limits.OPEN_DAYS)


def first_open(today: date) -> date:
    """What opened before this day has expired by ``today``."""
    return today - timedelta(days=limits.OPEN_DAYS)


def on(standing: Standing, opened: date | None, today: date) -> Standing:
    """How it stands on a day: what is open past its last day has expired, whether or not that was written down."""
    if standing == "open" and opened is not None and today > last_day(opened):
        return "expired"
    return standing
