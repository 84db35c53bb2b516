"""Who vouches for the keys that sign dumps: a State's contact under its directory keys, or nobody; and it is said which."""

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from comity.gateway import cli
from comity.gateway.dumps import errors, home, keys, limits, manifest, vouching, writing
from comity.gateway.dumps.vouching import Statement
from comity.gateway.members import seen
from comity.gateway.members.seen import Seen
from comity.law.release import packaged
from comity.trust.keys import pair_to_file
from comity.wire import canonical, documents, jws
from comity.wire.keys import generate_pair
from tests.gateway.networks import seen_of
from tests.gateway.pages import naked, read
from tests.gateway.test_members import LATER, publish
from tests.trust.founding import NOW, Founded, found, rings

pytestmark = pytest.mark.whole

CONTACT = "RO/contact-point"
PAIR = rings()["ro-1"].authorities[CONTACT]
TODAY = LATER.date()
UNTIL = TODAY + timedelta(days=365)
SITE = generate_pair()
KIDS = frozenset(key.kid for key in SITE)


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Seen:
    made = found(tmp_path_factory.mktemp("directory"))
    publish(made, NOW)
    return seen_of(made, LATER)


def signed(**changed: Any) -> bytes:
    """What Romania's contact says, but for what is changed."""
    said = {"kids": KIDS, "keys": PAIR, "since": TODAY, "until": UNTIL} | changed
    return vouching.sign(said.pop("authority", CONTACT), said.pop("kids"), said.pop("keys"), **said)


def forged(**changed: Any) -> bytes:
    """The same without the checks of whoever signs."""
    said = {
        "vouch": "comity-site-key-1",
        "authority": CONTACT,
        "keys": sorted(KIDS),
        "since": TODAY.isoformat(),
        "until": UNTIL.isoformat(),
    }
    return jws.sign(canonical.encode(said | changed), typ=vouching.TYP, keys=PAIR)


def check(document: bytes, network: Seen | None, at: datetime = LATER) -> Statement:
    signers = network.members.signers if network and network.members else None
    return vouching.check(document, [KIDS], signers, at)


def test_a_contact_vouches_for_the_keys_of_a_site(network: Seen) -> None:
    said = check(signed(), network)
    assert (said.authority, said.keys, said.until) == (CONTACT, tuple(sorted(KIDS)), UNTIL)


STRANGER = generate_pair()
OLD = jws.sign(documents.build(vouching.read(signed())), typ="comity-confirmation", keys=PAIR)
HOSTILE: dict[str, tuple[Callable[[], bytes], type[errors.VouchError]]] = {
    "nothing": (lambda: b"", errors.VouchFormatError),
    "no signed document": (lambda: b"{}", errors.VouchFormatError),
    "far too large": (lambda: b" " * (limits.VOUCH_BYTES + 1), errors.VouchFormatError),
    "a field that nobody knows": (lambda: forged(note="trust me"), errors.VouchFormatError),
    "one key instead of two": (lambda: forged(keys=[min(KIDS)]), errors.VouchFormatError),
    "the same key twice": (lambda: forged(keys=[min(KIDS)] * 2), errors.VouchFormatError),
    "another document of the contact": (lambda: OLD, errors.VouchSignatureError),
    "it ends before it begins": (
        lambda: forged(until=(TODAY - timedelta(days=1)).isoformat()),
        errors.VouchDatesError,
    ),
    "for ever": (lambda: forged(until="2099-01-01"), errors.VouchDatesError),
    "it is over": (
        lambda: forged(since="2025-01-01", until="2025-12-31"),
        errors.VouchDatesError,
    ),
    "it has not begun": (
        lambda: signed(since=TODAY + timedelta(days=2)),
        errors.VouchDatesError,
    ),
    "the keys of another site": (
        lambda: signed(kids=frozenset(key.kid for key in STRANGER)),
        errors.VouchKeysError,
    ),
    "one key of the site and one of another": (
        lambda: signed(kids=frozenset({min(KIDS), STRANGER[0].kid})),
        errors.VouchKeysError,
    ),
    "signed by the site itself": (lambda: signed(keys=SITE), errors.VouchSignatureError),
    "signed by a stranger": (lambda: signed(keys=STRANGER), errors.VouchSignatureError),
    "in the name of another State": (
        lambda: signed(authority="EE/contact-point"),
        errors.VouchSignatureError,
    ),
    "in the name of a State that is no member": (
        lambda: signed(authority="FR/contact-point"),
        errors.VouchNobodyError,
    ),
    "in the name of a provider": (
        lambda: signed(authority="MA/provider/atlas-mail"),
        errors.VouchNobodyError,
    ),
}


@pytest.mark.parametrize(("make", "refusal"), HOSTILE.values(), ids=HOSTILE.keys())
def test_what_does_not_count_is_refused_by_name(
    network: Seen, make: Callable[[], bytes], refusal: type[errors.VouchError]
) -> None:
    with pytest.raises(refusal) as caught:
        check(make(), network)
    assert type(caught.value) is refusal


def test_nobody_is_vouched_for_without_a_directory_or_by_an_expired_one(network: Seen) -> None:
    with pytest.raises(errors.VouchUncheckedError):
        check(signed(), None)
    with pytest.raises(errors.VouchNobodyError):
        check(signed(), network, NOW + timedelta(days=30))


def test_a_revoked_key_vouches_for_nothing_more(tmp_path: Path) -> None:
    made = found(tmp_path)
    revoked = [{"kid": PAIR[0].public.kid, "since": "2026-11-25T00:00:00Z", "reason": "lost"}]
    publish(made, NOW, revoked=revoked)
    with pytest.raises(errors.VouchNobodyError):
        check(signed(), seen_of(made, NOW + timedelta(days=1)), NOW + timedelta(days=1))


@pytest.mark.parametrize(
    "changed", [{"until": TODAY}, {"until": TODAY + timedelta(days=limits.VOUCH_DAYS + 1)}]
)
def test_nobody_signs_for_no_day_or_for_ever(changed: dict[str, date]) -> None:
    with pytest.raises(errors.VouchDatesError):
        signed(**changed)


# On the site


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The home of a site with one dump."""
    monkeypatch.setenv(home.HOME, str(tmp_path / "home"))
    assert writing.make_if_missing(tmp_path / "home", packaged(), NOW.date(), NOW)
    return tmp_path / "home"


def of_site(place: Path, **changed: Any) -> bytes:
    return signed(kids=keys.published(place)[0].ids, **changed)


def test_the_page_says_that_nobody_vouches(site: Client, place: Path) -> None:
    text = site.get("/en/data/dumps/").content.decode()
    assert "Nobody vouches for the keys that sign today." in text
    assert json.loads(site.get("/data/vouched.json").content) == {"vouched": []}


@pytest.mark.parametrize("language", ["en", "ar", "es", "fr", "ru", "zh"])
def test_the_page_says_who_vouches_and_who_does_not(
    site: Client, place: Path, network: Seen, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    monkeypatch.setattr(seen, "now", lambda: network)
    kept = vouching.keep(place, of_site(place))
    vouching.keep(place, of_site(place, keys=STRANGER, authority="EE/contact-point"))
    page = read(site.get(f"/{language}/data/dumps/").content.decode())
    assert naked(page) == []
    said = " ".join(page.text.split())
    assert CONTACT in said and UNTIL.isoformat() in said
    if language == "en":
        assert "Nobody vouches" not in said
        assert "Vouched for by Romania, from" in said
        assert "A statement in the name of Estonia does not count: Its signature" in said
    told = {one["authority"]: one for one in json.loads(site.get("/data/vouched.json").content)["vouched"]}  # fmt: skip
    assert told[CONTACT]["holds"] and told[CONTACT]["because"] is None
    assert told["EE/contact-point"]["because"] == "VouchSignatureError"
    answer = site.get(told[CONTACT]["statement"])
    assert answer.content == kept.read_bytes()
    assert site.get(f"/data/vouched/{'0' * 64}.jws").status_code == 404


def test_without_its_directory_a_statement_is_not_said_to_hold(site: Client, place: Path) -> None:
    vouching.keep(place, of_site(place))
    said = " ".join(read(site.get("/en/data/dumps/").content.decode()).text.split())
    assert "Nobody vouches for the keys that sign today." in said
    assert "No directory of the network can be read here to check it." in said


def test_what_lies_about_in_the_folder_is_no_statement(site: Client, place: Path) -> None:
    folder = vouching.keep(place, of_site(place)).parent
    (folder / f"{'a' * 64}.jws").write_bytes(b"not what its name says")
    (folder / "more.jws").symlink_to(place / "keys" / "open-data.json")
    (folder / f"{'b' * 64}.jws").mkdir()
    assert len(vouching.kept(place)) == 1
    assert site.get("/data/vouched/more.jws").status_code == 404


# The two commands, and the check that needs nothing of ours


def entry_of(made: Founded) -> bytes:
    """The contact's entry as the directory serves it."""
    (name,) = (
        name
        for name in made.files
        if name.startswith("targets/RO/") and name.endswith(".contact-point.json")
        and b'"comity-authority-1"' in made.files[name] and b'"fr"' in made.files[name]
    )  # fmt: skip
    return made.files[name]


def test_from_the_contact_to_a_reader_who_trusts_nobody(
    tmp_path: Path, place: Path, network: Seen, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:  # fmt: skip
    monkeypatch.setattr(seen, "now", lambda: network)
    pair_to_file(tmp_path / "pair.json", PAIR)
    published = place / "keys" / "open-data-public.json"
    word = tmp_path / "word.jws"
    asked = ["vouch", str(published), "--authority", CONTACT, "--keys", str(tmp_path / "pair.json"),
             "--since", NOW.date().isoformat(), "--until", UNTIL.isoformat(), "--out", str(word)]  # fmt: skip
    monkeypatch.setattr("builtins.input", lambda _text: "no")
    assert cli.main(asked) == 1 and not word.exists()
    assert cli.main([*asked, "--yes"]) == 0
    assert all(key.kid in capsys.readouterr().err for key in [keys.published(place)[0].keys[0]])
    assert cli.main(["vouched", str(word)]) == 0
    assert CONTACT in capsys.readouterr().out

    made = found(tmp_path / "directory")
    publish(made, NOW)
    entry = tmp_path / "entry.json"
    entry.write_bytes(entry_of(made))
    (dump,) = (place / "dumps").iterdir()
    script = tmp_path / "check.py"
    script.write_bytes(files("comity.gateway.dumps").joinpath("standalone.py").read_bytes())

    def run(*words: Path) -> subprocess.CompletedProcess[str]:
        given = [sys.executable, "-I", str(script), str(dump), str(published), *map(str, words)]
        return subprocess.run(given, capture_output=True, text=True, check=False)

    assert "You named nobody who vouches for the keys." in run().stdout
    good = run(word, entry)
    assert f"vouched for by {CONTACT} until {UNTIL}" in good.stdout, good.stderr
    told = json.loads(entry.read_bytes())
    kid = told["keys"][0]["kid"]
    for change, because in (
        ({"revoked": [{"kid": kid, "since": "2026-11-26T00:00:00Z"}]}, "revoked"),
        ({"authority": "RO/central-authority"}, "another authority"),
        ({"keys": [one.public.as_dict() for one in STRANGER]}, "not known"),
    ):
        entry.write_text(json.dumps(told | change))
        wrong = run(word, entry)
        assert wrong.returncode and because in wrong.stderr, wrong.stderr
    entry.write_text(json.dumps(told))
    other = tmp_path / "other.jws"
    other.write_bytes(signed(kids=KIDS))
    assert "about other keys" in run(other, entry).stderr
    other.write_bytes(of_site(place, since=date(2030, 1, 1), until=date(2030, 2, 1)))
    assert "valid from 2030-01-01" in run(other, entry).stderr
    assert manifest.verify(dump, keys.published(place)[0].keys)


def test_a_statement_that_does_not_hold_is_not_kept(tmp_path: Path, place: Path) -> None:
    (tmp_path / "word.jws").write_bytes(of_site(place))
    with pytest.raises(errors.VouchUncheckedError):
        cli.main(["vouched", str(tmp_path / "word.jws")])
    with pytest.raises(errors.VouchFormatError):
        cli.main(["vouched", str(tmp_path / "nothing.jws")])
    assert vouching.kept(place) == []


def test_times_are_those_of_utc(network: Seen) -> None:
    last = datetime(UNTIL.year, UNTIL.month, UNTIL.day, 23, 59, tzinfo=UTC)
    with pytest.raises(errors.VouchNobodyError):  # the directory is over, the statement is not
        check(signed(), network, last)
    with pytest.raises(errors.VouchDatesError):
        check(signed(), network, last + timedelta(minutes=2))
