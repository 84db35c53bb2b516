"""The pages about requests: who sees them, what they show, what their forms write and refuse."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils.html import escape

from comity.assistance import actions, letter_forms, queries
from comity.assistance.letter_forms import BY_LETTER
from comity.assistance.models import Alarm
from comity.assistance.views.verbs import VERBS
from comity.exchange import http
from comity.exchange import statements as exchanged
from comity.jobs import worker
from comity.journal import clock
from comity.journal import queries as journal
from comity.officers import queries as people
from comity.officers.models import Officer, PendingLetter
from tests.assistance.conftest import REQUEST, Clock, Side, decided, in_days, opening_body, words
from tests.desk.pages import Page

RO, MA = "RO/contact-point", "MA/contact-point"
CENTRAL, MA_CENTRAL = "RO/central-authority", "MA/central-authority"
PROVIDER = "MA/provider/atlas-mail"
NEW = "/requests/new/preservation/"
TO_MOROCCO = f"{NEW}?state=MA"

FILLED: dict[str, Any] = {
    "instrument": "cets-185",
    "to_authority": MA,
    "seeking_name": "Cybercrime desk (demo)",
    "seeking_kind": "prosecutor",
    "seeking_file": "17/2026",
    "reference": "RO-2026-17",
    "language": "en",
    "classification": "Fraud",
    "provision": "art. 244",
    "facts": "A false shop took payment and delivered nothing.",
    "relation": "The mailbox received the orders.",
    "kind_1": "email",
    "value_1": "k.suspect@atlas-courriel.example",
    "kind_2": "ip_address",
    "value_2": "192.0.2.7",
    "time_2": "2026-11-20T10:30:00",
    "zone_2": "+01:00",
    "items": ["d.mailbox", "b.connection"],
    "starts": "2026-11-01T00:00",
    "ends": "2026-11-20T00:00",
    "range_zone": "UTC",
    "provider": PROVIDER,
    "necessity": "The account can be deleted at any time.",
    "announced": "on",
    "confidential": "on",
    "urgency_reasons": ["volatility"],
}


def signed_in(officer: Officer) -> Client:
    client = Client()
    client.force_login(officer.user)
    return client


def text_of(response: Any) -> str:
    return str(response.content.decode())


def good(response: Any) -> str:
    """The text of a page that came and reads well."""
    text = text_of(response)
    assert response.status_code == 200, text
    assert Page(text).problems() == []
    return text


def typed(**by: float) -> str:
    return (clock.now() + timedelta(**by)).strftime("%Y-%m-%dT%H:%M:%S")


@pytest.fixture
def clerk(requesting: Side) -> Officer:
    return requesting.officer(RO, "draft")


@pytest.fixture
def duty(requested: Side) -> Officer:
    return requested.officer(MA, "decide", "draft")


def asked(side: Side, officer: Officer) -> str:
    """A preservation request of ours that was received; its matter."""
    pending = actions.draft_preservation(officer, to_authority=MA, request=REQUEST)
    matter = side.approve(pending).letter
    side.hand_over()
    return matter


def held(side: Side, officer: Officer, days: float = 61) -> str:
    matter = asked(side, officer)
    side.say("acceptance", {}, matter)
    side.say("hold-report", {"effective_from": in_days(0), "expires_at": in_days(days)}, matter)
    return matter


def arrived(side: Side, measure: str = "M01", **more: Any) -> str:
    name = "preservation-request" if measure == "M01" else "formal-request"
    return side.say(name, opening_body(measure, **more)).letter.digest


def form_ids(page: str) -> set[str]:
    """The forms of the page itself; that for the language is on every page."""
    return {part.split('"')[0] for part in page.split('<form id="')[1:]} - {"language"}


# Drafting a preservation


def test_the_page_says_what_carries_it_before_anything_is_asked(clerk: Officer) -> None:
    page = good(signed_in(clerk).get(TO_MOROCCO))
    for said in (
        "BC 29",
        "At least 60 days",
        "Bilateral treaties: not checked",
        "Double criminality may not be a condition for preservation",
        "The necessity of the preservation",
        "Mark of the row",
        "Sources",
    ):
        assert said in page, said
    assert {"where", "preservation"} <= form_ids(page)
    assert "preservation" not in form_ids(good(signed_in(clerk).get(NEW)))


NOTHING_TO_SEND = {
    "a pair that no instrument binds": ("SO", {}, "No instrument in the data carries it"),
    "a day before the other was bound": (
        "MA",
        {"on": "2017-01-01"},
        "No instrument in the data carries it",
    ),
    "another day": ("MA", {"on": "2026-01-01"}, "the law of another day"),
    "nobody there to receive it": ("TR", {}, "There is nobody to send it to"),
}


@pytest.mark.parametrize(("state", "more", "said"), NOTHING_TO_SEND.values(), ids=NOTHING_TO_SEND)
def test_where_nothing_can_be_sent_nothing_is_offered(
    clerk: Officer, state: str, more: dict[str, str], said: str
) -> None:
    client = signed_in(clerk)
    address = f"{NEW}?{urlencode({'state': state, **more})}"
    page = good(client.get(address))
    assert said in page and "preservation" not in form_ids(page)
    client.post(address, FILLED)  # who sends the form all the same
    assert not PendingLetter.objects.exists()


@pytest.mark.parametrize("query", ["state=XX", "state=RO", "state=MA&on=tomorrow"])
def test_a_wrong_question_is_refused_at_its_field(clerk: Officer, query: str) -> None:
    response = signed_in(clerk).get(f"{NEW}?{query}")
    assert response.status_code == 422
    assert "There is a problem" in text_of(response)
    assert Page(text_of(response)).problems() == []


def test_a_preservation_is_drafted_and_waits_for_a_second_person(clerk: Officer) -> None:
    response = signed_in(clerk).post(TO_MOROCCO, FILLED)
    pending = PendingLetter.objects.get()
    assert response["Location"] == f"/approvals/{pending.pk}/"
    body = people.core_of(pending)["body"]
    assert body["data"]["identifiers"][1] == {
        "kind": "ip_address",
        "value": "192.0.2.7",
        "time": "2026-11-20T09:30:00Z",
    }
    assert body["follow_up"] == {"announced": True, "measure": "M03"}
    assert body["custodian"] == {"provider": PROVIDER}
    assert body["data"]["time_ranges"] == [
        {"start": "2026-11-01T00:00:00Z", "end": "2026-11-20T00:00:00Z"}
    ]


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "an address without a zone": ({"zone_2": ""}, "Choose the zone in which this time was read"),
    "an address without a time": ({"time_2": "", "zone_2": ""}, "only together with a time"),
    "a formal request is not announced": ({"announced": ""}, "has to announce it"),
    "no necessity": ({"necessity": ""}, "required"),
    "no identifier": ({"value_1": "", "kind_1": "", "value_2": "", "kind_2": ""}, "at least one"),
    "another instrument": ({"instrument": "uncc-2024"}, "Select a valid choice"),
    "an authority that is not offered": ({"to_authority": "EE/contact-point"}, "valid choice"),
    "a time that the zone does not have": (
        {"starts": "2026-03-29T03:30", "range_zone": "Europe/Bucharest"},
        "does not exist in that zone",
    ),
    "a time that came twice": (
        {"ends": "2026-10-25T03:30", "range_zone": "Europe/Bucharest"},
        "came twice in that zone",
    ),
}


@pytest.mark.parametrize(("changed", "said"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    clerk: Officer, settings: Any, changed: dict[str, Any], said: str
) -> None:
    from dataclasses import replace

    settings.NODE = replace(settings.NODE, time_zone="Europe/Bucharest")
    response = signed_in(clerk).post(TO_MOROCCO, {**FILLED, **changed})
    text = text_of(response)
    assert response.status_code == 422 and said in text
    assert "The mailbox received the orders." in text
    assert Page(text).problems() == []
    assert not PendingLetter.objects.exists()


def test_a_refusal_of_the_action_stands_in_the_summary(
    clerk: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = {**FILLED, "value_1": "not an address"}
    response = signed_in(clerk).post(TO_MOROCCO, other)
    assert response.status_code == 422
    assert "Write the e-mail address alone" in text_of(response)


def test_who_does_not_draft_is_told(requesting: Side) -> None:
    custodian = requesting.officer(RO, "custody")
    assert signed_in(custodian).get(NEW).status_code == 403


# Drafting the formal request


def test_the_formal_request_is_filled_in_from_the_hold(requesting: Side, clerk: Officer) -> None:
    matter = held(requesting, clerk)
    central = requesting.officer(CENTRAL, "draft")
    client = signed_in(central)
    path = f"/requests/new/formal/{matter}/"
    assert "There is no finding yet" in good(client.get(path))
    decision = decided(central, matter)
    page = good(client.get(path))
    assert "A false shop took payment" in page and "BC 31" in page
    assert "k.suspect@atlas-courriel.example" in page
    kept = {key: value for key, value in FILLED.items() if key not in ("announced", "necessity")}
    values = {
        **kept,
        "to_authority": MA_CENTRAL,
        "purpose": "Evidence for the trial.",
        "person_name": "K. Suspect (invented)",
        "person_role": "suspect",
        "person_kind": "natural",
        "assessment": str(decision.assessment),
        "decision": "given",
        "reasons": "Fraud is an offence in both States.",
    }
    for missing in ("assessment", "decision", "reasons"):
        short = {key: value for key, value in values.items() if key != missing}
        assert client.post(path, short).status_code == 422
    assert not PendingLetter.objects.filter(type="assistance.formal-request").exists()
    response = client.post(path, values)
    pending = PendingLetter.objects.get(type="assistance.formal-request")
    assert response["Location"] == f"/approvals/{pending.pk}/"
    body = people.core_of(pending)["body"]
    assert body["hold"] == matter and body["persons"][0]["role"] == "suspect"
    assert b"both States" not in bytes(pending.core)  # the decision stays here
    assert b"criminality" not in bytes(pending.core)
    event = "assistance:criminality:decided"
    noted = journal.entries_about(pending.core_digest).get(event=event)
    assert noted.facts is not None
    assert noted.facts["decision"] == "given"
    assert noted.facts["reasons"] == "Fraud is an offence in both States."
    assert noted.facts["assessment"] == decision.assessment


def test_a_person_needs_a_role(requesting: Side, clerk: Officer) -> None:
    matter = held(requesting, clerk)
    values = {**FILLED, "to_authority": MA_CENTRAL, "purpose": "Trial.", "person_name": "K."}
    response = signed_in(clerk).post(f"/requests/new/formal/{matter}/", values)
    assert response.status_code == 422 and "in which role" in text_of(response)


@pytest.mark.parametrize("matter", ["sha256:" + "ab" * 32, "x"])
def test_a_formal_request_follows_a_hold_that_is_known(clerk: Officer, matter: str) -> None:
    assert signed_in(clerk).get(f"/requests/new/formal/{matter}/").status_code in (404, 422)


# Who sees a request


def test_only_its_authority_and_those_it_was_opened_to_see_it(
    requesting: Side, clerk: Officer
) -> None:
    matter = asked(requesting, clerk)
    stranger = signed_in(requesting.officer(CENTRAL, "draft", "transmit"))
    base = f"/requests/{matter}/"
    paths = [base, f"{base}letters/{matter}/", f"{base}letters/{matter}/letter.jws.json"]
    for path in paths:
        assert Client().get(path).status_code == 302
        assert stranger.get(path).status_code == 404
        assert signed_in(clerk).get(path).status_code == 200
    for path in (f"{base}write/withdrawal/", f"{base}compare/"):
        assert Client().post(path).status_code == 302
        assert stranger.post(path, {"reason": "no"}).status_code == 404
    assert matter not in text_of(stranger.get("/requests/"))
    assert matter in good(signed_in(clerk).get("/requests/"))


def test_who_only_reads_is_offered_no_letter(requesting: Side, clerk: Officer) -> None:
    matter = asked(requesting, clerk)
    custodian = signed_in(requesting.officer(RO, "custody", who=1))
    assert form_ids(good(custodian.get(f"/requests/{matter}/"))) == {"sign-out", "compare"}


def test_the_authority_that_orders_sees_a_granted_request_and_its_scope(
    requested: Side, duty: Officer
) -> None:
    matter = arrived(requested)
    prosecutor = requested.officer("MA/ordering-authority", "draft", "order")
    client = signed_in(prosecutor)
    assert client.get(f"/requests/{matter}/").status_code == 404
    assert client.get(f"/orders/new/preservation/?request={matter}").status_code == 404
    requested.approve(actions.accept(duty, matter))
    page = good(client.get(f"/requests/{matter}/"))
    assert f"/orders/new/preservation/?request={matter}" in page
    assert form_ids(page) == {"sign-out", "compare"}
    order = good(client.get(f"/orders/new/preservation/?request={matter}"))
    assert "k.suspect@atlas-courriel.example" in order
    stranger = signed_in(requested.officer(MA_CENTRAL, "draft"))
    assert stranger.get(f"/requests/{matter}/").status_code == 404


def test_the_order_knows_nothing_of_the_request(requested: Side, duty: Officer) -> None:
    matter = arrived(requested)
    requested.approve(actions.accept(duty, matter))
    client = signed_in(requested.officer("MA/ordering-authority", "draft", "order"))
    values = {
        "provider": PROVIDER,
        "reference": "MA-4",
        "legal_basis": "Code",
        "court": "Court",
        "remedy": "Objection",
        "kind_1": "email",
        "value_1": "k.suspect@atlas-courriel.example",
        "items": ["d.mailbox"],
        "expires_at": typed(days=70),
        "expires_at_zone": "UTC",
    }
    client.post(f"/orders/new/preservation/?request={matter}", values)
    core = bytes(PendingLetter.objects.get(type="order.preservation").core)
    for foreign in (matter, "RO-2026-17", "RO/contact-point", "ro-1"):
        assert foreign.encode() not in core


# The page of one request


def test_our_request_is_followed_on_its_page(requesting: Side, clerk: Officer) -> None:
    matter = asked(requesting, clerk)
    client = signed_in(clerk)
    page = good(client.get(f"/requests/{matter}/"))
    for said in ("Receipt confirmed", "RO-2026-17", "Request to preserve stored data", "C18"):
        assert said in page, said
    assert {"withdrawal", "question", "compare"} <= form_ids(page)
    assert not {"promise", "acceptance", "answer"} & form_ids(page)


def test_a_hold_is_shown_with_its_end_and_what_follows(requesting: Side, clerk: Officer) -> None:
    matter = held(requesting, clerk)
    page = good(signed_in(clerk).get(f"/requests/{matter}/"))
    assert "Hold active" in page and "The data are held since" in page
    assert f"/requests/new/formal/{matter}/" in page


def test_a_request_that_came_is_shown_with_what_it_lacks(requested: Side, duty: Officer) -> None:
    body = {key: value for key, value in opening_body("M01").items() if key != "necessity"}
    matter = requested.say("preservation-request", body).letter.digest
    page = good(signed_in(duty).get(f"/requests/{matter}/"))
    assert "ask before refusing" in page and "29(2)(e)" in page
    assert {"promise", "acceptance", "refusal", "conditions"} <= form_ids(page)


def test_members_that_nobody_knows_are_shown(requested: Side, duty: Officer) -> None:
    matter = arrived(requested, colour="blue")
    client = signed_in(duty)
    page = good(client.get(f"/requests/{matter}/"))
    assert "Members that this program does not know" in page and "colour" in page
    letter = good(client.get(f"/requests/{matter}/letters/{matter}/"))
    assert "blue" in letter and "software key" in letter


def test_an_alarm_is_shown_until_somebody_has_seen_it(
    requesting: Side, clerk: Officer, demo_clock: Clock
) -> None:
    matter = held(requesting, clerk)
    demo_clock.forward(days=55)
    worker.run_pending(["assistance.clock"])
    client = signed_in(clerk)
    page = good(client.get(f"/requests/{matter}/"))
    alarm = Alarm.objects.latest("pk")
    assert escape(alarm.message) in page and "alarm" in page
    assert escape(alarm.message) in good(client.get("/notices/"))
    response = client.post(f"/requests/alarms/{alarm.pk}/")
    assert response["Location"] == f"/requests/{matter}/"
    assert f'id="alarm-{alarm.pk}"' not in text_of(client.get(f"/requests/{matter}/"))
    assert client.post(f"/requests/alarms/{alarm.pk}/").status_code in (404, 422)


def test_requests_wait_in_the_queue_with_their_clock(requested: Side, duty: Officer) -> None:
    matter = arrived(requested)
    page = good(signed_in(duty).get("/"))
    assert f"/requests/{matter}/" in page and "C18" in page and "in 7 h" in page


# Letters that leave at once, and letters that wait


def test_every_letter_of_a_person_has_a_form_and_a_verb() -> None:
    ids = {kind.form_id for kind in BY_LETTER.values()}
    assert ids | {"hold-report-by-hand"} == set(VERBS)
    assert set(letter_forms.TITLES) == set(BY_LETTER)


def test_promise_and_decide(requested: Side, duty: Officer) -> None:
    matter = arrived(requested)
    client = signed_in(duty)
    base = f"/requests/{matter}/"
    said = {"expected_by": typed(hours=2), "expected_by_zone": "UTC"}
    assert client.post(f"{base}write/promise/", said)["Location"] == base
    assert "An answer is promised" in good(client.get(base))
    response = client.post(f"{base}write/acceptance/", {"extent": "full"})
    pending = PendingLetter.objects.get(type="assistance.acceptance")
    assert response["Location"] == f"/approvals/{pending.pk}/"
    assert "Waits for approval" in good(client.get(base))


DECISIONS: dict[str, dict[str, Any]] = {
    "question": {"about": "facts", "text": "Since when?"},
    "conditions": {"code_1": "only_this_case", "code_2": "other", "text_2": "Report twice a year."},
    "refusal": {"ground": "R-POL", "reason": "It is a political offence."},
    "not-executable": {"code": "not_held", "reason": "There is no such provider here."},
    "acceptance": {"extent": "part", "part": "The mailbox only."},
}


@pytest.mark.parametrize(("name", "said"), DECISIONS.items(), ids=DECISIONS)
def test_each_decision_writes_its_letter(
    requested: Side, duty: Officer, name: str, said: dict[str, Any]
) -> None:
    matter = arrived(requested)
    response = signed_in(duty).post(f"/requests/{matter}/write/{name}/", said)
    assert response.status_code == 302, text_of(response)
    assert PendingLetter.objects.filter(type=f"assistance.{name}").count() == 1


REFUSED: dict[str, tuple[str, dict[str, Any], str]] = {
    "no time": ("promise", {}, "required"),
    "a part without saying which": ("acceptance", {"extent": "part"}, "Say which part"),
    "another condition without words": ("conditions", {"code_1": "other"}, "in words"),
    "no condition": ("conditions", {}, "required"),
    "a ground that the instrument does not know": (
        "refusal",
        {"ground": "R-TAX", "reason": "x"},
        "valid choice",
    ),
    "not now": ("lift", {"reason": "decided"}, "cannot be written while"),
    "a hold by hand before the grant": (
        "hold-report-by-hand",
        {"effective_from": "2026-11-25T10:00", "effective_from_zone": "UTC"},
        "cannot be written while",
    ),
    "the other side's letter": ("withdrawal", {"reason": "x"}, "Only the other side"),
}


@pytest.mark.parametrize(("name", "said", "told"), REFUSED.values(), ids=REFUSED)
def test_what_is_refused_is_said_on_the_page(
    requested: Side, duty: Officer, name: str, said: dict[str, Any], told: str
) -> None:
    matter = arrived(requested)
    response = signed_in(duty).post(f"/requests/{matter}/write/{name}/", said)
    text = text_of(response)
    assert response.status_code in (409, 422), text
    assert "There is a problem" in text and told in text
    assert Page(text).problems() == []


def test_a_hold_is_reported_by_hand_where_nothing_is_certified(
    requested: Side, duty: Officer
) -> None:
    matter = arrived(requested)
    requested.approve(actions.accept(duty, matter))
    client = signed_in(duty)
    assert "hold-report-by-hand" in form_ids(good(client.get(f"/requests/{matter}/")))
    said = {
        "effective_from": typed(),
        "effective_from_zone": "UTC",
        "expires_at": typed(days=61),
        "expires_at_zone": "UTC",
    }
    path = f"/requests/{matter}/write/hold-report-by-hand/"
    assert client.post(path, said)["Location"] == f"/requests/{matter}/"
    assert queries.request(matter).state == "hold_active"


def test_a_question_is_answered_and_conditions_are_accepted(
    requesting: Side, clerk: Officer
) -> None:
    matter = asked(requesting, clerk)
    client, base = signed_in(clerk), f"/requests/{matter}/"
    question = requesting.say("question", {"about": "facts", "text": words("When?")}, matter)
    assert "When?" in good(client.get(base))
    said = {"question": question.letter.digest, "text": "In May."}
    assert client.post(f"{base}write/answer/", said)["Location"] == base
    requesting.hand_over()
    requesting.say("conditions", {"conditions": [{"code": "only_this_case"}]}, matter)
    page = good(client.get(base))
    assert "Use in this case only" in page
    assert {"conditions-accepted", "conditions-declined"} <= form_ids(page)
    client.post(f"{base}write/conditions-accepted/")
    client.post(f"{base}write/conditions-declined/", {"reason": "Two cases need it."})
    written = set(PendingLetter.objects.values_list("type", flat=True))
    assert {"assistance.conditions-accepted", "assistance.conditions-declined"} <= written


def test_withdrawing_waits_for_as_many_as_asking(requesting: Side, clerk: Officer) -> None:
    matter = asked(requesting, clerk)
    path = f"/requests/{matter}/write/withdrawal/"
    response = signed_in(clerk).post(path, {"reason": "The case is closed."})
    pending = PendingLetter.objects.get(type="assistance.withdrawal")
    assert response["Location"] == f"/approvals/{pending.pk}/" and pending.state == "waiting"


def test_lift_and_close(requested: Side, duty: Officer) -> None:
    matter = arrived(requested)
    requested.approve(actions.accept(duty, matter))
    now = clock.now().replace(microsecond=0)
    actions.report_hold(duty, matter, effective_from=now, expires_at=now + timedelta(days=61))
    client, base = signed_in(duty), f"/requests/{matter}/"
    client.post(f"{base}write/lift/", {"reason": "no_longer_necessary"})
    requested.approve(PendingLetter.objects.get(type="assistance.lift"))
    assert client.post(f"{base}write/closing/", {})["Location"] == base
    assert "Closed" in good(client.get(base))


# Both sides hold the same


def test_both_sides_are_compared(
    requesting: Side, clerk: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    matter = asked(requesting, clerk)

    def answered(node: Any, path: str, body: bytes) -> bytes:
        return requesting.other.statement(matter)

    monkeypatch.setattr(http, "signed_post", answered)
    client, base = signed_in(clerk), f"/requests/{matter}/"
    assert client.post(f"{base}compare/")["Location"] == base
    page = good(client.get(base))
    assert "Both sides hold the same letters" in page and "the same</span>" in page
    actions.ask(clerk, matter, about="facts", text="More?")
    response = client.post(f"{base}compare/")
    assert response.status_code == 422 and "MatterRecordsDifferError" in text_of(response)
    assert exchanged.own(matter)


def test_the_exact_bytes_of_letter_and_receipt_are_there(requesting: Side, clerk: Officer) -> None:
    matter = asked(requesting, clerk)
    client, base = signed_in(clerk), f"/requests/{matter}/letters/{matter}/"
    assert client.get(f"{base}letter.jws.json").content == requesting.other.held[matter].document
    assert b'"signatures"' in client.get(f"{base}receipt.jws.json").content
    assert client.get(f"{base}core.json").status_code == 404
    assert client.get(f"/requests/{matter}/letters/x/").status_code == 404


def test_a_user_without_officer_sees_nothing(requesting: Side, clerk: Officer) -> None:
    client = Client()
    client.force_login(User.objects.create_user("admin"))
    assert client.get("/requests/").status_code == 403
