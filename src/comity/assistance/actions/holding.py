"""The hold, as the requested side reports it, makes it open-ended, and lifts it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from comity.assistance import completeness, letters, queries
from comity.assistance.actions import linking, writing
from comity.assistance.actions.alarms import ring
from comity.assistance.errors import (
    AssistanceError,
    HoldEndMissingError,
    HoldLinkAmbiguousError,
    HoldNeededError,
)
from comity.assistance.models import AssistanceRequest
from comity.journal import clock
from comity.officers.models import Officer, PendingLetter
from comity.wire import documents
from comity.wire.errors import BodyInvalidError

# States of a formal request in which the data need not be held for it any more.
SETTLED = ("verified", "refused", "not_executable", "withdrawn", "closed")


def report_hold(
    officer: Officer,
    matter: str,
    *,
    effective_from: datetime | None = None,
    expires_at: datetime | None = None,
    open_ended_reason: str = "",
    partial: bool | None = None,
    partial_reason: str = "",
    order_reference: str = "",
    lang: str = "en",
) -> PendingLetter:
    """Report that the data are held, from when and until when (UTC). Sent at once.

    What is not given is taken from the certificates of the providers that hold under our orders. Raises
    HoldEndMissingError, HoldTooShortError, ContentMissingError and what opening raises.
    """
    row = writing.open_request(officer, matter, "hold-report")
    certified = queries.held_by_certificate(matter)
    if certified is not None:
        effective_from = effective_from or certified.effective_from
        expires_at = expires_at or (None if open_ended_reason else certified.expires_at)
        partial = certified.partial if partial is None else partial
    if effective_from is None:
        raise HoldEndMissingError("Nothing is certified yet: say from when the data are held.")
    body = writing.plain(
        {
            "effective_from": effective_from,
            "expires_at": expires_at,
            "open_ended_reason": open_ended_reason or None,
            "partial": bool(partial),
            "partial_reason": _why_partial(bool(partial), partial_reason, lang),
            "order_reference": order_reference or None,
        }
    )
    _check(row, body)
    return writing.propose(officer, row, "hold-report", body)


def _why_partial(partial: bool, reason: str, lang: str) -> dict[str, str] | None:
    return writing.words(reason, lang) if partial and reason else None


def _check(row: AssistanceRequest, body: Mapping[str, Any]) -> None:
    report = documents.validate(letters.HoldReport, body, error=BodyInvalidError)
    hold = queries.carrier_of(row).hold
    completeness.check_hold(
        report,
        received_at=row.received_at,
        least_days=hold.least_days if hold else 0,
        present_end=row.hold_expires_at,
    )


def receive_follow_up(
    officer: Officer | None, matter: str, *, formal_request: str
) -> PendingLetter | None:
    """Say in the matter of the hold that its formal request is here. Sent at once; None where it was said.

    The node does this by itself (``officer`` None) as soon as both are here. Raises
    HoldLinkAmbiguousError, LetterNotAllowedNowError, UnknownRequestError.
    """
    if officer is None:
        row = queries.request(matter)
        writing.check_allowed(row, "follow-up-received")
    else:
        row = writing.open_request(officer, matter, "follow-up-received")
    formal = queries.request(formal_request)
    if formal.linked_matter != matter or formal.side != "requested":
        raise HoldLinkAmbiguousError(hold=matter, formal_request=formal_request)
    if queries.situation(matter).follow_up:
        return None
    body = {
        "formal_request": formal_request,
        "received_at": formal.received_at or formal.created_at,
    }
    return writing.propose(officer, row, "follow-up-received", body)


def follow_up_job(args: Mapping[str, Any]) -> None:
    """The job behind `linking`: the hold becomes open-ended, or people are told why it cannot."""
    hold, formal = str(args["hold"]), str(args["formal"])
    try:
        receive_follow_up(None, hold, formal_request=formal)
    except AssistanceError as error:
        text = f"The hold could not be made open-ended for its formal request. {error.sentence}"
        ring(hold, "follow-up-failed", clock.now(), text)


def lift(
    officer: Officer, matter: str, *, reason: str, text: str = "", lang: str = "en"
) -> PendingLetter:
    """End the hold. Raises HoldNeededError while a formal request that follows it is undecided, and
    what opening raises.
    """
    row = writing.open_request(officer, matter, "lift")
    for formal in linking.followers(matter):
        if row.state == "followed_up" and formal.state not in SETTLED:
            raise HoldNeededError(formal_request=formal.matter, state=formal.state)
    body = {"reason": reason, "text": writing.words(text, lang) if text else None}
    return writing.propose(officer, row, "lift", body)
