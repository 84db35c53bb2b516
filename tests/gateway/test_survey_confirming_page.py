"""The form for a State's own contact: everything is seen before it is signed, and nothing counts that a program could not send."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.test.utils import override_settings

from comity.gateway.cli import main as gateway
from comity.gateway.survey import confirming, limits, proposals, published_rows, questionnaire
from comity.gateway.survey.errors import ConfirmationFormatError, StatementOtherError
from comity.gateway.survey.store import Kept, Store
from comity.wire import base64url, digests
from comity.wire.keys import generate_pair
from tests.gateway.pages import read
from tests.gateway.test_survey_kit import (
    ESTONIA,
    NOW,
    RELEASE,
    ROMANIA,
    arrival,
    at_home,
    hex_of,
    kept,
    keys_of,
    row,
    send,
    sign,
    token,
    token_of,
)
from tests.gateway.test_survey_pages import confirmation, faults, post, said

VOUCHED = override_settings(COMITY_CONTACT_KEYS=keys_of)


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setenv("COMITY_GATEWAY_HOME", str(tmp_path))
    monkeypatch.setenv("COMITY_DEMO_HOME", str(tmp_path / "demo"))
    for name in ("COMITY_GATEWAY_DIRECTORY", "COMITY_GATEWAY_ANCHOR"):
        monkeypatch.delenv(name, raising=False)
    return at_home(tmp_path)


def page_of(one: Kept, language: str = "en") -> str:
    return f"/{language}/survey/{hex_of(one)}/confirm/"


def purpose(one: Kept) -> str:
    return f"confirm {one.digest}"


def upload(site: Client, one: Kept, document: bytes | None = None, **fields: Any) -> Any:
    """As a browser does: a form with a file, and its text field empty."""
    sent: dict[str, Any] = {"token": token(purpose(one)), "text": ""} | fields
    if document is not None:
        file = BytesIO(document)
        file.name = "confirmation.json"
        sent["file"] = file
    headers = sent.pop("headers", {})
    return site.post(page_of(one, sent.pop("language", "en")), sent, headers=headers)


def standing(store: Store, one: Kept) -> str:
    return (store.get(one.digest) or one).standing


def test_the_whole_row_is_seen_before_it_is_signed(site: Client, store: Store) -> None:
    one = kept(store)
    with VOUCHED:
        assert page_of(one) in said(site.get(f"/en/survey/{hex_of(one)}/"))
        for language in ("en", "ar", "ru"):
            answer = site.get(page_of(one, language))
            assert answer.status_code == 200
            assert faults(answer, language) == []
            assert "no-store" in answer["Cache-Control"]
            assert not answer.cookies
        page = said(site.get(page_of(one)))
    values = dict(row().values) | {"website": "https://unit.example.org/"}
    shown = read(page).text
    assert 'href="https://law.example.org/act"' in page, "the page that the new value rests on"
    for before in ("source_url", "as_of", "confidence"):  # the old one says nothing of it
        assert values.pop(before) not in [one.text for one in read(page).all("td")]
    for value in filter(None, values.values()):
        assert value in shown, "a State vouches for the whole row"
    (changed,) = read(page).all("tr", cls="changed")
    assert row().values["website"] in changed.text, "and sees what it was"
    assert f"/data/survey/proposals/{hex_of(one)}.json" in page
    assert "changed since" not in page


def test_every_kind_of_proposal_has_its_page(site: Client, store: Store) -> None:
    answers = proposals.Answers(
        year=questionnaire.current().year,
        state="EE",
        by=proposals.By(kind="police", name="Invented Unit"),
        given={"law_access": ("yes",)},
        on=NOW.date().isoformat(),
    )
    of_answers, _ = store.take(arrival(answers), NOW)
    removal = kept(store, what="removal", change={}, note="gone")
    other = published_rows.Row(
        "authority", row().key, "EE", {**row().values, "website": "https://before.example.org/"}
    )
    since = kept(store, of=other, what="unchanged", change={}, note="of an older release")
    with VOUCHED:
        for one, told in (
            (of_answers, "The answers that you would confirm"),
            (removal, "this row should not be there at all"),
            (since, "has changed since this was proposed"),
        ):
            answer = site.get(page_of(one))
            assert told in said(answer)
            assert faults(answer, told) == []


def test_the_whole_way_from_the_page_to_the_receipt(
    site: Client, store: Store, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    """Load both files, sign with the command that the page shows, upload what it wrote."""
    one, reason = kept(store), "It was \"never\" so.\nالثاني $(rm) `x` 'y'"
    with VOUCHED:
        opened = said(site.get(page_of(one)))
        choice = {"decision": "decline", "reason": reason, "token": token_of(opened)}
        chosen = said(send(site, page_of(one), choice))
        loaded = send(site, page_of(one), {**choice, "do": "load"})
    assert loaded["Content-Disposition"].startswith("attachment")
    assert "no-store" in loaded["Cache-Control"]
    command = re.search(r'<pre class="command"[^>]*><code>([^<]+)</code>', chosen)
    assert command
    assert loaded["Content-Disposition"].split('"')[1] in command[1]
    assert reason.splitlines()[0] not in command[1], "no text of a form goes into a command line"
    said_ = confirming.parse(loaded.content)
    assert (said_.decision, said_.reason) == ("decline", reason)
    proposal, statement, ring = (
        tmp_path / name for name in ("proposal.json", "statement.json", "ring.json")
    )
    proposal.write_bytes(site.get(f"/data/survey/proposals/{hex_of(one)}.json").content)
    statement.write_bytes(loaded.content)
    pair = [{"alg": k.alg, "seed": base64url.encode(k.to_private_bytes())} for k in ESTONIA]
    ring.write_text(json.dumps(pair))
    out = tmp_path / "confirmation.json"
    words = ["confirm", str(proposal), "--statement", str(statement), "--keys", str(ring)]
    assert gateway([*words, "--out", str(out), "--yes"]) == 0
    assert "never" in capsysbinary.readouterr().err.decode(), "the command shows the reason too"
    with VOUCHED:
        answer = upload(site, one, out.read_bytes())
        again = upload(site, one, out.read_bytes())
        closed = site.get(page_of(one))
    assert (answer.status_code, again.status_code) == (303, 303), "a double click is one decision"
    assert standing(store, one) == "declined"
    receipt = site.get(answer["Location"])
    assert faults(receipt, "receipt") == []
    assert digests.sha256(out.read_bytes()) in said(receipt)
    assert "Estonia has declined this proposal" in re.sub(r"<[^>]+>", "", said(receipt))
    assert store.history(one.digest)[-1].body == out.read_bytes()
    assert "decided already" in said(closed)
    assert '<form method="post"' not in said(closed)


def test_pasted_text_counts_as_the_file_does(site: Client, store: Store) -> None:
    one = kept(store)
    with VOUCHED:
        answer = upload(site, one, text=f"\r\n{confirmation(one).decode()}\r\n")
    assert answer.status_code == 303
    assert standing(store, one) == "confirmed"


def test_a_statement_of_another_proposal_is_not_signed(store: Store, tmp_path: Path) -> None:
    one, two = kept(store), kept(store, note="another")
    proposal, statement, keys = (tmp_path / name for name in ("p.json", "s.json", "k.json"))
    proposal.write_bytes(one.body)
    keys.write_text("[]")
    words = ["confirm", str(proposal), "--statement", str(statement), "--keys", str(keys), "--yes"]
    for digest, state in ((two.digest, "EE"), (one.digest, "RO")):
        statement.write_bytes(confirming.statement(digest, state, "confirm", on=NOW.date()))
        with pytest.raises(StatementOtherError):
            gateway(words)
    statement.write_bytes(b'{"confirmation":"comity-confirmation-1"}')
    with pytest.raises(ConfirmationFormatError):
        gateway(words)


def test_without_a_directory_the_page_says_so_and_has_no_form(site: Client, store: Store) -> None:
    one, none = kept(store), kept(store, "no_state", of=published_rows.row(RELEASE, "instrument", "cets-185"), what="unchanged", change={})  # fmt: skip
    store.move(none.digest, "released", NOW)
    late = kept(store, days=limits.OPEN_DAYS + 1, note="late")
    rows = [(one, "follows no members’ directory yet", None), (none, "about no single State", keys_of), (late, "has expired", keys_of)]  # fmt: skip
    rows.append((one, "vouches for no contact of this State", lambda state, at: []))
    for about, told, keys in rows:
        with override_settings(COMITY_CONTACT_KEYS=keys):
            answer = site.get(page_of(about))
            assert answer.status_code == 200
            assert told in said(answer), told
            assert '<form method="post"' not in said(answer)
            assert faults(answer, told) == []
            sent = upload(site, about, confirmation(about, state="EE"))
            assert sent.status_code >= 400, told
            assert '<form method="post"' not in said(sent)
        assert standing(store, about) == "open"


RING = json.dumps({"authorities": {"EE/contact-point": [{"alg": "Ed25519", "seed": "AAAA"}]}})

Hostile = tuple[str, Callable[[Kept, Kept], dict[str, Any]], int, str]
HOSTILE: list[Hostile] = [
    ("nothing", lambda one, two: {}, 400, "ConfirmationMissingError"),
    ("an empty file", lambda one, two: {"document": b""}, 400, "ConfirmationFormatError"),
    ("no signed document", lambda one, two: {"document": b"{}"}, 400, "ConfirmationFormatError"),
    ("bytes that are no text", lambda one, two: {"document": b"\xff\xfe\0"}, 400, "ConfirmationFormatError"),
    ("a picture", lambda one, two: {"document": b"\x89PNG\r\n\x1a\n" * 100}, 400, "ConfirmationFormatError"),
    ("truncated", lambda one, two: {"document": confirmation(one)[:-1]}, 400, "ConfirmationFormatError"),
    ("a file with a line end after it", lambda one, two: {"document": confirmation(one) + b"\n"}, 400, "ConfirmationFormatError"),
    ("pasted with a hole", lambda one, two: {"text": confirmation(one).decode().replace(":", ": ", 1)}, 400, "ConfirmationFormatError"),
    ("pasted characters of no text", lambda one, two: {"text": "\ufffd\u202e" + confirmation(one).decode()}, 400, "ConfirmationFormatError"),
    ("a file and a text", lambda one, two: {"document": confirmation(one), "text": "x"}, 400, "ConfirmationTwiceError"),
    ("the proposal itself", lambda one, two: {"document": one.body}, 400, "ConfirmationUnsignedError"),
    ("the statement, not signed", lambda one, two: {"document": confirming.statement(one.digest, "EE", "confirm", on=NOW.date())}, 400, "ConfirmationUnsignedError"),
    ("the keys", lambda one, two: {"document": RING.encode()}, 400, "KeysSentError"),
    ("the keys, pasted", lambda one, two: {"text": RING}, 400, "KeysSentError"),
    ("the keys of another program", lambda one, two: {"text": "-----BEGIN " + "PRIVATE KEY-----\nAAAA\n"}, 400, "KeysSentError"),
    ("a byte too many", lambda one, two: {"document": b"x" * (limits.CONFIRMATION_BYTES + 1)}, 413, "ConfirmationTooLargeError"),
    ("a file that is not read", lambda one, two: {"document": b"x" * 10_000_000}, 413, "ConfirmationTooLargeError"),
    ("a text that is not read", lambda one, two: {"text": "x" * 5_000_000}, 413, "ConfirmationTooLargeError"),
    ("a text too long", lambda one, two: {"text": "x" * (limits.CONFIRMATION_BYTES + 1)}, 413, "ConfirmationTooLargeError"),
    ("many fields", lambda one, two: {f"f{number}": "x" for number in range(150)}, 413, "ConfirmationTooLargeError"),
    ("keys of nobody", lambda one, two: {"document": confirmation(one, generate_pair())}, 403, "ConfirmationSignatureError"),
    ("keys of another State", lambda one, two: {"document": confirmation(one, ROMANIA)}, 403, "ConfirmationSignatureError"),
    ("another State speaks", lambda one, two: {"document": confirmation(one, ROMANIA, "RO")}, 403, "OtherStateError"),
    ("a State without a contact", lambda one, two: {"document": confirmation(one, state="NR")}, 403, "NotVouchedError"),
    ("signed for another proposal", lambda one, two: {"document": confirmation(two)}, 403, "ProposalOtherError"),
    ("dated tomorrow", lambda one, two: {"document": sign(one.digest, "EE", "confirm", ESTONIA, on=NOW.date() + timedelta(days=1))}, 403, "ConfirmationDateError"),
    ("no token", lambda one, two: {"document": confirmation(one), "token": ""}, 400, "TokenError"),
    ("a token of another form", lambda one, two: {"document": confirmation(one), "token": token()}, 400, "TokenError"),
    ("a token of another proposal", lambda one, two: {"document": confirmation(one), "token": token(purpose(two))}, 400, "TokenError"),
    ("an old token", lambda one, two: {"document": confirmation(one), "token": token(purpose(one), 13 * 3600)}, 400, "TokenOldError"),
    ("from another site", lambda one, two: {"document": confirmation(one), "headers": {"Sec-Fetch-Site": "cross-site"}}, 400, "FormFromElsewhereError"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "made", "status", "code"), HOSTILE, ids=[one[0] for one in HOSTILE]
)
def test_what_does_not_count_is_said_and_changes_nothing(
    site: Client,
    store: Store,
    name: str,
    made: Callable[[Kept, Kept], dict[str, Any]],
    status: int,
    code: str,
) -> None:
    one, two = kept(store), kept(store, note="another")
    with VOUCHED:
        answer = upload(site, one, **made(one, two))
    page = said(answer)
    assert (answer.status_code, re.findall(r"Reason code:\s*<code[^>]*>(\w+)", page)) == (
        status,
        [code],
    )
    assert faults(answer, name) == []
    assert 'class="error-summary"' in page
    assert "no-store" in answer["Cache-Control"]
    assert [standing(store, each) for each in (one, two)] == ["open", "open"]
    assert "the keys" not in name or "AAAA" not in page, "a secret is not shown again"


def test_a_program_is_told_the_same_by_the_same_function(site: Client, store: Store) -> None:
    one, two = kept(store), kept(store, note="another")
    with VOUCHED:
        for name, made, status, code in HOSTILE:
            given = made(one, two)
            if (
                set(given) == {"document"}
                and code != "ProposalOtherError"
                and len(given["document"]) > 0
            ):
                answer = post(site, given["document"])
                assert (answer.status_code, answer.json()["error"]) == (status, code), name
                assert answer.json()["sentence"]


CHOICES: list[tuple[str, dict[str, Any], str]] = [
    ("nothing chosen", {"decision": ""}, "Choose whether your State confirms or declines."),
    ("a choice that is none", {"decision": "perhaps"}, "Choose whether your State confirms or declines."),
    ("declined without a reason", {"decision": "decline", "reason": "  "}, "Give a reason."),
    ("a reason too long", {"reason": "x" * 501}, "too long"),
    ("a person in the reason", {"reason": "ask a.b@unit.example"}, "take it out"),
    ("a reason that is no text", {"reason": "a\0b"}, "cannot be read"),
    ("no token", {"token": ""}, "was not opened on this site"),
    ("a token of another form", {"token": token()}, "was not opened on this site"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "changes", "told"), CHOICES, ids=[one[0] for one in CHOICES])
@pytest.mark.parametrize("do", ["", "load"])
def test_a_wrong_choice_gives_nothing_to_sign(
    site: Client, store: Store, name: str, changes: dict[str, Any], told: str, do: str
) -> None:
    one = kept(store)
    fields = {"decision": "confirm", "reason": "", "token": token(purpose(one)), "do": do}
    with VOUCHED:
        answer = send(site, page_of(one), fields | changes)
    assert answer.status_code == 400
    assert told in said(answer)
    assert faults(answer, name) == []
    assert 'class="command"' not in said(answer)


def test_how_it_must_not_be_sent(site: Client, store: Store) -> None:
    one = kept(store)
    with VOUCHED:
        for body, kind in (
            ("{}", "application/json"),
            ("a=b", "text/plain"),
            ("--x", "multipart/form-data"),
            ("--x\r\n", "multipart/form-data; boundary=x"),
            ("x", "multipart/form-data; boundary=\u00e9"),
        ):
            answer = site.post(page_of(one), body, content_type=kind)
            assert answer.status_code == 400, kind
            assert faults(answer, kind) == []
        for verb in ("put", "patch", "delete"):
            assert getattr(site, verb)(page_of(one)).status_code == 405
        nothing = "0" * 64
        held = hex_of(kept(store, "links", note="held"))
        for hidden in (nothing, held):
            for tail in ("confirm", "decided"):
                assert site.get(f"/en/survey/{hidden}/{tail}/").status_code == 404
        assert site.get(f"/en/survey/{hex_of(one)}/decided/").status_code == 404, "not yet"
    assert standing(store, one) == "open"
