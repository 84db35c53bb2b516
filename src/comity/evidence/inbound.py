"""What letters mean for exhibits: the hand-overs, in and out, and the work that follows a receipt."""

from typing import TYPE_CHECKING

from comity.evidence.actions import produce, receive, transfer, verify
from comity.exchange import registry
from comity.jobs import registry as jobs

if TYPE_CHECKING:
    from comity.exchange.models import StoredLetter


def handed_over(letter: "StoredLetter") -> None:
    """A production or a disclosure, in either direction."""
    receive.handed_over(letter)


def delivered(letter: "StoredLetter") -> None:
    """Our letter has arrived: where nobody can pull from here, the parts are pushed now."""
    receive.delivered(letter)


def register() -> None:
    """Tell the post office and the job table what this room does."""
    for name in (verify.PRODUCED, verify.DISCLOSURE):
        registry.subscribe(name, handed_over)
    registry.on_receipt(delivered)
    jobs.register(receive.PULL, transfer.pull, outside=True, lease=receive.LEASE)
    jobs.register(receive.PUSH, transfer.push, outside=True, lease=receive.LEASE)
    jobs.register(produce.FORGET, produce.forget_unfinished, outside=True)
