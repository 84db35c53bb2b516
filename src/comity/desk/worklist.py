"""The queue: what all rooms say that waits for one officer, in one order.

Other rooms register with ``look.worklist`` (they lie below the desk); the order is made here: overdue
first, then by urgency, then by what is due next.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from comity.desk import limits
from comity.exchange import queries as exchange
from comity.journal import clock
from comity.look.worklist import URGENCIES, QueueItem, register, sources
from comity.officers import queries as officers
from comity.officers.queries import Officer
from comity.wire.errors import ComityError

__all__ = ["Queue", "QueueItem", "approvals", "gather", "register", "undelivered"]

_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Queue:
    """What waits, in order; ``more`` counts what is not shown, ``failed`` says what could not be read."""

    items: tuple[QueueItem, ...]
    more: int
    failed: tuple[tuple[str, ComityError], ...]

    @property
    def ours(self) -> list[QueueItem]:
        """What somebody here has to do."""
        return [item for item in self.items if item.ours]

    @property
    def others(self) -> list[QueueItem]:
        """What is with somebody else now."""
        return [item for item in self.items if not item.ours]


def gather(officer: Officer) -> Queue:
    """Ask every source. One that refuses is named on the page; the others are still shown."""
    items: list[QueueItem] = []
    failed = []
    for name, source in sources().items():
        try:
            items += source(officer)
        except ComityError as error:
            failed.append((name, error))
    now = clock.now()
    items.sort(key=lambda item: _order(item, now))
    shown = tuple(items[: limits.QUEUE_ITEMS])
    return Queue(shown, len(items) - len(shown), tuple(failed))


def _order(item: QueueItem, now: datetime) -> tuple[bool, int, datetime, str]:
    due = item.due_at or _NEVER
    return (due >= now, URGENCIES.index(item.urgency), due, item.title)


def approvals(officer: Officer) -> list[QueueItem]:
    """Letters that this person can approve, and those of theirs that were held up."""
    return [
        *(_item(one, _("approve")) for one in officers.waiting_for(officer)),
        *(_item(one, _("held up"), "urgent") for one in officers.held_up(officer)),
    ]


def _item(one: officers.PendingLetter, kind: str, urgency: str = "normal") -> QueueItem:
    return QueueItem(
        title=one.title,
        url=reverse("desk:approval", args=[one.pk]),
        due_at=None,
        clock=_("no clock: it has not left yet"),
        urgency=urgency,
        kind=kind,
    )


def undelivered(officer: Officer) -> list[QueueItem]:
    """Letters of this officer's authority that did not arrive within minutes."""
    rows = exchange.undelivered(older_than=limits.LATE).select_related("letter")
    return [
        QueueItem(
            title=_("Not delivered to {receiver}: {letter}").format(
                receiver=row.letter.recipient, letter=row.letter.type
            ),
            url=reverse("desk:notices"),
            due_at=None,
            clock=_("tried again by itself"),
            urgency="urgent",
            kind=_("not delivered"),
        )
        for row in rows.filter(letter__writer=officer.authority)[: limits.QUEUE_ITEMS]
    ]
