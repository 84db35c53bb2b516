"""The pages of approvals: read all of it, take the core away, hand the approval in."""

import uuid
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from comity.officers import actions, approve_cli, key_file, queries
from comity.officers.models import Officer, PendingLetter
from comity.wire import digests
from tests.desk.conftest import SignIn
from tests.desk.pages import Page
from tests.officers import cast
from tests.simulated_peer import World


def _file(data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("approval.json", data)


def test_the_list_shows_mine_and_what_waits_for_others(
    pending: PendingLetter, head: Officer, ana: Officer, signed_in: SignIn
) -> None:
    assert "would bring these further" in signed_in(head).get("/approvals/").content.decode()
    text = signed_in(ana).get("/approvals/").content.decode()
    assert "No letter waits for your approval." in text
    assert "waiting for another person" in text


def test_the_page_shows_all_of_the_letter_and_what_to_do(
    pending: PendingLetter, head: Officer, signed_in: SignIn
) -> None:
    text = signed_in(head).get(f"/approvals/{pending.pk}/").content.decode()
    for part in (
        "Please hold this mailbox.",
        "MA/contact-point (Morocco)",
        "M01: ",
        "comity approve core-",
        "--capacity authorise",
        "somebody who may “authorise”, other than the drafter",
    ):
        assert part in text
    digits = pending.core_digest.rpartition(":")[2]
    assert f"{digits[:8]} {digits[8:16]}" in text


def test_the_core_is_the_exact_bytes(
    pending: PendingLetter, head: Officer, signed_in: SignIn
) -> None:
    response = signed_in(head).get(f"/approvals/{pending.pk}/core.json")
    assert digests.sha256(response.content) == pending.core_digest
    assert response["Content-Disposition"].startswith("attachment; ")


def test_from_download_to_delivery(
    world: World,
    pending: PendingLetter,
    head: Officer,
    signed_in: SignIn,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    client = signed_in(head)
    core, key, out = (tmp_path / name for name in ("core.json", "officer.key", "approval.json"))
    core.write_bytes(client.get(f"/approvals/{pending.pk}/core.json").content)
    secret = world["ro-1"].people[cast.POINT][1].key
    key.write_bytes(key_file.make("RO-102", secret, "a long passphrase", 12))
    monkeypatch.setenv(approve_cli.PASSPHRASE, "a long passphrase")
    words = [str(core), "--key", str(key), "--authority", cast.POINT, "--role", "officer"]
    approve_cli.main([*words, "--capacity", "authorise", "--yes", "--out", str(out)])
    response = client.post(
        f"/approvals/{pending.pk}/", {"approval": _file(out.read_bytes())}, follow=True
    )
    text = response.content.decode()
    assert "is on its way" in text
    assert "software key" in text
    pending.refresh_from_db()
    assert pending.state == "sent"
    assert Page(text).problems() == []


@pytest.mark.parametrize(
    ("data", "status", "sentence"),
    [
        pytest.param(b"", 422, "The submitted file is empty.", id="empty"),
        pytest.param(b"junk", 422, "This is not an approval", id="junk"),
        pytest.param(b'{"body": {}}', 422, "not the core", id="the core itself"),
        pytest.param(b'{"statement": 1}', 422, "does not have the form", id="no approval"),
        pytest.param(b"x" * 20_000, 422, "too large for an approval", id="oversized"),
    ],
)
def test_a_wrong_file_is_refused_with_a_sentence(
    pending: PendingLetter,
    head: Officer,
    signed_in: SignIn,
    data: bytes,
    status: int,
    sentence: str,
) -> None:
    response = signed_in(head).post(f"/approvals/{pending.pk}/", {"approval": _file(data)})
    text = response.content.decode()
    assert response.status_code == status
    assert "error-summary" in text
    assert sentence in text
    assert Page(text).problems() == []


def test_the_drafters_own_approval_is_refused(
    world: World, pending: PendingLetter, ana: Officer, signed_in: SignIn
) -> None:
    data = cast.approval(world, pending, "RO-101", "authorise")
    response = signed_in(ana).post(f"/approvals/{pending.pk}/", {"approval": _file(data)})
    text = response.content.decode()
    assert response.status_code == 422
    assert "ApprovalByDrafterError" in text
    assert "The person who drafted the letter may not give this approval." in text


def test_what_is_not_for_this_person_does_not_exist(
    pending: PendingLetter, judge: Officer, signed_in: SignIn
) -> None:
    client = signed_in(judge)
    for id in (pending.pk, uuid.uuid4()):
        for path in (f"/approvals/{id}/", f"/approvals/{id}/core.json"):
            assert client.get(path).status_code == 404
        for name in ("", "abandon/", "redraft/", "send-again/"):
            answer = client.post(f"/approvals/{id}/{name}", {"approval": _file(b"{}")})
            assert answer.status_code == 404
    pending.refresh_from_db()
    assert pending.state == "waiting"


def test_a_held_up_letter_says_why_and_can_be_drafted_again(
    world: World, ana: Officer, head: Officer, signed_in: SignIn
) -> None:
    matter = cast.propose(ana, cast.FREE).letter
    first, second = (cast.propose(ana, cast.FOLLOWING, matter=matter) for _ in range(2))
    for one in (first, second):
        data = cast.approval(world, one, "RO-102", "authorise")
        actions.add_approval(head, one.pk, data)
    client = signed_in(ana)
    assert "held up" in client.get("/").content.decode()
    assert "CoreStaleError" in client.get(f"/approvals/{second.pk}/").content.decode()
    again = client.post(f"/approvals/{second.pk}/send-again/", follow=True).content.decode()
    assert "could not leave" in again
    response = client.post(f"/approvals/{second.pk}/redraft/", follow=True)
    new = queries.drafted_by(ana).get()
    assert response.redirect_chain == [(f"/approvals/{new.pk}/", 302)]
    assert "drafted again" in client.get(f"/approvals/{second.pk}/").content.decode()


def test_abandoning_and_then_nothing_more(
    pending: PendingLetter, head: Officer, signed_in: SignIn
) -> None:
    client = signed_in(head)
    text = client.post(f"/approvals/{pending.pk}/abandon/", follow=True).content.decode()
    assert "stays on record" in text
    assert 'id="approval"' not in text
    refused = client.post(f"/approvals/{pending.pk}/abandon/")
    assert refused.status_code == 409
    assert Page(refused.content.decode()).problems() == []
