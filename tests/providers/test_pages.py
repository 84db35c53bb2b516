"""The pages about orders: who sees them, what they show, what their forms do and refuse."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils.html import escape

from comity.jobs import worker
from comity.journal import clock
from comity.officers.models import Officer, PendingLetter
from comity.providers import actions, lifecycle, references
from comity.providers.models import FrozenSource, Hold, Order, OrderAlarm, PlannedOrder
from comity.providers.references import Reference
from tests.desk.pages import Page
from tests.providers.conftest import (
    PROVIDER,
    SCOPE,
    Clock,
    Side,
    in_days,
    order_body,
    production_body,
)

OURS = ["providers.freeze", "providers.clock"]
DIGEST = "sha256:" + "cd" * 32
FOREIGN = "sha256:" + "ab" * 32


def signed_in(officer: Officer) -> Client:
    client = Client()
    client.force_login(officer.user)
    return client


def typed(days: float) -> str:
    return (clock.now() + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M")


def text_of(response: Any) -> str:
    return str(response.content.decode())


def good(response: Any) -> str:
    """The text of a page that came and reads well."""
    text = text_of(response)
    assert response.status_code == 200, text
    assert Page(text).problems() == []
    return text


ORDER_FORM = {
    "provider": PROVIDER,
    "reference": "ORD-7/2026",
    "legal_basis": "Code of criminal procedure (demo)",
    "court": "Ordering authority",
    "remedy": "Objection within ten days",
    "kind_1": "email",
    "value_1": "k.suspect@atlas-courriel.example",
    "items": ["d.mailbox"],
    "expires_at_zone": "UTC",
}


@pytest.fixture
def clerk(ordering: Side) -> Officer:
    return ordering.officer("clerk", "draft")


@pytest.fixture
def desk(provider: Side) -> Officer:
    return provider.officer("desk", "draft", "certify", who=1)


def arrive(provider: Side) -> str:
    return provider.say(lifecycle.PRESERVATION, order_body(), "order").letter.digest


def held(provider: Side) -> str:
    """An order whose data are copied and certified."""
    matter = arrive(provider)
    worker.run_pending(OURS)
    pending = PendingLetter.objects.get(type=lifecycle.CERTIFICATE, state="waiting")
    provider.approve(pending, "certify")
    return matter


def ordered(ordering: Side, clerk: Officer) -> str:
    """An order of ours that has left."""
    pending = actions.issue_preservation_order(
        clerk,
        provider=PROVIDER,
        scope=SCOPE,
        legal_basis="Code",
        court="Court",
        remedy="Objection",
        reference="ORD-7/2026",
        expires_at=clock.now() + timedelta(days=60),
    )
    return ordering.approve(pending, "order").letter


def certified(ordering: Side, matter: str, **changed: Any) -> None:
    source = {"source": "mail", "items": 3, "bytes": 90, "sha256": DIGEST, "complete": True}
    body = {
        "measure": "M01",
        "effective_from": in_days(0),
        "expires_at": in_days(60),
        "sources": [{**source, **changed}],
        "partial": not changed.get("complete", True),
    }
    ordering.say(lifecycle.CERTIFICATE, body, "certify", matter=matter)


# Who sees what


def test_only_the_authority_of_the_order_sees_it(ordering: Side, clerk: Officer) -> None:
    matter = ordered(ordering, clerk)
    other = Officer.objects.create(
        user=ordering.officer("x", who=1).user.__class__.objects.create_user("duty"),
        person="MA-901",
        authority="MA/contact-point",
        role="duty",
        capacities=["draft", "order", "certify"],
    )
    stranger = signed_in(other)
    paths = [f"/orders/{matter}/", f"/orders/{matter}/letters/{matter}/"]
    paths.append(f"/orders/{matter}/letters/{matter}/letter.jws.json")
    assert [stranger.get(path).status_code for path in paths] == [404, 404, 404]
    assert [signed_in(clerk).get(path).status_code for path in paths] == [200, 200, 200]
    assert stranger.post(f"/orders/{matter}/lift/", {"reason": "no"}).status_code == 404
    assert matter not in text_of(stranger.get("/orders/"))
    for path in paths:
        assert Client().get(path).status_code == 302


def test_an_order_is_drafted_by_who_may_only(ordering: Side) -> None:
    nobody = signed_in(ordering.officer("nobody", "custody"))
    for path in ("/orders/new/preservation/", "/orders/new/production/"):
        assert nobody.get(path).status_code == 403


# The ordering side


def test_a_preservation_order_is_drafted_and_waits(clerk: Officer) -> None:
    client = signed_in(clerk)
    good(client.get("/orders/new/preservation/"))
    response = client.post("/orders/new/preservation/", {**ORDER_FORM, "expires_at": typed(60)})
    pending = PendingLetter.objects.get()
    assert response["Location"] == f"/approvals/{pending.pk}/"
    assert pending.type == lifecycle.PRESERVATION


def test_the_scope_of_what_it_is_for_is_proposed_and_stays_here(
    clerk: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def find(officer: Officer, reference: str) -> Reference:
        assert reference == FOREIGN
        return Reference("Request RO-DEMO-17", "/requests/x/", SCOPE)

    monkeypatch.setattr(references, "_finders", [find])
    client = signed_in(clerk)
    page = good(client.get(f"/orders/new/preservation/?request={FOREIGN}"))
    assert SCOPE["identifiers"][0]["value"] in page and "RO-DEMO-17" in page
    client.post(
        f"/orders/new/preservation/?request={FOREIGN}", {**ORDER_FORM, "expires_at": typed(60)}
    )
    pending = PendingLetter.objects.get()
    assert PlannedOrder.objects.get().local_reference == FOREIGN
    for foreign in (FOREIGN.encode(), b"RO-DEMO-17"):
        assert foreign not in bytes(pending.core)


WRONG = {
    "no identifier": ({"kind_1": "", "value_1": ""}, "Name at least one identifier"),
    "an address without a time": (
        {"kind_1": "ip_address", "value_1": "192.0.2.7"},
        "only together with a time",
    ),
    "an address without a zone": (
        {"kind_1": "ip_address", "value_1": "192.0.2.7", "time_1": "2026-11-25T10:00"},
        "Choose the zone in which this time was read",
    ),
    "no such address": (
        {
            "kind_1": "ip_address",
            "value_1": "192.0.2.700",
            "time_1": "2026-11-25T10:00",
            "zone_1": "UTC",
        },
        "not an IP address",
    ),
    "an identifier without a kind": ({"kind_2": "", "value_2": "someone"}, "what kind"),
    "half a range": ({"starts": "2026-11-01T00:00", "range_zone": "UTC"}, "Give both times"),
    "a range backwards": (
        {"starts": "2026-11-02T00:00", "ends": "2026-11-01T00:00", "range_zone": "UTC"},
        "ends before it begins",
    ),
    "a range without a zone": (
        {"starts": "2026-11-01T00:00", "ends": "2026-11-02T00:00"},
        "Choose the zone",
    ),
    "no time": ({"starts": "yesterday"}, "Write date and time like"),
    "no data": ({"items": []}, "required"),
    "an end too far": ({"expires_at": typed(400)}, "may last at most 90 days"),
    "an end in the past": ({"expires_at": "2020-01-01T00:00"}, "This time has passed"),
}


@pytest.mark.parametrize(("changed", "said"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_said_at_its_field(
    clerk: Officer, changed: dict[str, Any], said: str
) -> None:
    values = {**ORDER_FORM, "expires_at": typed(60), **changed}
    response = signed_in(clerk).post("/orders/new/preservation/", values)
    text = text_of(response)
    assert response.status_code == 422
    assert "There is a problem" in text and said in text
    assert Page(text).problems() == []
    assert not PendingLetter.objects.exists()


def test_the_order_page_shows_what_was_ordered(ordering: Side, clerk: Officer) -> None:
    matter = ordered(ordering, clerk)
    page = good(signed_in(clerk).get(f"/orders/{matter}/"))
    for words in (
        "ORD-7/2026",
        SCOPE["identifiers"][0]["value"],
        "waits for the provider",
        "no receipt yet",
    ):
        assert words in page
    assert 'id="lift"' in page and 'id="renew"' in page and 'id="certify"' not in page


def test_a_partial_hold_is_shown_as_partial(ordering: Side, clerk: Officer) -> None:
    matter = ordered(ordering, clerk)
    certified(ordering, matter, complete=False, reason="read-error 2")
    page = good(signed_in(clerk).get(f"/orders/{matter}/"))
    assert "partial hold" in page and "read-error 2" in page and "The hold is partial." in page
    assert "partial" in good(signed_in(clerk).get("/orders/"))


def test_an_order_is_renewed_and_lifted_from_its_page(ordering: Side, clerk: Officer) -> None:
    matter = ordered(ordering, clerk)
    certified(ordering, matter)
    client = signed_in(clerk)
    values = {
        "expires_at": typed(80),
        "expires_at_zone": "UTC",
        "legal_basis": "Code",
        "renewal_reference": "ORD-7/R1",
    }
    renewal = client.post(f"/orders/{matter}/renew/", values)
    lifting = client.post(f"/orders/{matter}/lift/", {"reason": "No longer needed."})
    drafted = {
        one.type: f"/approvals/{one.pk}/" for one in PendingLetter.objects.filter(state="waiting")
    }
    assert renewal["Location"] == drafted[lifecycle.RENEWAL]
    assert lifting["Location"] == drafted[lifecycle.LIFT]
    assert "Waits for approval" in good(client.get(f"/orders/{matter}/"))


def test_a_renewal_that_shortens_is_refused_beside_its_form(ordering: Side, clerk: Officer) -> None:
    matter = ordered(ordering, clerk)
    values = {
        "expires_at": typed(10),
        "expires_at_zone": "UTC",
        "legal_basis": "Code",
        "renewal_reference": "ORD-7/R1",
    }
    response = signed_in(clerk).post(f"/orders/{matter}/renew/", values)
    text = text_of(response)
    assert response.status_code == 422 and "OrderEndWrongError" in text
    assert typed(10)[:13] in text  # nothing typed is lost
    assert Page(text).problems() == []


def test_a_production_order_draws_on_a_held_copy(ordering: Side, clerk: Officer) -> None:
    matter = ordered(ordering, clerk)
    certified(ordering, matter)
    client = signed_in(clerk)
    path = f"/orders/new/production/?preservation={matter}"
    assert f'value="{matter}" selected' in good(client.get(path))
    values = {**ORDER_FORM, "preservation": matter, "due_at": typed(5), "due_at_zone": "UTC"}
    response = client.post(path, values)
    pending = PendingLetter.objects.get(type=lifecycle.PRODUCTION)
    assert response["Location"] == f"/approvals/{pending.pk}/"


def test_a_production_beyond_what_is_held_is_refused(ordering: Side, clerk: Officer) -> None:
    matter = ordered(ordering, clerk)
    certified(ordering, matter)
    values = {**ORDER_FORM, "preservation": matter, "due_at": typed(5), "due_at_zone": "UTC"}
    values["value_1"] = "somebody.else@atlas-courriel.example"
    response = signed_in(clerk).post("/orders/new/production/", values)
    assert response.status_code == 422
    assert "goes beyond what the preservation order names" in text_of(response)


# The provider's side


def test_the_provider_sees_its_copy(provider: Side, desk: Officer) -> None:
    matter = held(provider)
    page = good(signed_in(desk).get(f"/orders/{matter}/"))
    copy = FrozenSource.objects.get(source="mail")
    assert "The frozen copy on this node" in page and copy.sha256[7:15] in page
    assert "Certified:" in page and "ORD-1/2026" in page
    assert 'id="renew"' not in page and 'id="release"' not in page


def test_the_provider_certifies_again_after_it_gave_up_its_draft(
    provider: Side, desk: Officer
) -> None:
    matter = arrive(provider)
    client = signed_in(desk)
    early = client.post(f"/orders/{matter}/certify/")
    assert early.status_code == 422 and "HoldNotReadyError" in text_of(early)
    worker.run_pending(OURS)
    response = client.post(f"/orders/{matter}/certify/")
    assert response["Location"].startswith("/approvals/")


def test_the_provider_says_that_it_cannot(provider: Side, desk: Officer) -> None:
    matter = arrive(provider)
    client = signed_in(desk)
    missing = client.post(f"/orders/{matter}/not-executable/", {"reason": "no_data", "text": ""})
    assert missing.status_code == 422 and "There is a problem" in text_of(missing)
    values = {"reason": "no_data", "text": "The mailbox was never used."}
    response = client.post(f"/orders/{matter}/not-executable/", values)
    assert response["Location"].startswith("/approvals/")


def test_the_copy_is_released_only_after_the_duty_ended(provider: Side, desk: Officer) -> None:
    matter = held(provider)
    client = signed_in(desk)
    early = client.post(f"/orders/{matter}/release/")
    assert early.status_code == 422 and "HoldStillBoundError" in text_of(early)
    provider.say(lifecycle.LIFT, {"measure": "M01", "reason": "done"}, "order", matter=matter)
    assert 'id="release"' in good(client.get(f"/orders/{matter}/"))
    response = client.post(f"/orders/{matter}/release/")
    assert response["Location"] == f"/orders/{matter}/"
    assert Hold.objects.get().state == Hold.RELEASED
    assert "Destroyed" in good(client.get(f"/orders/{matter}/"))


def test_a_production_order_shows_what_it_draws_on(provider: Side, desk: Officer) -> None:
    matter = held(provider)
    body = production_body(matter)
    wanted = provider.say(lifecycle.PRODUCTION, body, "order").letter.digest
    page = good(signed_in(desk).get(f"/orders/{wanted}/"))
    assert f"/orders/{matter}/" in page and "Production order" in page


def test_a_letter_is_shown_whole_with_its_exact_bytes(provider: Side, desk: Officer) -> None:
    matter = arrive(provider)
    client = signed_in(desk)
    page = good(client.get(f"/orders/{matter}/letters/{matter}/"))
    for words in ("Objection within ten days", "software key", "ML-DSA-65", "Ed25519"):
        assert words in page
    response = client.get(f"/orders/{matter}/letters/{matter}/letter.jws.json")
    assert response.content == provider.other.held[matter].document
    other = f"/orders/{matter}/letters/{DIGEST}/"
    assert client.get(other).status_code == 404
    assert client.get(f"/orders/{matter}/letters/{matter}/core.json").status_code == 404


# Alarms and the queue


def test_an_alarm_is_shown_until_somebody_has_seen_it(
    ordering: Side, clerk: Officer, demo_clock: Clock
) -> None:
    matter = ordered(ordering, clerk)
    certified(ordering, matter)
    demo_clock.forward(timedelta(days=54))
    worker.run_pending(OURS)
    client = signed_in(clerk)
    alarm = OrderAlarm.objects.latest("pk")
    page = good(client.get(f"/orders/{matter}/"))
    assert escape(alarm.message) in page and f'id="alarm-{alarm.pk}"' in page
    assert alarm.message in text_of(client.get("/notices/"))
    response = client.post(f"/orders/alarms/{alarm.pk}/")
    assert response["Location"] == f"/orders/{matter}/"
    assert f'id="alarm-{alarm.pk}"' not in text_of(client.get(f"/orders/{matter}/"))


@pytest.mark.parametrize("path", ["/", "/orders/"])
def test_an_order_waits_in_the_queue(provider: Side, desk: Officer, path: str) -> None:
    matter = arrive(provider)
    page = good(signed_in(desk).get(path))
    assert f"/orders/{matter}/" in page and "certify the hold" in page


def test_an_unknown_act_is_no_page(provider: Side, desk: Officer) -> None:
    matter = arrive(provider)
    assert signed_in(desk).post(f"/orders/{matter}/forget/").status_code == 404
    assert signed_in(desk).get(f"/orders/{matter}/lift/").status_code == 405


def test_no_row_is_changed_by_reading(provider: Side, desk: Officer) -> None:
    matter = held(provider)
    before = Order.objects.values().get(matter=matter)
    signed_in(desk).get(f"/orders/{matter}/")
    assert Order.objects.values().get(matter=matter) == before
