"""What the people of a node should know: the directory's age, post that did not arrive or was refused."""

from typing import Any

from comity.desk import limits
from comity.exchange import queries as exchange
from comity.journal import clock
from comity.look import times
from comity.look.worklist import LEVELS, Notice, notice_sources
from comity.officers.queries import Officer
from comity.trust import queries as trust
from comity.wire.errors import ComityError


def gather(officer: Officer) -> list[Notice]:
    """All notices for an officer: alarms first, then the newest. A source that refuses is a notice."""
    found: list[Notice] = []
    for name, source in notice_sources().items():
        try:
            found += source(officer)
        except ComityError as error:
            found.append(Notice(f"Cannot be shown: {name}", error.sentence, clock.now(), "alarm"))
    found.sort(key=lambda one: (LEVELS.index(one.level), -one.at.timestamp()))
    return found[: limits.NOTICES]


def directory(officer: Officer) -> list[Notice]:
    """The directory where it is missing, expired or cannot be reached, and what it has to tell."""
    return [*_standing(), *(_from_trust(row) for row in trust.notices())]


def _from_trust(row: Any) -> Notice:
    return Notice(f"Directory: {row.about}", row.message, row.at, "alarm", seen_id=row.pk)


def _standing() -> list[Notice]:
    standing = trust.standing()
    if not standing.version:
        text = f"Nothing can be sent or received until it is here. {_reason(standing.last_error)}"
        return [Notice("No directory yet", text.strip(), clock.now(), "alarm")]
    if standing.expired:
        text = (
            f"Its data is {times.span(standing.age)} old. Letters are received, checked and marked "
            "with this age; no new key is accepted. "
        )
        text += (
            "Letters that are not urgent still leave."
            if standing.may_send
            else "No letter leaves until it is renewed."
        )
        return [Notice("The directory has expired", text, clock.now(), "alarm")]
    if not standing.reachable:
        text = f"The last good copy serves. {_reason(standing.last_error)}"
        return [Notice("The directory cannot be reached", text.strip(), clock.now())]
    return []


def post(officer: Officer) -> list[Notice]:
    """Letters on their way for long or refused by the other node, and what was refused here."""
    late = [
        Notice(
            f"Not delivered to {row.to_node}: {row.letter.type}",
            _reason(row.last_error) or "It is tried again by itself. If it lasts, telephone.",
            row.queued_at,
            "alarm" if row.state == "refused" else "warning",
        )
        for row in exchange.undelivered(older_than=limits.LATE).select_related("letter")[
            : limits.NOTICES
        ]
    ]
    refused = [
        Notice(
            f"Refused a delivery from {row.node} ({row.error})",
            row.sentence,
            row.at,
            "information",
        )
        for row in exchange.refused()[: limits.NOTICES]
    ]
    return [*late, *refused]


def _reason(error: Any) -> str:
    if isinstance(error, dict):
        return str(error.get("sentence", ""))
    return str(error or "")
