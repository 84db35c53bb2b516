"""What waits at the orders of an authority, for the queue; and its alarms, for the notices."""

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from comity.journal import clock
from comity.look.beside import Place
from comity.look.worklist import Notice, QueueItem
from comity.officers.queries import Officer
from comity.providers import queries, wording
from comity.providers.queries import Waiting

SOON = timedelta(days=7)


def items(officer: Officer) -> list[QueueItem]:
    """Orders of this person's authority that wait for somebody there."""
    return [_item(one) for one in queries.queue(officer)]


def _item(one: Waiting) -> QueueItem:
    kind = wording.kind(one.order.lifecycle)
    partial = " " + _("(partial)") if one.partial else ""
    return QueueItem(
        title=f"{kind} {one.order.reference}{partial}",
        url=reverse("providers:order", args=[one.order.matter]),
        due_at=one.due_at,
        clock=_(wording.CLOCKS[one.what]),
        urgency=_urgency(one),
        kind=_(wording.WAITING[one.what]),
    )


def _urgency(one: Waiting) -> str:
    if one.due_at is None:
        return "normal"
    left = one.due_at - clock.now()
    if left < timedelta(0):
        return "urgent"
    return "soon" if left < SOON or one.what in ("certify", "produce") else "normal"


def place(officer: Officer, matter: str) -> Place | None:
    """Where this person finds an order."""
    row = queries.orders_for(officer).filter(matter=matter).first()
    if row is None:
        return None
    kind = wording.kind(row.lifecycle)
    return Place(f"{kind} {row.reference}", reverse("providers:order", args=[matter]))


def notices(officer: Officer) -> list[Notice]:
    """Alarms about orders that nobody has taken note of."""
    return [
        Notice(
            title=_("Alarm: order {reference}").format(reference=one.order.reference),
            text=one.message,
            at=one.at,
            level="alarm",
            url=reverse("providers:order", args=[one.order.matter]),
        )
        for one in queries.alarms(officer)
    ]
