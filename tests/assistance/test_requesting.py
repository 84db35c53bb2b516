"""Our officers ask another State: draft, approve, follow, withdraw. The other side's letters are real."""

from typing import Any

import pytest

from comity.assistance import actions, queries
from comity.assistance.errors import (
    AddresseeNotCompetentError,
    ContentMissingError,
    HoldLinkUnknownError,
    LetterNotAllowedNowError,
    MlaAnnouncementMissingError,
    NotYourRequestError,
    OfferNotOpenError,
    UnknownRequestError,
    WrongSideError,
)
from comity.jobs import worker
from comity.journal import queries as journal
from comity.law.errors import NoInstrumentError, NotACarrierError, UnknownDataItemError
from comity.officers.errors import NotAllowedError
from comity.officers.models import Officer
from comity.wire.errors import BodyInvalidError, ComityError, IpTimeZoneMissingError
from tests.assistance.conftest import FORMAL, REQUEST, Clock, Side, decided, in_days, sent, words

RO, MA = "RO/contact-point", "MA/contact-point"
CENTRAL, ISSUING = "RO/central-authority", "RO/issuing-authority"


@pytest.fixture
def officer(requesting: Side) -> Officer:
    return requesting.officer(RO, "draft")


def asked(side: Side, officer: Officer, **more: Any) -> str:
    """A preservation request that was sent and received; its matter."""
    pending = actions.draft_preservation(officer, to_authority=MA, request={**REQUEST, **more})
    matter = side.approve(pending).letter
    side.hand_over()
    return matter


def held(side: Side, officer: Officer, days: float = 61) -> str:
    """A request that was granted, with a hold reported for so many days from now."""
    matter = asked(side, officer)
    side.say("acceptance", {}, matter)
    side.say("hold-report", {"effective_from": in_days(0), "expires_at": in_days(days)}, matter)
    return matter


def test_a_request_leaves_when_a_second_person_has_approved(
    requesting: Side, officer: Officer
) -> None:
    pending = actions.draft_preservation(officer, to_authority=MA, request=REQUEST)
    assert (pending.state, pending.drafter) == ("waiting", officer.person)
    matter = requesting.approve(pending).letter
    row = requesting.row(matter)
    assert (row.state, row.due_clock, row.instrument) == ("sent", "C18", "cets-185")
    assert queries.body_of(row).reference == REQUEST["reference"]
    requesting.hand_over()
    row = requesting.row(matter)
    assert row.state == "received"
    assert row.received_at is not None
    requesting.same_on_both_sides(matter)


def test_the_letter_says_on_what_it_rests_and_what_was_not_checked(
    requesting: Side, officer: Officer
) -> None:
    row = requesting.row(asked(requesting, officer))
    basis = queries.body_of(row).basis
    assert (basis.instrument, basis.article) == ("cets-185", "BC 29")
    assert basis.data_version.startswith("sha256:")
    assert queries.shortcomings(row) == []


def without(name: str) -> dict[str, Any]:
    return {key: value for key, value in REQUEST.items() if key != name}


def with_identifier(**identifier: Any) -> dict[str, Any]:
    return {**REQUEST, "data": {"identifiers": [identifier], "items": ["d.mailbox"]}}


INCOMPLETE: dict[str, tuple[dict[str, Any], type[ComityError]]] = {
    "no announcement of a formal request": (
        {**REQUEST, "follow_up": {"announced": False}},
        MlaAnnouncementMissingError,
    ),
    "no facts": (without("facts"), ContentMissingError),
    "no offence": ({**REQUEST, "offences": []}, ContentMissingError),
    "no relation to the offence": (without("relation"), ContentMissingError),
    "no necessity": (without("necessity"), ContentMissingError),
    "no reference": (without("reference"), BodyInvalidError),
    "no identifier": (
        {**REQUEST, "data": {"identifiers": [], "items": ["d.mailbox"]}},
        BodyInvalidError,
    ),
    "an IP address without time and zone": (
        with_identifier(kind="ip_address", value="203.0.113.7"),
        IpTimeZoneMissingError,
    ),
    "an IP address with a time without zone": (
        with_identifier(kind="ip_address", value="203.0.113.7", time="2026-11-25T22:00:00"),
        BodyInvalidError,
    ),
    "an unknown data item": (
        {**REQUEST, "data": {**REQUEST["data"], "items": ["z.everything"]}},
        UnknownDataItemError,
    ),
    "an emergency without facts": (
        {**REQUEST, "emergency": {"kind": "life_or_safety"}},
        BodyInvalidError,
    ),
    "a fraction": ({**REQUEST, "hold_days": 60.5}, ComityError),
}


@pytest.mark.parametrize("name", INCOMPLETE)
def test_an_incomplete_request_is_not_drafted(
    requesting: Side, officer: Officer, name: str
) -> None:
    request, error = INCOMPLETE[name]
    with pytest.raises(error) as refused:
        actions.draft_preservation(officer, to_authority=MA, request=request)
    assert len(refused.value.sentence) > 20


def test_what_is_asked_only_as_far_as_known_stops_nothing(
    requesting: Side, officer: Officer
) -> None:
    assert "custodian" not in REQUEST
    assert "persons" not in REQUEST
    assert asked(requesting, officer)


def test_an_ip_address_with_time_and_zone_is_drafted(requesting: Side, officer: Officer) -> None:
    identifier = {"kind": "ip_address", "value": "203.0.113.7", "time": "2026-11-25T22:00:00Z"}
    request = with_identifier(**identifier)
    assert actions.draft_preservation(officer, to_authority=MA, request=request)


def test_between_states_that_no_instrument_binds_nothing_is_drafted(
    requesting: Side, officer: Officer
) -> None:
    """Romania and Estonia have an instrument each with others; between them European orders govern."""
    with pytest.raises(NoInstrumentError, match="M16"):
        actions.draft_preservation(officer, to_authority="EE/contact-point", request=REQUEST)


def test_an_instrument_that_does_not_carry_the_measure_is_refused(
    requesting: Side, officer: Officer
) -> None:
    with pytest.raises(NotACarrierError):
        actions.draft_preservation(officer, to_authority=MA, request=REQUEST, instrument="ets-030")


def test_an_addressee_that_is_not_competent_is_refused(
    requesting: Side, officer: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    from comity.trust import queries as trust

    entry = trust.directory().authority(MA)
    monkeypatch.setitem(entry.competences, "M01", ("request",))
    with pytest.raises(AddresseeNotCompetentError):
        actions.draft_preservation(officer, to_authority=MA, request=REQUEST)


def test_who_may_not_draft_drafts_nothing(requesting: Side) -> None:
    with pytest.raises(NotAllowedError):
        actions.draft_preservation(
            requesting.officer(RO, "custody"), to_authority=MA, request=REQUEST
        )


def test_the_other_sides_letters_move_the_row(requesting: Side, officer: Officer) -> None:
    matter = asked(requesting, officer)
    requesting.say("promise", {"expected_by": in_days(0.2)}, matter)
    assert requesting.row(matter).due_clock == "promise"
    requesting.say("acceptance", {"reference": "MA-9"}, matter)
    assert requesting.row(matter).state == "accepted"
    end = in_days(61)
    requesting.say("hold-report", {"effective_from": in_days(0), "expires_at": end}, matter)
    row = requesting.row(matter)
    assert (row.state, row.due_clock) == ("hold_active", "C1")
    assert row.hold_expires_at == row.due_at
    requesting.same_on_both_sides(matter)
    ends = [item.end for item in queries.timeline(matter)]
    assert ends == ["sent", "promised", "accepted", "hold_active"]
    events = [entry.event for entry in journal.entries_about(matter)]
    assert "assistance:request:assistance.hold-report" in events


def test_questions_are_answered_by_their_digest(requesting: Side, officer: Officer) -> None:
    matter = asked(requesting, officer)
    question = requesting.say(
        "question", {"about": "identifier", "text": words("Which mailbox?")}, matter
    )
    row = requesting.row(matter)
    assert (row.state, row.due_clock) == ("clarification_needed", "question")
    assert "answer" in queries.allowed_letters(row)
    pending = actions.answer(
        officer, matter, question=question.letter.digest, text="The one in the request."
    )
    assert pending.state == "sent"
    assert requesting.row(matter).state == "received"
    requesting.hand_over()
    requesting.same_on_both_sides(matter)
    assert "answer" not in queries.allowed_letters(requesting.row(matter))


def test_a_withdrawal_needs_as_many_persons_as_the_request(
    requesting: Side, officer: Officer
) -> None:
    matter = held(requesting, officer)
    pending = actions.withdraw(officer, matter, reason="The suspect was cleared.")
    assert pending.state == "waiting"
    assert requesting.row(matter).state == "hold_active"
    requesting.approve(pending)
    requesting.hand_over()
    assert requesting.same_on_both_sides(matter).state == "withdrawn"


def test_a_withdrawal_that_crosses_the_hold_report(requesting: Side, officer: Officer) -> None:
    matter = asked(requesting, officer)
    requesting.say("acceptance", {}, matter)
    requesting.approve(actions.withdraw(officer, matter, reason="Not needed."))
    requesting.say("hold-report", {"effective_from": in_days(0), "expires_at": in_days(61)}, matter)
    row = requesting.row(matter)
    assert row.state == "withdrawn"
    assert row.hold_expires_at is not None
    requesting.hand_over()
    requesting.same_on_both_sides(matter)
    restated = [one for one in journal.entries_about(matter) if one.event.endswith(":restated")]
    assert len(restated) == 1


def test_letters_out_of_order_wait_and_then_count(requesting: Side, officer: Officer) -> None:
    matter = asked(requesting, officer)
    first = requesting.letter("acceptance", {}, matter)
    second = requesting.letter(
        "hold-report", {"effective_from": in_days(0), "expires_at": in_days(61)}, matter
    )
    requesting.deliver(second)
    row = requesting.row(matter)
    assert (row.state, row.waiting) == ("received", [second.letter.digest])
    requesting.deliver(first)
    row = requesting.row(matter)
    assert (row.state, row.waiting) == ("hold_active", [])
    requesting.same_on_both_sides(matter)


def test_a_letter_that_changes_nothing_is_shown_with_the_reason(
    requesting: Side, officer: Officer
) -> None:
    matter = asked(requesting, officer)
    requesting.say("refusal", {"ground": "R-ESS", "reason": words("Essential interests.")}, matter)
    requesting.say("lift", {"reason": "other"}, matter)
    row = requesting.row(matter)
    assert row.state == "refused"
    assert [reason for _, reason in row.without_effect] == ["not foreseen in state refused"]
    assert [item.why_idle for item in queries.timeline(matter)][-1]


def test_conditions_are_accepted_before_anything_is_given(
    requesting: Side, officer: Officer
) -> None:
    matter = formal(requesting, officer)
    clerk = requesting.officer(CENTRAL, "draft")
    with pytest.raises(LetterNotAllowedNowError):
        actions.accept_conditions(clerk, matter)
    body = {"conditions": [{"code": "only_this_case"}]}
    offer = requesting.say("conditions", body, matter, writer="MA/central-authority")
    requesting.approve(actions.accept_conditions(clerk, matter))
    requesting.hand_over()
    situation = requesting.same_on_both_sides(matter)
    assert situation.state == "conditions_accepted"
    assert situation.conditions is not None
    assert situation.conditions.digest == offer.letter.digest
    requesting.say("acceptance", {}, matter, writer="MA/central-authority")
    assert requesting.row(matter).state == "accepted"


def formal(side: Side, officer: Officer, hold: str | None = None) -> str:
    """A formal request that was issued, transmitted and received; its matter."""
    pending = actions.draft_formal(
        officer,
        to_authority="MA/central-authority",
        from_authority=CENTRAL,
        request=FORMAL,
        hold=hold,
        decision=decided(officer),
    )
    matter = side.approve(pending).letter
    side.hand_over()
    return matter


def test_a_formal_request_is_linked_to_its_hold_and_seen_by_both(
    requesting: Side, officer: Officer
) -> None:
    hold = held(requesting, officer)
    matter = formal(requesting, officer, hold)
    assert requesting.row(matter).linked_matter == hold
    assert requesting.row(hold).linked_matter == matter
    judge = requesting.officer(ISSUING, "issue")
    central = requesting.officer(CENTRAL, "transmit")
    assert queries.request_for(officer, matter).matter == matter
    assert queries.request_for(central, hold).matter == hold
    assert queries.request_for(judge, matter).matter == matter
    with pytest.raises(UnknownRequestError):
        queries.request_for(judge, hold)
    with pytest.raises(NotYourRequestError):
        actions.ask(officer, matter, about="scope", text="May I?")
    body = {"formal_request": matter, "received_at": in_days(0)}
    requesting.say("follow-up-received", body, hold)
    row = requesting.row(hold)
    assert (row.state, row.outcome, row.due_at) == ("followed_up", "followed_up", None)
    assert row.hold_open_ended_since is not None


@pytest.mark.parametrize("hold", ["sha256:" + "0" * 64, "withdrawn"])
def test_a_formal_request_follows_only_a_hold_of_ours(
    requesting: Side, officer: Officer, hold: str
) -> None:
    if hold == "withdrawn":
        hold = held(requesting, officer)
        requesting.approve(actions.withdraw(officer, hold, reason="Not needed."))
    with pytest.raises(HoldLinkUnknownError):
        formal(requesting, officer, hold)


def test_a_disclosure_is_verified_by_the_node_itself(
    without_evidence: None, requesting: Side, officer: Officer
) -> None:
    matter = formal(requesting, officer)
    central = {"writer": "MA/central-authority"}
    requesting.say("acceptance", {}, matter, **central)
    digest = "sha256:" + "1" * 64
    exhibit = {"exhibit": "E-1", "manifest": digest, "packet": digest, "name": "mailbox.zip"}
    exhibits = [{**exhibit, "length": 10, "sha256": digest}]
    letter = requesting.say("disclosure", {"exhibits": exhibits}, matter, **central)
    assert requesting.row(matter).state == "disclosed"
    found = [{"exhibit": "E-1", "result": "verified", "sha256": digest}]
    disclosure = letter.letter.digest
    pending = actions.report_verification(matter, disclosure=disclosure, exhibits=found)
    assert pending is not None
    assert sent(pending).drafter == "RO-automatic"
    assert requesting.row(matter).state == "verified"
    assert actions.report_verification(matter, disclosure=disclosure, exhibits=found) is None
    requesting.hand_over()
    requesting.same_on_both_sides(matter)
    clerk = requesting.officer(CENTRAL, "draft")
    closing = actions.close(clerk, matter, text="Used at trial.")
    assert closing.state == "sent"
    assert (requesting.row(matter).state, requesting.row(matter).outcome) == ("closed", "verified")


def test_a_hold_never_runs_out_silently(
    requesting: Side, officer: Officer, demo_clock: Clock
) -> None:
    matter = held(requesting, officer, days=60)
    rung: list[str] = []
    for days, kinds in [(29, []), (2, ["50%"]), (16, ["14 days before"]), (2, ["80%"]), (20, None)]:
        demo_clock.forward(days=days)
        worker.run_pending(kinds=["assistance.clock"])
        new = [one.kind for one in queries.alarms(officer) if one.kind not in rung]
        rung += new
        if kinds is not None:
            assert sorted(new) == sorted(f"hold:{kind}" for kind in kinds)
    assert "hold:expired" in rung
    assert requesting.row(matter).state == "expired"
    alarm = queries.alarms(officer)[0]
    actions.acknowledge_alarm(officer, alarm.pk)
    assert alarm.pk not in {one.pk for one in queries.alarms(officer)}
    requesting.say("closing", {"outcome": "expired"}, matter)
    assert requesting.row(matter).state == "closed"


def test_a_letter_that_comes_after_the_end_still_counts(
    requesting: Side, officer: Officer, demo_clock: Clock
) -> None:
    matter = held(requesting, officer, days=60)
    late = requesting.letter(
        "hold-report", {"effective_from": in_days(0), "expires_at": in_days(120)}, matter
    )
    demo_clock.forward(days=61)
    worker.run_pending(kinds=["assistance.clock"])
    assert requesting.row(matter).state == "expired"
    requesting.deliver(late)
    assert requesting.row(matter).state == "hold_active"
    requesting.same_on_both_sides(matter)


NOT_NOW: dict[str, tuple[Any, type[ComityError]]] = {
    "accepting as the one who asks": (actions.accept, WrongSideError),
    "lifting as the one who asks": (
        lambda o, m: actions.lift(o, m, reason="other"),
        WrongSideError,
    ),
    "closing what is open": (actions.close, LetterNotAllowedNowError),
    "answering without a question": (
        lambda o, m: actions.answer(o, m, question="sha256:" + "0" * 64, text="x"),
        ComityError,
    ),
    "accepting conditions that nobody offered": (
        actions.accept_conditions,
        LetterNotAllowedNowError,
    ),
    "another matter": (
        lambda o, m: actions.ask(o, "sha256:" + "0" * 64, about="scope", text="x"),
        UnknownRequestError,
    ),
}


@pytest.mark.parametrize("name", NOT_NOW)
def test_what_cannot_be_written_now(requesting: Side, officer: Officer, name: str) -> None:
    matter = asked(requesting, officer)
    act, error = NOT_NOW[name]
    with pytest.raises(error) as refused:
        act(officer, matter)
    assert len(refused.value.sentence) > 20


def test_an_offer_that_is_gone_is_not_accepted(
    requesting: Side, officer: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    matter = asked(requesting, officer)
    requesting.say("conditions", {"conditions": [{"code": "confidential"}]}, matter)
    situation = queries.situation(matter)
    monkeypatch.setattr(queries, "situation", lambda matter: _without_offer(situation))
    with pytest.raises(OfferNotOpenError):
        actions.accept_conditions(officer, matter)


def _without_offer(situation: Any) -> Any:
    from dataclasses import replace

    return replace(situation, offer=None)
