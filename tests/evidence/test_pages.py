"""The pages about exhibits: who sees them, producing, handing over, taking the plain file, exporting."""

import io
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from comity.assistance import actions as requests
from comity.evidence import seals, store
from comity.evidence.actions import exports, receive
from comity.evidence.models import Exhibit
from comity.exchange import http
from comity.jobs import worker
from comity.journal import clock
from comity.journal import queries as journal
from comity.officers import queries as people
from comity.officers.models import Officer, PendingLetter
from comity.providers import actions as orders
from comity.providers import lifecycle
from comity.trust import actions as trust
from comity.trust import queries as directory
from comity.wire import digests, jws, manifest
from comity.wire.manifest import Manifest, Part
from tests.assistance import conftest as assistance
from tests.assistance.conftest import become, opening_body, requested, requesting
from tests.desk.pages import Page
from tests.providers import conftest as providers
from tests.providers.conftest import made_store, order_body, production_body, provider
from tests.simulated_peer import World

__all__ = ["become", "founded", "made_store", "provider", "requested", "requesting"]

PROVIDER = "MA/provider/atlas-mail"
ORDERING, MA_CENTRAL, RO = "MA/ordering-authority", "MA/central-authority", "RO/contact-point"
PLAIN = b"From: a@example.org\r\n\r\nhello"


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> World:
    """The world that the tests of these pages share."""
    return World(tmp_path_factory.mktemp("directory"))


@pytest.fixture(autouse=True)
def own_view(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each node of these tests reads the directory with its own keys."""
    monkeypatch.setattr(directory, "_view", None)


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


def read(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def exhibit(world: World, matter: str, state: str = Exhibit.VERIFIED) -> Exhibit:
    """An exhibit in the vault of our node, with a manifest that its maker signed."""
    object_id, sealed = store.seal([PLAIN])
    said = Manifest(
        suite=jws.SUITE,
        exhibit=object_id,
        object=object_id,
        name="mail.zip",
        media_type="application/zip",
        category="d.mailbox",
        length=sealed.length,
        sha256=sealed.sha256,
        part_length=sealed.parts[0].length,
        parts=tuple(
            Part(number=p.number, length=p.length, sealed_length=p.sealed_length, sha256=p.sha256)
            for p in sealed.parts
        ),
        made_at=clock.now(),
        maker=PROVIDER,
        node="atlas-1",
        about={"source": "mail"},
    )
    document = world["atlas-1"].sign(manifest.build(said), PROVIDER, jws.MANIFEST)
    row = receive.new_exhibit(said, digests.sha256(document), document, matter, state)
    row.verified_at = clock.now() if state == Exhibit.VERIFIED else None
    row.failure = "Part 1 differs." if state == Exhibit.TAMPERED else ""
    row.from_node, row.letter = "atlas-1", "sha256:" + "0" * 64
    row.save()
    return row


# The provider


def wanted(side: providers.Side) -> str:
    """A production order for data that are held."""
    matter = side.say(lifecycle.PRESERVATION, order_body(), "order").letter.digest
    worker.run_pending(["providers.freeze", "providers.clock"])
    side.approve(PendingLetter.objects.get(type=lifecycle.CERTIFICATE, state="waiting"), "certify")
    return side.say(lifecycle.PRODUCTION, production_body(matter), "order").letter.digest


def test_the_provider_produces_what_is_in_scope(provider: providers.Side) -> None:
    matter = wanted(provider)
    desk = signed_in(provider.officer("desk", "draft", "certify"))
    assert f"/exhibits/produce/{matter}/" in good(desk.get(f"/orders/{matter}/"))
    page = good(desk.get(f"/exhibits/produce/{matter}/"))
    assert 'id="produce"' in page and "time of delivery" in page
    response = desk.post(f"/exhibits/produce/{matter}/")
    pending = PendingLetter.objects.get(type=lifecycle.PRODUCED)
    assert response["Location"] == f"/approvals/{pending.pk}/"
    made = Exhibit.objects.first()
    assert made is not None and made.name in good(desk.get("/exhibits/"))
    shown = good(desk.get(f"/exhibits/{matter}/{made.exhibit}/"))
    assert "Sealed" in shown and made.sha256[7:15] in shown
    assert 'id="release"' not in shown  # no custodian


def test_what_the_action_refuses_is_said(provider: providers.Side) -> None:
    matter = wanted(provider)
    nobody = signed_in(provider.officer("nobody", "custody"))
    response = nobody.post(f"/exhibits/produce/{matter}/")
    assert response.status_code == 403 and "There is a problem" in text_of(response)


# The requested State


@pytest.fixture
def granted(requested: assistance.Side) -> Iterator[str]:
    """A formal request that is granted, and an order behind it."""
    matter = requested.say("formal-request", opening_body("M03")).letter.digest
    decider = requested.officer(MA_CENTRAL, "decide", "draft")
    requested.approve(requests.accept(decider, matter))
    yield matter


def order_for(side: assistance.Side, request: str) -> str:
    """A preservation order about the request has left; its matter."""
    clerk = side.officer(ORDERING, "draft", "order")
    pending = orders.issue_preservation_order(
        clerk,
        provider=PROVIDER,
        scope={
            "identifiers": [{"kind": "email", "value": "k.suspect@atlas-courriel.example"}],
            "data_items": ["d.mailbox"],
        },
        legal_basis="Code",
        court="Court",
        remedy="Objection",
        reference="MA-4",
        expires_at=clock.now() + timedelta(days=60),
        local_reference=request,
    )
    from comity.officers import actions as officers
    from comity.wire import canonical

    person = side.ours.people[ORDERING][1]
    made = person.approve(bytes(pending.core), ORDERING, "order", clock.now())
    return officers.add_approval(None, pending.pk, canonical.encode(made)).letter


def test_exhibits_are_handed_over_from_the_request(
    requested: assistance.Side, founded: World, granted: str
) -> None:
    decider = requested.officer(MA_CENTRAL, "decide", "draft")
    client = signed_in(decider)
    path = f"/exhibits/hand-over/{granted}/"
    assert "Nothing can be handed over now" in good(client.get(path))
    order = order_for(requested, granted)
    made = exhibit(founded, order)
    tampered = exhibit(founded, order, Exhibit.TAMPERED)
    page = good(client.get(path))
    assert made.exhibit in page and tampered.exhibit not in page
    assert "hand over" in good(client.get("/")) and path in good(
        client.get(f"/requests/{granted}/")
    )
    assert client.post(path, {}).status_code == 422
    assert client.post(path, {"exhibits": [tampered.exhibit]}).status_code == 422
    response = client.post(path, {"exhibits": [made.exhibit]})
    pending = PendingLetter.objects.get(type="assistance.disclosure")
    assert response["Location"] == f"/approvals/{pending.pk}/"
    named = people.core_of(pending)["body"]["exhibits"]
    assert [one["exhibit"] for one in named] == [made.exhibit]


def test_a_rejected_exhibit_is_urgent_and_never_released(
    requested: assistance.Side, founded: World, granted: str
) -> None:
    made = exhibit(founded, order_for(requested, granted), Exhibit.TAMPERED)
    client = signed_in(requested.officer(MA_CENTRAL, "custody", who=1))
    assert "Rejected exhibit mail.zip" in good(client.get("/"))
    path = f"/exhibits/{made.matter}/{made.exhibit}/"
    page = good(client.get(path))
    assert "Part 1 differs." in page and 'id="release"' not in page
    response = client.post(f"{path}release/")
    assert response.status_code == 422 and "ExhibitNotVerifiedError" in text_of(response)


def test_only_those_who_answer_the_request_see_its_exhibits(
    requested: assistance.Side, founded: World, granted: str
) -> None:
    made = exhibit(founded, order_for(requested, granted))
    stranger = signed_in(requested.officer("MA/contact-point", "custody", "decide", "draft"))
    path = f"/exhibits/{made.matter}/{made.exhibit}/"
    for one in (path, f"/exhibits/hand-over/{granted}/", f"/exhibits/export/{granted}/"):
        assert Client().get(one).status_code == 302
        assert stranger.get(one).status_code == 404
    assert stranger.post(f"{path}release/").status_code == 404
    assert stranger.get(f"/exhibits/produce/{made.matter}/").status_code == 404
    assert made.exhibit not in text_of(stranger.get("/exhibits/"))
    for authority in (MA_CENTRAL, ORDERING):
        owner = signed_in(requested.officer(authority, "custody", who=1))
        assert owner.get(path).status_code == 200


# The custodian of the requesting State


def asked(side: assistance.Side) -> str:
    """A preservation request of ours that was received; its matter."""
    clerk = side.officer(RO, "draft")
    pending = requests.draft_preservation(
        clerk, to_authority="MA/contact-point", request=assistance.REQUEST
    )
    matter = side.approve(pending).letter
    side.hand_over()
    return matter


def test_the_plain_file_is_given_to_a_custodian_and_put_on_record(
    requesting: assistance.Side, founded: World
) -> None:
    matter = asked(requesting)
    made = exhibit(founded, matter)
    path = f"/exhibits/{matter}/{made.exhibit}/"
    custodian = signed_in(requesting.officer(RO, "custody", who=1))
    assert 'id="release"' in good(custodian.get(path))
    response = custodian.post(f"{path}release/")
    assert read(response) == PLAIN
    assert 'filename="mail.zip"' in response["Content-Disposition"]
    assert "given to a custodian" in good(custodian.get(path))
    assert not list(Path(settings.NODE.home).glob("tmp*"))
    clerk = signed_in(requesting.officer(RO, "draft"))
    refused = clerk.post(f"{path}release/")
    assert refused.status_code == 403 and "custody" in text_of(refused)


def test_a_part_that_was_changed_in_the_vault_is_not_given(
    requesting: assistance.Side, founded: World
) -> None:
    matter = asked(requesting)
    made = exhibit(founded, matter)
    part = store.vault().part_path(made.object_id, 1)
    part.chmod(0o600)
    part.write_bytes(part.read_bytes()[:-1] + b"\x00")
    client = signed_in(requesting.officer(RO, "custody", who=1))
    response = client.post(f"/exhibits/{matter}/{made.exhibit}/release/")
    assert response.status_code == 422 and "There is a problem" in text_of(response)
    assert not journal.entries_about(f"exhibit:{made.exhibit}").exists()


@pytest.fixture
def reachable(requesting: assistance.Side, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other node answers with its statement; the directory has no news."""

    def answered(node: Any, path: str, body: bytes) -> bytes:
        payload = jws.peek(body, max_bytes=len(body)).payload
        from comity.wire import statements

        return requesting.other.statement(statements.parse(payload).matter)

    monkeypatch.setattr(http, "signed_post", answered)
    monkeypatch.setattr(trust, "refresh", lambda: None)


@pytest.mark.usefixtures("reachable")
def test_the_evidence_is_exported_shown_and_packed(requesting: assistance.Side) -> None:
    matter = asked(requesting)
    client = signed_in(requesting.officer(RO, "custody", who=1))
    assert f"/exhibits/export/{matter}/" in good(client.get(f"/requests/{matter}/"))
    path = f"/exhibits/export/{matter}/"
    assert 'id="export"' in good(client.get(path))
    response = client.post(path)
    assert response.status_code == 302, text_of(response)
    page = good(client.get(response["Location"]))
    name = response["Location"].split("/")[-2]
    assert f"comity verify {name} --trust anchor.json" in page
    assert str(settings.NODE.home / "exports" / name) in page
    packed = client.get(f"/exhibits/exports/{name}/export.zip")
    with zipfile.ZipFile(io.BytesIO(read(packed))) as archive:
        assert f"{name}/{seals.FILE}" in archive.namelist()
        assert archive.testzip() is None
    folder = settings.NODE.home / "exports" / name
    files = {one for one in folder.rglob("*") if one.is_file()}
    assert len(files) == len(archive.namelist())
    stranger = signed_in(requesting.officer("RO/central-authority", "custody"))
    assert stranger.get(response["Location"]).status_code in (404, 422)
    assert name not in text_of(stranger.get(response["Location"])).replace(f"/exports/{name}", "")


@pytest.mark.parametrize("name", ["..", "none", ".hidden", "a%2Fb"])
def test_no_other_folder_is_shown(requesting: assistance.Side, name: str) -> None:
    client = signed_in(requesting.officer(RO, "custody", who=1))
    assert client.get(f"/exhibits/exports/{name}/").status_code in (404, 422)
    assert client.get(f"/exhibits/exports/{name}/export.zip").status_code in (404, 422)
    with pytest.raises(Exception, match="no such export"):
        exports.find(people.person(client.session and "RO-102"), name)


def test_an_export_needs_a_custodian(requesting: assistance.Side) -> None:
    matter = asked(requesting)
    clerk = signed_in(requesting.officer(RO, "draft"))
    assert clerk.get(f"/exhibits/export/{matter}/").status_code == 403
    assert f"/exhibits/export/{matter}/" not in good(clerk.get(f"/requests/{matter}/"))


def test_where_the_other_side_cannot_be_asked_the_page_says_so(
    requesting: assistance.Side, monkeypatch: pytest.MonkeyPatch
) -> None:
    from comity.exchange.errors import PeerUnreachableError

    def silent(node: Any, path: str, body: bytes) -> bytes:
        raise PeerUnreachableError

    monkeypatch.setattr(http, "signed_post", silent)
    monkeypatch.setattr(trust, "refresh", lambda: None)
    matter = asked(requesting)
    client = signed_in(requesting.officer(RO, "custody", who=1))
    response = client.post(f"/exhibits/export/{matter}/")
    assert response.status_code == 422 and "PeerUnreachableError" in text_of(response)
    assert not (settings.NODE.home / "exports").exists() or not list(
        (settings.NODE.home / "exports").iterdir()
    )
