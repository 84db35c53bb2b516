"""The state of a request, computed from its letters, its receipt and the time; and what follows from it.

`state` is the function of which the row in the database is a cache. It never looks at the order in which
letters came, nor at whose node this is. What a letter's body means for the table is read here: an answer
to no open question, or the acceptance of an offer that was replaced, changes nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from comity.assistance import lifecycle, limits
from comity.assistance.errors import MatterTooLongError, MeasureUnknownError
from comity.assistance.lifecycle import TABLE, event
from comity.journal.folding import Folded, Happening, Step, WithoutEffectError, fold
from comity.journal.lifecycles import MoveNotAllowedError
from comity.wire import times
from comity.wire.errors import TimeFormatError
from comity.wire.ordering import REQUESTED, REQUESTING, LetterFact

MILESTONES = (
    "verified",
    "followed_up",
    "lifted",
    "expired",
    "refused",
    "not_executable",
    "withdrawn",
)


@dataclass(frozen=True)
class Hold:
    """What the requested side last reported of the data that it holds. Times in UTC."""

    effective_from: datetime
    expires_at: datetime | None
    open_ended_since: datetime | None
    open_ended_reason: str
    partial: bool
    report: str  # digest of the letter


@dataclass(frozen=True)
class Situation:
    """All that is computed of a request. ``received_at`` and ``due_at`` are UTC."""

    measure: str
    folded: Folded
    received_at: datetime | None
    hold: Hold | None
    open_questions: tuple[LetterFact, ...]
    offer: LetterFact | None  # conditions that wait for an answer
    conditions: LetterFact | None  # conditions that were accepted
    follow_up: str  # the matter of the formal request that follows the hold; "" for none
    due_at: datetime | None
    due_clock: str
    outcome: str

    @property
    def state(self) -> str:
        """The name of the state in the lifecycle table."""
        return self.folded.state


def state(
    facts: Iterable[LetterFact], receipts: Mapping[str, datetime], now: datetime
) -> Situation:
    """The situation of a request.

    ``receipts``: digest of a letter to the time (UTC) at which the other node, or this one for letters that
    came in, says that it stored it. ``now`` is UTC. Raises MeasureUnknownError, MatterTooLongError.
    """
    held = {fact.digest: fact for fact in facts}
    if len(held) > limits.LETTERS_FOLLOWED:
        raise MatterTooLongError(letters=len(held))
    opening = _opening(held.values())
    measure = str(opening.body["measure"])
    received_at = receipts.get(opening.digest)
    between = {"": (Happening(lifecycle.AUTHORISED, "local"),)}
    if received_at is not None or any(fact.side == REQUESTED for fact in held.values()):
        receipt = Happening(lifecycle.RECEIPT, "local", f"receipt:{opening.digest}")
        between[opening.digest] = (receipt,)
    plain = fold(TABLE, held.values(), measure, read=read, between=between)
    clock_events = _clock_events(_hold(plain), now)
    if not clock_events:
        return _situation(measure, plain, opening, received_at)
    folded = fold(TABLE, held.values(), measure, clock_events, read=read, between=between)
    return _situation(measure, folded, opening, received_at)


def measure_of(opening_type: str) -> str:
    """The measure that a letter of this type opens. Raises MeasureUnknownError."""
    for measure, type_ in lifecycle.OPENINGS.items():
        if type_ == opening_type:
            return measure
    raise MeasureUnknownError(type=opening_type)


def _opening(facts: Iterable[LetterFact]) -> LetterFact:
    for fact in sorted(facts, key=lambda one: (one.seq, one.digest)):
        opens = fact.type in lifecycle.OPENINGS.values() and not fact.earlier
        if opens and fact.body.get("measure") == measure_of(fact.type):
            return fact
    raise MeasureUnknownError


def read(fact: LetterFact, before: Sequence[LetterFact], where: str) -> str:
    """The event that a letter makes after those that had effect. Raises WithoutEffectError."""
    reader = _READERS.get(fact.type)
    return fact.type if reader is None else reader(fact, before, where)


def _read_answer(fact: LetterFact, before: Sequence[LetterFact], where: str) -> str:
    asked = [one for one in _unanswered(before) if one.side != fact.side]
    if fact.body.get("question") not in {one.digest for one in asked}:
        raise WithoutEffectError("The question that it answers is not open.")
    more = len(asked) > 1 and fact.side == REQUESTING and where == "clarification_needed"
    return event("answer-in-part") if more else fact.type


def _read_conditions_answer(fact: LetterFact, before: Sequence[LetterFact], where: str) -> str:
    offer = _open_offer(before)
    if offer is None or fact.body.get("offer") != offer.digest:
        raise WithoutEffectError("The offer that it answers is not the last one.")
    return fact.type


def _read_verification(fact: LetterFact, before: Sequence[LetterFact], where: str) -> str:
    disclosures = [one.digest for one in before if one.type == event("disclosure")]
    if not disclosures or fact.body.get("disclosure") != disclosures[-1]:
        raise WithoutEffectError("The disclosure that it verifies is not the last one.")
    results = [item.get("result") for item in fact.body.get("exhibits", ())]
    good = bool(results) and all(result == "verified" for result in results)
    return fact.type if good else event("verification-rejected")


def _read_hold_report(fact: LetterFact, before: Sequence[LetterFact], where: str) -> str:
    if _time(fact.body, "effective_from") is None:
        raise WithoutEffectError("It does not say from when the data are held.")
    if _time(fact.body, "expires_at") is None and not fact.body.get("open_ended_reason"):
        raise WithoutEffectError("It gives the hold neither an end nor a reason for having none.")
    return fact.type


_READERS = {
    event("answer"): _read_answer,
    event("conditions-accepted"): _read_conditions_answer,
    event("conditions-declined"): _read_conditions_answer,
    event("verification"): _read_verification,
    event("hold-report"): _read_hold_report,
}


def _unanswered(letters: Sequence[LetterFact]) -> list[LetterFact]:
    answered = {one.body.get("question") for one in letters if one.type == event("answer")}
    asked = [one for one in letters if one.type == event("question")]
    return [one for one in asked if one.digest not in answered]


def _open_offer(letters: Sequence[LetterFact]) -> LetterFact | None:
    offer: LetterFact | None = None
    for one in letters:
        if one.type == event("conditions"):
            offer = one
        elif one.type in (event("conditions-accepted"), event("conditions-declined")):
            offer = None
    return offer


def _accepted_conditions(letters: Sequence[LetterFact]) -> LetterFact | None:
    """The conditions in force: the last offer that was accepted and not replaced since."""
    offers = {one.digest: one for one in letters if one.type == event("conditions")}
    accepted: LetterFact | None = None
    for one in letters:
        if one.type == event("conditions-accepted"):
            accepted = offers.get(str(one.body.get("offer")))
    return accepted


def _time(body: Mapping[str, Any], name: str) -> datetime | None:
    """A time in a body; bodies were checked by their specification, facts from a peer may be older."""
    try:
        return times.parse(body[name])
    except (KeyError, TimeFormatError):
        return None


def _last(letters: Sequence[LetterFact], *names: str) -> LetterFact | None:
    types = {event(name) for name in names}
    return next((one for one in reversed(letters) if one.type in types), None)


def _hold(folded: Folded) -> Hold | None:
    report = _last(folded.effective, "hold-report")
    if report is None:
        return None
    effective_from = _time(report.body, "effective_from")
    expires_at = _time(report.body, "expires_at")
    if effective_from is None:
        return None
    follow_up = _last(folded.effective, "follow-up-received")
    since = effective_from if expires_at is None else None
    reason = str(report.body.get("open_ended_reason") or "")
    if follow_up is not None:
        since = _time(follow_up.body, "received_at") or follow_up.time
        reason = "formal request received (BC 29(7))"
    partial = bool(report.body.get("partial"))
    return Hold(effective_from, expires_at, since, reason, partial, report.digest)


def _clock_events(hold: Hold | None, now: datetime) -> tuple[Happening, ...]:
    if hold is None or hold.expires_at is None or hold.open_ended_since is not None:
        return ()
    label = times.format(hold.expires_at)
    expiring = Happening(lifecycle.HOLD_EXPIRING, "clock", f"clock:expiring:{label}")
    expired = Happening(lifecycle.HOLD_EXPIRED, "clock", f"clock:expired:{label}")
    if now >= hold.expires_at:
        return (expiring, expired)
    return (expiring,) if now >= hold.expires_at - limits.EXPIRING_BEFORE else ()


def _situation(
    measure: str, folded: Folded, opening: LetterFact, received_at: datetime | None
) -> Situation:
    letters = folded.effective
    hold = _hold(folded)
    due_at, due_clock = _due(measure, folded, opening, received_at, hold)
    follow_up = _last(letters, "follow-up-received")
    return Situation(
        measure=measure,
        folded=folded,
        received_at=received_at,
        hold=hold,
        open_questions=tuple(_unanswered(letters)),
        offer=_open_offer(letters) if folded.state == "conditions_offered" else None,
        conditions=_accepted_conditions(letters),
        follow_up=str(follow_up.body.get("formal_request") or "") if follow_up else "",
        due_at=due_at,
        due_clock=due_clock,
        outcome=_outcome(folded),
    )


def _outcome(folded: Folded) -> str:
    """How the request ended, or would be said to have ended if it were closed now: a milestone."""
    passed = [step.end for step in folded.steps if step.end in MILESTONES]
    return passed[-1] if passed else ""


def _due(
    measure: str,
    folded: Folded,
    opening: LetterFact,
    received_at: datetime | None,
    hold: Hold | None,
) -> tuple[datetime | None, str]:
    """By when the next act is due, and the clock that says so (codes of law.clocks, or our own names)."""
    letters = folded.effective
    clock = TABLE.state(folded.state).clock
    if folded.state == "sent":
        return opening.time + limits.RECEIPT_DUE, "C18"
    if folded.state in ("received", "promised"):
        return _promised(letters, (received_at or opening.time) + limits.RECEIPT_DUE)
    if clock == "C1":
        return (None, "") if hold is None else (hold.expires_at, clock)
    if clock == "question":
        return _asked(letters, folded.state)
    if clock in ("expected", "C21"):
        return _expected(measure, letters), clock
    return None, ""


def _promised(letters: Sequence[LetterFact], otherwise: datetime) -> tuple[datetime, str]:
    promise = _last(letters, "promise")
    expected = _time(promise.body, "expected_by") if promise else None
    return (expected, "promise") if expected is not None else (otherwise, "C18")


def _asked(letters: Sequence[LetterFact], state_name: str) -> tuple[datetime | None, str]:
    name = "question" if state_name == "clarification_needed" else "conditions"
    asked = _last(letters, name)
    if asked is None:
        return None, "question"
    return _time(asked.body, "answer_by") or asked.time + limits.ANSWER_DUE, "question"


def _expected(measure: str, letters: Sequence[LetterFact]) -> datetime | None:
    """The time that the last deciding letter names, or else the one that this network sets."""
    last = _last(letters, *_DUE_AFTER)
    if last is None:
        return None
    execution = limits.HOLD_DUE if measure == lifecycle.PRESERVATION else limits.EXECUTION_DUE
    otherwise = _DUE_AFTER[last.type.removeprefix("assistance.")] or execution
    return _time(last.body, "expected_by") or last.time + otherwise


_DUE_AFTER: dict[str, timedelta | None] = {  # None: the time for execution
    "acceptance": None,
    "postponement": None,
    "conditions-accepted": None,
    "conditions-declined": limits.ANSWER_DUE,
    "disclosure": limits.VERIFICATION_DUE,
    "verification": limits.ANSWER_DUE,
}


def hold_length_left(hold: Hold, now: datetime) -> timedelta | None:
    """How long the data are still held (negative when overdue); None where the hold is open-ended."""
    if hold.open_ended_since is not None or hold.expires_at is None:
        return None
    return hold.expires_at - now


def path(
    old: Sequence[Step], new: Sequence[Step], state_name: str, measure: str
) -> tuple[Step, ...] | None:
    """The moves that bring a row in this state from its old steps to the new ones, each allowed by the table.

    None where no such moves exist: the order of the letters changed, and the row has to be restated.
    """
    base = tuple(old)
    if base != tuple(new[: len(base)]):
        while base and base[-1].by == "clock":
            base = base[:-1]
        if base != tuple(new[: len(base)]):
            return None
    moves: list[Step] = []
    here = state_name
    for step in new[len(base) :]:
        try:
            here = TABLE.next(here, step.event, step.by, measure)
        except MoveNotAllowedError:
            if step.by == "clock":
                continue  # made before, or overtaken by a letter
            return None
        moves.append(step._replace(end=here))
    wanted = new[-1].end if new else TABLE.start
    return tuple(moves) if here == wanted else None
