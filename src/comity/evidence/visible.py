"""Which exhibits a person may see: those in requests and orders that are open to their authority.

On the requested side, whoever answers a request also sees what was produced under the orders behind it.
"""

from comity.assistance import queries as requests
from comity.evidence import queries
from comity.evidence.errors import UnknownExhibitError
from comity.evidence.models import Exhibit
from comity.officers.queries import Officer
from comity.providers import queries as orders
from comity.providers.queries import Order

DISCLOSURE = "disclosure"


def matters(officer: Officer) -> dict[str, str]:
    """The matters whose exhibits are open to this person, with their file numbers."""
    found = {one.matter: one.reference for one in orders.orders_for(officer)}
    for one in requests.requests_for(officer):
        found[one.matter] = one.reference
        if one.our_authority == officer.authority:
            found |= {order.matter: order.reference for order in orders.orders_about(one.matter)}
    return found


def exhibits_for(officer: Officer) -> list[Exhibit]:
    """All exhibits that are open to this person, newest first."""
    return queries.of_matters(matters(officer))


def exhibit_for(officer: Officer, matter: str, exhibit: str) -> Exhibit:
    """One exhibit that is open to this person. Raises UnknownExhibitError."""
    if matter not in matters(officer):
        raise UnknownExhibitError(exhibit=exhibit[:80])
    return queries.exhibit_in(matter, exhibit)


def produced_for(matter: str) -> list[Exhibit]:
    """What was produced under the orders behind a request, for programs."""
    behind: list[Order] = orders.orders_about(matter)
    return [one for order in behind for one in queries.of_matter(order.matter)]


def to_hand_over(officer: Officer, matter: str) -> list[Exhibit]:
    """The exhibits that can be handed over in answer to a request now. Raises UnknownRequestError."""
    row = requests.request_for(officer, matter)
    own = row.our_authority == officer.authority
    if not own or DISCLOSURE not in requests.allowed_letters(row):
        return []
    return [one for one in produced_for(matter) if one.state == Exhibit.VERIFIED]
