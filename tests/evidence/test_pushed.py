"""Parts that a provider pushes, because nobody can reach it: resumed, refused, rejected, settled once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from comity.evidence import queries, store
from comity.evidence.actions import receive, release
from comity.evidence.errors import ExhibitNotVerifiedError
from comity.evidence.models import Exhibit
from comity.exchange.models import RefusedDelivery, StoredLetter
from comity.jobs import worker
from comity.jobs.models import Job
from comity.journal import clock
from comity.journal import queries as journal
from comity.providers import actions, lifecycle
from comity.providers import queries as orders
from comity.trust import queries as directory
from comity.wire import digests, manifest
from comity.wire.errors import ComityError
from tests.evidence.parts import PLAIN, Door, Sealed, letter, sealed
from tests.providers.conftest import PROVIDER, SCOPE, Side, in_days, ordering
from tests.simulated_peer import Held, World

__all__ = ["ordering"]
pytestmark = pytest.mark.urls("comity.node.post_urls")
DIGEST = "sha256:" + "cd" * 32


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> World:
    """The world that these tests share."""
    return World(tmp_path_factory.mktemp("directory"))


@pytest.fixture(autouse=True)
def own_view(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each node reads the directory with its own keys."""
    monkeypatch.setattr(directory, "_view", None)


@pytest.fixture
def ordered(ordering: Side) -> str:
    """A production order that has left; its matter."""
    clerk = ordering.officer("clerk", "draft")
    written: dict[str, Any] = {
        "scope": SCOPE,
        "legal_basis": "Code of criminal procedure (demo)",
        "court": "Ordering authority",
        "remedy": "Objection within ten days",
    }
    until = clock.now().replace(microsecond=0) + timedelta(days=60)
    drafted = actions.issue_preservation_order(
        clerk,
        provider=PROVIDER,
        **written,
        reference="ORD-7/2026",
        expires_at=until,
        local_reference=DIGEST,
    )
    hold = ordering.approve(drafted, "order").letter
    source = {"source": "mail", "items": 3, "bytes": 90, "sha256": DIGEST, "complete": True}
    body = {
        "measure": "M01", "effective_from": in_days(0), "expires_at": in_days(60),
        "sources": [source], "partial": False,
    }  # fmt: skip
    ordering.say(lifecycle.CERTIFICATE, body, "certify", matter=hold)
    drafted = actions.issue_production_order(
        clerk,
        **written,
        preservation=hold,
        reference="PROD-7/2026",
        due_at=until - timedelta(days=50),
        local_reference=DIGEST,
    )
    return ordering.approve(drafted, "order").letter


def produced(
    side: Side, matter: str, made: list[Sealed], packets: list[bytes] | None = None, **item: Any
) -> Held:
    """The provider's letter with these exhibits, not delivered."""
    side.other.now = clock.now().replace(microsecond=0)
    given = packets or [one.packet(side.other, side.ours) for one in made]
    body = {
        "measure": "M03",
        "exhibits": [one.item(packet, **item) for one, packet in zip(made, given, strict=True)],
        "report": {"items": 3, "undated": 0, "differences_total": 0},
    }
    files = [
        data for one, packet in zip(made, given, strict=True) for data in (one.document, packet)
    ]
    approving = [(side.other.people[PROVIDER][1], PROVIDER, "certify")]
    return letter(
        side.other, lifecycle.PRODUCED, body, PROVIDER, side.us, approving, files, matter=matter
    )


def announce(side: Side, matter: str, *made: Sealed, **item: Any) -> Held:
    held = produced(side, matter, list(made), **item)
    side.deliver(held)
    return held


def exhibit(side: Side, **changed: Any) -> Sealed:
    side.other.now = clock.now().replace(microsecond=0)
    return sealed(side.other, PROVIDER, **changed)


@pytest.fixture
def door(ordering: Side, client: Client) -> Door:
    return Door(client, ordering.other, "ma-1")


def push(door: Door, made: Sealed, *numbers: int) -> None:
    for number in numbers or tuple(made.parts):
        assert door.put(made, number, 0, made.parts[number])[0] == 200


def settle() -> None:
    worker.run_pending([receive.PULL])


def row(made: Sealed) -> Exhibit:
    return Exhibit.objects.get(exhibit=made.said.exhibit)


def answers(matter: str) -> list[dict[str, Any]]:
    from comity.exchange import queries as exchange

    sent = StoredLetter.objects.filter(matter_id=matter, type=lifecycle.VERIFICATION).order_by("id")
    return [exchange.body(one) for one in sent]


def test_what_was_pushed_whole_is_verified_and_answered(
    ordering: Side, ordered: str, door: Door
) -> None:
    made = exhibit(ordering)
    held = announce(ordering, ordered, made)
    assert row(made).state == Exhibit.EXPECTED
    push(door, made)
    assert row(made).state == Exhibit.EXPECTED  # the door does not open exhibits: a job does
    settle()
    assert row(made).state == Exhibit.VERIFIED and row(made).verified_at is not None
    (answer,) = answers(ordered)
    result = {"exhibit": made.said.exhibit, "result": "verified", "sha256": digests.sha256(PLAIN)}
    assert answer == {"measure": "M03", "produced": held.letter.digest, "exhibits": [result]}
    assert orders.order(ordered).state == "verified"
    events = [entry.event for entry in journal.entries_about(f"exhibit:{made.said.exhibit}")]
    assert events == ["evidence:exhibit:announced", "evidence:exhibit:verified"]
    settle()
    assert len(answers(ordered)) == 1


@pytest.mark.parametrize("again", ["looked at", "sent"])
def test_the_door_died_after_the_last_piece_and_before_it_asked_for_the_job(
    ordering: Side, ordered: str, door: Door, again: str
) -> None:
    made = exhibit(ordering)
    announce(ordering, ordered, made)
    settle()  # of the letter
    push(door, made)
    Job.objects.filter(kind=receive.PULL, done_at__isnull=True).delete()  # as if never committed
    settle()
    assert row(made).state == Exhibit.EXPECTED
    whole = (200, {"arrived": len(made.parts[1])})
    assert (door.arrived(made, 1) if again == "looked at" else door.put(made, 1, 0, b"x")) == whole
    settle()
    assert row(made).state == Exhibit.VERIFIED
    assert len(answers(ordered)) == 1


def test_a_push_goes_on_wherever_it_broke(ordering: Side, ordered: str, door: Door) -> None:
    made = exhibit(ordering)
    announce(ordering, ordered, made)
    part = made.parts[2]
    assert door.arrived(made, 2) == (200, {"arrived": 0})
    assert door.put(made, 2, 0, part[:1000]) == (200, {"arrived": 1000})
    assert door.arrived(made, 2) == (200, {"arrived": 1000})
    assert door.put(made, 2, 1000, part[1000:1001]) == (200, {"arrived": 1001})
    status, said = door.put(made, 2, 0, part[:1000])  # an old piece again
    assert (status, said["error"]) == (422, "PieceOutOfPlaceError")
    assert door.put(made, 2, 1001, part[1001:]) == (200, {"arrived": len(part)})
    assert door.arrived(made, 2) == (200, {"arrived": len(part)})
    assert door.put(made, 2, 0, part[:10]) == (200, {"arrived": len(part)})  # it is here already
    push(door, made, 3, 1)
    settle()
    assert row(made).state == Exhibit.VERIFIED


def test_a_tampered_part_is_asked_for_again_then_reported_and_never_released(
    ordering: Side, ordered: str, door: Door
) -> None:
    made = exhibit(ordering)
    held = announce(ordering, ordered, made)
    push(door, made, 1, 3)
    bad = bytes([made.parts[2][0] ^ 1]) + made.parts[2][1:]
    for tried in (1, 2, 3):
        status, said = door.put(made, 2, 0, bad)
        assert (status, said["error"]) == (422, "PartChangedError")
        assert row(made).attempts == tried
    assert row(made).state == Exhibit.TAMPERED
    (answer,) = answers(ordered)
    (result,) = answer["exhibits"]
    assert answer["produced"] == held.letter.digest
    assert (result["exhibit"], result["result"]) == (made.said.exhibit, "rejected")
    assert "sha256" not in result and "Part 2" in result["reason"]
    status, said = door.put(made, 2, 0, made.parts[2])  # too late
    assert (status, said["error"]) == (422, "TransferSettledError")
    custodian = ordering.officer("custodian", "custody", who=1)
    with pytest.raises(ExhibitNotVerifiedError):
        release.release(custodian, ordered, made.said.exhibit)


def test_a_tampered_part_that_comes_right_the_third_time(
    ordering: Side, ordered: str, door: Door
) -> None:
    made = exhibit(ordering)
    announce(ordering, ordered, made)
    push(door, made, 1, 3)
    for _ in range(2):
        assert door.put(made, 2, 0, made.parts[1][: len(made.parts[2])])[0] == 422
    push(door, made, 2)
    settle()
    assert row(made).state == Exhibit.VERIFIED


def test_one_bad_exhibit_does_not_hide_the_good_one(
    ordering: Side, ordered: str, door: Door
) -> None:
    good, bad = (
        exhibit(ordering),
        exhibit(ordering, length=len(PLAIN), sha256=digests.sha256(b"another")),
    )
    announce(ordering, ordered, good, bad)
    push(door, bad)
    settle()
    assert row(bad).state == Exhibit.TAMPERED and answers(ordered) == []
    push(door, good)
    settle()
    (answer,) = answers(ordered)
    assert [one["result"] for one in answer["exhibits"]] == ["verified", "rejected"]
    assert "PlainDigestError" in row(bad).failure


def test_a_key_that_is_not_the_part_s_opens_nothing(
    ordering: Side, ordered: str, door: Door
) -> None:
    made = exhibit(ordering)
    other = replace(made, key=exhibit(ordering).key)
    announce(ordering, ordered, other)
    push(door, made)
    settle()
    assert row(made).state == Exhibit.TAMPERED and "SealBrokenError" in row(made).failure


def test_a_rejected_exhibit_may_be_handed_over_again(
    ordering: Side, ordered: str, door: Door
) -> None:
    made = exhibit(ordering)
    announce(ordering, ordered, made)
    for _ in range(3):
        door.put(made, 1, 0, made.parts[2])
    assert row(made).state == Exhibit.TAMPERED
    announce(ordering, ordered, made)
    assert row(made).state == Exhibit.EXPECTED
    push(door, made)
    settle()
    assert row(made).state == Exhibit.VERIFIED and row(made).attempts == 0
    assert [one["exhibits"][0]["result"] for one in answers(ordered)] == ["rejected", "verified"]


# The door refuses


Push = Callable[[Door, Sealed], tuple[int, Any]]
PUSHES: list[tuple[str, Push, str]] = [
    ("no part of that number", lambda d, m: d.put(m, 9, 0, b"x", total=10), "PartNotOfferedError"),
    ("longer than the part", lambda d, m: d.put(m, 1, 0, m.parts[1] + b"x", total=len(m.parts[1]) + 1), "ContentRangeWrongError"),
    ("of another length", lambda d, m: d.put(m, 1, 0, m.parts[1], total=7), "ContentRangeWrongError"),
    ("not where it goes on", lambda d, m: d.put(m, 1, 5, m.parts[1][5:]), "PieceOutOfPlaceError"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "send", "error"), PUSHES, ids=[one[0] for one in PUSHES])
def test_a_piece_that_is(
    ordering: Side, ordered: str, door: Door, name: str, send: Push, error: str
) -> None:
    made = exhibit(ordering)
    announce(ordering, ordered, made)
    status, said = send(door, made)
    assert (status, said["error"]) == (422, error)
    assert door.arrived(made, 1) == (200, {"arrived": 0})


def test_only_who_announced_a_part_may_send_it(ordering: Side, ordered: str, door: Door) -> None:
    made = exhibit(ordering)
    announce(ordering, ordered, made)
    other = replace(door, peer=ordering.world["ro-1"])
    for answer in (other.put(made, 1, 0, made.parts[1]), other.arrived(made, 1)):
        assert (answer[0], answer[1]["error"]) == (422, "PartNotOfferedError")
    assert door.arrived(made, 1) == (200, {"arrived": 0})


def test_before_the_letter_nothing_is_taken(ordering: Side, ordered: str, door: Door) -> None:
    made = exhibit(ordering)
    status, said = door.put(made, 1, 0, made.parts[1])
    assert (status, said["error"]) == (422, "PartNotOfferedError")


def test_an_unsigned_request_gets_nothing(
    ordering: Side, ordered: str, door: Door, client: Client
) -> None:
    made = exhibit(ordering)
    announce(ordering, ordered, made)
    path = f"/parts/{made.said.object}/1"
    answer = client.put(path, made.parts[1], content_type="application/octet-stream")
    assert answer.status_code == 401
    answer = client.get(f"{path}/arrived")
    assert answer.status_code == 401


def test_a_range_that_was_not_signed_is_refused(ordering: Side, ordered: str, door: Door) -> None:
    made = exhibit(ordering)
    announce(ordering, ordered, made)
    from comity.exchange import signatures
    from tests.simulated_peer import POST

    path = f"/parts/{made.said.object}/1"
    message = signatures.Message("PUT", POST["ma-1"] + path)
    signatures.sign(message, b"x", node=door.peer.node, key=door.peer.ring.http)
    headers = message.headers | {"Content-Range": f"bytes 0-0/{len(made.parts[1])}"}
    answer = door.client.generic("PUT", path, data=b"x", content_type="x/x", headers=headers)
    assert answer.status_code == 401


# Letters that announce what is not so


def other_packet(side: Side, made: Sealed) -> dict[str, Any]:
    """A key packet for another manifest."""
    return {"packets": [made.packet(side.other, side.ours, manifest_digest=DIGEST)]}


def packet_for_another_node(side: Side, made: Sealed) -> dict[str, Any]:
    return {"packets": [made.packet(side.other, side.ours, to_node="ro-1")]}


def packet_for_another_object(side: Side, made: Sealed) -> dict[str, Any]:
    return {"packets": [made.packet(side.other, side.ours, object_id="0" * 36)]}


Announced = Callable[[Side, Sealed], dict[str, Any]]
ANNOUNCED: list[tuple[str, Announced, str]] = [
    ("a key packet for another manifest", other_packet, "KeyPacketOtherError"),
    ("a key packet for another node", packet_for_another_node, "KeyPacketOtherError"),
    ("a key packet for another object", packet_for_another_object, "KeyPacketOtherError"),
    ("a manifest that did not come", lambda s, m: {"manifest": DIGEST}, "ManifestNotBoundError"),
    ("a packet that did not come", lambda s, m: {"packet": DIGEST}, "ManifestNotBoundError"),
    ("another name", lambda s, m: {"name": "other.zip"}, "ManifestNotBoundError"),
    ("another length", lambda s, m: {"length": 5}, "ManifestNotBoundError"),
    ("another digest", lambda s, m: {"sha256": DIGEST}, "ManifestNotBoundError"),
    ("another exhibit", lambda s, m: {"exhibit": "another"}, "ManifestNotBoundError"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "lie", "error"), ANNOUNCED, ids=[one[0] for one in ANNOUNCED])
def test_a_letter_with(ordering: Side, ordered: str, name: str, lie: Announced, error: str) -> None:
    made = exhibit(ordering)
    refused(ordering, produced(ordering, ordered, [made], **lie(ordering, made)), error)


def refused(side: Side, held: Held, error: str) -> None:
    with pytest.raises(ComityError) as caught:
        side.deliver(held)
    assert type(caught.value).__name__ == error
    assert not Exhibit.objects.exists()
    assert not StoredLetter.objects.filter(digest=held.letter.digest).exists()


MANIFESTS: list[tuple[str, dict[str, Any], str]] = [
    ("a name with a line break", {"name": "a\nb.zip"}, "ManifestNotBoundError"),
    ("a name that reads backwards", {"name": "a\u202egnp.zip"}, "ManifestNotBoundError"),
    ("a name that is too long", {"name": "a" * 300}, "ManifestNotBoundError"),
    ("an exhibit's name that is too long", {"exhibit": "e" * 150}, "ManifestNotBoundError"),
    ("a maker whom nobody knows", {"maker": "MA/provider/other"}, "UnknownAuthorityError"),
    ("a maker of another State", {"maker": "RO/contact-point"}, "ManifestNotBoundError"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "changed", "error"), MANIFESTS, ids=[one[0] for one in MANIFESTS])
def test_a_manifest_with(
    ordering: Side, ordered: str, name: str, changed: dict[str, Any], error: str
) -> None:
    maker = changed.get("maker", PROVIDER)
    signer = ordering.world["ro-1"] if maker.startswith("RO") else ordering.other
    made = sealed(
        ordering.other, maker, signer, **{k: v for k, v in changed.items() if k != "maker"}
    )
    refused(ordering, produced(ordering, ordered, [made]), error)


def test_a_manifest_that_its_maker_did_not_sign(ordering: Side, ordered: str) -> None:
    made = sealed(ordering.other, PROVIDER, ordering.world["ro-1"])
    refused(ordering, produced(ordering, ordered, [made]), "SignatureUnknownKeyError")


def test_the_same_exhibit_twice_is_refused_by_name(ordering: Side, ordered: str) -> None:
    made = exhibit(ordering)
    announce(ordering, ordered, made)
    with pytest.raises(ComityError) as caught:
        ordering.deliver(produced(ordering, ordered, [made]))
    assert type(caught.value).__name__ == "ExhibitTwiceError"
    assert Exhibit.objects.count() == 1
    assert RefusedDelivery.objects.filter(error="ExhibitTwiceError").exists()


def test_an_object_that_another_exhibit_has_is_refused(ordering: Side, ordered: str) -> None:
    made = exhibit(ordering)
    announce(ordering, ordered, made)
    said = made.said.model_copy(update={"exhibit": "another"})
    document = ordering.other.ring.sign_as_authority(
        PROVIDER, manifest.build(said), "comity-manifest"
    )
    with pytest.raises(ComityError) as caught:
        announce(ordering, ordered, replace(made, said=said, document=document))
    assert type(caught.value).__name__ == "ExhibitTwiceError"


def test_nothing_of_an_expected_exhibit_is_given_away(
    ordering: Side, ordered: str, door: Door
) -> None:
    made = exhibit(ordering)
    announce(ordering, ordered, made)
    push(door, made)
    status, data, _ = door.get(made.said.object, 1)
    assert status == 422 and b"PartNotOfferedError" in data
    assert store.vault().has_part(made.said.object, 1)
    assert queries.shares_of(row(made).letter) == []
