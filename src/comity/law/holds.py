"""How long a State's own law lets a preservation last.

A treaty binds States; the order behind a hold follows national law and has a clock of its own.
Where no national rule was read the Convention's limits stand in and ``known`` is False.
"""

from dataclasses import dataclass

from comity.law import states
from comity.law.documents import HoldRule
from comity.law.release import in_use
from comity.law.said import Said, say


@dataclass(frozen=True, slots=True)
class StateHold:
    """The rule for one State: its own where read, else the default of BC 16(2)."""

    state: str
    known: bool
    rule: HoldRule
    said: Said

    @property
    def sentence(self) -> str:
        """What is known, in English."""
        return self.said.text

    @property
    def order_most_days(self) -> int:
        """The longest single domestic order, in days; the Convention's 90 where none was read."""
        return self.rule.most_days or default().most_days or 90

    @property
    def order_most_total_days(self) -> int | None:
        """The longest hold with all renewals, in days; None where no end was read."""
        return self.rule.most_total_days

    @property
    def renewable(self) -> bool:
        """False where no renewal is known to be possible under a rule that was read."""
        return self.rule.renewals is None or self.rule.renewals > 0


def default() -> HoldRule:
    """The limits of the Convention itself, for a State whose rule was not read."""
    return next(one for one in in_use().holds.holds if one.state is None)


def of(state: str) -> StateHold:
    """The rule of a State. Raises UnknownStateError."""
    code = states.get(state).code
    for one in in_use().holds.holds:
        if one.state == code:
            return StateHold(code, True, one, say("hold.own", words=one.text))
    said = say("hold.unread", state=code, article=default().article)
    return StateHold(code, False, default(), said)
