"""The pages of the survey: sound, without a cookie, honest about what is a proposal, closed to what is held."""

import json
import re
import sqlite3
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.template import Context, Engine
from django.test import Client
from django.test.utils import override_settings
from django.utils.http import urlencode

from comity.gateway import published
from comity.gateway.cli import main as gateway
from comity.gateway.members import keeping
from comity.gateway.survey import (
    confirming,
    figures,
    limits,
    mirrored,
    proposals,
    published_rows,
    questionnaire,
)
from comity.gateway.survey.errors import ReasonMissingError, SurveyError
from comity.gateway.survey.store import Store
from comity.wire import canonical
from tests.gateway.pages import naked, read, runs
from tests.gateway.test_survey_kit import (
    BY,
    CONTACT,
    ESTONIA,
    FILLED,
    NOW,
    PAGE,
    RELEASE,
    ROMANIA,
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
from tests.trust.founding import found, rings

pytestmark = pytest.mark.whole

LANGUAGES = ("en", "ar")
VOUCHED = override_settings(COMITY_CONTACT_KEYS=keys_of)
SECRET = "xyzzy-plugh-secret"


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setenv("COMITY_GATEWAY_HOME", str(tmp_path))
    monkeypatch.setenv("COMITY_DEMO_HOME", str(tmp_path / "demo"))
    for name in ("COMITY_GATEWAY_DIRECTORY", "COMITY_GATEWAY_ANCHOR"):
        monkeypatch.delenv(name, raising=False)
    return at_home(tmp_path)


def filled(**changes: Any) -> dict[str, Any]:
    return {**FILLED, "token": token(), **changes}


def sent(site: Client, **changes: Any) -> Any:
    return send(site, PAGE, filled(**changes))


def said(answer: Any) -> str:
    return str(answer.content.decode())


def faults(answer: Any, address: str) -> list[str]:
    page = read(said(answer))
    ids = [one.attributes["id"] for one in page.all() if "id" in one.attributes]
    found = [f"no source: {one}" for one in naked(page)]
    found += [f"id twice: {one}" for one in set(ids) if ids.count(one) > 1]
    found += [] if len(list(page.all("h1"))) == 1 else ["not one h1"]
    if runs(page) or any(one.attributes.get("style") for one in page.all()):
        found.append("script or style")
    labelled = {one.attributes.get("for") for one in page.all("label")}
    for tag in ("input", "select", "textarea"):
        for one in page.all(tag):
            named = one.attributes.get("id") in labelled or one.attributes.get("aria-label")
            if not named and one.attributes.get("type") != "hidden":
                found.append(f"a field without label: {one.attributes}")
    for one in page.all("a"):
        href = one.attributes.get("href", "")
        if href.startswith("#") and href[1:] not in ids:
            found.append(f"leads nowhere: {href}")
    return [f"{address}: {one}" for one in found]


def everything(store: Store) -> list[str]:
    """Every public page and file of the survey, and the pages that speak of it."""
    names = mirrored.pages()
    pages = [f"/{language}/{name}" for language in LANGUAGES for name in names]
    listed = [hex_of(one) for one in store.listed()]
    spoken = [hex_of(one) for one in store.listed() if store.history(one.digest)[-1].body]
    confirming_ = [f"/{one}/survey/{name}/confirm/" for one in LANGUAGES for name in listed]
    receipts = [f"/en/survey/{name}/decided/" for name in spoken]
    return [*pages, *confirming_, *receipts, *mirrored.files(), PAGE, "/en/states/EE/"]


def full(store: Store) -> None:
    """One of each kind."""
    kept(store, note="waits")
    kept(store, what="removal", change={}, note="not there")
    kept(store, days=limits.OPEN_DAYS + 5, note="too late")
    done = kept(store, what="unchanged", change={}, note="right")
    store.move(done.digest, "confirmed_by_state", NOW, body=b"signed")
    no = kept(store, note="wrong")
    store.move(no.digest, "declined_by_state", NOW, "It was never so.", b"signed")
    treaty = published_rows.row(RELEASE, "instrument", "cets-185")
    about_none = kept(store, "no_state", of=treaty, what="unchanged", change={})
    store.move(about_none.digest, "released", NOW)
    _institution_answers(store, 11)
    for number in range(12):
        given = {"trust_pay": ("fully",), "fear_most": ("money",)}
        store.count(
            questionnaire.current().year, "public", "asia", given, nonce=f"a{number}", now=NOW
        )


def _institution_answers(store: Store, number: int) -> None:
    from tests.gateway.test_survey_kit import arrival

    for place in range(number):
        by = proposals.By(kind="police", name=f"Invented Unit {place}")
        given = {"law_access": ("yes",), "coop_ways": ("mla", "police")}
        year = questionnaire.current().year
        answers = proposals.Answers(
            year=year, state="EE", by=by, given=given, on=NOW.date().isoformat()
        )
        store.take(arrival(answers), NOW)


# Pages


def test_every_page_is_sound_empty_and_full(site: Client, store: Store) -> None:
    wrong = []
    for fill in (False, True):
        if fill:
            full(store)
        for address in everything(store):
            answer = site.get(address)
            assert answer.status_code == 200, address
            assert not answer.cookies, address
            if answer["Content-Type"].startswith("text/html"):
                wrong += faults(answer, address)
    assert wrong == []


@pytest.mark.parametrize("kind", list(published_rows.KINDS))
def test_every_table_has_its_rows_and_its_form(site: Client, store: Store, kind: str) -> None:
    about = published_rows.KINDS[kind]
    one = next(iter(published_rows.rows(RELEASE, kind).values()))
    listed = site.get("/en/survey/propose/", {"kind": kind, "state": one.state or ""})
    assert listed.status_code == 200
    form = site.get("/ar/survey/propose/", {"kind": kind, "row": one.key})
    assert form.status_code == 200
    assert faults(listed, kind) + faults(form, kind) == []
    form_in_english = site.get("/en/survey/propose/", {"kind": kind, "row": one.key})
    assert "Not confirmed yet" in said(form_in_english), "an empty list of proposals can be read"
    if about.ask:
        missing = site.get("/en/survey/propose/", {"kind": kind, "state": "EE", "missing": "1"})
        assert missing.status_code == 200
        assert faults(missing, kind) == []


def test_reading_makes_no_file(site: Client, store: Store) -> None:
    for address in everything(store):
        site.get(address)
    assert not store.path.exists()


# Sending


def test_a_proposal_is_kept_and_shown_as_one(site: Client, store: Store) -> None:
    opened = site.get(PAGE)
    assert "no-store" in opened["Cache-Control"]
    assert not opened.cookies
    fields = {**FILLED, "token": token()}
    answer = send(site, PAGE, fields)
    assert answer.status_code == 303
    (one,) = store.listed()
    assert answer["Location"] == f"/en/survey/received/{hex_of(one)}/"
    assert "waits 90 days" in said(site.get(answer["Location"]))
    page = said(site.get(f"/en/survey/{hex_of(one)}/"))
    assert "https://unit.example.org/" in page
    assert "This is a proposal, not a fact of this site." in page
    assert isinstance(one.sent, proposals.Proposal)
    assert one.sent.was == dict(row().values)


def test_the_longest_row_can_be_proposed_about(site: Client, store: Store) -> None:
    """As a browser does: the form is opened, and what it holds is sent."""
    for kind in published_rows.KINDS:
        one = max(published_rows.rows(RELEASE, kind).values(), key=lambda each: len(each.key))
        address = f"/zh/survey/propose/?{urlencode({'kind': kind, 'row': one.key})}"
        fields = {
            **FILLED,
            "field": "-right",
            "value": "",
            "token": token_of(said(site.get(address))),
        }
        assert send(site, address, fields).status_code == 303, kind
    assert len(store.held()) == len(published_rows.KINDS), "all of them too fast"


def test_sent_twice_it_is_kept_once(site: Client, store: Store) -> None:
    fields = filled()
    first, again = send(site, PAGE, fields), send(site, PAGE, fields)
    assert (first.status_code, again.status_code) == (303, 303)
    assert first["Location"] == again["Location"]
    assert len(store.listed()) == 1


def test_a_used_form_with_other_content_is_told(site: Client, store: Store) -> None:
    fields = filled()
    send(site, PAGE, fields)
    answer = send(site, PAGE, {**fields, "note": "Something else."})
    assert answer.status_code == 400
    assert "This form was sent already" in said(answer)
    assert token_of(said(answer)) != fields["token"]
    assert len(store.listed()) == 1


BAD: list[tuple[str, dict[str, Any], str]] = [
    ("nothing chosen", {"field": ""}, "Choose one of the list."),
    ("a field that is none", {"field": "colour"}, "Choose one of the list."),
    ("the same value", {"value": row().values["website"]}, "This is what the table says already."),
    ("a value without form", {"value": "not an address"}, "does not have the form"),
    ("empty where it may not be", {"field": "institution", "value": ""}, "cannot be empty"),
    ("a value and no field", {"field": "-right"}, "Choose the field that is wrong"),
    (
        "a value with a mail",
        {"field": "institution", "value": "Unit, a.b@unit.example"},
        "take it out",
    ),
    ("too long", {"value": "x" * 1001}, "too long"),
    ("NUL", {"note": "a\0b"}, "cannot be read"),
    ("bytes that are no text", {"note": b"a\xff\xfeb"}, "cannot be read"),
    ("half a character", {"note": b"a\xed\xa0\x80"}, "cannot be read"),
    ("a note with a number", {"note": "call +372 555 1234 56"}, "take it out"),
    ("no source", {"source": ""}, "Fill this in."),
    ("a source that is a script", {"source": "javascript:alert(1)"}, "Write the whole address"),
    ("a scheme in capitals", {"source": "HTTPS://law.example.org"}, "Write the whole address"),
    ("no date", {"source_date": ""}, "Fill this in."),
    ("a date that is none", {"source_date": "2026-02-31"}, "year-month-day"),
    ("a date to come", {"source_date": "2999-01-01"}, "has not come yet"),
    ("no kind of institution", {"by_kind": "gang"}, "Choose one of the list."),
    ("no institution", {"by_name": "   "}, "Fill this in."),
    ("an institution on two lines", {"by_name": "a\nb"}, "cannot be read"),
    ("no contact", {"contact": ""}, "Fill this in."),
    ("a contact that is none", {"contact": "somebody at example"}, "Write one e-mail address"),
    ("no token", {"token": ""}, "was not opened on this site"),
    ("a token of ours, changed", {"token": token()[:-2] + "xx"}, "was not opened on this site"),
    ("a token of another form", {"token": token("answers public")}, "was not opened on this site"),
    ("a very long token", {"token": "a" * 5000}, "was not opened on this site"),
    ("an old token", {"token": token(seconds=13 * 3600)}, "lay open for too long"),
    ("a token of tomorrow", {"token": token(seconds=-90000)}, "lay open for too long"),
]


@pytest.mark.parametrize(("name", "changes", "told"), BAD, ids=[one[0] for one in BAD])
def test_bad_input_is_told_beside_its_field_and_nothing_is_kept(
    site: Client, store: Store, name: str, changes: dict[str, Any], told: str
) -> None:
    answer = sent(site, **changes)
    assert answer.status_code == 400
    page = said(answer)
    assert told in page
    assert 'class="error-summary"' in page
    assert faults(answer, name) == []
    if "by_name" not in changes:
        assert BY.name in page, "what was written is still there"
    assert not store.listed()
    assert not store.held()


def test_how_a_form_must_not_be_sent(site: Client, store: Store) -> None:
    many = "&".join(f"f{number}=x" for number in range(95))
    more = "&".join(f"f{number}=x" for number in range(3000))
    form = "application/x-www-form-urlencoded"
    rows: list[tuple[str, str, dict[str, str]]] = [
        ("note=" + "x" * 60_000, form, {}),
        ("note=" + "x" * 10_000_000, form, {}),
        (many, form, {}),
        (more, form, {}),
        ("{}", "application/json", {}),
        ("--x", "multipart/form-data; boundary=x", {}),
        ("a=b", "text/plain", {}),
        ("a=b", form, {"Sec-Fetch-Site": "cross-site"}),
        ("a=b", form, {"Sec-Fetch-Site": "same-site"}),
    ]
    for page in (PAGE, "/en/survey/institutions/", "/en/survey/public/"):
        for body, kind, headers in rows:
            answer = site.post(page, body, content_type=kind, headers=headers)
            assert answer.status_code == 400, (page, body[:20])
            assert faults(answer, page) == []
    for verb in ("put", "patch", "delete"):
        assert getattr(site, verb)(PAGE).status_code == 405
    assert not store.path.exists()


ADDRESSES = [
    ("?kind=nothing", 404),
    ("?kind=authority&row=nobody", 404),
    ("?kind=authority&row=" + "x" * 3000, 404),
    ("?kind=authority&state=XX", 404),
    ("?kind=authority&state=%3Cscript%3E", 404),
    ("?kind=authority&state=EE&missing=1&row=%00", 404),
    ("?kind=instrument&state=&missing=1", 200),
    ("?kind=authority", 200),
    ("?kind=%3Cscript%3E", 404),
    ("../received/" + "0" * 64 + "/", 404),
    ("../" + "0" * 64 + "/", 404),
    ("../" + "A" * 64 + "/", 404),
]


@pytest.mark.parametrize(("address", "status"), ADDRESSES)
def test_bad_addresses(site: Client, store: Store, address: str, status: int) -> None:
    path = (
        f"/en/survey/{address[3:]}"
        if address.startswith("../")
        else f"/en/survey/propose/{address}"
    )
    answer = site.get(path)
    assert answer.status_code == status
    assert "<script>" not in said(answer)


def test_a_missing_row_can_be_proposed(site: Client, store: Store) -> None:
    page = "/en/survey/propose/?kind=authority&state=NR&missing=1"
    fields = {
        **{name: value for name, value in FILLED.items() if name not in ("field", "value")},
        "is_role": "national_csirt",
        "is_institution": "Invented Response Team",
        "is_website": "",
        "token": token("propose authority NR"),
    }
    assert send(site, page, {**fields, "is_institution": ""}).status_code == 400
    assert send(site, page, {**fields, "is_website": "x"}).status_code == 400
    for length in (limits.ROW_CHARS, limits.VALUE_CHARS + 1):
        answer = send(site, page, {**fields, "is_institution": "Invented " * (length // 9 + 1)})
        assert answer.status_code == 400
        assert "too long" in said(answer)
    assert send(site, page, fields).status_code == 303
    (one,) = store.listed()
    assert (one.row, one.state) == ("NR | national_csirt | Invented Response Team", "NR")
    assert faults(site.get(f"/en/survey/{hex_of(one)}/"), "missing") == []
    known = row().values
    there = "/en/survey/propose/?kind=authority&state=EE&missing=1"
    again = {**fields, "is_role": known["role"], "is_institution": known["institution"], "token": token("propose authority EE")}  # fmt: skip
    answer = send(site, there, again)
    assert answer.status_code == 400
    assert "is there already" in said(answer)


def test_a_file_that_cannot_be_written_is_told_with_everything_still_there(
    site: Client, store: Store
) -> None:
    store.path.write_bytes(b"no database at all")
    answer = sent(site)
    assert answer.status_code == 503
    assert "Nothing was kept" in said(answer)
    assert BY.name in said(answer)
    for address in ("/en/survey/", "/en/survey/results/", "/data/survey/proposals.json"):
        assert site.get(address).status_code == 503
    assert site.get("/en/states/EE/").status_code == 200, "the facts do not need this file"


# Spam


def _spam(site: Client, **changes: Any) -> Any:
    return sent(site, **{"note": f"{SECRET} casino", "by_name": f"{SECRET} office"} | changes)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"note": f"{SECRET} https://a.example https://b.example https://c.example"},
        {"note": SECRET, "homepage": "http://spam.example"},
        {"note": SECRET, "token": "now"},
        {"note": SECRET, "asked": "on"},
    ],
    ids=["pattern", "links", "trap", "too fast", "asked for"],
)
def test_spam_is_held_and_no_page_shows_it(
    site: Client, store: Store, changes: dict[str, Any]
) -> None:
    if changes.get("token") == "now":
        changes = {**changes, "token": token(seconds=1)}
    answer = _spam(site, **changes)
    assert answer.status_code == 303
    (one,) = store.held()
    told = said(site.get(answer["Location"]))
    assert "Received and held for review" in told
    assert "<li>" in told.split("<h2>")[1], "with its reasons"
    assert site.get(f"/en/survey/{hex_of(one)}/").status_code == 404
    assert site.get(f"/data/survey/proposals/{hex_of(one)}.json").status_code == 404
    for address in (*everything(store), answer["Location"]):
        assert SECRET not in said(site.get(address)), address


def test_a_reviewer_lists_releases_and_declines(
    site: Client, store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    _spam(site)
    _spam(site, note=f"{SECRET} casino, once more", token=token())
    one, two = store.held()
    assert gateway(["review", "list"]) == 0
    told = capsys.readouterr().out
    assert SECRET in told
    assert CONTACT in told
    assert "The texts look like advertising." in told
    assert gateway(["review", "release", one.digest]) == 0
    assert gateway(["review", "decline", hex_of(two)[:12], "--reason", "Advertising."]) == 0
    assert (store.get(one.digest) or one).standing == "open"
    assert site.get(f"/en/survey/{hex_of(one)}/").status_code == 200
    assert site.get(f"/en/survey/{hex_of(two)}/").status_code == 404
    after = said(site.get(f"/en/survey/received/{hex_of(two)}/"))
    assert "declined it before it was published" in after
    assert "Advertising." in after
    assert SECRET not in after


def test_two_thousand_posts_of_junk_shut_nobody_out(
    site: Client, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As over the wire, with smaller numbers; the sender keeps what they wrote and is told what was seen."""
    monkeypatch.setattr(limits, "MOST_SUSPECT", 5)
    monkeypatch.setattr(limits, "A_DAY", 3)
    for number in range(5):
        assert _spam(site, note=f"{SECRET} casino {number}", token=token()).status_code == 303
    answer = _spam(site, note=f"{SECRET} casino, one too many", token=token())
    assert answer.status_code == 503
    assert "shows signs of spam" in said(answer)
    assert "The texts look like advertising." in said(answer)
    assert f"{SECRET} casino, one too many" in said(answer)
    assert faults(answer, "full") == []
    for number in range(6):
        value = f"https://unit{number}.example.org/"
        honest = sent(site, value=value, note=f"An honest note, number {number}.", token=token())
        assert honest.status_code == 303
    assert (len(store.listed()), store.numbers_held()) == (3, (5, 3))


def test_a_reviewer_declines_in_bulk_after_seeing_what(
    site: Client, store: Store, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(7):
        kept(store, "pattern", note=f"junk {number}", days=2)
    asked = kept(store, "asked", note="asked", days=2)
    mixed = kept(store, "asked", "links", note="asked, with links", days=2)
    words = ["review", "decline", "--held-for", "pattern", "--reason", "Advertising."]
    day = str(NOW.date() - timedelta(days=1))
    for answer, code, left in (("no", 1, 7), ("8", 1, 7), ("7", 0, 0)):
        monkeypatch.setattr("builtins.input", lambda _, one=answer: one)
        assert gateway([*words, "--before", day]) == code
        told = capsys.readouterr().out
        assert "Decline 7, held for: The texts look like advertising." in told
        assert "By State: EE 7" in told
        assert CONTACT not in told
        assert len(store.held_for("pattern", NOW)) == left
    assert gateway([*words, "--before", day, "--yes"]) == 0
    assert "Nothing is held for this reason" in capsys.readouterr().out
    release = ["review", "release", "--held-for", "asked", "--before", day, "--yes"]
    assert gateway(release) == 0
    assert (store.get(asked.digest) or asked).standing == "open"
    assert (store.get(mixed.digest) or mixed).standing == "held", "what shows a sign is read alone"
    for wrong in (words, [*words, "--before", "soon"], ["review", "decline", "--reason", "x"], ["review", "decline", "aaaaaaaa", "--held-for", "asked", "--before", day]):  # fmt: skip
        with pytest.raises(SurveyError):
            gateway(wrong)
    with pytest.raises(ReasonMissingError):
        gateway(["review", "decline", "--held-for", "links", "--before", day, "--yes"])
    with pytest.raises(SystemExit):
        gateway(["review", "decline", "--held-for", "nothing", "--before", day])


def test_a_terminal_is_not_moved_by_what_it_shows(
    site: Client, store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    _spam(site, note="a\u202eb\u200b casino")
    gateway(["review", "list"])
    told = capsys.readouterr().out
    assert "\u202e" not in told
    assert "u202e" in told


def test_no_public_page_or_file_holds_a_contact(site: Client, store: Store) -> None:
    sent(site)
    full(store)
    for address in everything(store):
        content = said(site.get(address))
        assert CONTACT not in content, address
        assert "institute.example" not in content, address


# Confirming


def confirmation(one: Any, keys: Any = ESTONIA, state: str = "EE", **rest: Any) -> bytes:
    decision = rest.pop("decision", "confirm")
    return sign(one.digest, state, decision, keys, on=NOW.date(), **rest)


def post(site: Client, document: bytes) -> Any:
    return site.post("/data/survey/confirmations", document, content_type="application/json")


def test_a_state_confirms_and_the_page_says_so(site: Client, store: Store) -> None:
    one = kept(store, what="unchanged", change={})
    with VOUCHED:
        answer = post(site, confirmation(one))
        assert answer.status_code == 200
        assert answer.json()["standing"] == "confirmed"
        again = post(site, confirmation(one))
    assert (again.status_code, again.json()["error"]) == (409, "ProposalDecidedError")
    page = said(site.get(f"/en/survey/{hex_of(one)}/"))
    assert "Confirmed by the State’s own contact" in page
    assert "This is a proposal, not a fact" not in page
    assert f"Last confirmed by Estonia, on {NOW.date()}" in re.sub(
        r"<[^>]+>", "", said(site.get(PAGE))
    )


def test_without_a_directory_nothing_is_confirmed_and_pages_say_so(
    site: Client, store: Store
) -> None:
    one = kept(store)
    answer = post(site, confirmation(one))
    assert (answer.status_code, answer.json()["error"]) == (503, "NoDirectoryError")
    for address in ("/en/survey/", f"/en/survey/{hex_of(one)}/"):
        assert "follows no members’ directory yet" in said(site.get(address))
    with VOUCHED:
        page = said(site.get(f"/en/survey/{hex_of(one)}/"))
    assert "You speak for this State?" in page
    assert (store.get(one.digest) or one).standing == "open"


def test_the_members_directory_says_whose_keys_count(
    site: Client, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A real directory, kept as the site keeps it, and the keys of a contact point in it."""
    made = found(tmp_path / "ceremony", NOW - timedelta(hours=1))
    folder = tmp_path / "directory" / made.anchor.removeprefix("sha256:")
    keeping.keep(folder, made.files)
    keeping.note(folder, keeping.Notes(version=max(made.ceremony.history().versions())))
    anchor = tmp_path / "anchor.json"
    told = {"anchor": "comity-anchor-1", "root_sha256": made.anchor, "root_version": 1}
    anchor.write_bytes(canonical.encode(told))
    monkeypatch.setenv("COMITY_GATEWAY_DIRECTORY", "http://127.0.0.1:9/")
    monkeypatch.setenv("COMITY_GATEWAY_ANCHOR", str(anchor))
    one = kept(store, of=row(state="RO"), what="unchanged", change={})
    assert "4. Send what you signed" in said(site.get(f"/en/survey/{hex_of(one)}/confirm/"))
    pairs = rings()["ro-1"].authorities
    for keys, code in (
        (ROMANIA, "ConfirmationSignatureError"),
        (rings()["ee-1"].authorities["EE/contact-point"], "ConfirmationSignatureError"),
        (
            (pairs["RO/contact-point"][0], pairs["RO/central-authority"][1]),
            "ConfirmationSignatureError",
        ),
    ):
        assert post(site, confirmation(one, keys, "RO")).json()["error"] == code
    assert post(site, confirmation(one, ESTONIA, "FR")).json()["error"] == "NotVouchedError"
    answer = post(site, confirmation(one, pairs["RO/contact-point"], "RO"))
    assert answer.json()["standing"] == "confirmed"


def test_hostile_confirmations_over_the_wire(site: Client, store: Store) -> None:
    one, late = kept(store), kept(store, days=limits.OPEN_DAYS + 1)
    held = kept(store, "links", note="held")
    other = kept(store, of=row(state="RO"), what="unchanged", change={})
    rows: list[tuple[bytes, int, str]] = [
        (b"", 400, "ConfirmationFormatError"),
        (b"x" * 10_000_000, 413, "ConfirmationTooLargeError"),
        (confirmation(one)[:-1], 400, "ConfirmationFormatError"),
        (confirmation(one, ROMANIA), 403, "ConfirmationSignatureError"),
        (confirmation(one, ROMANIA, "RO"), 403, "OtherStateError"),
        (confirmation(other), 403, "OtherStateError"),
        (confirmation(late), 409, "ProposalExpiredError"),
        (confirmation(held), 404, "ProposalUnknownError"),
        (confirmation(one, state="NR"), 403, "NotVouchedError"),
    ]
    with VOUCHED:
        for document, status, code in rows:
            answer = post(site, document)
            assert (answer.status_code, answer.json()["error"]) == (status, code)
            assert answer.json()["sentence"]
    assert site.get("/data/survey/confirmations").status_code == 405
    assert (store.get(one.digest) or one).standing == "open"


def test_a_contact_signs_offline_with_the_key_ring_of_a_node(
    site: Client, store: Store, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    from comity.wire import base64url

    one = kept(store)
    file, ring = tmp_path / "proposal.json", tmp_path / "ring.json"
    file.write_bytes(site.get(f"/data/survey/proposals/{hex_of(one)}.json").content)
    pair = [{"alg": k.alg, "seed": base64url.encode(k.to_private_bytes())} for k in ESTONIA]
    ring.write_text(json.dumps({"node": "ee-1", "authorities": {"EE/contact-point": pair}}))
    out = tmp_path / "confirmation.json"
    words = ["confirm", str(file), "--keys", str(ring), "--decision", "confirm", "--yes"]
    assert gateway([*words, "--authority", "EE/contact-point", "--out", str(out)]) == 0
    shown = capsysbinary.readouterr().err.decode()
    assert "https://unit.example.org/   <- new" in shown
    with VOUCHED:
        assert post(site, out.read_bytes()).json()["standing"] == "confirmed"
    ring.write_text(json.dumps(pair))
    assert gateway(words) == 0
    assert confirming.read(capsysbinary.readouterr().out, keys_of, NOW).state == "EE"


def test_keys_that_are_none_and_proposals_that_were_changed_are_refused(
    site: Client, store: Store, tmp_path: Path
) -> None:
    from comity.gateway.survey.errors import DocumentWrongError, KeysUnreadableError

    one = kept(store)
    file, keys = tmp_path / "proposal.json", tmp_path / "keys.json"
    file.write_bytes(one.body)
    words = ["confirm", str(file), "--keys", str(keys), "--decision", "confirm", "--yes"]
    for content in (
        "",
        "{}",
        "[]x",
        '{"authorities": {}}',
        '[{"alg": "Ed25519"}]',
        '{"authorities": {"a": [], "b": []}}',
    ):
        keys.write_text(content)
        with pytest.raises(KeysUnreadableError):
            gateway(words)
    file.write_bytes(one.body.replace(b"unit.example", b"evil.example").replace(b"{", b"{ ", 1))
    with pytest.raises(DocumentWrongError):
        gateway(words)


def test_expiry_is_seen(site: Client, store: Store) -> None:
    late = kept(store, days=limits.OPEN_DAYS + 1)
    for written_down in (False, True):
        if written_down:
            store.settle(NOW)
        index = read(said(site.get("/en/survey/")))
        (section,) = [
            one
            for one in index.all("section")
            if one.attributes.get("aria-labelledby") == "expired"
        ]
        assert hex_of(late) in "".join(a.attributes["href"] for a in section.all("a"))
        page = said(site.get(f"/en/survey/{hex_of(late)}/"))
        assert "Expired: nobody confirmed it" in page
        assert page.count("Expired: nobody confirmed it in time") == 1
        (file,) = site.get("/data/survey/proposals.json").json()["proposals"]
        assert file["standing"] == "expired"


# The questionnaires


def _public(site: Client, seconds: float = 30, **fields: Any) -> Any:
    given = {"where": "asia", "trust_pay": "fully", "fear_most": ["money", "watched"], **fields}
    return send(
        site, "/en/survey/public/", {"token": token("answers public", seconds=seconds), **given}
    )


def test_everybody_is_counted_and_few_are_not_shown(site: Client, store: Store) -> None:
    for _ in range(9):
        assert _public(site).status_code == 303
    page = said(site.get("/en/survey/results/"))
    assert "Fewer than 10 answers so far" in page
    assert '<svg class="bar"' not in page
    assert site.get("/data/survey/results.json").json()["results"] == []
    _public(site)
    page = said(site.get("/en/survey/results/"))
    assert '<svg class="bar"' in page
    assert "10 answers" in page
    assert "Not representative." in page
    found = site.get("/data/survey/results.json").json()
    assert {one["group"] for one in found["results"]} == {"all", "asia"}
    assert "Not representative" in found["limits"]
    table = said(site.get("/data/survey/results.csv")).splitlines()
    assert "public,asia,10,trust_pay,10,fully,10" in table
    assert not any("avoid_what" in one for one in table), "nobody answered it"


WRONG = [
    ({"trust_pay": "x"}, "Choose one of the list."),
    ({"fear_most": ["money", "identity", "private", "watched"]}, "Tick 3 at most."),
    ({"where": "moon"}, "Choose one of the list."),
    ({"trust_pay": "", "fear_most": []}, "No question was answered."),
    ({"homepage": "x"}, "must stay empty"),
    ({"token": ""}, "was not opened on this site"),
]


@pytest.mark.parametrize(("changes", "told"), WRONG)
def test_wrong_answers_are_told_and_not_counted(
    site: Client, store: Store, changes: dict[str, Any], told: str
) -> None:
    answer = _public(site, **changes)
    assert answer.status_code == 400
    assert told in said(answer)
    assert faults(answer, str(changes)) == []
    assert not store.path.exists()


def test_a_machine_that_answers_at_once_is_told_and_not_counted(site: Client, store: Store) -> None:
    answer = _public(site, seconds=1)
    assert answer.status_code == 400
    assert "faster than it can be read" in said(answer)
    assert "checked" in said(answer), "the answers are still there"
    assert not store.path.exists()


def test_a_double_click_counts_once(site: Client, store: Store) -> None:
    fields = {"token": token("answers public"), "trust_pay": "fully"}
    for _ in range(3):
        assert send(site, "/en/survey/public/", fields).status_code == 303
    base = sqlite3.connect(store.path)
    assert base.execute("SELECT counted FROM tally WHERE question = ''").fetchall() == [(1,)]
    base.close()


def test_an_institution_answers_and_its_state_confirms(site: Client, store: Store) -> None:
    fields = {
        "state": "EE",
        "by_kind": "police",
        "by_name": "Invented Unit",
        "contact": CONTACT,
        "law_access": "yes",
        "coop_ways": ["mla", "police"],
        "token": token("answers institutions"),
    }
    address = "/en/survey/institutions/"
    for wrong in ({"state": "XX"}, {"law_access": "", "coop_ways": []}, {"contact": ""}):
        assert send(site, address, {**fields, **wrong}).status_code == 400
    assert send(site, address, fields).status_code == 303
    (one,) = store.listed()
    page = said(site.get(f"/en/survey/{hex_of(one)}/"))
    assert "Mutual legal assistance under a treaty" in page
    assert CONTACT not in page
    with VOUCHED:
        assert post(site, confirmation(one)).json()["standing"] == "confirmed"
    later = {**fields, "law_access": "no", "token": token("answers institutions", 31)}
    assert send(site, address, later).status_code == 303
    last = list(figures.sent_answers(store, questionnaire.current().year))[-1]
    assert last.given["law_access"] == ("yes",), "nobody puts theirs before what a State confirmed"


def test_answers_without_an_address_have_their_sender_as_source(site: Client, store: Store) -> None:
    name = "urn:Invented Unit"
    fields = {
        "state": "EE",
        "by_kind": "police",
        "by_name": name,
        "contact": CONTACT,
        "law_access": "yes",
        "token": token("answers institutions"),
    }
    assert send(site, "/en/survey/institutions/", fields).status_code == 303
    (one,) = store.listed()
    page = said(site.get(f"/en/survey/{hex_of(one)}/"))
    assert f'<span class="source"><bdi>{name}</bdi>' in page
    assert "whose address was not kept" not in page
    assert '<meta name="robots" content="noindex, nofollow">' in page


# What other pages show


def test_the_tags_say_who_confirmed_and_lead_to_the_form(site: Client, store: Store) -> None:
    engine = Engine(
        app_dirs=False,
        dirs=[str(Path(published.__file__).parent / "templates")],
        libraries={
            "survey": "comity.gateway.survey.tags",
            "gateway": "comity.gateway.templatetags.gateway",
            "i18n": "django.templatetags.i18n",
        },
    )
    template = engine.from_string(
        "{% load survey %}{% last_confirmed one %} {% propose_correction one %}"
    )
    record = next(one for one in RELEASE.authorities if one.state == "EE")

    def shown() -> str:
        return template.render(Context({"one": record, "page": {"language": "en"}}))

    assert "Not confirmed yet" in shown()
    (address,) = re.findall(r'href="([^"]+propose[^"]+)"', shown())
    assert site.get(address.replace("&amp;", "&")).status_code == 200
    one = kept(store, what="unchanged", change={})
    store.move(one.digest, "confirmed_by_state", NOW)
    assert "Last confirmed by Estonia" in shown()
    store.path.write_bytes(b"broken")
    assert "cannot be read just now" in shown(), "what cannot be read is not told as not confirmed"


REACHES = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "comity.gateway.settings"
import django
django.setup()
from django.test import Client
for path in ("/en/survey/", "/en/survey/propose/?kind=authority&state=EE", "/en/survey/public/", "/data/survey/results.json"):
    assert Client(HTTP_HOST="localhost").get(path).status_code == 200, path
assert Client(HTTP_HOST="localhost").post("/data/survey/confirmations", b"x", content_type="application/json").status_code == 400
import comity.gateway.survey.cli, comity.gateway.survey.tags
print(*sorted({name.split(".")[1] for name in sys.modules if name.startswith("comity.")}))
"""


def test_the_survey_loads_no_room_that_knows_a_case(store: Store) -> None:
    told = subprocess.run(
        [sys.executable, "-c", REACHES], capture_output=True, text=True, check=True
    )
    assert set(told.stdout.split()) <= {"gateway", "law", "look", "trust", "wire"}


PURE = "confirming confirmed deciding errors lifecycle limits proposals published_rows questionnaire results screening store texts wording cli charts"


def test_rules_and_the_file_know_no_django() -> None:
    """A State's contact signs where no Django settings are."""
    asked = "import sys\nfor name in {!r}.split(): __import__('comity.gateway.survey.' + name)\nprint('django' in sys.modules)"
    told = subprocess.run(
        [sys.executable, "-c", asked.format(PURE)], capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == "False"
