"""Double criminality at work: the questions, the finding, the decision, and computing it again."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from comity.assistance import actions, queries
from comity.assistance.actions import CriminalityDecision
from comity.assistance.errors import UnknownAssessmentError
from comity.assistance.models import CriminalityAssessment
from comity.journal import clock
from comity.journal import queries as journal
from comity.law.criminality import CaseError
from comity.law.criminality.record import EngineChangedError, again, digest
from comity.law.release import packaged
from comity.officers.models import Officer, PendingLetter
from comity.wire.errors import ComityError
from tests.assistance.conftest import FORMAL, FRAUD, Side, decided
from tests.assistance.test_requesting import held

RO, CENTRAL, MA_CENTRAL = "RO/contact-point", "RO/central-authority", "MA/central-authority"
QUESTIONS = "/requests/criminality/"


@pytest.fixture
def clerk(requesting: Side) -> Officer:
    return requesting.officer(RO, "draft")


def signed_in(officer: Officer) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=officer.user_id))
    return client


def test_the_questions_lead_to_a_finding_that_is_kept(requesting: Side, clerk: Officer) -> None:
    client = signed_in(clerk)
    start = client.get(QUESTIONS, {"to": "MA", "measure": "M01"})
    assert start.status_code == 200 and b"illegal_access" in start.content
    asked = {"to": "MA", "measure": "M01", "types": ["illegal_access"], "on": "2026-11-22"}
    page = client.get(QUESTIONS, asked)
    assert b"e_access" in page.content and b"e_intent" in page.content
    address = f"{QUESTIONS}?to=MA&measure=M01&types=illegal_access&on=2026-11-22"
    given = {"stage": "completed", "e_access": "present", "e_intent": "present", "all_told": "on"}
    response = client.post(address, given)
    row = CriminalityAssessment.objects.get()
    assert response["Location"] == f"/requests/criminality/{row.pk}/"
    shown = client.get(response["Location"])
    assert shown.status_code == 200 and b"computed again: the same" in shown.content
    entry = journal.entries_about(row.record).get(event="assistance:criminality:assessed")
    assert entry.facts is not None and entry.facts["case"] == row.case
    assert json.loads(row.case)["facts"]["rest"] == "absent"
    listed = client.get("/requests/new/preservation/", {"state": "MA"}).content.decode()
    assert f"/requests/criminality/{row.pk}/" in listed and "Forecast" in listed


def test_what_the_journal_keeps_gives_the_same_bytes_again(clerk: Officer) -> None:
    decided(clerk)
    row = CriminalityAssessment.objects.get()
    entry = journal.entries_about(row.record).get(event="assistance:criminality:assessed")
    kept = entry.facts or {}
    found = again(kept["case"], release=packaged(), engine=kept["engine"])
    assert (digest(found), found.data_version) == (kept["record"], kept["data_version"])
    with pytest.raises(EngineChangedError):
        again(kept["case"], release=packaged(), engine=kept["engine"] + 1)


Wrong = Callable[[Officer, str], CriminalityDecision | None]
WRONG: dict[str, tuple[Wrong, str]] = {
    "none at all": (lambda o, h: None, "CriminalityDecisionMissingError"),
    "no decision": (
        lambda o, h: CriminalityDecision(decided(o, h).assessment, "", "Because."),
        "CriminalityDecisionMissingError",
    ),
    "an unknown decision": (
        lambda o, h: CriminalityDecision(decided(o, h).assessment, "perhaps", "Because."),
        "CriminalityDecisionMissingError",
    ),
    "no reasons": (
        lambda o, h: CriminalityDecision(decided(o, h).assessment, "given", "  \n"),
        "CriminalityReasonsMissingError",
    ),
    "another State": (lambda o, h: decided(o, to="FR"), "CriminalityDecisionOtherError"),
    "no such finding": (
        lambda o, h: CriminalityDecision(99_999, "given", "Because."),
        "UnknownAssessmentError",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_formal_request_needs_a_decision_with_reasons(
    requesting: Side, clerk: Officer, case: str
) -> None:
    hold = held(requesting, clerk)
    make, name = WRONG[case]
    with pytest.raises(ComityError) as refused:
        actions.draft_formal(
            clerk,
            to_authority=MA_CENTRAL,
            from_authority=CENTRAL,
            request=FORMAL,
            hold=hold,
            decision=make(clerk, hold),
        )
    assert refused.value.code == name
    assert not PendingLetter.objects.filter(type="assistance.formal-request").exists()


def test_a_finding_is_seen_by_its_authority_and_by_those_who_may_follow_its_hold(
    requesting: Side, clerk: Officer
) -> None:
    hold = held(requesting, clerk)
    alone = decided(clerk).assessment
    with_hold = decided(clerk, hold).assessment
    judge = requesting.officer("RO/issuing-authority", "issue")
    for number in (alone, with_hold):
        assert queries.assessment_for(clerk, number).pk == number
    assert queries.assessment_for(judge, with_hold).matter == hold
    assert signed_in(judge).get(f"{QUESTIONS}{with_hold}/").status_code == 200
    with pytest.raises(UnknownAssessmentError):
        queries.assessment_for(judge, alone)
    assert signed_in(judge).get(f"{QUESTIONS}{alone}/").status_code == 404
    assert Client().get(f"{QUESTIONS}{alone}/").status_code == 302


HOSTILE: list[dict[str, Any]] = [
    {"present": ["acces"]},
    {"present": FRAUD, "absent": FRAUD},
    {"present": FRAUD, "rest": "perhaps"},
    {"present": "deceive_person"},
]


def test_the_note_is_in_no_letter_and_in_no_entry_about_the_matter(
    requesting: Side, clerk: Officer
) -> None:
    hold = held(requesting, clerk)
    pending = actions.draft_formal(
        clerk,
        to_authority=MA_CENTRAL,
        from_authority=CENTRAL,
        request=FORMAL,
        hold=hold,
        decision=decided(clerk, hold),
    )
    matter = requesting.approve(pending).letter
    for one in (hold, matter):
        told = [entry.event for entry in journal.entries_about(one)]
        assert told and not any(":criminality:" in event for event in told)


@pytest.mark.parametrize("facts", HOSTILE)
def test_facts_that_cannot_be_read_keep_nothing(clerk: Officer, facts: dict[str, Any]) -> None:
    with pytest.raises(CaseError):
        actions.keep_assessment(
            clerk, requested="MA", measure="M03", on=clock.now().date(), facts=facts
        )
    assert not CriminalityAssessment.objects.exists()


@pytest.mark.parametrize(
    "query", ["to=XX&measure=M01", "to=MA&measure=M99&types=spam", "to=MA&types=spam&on=x", "to="]
)
def test_addresses_that_are_wrong_are_refused_with_a_page(clerk: Officer, query: str) -> None:
    response = signed_in(clerk).get(f"{QUESTIONS}?{query}")
    if response.status_code == 200:
        response = signed_in(clerk).post(f"{QUESTIONS}?{query}", {"stage": "completed"})
    assert response.status_code in (404, 422)


def test_the_law_of_another_day_is_asked(clerk: Officer) -> None:
    row = actions.keep_assessment(
        clerk,
        requested="PH",
        measure="M03",
        on=date(2000, 5, 4),
        facts={"present": ["spread_malware", "malware", "intent"], "rest": "absent"},
    )
    assert row.on == date(2000, 5, 4) and row.finding in ("not_satisfied", "needs_information")
