"""What other nodes may try at our inbox: each refused by name, with a sentence for a person.

Every row is a delivery that is wrong in one way. The refusal is kept, nothing is stored, nobody acts.
"""

import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings

from comity.exchange import actions, errors, inbox, limits, queries, receipts
from comity.exchange.models import Matter, StoredLetter
from comity.journal import clock
from comity.journal import queries as journal
from comity.trust import actions as directory
from comity.trust import errors as trust
from comity.wire import base64url, canonical, envelope, jws, letters, times
from comity.wire import errors as wire
from comity.wire.errors import ComityError
from tests.simulated_peer import OURS, Held, Official, Peer, World, officials
from tests.world import MA, RO, SEEN, WISH, send

pytestmark = pytest.mark.usefixtures("alone")

CENTRAL = "MA/central-authority"


@dataclass
class Try:
    """What one row delivers, and from which node."""

    data: bytes
    node: str = "ma-1"


Row = tuple[Callable[[World], Try | bytes], type[ComityError]]


def request(peer: Peer, **changed: Any) -> Held:
    return peer.letter("test.request", WISH, RO, approve=["authorise"], **changed)


def core(peer: Peer, **changed: Any) -> dict[str, Any]:
    return peer.core("test.request", WISH, RO, **changed)


def payload(
    peer: Peer, made: dict[str, Any], approvals: list[dict[str, Any]] | None = None
) -> bytes:
    data = letters.core_bytes(made)
    given = peer.approve(data, MA, ["authorise"]) if approvals is None else approvals
    return letters.assemble(data, given)


def sealed(peer: Peer, data: bytes, **header: Any) -> bytes:
    """Payload bytes, signed as the contact point and sealed."""
    return peer.envelope(peer.sign(data, MA), **header)


def open_matter(world: World) -> Held:
    """A matter that MA has opened here."""
    held = request(world["ma-1"])
    inbox.receive(world["ma-1"].envelope(held), "ma-1")
    return held


def note(world: World, matter: str, **changed: Any) -> Held:
    return world["ma-1"].letter("test.note", {"text": "hello"}, RO, matter=matter, **changed)


# The envelope


def truncated(world: World) -> bytes:
    return world["ma-1"].envelope(request(world["ma-1"]))[:-100]


def changed_inside(world: World) -> bytes:
    data = bytearray(world["ma-1"].envelope(request(world["ma-1"])))
    data[-50] ^= 1
    return bytes(data)


def changed_header(world: World) -> bytes:
    data = world["ma-1"].envelope(request(world["ma-1"]), id="a" * 32)
    return data.replace(b"a" * 32, b"b" * 32)


def oversized(world: World) -> bytes:
    return b"comity-envelope-1\n" + b"\0" * (25 * 1024 * 1024)


def for_another_node(world: World) -> bytes:
    return world["ma-1"].envelope(request(world["ma-1"]), to="ee-1")


def brought_by_another_node(world: World) -> Try:
    return Try(world["ma-1"].envelope(request(world["ma-1"])), node="ee-1")


def id_used_twice(world: World) -> bytes:
    peer, same = world["ma-1"], uuid.uuid4().hex
    inbox.receive(peer.envelope(request(peer), id=same), "ma-1")
    return peer.envelope(request(peer), id=same)


def old_sealing_key(world: World) -> bytes:
    old = world["ma-1"].directory
    assert old is not None
    part = old.node(OURS).sealing[-1]
    ring = world[OURS].ring
    kept = tuple(one for one in ring.sealing if one.key.kid != part.kid)
    replace(ring, sealing=kept).save(settings.NODE.home)
    peer = world["ma-1"]
    peer.now = part.start + timedelta(hours=1)
    try:
        return peer.envelope(request(peer))
    finally:
        peer.now = world.now


ENVELOPES: dict[str, Row] = {
    "empty": (lambda world: b"", wire.EnvelopeFormatError),
    "not an envelope": (lambda world: b"{}", wire.EnvelopeFormatError),
    "truncated": (truncated, wire.SealBrokenError),
    "changed inside": (changed_inside, wire.SealBrokenError),
    "header changed": (changed_header, wire.SealBrokenError),
    "oversized": (oversized, wire.EnvelopeTooLargeError),
    "for another node": (for_another_node, errors.EnvelopeForOtherNodeError),
    "brought by another node": (brought_by_another_node, errors.EnvelopeFromOtherNodeError),
    "identifier used twice": (id_used_twice, errors.EnvelopeReusedError),
    "sealed to a destroyed key": (old_sealing_key, wire.SealingKeyUnknownError),
}


# The document and its signatures


def resigned(world: World, change: Callable[[dict[str, Any]], None]) -> bytes:
    """The signed document with its outer JSON changed."""
    peer = world["ma-1"]
    outer = json.loads(request(peer).document)
    change(outer)
    return peer.envelope(canonical.encode(outer))


def strip(number: int) -> Callable[[World], bytes]:
    return lambda world: resigned(world, lambda outer: outer["signatures"].pop(number))


def double(world: World) -> bytes:
    return resigned(world, lambda outer: outer["signatures"].append(outer["signatures"][0]))


def same_twice(world: World) -> bytes:
    def change(outer: dict[str, Any]) -> None:
        outer["signatures"][1] = outer["signatures"][0]

    return resigned(world, change)


def broken(number: int) -> Callable[[World], bytes]:
    def change(outer: dict[str, Any]) -> None:
        signature = bytearray(base64url.decode(outer["signatures"][number]["signature"]))
        signature[7] ^= 1
        outer["signatures"][number]["signature"] = base64url.encode(bytes(signature))

    return lambda world: resigned(world, change)


def unprotected(world: World) -> bytes:
    return resigned(world, lambda outer: outer["signatures"][0].update(header={"alg": "none"}))


def signed_by_central(world: World) -> bytes:
    peer = world["ma-1"]
    return peer.envelope(peer.sign(payload(peer, core(peer)), CENTRAL))


def signed_by_node(world: World) -> bytes:
    peer = world["ma-1"]
    return peer.envelope(peer.ring.sign_as_node(payload(peer, core(peer)), jws.LETTER))


def another_typ(world: World) -> bytes:
    peer = world["ma-1"]
    return peer.envelope(peer.sign(payload(peer, core(peer)), MA, jws.MANIFEST))


SIGNATURES: dict[str, Row] = {
    "not signed": (
        lambda world: world["ma-1"].envelope(payload(world["ma-1"], core(world["ma-1"]))),
        wire.JwsFormatError,
    ),
    "without Ed25519": (strip(0), wire.SignatureMissingError),
    "without ML-DSA": (strip(1), wire.SignatureMissingError),
    "one signature doubled": (double, wire.SignatureDoubledError),
    "one in the place of the other": (same_twice, wire.SignatureDoubledError),
    "Ed25519 wrong": (broken(0), wire.SignatureWrongError),
    "ML-DSA wrong": (broken(1), wire.SignatureWrongError),
    "unprotected header": (unprotected, wire.UnprotectedHeaderError),
    "signed by another authority": (signed_by_central, wire.SignatureUnknownKeyError),
    "signed by the node": (signed_by_node, wire.SignatureUnknownKeyError),
    "signed as something else": (another_typ, wire.TypMismatchError),
}


# The JSON of the letter


def raw(edit: Callable[[bytes], bytes]) -> Callable[[World], bytes]:
    """A letter whose payload bytes were edited before its authority signed them."""

    def made(world: World) -> bytes:
        peer = world["ma-1"]
        before = payload(peer, core(peer))
        after = edit(before)
        assert after != before
        return sealed(peer, after)

    return made


def deep(data: bytes) -> bytes:
    return data.replace(b'"keep the mailbox"', b"[" * 40 + b"1" + b"]" * 40)


def large(world: World) -> bytes:
    peer = world["ma-1"]
    made = core(peer, body={**WISH, **{f"x{n}": "y" * 19_000 for n in range(57)}})
    return sealed(peer, payload(peer, made, []))


def with_core(error: type[ComityError], **changed: Any) -> Row:
    def made(world: World) -> bytes:
        peer = world["ma-1"]
        return sealed(peer, payload(peer, core(peer, **changed)))

    return made, error


def without_core_field(name: str) -> Row:
    def made(world: World) -> bytes:
        peer = world["ma-1"]
        less = core(peer)
        del less[name]
        return sealed(peer, payload(peer, less))

    return made, wire.CoreFieldMissingError


DOCUMENTS: dict[str, Row] = {
    "not JSON": (raw(lambda data: data[:-1]), wire.NotJsonError),
    "truncated": (raw(lambda data: data[: len(data) // 2]), wire.NotJsonError),
    "not UTF-8": (raw(lambda data: data.replace(b"mailbox", b"mail\xffbox")), wire.NotUtf8Error),
    "NUL in a text": (
        raw(lambda data: data.replace(b"mailbox", b"mail\\u0000box")),
        wire.NulCharacterError,
    ),
    "a key twice": (
        raw(lambda data: data.replace(b'"wish":', b'"wish":"no","wish":')),
        wire.DuplicateKeyError,
    ),
    "NaN": (raw(lambda data: data.replace(b'"version":1', b'"version":NaN')), ComityError),
    "a fraction": (
        raw(lambda data: data.replace(b'"version":1', b'"version":1.5')),
        wire.NumberNotAllowedError,
    ),
    "a huge number": (
        raw(lambda data: data.replace(b'"version":1', b'"version":' + b"9" * 40)),
        wire.NumberNotAllowedError,
    ),
    "spaces": (raw(lambda data: data.replace(b'"seq":1', b'"seq": 1')), wire.NotCanonicalError),
    "nested deeply": (raw(deep), wire.TooDeepError),
    "too large": (large, wire.TooLargeError),
    "a third member": (raw(lambda data: data[:-1] + b',"x":1}'), wire.LetterFormatError),
    "no nonce": without_core_field("nonce"),
    "no drafter": without_core_field("drafter"),
    "version of another kind": with_core(wire.CoreFieldWrongError, version="1"),
    "time without zone": with_core(wire.CoreFieldWrongError, time="2026-11-25T22:41:25"),
    "another suite": with_core(wire.SuiteMismatchError, suite="comity-0"),
    "body of another form": with_core(wire.BodyInvalidError, body={"measure": "M01", "wish": 7}),
    "body without a field": with_core(wire.BodyInvalidError, body={"measure": "M01"}),
    "an opening letter with a past": with_core(wire.CoreFieldWrongError, seq=2),
}


# The sender


def unknown_authority(world: World) -> bytes:
    return sealed_core(world, **{"from": {"authority": "MA/nobody", "node": "ma-1"}})


def sealed_core(world: World, **changed: Any) -> bytes:
    peer = world["ma-1"]
    return sealed(peer, payload(peer, core(peer, **changed)))


def unknown_state(world: World) -> bytes:
    return sealed_core(world, **{"from": {"authority": "XX/contact-point", "node": "ma-1"}})


def not_spoken_for(world: World) -> Try:
    """EE's node brings a letter of MA's authority."""
    held = request(world["ma-1"])
    return Try(world["ee-1"].envelope(held), node="ee-1")


def not_competent(world: World) -> bytes:
    return sealed_core(world, body={"measure": "M99", "wish": "x"})


def not_a_writer(world: World) -> bytes:
    peer = world["ma-1"]
    return peer.envelope(
        peer.letter("test.request", WISH, RO, approve=["authorise"], writer="MA/ordering-authority")
    )


SENDERS: dict[str, Row] = {
    "unknown authority": (unknown_authority, trust.UnknownSenderError),
    "unknown State": (unknown_state, trust.UnknownSenderError),
    "brought by a node that does not speak for it": (
        not_spoken_for,
        errors.EnvelopeFromOtherNodeError,
    ),
    "says another node speaks for it": (
        lambda world: sealed_core(world, **{"from": {"authority": MA, "node": "ee-1"}}),
        trust.NotSpokenForError,
    ),
    "not competent for the measure": (not_competent, trust.NotCompetentError),
    "another kind of authority": (not_a_writer, trust.NotAWriterError),
    "for an authority of another node": (
        lambda world: sealed_core(
            world, **{"to": {"authority": "EE/contact-point", "node": "ee-1"}}
        ),
        errors.LetterForOtherNodeError,
    ),
    "for an authority that we do not serve": (
        lambda world: sealed_core(world, **{"to": {"authority": "RO/other", "node": OURS}}),
        errors.LetterForOtherNodeError,
    ),
}


# Approvals


def approved(
    give: Callable[[World, Peer, bytes], list[dict[str, Any]]],
) -> Callable[[World], bytes]:
    def made(world: World) -> bytes:
        peer = world["ma-1"]
        data = letters.core_bytes(core(peer))
        return sealed(peer, letters.assemble(data, give(world, peer, data)))

    return made


def by(number: int, **changed: Any) -> Callable[[World, Peer, bytes], list[dict[str, Any]]]:
    def give(world: World, peer: Peer, data: bytes) -> list[dict[str, Any]]:
        said = {"capacity": "authorise", "at": peer.now, **changed}
        return [peer.people[MA][number].approve(data, MA, **said)]

    return give


def by_a_stranger(world: World, peer: Peer, data: bytes) -> list[dict[str, Any]]:
    return [officials(MA, 900)[0].approve(data, MA, "authorise", peer.now)]


def with_a_strange_key(world: World, peer: Peer, data: bytes) -> list[dict[str, Any]]:
    person = Official(peer.people[MA][1].person, "officer", ("authorise",))
    return [person.approve(data, MA, "authorise", peer.now)]


def by_another_state(world: World, peer: Peer, data: bytes) -> list[dict[str, Any]]:
    person = world["ee-1"].people["EE/contact-point"][0]
    return [person.approve(data, "EE/contact-point", "authorise", peer.now)]


def over_other_bytes(world: World, peer: Peer, data: bytes) -> list[dict[str, Any]]:
    return by(1)(world, peer, data.replace(b"mailbox", b"letters"))


def of_another_request(world: World, peer: Peer, data: bytes) -> list[dict[str, Any]]:
    """The approval of a request that was sent before: another core, so another matter."""
    return list(open_matter(world).letter.approvals)


def twice(world: World, peer: Peer, data: bytes) -> list[dict[str, Any]]:
    return by(1)(world, peer, data) + by(1)(world, peer, data)


def broken_approval(world: World, peer: Peer, data: bytes) -> list[dict[str, Any]]:
    made = by(1)(world, peer, data)[0]
    signature = bytearray(base64url.decode(made["signature"]))
    signature[3] ^= 1
    return [{**made, "signature": base64url.encode(bytes(signature))}]


def edited_statement(world: World, peer: Peer, data: bytes) -> list[dict[str, Any]]:
    made = by(1, capacity="decide")(world, peer, data)[0]
    return [{**made, "statement": {**made["statement"], "capacity": "authorise"}}]


APPROVALS: dict[str, Row] = {
    "missing": (approved(lambda *_: []), wire.ApprovalMissingError),
    "by the drafter": (approved(by(0)), wire.ApprovalByDrafterError),
    "in another capacity": (approved(by(1, capacity="certify")), wire.ApprovalMissingError),
    "in a capacity that the person lacks": (
        approved(by(1, capacity="oversee")),
        trust.ApproverCapacityError,
    ),
    "in another role": (approved(by(1, role="minister")), trust.ApproverRoleError),
    "by a person not vouched for": (approved(by_a_stranger), trust.ApproverUnknownError),
    "with a key not vouched for": (approved(with_a_strange_key), trust.ApproverUnknownError),
    "by a person of another State": (approved(by_another_state), trust.ApproverUnknownError),
    "over other bytes": (approved(over_other_bytes), wire.ApprovalOtherCoreError),
    "replayed from another matter": (approved(of_another_request), wire.ApprovalOtherCoreError),
    "one person twice": (approved(twice), wire.ApprovalTwiceError),
    "signature broken": (approved(broken_approval), wire.ApprovalSignatureWrongError),
    "statement edited": (approved(edited_statement), wire.ApprovalSignatureWrongError),
    "not an approval": (approved(lambda *_: [{"x": 1}]), wire.ApprovalFormatError),
}


# The matter


def unknown_matter(world: World) -> bytes:
    return world["ma-1"].envelope(note(world, "sha256:" + "0" * 64))


def core_with_other_approvals(world: World) -> bytes:
    peer, held = world["ma-1"], open_matter(world)
    data = letters.core_bytes(held.letter.core.raw)
    return sealed(
        peer, letters.assemble(data, by(1, at=peer.now + timedelta(1))(world, peer, data))
    )


def note_that_opens(world: World) -> bytes:
    return world["ma-1"].envelope(
        world["ma-1"].letter("test.note", {"text": "hello"}, RO, matter=None)
    )


def request_inside(world: World) -> bytes:
    opened = open_matter(world)
    return world["ma-1"].envelope(request(world["ma-1"], matter=opened.letter.digest))


def answer_by_the_asking_side(world: World) -> bytes:
    opened = open_matter(world)
    return world["ma-1"].envelope(
        world["ma-1"].letter("test.answer", {"text": "x"}, RO, matter=opened.letter.digest)
    )


def stranger_in_the_matter(world: World) -> Try:
    opened = open_matter(world)
    stranger = world["ee-1"]
    held = stranger.letter("test.note", {"text": "x"}, RO, matter=opened.letter.digest)
    return Try(stranger.envelope(held), node="ee-1")


def colleague_in_the_matter(world: World) -> bytes:
    """Another authority of the same node is no party either."""
    opened = open_matter(world)
    return world["ma-1"].envelope(note(world, opened.letter.digest, writer=CENTRAL))


def previous_of_another_matter(world: World) -> bytes:
    first, second = open_matter(world), open_matter(world)
    return world["ma-1"].envelope(
        note(world, second.letter.digest, previous=first.letter.digest, seq=2)
    )


def step_left_out(world: World) -> bytes:
    opened = open_matter(world)
    return world["ma-1"].envelope(note(world, opened.letter.digest, seq=7))


def attachment_missing(world: World) -> bytes:
    held = request(world["ma-1"], attachments=[b"a map"])
    return world["ma-1"].envelope(held.document)


def attachment_changed(world: World) -> bytes:
    held = request(world["ma-1"], attachments=[b"a map"])
    return world["ma-1"].envelope(Held(held.letter, held.document, (b"another",)))


def attachment_too_many(world: World) -> bytes:
    held = request(world["ma-1"])
    return world["ma-1"].envelope(Held(held.letter, held.document, (b"unnamed",)))


MATTERS: dict[str, Row] = {
    "unknown matter": (unknown_matter, errors.MatterUnknownError),
    "a core again with other approvals": (core_with_other_approvals, errors.CoreReusedError),
    "a note that opens a matter": (note_that_opens, errors.OpeningLetterMismatchError),
    "a request inside a matter": (request_inside, errors.OpeningLetterMismatchError),
    "an answer by the side that asks": (answer_by_the_asking_side, errors.WrongSideError),
    "a stranger's letter": (stranger_in_the_matter, errors.NotAPartyError),
    "a colleague's letter": (colleague_in_the_matter, errors.NotAPartyError),
    "previous of another matter": (previous_of_another_matter, errors.LetterOrderWrongError),
    "a step left out": (step_left_out, errors.LetterOrderWrongError),
    "attachment missing": (attachment_missing, errors.AttachmentOtherError),
    "attachment changed": (attachment_changed, errors.AttachmentOtherError),
    "attachment not named": (attachment_too_many, errors.AttachmentOtherError),
}

TABLE = {
    f"{part}: {name}": row
    for part, rows in {
        "envelope": ENVELOPES,
        "signatures": SIGNATURES,
        "document": DOCUMENTS,
        "sender": SENDERS,
        "approval": APPROVALS,
        "matter": MATTERS,
    }.items()
    for name, row in rows.items()
}


@pytest.mark.parametrize("row", TABLE)
def test_refused_by_name_with_nothing_stored(world: World, row: str) -> None:
    make, error = TABLE[row]
    made = make(world)
    given = made if isinstance(made, Try) else Try(made)
    before = (StoredLetter.objects.count(), Matter.objects.count(), list(SEEN.acted))
    with pytest.raises(error) as refusal:
        inbox.receive(given.data, given.node)
    assert (StoredLetter.objects.count(), Matter.objects.count(), SEEN.acted) == before
    kept = queries.refused(given.node).first()
    assert kept is not None
    assert (kept.error, kept.sentence) == (refusal.value.code, refusal.value.sentence)
    assert bytes(kept.data) == given.data[: limits.REFUSED_BYTES_KEPT]
    assert len(kept.sentence) > 30
    assert kept.sentence != ComityError.sentence


# Revoked


def revoke_authority(world: World) -> None:
    pair = world["ma-1"].ring.authorities[MA]
    since = times.format(world.now)
    world.revoked[MA] = [{"kid": pair[1].kid, "since": since, "reason": "stolen"}]


def revoke_person(world: World) -> None:
    person = world["ma-1"].people[MA][1]
    person.revoked = [
        {"kid": person.key.kid, "since": times.format(world.now), "reason": "left the service"}
    ]


def remove_person(world: World) -> None:
    del world["ma-1"].people[MA][1]


def remove_authority(world: World) -> None:
    peer = world["ma-1"]
    del peer.people[CENTRAL]
    peer.authorities = (MA, "MA/ordering-authority")
    peer.ring = type(peer.ring)(
        peer.ring.node,
        peer.ring.pair,
        peer.ring.http,
        peer.ring.reading,
        {name: peer.ring.authorities[name] for name in peer.authorities},
        peer.ring.sealing,
    )


AFTERWARDS: dict[str, tuple[Callable[[World], None], str, type[ComityError]]] = {
    "the authority's key revoked": (revoke_authority, MA, trust.SenderRevokedError),
    "the approver's key revoked": (revoke_person, MA, trust.ApproverRevokedError),
    "the approver gone": (remove_person, MA, trust.ApproverUnknownError),
    "no longer served by the node": (remove_authority, CENTRAL, trust.NotSpokenForError),
}


@pytest.mark.parametrize("row", AFTERWARDS)
def test_what_the_directory_no_longer_vouches_for_is_refused(fresh_world: World, row: str) -> None:
    change, writer, error = AFTERWARDS[row]
    world, peer = fresh_world, fresh_world["ma-1"]
    data = peer.envelope(request(peer, writer=writer))
    change(world)
    world.declare("MA", now=world.now + timedelta(minutes=1))
    world.install()
    with pytest.raises(error):
        inbox.receive(data, "ma-1")
    assert not StoredLetter.objects.exists()


def test_a_suspended_sender_is_refused_until_accepted_again(world: World) -> None:
    peer = world["ma-1"]
    data = peer.envelope(request(peer))
    directory.suspend("MA", authority=MA, reason="asked by telephone", actor="RO-101")
    with pytest.raises(trust.SenderSuspendedError):
        inbox.receive(data, "ma-1")
    directory.accept_again("MA", authority=MA, reason="settled", actor="RO-101")
    assert peer.read_receipt(inbox.receive(data, "ma-1")).understood


def test_an_expired_directory_still_verifies_and_marks_what_it_verified(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    peer = world["ma-1"]
    data = peer.envelope(request(peer))
    later = clock.now() + timedelta(days=2)
    monkeypatch.setattr(clock, "now", lambda: later)
    receipt = peer.read_receipt(inbox.receive(data, "ma-1"))
    stored = StoredLetter.objects.get(digest=receipt.letter)
    assert receipt.directory.expired
    assert stored.directory["expired"]
    assert stored.directory["age_seconds"] > 86_400
    assert SEEN.acted == [stored.digest]


def test_an_unreachable_directory_changes_no_refusal(world: World) -> None:
    """The directory's address answers nothing in these tests; a doubtful letter is still refused by name."""
    with pytest.raises(trust.UnknownSenderError):
        inbox.receive(unknown_state(world), "ma-1")


# Not understood: kept, shown, answered


def test_an_unknown_type_is_kept_and_answered_with_what_we_support(world: World) -> None:
    peer = world["ma-1"]
    held = peer.letter("test.unheard", {"x": {"y": 1}}, RO)
    receipt = peer.read_receipt(inbox.receive(peer.envelope(held), "ma-1"))
    assert not receipt.understood
    assert "test.request/1" in receipt.supports
    assert "test.unheard/1" in receipt.note
    stored = queries.letter(held.letter.digest)
    assert (stored.placement, stored.understood) == ("kept", False)
    assert bytes(stored.document) == held.document
    assert SEEN.acted == []
    assert [one.digest for one in queries.not_understood()] == [stored.digest]


def test_a_newer_version_is_kept_and_the_matter_goes_on(world: World) -> None:
    peer, opened = world["ma-1"], open_matter(world)
    newer = note(world, opened.letter.digest, version=2, body={"text": "x", "tone": "kind"})
    receipt = peer.read_receipt(inbox.receive(peer.envelope(newer), "ma-1"))
    assert not receipt.understood
    known = note(world, opened.letter.digest)
    assert peer.read_receipt(inbox.receive(peer.envelope(known), "ma-1")).understood
    assert SEEN.acted == [opened.letter.digest, known.letter.digest]


def test_an_unknown_critical_field_stops_all_action(world: World) -> None:
    peer = world["ma-1"]
    held = request(peer, body={**WISH, "only_if": "midnight"}, critical=["only_if"])
    receipt = peer.read_receipt(inbox.receive(peer.envelope(held), "ma-1"))
    assert not receipt.understood
    assert receipt.note == wire.CriticalFieldUnknownError.sentence
    assert SEEN.acted == []


def test_an_unknown_field_that_is_not_critical_is_kept(world: World) -> None:
    peer = world["ma-1"]
    held = request(peer, body={**WISH, "by_the_way": "thanks"})
    assert peer.read_receipt(inbox.receive(peer.envelope(held), "ma-1")).understood
    assert queries.body(queries.letter(held.letter.digest))["by_the_way"] == "thanks"


def test_what_is_not_understood_is_verified_all_the_same(world: World) -> None:
    peer = world["ma-1"]
    made = peer.core("test.unheard", {}, RO)
    data = letters.core_bytes(made)
    forged = letters.assemble(data, by_a_stranger(world, peer, data))
    with pytest.raises(trust.ApproverUnknownError):
        inbox.receive(sealed(peer, forged), "ma-1")


# Lies about what came before, found out only later


def test_a_letter_that_waited_under_false_pretences_keeps_nothing_out(world: World) -> None:
    peer, opened = world["ma-1"], open_matter(world)
    matter = opened.letter.digest
    second = note(world, matter)
    liar = note(world, matter, seq=4, previous=second.letter.digest, remember=False)
    peer.read_receipt(inbox.receive(peer.envelope(liar), "ma-1"))
    assert queries.letter(liar.letter.digest).placement == "waiting"
    for honest in (second, note(world, matter)):
        assert peer.read_receipt(inbox.receive(peer.envelope(honest), "ma-1")).understood
    set_aside = queries.letter(liar.letter.digest)
    assert set_aside.placement == "fork"
    assert set_aside.note == errors.LetterOrderWrongError.sentence
    assert liar.letter.digest not in SEEN.acted


def test_times_outside_the_calendar_of_people_are_refused(world: World) -> None:
    peer = world["ma-1"]
    for time in ("0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"):
        with pytest.raises(wire.CoreFieldWrongError):
            inbox.receive(sealed(peer, payload(peer, core(peer, time=time))), "ma-1")


# Receipts of a peer that changes its mind


def test_a_letter_asked_for_again_keeps_its_first_receipt(world: World) -> None:
    peer = world["ma-1"]
    letter = send(world)
    first = peer.receive(bytes(queries.envelope(letter.envelope_id).data))
    receipts.accept(first, from_node="ma-1")
    before = queries.received_at(letter.digest)
    assert actions.resend(letter.matter_id, "ma-1", [letter.digest]) == [letter.digest]
    again = queries.letter(letter.digest)
    header = envelope.read_header(bytes(queries.envelope(again.envelope_id).data))
    later = (peer.now + timedelta(days=30)).replace(microsecond=0)
    said = peer.receipt(header, again_letter(again), stored_at=later, understood=False, note="no")
    receipts.accept(said, from_node="ma-1")
    kept = queries.letter(letter.digest)
    assert bytes(kept.receipt or b"") == first
    assert kept.understood
    assert queries.received_at(letter.digest) == before
    assert not queries.undelivered().exists()
    (told,) = [e for e in journal.entries_about(letter.digest) if e.event.endswith("again")]
    assert told.facts is not None and told.facts["understood"] is False


def again_letter(stored: StoredLetter) -> letters.Letter:
    return letters.parse(bytes(stored.payload))


# Sending in vain, for ever


def test_a_node_that_only_sends_rubbish_fills_no_journal(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "REFUSALS_RECORDED", 3)
    monkeypatch.setattr(limits, "REFUSED_DELIVERIES_PER_NODE", 6)
    for number in range(20):
        with pytest.raises(wire.EnvelopeFormatError):
            inbox.receive(b"rubbish %d" % number, "ma-1")
    told = [entry.event for entry in journal.entries_about("ma-1")]
    assert told == ["exchange:delivery:refused"] * 3 + ["exchange:delivery:refused-too-often"]
    assert queries.refused("ma-1").count() == 6
    later = clock.now() + timedelta(hours=2)
    monkeypatch.setattr(clock, "now", lambda: later)
    with pytest.raises(wire.EnvelopeFormatError):
        inbox.receive(b"rubbish again", "ma-1")
    assert [entry.event for entry in journal.entries_about("ma-1")][4:] == [
        "exchange:delivery:refused"
    ]
