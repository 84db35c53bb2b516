"""What the people of a node should know: the directory's age, post that did not arrive or was refused."""

from typing import Any

from django.utils.translation import gettext as _

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
            found.append(
                Notice(
                    _("Cannot be shown: {name}").format(name=name),
                    _(error.sentence),
                    clock.now(),
                    "alarm",
                )
            )
    found.sort(key=lambda one: (LEVELS.index(one.level), -one.at.timestamp()))
    return found[: limits.NOTICES]


def directory(officer: Officer) -> list[Notice]:
    """The directory where it is missing, expired or cannot be reached, and what it has to tell."""
    return [*_standing(), *(_from_trust(row) for row in trust.notices())]


def _from_trust(row: Any) -> Notice:
    return Notice(
        _("Directory: {about}").format(about=row.about),
        row.message,
        row.at,
        "alarm",
        seen_id=row.pk,
    )


def _standing() -> list[Notice]:
    standing = trust.standing()
    if not standing.version:
        text = f"{_('Nothing can be sent or received until it is here.')} {_reason(standing.last_error)}"
        return [Notice(_("No directory yet"), text.strip(), clock.now(), "alarm")]
    if standing.expired:
        text = _(
            "Its data is {age} old. Letters are received, checked and marked with this age; "
            "no new key is accepted."
        ).format(age=times.span(standing.age))
        leaves = (
            _("Letters that are not urgent still leave.")
            if standing.may_send
            else _("No letter leaves until it is renewed.")
        )
        text = f"{text} {leaves}"
        return [Notice(_("The directory has expired"), text, clock.now(), "alarm")]
    if not standing.reachable:
        text = f"{_('The last good copy serves.')} {_reason(standing.last_error)}"
        return [Notice(_("The directory cannot be reached"), text.strip(), clock.now())]
    return []


def post(officer: Officer) -> list[Notice]:
    """Letters on their way for long or refused by the other node, and what was refused here."""
    late = [
        Notice(
            _("Not delivered to {receiver}: {letter}").format(
                receiver=row.to_node, letter=row.letter.type
            ),
            _reason(row.last_error) or _("It is tried again by itself. If it lasts, telephone."),
            row.queued_at,
            "alarm" if row.state == "refused" else "warning",
        )
        for row in exchange.undelivered(older_than=limits.LATE).select_related("letter")[
            : limits.NOTICES
        ]
    ]
    refused = [
        Notice(
            _("Refused a delivery from {node} ({error})").format(node=row.node, error=row.error),
            _(row.sentence),
            row.at,
            "information",
        )
        for row in exchange.refused()[: limits.NOTICES]
    ]
    return [*late, *refused]


def _reason(error: Any) -> str:
    if isinstance(error, dict):
        sentence = str(error.get("sentence", ""))
        return sentence and _(sentence)
    return str(error or "")
