"""Double criminality at work: a finding is kept with its case, and a person decides with reasons.

The finding is advice, for our own side only: it stands in the records and in the journal of this
node and is never part of a letter. The journal keeps the case, the digest of the finding, the version
of the data and of the rules, so that the finding can be computed again (procedure 5.2, LED 11).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db import transaction

from comity.assistance import limits, queries
from comity.assistance.actions import writing
from comity.assistance.errors import (
    CriminalityDecisionMissingError,
    CriminalityDecisionOtherError,
    CriminalityReasonsMissingError,
)
from comity.assistance.models import CriminalityAssessment
from comity.journal import actions as journal
from comity.journal import clock
from comity.law.answers import Carrier
from comity.law.criminality import assess, read_case
from comity.law.criminality.record import case_text, digest
from comity.officers import queries as officer_queries
from comity.officers.models import Officer, PendingLetter
from comity.trust.entries import state_of

DECISIONS: Final = ("given", "not_given", "not_a_condition", "open")


@dataclass(frozen=True, slots=True)
class CriminalityDecision:
    """What an officer decides about double criminality, beside the engine's finding."""

    assessment: int
    decision: str
    reasons: str


def keep_assessment(
    officer: Officer,
    *,
    requested: str,
    measure: str,
    on: date,
    facts: Mapping[str, Any],
    stage: str = "completed",
    hold: str = "",
) -> CriminalityAssessment:
    """Assess the facts between our State and the requested one, and keep the finding with its case.

    ``on``: the day whose law is asked. Raises NotAllowedError, UnknownRequestError for a hold that
    this person may not see, and a CaseError for facts that cannot be read.
    """
    officer_queries.check_capacity(officer, *writing.DRAFTING)
    if hold:
        queries.check_hold(officer, hold, requested)
    case = read_case(
        {
            "id": hold or "draft",
            "requesting_state": state_of(officer.authority),
            "requested_state": requested,
            "measure": measure,
            "evaluation_date": on.isoformat(),
            "stage": stage,
            "facts": facts,
        }
    )
    finding = assess(case)
    row = CriminalityAssessment(
        authority=officer.authority,
        matter=hold,
        requesting=case.requesting_state,
        requested=case.requested_state,
        measure=measure,
        on=on,
        finding=finding.finding,
        case=case_text(case),
        record=digest(finding),
        data_version=finding.data_version,
        engine=finding.engine,
        by=officer.person,
        at=clock.now(),
    )
    with transaction.atomic():
        row.save()
        # Not about the matter: what an export tells of a matter must not hold our own note.
        journal.record(
            "assistance:criminality:assessed",
            actor=officer.person,
            about=[row.record],
            facts=_kept(row),
        )
    return row


def check_decision(
    officer: Officer,
    decision: CriminalityDecision | None,
    carrier: Carrier,
    *,
    states: tuple[str, str],
    measure: str,
) -> CriminalityAssessment | None:
    """The assessment that a decision stands beside; None where the instrument knows no such condition.

    Raises CriminalityDecisionMissingError, CriminalityReasonsMissingError,
    CriminalityDecisionOtherError, UnknownAssessmentError.
    """
    if decision is None:
        if carrier.double_criminality.allowed is False:
            return None
        raise CriminalityDecisionMissingError(field="decision")
    if decision.decision not in DECISIONS:
        raise CriminalityDecisionMissingError(field="decision")
    if not decision.reasons.strip():
        raise CriminalityReasonsMissingError(field="reasons")
    row = queries.assessment_for(officer, decision.assessment)
    if (row.requesting, row.requested, row.measure) != (*states, measure):
        raise CriminalityDecisionOtherError(field="assessment")
    return row


def note_decision(
    officer: Officer,
    pending: PendingLetter,
    decision: CriminalityDecision,
    assessment: CriminalityAssessment,
) -> None:
    """Note the decision beside the finding, in the caller's transaction."""
    about = [pending.core_digest, assessment.record]
    facts = {
        **_kept(assessment),
        "decision": decision.decision,
        "reasons": decision.reasons[: limits.NOTE_CHARS],
    }
    journal.record("assistance:criminality:decided", actor=officer.person, about=about, facts=facts)


def _kept(row: CriminalityAssessment) -> dict[str, Any]:
    return {
        "assessment": row.pk,
        "case": row.case,
        "finding": row.finding,
        "record": row.record,
        "data_version": row.data_version,
        "engine": row.engine,
    }
