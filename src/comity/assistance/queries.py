"""What may be read about requests, always for someone; what programs of this node read is named so.

A person sees the requests of their own authority, and those that were opened to it because they are linked
with one of its own (`MatterAccess`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet

from comity.assistance import completeness, letters, rules
from comity.assistance.errors import (
    AlarmUnknownError,
    UnknownAssessmentError,
    UnknownRequestError,
)
from comity.assistance.lifecycle import TABLE
from comity.assistance.models import Alarm, AssistanceRequest, CriminalityAssessment, MatterAccess
from comity.assistance.rules import Situation
from comity.exchange import queries as exchange
from comity.exchange.models import StoredLetter
from comity.journal import clock
from comity.law import basis
from comity.law.answers import Carrier
from comity.officers.models import Officer
from comity.providers import queries as providers
from comity.trust.entries import state_of
from comity.wire.ordering import LetterFact

__all__ = [
    "Alarm",
    "AssistanceRequest",
    "CriminalityAssessment",
    "TimelineItem",
    "alarm_for",
    "alarms",
    "allowed_letters",
    "assessment_for",
    "assessments_for",
    "body_of",
    "carrier_of",
    "check_hold",
    "facts",
    "followers",
    "held_by_certificate",
    "holds_to_follow",
    "linked",
    "queue",
    "received_times",
    "request",
    "request_for",
    "requests_for",
    "shortcomings",
    "situation",
    "timeline",
]

ROOM = "assistance."
ASSESSMENTS_SHOWN = 20
DONE = ("closed",)


@dataclass(frozen=True)
class TimelineItem:
    """One letter of a matter as a page shows it, in the order of the matter. Times in UTC."""

    digest: str
    type: str
    title: str
    side: str
    writer: str
    direction: str  # "in" or "out", seen from this node
    time_claimed: datetime
    stored_at: datetime
    receipt_at: datetime | None
    end: str  # the state that it led to; empty where it changed nothing
    why_idle: str  # why it changed nothing, waits, or was set aside
    body: Mapping[str, Any]


@dataclass(frozen=True)
class CertifiedHold:
    """What the providers certified about the orders behind one request. Times in UTC."""

    effective_from: datetime
    expires_at: datetime
    partial: bool
    orders: tuple[str, ...]  # matters


def request(matter: str) -> AssistanceRequest:
    """The request of a matter, for programs. Raises UnknownRequestError."""
    found = AssistanceRequest.objects.filter(matter=matter).first()
    if found is None:
        raise UnknownRequestError(matter=matter[:80])
    return found


def request_for(officer: Officer, matter: str) -> AssistanceRequest:
    """A request that this person may see. Raises UnknownRequestError."""
    found = requests_for(officer).filter(matter=matter).first()
    if found is None:
        raise UnknownRequestError(matter=matter[:80])
    return found


def requests_for(officer: Officer) -> QuerySet[AssistanceRequest]:
    """All requests that this person may see, oldest first."""
    opened = MatterAccess.objects.filter(authority=officer.authority).values("matter")
    return AssistanceRequest.objects.filter(
        Q(our_authority=officer.authority) | Q(matter__in=opened)
    )


def queue(officer: Officer) -> QuerySet[AssistanceRequest]:
    """The open requests of this person's own authority, the next one due first."""
    mine = AssistanceRequest.objects.filter(our_authority=officer.authority)
    return mine.exclude(state__in=DONE).order_by(F("due_at").asc(nulls_last=True), "created_at")


def alarms(officer: Officer) -> QuerySet[Alarm]:
    """Alarms about requests of this person's authority that nobody has taken note of, oldest first."""
    mine = AssistanceRequest.objects.filter(our_authority=officer.authority).values("matter")
    return Alarm.objects.filter(matter__in=mine, acknowledged_at__isnull=True)


def alarm_for(officer: Officer, alarm: int) -> Alarm:
    """One alarm of this person's authority. Raises AlarmUnknownError."""
    found = alarms(officer).filter(pk=alarm).first()
    if found is None:
        raise AlarmUnknownError(alarm=alarm)
    return found


def facts(matter: str) -> list[LetterFact]:
    """The letters as the table reads them; what a side did not understand has no effect on either."""
    return [one.fact if one.understood else _unread(one.fact) for one in exchange.noted(matter)]


def _unread(fact: LetterFact) -> LetterFact:
    return replace(fact, type=f"{fact.type}/not-understood", body={})


def received_times(matter: str) -> dict[str, datetime]:
    """When the requested side's node stored the opening letter; empty where that is not known yet."""
    at = exchange.received_at(matter)
    return {} if at is None else {matter: at}


def situation(matter: str) -> Situation:
    """Where a request stands now, computed anew from its letters. Raises MeasureUnknownError."""
    return rules.state(facts(matter), received_times(matter), clock.now())


def allowed_letters(row: AssistanceRequest) -> tuple[str, ...]:
    """What our side may write now: names without the room, in the order of the table."""
    events = [move.event for move in TABLE.allowed(row.state, row.side, row.measure)]
    known = [one for one in events if one in letters.BY_TYPE]
    now = situation(row.matter)
    asked = any(one.side != row.side for one in now.open_questions)
    names = [one.removeprefix(ROOM) for one in dict.fromkeys(known)]
    return tuple(one for one in names if one != "answer" or asked)


def timeline(matter: str) -> list[TimelineItem]:
    """The letters of a matter in their one order; those that wait or were set aside come last."""
    folded = situation(matter).folded
    stored = {one.digest: one for one in exchange.letters(matter)}
    ends = {step.digest: step.end for step in folded.steps}
    idle = dict(folded.without_effect)
    idle |= dict.fromkeys(folded.waiting, "It waits for earlier letters.")
    idle |= dict.fromkeys(folded.forked, "Its writer wrote another letter in the same place.")
    order = [fact.digest for fact in folded.line] + [*folded.waiting, *folded.forked]
    side = exchange.matter(matter)
    return [
        _item(stored[digest], exchange.side(side, stored[digest].writer), ends, idle)
        for digest in order
    ]


def _item(
    stored: StoredLetter, side: str, ends: Mapping[str, str], idle: Mapping[str, str]
) -> TimelineItem:
    spec = letters.BY_TYPE.get(stored.type)
    return TimelineItem(
        digest=stored.digest,
        type=stored.type,
        title=spec.title if spec else stored.type,
        side=side,
        writer=stored.writer,
        direction=stored.direction,
        time_claimed=stored.time_claimed,
        stored_at=stored.stored_at,
        receipt_at=stored.receipt_at,
        end=ends.get(stored.digest, ""),
        why_idle=idle.get(stored.digest, ""),
        body=exchange.body(stored),
    )


def body_of(row: AssistanceRequest) -> letters.RequestBody:
    """What is asked, as the opening letter says it."""
    written = exchange.letter(row.matter)
    model = letters.BY_TYPE[written.type].body
    body = model.model_validate(exchange.body(written), strict=False)
    assert isinstance(body, letters.RequestBody)  # both letters that open are requests
    return body


def carrier_of(row: AssistanceRequest) -> Carrier:
    """The instrument as our own law data know it for the day of the request.

    Raises NoInstrumentError, NotACarrierError.
    """
    here, there = state_of(row.our_authority), state_of(row.other_authority)
    requesting, requested = (here, there) if row.side == "requesting" else (there, here)
    found = basis.basis(requesting, requested, row.measure, row.basis_on)
    return found.carrier(row.instrument)


def shortcomings(row: AssistanceRequest) -> list[str]:
    """What the request lacks of what its instrument always asks for. Raises NoInstrumentError."""
    return completeness.shortcomings(body_of(row), carrier_of(row))


def holds_to_follow(officer: Officer, other_state: str) -> list[AssistanceRequest]:
    """Our State's preservation requests in another State that a formal request may follow."""
    state = state_of(officer.authority)
    rows = AssistanceRequest.objects.filter(
        measure="M01",
        side="requesting",
        our_authority__startswith=f"{state}/",
        other_authority__startswith=f"{other_state}/",
    )
    return list(rows.exclude(state__in=(*DONE, "refused", "withdrawn", "lifted")))


def linked(officer: Officer, row: AssistanceRequest) -> QuerySet[AssistanceRequest]:
    """The hold before a request, or the formal requests after a hold, that this person may see."""
    own = Q(matter=row.linked_matter) if row.linked_matter else Q(pk__in=[])
    return requests_for(officer).filter(own | Q(linked_matter=row.matter)).exclude(pk=row.pk)


def followers(hold: str) -> list[AssistanceRequest]:
    """The formal requests at this node that follow a hold, oldest first, for programs."""
    return list(AssistanceRequest.objects.filter(measure="M03", linked_matter=hold))


def held_by_certificate(matter: str) -> CertifiedHold | None:
    """What providers certified under our orders for this request; None where nothing is certified yet."""
    found = []
    for order in providers.orders_about(matter):
        certificate = providers.certificate(order)
        if certificate is not None:
            found.append((order.matter, certificate))
    if not found:
        return None
    return CertifiedHold(
        effective_from=max(one.effective_from for _, one in found),
        expires_at=min(one.expires_at for _, one in found),
        partial=any(one.partial for _, one in found),
        orders=tuple(matter for matter, _ in found),
    )


def assessments_for(
    officer: Officer, requested: str, *, measure: str | None = None, hold: str = ""
) -> list[CriminalityAssessment]:
    """The newest findings about a State that a person may see: of their authority, or of a hold that
    is open to them."""
    own = Q(authority=officer.authority)
    if hold:
        check_hold(officer, hold, requested)
        own |= Q(matter=hold)
    found = CriminalityAssessment.objects.filter(own, requested=requested)
    if measure is not None:
        found = found.filter(measure=measure)
    if hold:
        found = found.filter(matter__in=["", hold])
    return list(found[:ASSESSMENTS_SHOWN])


def assessment_for(officer: Officer, number: int) -> CriminalityAssessment:
    """One finding that a person may see. Raises UnknownAssessmentError."""
    row = CriminalityAssessment.objects.filter(pk=number).first()
    if row is not None and row.authority == officer.authority:
        return row
    if row is not None and row.matter:
        try:
            check_hold(officer, row.matter, row.requested)
        except UnknownRequestError:
            raise UnknownAssessmentError(number=number) from None
        return row
    raise UnknownAssessmentError(number=number)


def check_hold(officer: Officer, hold: str, requested: str) -> None:
    """May this person see the hold, or follow it with a formal request? Raises UnknownRequestError."""
    if hold not in {row.matter for row in holds_to_follow(officer, requested)}:
        request_for(officer, hold)
