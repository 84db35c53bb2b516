"""What a letter about an order makes happen, in the transaction that stores it.

Nothing is done for a letter that was kept, waits, or is a fork: the post office calls the handlers only
for letters that it authenticated and placed; the table decides what each of them changes.
"""

from typing import TYPE_CHECKING

from comity.exchange import registry
from comity.jobs import registry as jobs
from comity.providers import actions, letters, lifecycle, limits
from comity.providers.actions import alarms, copying, rows

if TYPE_CHECKING:
    from comity.exchange.models import StoredLetter


def register() -> None:
    """Make the letters and the jobs of this room known."""
    for spec in letters.SPECS:
        registry.register(spec, opened if spec.type in lifecycle.BY_OPENING else None)
    registry.watch(grown, opened_by=lifecycle.BY_OPENING)
    jobs.register(rows.FREEZE, copying.freeze, outside=True, lease=limits.FREEZE_LEASE)
    jobs.register(rows.CLOCK, alarms.tick, clock="node")


def opened(letter: "StoredLetter") -> None:
    """An order was sent or has arrived."""
    if letter.opens:
        actions.open_order(letter)


def grown(matter: str) -> None:
    """A matter holds one letter more: where it is an order, its row follows."""
    actions.follow(matter)
