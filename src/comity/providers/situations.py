"""Where an order stands: a pure function of its letters and the time.

The row of an order is a cache of this. Effective letters only: what the table passes over (a renewal
after the end, a second lifting) changes no date.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from comity.journal.folding import Folded, Happening, WithoutEffectError, fold
from comity.journal.lifecycles import Lifecycle
from comity.providers import lifecycle, limits
from comity.providers.errors import UnknownOrderError
from comity.wire import times
from comity.wire.ordering import LetterFact


@dataclass(frozen=True)
class Situation:
    """An order as its letters say. All times UTC; None where no letter has said one."""

    table: Lifecycle
    measure: str
    folded: Folded
    expires_at: datetime | None
    secrecy_until: datetime | None
    due_at: datetime | None
    effective_from: datetime | None
    partial: bool

    @property
    def state(self) -> str:
        """The name of the state."""
        return self.folded.state

    def open_to(self, side: str) -> tuple[str, ...]:
        """The events that a side may make now. What the clock did does not close the door for letters."""
        state = self.before_clock
        names = [move.event for move in self.table.allowed(state, side, self.measure)]
        return tuple(dict.fromkeys(names))

    @property
    def before_clock(self) -> str:
        """The state without what only the clock did since the last letter."""
        steps = list(self.folded.steps)
        while steps and steps[-1].by == "clock":
            steps.pop()
        return steps[-1].end if steps else self.table.start


def situation(facts: Iterable[LetterFact], now: datetime) -> Situation:
    """Where an order stands at ``now`` (UTC). Raises UnknownOrderError when no letter opens one."""
    known = list(facts)
    opening = next((fact for fact in known if fact.type in lifecycle.BY_OPENING), None)
    if opening is None:
        raise UnknownOrderError
    table, measure = lifecycle.BY_OPENING[opening.type], str(opening.body.get("measure", ""))
    folded = fold(table, known, measure, read=read)
    expires_at = _time(folded.effective, (lifecycle.PRESERVATION, lifecycle.RENEWAL), "expires_at")
    if expires_at is not None and now >= expires_at:
        folded = fold(table, known, measure, [Happening(lifecycle.END)], read=read)
    letters = folded.effective
    certificate = _last(letters, (lifecycle.CERTIFICATE,))
    orders = (lifecycle.PRESERVATION, lifecycle.RENEWAL, lifecycle.PRODUCTION)
    return Situation(
        table=table,
        measure=measure,
        folded=folded,
        expires_at=expires_at,
        secrecy_until=_time(letters, orders, "secrecy_until"),
        due_at=_due(letters, table, opening),
        effective_from=_time(letters, (lifecycle.CERTIFICATE,), "effective_from", first=True),
        partial=bool(certificate and certificate.body.get("partial")),
    )


def read(fact: LetterFact, before: Sequence[LetterFact], where: str) -> str:
    """The event of a letter: its type; for a verification, what it says of the exhibits.

    Raises WithoutEffectError for a renewal that would not make the order last longer.
    """
    if fact.type == lifecycle.VERIFICATION:
        results = fact.body.get("exhibits")
        good = isinstance(results, list) and all(_is_verified(one) for one in results)
        return lifecycle.VERIFIED if good else lifecycle.REJECTED
    if fact.type == lifecycle.RENEWAL:
        present = _time(before, (lifecycle.PRESERVATION, lifecycle.RENEWAL), "expires_at")
        later = _read_time(fact.body.get("expires_at"))
        if present is None or later is None or later <= present:
            raise WithoutEffectError("The order already lasts longer than this renewal says.")
    return fact.type


def _is_verified(result: Any) -> bool:
    return isinstance(result, dict) and result.get("result") == "verified"


def _due(letters: Sequence[LetterFact], table: Lifecycle, opening: LetterFact) -> datetime | None:
    if table is lifecycle.PRODUCTION_ORDER:
        return _time(letters, (lifecycle.PRODUCTION,), "due_at")
    return opening.time + limits.CERTIFY_WITHIN


def _last(letters: Sequence[LetterFact], types: tuple[str, ...]) -> LetterFact | None:
    return next((fact for fact in reversed(letters) if fact.type in types), None)


def _time(
    letters: Sequence[LetterFact], types: tuple[str, ...], name: str, *, first: bool = False
) -> datetime | None:
    """The time that the last (or first) of these letters gives; letters without it are passed over."""
    found = [_read_time(fact.body.get(name)) for fact in letters if fact.type in types]
    given = [one for one in found if one is not None]
    if not given:
        return None
    return given[0] if first else given[-1]


def _read_time(value: object) -> datetime | None:
    return times.parse(value) if isinstance(value, str) else None
