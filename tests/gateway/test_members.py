"""The members of the network on the site: who may confirm, what pages say, where a demo is found."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.utils import translation
from tuf.api.metadata import Targets

from comity.gateway.home import HOME
from comity.gateway.members import (
    answers,
    context,
    demo,
    errors,
    keeping,
    reading,
    seen,
    sources,
    wording,
)
from comity.gateway.members.reading import Members
from comity.law import measures, states
from comity.trust import ceremony
from comity.trust import errors as trust_errors
from comity.trust.entries import ROLES
from comity.wire import jws
from tests.gateway.pages import Node, naked, read, runs
from tests.trust.founding import NOW, PROVIDER, Founded, declaration, found, rings, state_keys

LATER = NOW + timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Founded:
    """A directory in which RO has published three times: with new hours, then with a revoked key."""
    made = found(tmp_path_factory.mktemp("directory"))
    publish(made, NOW + DAY / 2, hours="08–16")
    kid = rings()["ro-1"].authorities["RO/contact-point"][0].public.kid
    revoked = [{"kid": kid, "since": "2026-11-26T12:00:00Z", "reason": "device lost"}]
    publish(made, NOW + DAY * 3 / 4, hours="08–16", revoked=revoked)
    return made


def publish(made: Founded, at: datetime, **changed: Any) -> None:
    """RO publishes its contact point anew."""
    names = {"en": "Contact point", "fr": "Point de contact", "ar": "نقطة الاتصال"}
    changed = {"languages": ("en", "fr", "tlh"), "time_zone": "Europe/Bucharest", **changed}
    made.ceremony.declare(declaration("RO", **{"RO/contact-point": changed}))
    one = made.ceremony.declared["RO"].authorities[0]
    object.__setattr__(one, "name", names)
    made.ceremony.publish(at, ["RO"])


def members_of(made: Founded) -> Members:
    newest = max(made.ceremony.history().versions())
    return reading.read(made.files, made.anchor, newest)


# Who may confirm


def test_an_authority_with_its_pair_of_keys_confirms_for_its_state(founded: Founded) -> None:
    members = members_of(founded)
    signers = {one.authority: one for one in members.signers("RO", LATER)}
    assert set(signers) == {"RO/contact-point", "RO/central-authority"}
    pair = rings()["ro-1"].authorities["RO/contact-point"]
    signer = signers["RO/contact-point"]
    assert {key.kid for key in signer.keys} == {key.public.kid for key in pair}
    document = jws.sign(b"confirmed", typ=jws.ENTRY, keys=pair)
    assert jws.verify(
        document, typ=jws.ENTRY, required=signer.keys, suite=signer.suite, max_bytes=50_000
    )


REVOKED = datetime(2026, 11, 26, 12, tzinfo=UTC)
AT: dict[str, tuple[str, datetime, set[str]]] = {
    "before the directory was founded": ("RO", NOW - timedelta(seconds=1), set()),
    "a State that is in no directory": ("FR", LATER, set()),
    "a State that is no State": ("../..", LATER, set()),
    "a second before a key was revoked": (
        "RO",
        REVOKED - timedelta(seconds=1),
        {"RO/contact-point", "RO/central-authority"},
    ),
    "at the second of the revocation, which was published later": (
        "RO",
        REVOKED,
        {"RO/central-authority"},
    ),
    "after it": ("RO", NOW + DAY, {"RO/central-authority"}),
    "a State without a central authority": ("EE", LATER, {"EE/contact-point"}),
    "after the directory has expired": ("EE", NOW + 3 * DAY, set()),
}


@pytest.mark.parametrize(("state", "at", "names"), AT.values(), ids=AT.keys())
def test_who_could_confirm_when(
    founded: Founded, state: str, at: datetime, names: set[str]
) -> None:
    assert {one.authority for one in members_of(founded).signers(state, at)} == names


def test_an_entry_confirms_nothing_before_it_is_valid(tmp_path: Path) -> None:
    made = found(tmp_path)
    publish(made, NOW, valid_from=NOW + timedelta(hours=2))
    members = members_of(made)
    assert {one.role for one in members.signers("RO", LATER)} == {"central"}
    assert len(members.signers("RO", NOW + timedelta(hours=2))) == 2


def test_what_the_directory_says_and_how_old_it_is(founded: Founded) -> None:
    members = members_of(founded)
    assert members.states() == ("EE", "MA", "RO")
    assert members.root == founded.anchor
    assert members.age(members.issued + timedelta(hours=3)) == timedelta(hours=3)
    assert members.age(members.issued - timedelta(hours=3)) == timedelta(0)
    assert not members.expired(members.expires - timedelta(seconds=1))
    assert members.expired(members.expires)
    morocco = members.of("MA")
    assert morocco is not None
    assert {one.authority: one.role for one in morocco.authorities}[PROVIDER] == "provider"
    assert {one.node: one.is_provider for one in morocco.nodes} == {"ma-1": False, "atlas-1": True}
    assert members.of("FR") is None and not members.has_part("FR")


def test_people_are_not_there(founded: Founded) -> None:
    members = members_of(founded)
    assert all(not view.people for view in members.directory.states.values())


# What pages say


class Site:
    """A site with settings and a folder of its own; its directory's clock stands where a test puts it."""

    def __init__(self, folder: Path, made: Founded, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self.made = folder, made
        self.demo = folder / ".demo"
        self._process: subprocess.Popen[bytes] | None = None
        self.set = monkeypatch.setenv
        self.unset = monkeypatch.delenv
        for name in (sources.ADDRESS, sources.ANCHOR):
            monkeypatch.delenv(name, raising=False)
        self.set(HOME, str(folder / "home"))
        self.set(demo.FOLDER, str(self.demo))

    def run_demo(self, at: datetime) -> None:
        """The files of a running demo, of the form that `comity demo` writes, its clock at this time."""
        (self.demo / "directory").mkdir(parents=True, exist_ok=True)
        # A shell whose command line holds the word; it ends when its input does.
        self._process = subprocess.Popen(["sh", "-c", "read word # demo"], stdin=subprocess.PIPE)
        while b"demo" not in Path(f"/proc/{self._process.pid}/cmdline").read_bytes():
            time.sleep(0.001)  # it has begun, and has not got its words yet
        ahead = int((at - datetime.now(UTC)).total_seconds())
        world = {
            "ports": {"ro-1": [8601, 8602], "ma-1": [8603, 8604], "atlas-1": [8605, 8606]},
            "directory_port": 8600,
            "password": "never read",
        }
        (self.demo / "world.json").write_text(json.dumps(world, indent=2) + "\n", "utf-8")
        (self.demo / "clock").write_text(str(ahead), "ascii")
        (self.demo / "demo.pid").write_text(str(self._process.pid), "ascii")
        anchor = self.made.ceremony.folder / "anchor.json"
        (self.demo / "directory" / "anchor.json").write_bytes(anchor.read_bytes())

    def end_demo(self) -> None:
        """Its process is gone; its folder stays."""
        if self._process is not None:
            self._process.communicate(b"\n")
            self._process = None

    def keep(self, error: str = "", version: int | None = None) -> None:
        """The kept copy as the watching process would leave it."""
        source = sources.configured(os.environ)
        assert source is not None
        folder = sources.place(os.environ, source)
        newest = max(self.made.ceremony.history().versions())
        keeping.keep(folder, self.made.files)
        said = keeping.Notes(version=newest if version is None else version, error=error)
        keeping.note(folder, said)

    def of_state(self, code: str, language: str = "en") -> Node:
        """The part of the profile of a State, as the site renders it."""
        with translation.override(language):
            request = RequestFactory().get(f"/{language}/states/{code}/")
            request.LANGUAGE_CODE = language  # type: ignore[attr-defined]
            name = "gateway/members/of_state.html"
            said = render_to_string(name, {"network": context.context(code)}, request)
        return read(f"<main>{said}</main>")


@pytest.fixture
def place(tmp_path: Path, founded: Founded, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    made = Site(tmp_path, founded, monkeypatch)
    yield made
    made.end_demo()


def test_a_member_s_authorities_stand_in_its_profile_with_their_source(place: Site) -> None:
    place.run_demo(NOW + DAY * 3 / 4 + timedelta(hours=2, minutes=30))
    place.keep()
    page = place.of_state("RO")
    assert naked(page) == []
    for words in (
        "Contact point",
        "RO/contact-point",
        "24/7 contact point",
        "Central authority",
        "Expedited preservation of stored data",
        "asks, orders providers",
        "English, French, tlh",
        "08–16",
        "Europe/Bucharest",
        "2026-11-24 22:00 UTC",
        "device lost",
        "the State’s own entry",
        "Invented members of a demonstration.",
        "2\xa0hours",
    ):
        assert words in page.text, words
    links = [one.attributes["href"] for one in page.all("a")]
    assert "http://127.0.0.1:8600/metadata/3.RO.json" in links


def test_names_are_in_the_language_of_the_page_where_the_state_gives_them(place: Site) -> None:
    place.run_demo(LATER)
    place.keep()
    for language, name in (
        ("fr", "Point de contact"),
        ("ar", "نقطة الاتصال"),
        ("ru", "Contact point"),
    ):
        titles = place.of_state("RO", language).all(
            "bdi", lang=language if language != "ru" else "en"
        )
        assert name in [one.text for one in titles]


SAID: dict[str, tuple[str, str]] = {
    "none": ("FR", "No directory of the network is configured here."),
    "never": ("FR", "nothing was received from it yet. The directory cannot be reached."),
    "current": ("FR", "Not a member of the network: the directory has no part for this State."),
    "expired": ("FR", "The expired directory names no member of this State."),
}


@pytest.mark.parametrize("case", SAID)
def test_not_a_member_no_directory_and_an_expired_one_are_different_sentences(
    place: Site, case: str
) -> None:
    at = NOW + 30 * DAY if case == "expired" else NOW + DAY
    if case != "none":
        place.run_demo(at)
        place.keep("DirectoryUnreachableError", version=0 if case == "never" else None)
    state, sentence = SAID[case]
    page = place.of_state(state)
    said = " ".join(page.text.split())
    assert sentence in said
    assert not any(other in said for name, (_, other) in SAID.items() if name != case)
    assert list(page.all(cls="source"))
    if case == "expired":
        known = " ".join(place.of_state("RO").text.split())
        assert "The directory has expired." in known and "RO/contact-point" in known


def test_a_state_that_was_admitted_and_has_published_nothing(tmp_path: Path, place: Site) -> None:
    made = ceremony.found(tmp_path / "directory", state_keys(), NOW)
    made.declare(declaration("RO"))
    made.publish(NOW)
    place.made = Founded(made)
    place.run_demo(LATER)
    place.keep()
    assert "has published nothing in the directory yet" in place.of_state("EE").text


def test_the_last_try_that_failed_is_said_with_its_reason_and_the_age(place: Site) -> None:
    place.run_demo(NOW + DAY + timedelta(minutes=30, seconds=30))
    place.keep("DirectorySlowError")
    said = " ".join(place.of_state("RO").text.split())
    assert "The directory did not answer in time." in said
    assert "6 hours, 30 minutes old" in said


ADDRESSES = [f"/{language}/members/" for language in ("en", "ar", "es", "fr", "ru", "zh")]


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("standing", ["none", "wrong", "never", "current", "expired"])
def test_the_page_of_all_members_is_sound(
    site: Client, place: Site, address: str, standing: str
) -> None:
    if standing == "wrong":
        place.set(sources.ADDRESS, "ftp://directory")
    elif standing != "none":
        place.run_demo(NOW + (30 * DAY if standing == "expired" else DAY))
        place.keep(
            "" if standing == "current" else "DirectoryExpiredError",
            0 if standing == "never" else None,
        )
    assert seen.now().standing == standing
    answer = site.get(address)
    assert answer.status_code == 200 and not answer.cookies
    page = read(answer.content.decode())
    assert len(list(page.all("h1"))) == 1
    assert naked(page) == []
    ids = [one.attributes["id"] for one in page.all() if "id" in one.attributes]
    assert len(ids) == len(set(ids))
    shown = standing in ("current", "expired")
    assert ("RO/contact-point" in page.text) == shown
    assert ("atlas-mail" in page.text) == shown
    assert len(" ".join(one.text for one in page.all("main"))) > 300


def test_what_a_state_writes_is_text_and_nothing_else(tmp_path: Path, place: Site) -> None:
    place.made = found(tmp_path / "directory")
    publish(place.made, NOW, hours="<script>alert(1)</script>")
    place.run_demo(LATER)
    place.keep()
    page = place.of_state("RO")
    assert not runs(page)
    assert "<script>" in page.text


def test_nothing_can_be_written(site: Client, place: Site) -> None:
    for verb in ("post", "put", "patch", "delete"):
        assert getattr(site, verb)("/en/members/").status_code == 405


REACHES = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "comity.gateway.settings"
import django
django.setup()
from comity.gateway.members import context, views
assert context.context("RO")["directory"]["standing"] == "current"
print(*(name for name in ("httpx2", "comity.trust.client", "comity.journal", "comity.vault") if name in sys.modules))
"""


def test_the_process_that_serves_pages_has_no_road_to_the_directory(place: Site) -> None:
    place.run_demo(LATER)
    place.keep()
    told = subprocess.run(
        [sys.executable, "-c", REACHES], capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == ""


# The map


GIVEN: dict[str, tuple[bool, timedelta, tuple[str, str], tuple[str, str]]] = {
    "in time": (False, DAY, ("yes", "network:member"), ("no", "network:none")),
    "expired": (False, 30 * DAY, ("partly", "network:was"), ("unknown", "network:expired")),
    "a demo": (True, DAY, ("yes", "network:demo"), ("no", "network:none")),
    "a demo, expired": (True, 30 * DAY, ("partly", "network:demo"), ("unknown", "network:expired")),
}


@pytest.mark.parametrize(
    ("is_demo", "after", "romania", "france"), GIVEN.values(), ids=GIVEN.keys()
)
def test_the_map_says_which_states_have_members(
    place: Site,
    is_demo: bool,
    after: timedelta,
    romania: tuple[str, str],
    france: tuple[str, str],
) -> None:
    assert answers.now(["RO"]) is None and not answers.known()
    place.run_demo(NOW + after)
    if not is_demo:
        place.set(sources.ADDRESS, "https://directory.example")
        place.set(sources.ANCHOR, str(place.made.ceremony.folder / "anchor.json"))
    place.keep()
    assert answers.known()
    found_ = answers.of(
        [one.code for one in states.all()], seen.now(real=_real(NOW + after, is_demo))
    )
    assert found_ is not None
    given = [(found_[code].shade, found_[code].code) for code in ("RO", "FR")]
    assert given == [romania, france]
    assert all(one.sources and one.sources[0].as_of for one in found_.values())
    assert all(one.code in wording.ANSWERS for one in found_.values())


def _real(at: datetime, is_demo: bool) -> datetime | None:
    """The machine's time for which the directory's is ``at``."""
    return None if is_demo else at


# Settings and a demo


def test_a_demo_is_found_while_it_runs_and_no_longer(place: Site) -> None:
    assert sources.configured(os.environ) is None
    place.run_demo(LATER)
    source = sources.configured(os.environ)
    assert source is not None and source.demo
    assert (source.url, source.anchor) == ("http://127.0.0.1:8600", place.made.anchor)
    assert abs(source.time(datetime.now(UTC)) - LATER) < timedelta(seconds=5)
    place.end_demo()
    assert sources.configured(os.environ) is None
    assert seen.now().standing == "none"


def test_a_directory_that_is_configured_comes_before_a_demo(place: Site) -> None:
    place.run_demo(LATER)
    place.set(sources.ADDRESS, "https://directory.example/")
    place.set(sources.ANCHOR, str(place.demo / "directory" / "anchor.json"))
    source = sources.configured(os.environ)
    assert source == sources.Source("https://directory.example", place.made.anchor)
    assert not seen.now().demo


DEMO_FILES: dict[str, Mapping[str, str]] = {
    "no world": {"world.json": ""},
    "garbage": {"world.json": "\x00"},
    "a list": {"world.json": "[]"},
    "a port that is text": {"world.json": '{"directory_port": "8600"}'},
    "a port that is true": {"world.json": '{"directory_port": true}'},
    "port 0": {"world.json": '{"directory_port": 0}'},
    "a port too high": {"world.json": '{"directory_port": 70000}'},
    "without end": {"world.json": '{"directory_port": 8600}' + " " * 100_000},
    "nested without end": {"world.json": "[" * 60_000},
    "one member twice": {"world.json": '{"directory_port": 8600, "directory_port": 8601}'},
    "a clock that is text": {"clock": "soon"},
    "a clock in another age": {"clock": "99999999999999"},
    "a clock without end": {"clock": "1" * 70_000},
}


@pytest.mark.parametrize("files", DEMO_FILES.values(), ids=DEMO_FILES.keys())
def test_files_of_a_demo_that_are_wrong_are_named(place: Site, files: Mapping[str, str]) -> None:
    place.run_demo(LATER)
    for name, text in files.items():
        (place.demo / name).write_text(text, "utf-8")
    with pytest.raises(errors.DemoFilesWrongError):
        sources.configured(os.environ)
    assert (seen.now().standing, seen.now().reason) == ("wrong", "DemoFilesWrongError")


PIDS = ["", "0", "-1", "1", "99999999", "\x00", "9" * 5000, str(os.getpid())]


@pytest.mark.parametrize("pid", PIDS, ids=range(len(PIDS)))
def test_a_number_that_is_no_demo_is_no_demo(place: Site, pid: str) -> None:
    place.run_demo(LATER)
    (place.demo / "demo.pid").write_text(pid, "utf-8")
    assert sources.configured(os.environ) is None


SETTINGS: dict[str, tuple[str, str, type[errors.MembersError]]] = {
    "an address alone": ("https://directory.example", "", errors.DirectoryAddressWrongError),
    "an anchor alone": ("", "anchor.json", errors.DirectoryAddressWrongError),
    "a folder, as the directory's own server takes": (
        "/srv/directory",
        "anchor.json",
        errors.DirectoryAddressWrongError,
    ),
    "another scheme": ("file:///etc/passwd", "anchor.json", errors.DirectoryAddressWrongError),
    "a query": ("https://d.example/?a=b", "anchor.json", errors.DirectoryAddressWrongError),
    "a name and password": (
        "https://a:b@d.example",
        "anchor.json",
        errors.DirectoryAddressWrongError,
    ),
    "too long": (
        "https://d.example/" + "a" * 600,
        "anchor.json",
        errors.DirectoryAddressWrongError,
    ),
    "no such anchor": ("https://d.example", "nowhere.json", errors.AnchorFileWrongError),
    "an anchor that is a folder": ("https://d.example", ".", errors.AnchorFileWrongError),
    "garbage": ("https://d.example", "garbage", errors.AnchorFileWrongError),
    "another document": ("https://d.example", "other", errors.AnchorFileWrongError),
    "a digest that is none": ("https://d.example", "digest", errors.AnchorFileWrongError),
    "nested without end": ("https://d.example", "nested", errors.AnchorFileWrongError),
    "a second root": ("https://d.example", "second", errors.AnchorFileWrongError),
}
ANCHORS: Mapping[str, bytes] = {
    "anchor.json": b'{"anchor":"comity-anchor-1","root_sha256":"sha256:%s","root_version":1}'
    % (b"0" * 64),
    "garbage": b"\xff\x00",
    "nested": b"[" * 16_000,
    "other": b'{"anchor":"comity-anchor-2","root_sha256":"sha256:%s","root_version":1}'
    % (b"0" * 64),
    "digest": b'{"anchor":"comity-anchor-1","root_sha256":"../../../etc","root_version":1}',
    "second": b'{"anchor":"comity-anchor-1","root_sha256":"sha256:%s","root_version":2}'
    % (b"0" * 64),
}


@pytest.mark.parametrize(("address", "anchor", "error"), SETTINGS.values(), ids=SETTINGS.keys())
def test_settings_that_are_wrong_are_named(
    tmp_path: Path, address: str, anchor: str, error: type[errors.MembersError]
) -> None:
    for name, data in ANCHORS.items():
        (tmp_path / name).write_bytes(data)
    place = str(tmp_path / anchor) if anchor else ""
    environ = {sources.ADDRESS: address, sources.ANCHOR: place}
    with pytest.raises(error) as raised:
        sources.configured(environ)
    assert type(raised.value) is error
    assert seen.now(environ).reason == error.__name__


# Words


def test_every_code_has_its_word() -> None:
    assert set(wording.ROLES) == set(ROLES)
    assert {one.code: one.title for one in measures.all()} == wording.MEASURES
    ours = {
        one.__name__
        for one in vars(errors).values()
        if isinstance(one, type) and issubclass(one, errors.MembersError)
    } - {"MembersError"}
    theirs = {
        one.__name__
        for one in vars(trust_errors).values()
        if isinstance(one, type) and issubclass(one, trust_errors.DirectoryError)
    } - {"DirectoryError", "DirectoryVersionUnknownError"}
    fetching = {"DirectoryUnreachableError", "DirectoryExpiredError", "DirectoryRefusedError"}
    assert ours | theirs | fetching <= set(wording.REASONS)


@pytest.mark.parametrize(
    ("language", "words"), [("en", "English"), ("ar", "الإنجليزية"), ("zh", "英文")]
)
def test_languages_are_named_in_the_language_of_the_page(language: str, words: str) -> None:
    with translation.override({"zh": "zh-hans"}.get(language, language)):
        assert context.language_name("en") == words
        assert context.language_name("tlh") == "tlh"


# For programs, and in the search


def test_programs_get_what_the_page_shows_and_no_more(site: Client, place: Site) -> None:
    told = json.loads(site.get("/data/members.json").content)
    assert told == {"standing": "none", "directory": None, "members": []}
    place.run_demo(LATER + DAY)
    place.keep()
    answer = site.get("/data/members.json")
    assert answer["Cache-Control"] == "no-cache"
    assert answer["Access-Control-Allow-Origin"] == "*"
    told = json.loads(answer.content)
    assert told["standing"] == "current" and told["directory"]["invented"]
    assert told["directory"]["root"] == place.made.anchor
    members = {one["state"]: one for one in told["members"]}
    (contact,) = (one for one in members["RO"]["authorities"] if one["id"] == "RO/contact-point")
    assert contact["name"]["fr"] == "Point de contact"
    assert contact["revoked_keys"][0]["since"] == "2026-11-26T12:00:00Z"
    assert b"device lost" not in answer.content, "why a key was revoked may name somebody"
    assert b"people" not in answer.content


def test_the_search_finds_members_and_forgets_them_with_their_directory(
    site: Client, place: Site
) -> None:
    def kinds(asked: str) -> str:
        return site.get("/fr/search/", {"q": asked}).content.decode()

    assert "/fr/states/RO/#network" not in kinds("RO contact-point")
    place.run_demo(LATER)
    place.keep()
    for asked in ("Point de contact", "RO contact-point", "نقطة الاتصال"):
        assert "/fr/states/RO/#network" in kinds(asked), asked
    assert "Membre inventé d’une démonstration" in kinds("Point de contact")
    publish(place.made, LATER + DAY, time_zone="Europe/Bucharest")
    one = place.made.ceremony.declared["RO"].authorities[0]
    object.__setattr__(one, "name", {"en": "Desk of renewal"})
    place.made.ceremony.publish(LATER + DAY, ["RO"])
    place.keep()
    assert "/fr/states/RO/#network" in kinds("Desk of renewal"), "no kept index is in the way"
    place.end_demo()
    assert "/fr/states/RO/#network" not in kinds("Desk of renewal")


def test_a_member_that_left_is_told_so_everywhere(site: Client, place: Site) -> None:
    place.run_demo(LATER)
    place.keep()
    source = sources.configured(os.environ)
    assert source is not None
    folder = sources.place(os.environ, source)
    kept = keeping.notes(folder)
    gone = keeping.Pin(keys={}, threshold=1, version=2)
    keeping.note(folder, kept.model_copy(update={"pins": {"FR": gone}}))
    said = " ".join(place.of_state("FR").text.split())
    assert "No longer a member of the network. Version 2" in said
    assert naked(place.of_state("FR")) == []
    for language in ("en", "ar", "es", "fr", "ru", "zh"):
        page = read(site.get(f"/{language}/members/").content.decode())
        assert naked(page) == []
        (listed,) = page.all("section", **{"aria-labelledby": "left"})
        assert f"/{language}/states/FR/" in [one.attributes["href"] for one in listed.all("a")]
    told = json.loads(site.get("/data/members.json").content)["members"]
    assert [(one["state"], one["seen_in"]) for one in told if one["standing"] == "left"] == [
        ("FR", 2)
    ]
    found_ = answers.now(["FR", "DE"])
    assert found_ is not None
    assert [found_[one].code for one in ("FR", "DE")] == ["network:left", "network:none"]


def test_a_state_that_took_all_its_entries_back_has_left(tmp_path: Path, place: Site) -> None:
    place.made = found(tmp_path / "directory")
    repository = place.made.ceremony.repository
    paths = repository._role(Targets, "RO").signed.targets
    repository.publish("RO", place.made.ceremony.states["RO"].role, dict.fromkeys(paths), LATER)
    place.run_demo(LATER)
    place.keep()
    assert set(seen.now().left) == {"RO"}
    assert "No longer a member" in place.of_state("RO").text
    assert "RO/contact-point" not in site_text(place)


def site_text(place: Site) -> str:
    """All members in words, as the page has them."""
    return str(context.everybody()["shown"])
