"""The nodes' door over HTTP: only signed requests, each answered in the form of the protocol."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from comity.exchange import actions, limits, queries, signatures
from comity.exchange.models import OutboundEnvelope
from comity.journal import queries as journal
from comity.wire import base64url, canonical, envelope, jws, merkle, statements
from comity.wire.keys import SigningKey
from tests.simulated_peer import Held, Peer, World
from tests.world import RO, SEEN, WISH, send

pytestmark = pytest.mark.urls("tests.exchange.door_urls")


def post(peer: Peer, path: str, body: bytes, **changed: str) -> HttpResponse:
    headers = {**peer.headers(path, body), **changed}
    return ask("POST", path, body, headers)


def ask(method: str, path: str, body: bytes, headers: dict[str, str]) -> HttpResponse:
    answer = Client(raise_request_exception=True).generic(
        method, path, body, "application/octet-stream", headers=headers
    )
    assert isinstance(answer, HttpResponse)
    return answer


def request(peer: Peer) -> Held:
    return peer.letter("test.request", WISH, RO, approve=["authorise"])


def error(answer: HttpResponse) -> str:
    told = json.loads(answer.content)
    assert set(told) == {"error", "sentence", "fault"}
    assert len(told["sentence"]) > 30
    return str(told["error"])


def test_an_envelope_is_answered_with_its_receipt(world: World) -> None:
    peer = world["ma-1"]
    answer = post(peer, "/post/envelopes", peer.envelope(request(peer)))
    assert answer.status_code == 200
    assert peer.read_receipt(answer.content).understood


def test_a_refusal_is_told_by_name(world: World) -> None:
    peer = world["ma-1"]
    answer = post(peer, "/post/envelopes", b"not an envelope")
    assert (answer.status_code, error(answer)) == (422, "EnvelopeFormatError")
    assert json.loads(answer.content)["fault"] == "sender"
    assert answer["Content-Type"] == "application/problem+json"


def test_a_defect_behind_the_door_is_a_refusal_that_says_nothing_of_the_inside(
    world: World,
) -> None:
    peer = world["ma-1"]
    SEEN.raises = RuntimeError("secret inside")
    answer = post(peer, "/post/envelopes", peer.envelope(request(peer)))
    assert (answer.status_code, error(answer)) == (503, "InboxFailedError")
    assert b"secret" not in answer.content
    assert json.loads(answer.content)["fault"] == "receiver"


Change = Callable[[World, dict[str, str]], dict[str, str]]


def without(name: str) -> Change:
    return lambda world, headers: {k: v for k, v in headers.items() if k != name}


def of_another_key(world: World, headers: dict[str, str]) -> dict[str, str]:
    peer = world["ma-1"]
    message = signatures.Message("POST", "http://ro.example:8102/post/collect")
    signatures.sign(message, b"", node=peer.node, key=SigningKey.generate("Ed25519"))
    return message.headers


UNPROVED: dict[str, tuple[Change, str]] = {
    "unsigned": (lambda world, headers: {}, "HttpSignatureMissingError"),
    "no digest": (without("Content-Digest"), "HttpSignatureMissingError"),
    "unknown node": (
        lambda world, headers: {**headers, "Comity-Node": "xx-1"},
        "UnknownNodeError",
    ),
    "another node": (
        lambda world, headers: {**headers, "Comity-Node": "ee-1"},
        "HttpSignatureWrongError",
    ),
    "another key": (of_another_key, "HttpSignatureWrongError"),
    "signed for another node": (
        lambda world, headers: world["ma-1"].headers("/post/collect", b"", to="ma-1"),
        "HttpSignatureWrongError",
    ),
    "signed for another door": (
        lambda world, headers: world["ma-1"].headers("/post/receipts", b""),
        "HttpSignatureWrongError",
    ),
    "signed for another query": (
        lambda world, headers: world["ma-1"].headers("/post/collect?x=1", b""),
        "HttpSignatureWrongError",
    ),
}


@pytest.mark.parametrize("row", UNPROVED)
def test_who_does_not_prove_who_asks_is_not_let_in(world: World, row: str) -> None:
    change, name = UNPROVED[row]
    headers = change(world, world["ma-1"].headers("/post/collect", b""))
    answer = ask("POST", "/post/collect", b"", headers)
    assert (answer.status_code, error(answer)) == (401, name)


def test_the_host_header_decides_nothing(world: World) -> None:
    headers = {**world["ma-1"].headers("/post/collect", b""), "Host": "localhost"}
    assert ask("POST", "/post/collect", b"", headers).status_code == 204


def test_another_body_than_the_signed_one_is_refused(world: World) -> None:
    headers = world["ma-1"].headers("/post/collect", b"")
    answer = ask("POST", "/post/collect", b"more", headers)
    assert (answer.status_code, error(answer)) == (401, "HttpBodyOtherError")


def test_a_body_that_is_too_long_is_not_read(world: World) -> None:
    body = b"x" * (64 * 1024 + 1)
    answer = post(world["ma-1"], "/post/collect", body)
    assert (answer.status_code, error(answer)) == (413, "BodyTooLargeError")


def test_another_method_is_no_door(world: World) -> None:
    headers = world["ma-1"].headers("/post/collect", b"", method="GET")
    answer = ask("GET", "/post/collect", b"", headers)
    assert (answer.status_code, error(answer)) == (404, "DoorUnknownError")


def test_other_rooms_make_doors_of_the_same_kind(world: World) -> None:
    peer = world["ma-1"]
    message = signatures.Message("GET", "http://ro.example:8102/parts/7", {"Range": "bytes=0-9"})
    signatures.sign(message, b"", node=peer.node, key=peer.ring.http)
    answer = ask("GET", "/parts/7", b"", message.headers)
    assert answer.content == b"ma-1 7 bytes=0-9 0"
    cut = {**message.headers, "Range": "bytes=0-99"}
    assert ask("GET", "/parts/7", b"", cut).status_code == 401
    broken = ask("PUT", "/parts/0", b"x", peer.headers("/parts/0", b"x", method="PUT"))
    assert (broken.status_code, error(broken)) == (503, "InboxFailedError")


# Collecting


def test_a_collecting_node_gets_its_envelopes_one_by_one_until_each_is_answered(
    world: World,
) -> None:
    peer = world["ma-1"]
    sent = [send(world) for _ in range(2)]
    for letter in sent:
        first = post(peer, "/post/collect", b"").content
        assert post(peer, "/post/collect", b"").content == first
        receipt = peer.receive(first)
        assert post(peer, "/post/receipts", receipt).status_code == 204
        assert post(peer, "/post/receipts", receipt).status_code == 204
        letter.refresh_from_db()
        assert bytes(letter.receipt or b"") == receipt
    assert post(peer, "/post/collect", b"").status_code == 204
    assert not queries.undelivered().exists()


def test_nobody_collects_what_is_for_others(world: World) -> None:
    send(world)
    assert post(world["ee-1"], "/post/collect", b"").status_code == 204


def test_a_refusal_of_what_was_collected_is_noted(world: World) -> None:
    peer = world["ma-1"]
    send(world)
    queued = queries.outbox("ma-1").get()
    told = {
        "envelope": queued.id,
        "error": "NotAPartyError",
        "sentence": "The writer is no party of this matter.",
        "fault": "sender",
    }
    for node, status in (("ee-1", 422), ("ma-1", 204)):
        answer = post(world[node], "/post/refusals", canonical.encode(told))
        assert answer.status_code == status
    queued.refresh_from_db()
    assert (queued.state, queued.last_error["error"]) == ("refused", "NotAPartyError")
    assert post(peer, "/post/collect", b"").status_code == 204
    again = actions.try_again(queued.id)
    assert again.id != queued.id
    assert peer.receive(post(peer, "/post/collect", b"").content)


RECEIPTS: dict[str, tuple[dict[str, Any], str]] = {
    "for an unknown envelope": ({"envelope": "0" * 32}, "ReceiptUnknownError"),
    "for another letter": ({"letter": "sha256:" + "0" * 64}, "ReceiptMismatchError"),
    "for another core": ({"core": "sha256:" + "0" * 64}, "ReceiptMismatchError"),
    "for another matter": ({"matter": "sha256:" + "0" * 64}, "ReceiptMismatchError"),
    "from another node": ({"from_node": "ee-1"}, "ReceiptMismatchError"),
    "for another node": ({"to_node": "ee-1"}, "ReceiptMismatchError"),
}


@pytest.mark.parametrize("row", RECEIPTS)
def test_a_receipt_for_something_else_does_not_count(world: World, row: str) -> None:
    changed, name = RECEIPTS[row]
    peer = world["ma-1"]
    sent = send(world)
    data = post(peer, "/post/collect", b"").content
    peer.receive(data)
    wrong = peer.receipt(envelope.read_header(data), peer.held[sent.digest].letter, **changed)
    answer = post(peer, "/post/receipts", wrong)
    assert (answer.status_code, error(answer)) == (422, name)
    assert OutboundEnvelope.objects.get().state == "queued"


def test_a_receipt_signed_by_another_node_does_not_count(world: World) -> None:
    peer = world["ma-1"]
    send(world)
    receipt = peer.receive(post(peer, "/post/collect", b"").content)
    answer = post(world["ee-1"], "/post/receipts", receipt)
    assert (answer.status_code, error(answer)) == (422, "SignatureUnknownKeyError")


# Statements, letters again, checkpoints


def matter_of(world: World) -> str:
    """A matter that MA opened, of which both hold the opening letter."""
    peer = world["ma-1"]
    held = request(peer)
    post(peer, "/post/envelopes", peer.envelope(held))
    return held.letter.digest


def test_statements_are_exchanged_and_agree(world: World) -> None:
    peer, matter = world["ma-1"], matter_of(world)
    answer = post(peer, "/post/statements", peer.statement(matter))
    assert answer.status_code == 200
    assert peer.directory is not None
    payload = jws.verify(
        answer.content,
        typ=jws.STATEMENT,
        required=peer.directory.node("ro-1").public_keys,
        max_bytes=10_000,
    )
    ours = statements.parse(payload)
    assert ours.letters == (matter,)
    assert ours.matter_digest == statements.matter_digest(matter, [matter])
    assert queries.other_statement(matter).agrees


def test_a_statement_that_differs_is_recorded_and_what_is_lacking_is_sent_again(
    world: World,
) -> None:
    peer, matter = world["ma-1"], matter_of(world)
    ours = send(world, matter=matter)
    peer.receive(post(peer, "/post/collect", b"").content)
    post(peer, "/post/receipts", next(reversed(peer.given.values())))
    del peer.held[ours.digest]
    theirs = peer.letter("test.note", {"text": "lost"}, RO, matter=matter)
    assert post(peer, "/post/statements", peer.statement(matter)).status_code == 200
    assert not queries.other_statement(matter).agrees
    assert queries.missing(matter) == {theirs.letter.digest}
    assert [one.letter.digest for one in queries.outbox("ma-1")] == [ours.digest]
    peer.receive(post(peer, "/post/collect", b"").content)
    post(peer, "/post/envelopes", peer.envelope(theirs))
    post(peer, "/post/statements", peer.statement(matter))
    assert queries.other_statement(matter).agrees


def test_only_the_parties_learn_anything_of_a_matter(world: World) -> None:
    matter = matter_of(world)
    answer = post(world["ee-1"], "/post/statements", world["ee-1"].statement(matter))
    assert (answer.status_code, error(answer)) == (422, "NotAPartyError")
    question = canonical.encode({"matter": matter, "letters": [matter]})
    answer = post(world["ee-1"], "/post/resend", question)
    assert (answer.status_code, error(answer)) == (422, "NotAPartyError")


def test_letters_are_sent_again_to_a_party_that_lacks_them(world: World) -> None:
    peer = world["ma-1"]
    sent = send(world)
    first = post(peer, "/post/collect", b"").content
    post(peer, "/post/receipts", peer.receive(first))
    question = canonical.encode({"matter": sent.digest, "letters": [sent.digest]})
    answer = post(peer, "/post/resend", question)
    assert json.loads(answer.content) == {"queued": [sent.digest]}
    second = post(peer, "/post/collect", b"").content
    assert second != first
    assert post(peer, "/post/receipts", peer.receive(second)).status_code == 204
    assert peer.held[sent.digest].document == bytes(sent.document)


QUESTIONS: dict[str, tuple[str, bytes, str]] = {
    "not JSON": ("resend", b"{", "NotJsonError"),
    "not an object": ("resend", b"[]", "QuestionWrongError"),
    "a member missing": ("resend", b'{"matter":"x"}', "QuestionWrongError"),
    "a member more": ("checkpoint", b'{"from":1,"to":2}', "QuestionWrongError"),
    "not a digest": ("resend", b'{"letters":[],"matter":"x"}', "QuestionWrongError"),
    "letters of another kind": (
        "resend",
        b'{"letters":[7],"matter":"sha256:' + b"0" * 64 + b'"}',
        "QuestionWrongError",
    ),
    "below nothing": ("checkpoint", b'{"from":-1}', "QuestionWrongError"),
    "a truth for a number": ("checkpoint", b'{"from":true}', "QuestionWrongError"),
    "twice the same": ("checkpoint", b'{"from":1,"from":2}', "DuplicateKeyError"),
}


@pytest.mark.parametrize("row", QUESTIONS)
def test_a_question_of_another_form_is_refused(world: World, row: str) -> None:
    path, body, name = QUESTIONS[row]
    answer = post(world["ma-1"], f"/post/{path}", body)
    assert (answer.status_code, error(answer)) == (422, name)


def test_a_checkpoint_comes_with_the_proof_that_was_asked_for(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "CHECKPOINT_EVERY", timedelta(0))
    matter_of(world)
    size, root = journal.size(), journal.root(journal.size())
    matter_of(world)
    answer = post(world["ma-1"], "/post/checkpoint", canonical.encode({"from": size}))
    shown = json.loads(answer.content)
    latest = journal.latest_checkpoint()
    assert latest is not None
    assert latest.size == journal.size() > size
    assert (shown["from_size"], shown["checkpoint"]) == (size, bytes(latest.document).decode())
    proof = [base64url.decode(one) for one in shown["consistency"]]
    merkle.verify_consistency(
        old_size=size,
        new_size=latest.size,
        proof=proof,
        old_root=root,
        new_root=bytes(latest.root),
    )


def test_a_size_beyond_our_journal_is_answered_from_where_it_ends(world: World) -> None:
    matter_of(world)
    answer = post(world["ma-1"], "/post/checkpoint", canonical.encode({"from": 10**9}))
    shown = json.loads(answer.content)
    assert shown["consistency"] == []
    assert shown["from_size"] <= journal.size()
