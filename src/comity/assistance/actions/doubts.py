"""What came from the other side and does not fit our reading of the law: kept, counted, and shown to people.

A letter that stands in its matter is never undone by us: the other side decides for itself, and both sides
keep the same record. A person here is told, with what they can do.
"""

from comity.assistance import completeness, letters, lifecycle, queries
from comity.assistance.actions.alarms import ring
from comity.assistance.errors import (
    ContentMissingError,
    GroundNotAllowedError,
    HoldEndMissingError,
    HoldTooShortError,
)
from comity.assistance.models import AssistanceRequest
from comity.assistance.rules import Situation
from comity.law.errors import LawError
from comity.trust.entries import state_of
from comity.wire.ordering import LetterFact

GROUNDS = {lifecycle.event("refusal"): "refusal", lifecycle.event("postponement"): "postponement"}


def look(row: AssistanceRequest, situation: Situation) -> None:
    """Look at the last letter that had effect, where the other side wrote it."""
    last = situation.folded.effective[-1:]
    for fact in last:
        if fact.side == row.side:
            continue
        if fact.type in lifecycle.OPENINGS.values():
            _look_at_basis(row)
        elif fact.type in GROUNDS:
            _look_at_ground(row, fact)
        elif fact.type == lifecycle.event("hold-report"):
            _look_at_hold(row, fact)


def _look_at_basis(row: AssistanceRequest) -> None:
    try:
        queries.carrier_of(row)
    except LawError as error:
        text = (
            f"The request rests on {row.instrument}, {row.article}. Our law data say otherwise: "
            f"{error.sentence} Ask the other side, or a lawyer, before deciding."
        )
        ring(row.matter, "basis-differs", row.created_at, text)


def _look_at_ground(row: AssistanceRequest, fact: LetterFact) -> None:
    kind, ground = GROUNDS[fact.type], str(fact.body.get("ground"))
    try:
        completeness.check_ground(
            ground,
            kind,
            instrument=row.instrument,
            measure=row.measure,
            requested=state_of(row.other_authority),
            on=row.basis_on,
        )
    except GroundNotAllowedError as error:
        text = f"The {kind} names {ground}. {error.sentence} Ask the other side on what it rests."
        ring(row.matter, f"ground-differs:{kind}", fact.time, text)


def _look_at_hold(row: AssistanceRequest, fact: LetterFact) -> None:
    report = letters.HoldReport.model_validate(dict(fact.body), strict=False)
    try:
        hold = queries.carrier_of(row).hold
        least = hold.least_days if hold else 0
        completeness.check_hold(report, received_at=row.received_at, least_days=least)
    except (HoldTooShortError, HoldEndMissingError, ContentMissingError, LawError) as error:
        text = f"The hold that was reported does not fit the request. {error.sentence}"
        ring(row.matter, "hold-differs", fact.time, text)
