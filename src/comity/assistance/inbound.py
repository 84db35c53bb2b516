"""What letters make happen to requests, in the transaction that stores them; the jobs of this room.

The row follows the whole set of letters of its matter, so it is told of every letter, also of one that
nobody acts on (a fork, or one that waits), and of every receipt.
"""

from typing import TYPE_CHECKING

from comity.assistance import actions, letters, lifecycle
from comity.assistance.actions import following, holding, linking
from comity.exchange import registry
from comity.jobs import registry as jobs

if TYPE_CHECKING:
    from comity.exchange.models import StoredLetter


def register() -> None:
    """Make the letters and the jobs of this room known."""
    for spec in letters.SPECS:
        registry.register(spec)
    registry.watch(grown, opened_by=lifecycle.OPENINGS.values())
    registry.on_receipt(received)
    jobs.register(following.CLOCK, following.tick, clock="node")
    jobs.register(linking.FOLLOW_UP, holding.follow_up_job)


def grown(matter: str) -> None:
    """A matter holds one letter more: where it is a request, its row follows."""
    actions.refresh(matter)


def received(letter: "StoredLetter") -> None:
    """The other side has received a letter of ours: of the opening letter, the time counts."""
    if letter.opens:
        actions.refresh(letter.matter_id)
