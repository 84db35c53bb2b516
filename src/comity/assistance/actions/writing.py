"""What all letters in an open request have in common: who may write, whether now, and on which request."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from comity.assistance import letters, lifecycle, queries
from comity.assistance.errors import (
    DirectoryTooOldForUrgentError,
    LetterNotAllowedNowError,
    NotYourRequestError,
    WrongSideError,
)
from comity.assistance.lifecycle import TABLE
from comity.assistance.models import AssistanceRequest
from comity.officers import actions as officers
from comity.officers import queries as officer_queries
from comity.officers.models import Officer, PendingLetter
from comity.trust import queries as trust
from comity.wire import times

File = tuple[str, str, bytes]  # name, media type, content
DRAFTING = ("draft", "authorise", "issue", "transmit", "decide")


def open_request(officer: Officer, matter: str, name: str, *capacities: str) -> AssistanceRequest:
    """The request, if this person may write this letter in it now.

    Raises UnknownRequestError, NotYourRequestError, NotAllowedError, WrongSideError,
    LetterNotAllowedNowError.
    """
    row = queries.request_for(officer, matter)
    if row.our_authority != officer.authority:
        raise NotYourRequestError(matter=matter, authority=row.our_authority)
    officer_queries.check_capacity(officer, *(capacities or DRAFTING))
    check_allowed(row, name)
    return row


def check_allowed(row: AssistanceRequest, name: str) -> None:
    """The table lets our side write this letter now. Raises WrongSideError, LetterNotAllowedNowError."""
    spec = letters.BY_TYPE[lifecycle.event(name)]
    if spec.side not in ("either", row.side):
        raise WrongSideError(letter=name, side=row.side)
    if lifecycle.event(name) not in {
        move.event for move in TABLE.allowed(row.state, row.side, row.measure)
    }:
        raise LetterNotAllowedNowError(
            f"“{spec.title}” cannot be written while the request is "
            f"“{row.state.replace('_', ' ')}”. Open it again and see what is possible.",
            letter=name,
            state=row.state,
        )


def check_urgent(request: Mapping[str, Any]) -> None:
    """Nothing urgent is asked or granted on an expired directory. Raises DirectoryTooOldForUrgentError."""
    is_urgent = bool(request.get("urgency") or request.get("emergency"))
    if is_urgent and not trust.standing().may_act_urgently:
        raise DirectoryTooOldForUrgentError


def propose(
    officer: Officer | None,
    row: AssistanceRequest,
    name: str,
    body: Mapping[str, Any],
    attachments: Sequence[File] = (),
) -> PendingLetter:
    """Freeze a letter of our side in this request; one that needs no approval leaves at once."""
    spec = letters.BY_TYPE[lifecycle.event(name)]
    return officers.propose(
        officer,
        type=spec.type,
        from_authority=row.our_authority,
        to_authority=row.other_authority,
        matter=row.matter,
        body=plain(body),
        attachments=attachments,
        title=f"{spec.title}: {row.reference}"[:200],
    )


def words(text: str, lang: str) -> dict[str, str]:
    """Free text with its language."""
    return {"lang": lang, "text": text}


def plain(value: Any) -> Any:
    """Times as the wire writes them; what is absent is left out."""
    if isinstance(value, datetime):
        return times.format(value.replace(microsecond=0))
    if isinstance(value, Mapping):
        return {name: plain(item) for name, item in value.items() if item is not None}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return value
