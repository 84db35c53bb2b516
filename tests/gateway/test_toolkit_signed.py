"""Self-assessments under the State's key, judged by a real directory: in which a key was replaced, revoked, withdrawn."""

import json
import re
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from comity.gateway.members import reading
from comity.gateway.toolkit import assessing, directory, limits, receipts, signing
from comity.gateway.toolkit.assessing import Answer, Assessment
from comity.gateway.toolkit.directory import Kept
from comity.gateway.toolkit.errors import (
    DirectoryBrokenError,
    ReceiptsBrokenError,
    SignatureFalseError,
    SignatureFormatError,
    TooManyReceiptsError,
)
from comity.gateway.toolkit.receipts import Receipts
from comity.gateway.toolkit.signing import File
from comity.trust.ceremony import Ceremony
from comity.trust.declarations import Declaration, NodeDeclaration
from comity.trust.history import History
from comity.trust.keys import Ring
from comity.wire import canonical, digests, jws, keys, times
from tests.trust.founding import NODES, NOW, Founded, declaration, found, rings

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
STATES = {"RO", "EE", "MA", "SN"}
TODAY = date(2026, 11, 27)
FIRST = NOW.date()  # 25 November, the day on which the directory was founded
CHANGED = NOW + 12 * HOUR  # the morning after
REVOKED = NOW + 10 * HOUR  # as the revocation says; published at CHANGED
END = NOW + 30 * HOUR
CONTACT, CENTRAL = "RO/contact-point", "RO/central-authority"
OLD = rings()["ro-1"].authorities[CONTACT]
NEW_RING = Ring.generate("ro-1", NODES["ro-1"], NOW)
NEW = NEW_RING.authorities[CONTACT]
STRANGER = keys.generate_pair()


def one(state: str = "RO", day: date = FIRST, level: int = 2, number: int = 2) -> Assessment:
    return Assessment(state, day, "lead_body", {"strategy": Answer(level)}, number)


def _with_ring(ring: Ring, **changed: Any) -> Declaration:
    said = declaration("RO", **changed)
    node = NodeDeclaration(ring.public_bundle(), post="http://ro-1.example")
    return replace(said, nodes=[node])


def _revocation(made: Ceremony) -> None:
    said = [{"kid": OLD[0].public.kid, "since": times.format(REVOKED), "reason": "device lost"}]
    made.declare(_with_ring(NEW_RING, **{CONTACT: {"revoked": said}}))


def _rotation(made: Ceremony) -> None:
    made.declare(_with_ring(NEW_RING))


def _withdrawal(made: Ceremony) -> None:
    said = declaration("RO")
    kept = [each for each in said.authorities if each.authority != CONTACT]
    ring = Ring.generate("ro-1", [each for each in NODES["ro-1"] if each != CONTACT], NOW)
    node = NodeDeclaration(ring.public_bundle(), post="http://ro-1.example")
    people = {name: each for name, each in said.people.items() if name != CONTACT}
    made.declare(replace(said, nodes=[node], authorities=kept, people=people))


CHANGES: dict[str, Callable[[Ceremony], None]] = {
    "nothing": lambda made: None,
    "rotation": _rotation,
    "revocation": _revocation,
    "withdrawal": _withdrawal,
}


@dataclass
class World:
    """Directories that all began alike; in each something else happened at CHANGED."""

    made: dict[str, Founded]

    def at(self, name: str, now: datetime, home: Path) -> Kept:
        """The directory as it stands at a moment."""
        founded = self.made[name]
        history = founded.ceremony.history()
        version = history.in_force(now).version
        members = reading.read(founded.files, founded.anchor, version)
        return Kept(members, now, Receipts(home / receipts.FILE))


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    made = {}
    for name, change in CHANGES.items():
        founded = found(tmp_path_factory.mktemp(name))
        change(founded.ceremony)
        founded.ceremony.publish(CHANGED, ["RO"])
        made[name] = founded
    # The revocation is left out again in the newest version, as a thief of the State's role might do.
    forgotten = found(tmp_path_factory.mktemp("forgotten"))
    _revocation(forgotten.ceremony)
    forgotten.ceremony.publish(CHANGED, ["RO"])
    forgotten.ceremony.declare(declaration("RO"))
    forgotten.ceremony.publish(CHANGED + HOUR, ["RO"])
    made["revocation left out again"] = forgotten
    return World(made)


# What is done, in which directory, and how the file stands: [directory, keys, State, day, deposited at, standing]

ROWS: dict[str, tuple[str, Any, str, date, datetime | None, str]] = {
    "a key that is named now": ("nothing", OLD, "RO", FIRST, None, "vouched"),
    "a key of today on a file about a day before it was named": (
        "rotation",
        NEW,
        "RO",
        date(2025, 1, 1),
        None,
        "vouched",
    ),
    "an old key and a day on which it was named": ("rotation", OLD, "RO", FIRST, None, "replaced"),
    "an old key and the day of the change itself": (
        "rotation",
        OLD,
        "RO",
        CHANGED.date(),
        None,
        "replaced",
    ),
    "an old key and a day after it was replaced": (
        "rotation",
        OLD,
        "RO",
        CHANGED.date() + DAY,
        None,
        "not_vouched",
    ),
    "an old key and a day before the directory began": (
        "rotation",
        OLD,
        "RO",
        date(2024, 1, 1),
        None,
        "not_vouched",
    ),
    "an old key, and the file was received in its time": (
        "rotation",
        OLD,
        "RO",
        FIRST,
        NOW + HOUR,
        "witnessed",
    ),
    "the same about a day before the directory began": (
        "rotation",
        OLD,
        "RO",
        date(2024, 1, 1),
        NOW + HOUR,
        "witnessed",
    ),
    "a stolen key, the file dated before the revocation": (
        "revocation",
        OLD,
        "RO",
        FIRST,
        None,
        "revoked",
    ),
    "a stolen key, and the file was received before the revocation": (
        "revocation",
        OLD,
        "RO",
        FIRST,
        REVOKED - timedelta(seconds=1),
        "witnessed",
    ),
    "a stolen key, and the file came at the second of the revocation": (
        "revocation",
        OLD,
        "RO",
        FIRST,
        REVOKED,
        "revoked",
    ),
    "a stolen key, and the file came after the theft and before its publication": (
        "revocation",
        OLD,
        "RO",
        FIRST,
        REVOKED + HOUR,
        "revoked",
    ),
    "a revocation that a later version leaves out": (
        "revocation left out again",
        OLD,
        "RO",
        FIRST,
        None,
        "revoked",
    ),
    "an authority that is not named any more": ("withdrawal", OLD, "RO", FIRST, None, "withdrawn"),
    "the same, received in its time": ("withdrawal", OLD, "RO", FIRST, NOW + HOUR, "witnessed"),
    "a key of nobody": ("nothing", STRANGER, "RO", FIRST, None, "not_vouched"),
    "a key of another State": ("nothing", OLD, "EE", FIRST, None, "not_vouched"),
    "a State that is in no directory": ("nothing", OLD, "SN", FIRST, None, "not_vouched"),
    "a provider's key": (
        "nothing",
        rings()["atlas-1"].authorities["MA/provider/atlas-mail"],
        "MA",
        FIRST,
        None,
        "not_vouched",
    ),
    "an authority that may order and not speak for the State": (
        "nothing",
        rings()["ma-1"].authorities["MA/ordering-authority"],
        "MA",
        FIRST,
        None,
        "not_vouched",
    ),
    "keys of two authorities mixed": (
        "nothing",
        (OLD[0], rings()["ro-1"].authorities[CENTRAL][1]),
        "RO",
        FIRST,
        None,
        "not_vouched",
    ),
}


@pytest.mark.parametrize("name", ROWS)
def test_how_a_signed_file_stands(world: World, tmp_path: Path, name: str) -> None:
    made, pair, state, day, deposited, standing = ROWS[name]
    data = signing.sign(one(state, day), pair)
    if deposited is not None:
        _deposit(world.at(made, deposited, tmp_path), data)
    found_ = signing.read(data, world.at(made, END, tmp_path), STATES, TODAY)
    assert found_.standing == standing
    assert found_.assessment == one(state, day)
    assert (found_.received is not None) == (standing == "witnessed")
    assert (found_.authority != "") == (standing != "not_vouched")


def _deposit(known: Kept, data: bytes) -> File:
    seen = signing.read(data, known, STATES, TODAY)
    assert seen.standing == "vouched"
    known.record(seen)
    return seen


def test_only_the_state_is_called_proven() -> None:
    proven = {name for name, proof in signing.PROOFS.items() if proof == "yes"}
    assert proven == {"vouched", "witnessed"}
    assert signing.PROOFS["replaced"] == "own_word"


def test_an_old_copy_of_the_directory_decides_nothing(world: World, tmp_path: Path) -> None:
    data = signing.sign(one(), OLD)
    late = world.at("nothing", NOW + 30 * DAY, tmp_path)
    assert not late.current
    assert signing.read(data, late, STATES, TODAY).standing == "outdated"
    stolen = world.at("revocation", NOW + 30 * DAY, tmp_path)
    assert signing.read(data, stolen, STATES, TODAY).standing == "revoked"
    assert signing.read(data, None, STATES, TODAY).standing == "not_checked"


def test_a_receipt_is_for_one_file_under_one_directory(world: World, tmp_path: Path) -> None:
    data = signing.sign(one(), OLD)
    _deposit(world.at("revocation", NOW + HOUR, tmp_path), data)
    known = world.at("revocation", END, tmp_path)
    assert signing.read(data, known, STATES, TODAY).standing == "witnessed"
    other = signing.sign(one(level=4), OLD)
    assert signing.read(other, known, STATES, TODAY).standing == "revoked"
    assert (
        Receipts(known.receipts.path).received("sha256:" + "0" * 64, digests.sha256(data)) is None
    )


def test_the_first_arrival_counts_and_nothing_is_taken_out(world: World, tmp_path: Path) -> None:
    data = signing.sign(one(), OLD)
    first, later = (world.at("nothing", NOW + n * HOUR, tmp_path) for n in (1, 2))
    seen = _deposit(first, data)
    assert later.record(seen) == NOW + HOUR
    base = sqlite3.connect(first.receipts.path)
    for statement in (
        "DELETE FROM receipt",
        "UPDATE receipt SET received = '2020-01-01T00:00:00Z'",
    ):
        with pytest.raises(sqlite3.IntegrityError):
            base.execute(statement)
    (row,) = base.execute("SELECT * FROM receipt").fetchall()
    assert row[1:] == (digests.sha256(data), "RO", CONTACT, "2026-11-25T23:00:00Z")


def test_a_state_cannot_fill_the_disk(world: World, tmp_path: Path) -> None:
    known = world.at("nothing", NOW + HOUR, tmp_path)
    files = [
        signing.sign(one(day=FIRST - place * DAY), OLD)
        for place in range(limits.RECEIPTS_A_DAY + 1)
    ]
    for data in files[:-1]:
        _deposit(known, data)
    with pytest.raises(TooManyReceiptsError):
        _deposit(known, files[-1])
    _deposit(world.at("nothing", NOW + 3 * HOUR, tmp_path), files[-1])  # the next day


def test_what_cannot_be_read_proves_nothing(world: World, tmp_path: Path) -> None:
    data = signing.sign(one(), OLD)
    (tmp_path / receipts.FILE).write_bytes(b"no database, but some bytes" * 99)
    known = world.at("nothing", END, tmp_path)
    with pytest.raises(ReceiptsBrokenError):
        signing.read(data, known, STATES, TODAY)


def test_a_history_that_cannot_be_read_whole_proves_nothing(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    founded = world.made["nothing"]
    newest = max(founded.ceremony.history().versions())
    monkeypatch.setattr(directory, "_revoked", {})
    broken = {**founded.files, "metadata/1.timestamp.json": b"{}"}
    members = reading.read(founded.files, founded.anchor, newest)
    past = History(broken, founded.anchor)
    known = Kept(replace(members, past=past), END, Receipts(tmp_path / receipts.FILE))
    with pytest.raises(DirectoryBrokenError):
        signing.read(signing.sign(one(), OLD), known, STATES, TODAY)


# Signatures that are none


def test_a_changed_signed_file_is_refused(world: World, tmp_path: Path) -> None:
    first, other = signing.sign(one(), OLD), signing.sign(one(level=4), OLD)
    mixed = {**canonical.decode(first, max_bytes=10**6)}
    mixed["payload"] = canonical.decode(other, max_bytes=10**6)["payload"]
    for name in ("nothing", "rotation", "revocation"):
        with pytest.raises(SignatureFalseError):
            signing.read(canonical.encode(mixed), world.at(name, END, tmp_path), STATES, TODAY)


def test_one_signature_of_two_is_not_enough(world: World, tmp_path: Path) -> None:
    known = world.at("nothing", END, tmp_path)
    plain = canonical.decode(signing.sign(one(), OLD), max_bytes=10**6)
    for kept in (plain["signatures"][:1], plain["signatures"][1:]):
        halved = canonical.encode({**plain, "signatures": kept})
        assert signing.read(halved, known, STATES, TODAY).standing == "not_vouched"
    doubled = canonical.encode(
        {**plain, "signatures": [*plain["signatures"], plain["signatures"][0]]}
    )
    with pytest.raises((SignatureFalseError, SignatureFormatError)):
        signing.read(doubled, known, STATES, TODAY)


def test_a_file_of_the_first_list_keeps_its_signature(world: World, tmp_path: Path) -> None:
    known = world.at("nothing", END, tmp_path)
    old = signing.sign(one(number=1), OLD)
    assert signing.read(old, known, STATES, TODAY).standing == "vouched"
    other = jws.sign(assessing.write(one(number=1)), typ=assessing.FORMAT, keys=OLD)
    with pytest.raises(SignatureFormatError):
        signing.read(other, known, STATES, TODAY)


def test_another_kind_of_signed_document_is_refused(world: World, tmp_path: Path) -> None:
    letter = jws.sign(assessing.write(one()), typ=jws.LETTER, keys=OLD)
    with pytest.raises(SignatureFormatError):
        signing.read(letter, world.at("nothing", END, tmp_path), STATES, TODAY)


# On the site


@pytest.fixture
def seen(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., None]]:
    """Lets the site see one of the directories at a moment."""

    def see(name: str, now: datetime) -> None:
        monkeypatch.setattr(directory, "known", lambda: world.at(name, now, tmp_path))

    yield see


def _sent(data: bytes, name: str = "a.jws") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, "application/json")


def _said(site: Client, door: str, data: bytes, status: int = 200) -> str:
    answer = site.post(f"/en/toolkit/{door}/", {"files": [_sent(data)]})
    assert answer.status_code == status
    return " ".join(unescape(re.sub(r"<[^>]+>", "", answer.content.decode())).split())


def _standing(site: Client, data: bytes) -> dict[str, Any]:
    answer = site.generic(
        "POST", "/data/toolkit/standing.json", data, content_type="application/json"
    )
    assert answer["Cache-Control"].find("no-store") > 0
    return {"status": answer.status_code, **json.loads(answer.content)}


def test_the_pages_and_the_interface_say_it_as_it_is(
    site: Client, seen: Callable[..., None]
) -> None:
    data = signing.sign(one(), OLD)
    seen("revocation", NOW + HOUR)
    assert "The State's. Signed with a key that the directory names for the State now." in _said(
        site, "compare", data
    )
    assert "first received here on 2026-11-25 at 23:00 UTC" in _said(site, "receipt", data)
    seen("revocation", END)
    said = _said(site, "compare", data)
    assert "The State's. Signed, and received here while" in said
    assert (
        "Received here on 2026-11-25 at 23:00 UTC. Key revoked from 2026-11-26, 08:00 UTC." in said
    )
    stolen = signing.sign(one(level=4), OLD)
    assert "Not proven to be the State's. Signed with a key that was revoked since." in _said(
        site, "compare", stolen
    )
    plain = _standing(site, stolen)
    assert (plain["standing"], plain["of_the_state"], plain["received"]) == ("revoked", "no", None)
    assert plain["revoked"] == "2026-11-26T08:00:00Z"
    assert plain["digest"] == digests.sha256(stolen)
    seen("rotation", END)
    assert "The State's only if the day is true" in _said(site, "compare", stolen)
    assert _standing(site, stolen)["of_the_state"] == "own_word"


def test_what_is_not_the_states_today_is_not_recorded(
    site: Client, seen: Callable[..., None], tmp_path: Path
) -> None:
    seen("revocation", END)
    for data in (
        signing.sign(one(), OLD),
        signing.sign(one(), STRANGER),
        canonical.encode({"payload": "", "signatures": []}),
        b"",
    ):
        _said(site, "receipt", data, 400)
    assert not (tmp_path / receipts.FILE).exists()


def test_without_a_directory_nothing_is_checked_or_recorded(site: Client) -> None:
    assert directory.known() is None
    data = signing.sign(one(), OLD)
    assert "Not decided. Signed, but not checked" in _said(site, "compare", data)
    assert "can be recorded" in _said(site, "receipt", data, 400)
    assert _standing(site, data)["standing"] == "not_checked"


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", "FileNotJsonError"),
        (b"[]", "FileFormatError"),
        (b"\xff", "FileNotTextError"),
        (b" " * (limits.FILE_BYTES + 1), "FileTooLargeError"),
        (b'{"payload":"e30","signatures":[]}', "SignatureFormatError"),
    ],
)
def test_the_interface_names_what_is_wrong(site: Client, data: bytes, error: str) -> None:
    plain = _standing(site, data)
    assert (plain["status"], plain["error"]) == (400, error)


def test_a_record_that_cannot_be_read_is_not_taken_for_none(
    site: Client, seen: Callable[..., None], tmp_path: Path
) -> None:
    (tmp_path / receipts.FILE).write_bytes(b"no database" * 999)
    seen("nothing", END)
    plain = _standing(site, signing.sign(one(), OLD))
    assert (plain["status"], plain["error"]) == (503, "ReceiptsBrokenError")
    assert (tmp_path / receipts.FILE).stat().st_size == 11 * 999
