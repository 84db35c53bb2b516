"""Asking another State: drafting a request for preservation or a formal request, and withdrawing one."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from comity.assistance import completeness, letters, lifecycle, queries
from comity.assistance.actions import writing
from comity.assistance.actions.criminality import (
    CriminalityDecision,
    check_decision,
    note_decision,
)
from comity.assistance.errors import AddresseeNotCompetentError, HoldLinkUnknownError
from comity.assistance.models import AssistanceRequest
from comity.journal import clock
from comity.law import basis
from comity.law.answers import Basis, Carrier
from comity.officers import actions as officers
from comity.officers import queries as officer_queries
from comity.officers.models import Officer, PendingLetter
from comity.trust import queries as trust
from comity.trust.entries import state_of
from comity.wire import documents
from comity.wire.errors import BodyInvalidError
from comity.wire.letters import LetterSpec


def draft_preservation(
    officer: Officer,
    *,
    to_authority: str,
    request: Mapping[str, Any],
    instrument: str | None = None,
    from_authority: str | None = None,
) -> PendingLetter:
    """Draft a request to preserve data (M01). ``request``: the body without measure and basis.

    Without ``instrument``, the first that our law data name for the two States today. Raises
    NotAllowedError, NoInstrumentError, NotACarrierError, AddresseeNotCompetentError,
    BodyInvalidError, IpTimeZoneMissingError, MlaAnnouncementMissingError, ContentMissingError, and
    what ``officers.propose`` raises.
    """
    return _draft(
        officer,
        letters.PRESERVATION_REQUEST,
        request,
        to_authority=to_authority,
        instrument=instrument,
        writer=from_authority or officer.authority,
    )


def draft_formal(
    officer: Officer,
    *,
    to_authority: str,
    request: Mapping[str, Any],
    hold: str | None = None,
    decision: CriminalityDecision | None = None,
    instrument: str | None = None,
    from_authority: str | None = None,
) -> PendingLetter:
    """Draft a formal request (M03); ``hold``: the matter of the preservation that it follows.

    ``decision``: what the officer decides about double criminality, beside a kept finding; it is
    required wherever the instrument lets the other State ask for it, and is not sent. Raises
    HoldLinkUnknownError, CriminalityDecisionMissingError, CriminalityReasonsMissingError,
    CriminalityDecisionOtherError, UnknownAssessmentError and what `draft_preservation` raises.
    """
    body = dict(request)
    if hold is not None:
        _check_hold(officer, hold, to_authority)
        body["hold"] = hold
    writer = from_authority or officer.authority
    found = basis_today(writer, to_authority, lifecycle.FORMAL)
    carrier = found.carrier(instrument) if instrument else found.require()[0]
    assessment = check_decision(
        officer,
        decision,
        carrier,
        states=(found.requesting, found.requested),
        measure=lifecycle.FORMAL,
    )
    with transaction.atomic():
        pending = _draft(
            officer,
            letters.FORMAL_REQUEST,
            body,
            to_authority=to_authority,
            instrument=instrument,
            writer=writer,
        )
        if decision is not None and assessment is not None:
            note_decision(officer, pending, decision, assessment)
    return pending


def _check_hold(officer: Officer, hold: str, to_authority: str) -> None:
    rows = queries.holds_to_follow(officer, state_of(to_authority))
    if hold not in {row.matter for row in rows}:
        raise HoldLinkUnknownError(hold=hold[:80])


def _draft(
    officer: Officer,
    spec: LetterSpec,
    request: Mapping[str, Any],
    *,
    to_authority: str,
    instrument: str | None,
    writer: str,
) -> PendingLetter:
    officer_queries.check_capacity(officer, *writing.DRAFTING)
    measure = _measure_of(spec.type)
    _check_addressee(to_authority, measure)
    found = basis_today(writer, to_authority, measure)
    carrier = found.carrier(instrument) if instrument else found.require()[0]
    written = {**writing.plain(request), "measure": measure, "basis": snapshot(found, carrier)}
    body = documents.validate(spec.body, written, error=BodyInvalidError)
    assert isinstance(body, letters.RequestBody)  # both letters that open are requests
    completeness.check_request(body, carrier)
    writing.check_urgent(written)
    return officers.propose(
        officer,
        type=spec.type,
        from_authority=writer,
        to_authority=to_authority,
        matter=None,
        body=body.dump(),
        title=f"{spec.title}: {body.reference}"[:200],
    )


def _measure_of(type_: str) -> str:
    """The measure that a letter of this type asks for."""
    return next(measure for measure, opening in lifecycle.OPENINGS.items() if opening == type_)


def _check_addressee(to_authority: str, measure: str) -> None:
    entry = trust.directory().authority(to_authority)
    if not entry.is_competent(measure, "receive"):
        raise AddresseeNotCompetentError(authority=to_authority, measure=measure)


def basis_today(writer: str, to_authority: str, measure: str) -> Basis:
    """What our law data say for the two States on the node's day."""
    today = clock.now().date()
    return basis.basis(state_of(writer), state_of(to_authority), measure, today)


def snapshot(found: Basis, carrier: Carrier) -> dict[str, Any]:
    """What the letter says of its basis: enough to look it up again."""
    open_conditions = [one.text for one in carrier.conditional_on if one.state != "holds"]
    return {
        "instrument": carrier.instrument,
        "article": carrier.article,
        "title": carrier.full_name,
        "on": found.on.isoformat(),
        "data_version": found.release,
        "confidence": carrier.confidence,
        "conditional_on": open_conditions[:20],
    }


def withdraw(officer: Officer, matter: str, *, reason: str, lang: str = "en") -> PendingLetter:
    """Ask for nothing any more; as many persons have to approve as for asking.

    Raises what `writing.open_request` raises.
    """
    name = withdrawal_of(queries.request_for(officer, matter))
    row = writing.open_request(officer, matter, name)
    return writing.propose(officer, row, name, {"reason": writing.words(reason, lang)})


def withdrawal_of(row: AssistanceRequest) -> str:
    """The letter that withdraws this request."""
    return "withdrawal" if row.measure == lifecycle.PRESERVATION else "formal-withdrawal"
