"""What waits in the requests of an authority, for the queue; and its alarms, for the notices."""

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from comity.assistance import lifecycle, queries, wording
from comity.assistance.queries import AssistanceRequest
from comity.journal import clock
from comity.look import times
from comity.look.worklist import Notice, QueueItem
from comity.officers.queries import Officer

SOON = timedelta(days=3)


def items(officer: Officer) -> list[QueueItem]:
    """The open requests of this person's authority, with the clock that runs."""
    return [_item(row) for row in queries.queue(officer)]


def _item(row: AssistanceRequest) -> QueueItem:
    state = lifecycle.TABLE.state(row.state)
    measure = wording.measure(row.measure)
    clock_in_words = wording.clock(row.due_clock) or _("no clock: {why}").format(
        why=state.why_no_clock and _(state.why_no_clock)
    )
    other = times.state_name(row.other_authority.split("/", 1)[0])
    ours, who = wording.next_step(state.waits_for, row.side, other, _)
    return QueueItem(
        title=f"{measure} {row.reference}",
        url=reverse("assistance:matter", args=[row.matter]),
        due_at=row.due_at,
        clock=clock_in_words,
        urgency=_urgency(row),
        kind=_("waits for {who}").format(who=who),
        state=wording.state(row.state, row.side),
        ours=ours,
    )


def _urgency(row: AssistanceRequest) -> str:
    if row.due_at is None:
        return "normal"
    left = row.due_at - clock.now()
    if left < timedelta(0) or row.state == "expired":
        return "urgent"
    return "soon" if left < SOON or row.state == "hold_expiring" else "normal"


def notices(officer: Officer) -> list[Notice]:
    """Alarms about requests that nobody has taken note of."""
    return [
        Notice(
            title=_("Alarm about {reference}").format(
                reference=queries.request(one.matter).reference
            ),
            text=one.message,
            at=one.at,
            level="alarm",
            url=reverse("assistance:matter", args=[one.matter]),
        )
        for one in queries.alarms(officer)
    ]
