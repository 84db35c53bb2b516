"""What waits about exhibits, for the queue; and what stands beside requests and orders about them."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from comity.assistance import queries as requests
from comity.evidence import queries, visible, wording
from comity.evidence.actions.hand_over import WRITERS
from comity.evidence.actions.release import CUSTODY
from comity.evidence.models import Exhibit
from comity.look.beside import Panel
from comity.look.worklist import QueueItem
from comity.officers.queries import Officer
from comity.providers import queries as orders
from comity.providers.errors import UnknownOrderError

PRODUCED = "order.produced"
UNANSWERED = ("accepted", "conditions_accepted", "rejected")


def items(officer: Officer) -> list[QueueItem]:
    """Exhibits that were rejected, and those that wait to be handed over."""
    return [*_rejected(officer), *_to_hand_over(officer)]


def _rejected(officer: Officer) -> list[QueueItem]:
    return [
        QueueItem(
            title=_("Rejected exhibit {name}").format(name=one.name),
            url=reverse("evidence:exhibit", args=[one.matter, one.exhibit]),
            due_at=None,
            clock=_("no clock: the maker sends it again"),
            urgency="urgent",
            kind=_("look into it"),
        )
        for one in visible.exhibits_for(officer)
        if one.state == Exhibit.TAMPERED
    ]


def _to_hand_over(officer: Officer) -> list[QueueItem]:
    if not set(WRITERS) & set(officer.capacities):
        return []
    return [
        QueueItem(
            title=_("Exhibits for {reference}").format(reference=row.reference),
            url=reverse("evidence:hand-over", args=[row.matter]),
            due_at=row.due_at,
            clock=_("execution of the request"),
            kind=_("hand over"),
        )
        for row in requests.queue(officer)
        if row.state in UNANSWERED and visible.to_hand_over(officer, row.matter)
    ]


def beside_request(officer: Officer, matter: str) -> Panel:
    """The exhibits of a request, and what this person may do with them."""
    row = requests.request_for(officer, matter)
    own = row.our_authority == officer.authority
    found = [*queries.of_matter(matter), *(visible.produced_for(matter) if own else [])]
    may_hand_over = bool(set(WRITERS) & set(officer.capacities))
    content = {
        "lines": [_line(one) for one in found],
        "hand_over": matter if may_hand_over and visible.to_hand_over(officer, matter) else "",
        "export": matter if CUSTODY in officer.capacities else "",
    }
    return Panel("evidence/beside.html", content)


def beside_order(officer: Officer, matter: str) -> Panel | None:
    """The exhibits of an order, and where they are made."""
    try:
        order = orders.order_for(officer, matter)
    except UnknownOrderError:
        return None
    may = order.side == "requested" and bool({"draft", "certify"} & set(officer.capacities))
    content = {
        "lines": [_line(one) for one in queries.of_matter(matter)],
        "produce": matter if may and PRODUCED in orders.allowed_letters(order) else "",
    }
    return Panel("evidence/beside.html", content)


def _line(one: Exhibit) -> dict[str, Any]:
    return {
        "exhibit": one,
        "state": wording.state(one.state),
        "badge": wording.BADGES[one.state],
    }
