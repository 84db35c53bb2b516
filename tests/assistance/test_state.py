"""The state of a request is the same function of the same set of letters, for both sides, always."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.assistance import letters, lifecycle, rules
from comity.assistance.errors import MatterTooLongError, MeasureUnknownError
from comity.assistance.lifecycle import TABLE
from comity.wire.ordering import REQUESTED, REQUESTING, LetterFact
from tests.assistance.book import START, Book, at

NOW = START + timedelta(days=3)
LATE = START + timedelta(days=61)
NAMES = [one.type.removeprefix("assistance.") for one in letters.SPECS if not one.opens]
Receipts = dict[str, datetime]


def receipts(book: Book) -> Receipts:
    return {book.opening.digest: START}


def state(book: Book, now: datetime = NOW) -> rules.Situation:
    return rules.state(book.facts, receipts(book), now)


# what crosses on the way, and what it comes to


def accepted(measure: str = "M01") -> Book:
    book = Book(measure)
    book.asked("acceptance")
    book.meet()
    return book


def held() -> Book:
    book = accepted()
    book.hold()
    book.meet()
    return book


def withdrawal_crosses_acceptance() -> Book:
    book = Book()
    book.asking("withdrawal")
    book.asked("acceptance")
    return book


def withdrawal_crosses_hold_report() -> Book:
    book = accepted()
    book.asking("withdrawal")
    book.hold()
    return book


def withdrawal_crosses_refusal() -> Book:
    book = Book()
    book.asking("withdrawal")
    book.asked("refusal")
    return book


def withdrawal_crosses_follow_up() -> Book:
    book = held()
    book.asking("withdrawal")
    book.asked("follow-up-received", {"received_at": at(days=2)})
    return book


def withdrawal_crosses_lift() -> Book:
    book = held()
    book.asking("withdrawal")
    book.asked("lift")
    return book


def lift_then_follow_up() -> Book:
    book = held()
    book.asked("lift")
    book.asked("follow-up-received", {"received_at": at(days=2)})
    return book


def follow_up_then_lift() -> Book:
    book = held()
    book.asked("follow-up-received", {"received_at": at(days=2)})
    book.asked("lift")
    return book


def question_crosses_hold_report() -> Book:
    book = Book()
    question = book.asked("question")
    book.deliver(REQUESTING)
    book.asked("acceptance")
    book.hold()
    book.asking("answer", {"question": question.digest})
    return book


def question_of_ours_crosses_hold_report() -> Book:
    book = accepted()
    book.asking("question")
    book.hold()
    return book


def second_question_crosses_answer() -> Book:
    book = Book()
    question = book.asked("question")
    book.deliver(REQUESTING)
    book.asking("answer", {"question": question.digest})
    book.asked("question")
    return book


def new_offer_crosses_acceptance_of_the_old() -> Book:
    book = Book("M03")
    offer = book.asked("conditions")
    book.deliver(REQUESTING)
    book.asking("conditions-accepted", {"offer": offer.digest})
    book.asked("conditions")
    return book


def acceptance_of_conditions_crosses_refusal() -> Book:
    book = Book("M03")
    offer = book.asked("conditions")
    book.deliver(REQUESTING)
    book.asking("conditions-accepted", {"offer": offer.digest})
    book.asked("refusal")
    return book


def formal_withdrawal_crosses_disclosure() -> Book:
    book = accepted("M03")
    book.asking("formal-withdrawal")
    book.asked("disclosure")
    return book


def verification_crosses_second_disclosure() -> Book:
    book = accepted("M03")
    first = book.asked("disclosure")
    book.deliver(REQUESTING)
    found = {"disclosure": first.digest, "exhibits": [{"exhibit": "1", "result": "verified"}]}
    book.asking("verification", found)
    book.asked("disclosure")
    return book


def both_close() -> Book:
    book = Book()
    book.asked("refusal")
    book.meet()
    book.asking("closing")
    book.asked("closing")
    return book


CROSSINGS = [
    (withdrawal_crosses_acceptance, "withdrawn", 0),
    (withdrawal_crosses_hold_report, "withdrawn", 0),
    (withdrawal_crosses_refusal, "refused", 1),
    (withdrawal_crosses_follow_up, "withdrawn", 0),
    (withdrawal_crosses_lift, "lifted", 1),
    (lift_then_follow_up, "lifted", 1),
    (follow_up_then_lift, "lifted", 0),
    (question_crosses_hold_report, "hold_active", 0),
    (question_of_ours_crosses_hold_report, "hold_active", 0),
    (second_question_crosses_answer, "clarification_needed", 0),
    (new_offer_crosses_acceptance_of_the_old, "conditions_offered", 1),
    (acceptance_of_conditions_crosses_refusal, "refused", 1),
    (formal_withdrawal_crosses_disclosure, "disclosed", 1),
    (verification_crosses_second_disclosure, "disclosed", 1),
    (both_close, "closed", 1),
]


@pytest.mark.parametrize(
    ("tell", "end", "idle"), [pytest.param(*row, id=row[0].__name__) for row in CROSSINGS]
)
def test_letters_that_cross(tell: Callable[[], Book], end: str, idle: int) -> None:
    book = tell()
    for facts in (book.facts, list(reversed(book.facts))):
        situation = rules.state(facts, receipts(book), NOW)
        assert situation.state == end
        assert len(situation.folded.without_effect) == idle
        assert all(reason for _, reason in situation.folded.without_effect)


def test_a_hold_that_was_made_while_the_withdrawal_was_on_its_way_is_known() -> None:
    situation = state(withdrawal_crosses_hold_report())
    assert situation.hold is not None
    assert [step.end for step in situation.folded.steps][-2:] == ["hold_active", "withdrawn"]


# the clock


@pytest.mark.parametrize(
    ("days", "end", "clock"),
    [
        pytest.param(45.9, "hold_active", "C1", id="before"),
        pytest.param(46, "hold_expiring", "C1", id="fourteen-days"),
        pytest.param(59.9, "hold_expiring", "C1", id="last-hour"),
        pytest.param(60, "expired", "", id="over"),
    ],
)
def test_the_clock_runs_out(days: float, end: str, clock: str) -> None:
    situation = state(held(), START + timedelta(days=days))
    assert (situation.state, situation.due_clock) == (end, clock)


def test_a_letter_counts_although_the_alarm_came_first() -> None:
    book = held()
    book.asked("follow-up-received", {"formal_request": "sha256:x", "received_at": at(days=59)})
    situation = state(book, LATE)
    assert situation.state == "followed_up"
    assert situation.hold is not None
    assert situation.hold.open_ended_since == START + timedelta(days=59)
    assert situation.follow_up == "sha256:x"


def test_a_renewed_hold_is_no_longer_expired() -> None:
    book = held()
    assert state(book, LATE).state == "expired"
    book.hold(days=150)
    assert state(book, LATE).state == "hold_active"


def test_what_ends_an_expired_hold_waits_for_the_clock() -> None:
    book = held()
    book.asking("closing")
    assert state(book, NOW).state == "hold_active"
    situation = state(book, LATE)
    assert (situation.state, situation.outcome) == ("closed", "expired")


def test_a_hold_without_end_and_reason_does_not_count() -> None:
    book = accepted()
    book.asked("hold-report", {"effective_from": at(hours=1)})
    assert state(book).state == "accepted"
    book.asked(
        "hold-report", {"effective_from": at(hours=1), "open_ended_reason": "a court seized it"}
    )
    situation = state(book, LATE)
    assert situation.state == "hold_active"
    assert situation.hold is not None and situation.hold.open_ended_since is not None


@pytest.mark.parametrize(
    ("name", "body", "due", "clock"),
    [
        ("promise", {"expected_by": at(hours=5)}, {"hours": 5}, "promise"),
        ("question", {}, {"minutes": 1, "days": 5}, "question"),
        ("question", {"answer_by": at(days=1)}, {"days": 1}, "question"),
        ("conditions", {}, {"minutes": 1, "days": 5}, "question"),
        ("acceptance", {}, {"minutes": 1, "hours": 24}, "expected"),
        ("acceptance", {"expected_by": at(hours=2)}, {"hours": 2}, "expected"),
        ("postponement", {"expected_by": at(days=30)}, {"days": 30}, "expected"),
    ],
)
def test_every_waiting_state_has_its_clock(
    name: str, body: dict[str, object], due: dict[str, float], clock: str
) -> None:
    book = Book()
    assert (state(book).due_at, state(book).due_clock) == (START + timedelta(hours=8), "C18")
    book.asked(name, body)
    assert (state(book).due_at, state(book).due_clock) == (START + timedelta(**due), clock)


def test_without_a_receipt_the_request_is_only_sent() -> None:
    book = Book()
    assert rules.state(book.facts, {}, NOW).state == "sent"
    assert state(book).state == "received"
    book.asked("promise", {"expected_by": at(hours=5)})
    assert rules.state(book.facts, {}, NOW).state == "promised"


def test_a_matter_of_another_measure_is_refused() -> None:
    book = Book()
    odd = [LetterFact(**{**vars(book.opening), "body": {"measure": "M03"}})]
    with pytest.raises(MeasureUnknownError):
        rules.state(odd, {}, NOW)


def test_a_matter_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules.limits, "LETTERS_FOLLOWED", 2)
    with pytest.raises(MatterTooLongError):
        rules.state(held().facts, {}, NOW)


# any story at all


def write_any(book: Book, side: str, name: str, number: int) -> None:
    """A letter that this side may or may not write here, with a body that fits what it knows."""
    asked = [
        one for one in book.facts if one.type.endswith(("question", "conditions", "disclosure"))
    ]
    named = asked[number % len(asked)].digest if asked else "sha256:none"
    result = ("verified", "rejected")[number % 2]
    body = {
        "question": named,
        "offer": named,
        "disclosure": named,
        "exhibits": [{"exhibit": "1", "result": result}],
        "effective_from": at(hours=number),
        "received_at": at(days=number),
    }
    if number % 3:
        body["expires_at"] = at(days=60 + number)
    book.write(side, name, body)


@st.composite
def stories(draw: st.DrawFn, honest: bool = False) -> Book:
    """Two sides write and receive in any order; honest ones write only what the table allows them to."""
    book = Book(draw(st.sampled_from(sorted(lifecycle.MEASURES))))
    for number in range(draw(st.integers(0, 14))):
        side = draw(st.sampled_from([REQUESTING, REQUESTED]))
        if draw(st.booleans()):
            book.deliver(side)
            continue
        names = possible(book, side) if honest else NAMES
        if names:
            write_any(book, side, draw(st.sampled_from(names)), number)
    return book


def view(book: Book, side: str) -> list[LetterFact]:
    """What this side holds: its own letters and the other's up to the last that it has seen."""
    known = {fact.digest for fact in book.facts if fact.side == side}
    for fact in book.facts:
        if fact.side != side and side in book.seen:
            known.add(fact.digest)
            if fact.digest == book.seen[side]:
                break
    return [fact for fact in book.facts if fact.digest in known]


def possible(book: Book, side: str) -> list[str]:
    seen = rules.state(view(book, side), receipts(book), NOW)
    moves = TABLE.allowed(seen.state, side, book.measure)
    return sorted({move.event.removeprefix("assistance.") for move in moves} & set(NAMES))


any_story = st.one_of(stories(), stories(honest=True))
any_time = st.sampled_from([NOW, START + timedelta(days=50), LATE, START + timedelta(days=400)])


@settings(max_examples=300, deadline=None)
@given(any_story, any_time, st.randoms(use_true_random=False))
def test_both_sides_come_to_the_same_state(book: Book, now: datetime, dice: random.Random) -> None:
    theirs = book.facts + [fact for fact in book.facts if dice.random() < 0.5]
    dice.shuffle(theirs)
    assert rules.state(theirs, receipts(book), now) == state(book, now)


@settings(max_examples=300, deadline=None)
@given(any_story, any_time)
def test_what_must_never_be(book: Book, now: datetime) -> None:
    situation = state(book, now)
    ends = [step.end for step in situation.folded.steps]
    if book.measure == "M01":
        assert not set(ends) & lifecycle.DISCLOSED_STATES
    if situation.state in ("hold_active", "hold_expiring", "followed_up"):
        hold = situation.hold
        assert hold is not None
        assert hold.expires_at is not None or hold.open_ended_reason
    if situation.state == "expired":
        assert situation.hold is not None and situation.hold.expires_at <= now
    counted = {step.digest for step in situation.folded.steps}
    idle = {one.digest for one in situation.folded.without_effect}
    assert not counted & idle
    assert {fact.digest for fact in book.facts} <= counted | idle
    for before, step in zip(["draft", *ends], situation.folded.steps, strict=False):
        assert TABLE.next(before, step.event, step.by, book.measure) == step.end


@settings(max_examples=200, deadline=None)
@given(any_story, any_time, st.data())
def test_lost_letters_leave_the_state_of_those_that_are_complete(
    book: Book, now: datetime, data: st.DataObject
) -> None:
    lost = data.draw(st.sets(st.sampled_from([fact.digest for fact in book.facts[1:]] or [""])))
    rest = [fact for fact in book.facts if fact.digest not in lost]
    found = rules.state(rest, receipts(book), now)
    line = list(found.folded.line)
    assert set(found.folded.waiting) == {fact.digest for fact in rest} - {
        fact.digest for fact in line
    }
    assert rules.state(line, receipts(book), now).folded.steps == found.folded.steps


@settings(max_examples=300, deadline=None)
@given(any_story, st.randoms(use_true_random=False))
def test_a_row_can_be_brought_along_however_the_letters_come(
    book: Book, dice: random.Random
) -> None:
    """What the actions do with the row: moves of the table where they exist, restated where not."""
    later = book.facts[1:]
    dice.shuffle(later)
    held: list[LetterFact] = [book.opening]
    row, steps = TABLE.start, ()
    now = START
    for fact in [None, *later, None]:
        held += [] if fact is None else [fact]
        now += timedelta(days=dice.choice([0, 1, 20]))
        target = rules.state(held, receipts(book), now)
        moves = rules.path(steps, target.folded.steps, row, book.measure)
        if moves is None:
            row = target.state
        for move in moves or ():
            row = TABLE.next(row, move.event, move.by, book.measure)
        assert row == target.state
        steps = target.folded.steps


@settings(max_examples=100, deadline=None)
@given(stories(honest=True))
def test_letters_that_come_in_their_order_and_did_not_cross_need_no_restating(book: Book) -> None:
    calm = Book(book.measure)
    for number, fact in enumerate(book.facts[1:]):
        calm.meet()
        name = fact.type.removeprefix("assistance.")
        if name in possible(calm, fact.side):
            write_any(calm, fact.side, name, number)
    steps: tuple[rules.Step, ...] = ()
    row = TABLE.start
    for count in range(1, len(calm.facts) + 1):
        target = rules.state(calm.facts[:count], receipts(calm), NOW)
        moves = rules.path(steps, target.folded.steps, row, calm.measure)
        assert moves is not None
        row, steps = target.state, target.folded.steps
