"""The provider's side: an order arrives, the data are held, certified, kept, and released after its end."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.conf import settings

from comity.demo import mailstore
from comity.exchange.models import RefusedDelivery, StoredLetter
from comity.jobs import worker
from comity.journal import clock
from comity.journal import queries as journal
from comity.officers.models import PendingLetter
from comity.providers import actions, lifecycle, queries, selecting, store
from comity.providers.errors import (
    HoldStillBoundError,
    NothingHeldError,
    OrderNotAllowedNowError,
    OrderNotOursError,
    PreservationNotHereError,
    UnknownOrderError,
)
from comity.providers.models import FrozenSource, Hold, Order
from comity.wire.errors import ComityError
from tests.providers.conftest import (
    Clock,
    Side,
    in_days,
    moment,
    order_body,
    production_body,
)

OURS = ["providers.freeze", "providers.clock"]


def arrive(provider: Side, **changed: object) -> str:
    """An order arrives; its matter."""
    return provider.say(lifecycle.PRESERVATION, order_body(**changed), "order").letter.digest


def hold(provider: Side, **changed: object) -> str:
    """An order arrives and the data are copied."""
    matter = arrive(provider, **changed)
    worker.run_pending(OURS)
    return matter


def certify(provider: Side) -> StoredLetter:
    """The certificate that was drafted by itself is approved and leaves."""
    pending = PendingLetter.objects.filter(type=lifecycle.CERTIFICATE, state="waiting").get()
    done = provider.approve(pending, "certify")
    return StoredLetter.objects.get(digest=done.letter)


def state(matter: str) -> str:
    return Order.objects.get(matter=matter).state


def test_the_order_stands_in_the_row(provider: Side) -> None:
    matter = arrive(provider)
    row = queries.order(matter)
    assert (row.state, row.side, row.reference) == ("ordered", "requested", "ORD-1/2026")
    assert row.local_reference == ""
    assert row.due_at is not None and row.expires_at is not None


def test_the_data_are_held_without_waiting_for_a_person(
    provider: Side, made_store: mailstore.Store
) -> None:
    matter = hold(provider)
    kept = Hold.objects.get(order__matter=matter)
    assert kept.state == Hold.FROZEN and kept.effective_from is not None
    copies = queries.latest_sources(kept)
    assert copies["mail"].items == made_store.subscriber.messages
    assert copies["access"].items >= made_store.log.of_subscriber
    assert all(one.complete for one in copies.values())
    assert state(matter) == "ordered"  # nothing is said before a person certifies


def test_the_certificate_says_what_is_held(provider: Side, made_store: mailstore.Store) -> None:
    matter = hold(provider)
    letter = certify(provider)
    assert state(matter) == "held"
    said = queries.certificate(queries.order(matter))
    assert said is not None and said.letter == letter.digest
    assert (said.partial, said.not_covered) == (False, ())
    assert said.items == sum(row.items for row in FrozenSource.objects.all())
    assert {one["source"]: one["sha256"] for one in said.sources} == {
        row.source: row.sha256 for row in FrozenSource.objects.all()
    }
    assert letter.drafter == "MA-automatic"


def test_deleting_the_mailbox_changes_nothing_in_the_hold(
    provider: Side, made_store: mailstore.Store
) -> None:
    matter = hold(provider)
    before = sorted(
        path.read_bytes()
        for part in ("cur", "new")
        for path in made_store.subscriber.folder.rglob(f"{part}/*")
    )
    assert mailstore.delete_mailbox(made_store.subscriber.folder) == len(before)
    row = queries.order(matter)
    read = selecting.select(queries.copies(matter), queries.scope(row), store.vault())
    assert sorted(one.data for one in read if one.source == "mail") == before


def test_an_order_arriving_twice_is_held_once(provider: Side) -> None:
    held = provider.letter(lifecycle.PRESERVATION, order_body(), "order")
    provider.deliver(held)
    provider.deliver(held)
    worker.run_pending(OURS)
    worker.run_pending(OURS)
    assert (Order.objects.count(), Hold.objects.count(), FrozenSource.objects.count()) == (1, 1, 2)
    assert PendingLetter.objects.filter(type=lifecycle.CERTIFICATE).count() == 1


@pytest.mark.parametrize(
    ("approve", "changed"),
    [
        pytest.param((), {}, id="approved by nobody"),
        pytest.param(("draft",), {}, id="approved in another capacity"),
        pytest.param(("order",), {"drafter": True}, id="approved by its drafter"),
    ],
)
def test_an_order_that_is_not_approved_holds_nothing(
    provider: Side, approve: tuple[str, ...], changed: dict[str, object]
) -> None:
    approver = provider.other.people[provider.them][1].person
    if changed:
        changed = {"drafter": {"person": approver}}
    with pytest.raises(ComityError):
        provider.say(lifecycle.PRESERVATION, order_body(), *approve, **changed)
    worker.run_pending(OURS)
    assert not Order.objects.exists() and not FrozenSource.objects.exists()
    assert RefusedDelivery.objects.count() == 1


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param(
            {"scope": {"identifiers": [], "data_items": ["d.mailbox"]}}, id="names nobody"
        ),
        pytest.param(
            {
                "scope": {
                    "identifiers": [{"kind": "email", "value": "a@b.example"}],
                    "data_items": [],
                }
            },
            id="names nothing",
        ),
        pytest.param({"legal_basis": ""}, id="no law"),
        pytest.param({"remedy": ""}, id="no remedy"),
        pytest.param({"expires_at": "2026-12-01T00:00:00"}, id="end without zone"),
        pytest.param({"measure": "M03"}, id="other measure"),
        pytest.param({"entity": "MA/provider/other"}, id="names another provider"),
        pytest.param(
            {
                "scope": {
                    "identifiers": [{"kind": "ip_address", "value": "192.0.2.7"}],
                    "data_items": ["b.connection"],
                }
            },
            id="address without a time",
        ),
    ],
)
def test_an_order_that_lacks_something_is_refused(
    provider: Side, changed: dict[str, object]
) -> None:
    with pytest.raises(ComityError):
        arrive(provider, **changed)
    assert not Order.objects.exists()


def test_a_newer_version_of_an_order_is_kept_and_not_acted_on(provider: Side) -> None:
    held = provider.letter(lifecycle.PRESERVATION, order_body(), "order", version=2)
    provider.deliver(held)
    worker.run_pending(OURS)
    assert StoredLetter.objects.get(digest=held.letter.digest).placement == "kept"
    assert not Order.objects.exists() and not FrozenSource.objects.exists()


def test_a_renewal_of_a_newer_version_does_not_prolong(provider: Side) -> None:
    matter = arrive(provider)
    before = queries.order(matter).expires_at
    body = {
        "measure": "M01",
        "expires_at": in_days(80),
        "legal_basis": "x",
        "reference": "y",
    }
    provider.say(lifecycle.RENEWAL, body, "order", matter=matter, version=2)
    assert queries.order(matter).expires_at == before


def test_a_lifting_that_waits_for_an_earlier_letter_is_not_acted_on(provider: Side) -> None:
    matter = arrive(provider)
    renewal = provider.letter(
        lifecycle.RENEWAL,
        {"measure": "M01", "expires_at": in_days(80), "legal_basis": "x", "reference": "y"},
        "order",
        matter=matter,
    )
    provider.say(lifecycle.LIFT, {"measure": "M01", "reason": "over"}, "order", matter=matter)
    assert state(matter) == "ordered"
    provider.deliver(renewal)
    row = queries.order(matter)
    assert row.state == "lifted"
    assert row.expires_at == moment(renewal.letter.core.body["expires_at"])


def test_what_no_connector_has_is_said(provider: Side) -> None:
    scope = {
        "identifiers": [{"kind": "email", "value": mailstore.SUBSCRIBER}],
        "data_items": ["d.mailbox", "d.storage"],
    }
    matter = hold(provider, scope=scope)
    certify(provider)
    said = queries.certificate(queries.order(matter))
    assert said is not None
    assert (said.partial, said.not_covered) == (True, ("d.storage",))
    assert queries.order(matter).partial


def test_an_order_for_data_that_nobody_has_holds_nothing(provider: Side) -> None:
    scope = {
        "identifiers": [{"kind": "email", "value": mailstore.SUBSCRIBER}],
        "data_items": ["d.storage"],
    }
    matter = hold(provider, scope=scope)
    assert not PendingLetter.objects.exists()
    with pytest.raises(NothingHeldError):
        queries.copies(matter)
    officer = provider.officer("lawful", "certify", "draft")
    pending = actions.report_not_executable(
        officer, matter, reason="not_our_service", text="No storage."
    )
    provider.approve(pending, "certify")
    assert state(matter) == "not_executable"


def test_a_source_that_fails_is_held_in_part_tried_again_and_certified_anew(
    provider: Side, made_store: mailstore.Store
) -> None:
    log = made_store.log.path
    away = log.rename(log.with_name("away"))
    matter = hold(provider)
    kept = Hold.objects.get(order__matter=matter)
    row = queries.latest_sources(kept)["access"]
    assert (row.complete, row.reasons, row.items) == (False, {"source_failed": 1}, 0)
    certify(provider)
    said = queries.certificate(queries.order(matter))
    assert said is not None and said.partial
    assert (
        next(one for one in said.sources if one["source"] == "access")["reason"]
        == "source_failed: 1"
    )
    away.rename(log)
    from comity.jobs.models import Job

    Job.objects.filter(kind="providers.freeze", done_at__isnull=True).update(
        run_at=clock.real_now()
    )
    worker.run_pending(OURS)
    assert queries.latest_sources(kept)["access"].complete
    assert (
        FrozenSource.objects.filter(source="mail").count() == 1
    )  # what was whole is not copied again
    certify(provider)
    said = queries.certificate(queries.order(matter))
    assert said is not None and not said.partial
    assert not Job.objects.filter(kind="providers.freeze", done_at__isnull=True).exists()


def test_what_an_ended_worker_left_is_destroyed_and_made_anew(provider: Side) -> None:
    matter = arrive(provider)
    row = Order.objects.get(matter=matter)
    kept = Hold.objects.create(order=row)
    left = FrozenSource.objects.create(
        hold=kept,
        source="mail",
        object_id="00000000-0000-4000-8000-000000000001",
        started_at=clock.now(),
    )
    store.vault().put_key(left.object_id, bytes(32))
    store.vault().write_part(left.object_id, 1, [b"half"])
    worker.run_pending(OURS)
    assert not store.vault().has_part(left.object_id, 1)
    assert not FrozenSource.objects.filter(object_id=left.object_id).exists()
    assert {one.state for one in FrozenSource.objects.all()} == {"copied"}


def test_an_order_lifted_while_copying_leaves_no_copy(
    provider: Side, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lifting is stored while the copy is being written: the copy is thrown away."""
    from comity.providers.actions import copying

    matter = arrive(provider)
    lift = provider.letter(
        lifecycle.LIFT, {"measure": "M01", "reason": "over"}, "order", matter=matter
    )
    written = copying.freezing.freeze

    def freeze_then_lift(*args: object) -> object:
        done = written(*args)  # type: ignore[arg-type]
        if state(matter) == "ordered":
            provider.deliver(lift)
        return done

    monkeypatch.setattr(copying.freezing, "freeze", freeze_then_lift)
    worker.run_pending(["providers.freeze"])
    monkeypatch.undo()
    assert not FrozenSource.objects.exists()


def test_a_certificate_is_drafted_once_and_again_when_a_person_asks(provider: Side) -> None:
    matter = hold(provider)
    assert PendingLetter.objects.filter(type=lifecycle.CERTIFICATE).count() == 1
    officer = provider.officer("lawful", "certify")
    again = actions.certify_hold(officer, matter)  # after the first was abandoned, say
    assert again.drafter == officer.person


def test_renewal_prolongs_and_lifting_ends(provider: Side) -> None:
    matter = hold(provider)
    certify(provider)
    end = in_days(90)
    body = {"measure": "M01", "expires_at": end, "legal_basis": "x", "reference": "y"}
    provider.say(lifecycle.RENEWAL, body, "order", matter=matter)
    row = queries.order(matter)
    assert (row.state, row.expires_at) == ("held", moment(end))
    provider.say(lifecycle.LIFT, {"measure": "M01", "reason": "over"}, "order", matter=matter)
    assert state(matter) == "lifted"
    assert FrozenSource.objects.count() == 2  # nothing is destroyed by a letter


def test_a_renewal_that_would_shorten_has_no_effect(provider: Side) -> None:
    matter = arrive(provider)
    before = queries.order(matter).expires_at
    body = {"measure": "M01", "expires_at": in_days(1), "legal_basis": "x", "reference": "y"}
    provider.say(lifecycle.RENEWAL, body, "order", matter=matter)
    row = queries.order(matter)
    assert row.expires_at == before
    assert len(row.without_effect) == 1


def test_release_only_after_the_end_and_by_a_person(provider: Side) -> None:
    matter = hold(provider)
    certify(provider)
    officer = provider.officer("lead", "certify")
    with pytest.raises(HoldStillBoundError):
        actions.release(officer, matter)
    provider.say(lifecycle.LIFT, {"measure": "M01", "reason": "over"}, "order", matter=matter)
    objects = list(FrozenSource.objects.values_list("object_id", flat=True))
    done = actions.release(officer, matter)
    assert done.state == "sent" and state(matter) == "released"
    assert not any(store.vault().has_part(one, 1) for one in objects)
    with pytest.raises(NothingHeldError):
        queries.copies(matter)
    assert [one.what for one in queries.queue(officer)] == []


def test_no_release_while_a_production_is_open(provider: Side) -> None:
    matter = hold(provider)
    certify(provider)
    provider.say(lifecycle.PRODUCTION, production_body(matter), "order")
    provider.say(lifecycle.LIFT, {"measure": "M01", "reason": "over"}, "order", matter=matter)
    officer = provider.officer("lead", "certify")
    with pytest.raises(HoldStillBoundError):
        actions.release(officer, matter)


def test_a_production_from_a_hold_that_is_not_here_is_refused(provider: Side) -> None:
    arrive(provider)
    with pytest.raises(PreservationNotHereError):
        provider.say(lifecycle.PRODUCTION, production_body("sha256:" + "0" * 64), "order")
    assert Order.objects.count() == 1
    assert RefusedDelivery.objects.get().error == "PreservationNotHereError"


def test_the_clock_ends_an_order_and_destroys_nothing(provider: Side, demo_clock: Clock) -> None:
    matter = hold(provider)
    certify(provider)
    demo_clock.forward(timedelta(days=59))
    worker.run_pending(OURS)
    assert state(matter) == "held"
    demo_clock.forward(timedelta(days=2))
    worker.run_pending(OURS)
    assert state(matter) == "expired"
    assert len(queries.copies(matter)) == 2
    kinds = set(Order.objects.get(matter=matter).alarms.values_list("kind", flat=True))
    assert kinds == {"end-2-days", "ended"}


def test_a_renewal_that_arrives_late_saves_the_hold(provider: Side, demo_clock: Clock) -> None:
    matter = hold(provider)
    certify(provider)
    demo_clock.forward(timedelta(days=61))
    worker.run_pending(OURS)
    assert state(matter) == "expired"
    body = {"measure": "M01", "expires_at": in_days(60), "legal_basis": "x", "reference": "y"}
    provider.say(lifecycle.RENEWAL, body, "order", matter=matter)
    assert state(matter) == "held"
    entries = [entry.event for entry in journal.entries_about(matter)]
    assert "providers:preservation-order:restated" in entries


def test_each_alarm_rings_once_and_a_renewal_brings_new_ones(
    provider: Side, demo_clock: Clock
) -> None:
    matter = hold(provider)
    certify(provider)
    for days in (47, 1, 6, 5):  # 13, 12, 6 and 1 days before the end
        demo_clock.forward(timedelta(days=days))
        worker.run_pending(OURS)
        worker.run_pending(OURS)
    alarms = Order.objects.get(matter=matter).alarms
    assert [one.kind for one in alarms.all()] == ["end-14-days", "end-7-days", "end-2-days"]
    body = {"measure": "M01", "expires_at": in_days(30), "legal_basis": "x", "reference": "y"}
    provider.say(lifecycle.RENEWAL, body, "order", matter=matter)
    demo_clock.forward(timedelta(days=17))
    worker.run_pending(OURS)
    assert alarms.count() == 4


def test_the_hold_takes_effect_even_if_its_certificate_cannot_be_drafted(
    provider: Side, monkeypatch: pytest.MonkeyPatch
) -> None:
    matter = arrive(provider)
    monkeypatch.setattr(settings, "NODE", replace(settings.NODE, authorities=()))
    worker.run_pending(OURS)
    kept = Hold.objects.get(order__matter=matter)
    assert kept.state == Hold.FROZEN and not PendingLetter.objects.exists()


def test_people_of_other_authorities_see_nothing(provider: Side) -> None:
    matter = arrive(provider)
    stranger = replace_authority(provider)
    with pytest.raises(UnknownOrderError):
        queries.order_for(stranger, matter)
    assert list(queries.orders_for(stranger)) == []


def replace_authority(provider: Side) -> object:
    officer = provider.officer("stranger", "certify")
    officer.authority = "MA/provider/other"
    officer.save()
    return officer


def test_the_provider_cannot_write_the_orderers_letters(provider: Side) -> None:
    matter = hold(provider)
    officer = provider.officer("lead", "certify", "draft", "order")
    with pytest.raises(OrderNotOursError):
        actions.lift(officer, matter, reason="over")
    certify(provider)
    with pytest.raises(OrderNotAllowedNowError):
        actions.report_not_executable(officer, matter, reason="other", text="x")


def test_connectors_of_the_node_are_those_of_its_settings(
    provider: Side, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "NODE", replace(settings.NODE, provider={}))
    matter = hold(provider)
    with pytest.raises(NothingHeldError):
        queries.copies(matter)
