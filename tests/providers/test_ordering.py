"""The ordering authority's side: order, renew, lift, order production; and what it learns."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from comity.exchange.models import StoredLetter
from comity.jobs import worker
from comity.journal import clock
from comity.officers import actions as officers
from comity.officers.errors import NotAllowedError
from comity.officers.models import Officer, PendingLetter
from comity.providers import actions, lifecycle, queries
from comity.providers.errors import (
    DataItemUnknownError,
    OrderEndWrongError,
    OrderNotAllowedNowError,
    OrderTooLongError,
    PreservationUnknownError,
    UnknownOrderError,
)
from comity.providers.models import Order, PlannedOrder
from comity.wire.errors import BodyInvalidError, ComityError
from tests.providers.conftest import PROVIDER, SCOPE, Clock, Side, in_days

FOREIGN = "sha256:" + "ab" * 32  # the request from abroad behind the order
DIGEST = "sha256:" + "cd" * 32
OURS = ["providers.clock"]


@pytest.fixture
def clerk(ordering: Side) -> Officer:
    """Drafts orders."""
    return ordering.officer("clerk", "draft")


def draft(clerk: Officer, **changed: Any) -> PendingLetter:
    values: dict[str, Any] = {
        "provider": PROVIDER,
        "scope": SCOPE,
        "legal_basis": "Code of criminal procedure (demo)",
        "court": "Ordering authority",
        "remedy": "Objection within ten days",
        "reference": "ORD-7/2026",
        "expires_at": clock.now().replace(microsecond=0) + timedelta(days=60),
        "local_reference": FOREIGN,
        **changed,
    }
    return actions.issue_preservation_order(clerk, **values)


def ordered(ordering: Side, clerk: Officer, **changed: Any) -> str:
    """An order that has left; its matter."""
    return ordering.approve(draft(clerk, **changed), "order").letter


def certificate_body(**changed: Any) -> dict[str, Any]:
    source = {"source": "mail", "items": 3, "bytes": 90, "sha256": DIGEST, "complete": True}
    body = {
        "measure": "M01",
        "effective_from": in_days(0),
        "expires_at": in_days(60),
        "sources": [source],
        "partial": False,
    }
    return {**body, **changed}


def held(ordering: Side, clerk: Officer) -> str:
    """An order that the provider has certified."""
    matter = ordered(ordering, clerk)
    ordering.say(lifecycle.CERTIFICATE, certificate_body(), "certify", matter=matter)
    return matter


def test_an_order_leaves_only_with_its_approval(ordering: Side, clerk: Officer) -> None:
    pending = draft(clerk)
    assert pending.state == "waiting" and not Order.objects.exists()
    with pytest.raises(ComityError):
        ordering.approve(pending, "order", who=0)  # the drafter
    assert not Order.objects.exists()
    done = ordering.approve(pending, "order")
    assert done.state == "sent"
    row = queries.order(done.letter)
    assert (row.state, row.side, row.measure) == ("ordered", "requesting", "M01")


def test_the_order_says_nothing_of_the_foreign_request(ordering: Side, clerk: Officer) -> None:
    matter = ordered(ordering, clerk)
    row = queries.order(matter)
    assert row.local_reference == FOREIGN
    assert queries.orders_about(FOREIGN) == [row]
    sent = StoredLetter.objects.get(digest=matter)
    assert FOREIGN.encode() not in bytes(sent.payload)
    assert queries.orders_about("") == []


def test_an_order_drafted_anew_keeps_what_it_is_about(ordering: Side, clerk: Officer) -> None:
    again = officers.redraft(clerk, draft(clerk).pk)
    assert PlannedOrder.objects.count() == 1
    matter = ordering.approve(again, "order").letter
    assert queries.order(matter).local_reference == FOREIGN


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        pytest.param({"scope": {**SCOPE, "identifiers": []}}, BodyInvalidError, id="nobody"),
        pytest.param({"scope": {**SCOPE, "data_items": []}}, BodyInvalidError, id="nothing"),
        pytest.param(
            {"scope": {**SCOPE, "data_items": ["d.everything"]}},
            DataItemUnknownError,
            id="no such item",
        ),
        pytest.param(
            {
                "scope": {
                    **SCOPE,
                    "range": {"start": "2026-02-01T00:00:00Z", "end": "2026-01-01T00:00:00Z"},
                }
            },
            BodyInvalidError,
            id="range backwards",
        ),
        pytest.param(
            {"scope": {**SCOPE, "identifiers": [{"kind": "ip_address", "value": "192.0.2.7"}]}},
            ComityError,
            id="address without time",
        ),
        pytest.param({"days": 91}, OrderTooLongError, id="longer than the law allows"),
        pytest.param({"days": -1}, OrderEndWrongError, id="in the past"),
        pytest.param({"legal_basis": ""}, BodyInvalidError, id="no law"),
        pytest.param({"provider": "MA/provider/nobody"}, ComityError, id="unknown provider"),
    ],
)
def test_orders_that_cannot_be_drafted(
    ordering: Side, clerk: Officer, changed: dict[str, Any], error: type[ComityError]
) -> None:
    if "days" in changed:
        changed = {"expires_at": clock.now() + timedelta(days=changed["days"])}
    with pytest.raises(error):
        draft(clerk, **changed)
    assert not PendingLetter.objects.exists() and not PlannedOrder.objects.exists()


def test_who_may_not_draft_may_not(ordering: Side) -> None:
    with pytest.raises(NotAllowedError):
        draft(ordering.officer("custodian", "custody"))


def test_the_certificate_becomes_the_report(ordering: Side, clerk: Officer) -> None:
    matter = held(ordering, clerk)
    row = queries.order(matter)
    said = queries.certificate(row)
    assert row.state == "held" and said is not None
    assert (said.items, said.bytes, said.partial) == (3, 90, False)
    assert row.effective_from == said.effective_from


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"sources": []}, id="no source"),
        pytest.param(
            {
                "sources": [
                    {"source": "m", "items": 0, "bytes": 0, "sha256": DIGEST, "complete": False}
                ]
            },
            id="partial without a reason",
        ),
        pytest.param(
            {
                "sources": [
                    {
                        "source": "m",
                        "items": 0,
                        "bytes": 0,
                        "sha256": DIGEST,
                        "complete": False,
                        "reason": "vanished: 1",
                    }
                ]
            },
            id="partial source, whole hold",
        ),
        pytest.param({"not_covered": ["d.storage"]}, id="not covered, whole hold"),
    ],
)
def test_a_certificate_cannot_hide_that_it_is_partial(
    ordering: Side, clerk: Officer, changed: dict[str, Any]
) -> None:
    matter = ordered(ordering, clerk)
    with pytest.raises(BodyInvalidError):
        ordering.say(lifecycle.CERTIFICATE, certificate_body(**changed), "certify", matter=matter)


def test_renewal(ordering: Side, clerk: Officer) -> None:
    matter = held(ordering, clerk)
    end = (clock.now() + timedelta(days=85)).replace(microsecond=0)
    pending = actions.renew(clerk, matter, expires_at=end, legal_basis="x", reference="y")
    ordering.approve(pending, "order")
    assert queries.order(matter).expires_at == end


@pytest.mark.parametrize(
    ("days", "error"),
    [
        pytest.param(59, OrderEndWrongError, id="shorter"),
        pytest.param(60, OrderEndWrongError, id="the same"),
        pytest.param(91, OrderTooLongError, id="longer than one order may last"),
    ],
)
def test_renewals_that_cannot_be(
    ordering: Side, clerk: Officer, days: int, error: type[ComityError]
) -> None:
    matter = held(ordering, clerk)
    held_until = queries.order(matter).expires_at
    assert held_until is not None
    end = held_until + timedelta(days=days - 60)  # it was held for 60 days
    with pytest.raises(error):
        actions.renew(clerk, matter, expires_at=end, legal_basis="x", reference="y")


def test_lifting_needs_no_less_than_ordering(ordering: Side, clerk: Officer) -> None:
    matter = held(ordering, clerk)
    pending = actions.lift(clerk, matter, reason="no longer necessary")
    with pytest.raises(ComityError):
        ordering.approve(pending, "order", who=0)  # the drafter
    assert queries.order(matter).state == "held"
    ordering.approve(pending, "order")
    assert queries.order(matter).state == "lifted"
    with pytest.raises(OrderNotAllowedNowError):
        actions.lift(clerk, matter, reason="again")


def production(clerk: Officer, preservation: str, /, **changed: Any) -> PendingLetter:
    values: dict[str, Any] = {
        "preservation": preservation,
        "scope": SCOPE,
        "legal_basis": "x",
        "court": "x",
        "remedy": "x",
        "reference": "PROD-7/2026",
        "due_at": clock.now().replace(microsecond=0) + timedelta(days=10),
        "conditions": "Only in this case.",
        "local_reference": FOREIGN,
        **changed,
    }
    return actions.issue_production_order(clerk, **values)


def test_a_production_order_draws_on_the_hold(ordering: Side, clerk: Officer) -> None:
    matter = held(ordering, clerk)
    made = ordering.approve(production(clerk, matter), "order").letter
    row = queries.order(made)
    assert (row.state, row.preservation, row.conditions) == (
        "ordered",
        matter,
        "Only in this case.",
    )
    assert list(queries.productions_of(matter)) == [row]
    assert len(queries.orders_about(FOREIGN)) == 2


def _unknown(matter: str) -> dict[str, Any]:
    return {"preservation": FOREIGN}


def _wider(matter: str) -> dict[str, Any]:
    return {"scope": {**SCOPE, "data_items": ["d.mailbox", "d.storage"]}}


def _other_person(matter: str) -> dict[str, Any]:
    return {"scope": {**SCOPE, "identifiers": [{"kind": "email", "value": "z@b.example"}]}}


@pytest.mark.parametrize("change", [_unknown, _wider, _other_person])
def test_a_production_never_goes_beyond_the_hold(
    ordering: Side, clerk: Officer, change: Callable[[str], dict[str, Any]]
) -> None:
    matter = held(ordering, clerk)
    with pytest.raises(PreservationUnknownError):
        production(clerk, matter, **change(matter))


def test_no_production_before_anything_is_held(ordering: Side, clerk: Officer) -> None:
    with pytest.raises(OrderNotAllowedNowError):
        production(clerk, ordered(ordering, clerk))


def produced_body() -> dict[str, Any]:
    exhibit = {
        "exhibit": "EX-1",
        "manifest": DIGEST,
        "packet": DIGEST,
        "name": "mailbox.zip",
        "length": 5,
        "sha256": DIGEST,
    }
    report = {"items": 3, "undated": 0, "differences": [], "differences_total": 0}
    return {"measure": "M03", "exhibits": [exhibit], "report": report}


@pytest.mark.parametrize(
    ("results", "state"),
    [
        pytest.param(["verified"], "verified", id="verified"),
        pytest.param(["rejected"], "rejected", id="rejected"),
        pytest.param(["verified", "rejected"], "rejected", id="one of two rejected"),
    ],
)
def test_the_verification_decides(
    ordering: Side, clerk: Officer, results: list[str], state: str
) -> None:
    made = ordering.approve(production(clerk, held(ordering, clerk)), "order").letter
    letter = ordering.say(lifecycle.PRODUCED, produced_body(), "certify", matter=made)
    assert queries.order(made).state == "produced"
    body = {
        "measure": "M03",
        "produced": letter.letter.digest,
        "exhibits": [{"exhibit": f"EX-{n}", "result": one} for n, one in enumerate(results)],
    }
    sent = officers.propose(
        None,
        type=lifecycle.VERIFICATION,
        to_authority=PROVIDER,
        from_authority=ordering.us,
        matter=made,
        body=body,
    )
    assert sent.state == "sent"
    assert queries.order(made).state == state


def test_a_late_answer_rings(ordering: Side, clerk: Officer, demo_clock: Clock) -> None:
    matter = ordered(ordering, clerk)
    demo_clock.forward(timedelta(hours=9))
    worker.run_pending(OURS)
    (alarm,) = queries.alarms(clerk)
    assert alarm.kind == "answer-late" and alarm.order.matter == matter
    assert [one.what for one in queries.queue(clerk)] == ["answer_late"]
    assert actions.acknowledge(clerk, alarm.pk)
    assert not actions.acknowledge(clerk, alarm.pk)
    assert not queries.alarms(clerk).exists()


def test_a_release_is_known_here(ordering: Side, clerk: Officer) -> None:
    matter = held(ordering, clerk)
    ordering.approve(actions.lift(clerk, matter, reason="x"), "order")
    body = {
        "measure": "M01",
        "reason": "lifted",
        "released_at": in_days(0),
        "objects": 1,
        "parts": 1,
        "sentence": "destroyed",
    }
    ordering.say(lifecycle.RELEASED, body, matter=matter)
    assert queries.order(matter).state == "released"


def test_only_our_own_authority_sees_an_order(ordering: Side, clerk: Officer) -> None:
    matter = ordered(ordering, clerk)
    other = ordering.officer("central", "draft", who=1)
    other.authority = "MA/central-authority"
    other.save()
    with pytest.raises(UnknownOrderError):
        queries.order_for(other, matter)
