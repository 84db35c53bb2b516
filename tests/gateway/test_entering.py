"""Members enter resources: read as strictly as the files, reviewed, published at once, dated, and gone when they expire."""

import csv
import io
import json
import subprocess
import sys
import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as Xml

import pytest
from django.test import Client

from comity.gateway import published
from comity.gateway.cli import main as gateway
from comity.gateway.dumps import openapi
from comity.gateway.entering import cli, drafts
from comity.gateway.entering.errors import (
    EntryChangedError,
    NotAcceptableError,
    PersonInsteadError,
)
from comity.gateway.resources import entries, feeds, importing, linked, live, values, views, writing
from comity.gateway.resources.errors import EntryGoneError, EntryThereError
from comity.gateway.survey import deciding, limits
from comity.gateway.survey.errors import RowExistsError, SurveyError
from comity.gateway.survey.proposals import Proposal
from comity.gateway.survey.store import Store
from comity.law.words import NAMES
from comity.wire.errors import ComityError
from tests.gateway.test_dumps_site import fit
from tests.gateway.test_survey_kit import (
    BY,
    CONTACT,
    NOW,
    RELEASE,
    arrival,
    at_home,
    hex_of,
    send,
    token,
)
from tests.gateway.test_survey_pages import faults, said

pytestmark = pytest.mark.whole

FORM = "/en/survey/propose/?kind=resource"
NEW = "propose resource missing "
SUMMARY = "Una semana de prácticas inventada, solo para esta prueba, con pruebas electrónicas."
FILLED: dict[str, Any] = {
    "is_kind": "course",
    "is_title": "Curso inventado de pruebas",
    "is_summary": SUMMARY,
    "is_written_in": "es",
    "is_provider": "Instituto Inventado",
    "is_url": "https://course.example.org/curso",
    "is_roles": ["investigator", "judge"],
    "is_languages": ["es"],
    "is_level": "introduction",
    "is_cost": "free",
    "is_form": "on_site",
    "is_when": "days",
    "is_starts": (NOW.date() + timedelta(days=30)).isoformat(),
    "is_ends": (NOW.date() + timedelta(days=34)).isoformat(),
    "is_place": "Lugar",
    "is_topics": ["electronic-evidence"],
    "source": "https://course.example.org/curso",
    "source_date": "2026",
    "by_kind": "university",
    "by_name": BY.name,
    "contact": CONTACT,
}
VALUES = {
    "kind": "course",
    "title": "An invented course",
    "summary": "A course that exists in this test only, so that it can be entered and reviewed.",
    "written_in": "en",
    "provider": "Invented Institute",
    "url": "https://course.example.org/invented",
    "roles": "investigator",
    "level": "any",
    "cost": "free",
    "form": "online",
    "standing": "true",
}
REST: dict[str, Any] = {
    "source": "https://course.example.org/invented",
    "source_date": "2026",
    "note": "",
    "by": BY,
    "data": RELEASE.digest,
}


@pytest.fixture(autouse=True)
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setenv("COMITY_GATEWAY_HOME", str(tmp_path))
    monkeypatch.setenv("COMITY_DEMO_HOME", str(tmp_path / "demo"))
    for name in ("COMITY_GATEWAY_DIRECTORY", "COMITY_GATEWAY_ANCHOR"):
        monkeypatch.delenv(name, raising=False)
    return at_home(tmp_path)


def _filled(purpose: str = NEW, **changes: Any) -> dict[str, Any]:
    return {**FILLED, "token": token(purpose), **changes}


def _new(**changes: str) -> Proposal:
    return drafts.missing({**VALUES, **changes}, NOW.date(), **REST)


def _accepted(store: Store, sent: Proposal, *, by: str = "", days: int = 0) -> str:
    """An entry that was accepted some days ago; its id."""
    at = NOW - timedelta(days=days)
    kept, _ = store.take(arrival(sent, "no_state"), at)
    cli.accept(store, kept, by, at, "")
    return sent.row


# The form


@pytest.mark.parametrize(
    "address",
    [
        FORM,
        f"{FORM}&state=EE",
        f"{FORM}&row=c-proc",
        f"{FORM}&row=c-proc&right=1",
        f"{FORM}&row=c-proc&gone=1",
    ],
)
def test_every_form_is_sound(site: Client, address: str) -> None:
    for language in NAMES:
        answer = site.get(address.replace("/en/", f"/{language}/"))
        assert answer.status_code == 200
        assert "no-store" in answer["Cache-Control"]
        assert not answer.cookies
        assert faults(answer, address) == []


def test_pages_lead_to_the_form(site: Client) -> None:
    for address in ("/en/resources/", "/en/resources/kind/course/", "/en/resources/expired/"):
        assert f'href="{FORM}"' in said(site.get(address))
    entry = said(site.get("/en/resources/c-proc/"))
    assert f'href="{FORM}&amp;row=c-proc"' in entry
    assert f'href="{FORM}&amp;row=c-proc&amp;right=1"' in entry


BAD: list[tuple[str, dict[str, Any], str]] = [
    ("no kind", {"is_kind": ""}, "Choose one of the list."),
    ("a kind that is none", {"is_kind": "cult"}, "Choose one of the list."),
    ("no title", {"is_title": ""}, "Fill this in."),
    ("markup in the title", {"is_title": "<b>Curso</b>"}, "code of a web page"),
    ("a script in the summary", {"is_summary": SUMMARY + "<script>alert(1)</script>"}, "code of a web page"),
    ("a title that turns around", {"is_title": "Curso\u202egpj"}, "nobody sees"),
    ("a character without width", {"is_provider": "Insti\u200btuto"}, "nobody sees"),
    ("a title that shows nothing", {"is_title": "\u3164\u2800"}, "nobody sees"),
    ("a joiner that joins nothing", {"is_title": "Curso\u034f"}, "nobody sees"),
    ("letters under a tower of marks", {"is_title": "C" + "\u0301" * 40}, "nobody sees"),
    ("a person as provider", {"is_provider": "Dr. Jane Example"}, "never a person"),
    ("a person as place", {"is_place": "Prof. Jane Example"}, "never a person"),
    ("two paragraphs", {"is_summary": SUMMARY + "\n" + SUMMARY}, "nobody sees"),
    ("a summary of one word", {"is_summary": "Bueno."}, "too short"),
    ("an endless summary", {"is_summary": "a " * 800}, "too long"),
    ("an endless title", {"is_title": "x" * 5000}, "too long"),
    ("a mail in the provider", {"is_provider": "a.b@institute.example.org"}, "take it out"),
    ("a script for an address", {"is_url": "javascript:alert(1)"}, "Write the whole address"),
    ("a script in capitals", {"is_url": "JaVaScRiPt://x.example.org/%0aalert(1)"}, "Write the whole address"),
    ("data for an address", {"is_url": "data:text/html,x"}, "Write the whole address"),
    ("a password in the address", {"is_url": "https://a:b@course.example.org/"}, "Write the whole address"),
    ("no host", {"is_url": "https:///curso"}, "Write the whole address"),
    ("this machine", {"is_url": "http://localhost/curso"}, "Write the whole address"),
    ("a quote in the address", {"is_url": 'https://course.example.org/"onclick='}, "Write the whole address"),
    ("no role", {"is_roles": []}, "Tick at least one."),
    ("a role that is none", {"is_roles": ["wizard"]}, "Choose one of the list."),
    ("a topic that is none", {"is_topics": ["sorcery"]}, "Choose one of the list."),
    ("a State that is none", {"is_for_states": ["XX"]}, "Choose one of the list."),
    ("from a State that is none", {"is_provided_from": "XX"}, "Choose one of the list."),
    ("a State twice", {"is_for_states": ["EE", "EE"]}, "chosen twice"),
    ("the 31st of February", {"is_starts": "2027-02-31"}, "Write the day as"),
    ("a word for a day", {"is_starts": "mañana"}, "Write the day as"),
    ("the year 9999", {"is_starts": "9999-01-01", "is_ends": ""}, "Write the day as"),
    ("the year 1", {"is_starts": "0001-01-01", "is_ends": ""}, "Write the day as"),
    ("the end first", {"is_ends": NOW.date().isoformat()}, "It must end on or after"),
    ("it lasts for ten years", {"is_ends": "2036-01-01"}, "It must end on or after"),
    ("days and always there", {"is_when": "standing"}, "Say one of both"),
    ("days without a day", {"is_starts": "", "is_ends": ""}, "Say one of both"),
    ("it expires in ten years", {"is_expires_on": f"{NOW.year + 10}-01-01"}, "lasts for a year at most"),
    ("it expires today", {"is_expires_on": NOW.date().isoformat()}, "lasts for a year at most"),
    ("a person who enters it", {"by_name": "Dr. Jane Example"}, "never a person"),
    ("no source", {"source": ""}, "Fill this in."),
    ("a token of another form", {"token": token("propose resource missing c-proc")}, "not opened on this site"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "changes", "told"), BAD, ids=[one[0] for one in BAD])
def test_what_is_wrong_is_told_beside_its_field_and_nothing_is_kept(
    site: Client, store: Store, name: str, changes: dict[str, Any], told: str
) -> None:
    answer = send(site, FORM, _filled(**changes))
    page = said(answer)
    assert answer.status_code == 400
    assert told in page
    assert 'class="error-summary"' in page
    assert "<script>" not in page
    assert faults(answer, name) == []
    assert not store.path.exists() or not (store.held() or store.listed())


def test_all_that_is_wrong_is_told_at_once(site: Client) -> None:
    page = said(send(site, FORM, _filled(is_url="javascript:x", is_title="<b>", is_starts="no")))
    assert 'href="#f-is_url"' in page
    assert 'href="#f-is_title"' in page
    assert 'href="#f-is_starts"' in page


ADDRESSES = [
    (f"{FORM}&row=nothing", 404),
    (f"{FORM}&row={'x' * 3000}", 404),
    (f"{FORM}&row=%00", 404),
    (f"{FORM}&state=XX", 404),
    (f"{FORM}&state=%3Cscript%3E", 404),
    ("/en/survey/propose/?kind=resources", 404),
]


@pytest.mark.parametrize(("address", "status"), ADDRESSES)
def test_an_entry_that_is_not_there_cannot_be_corrected(
    site: Client, store: Store, address: str, status: int
) -> None:
    assert site.get(address).status_code == status
    assert send(site, address, _filled()).status_code == status
    assert not store.path.exists()


# Held or open


def test_about_no_single_state_it_is_held(site: Client, store: Store) -> None:
    answer = send(site, FORM, _filled())
    assert answer.status_code == 303
    (one,) = store.held()
    assert store.history(one.digest)[0].reason == "no_state"
    page = said(site.get(answer["Location"]))
    assert "held for review" in page
    assert "Curso" not in page
    assert site.get(f"/en/resources/{one.row}/").status_code == 404


SIGNS: list[tuple[str, dict[str, Any], str]] = [
    ("links of its own", {}, ""),
    (
        "one link in a remark",
        {"note": "Seen at https://course.example.org/other too."},
        "",
    ),
    ("many links", {"note": "https://a.example.org www.b.example.org https://c.example.org"}, "links"),
    ("an address that hides", {"note": "https://bit.ly/x"}, "short_address"),
    ("advertising", {"is_summary": "Buy cheap pills now online, free casino bonus for everybody here."}, "pattern"),
    ("shouting", {"is_summary": "THE VERY BEST COURSE THAT THERE EVER WAS IN THE WORLD, COME"}, "shouting"),
    ("the trap", {"homepage": "x"}, "trap"),
    ("asked", {"asked": "on"}, "asked"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "changes", "sign"), SIGNS, ids=[one[0] for one in SIGNS])
def test_about_one_state_it_is_open_unless_it_shows_a_sign(
    site: Client, store: Store, name: str, changes: dict[str, Any], sign: str
) -> None:
    assert send(site, FORM, _filled(is_provided_from="EE", **changes)).status_code == 303
    (one,) = (*store.held(), *(each for each in store.listed() if each.standing == "open"))
    assert one.state == "EE"
    assert store.history(one.digest)[0].reason == sign
    assert one.standing == ("held" if sign else "open")
    assert live.now().by_id.get(one.row) is None, "no proposal is published as an entry"


def test_an_open_proposal_shows_its_fields_in_words_and_expires(site: Client, store: Store) -> None:
    kept, _ = store.take(arrival(_new(provided_from="EE")), NOW)
    for language in ("en", "ar"):
        address = f"/{language}/survey/{hex_of(kept)}/"
        answer = site.get(address)
        assert faults(answer, address) == []
    page = said(site.get(f"/en/survey/{hex_of(kept)}/"))
    assert "An invented course" in page
    assert "Estonia" in page
    assert "This is a proposal" in page
    assert "An invented course" in said(site.get("/en/survey/"))
    late = NOW.date() + timedelta(days=limits.OPEN_DAYS + 1)
    assert kept.on(late) == "expired"
    with pytest.raises(SurveyError):
        cli.accept(store, kept, "", NOW + timedelta(days=limits.OPEN_DAYS + 1), "")


# Published


def test_what_is_accepted_is_published_everywhere(site: Client, store: Store) -> None:
    send(site, FORM, _filled(is_provided_from="EE", is_for_states=["RO", "NR"]))
    (one,) = store.listed()
    before = live.now().by_id
    cli.accept(store, one, "Invented Review Board", NOW, "")
    assert one.row not in before
    entry = live.now().by_id[one.row]
    today = published.now().today
    assert (entry.reviewed_by, entry.reviewed_on) == ("Invented Review Board", NOW.date())
    assert entry.entered_by == BY.name
    assert entry.expires <= entries.year_after(today)
    page = said(site.get(f"/en/resources/{one.row}/"))
    for part in (
        "Invented Review Board",
        BY.name,
        "as they say themselves",
        "Spanish",
        'lang="es"',
        SUMMARY,
        "Nauru",
    ):
        assert part in page
    assert (
        "Spanish</span>" not in said(site.get(f"/es/resources/{one.row}/")).split("</h1>")[1][:900]
    )
    for address in (
        "/ar/resources/", "/en/resources/kind/course/", "/en/resources/?q=inventado", "/en/resources/?state=EE",
        "/en/resources/?state=NR", "/en/states/EE/", "/en/states/NR/", "/en/compare/?state=EE&state=NR",
        "/en/search/?q=Curso+inventado", "/en/resources/feed.atom", "/ar/resources/course.atom",
        "/en/resources/events.ics", "/data/resources.json", "/data/resources.csv", "/data/states/EE.json",
        "/data/compare.csv?state=EE",
    ):  # fmt: skip
        answer = site.get(address)
        assert "Curso inventado" in said(answer), address
        if answer["Content-Type"].startswith("text/html"):
            assert faults(answer, address) == []
    assert "Curso inventado" not in said(site.get("/en/states/FR/"))
    fit(json.loads(site.get("/data/states/EE.json").content), openapi.SCHEMAS["Profile"])
    root = Xml.fromstring(site.get("/en/resources/course.atom").content)
    told = next(
        each
        for each in root.findall(f"{{{feeds.ATOM}}}entry")
        if each.findtext(f"{{{feeds.ATOM}}}title") == entry.title
    ).find(f"{{{feeds.ATOM}}}summary")
    assert told is not None
    assert told.attrib == {"{http://www.w3.org/XML/1998/namespace}lang": "es"}
    assert "SUMMARY;LANGUAGE=es:Curso" in said(site.get("/en/resources/events.ics"))
    node = json.loads(site.get(f"/data/resources/{one.row}.jsonld").content)
    assert node["provider"]["address"]["addressCountry"] == "EE"
    assert {
        "@type": "Audience",
        "geographicArea": {"@type": "Country", "identifier": "RO"},
    } in node["audience"]
    rows = list(csv.DictReader(io.StringIO(said(site.get("/data/resources.csv")))))
    (row,) = [each for each in rows if each["id"] == one.row]
    assert (row["provided_from"], row["for_states"], row["entered_by"]) == ("EE", "RO; NR", BY.name)
    assert f"resources/{one.row}/" in set(views_addresses())


def views_addresses() -> list[str]:
    from comity.gateway.resources import addresses

    return list(addresses.pages())


def test_it_is_withdrawn_when_it_expires(site: Client, store: Store) -> None:
    name = _accepted(store, _new(), days=0)
    entry = live.now().by_id[name]
    after = entry.expires + timedelta(days=1)
    assert name in [one.id for one in live.current(entry.expires)]
    assert name not in [one.id for one in live.current(after)]
    from django.test import RequestFactory

    late = json.loads(views.all_json(RequestFactory().get("/"), today=after).content)
    (told,) = [one for one in late["entries"] if one["id"] == name]
    assert told["state"] == "unconfirmed"


def test_ayear_after_the_review_at_the_latest(store: Store) -> None:
    sooner = (NOW.date() + timedelta(days=10)).isoformat()
    name = _accepted(store, _new(expires_on=sooner))
    assert live.now().by_id[name].expires.isoformat() == sooner
    other = _accepted(store, _new(title="Another invented course"))
    assert live.now().by_id[other].expires == entries.year_after(NOW.date())


def test_a_correction_replaces_what_is_shown_and_the_history_is_kept(
    site: Client, store: Store
) -> None:
    name = _accepted(store, _new(), days=2)
    base = live.now().by_id[name]
    better = drafts.correction(
        base, {**values.of(base), "level": "expert", "for_states": "RO"}, NOW.date(), **REST
    )
    assert better.should == {"level": "expert", "for_states": "RO"}
    _accepted(store, better, by="Invented Review Board")
    now = live.now().by_id[name]
    assert (now.level, now.for_states, now.cost) == ("expert", ("RO",), "free")
    assert (base.reviewed_on, now.reviewed_on) == (NOW.date() - timedelta(days=2), NOW.date())
    assert [step.what for step in live.now().history[name]] == ["missing", "correction"]
    page = said(site.get(f"/en/resources/{name}/"))
    assert "Corrected" in page
    assert "Entered" in page


def test_a_packaged_entry_can_be_corrected_confirmed_and_withdrawn(
    site: Client, store: Store
) -> None:
    base = entries.by_id()["c-proc"]
    later = base.reviewed_on + timedelta(days=30)
    for what, place in (("unchanged", 1), ("removal", 2)):
        at = NOW.replace(year=later.year, month=later.month, day=later.day) + timedelta(days=place)
        sent = drafts.verdict(live.now().by_id["c-proc"], what, at.date(), **REST)  # type: ignore[arg-type]
        kept, _ = store.take(arrival(sent, "no_state"), at)
        cli.accept(store, kept, "", at, "")
        now = live.now().by_id["c-proc"]
        assert now.summary == base.summary
        if what == "unchanged":
            assert now.expires == entries.year_after(at.date()) > base.expires
    assert now.is_withdrawn(at.date())
    assert not now.is_current(at.date())


def test_a_release_of_the_files_that_was_reviewed_later_counts(store: Store) -> None:
    name = _accepted(store, _new())
    taken = Store.accepted(store, live.KIND)
    packaged = live.now().by_id[name].model_copy(update={"summary": "x" * 50})
    shelf = live.together((*entries.library(), packaged), taken)
    assert shelf.by_id[name].summary == "x" * 50
    assert shelf.left_out == ()


def test_the_contact_of_the_state_can_publish_it(site: Client, store: Store) -> None:
    kept, _ = store.take(arrival(_new(provided_from="EE")), NOW)
    store.move(kept.digest, "confirmed_by_state", NOW)
    entry = live.now().by_id[kept.row]
    assert entry.reviewed_by == "contact-of-EE"
    assert "the contact of Estonia" in said(site.get(f"/en/resources/{kept.row}/"))


def test_who_provides_it_no_longer_has_no_say(store: Store) -> None:
    name = _accepted(store, _new(provided_from="EE"), days=2)
    base = live.now().by_id[name]
    late = drafts.correction(base, {**values.of(base), "cost": "paid"}, NOW.date(), **REST)
    assert late.state == "EE"
    moved = drafts.correction(base, {**values.of(base), "provided_from": "FR"}, NOW.date(), **REST)
    _accepted(store, moved)
    kept, _ = store.take(arrival(late), NOW)
    store.move(kept.digest, "confirmed_by_state", NOW)
    now = live.now()
    assert (now.by_id[name].provided_from, now.by_id[name].cost) == ("FR", "free")
    assert now.left_out == (kept.digest,)


def test_a_state_is_told_before_its_word_would_come_to_nothing(store: Store) -> None:
    name = _accepted(store, _new(provided_from="EE"), days=2)
    base = live.now().by_id[name]
    stale = drafts.correction(base, {**values.of(base), "cost": "paid"}, NOW.date(), **REST)
    newer = drafts.correction(
        base, {**values.of(base), "cost": "by_invitation"}, NOW.date(), **REST
    )
    elsewhere = drafts.correction(base, {**values.of(base), "level": "expert"}, NOW.date(), **REST)
    of_stale, of_newer, of_elsewhere = (
        store.take(arrival(one), NOW)[0] for one in (stale, newer, elsewhere)
    )
    ask = deciding.asked_first[live.KIND]
    ask(of_newer, NOW)
    _accepted(store, newer)
    with pytest.raises(EntryChangedError):
        ask(of_stale, NOW)
    ask(of_elsewhere, NOW)  # another field: nothing of it has changed
    now = live.now().by_id[name]
    moved = drafts.correction(now, {**values.of(now), "provided_from": "FR"}, NOW.date(), **REST)
    _accepted(store, moved)
    with pytest.raises(EntryChangedError):
        ask(of_elsewhere, NOW)


def test_without_the_file_of_the_survey_pages_say_that_not_all_is_shown(
    site: Client, store: Store
) -> None:
    store.path.parent.mkdir(exist_ok=True)
    store.path.write_bytes(b"no database at all" * 100)
    assert "cannot be read at this moment" in said(site.get("/en/resources/"))
    assert json.loads(site.get("/data/resources.json").content)["complete"] is False
    assert "cannot be read at this moment" in said(site.get("/en/states/EE/"))


# What must not be published


def _forged(**changes: Any) -> Proposal:
    good = _new()
    return good.model_copy(update=changes)


REFUSED: list[tuple[str, dict[str, Any], str, type[ComityError]]] = [
    ("a person as reviewer", {}, "Dr. Jane Example", PersonInsteadError),
    ("a mail as reviewer", {}, "jane@institute.example.org", PersonInsteadError),
    ("markup as reviewer", {}, "<b>Board</b>", PersonInsteadError),
    ("its own reviewer", {"should": {**VALUES, "reviewed_by": "editors"}}, "", SurveyError),
    ("its own id", {"should": {**VALUES, "id": "c-proc"}}, "", SurveyError),
    ("its own source", {"should": {**VALUES, "source": "x"}}, "", SurveyError),
    ("a script", {"should": {**VALUES, "url": "javascript:alert(1)"}}, "", NotAcceptableError),
    ("ten years", {"should": {**VALUES, "expires_on": "2046-01-01"}}, "", NotAcceptableError),
    ("an id that is there", {"row": "c-proc"}, "", EntryThereError),
    ("an id with a path", {"row": "../etc"}, "", NotAcceptableError),
    ("a correction of nothing", {"what": "correction", "was": VALUES, "should": {"level": "any"}}, "", EntryGoneError),
    ("nothing is right", {"what": "unchanged", "should": {}}, "", EntryGoneError),
    ("an old correction", {"what": "correction", "row": "c-proc", "was": VALUES, "should": {"title": "x"}}, "", EntryChangedError),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "changes", "by", "refusal"), REFUSED, ids=[one[0] for one in REFUSED]
)
def test_what_cannot_be_published_is_not_accepted_and_nothing_moves(
    store: Store, name: str, changes: dict[str, Any], by: str, refusal: type[ComityError]
) -> None:
    kept, _ = store.take(arrival(_forged(**changes), "no_state"), NOW)
    with pytest.raises(refusal):
        cli.accept(store, kept, by, NOW, "")
    again = store.get(kept.digest)
    assert again is not None
    assert again.standing == "held"
    # And where somebody moves it past this door, the site leaves it out and says so.
    if not by:
        store.move(kept.digest, "released", NOW)
        store.move(kept.digest, "accepted", NOW)
        assert live.now().left_out == (kept.digest,)
        assert live.now().by_id == entries.by_id()


def test_the_same_entry_is_entered_once(store: Store) -> None:
    twice = _forged(note="again")
    _accepted(store, _new())
    with pytest.raises(RowExistsError):
        _new()
    assert twice.row in live.now().by_id
    kept, _ = store.take(arrival(twice, "no_state"), NOW)
    with pytest.raises(EntryThereError):
        cli.accept(store, kept, "", NOW, "")


def test_a_correction_that_changes_nothing_is_told(site: Client, store: Store) -> None:
    now = values.of(entries.by_id()["c-proc"])
    fields = {
        **{f"is_{name}": text for name, text in now.items() if name not in values.LISTS},
        **{f"is_{name}": now[name].split(", ") for name in values.LISTS if now[name]},
        "is_when": now["recurs"] or "standing",
    }
    rest = {
        name: FILLED[name] for name in ("source", "source_date", "by_kind", "by_name", "contact")
    }
    address = f"{FORM}&row=c-proc"
    body = {**fields, **rest, "token": token("propose resource correction c-proc")}
    assert "Nothing is changed" in said(send(site, address, body))
    changed = {**body, "is_level": "expert", "token": token("propose resource correction c-proc")}
    assert send(site, address, changed).status_code == 303
    (one,) = store.held()
    sent = one.sent
    assert isinstance(sent, Proposal)
    assert sent.should == {"level": "expert"}


def test_a_correction_that_moves_it_to_another_state_is_about_none() -> None:
    base = entries.by_id()["c-proc"].model_copy(update={"provided_from": "FR"})
    moved = drafts.correction(base, {**values.of(base), "provided_from": "EE"}, NOW.date(), **REST)
    assert moved.state is None
    same = drafts.correction(base, {**values.of(base), "cost": "paid"}, NOW.date(), **REST)
    assert same.state == "FR"


# Fields, files, commands


@pytest.mark.parametrize("one", entries.library(), ids=lambda one: one.id)
def test_fields_become_texts_and_are_read_back(one: entries.Entry) -> None:
    row = values.row(values.of(one))
    for name in values.FIELDS:
        now = getattr(one, name)
        assert row.get(name) == (list(now) if isinstance(now, tuple) else now) or not now


def test_it_is_handed_out_for_the_files(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    send_back = _new(title='Of "quotes" \\ and signs', provided_from="EE", for_states="RO, NR")
    kept, _ = store.take(arrival(send_back, "no_state"), NOW)
    digits = hex_of(kept)[:12]
    assert gateway(["review", "accept", digits, "--by", "Invented Review Board"]) == 0
    capsys.readouterr()
    assert gateway(["review", "toml", kept.row]) == 0
    text = capsys.readouterr().out
    (read,) = entries.read(text.encode(), "courses.toml", "course")
    assert read == live.now().by_id[kept.row]
    assert tomllib.loads(text)["entry"][0]["provided_from"] == "EE"
    assert gateway(["review", "entries"]) == 0
    assert kept.row in capsys.readouterr().out
    with pytest.raises(SurveyError):
        gateway(["review", "toml", "c-proc"])


@pytest.mark.parametrize("one", entries.library(), ids=lambda one: one.id)
def test_every_entry_can_be_written_as_its_file(one: entries.Entry) -> None:
    text = writing.entry(one)
    assert entries.read(text.encode(), entries.FILES[one.kind], one.kind) == (one,)


def test_the_command_accepts_in_a_process_of_its_own(store: Store, tmp_path: Path) -> None:
    kept, _ = store.take(arrival(_new(), "no_state"), NOW)
    words = [
        str(Path(sys.executable).with_name("comity")),
        "gateway",
        "review",
        "accept",
        hex_of(kept)[:12],
    ]
    done = subprocess.run(
        [*words, "--by", "Prof. Example"], capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert "never a person" in done.stdout + done.stderr
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert live.now().by_id[kept.row].reviewed_by == entries.EDITORS


def test_what_schema_org_says_of_states_is_read_back() -> None:
    one = entries.by_id()["misp-lea-training"].model_copy(
        update={"provided_from": "LU", "for_states": ("EE", "RO")}
    )
    draft = importing.draft(json.dumps(linked.node(one, NOW.date())).encode(), NOW.date())
    entry = tomllib.loads(draft.toml)["entry"][0]
    assert (entry["provided_from"], entry["for_states"]) == ("LU", ["EE", "RO"])
    assert entry["roles"] == list(one.roles)
    assert "audience" not in draft.not_taken
