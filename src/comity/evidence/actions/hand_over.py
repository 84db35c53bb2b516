"""The requested side hands exhibits over: the same sealed parts, the key wrapped anew for the receiver.

Nothing is handed over before it was verified here, and not before offered conditions were accepted.
"""

from collections.abc import Sequence

from comity.assistance import actions as assistance
from comity.assistance import queries as requests
from comity.evidence import queries
from comity.evidence.actions.produce import hand_over_files
from comity.evidence.errors import (
    ExhibitNotVerifiedError,
    ExhibitOfOtherRequestError,
    UnknownExhibitError,
)
from comity.evidence.models import Exhibit
from comity.officers import queries as officers
from comity.officers.models import Officer, PendingLetter
from comity.providers import queries as orders
from comity.trust import queries as trust

WRITERS = ("custody", "decide", "draft")


def hand_over(officer: Officer, matter: str, exhibits: Sequence[Exhibit]) -> PendingLetter:
    """Draft the disclosure of these exhibits, for decision.

    Raises NotAllowedError, UnknownRequestError, UnknownExhibitError, ExhibitOfOtherRequestError,
    ExhibitNotVerifiedError, and what ``assistance.disclose`` raises (ConditionsNotAcceptedError among them).
    """
    officers.check_capacity(officer, *WRITERS)
    request = requests.request_for(officer, matter)
    if not exhibits:
        raise UnknownExhibitError
    produced = {order.matter for order in orders.orders_about(matter)}
    if any(row.matter not in produced for row in exhibits):
        raise ExhibitOfOtherRequestError(matter=matter)
    directory = trust.directory()
    receiver = directory.node(directory.authority(request.other_authority).node)
    described, attachments = [], []
    for number, row in enumerate(exhibits, 1):
        if row.state != Exhibit.VERIFIED:
            raise ExhibitNotVerifiedError(exhibit=row.exhibit, state=row.state)
        entry, files = hand_over_files(
            queries.manifest_of(row), bytes(row.manifest_document), receiver, number
        )
        described.append(entry)
        attachments.extend(files)
    return assistance.disclose(officer, matter, exhibits=described, attachments=attachments)
