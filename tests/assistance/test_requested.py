"""Our officers are asked by another State: promise, decide, hold, follow up, refuse. Their letters are real."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from comity.assistance import actions, queries
from comity.assistance.errors import (
    ConditionsNotAcceptedError,
    ContentMissingError,
    DirectoryTooOldForUrgentError,
    GroundNotAllowedError,
    HoldEndMissingError,
    HoldLinkAmbiguousError,
    HoldNeededError,
    HoldTooShortError,
    LetterNotAllowedNowError,
    WrongSideError,
)
from comity.jobs import worker
from comity.journal import clock
from comity.officers.errors import NotAllowedError
from comity.officers.models import Officer
from comity.wire.errors import ComityError
from tests.assistance.conftest import Clock, Side, opening_body, sent, words

MA, CENTRAL = "MA/contact-point", "MA/central-authority"
JOBS = ["assistance.clock", "assistance.follow-up"]


@pytest.fixture
def duty(requested: Side) -> Officer:
    return requested.officer(MA, "decide", "draft")


@pytest.fixture
def matter(requested: Side) -> str:
    """A preservation request that has arrived."""
    return requested.say("preservation-request", opening_body("M01")).letter.digest


def later(**by: float) -> Any:
    return (clock.now() + timedelta(**by)).replace(microsecond=0)


def accepted(side: Side, duty: Officer, matter: str) -> str:
    side.approve(actions.accept(duty, matter))
    side.hand_over()
    return matter


def held(side: Side, duty: Officer, matter: str, days: float = 61) -> str:
    accepted(side, duty, matter)
    actions.report_hold(duty, matter, effective_from=later(), expires_at=later(days=days))
    side.hand_over()
    return matter


def formal(side: Side, hold: str | None = None) -> str:
    """Their formal request arrives."""
    more = {} if hold is None else {"hold": hold}
    return side.say("formal-request", opening_body("M03", **more)).letter.digest


def test_a_request_that_arrives_waits_with_its_clock(
    requested: Side, duty: Officer, matter: str
) -> None:
    row = requested.row(matter)
    assert (row.state, row.side, row.due_clock) == ("received", "requested", "C18")
    assert row.due_at - row.received_at == timedelta(hours=8)
    assert list(queries.queue(duty)) == [row]
    assert queries.shortcomings(row) == []
    assert "acceptance" in queries.allowed_letters(row)


def test_what_a_request_lacks_is_shown_before_anybody_refuses(
    requested: Side, duty: Officer
) -> None:
    body = {key: value for key, value in opening_body("M01").items() if key != "necessity"}
    matter = requested.say("preservation-request", body).letter.digest
    assert any("29(2)(e)" in one for one in queries.shortcomings(requested.row(matter)))
    pending = actions.ask(duty, matter, about="facts", text="Why is it necessary?")
    assert pending.state == "sent"
    requested.hand_over()
    assert requested.same_on_both_sides(matter).state == "clarification_needed"
    requested.say(
        "answer", {"question": pending.letter, "text": words("It will be deleted.")}, matter
    )
    assert requested.row(matter).state == "received"


def test_promise_accept_and_hold(requested: Side, duty: Officer, matter: str) -> None:
    assert actions.promise(duty, matter, expected_by=later(hours=3)).state == "sent"
    assert requested.row(matter).due_clock == "promise"
    pending = actions.accept(duty, matter, reference="MA-9")
    assert pending.state == "waiting"
    requested.approve(pending)
    actions.report_hold(duty, matter, effective_from=later(), expires_at=later(days=61))
    requested.hand_over()
    assert requested.same_on_both_sides(matter).state == "hold_active"


WRONG_HOLDS: dict[str, tuple[Callable[[], dict[str, Any]], type[ComityError]]] = {
    "fifty-nine days": (
        lambda: {"effective_from": later(), "expires_at": later(days=59)},
        HoldTooShortError,
    ),
    "sixty days from an effect before receipt": (
        lambda: {"effective_from": later(days=-3), "expires_at": later(days=56)},
        HoldTooShortError,
    ),
    "no end and no reason": (lambda: {"effective_from": later()}, HoldEndMissingError),
    "an end beyond sense": (
        lambda: {"effective_from": later(), "expires_at": later(days=9_000)},
        HoldEndMissingError,
    ),
    "no beginning": (lambda: {"expires_at": later(days=61)}, HoldEndMissingError),
    "partial without saying what": (
        lambda: {"effective_from": later(), "expires_at": later(days=61), "partial": True},
        ContentMissingError,
    ),
}


@pytest.mark.parametrize("name", WRONG_HOLDS)
def test_a_hold_that_must_not_be_reported(
    requested: Side, duty: Officer, matter: str, name: str
) -> None:
    accepted(requested, duty, matter)
    values, error = WRONG_HOLDS[name]
    with pytest.raises(error) as refused:
        actions.report_hold(duty, matter, **values())
    assert len(refused.value.sentence) > 20
    assert requested.row(matter).state == "accepted"


def test_a_hold_from_before_receipt_counts_from_there(
    requested: Side, duty: Officer, matter: str
) -> None:
    accepted(requested, duty, matter)
    actions.report_hold(
        duty, matter, effective_from=later(days=-3), expires_at=later(days=57, hours=1)
    )
    assert requested.row(matter).state == "hold_active"


def test_a_hold_is_not_shortened(requested: Side, duty: Officer, matter: str) -> None:
    held(requested, duty, matter, days=90)
    with pytest.raises(HoldTooShortError):
        actions.report_hold(duty, matter, effective_from=later(), expires_at=later(days=70))


def test_a_partial_hold_is_shown_as_partial(requested: Side, duty: Officer, matter: str) -> None:
    accepted(requested, duty, matter)
    actions.report_hold(
        duty,
        matter,
        effective_from=later(),
        expires_at=later(days=61),
        partial=True,
        partial_reason="The access log could not be read.",
    )
    assert requested.row(matter).hold_partial


def test_what_providers_certified_is_reported(
    requested: Side, duty: Officer, matter: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    accepted(requested, duty, matter)
    certified = queries.CertifiedHold(later(minutes=-5), later(days=80), False, ("order",))
    monkeypatch.setattr(queries, "held_by_certificate", lambda matter: certified)
    actions.report_hold(duty, matter, order_reference="ORD-1")
    row = requested.row(matter)
    assert row.hold_effective_from == certified.effective_from
    assert row.hold_expires_at == certified.expires_at


GROUNDS: dict[str, tuple[str, str, str, bool]] = {
    "essential interests": ("refuse", "M01", "R-ESS", True),
    "political offence": ("refuse", "M01", "R-POL", True),
    "no such power is no ground for a hold": ("refuse", "M01", "R-LAW", False),
    "not in a domestic case": ("refuse", "M01", "R-DOM", False),
    "unknown ground": ("refuse", "M01", "R-NONE", False),
    "a postponement is no refusal": ("refuse", "M03", "P-PROC", False),
    "law of the requested State": ("refuse", "M03", "R-LAW", True),
    "a hold is not postponed": ("postpone", "M01", "P-PROC", False),
    "own proceedings": ("postpone", "M03", "P-PROC", True),
    "a refusal is no postponement": ("postpone", "M03", "R-ESS", False),
}


@pytest.mark.parametrize("name", GROUNDS)
def test_only_grounds_of_the_instrument(requested: Side, duty: Officer, name: str) -> None:
    verb, measure, ground, allowed = GROUNDS[name]
    opening = "preservation-request" if measure == "M01" else "formal-request"
    matter = requested.say(opening, opening_body(measure)).letter.digest
    officer = duty if measure == "M01" else requested.officer(CENTRAL, "decide")

    def act() -> Any:
        if verb == "refuse":
            return actions.refuse(officer, matter, ground=ground, reason="Said here.")
        return actions.postpone(
            officer, matter, ground=ground, reason="Said here.", expected_by=later(days=30)
        )

    if not allowed:
        with pytest.raises(GroundNotAllowedError) as refused:
            act()
        assert refused.value.sentence
        return
    requested.approve(act())
    requested.hand_over()
    expected = "refused" if verb == "refuse" else "postponed"
    assert requested.same_on_both_sides(matter).state == expected


def test_what_cannot_be_done_is_said_as_such(requested: Side, duty: Officer, matter: str) -> None:
    pending = actions.report_not_executable(
        duty, matter, code="no_such_power", reason="No preservation power in our law."
    )
    requested.approve(pending)
    assert requested.row(matter).state == "not_executable"


def test_a_refusal_that_crosses_the_withdrawal(requested: Side, duty: Officer, matter: str) -> None:
    withdrawal = requested.letter("withdrawal", {"reason": words("Cleared.")}, matter)
    requested.approve(actions.refuse(duty, matter, ground="R-ESS", reason="Interests."))
    requested.deliver(withdrawal)
    requested.hand_over()
    assert requested.same_on_both_sides(matter).state == "refused"


def test_the_hold_follows_the_formal_request_by_itself(
    requested: Side, duty: Officer, matter: str
) -> None:
    held(requested, duty, matter)
    request = formal(requested, matter)
    assert requested.row(request).linked_matter == matter
    assert requested.row(matter).state == "hold_active"
    worker.run_pending(kinds=JOBS)
    row = requested.row(matter)
    assert (row.state, row.due_at) == ("followed_up", None)
    assert row.hold_open_ended_since == requested.row(request).received_at.replace(microsecond=0)
    requested.hand_over()
    assert requested.same_on_both_sides(matter).follow_up == request
    worker.run_pending(kinds=JOBS)
    again = actions.receive_follow_up(duty, matter, formal_request=request)
    assert again is None
    central = requested.officer(CENTRAL, "decide")
    assert queries.request_for(central, matter).matter == matter
    assert queries.request_for(duty, request).matter == request


def test_a_formal_request_that_comes_before_the_hold(
    requested: Side, duty: Officer, matter: str
) -> None:
    formal(requested, matter)
    worker.run_pending(kinds=JOBS)
    held(requested, duty, matter)
    worker.run_pending(kinds=JOBS)
    assert requested.row(matter).state == "followed_up"


def test_a_formal_request_that_crosses_the_lifting(
    requested: Side, duty: Officer, matter: str
) -> None:
    held(requested, duty, matter)
    request = requested.letter("formal-request", opening_body("M03", hold=matter))
    requested.approve(actions.lift(duty, matter, reason="no_longer_necessary"))
    requested.deliver(request)
    worker.run_pending(kinds=JOBS)
    assert requested.row(matter).state == "lifted"
    assert [one.kind for one in queries.alarms(duty)] == ["follow-up-late"]
    requested.hand_over()
    requested.same_on_both_sides(matter)


def test_a_formal_request_that_names_no_known_hold(requested: Side, duty: Officer) -> None:
    request = formal(requested, "sha256:" + "7" * 64)
    central = requested.officer(CENTRAL, "decide")
    assert [one.kind for one in queries.alarms(central)] == ["hold-unknown"]
    assert requested.row(request).linked_matter == ""


def test_another_formal_request_is_not_taken_for_the_follow_up(
    requested: Side, duty: Officer, matter: str
) -> None:
    held(requested, duty, matter)
    other = formal(requested)
    with pytest.raises(HoldLinkAmbiguousError):
        actions.receive_follow_up(duty, matter, formal_request=other)


def test_the_data_stay_held_until_the_formal_request_is_decided(
    requested: Side, duty: Officer, matter: str
) -> None:
    held(requested, duty, matter)
    request = formal(requested, matter)
    worker.run_pending(kinds=JOBS)
    with pytest.raises(HoldNeededError):
        actions.lift(duty, matter, reason="no_longer_necessary")
    central = requested.officer(CENTRAL, "decide")
    refusal = actions.refuse(central, request, ground="R-ESS", reason="Interests.")
    requested.approve(refusal)
    requested.approve(actions.lift(duty, matter, reason="decided"))
    row = requested.row(matter)
    assert (row.state, row.outcome) == ("lifted", "lifted")


def test_a_lifting_needs_a_second_person(requested: Side, duty: Officer, matter: str) -> None:
    held(requested, duty, matter)
    pending = actions.lift(duty, matter, reason="no_longer_necessary")
    person = requested.ours.people[MA][0]
    from comity.officers import actions as officers
    from comity.wire import canonical

    own = person.approve(bytes(pending.core), MA, "decide", clock.now())
    with pytest.raises(ComityError):
        officers.add_approval(None, pending.pk, canonical.encode(own))
    assert requested.row(matter).state == "hold_active"


def test_nothing_is_disclosed_before_the_conditions_are_accepted(
    without_evidence: None, requested: Side
) -> None:
    matter = formal(requested)
    central = requested.officer(CENTRAL, "decide", "custody")
    offer = actions.offer_conditions(central, matter, conditions=[{"code": "only_this_case"}])
    requested.approve(offer)
    requested.hand_over()
    digest = "sha256:" + "1" * 64
    exhibit = {"exhibit": "E-1", "manifest": digest, "packet": digest, "name": "mailbox.zip"}
    exhibits = [{**exhibit, "length": 10, "sha256": digest}]
    with pytest.raises(ConditionsNotAcceptedError):
        actions.disclose(central, matter, exhibits=exhibits)
    requested.say("conditions-accepted", {"offer": sent_digest(offer)}, matter)
    requested.approve(actions.accept(central, matter))
    letter = sent(requested.approve(actions.disclose(central, matter, exhibits=exhibits)))
    requested.hand_over()
    situation = requested.same_on_both_sides(matter)
    assert situation.state == "disclosed"
    assert situation.conditions is not None
    found = {"disclosure": letter.digest, "exhibits": [{"exhibit": "E-1", "result": "rejected"}]}
    requested.say("verification", found, matter)
    assert requested.row(matter).state == "rejected"


def sent_digest(pending: Any) -> str:
    pending.refresh_from_db()
    return str(pending.letter)


def test_a_hold_is_never_disclosed(requested: Side, duty: Officer, matter: str) -> None:
    held(requested, duty, matter)
    digest = "sha256:" + "1" * 64
    exhibit = {"exhibit": "E-1", "manifest": digest, "packet": digest, "name": "mailbox.zip"}
    with pytest.raises(LetterNotAllowedNowError):
        actions.disclose(duty, matter, exhibits=[{**exhibit, "length": 1, "sha256": digest}])


def test_an_overdue_promise_rings(
    requested: Side, duty: Officer, matter: str, demo_clock: Clock
) -> None:
    worker.run_pending(kinds=JOBS)
    assert not queries.alarms(duty)
    demo_clock.forward(hours=9)
    worker.run_pending(kinds=JOBS)
    assert [one.kind for one in queries.alarms(duty)] == ["due:C18"]


def test_both_close(requested: Side, duty: Officer, matter: str) -> None:
    requested.approve(actions.refuse(duty, matter, ground="R-ESS", reason="Interests."))
    requested.hand_over()
    theirs = requested.letter("closing", {"outcome": "refused"}, matter)
    actions.close(duty, matter)
    requested.deliver(theirs)
    requested.hand_over()
    situation = requested.same_on_both_sides(matter)
    assert (situation.state, situation.outcome) == ("closed", "refused")
    with pytest.raises(LetterNotAllowedNowError):
        actions.ask(duty, matter, about="other", text="And now?")


NOT_OURS: dict[str, tuple[Callable[[Officer, str], Any], type[ComityError]]] = {
    "withdrawing": (lambda o, m: actions.withdraw(o, m, reason="x"), WrongSideError),
    "accepting conditions": (actions.accept_conditions, WrongSideError),
    "holding before accepting": (
        lambda o, m: actions.report_hold(o, m, effective_from=later(), expires_at=later(days=61)),
        LetterNotAllowedNowError,
    ),
    "lifting what is not held": (
        lambda o, m: actions.lift(o, m, reason="other"),
        LetterNotAllowedNowError,
    ),
}


@pytest.mark.parametrize("name", NOT_OURS)
def test_what_cannot_be_written_now(requested: Side, duty: Officer, matter: str, name: str) -> None:
    act, error = NOT_OURS[name]
    with pytest.raises(error):
        act(duty, matter)


def test_who_may_only_keep_exhibits_decides_nothing(requested: Side, matter: str) -> None:
    with pytest.raises(NotAllowedError):
        actions.accept(requested.officer(MA, "custody"), matter)


URGENT = [
    ("urgent", {"urgency": {"reasons": ["volatility"]}}),
    ("emergency", {"emergency": {"kind": "life_or_safety", "facts": words("a threat")}}),
]


@pytest.mark.parametrize(("name", "more"), URGENT, ids=[row[0] for row in URGENT])
def test_nothing_urgent_is_granted_on_an_expired_directory(
    requested: Side, duty: Officer, demo_clock: Clock, name: str, more: dict[str, Any]
) -> None:
    urgent = requested.say("preservation-request", opening_body("M01", **more)).letter.digest
    calm = requested.say("preservation-request", opening_body("M01")).letter.digest
    demo_clock.forward(hours=30)
    with pytest.raises(DirectoryTooOldForUrgentError):
        actions.accept(duty, urgent)
    assert actions.accept(duty, calm).state == "waiting"
