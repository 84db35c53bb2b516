"""The repository: what it takes from States, what stock TUF tools read from it, what a power cut leaves."""

import io
import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tuf.api.exceptions import DownloadHTTPError
from tuf.api.metadata import Metadata, Targets
from tuf.ngclient import FetcherInterface, Updater, UpdaterConfig

from comity.trust import ceremony, disk, limits, repository, server, tufkeys
from comity.trust.errors import (
    PublicationOldError,
    PublicationOutsideError,
    PublicationRefusedError,
    RepositoryWrongError,
)
from comity.trust.history import History
from comity.trust.repository import Publication, threshold
from comity.wire.keys import generate_pair
from tests.trust.founding import NOW, Founded, rings, state_keys

LATER = NOW + timedelta(hours=1)
PATH = "RO/authorities/contact-point.json"


class FromFolder(FetcherInterface):
    """Reads a repository without a network."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def _fetch(self, url: str) -> Iterator[bytes]:
        path = self.folder / url.removeprefix("http://directory/")
        if not path.is_file():
            raise DownloadHTTPError("no such file", 404)
        return iter([path.read_bytes()])


@pytest.mark.parametrize(("members", "keys"), [(2, 3), (3, 4), (4, 5), (5, 6)], ids=str)
def test_every_quorum_has_two_members_and_both_algorithms(members: int, keys: int) -> None:
    assert threshold(members) == keys
    assert keys > members  # more than there are keys of one algorithm
    assert keys > 2  # more than one member has


def test_a_single_member_founds_nothing() -> None:
    with pytest.raises(RepositoryWrongError):
        threshold(1)


def test_a_stock_tuf_client_reads_it(founded: Founded, tmp_path: Path) -> None:
    folder = founded.ceremony.repository.folder
    stock = Updater(
        str(tmp_path),
        "http://directory/metadata/",
        str(tmp_path),
        "http://directory/targets/",
        fetcher=FromFolder(folder),
        config=UpdaterConfig(timestamp_max_length=limits.TIMESTAMP_BYTES),
        bootstrap=founded.files["metadata/1.root.json"],
    )
    stock._trusted_set.reference_time = NOW
    stock.refresh()
    found = stock.get_targetinfo(PATH)
    assert found is not None
    assert json.loads(Path(stock.download_target(found)).read_bytes())["state"] == "RO"
    assert stock.get_targetinfo("XX/authorities/contact-point.json") is None


def test_a_directory_is_founded_once(fresh: Founded) -> None:
    with pytest.raises(RepositoryWrongError):
        ceremony.found(fresh.ceremony.folder, state_keys(), NOW)


def test_founding_leaves_keys_for_their_owner_only(founded: Founded) -> None:
    for path in (founded.ceremony.folder / "keys").glob("*/*.json"):
        assert path.stat().st_mode & 0o077 == 0


def test_freshness_is_signed_anew_after_a_quarter_of_its_life(fresh: Founded) -> None:
    store = fresh.ceremony.repository
    assert not store.refresh(NOW + timedelta(hours=5))
    assert store.refresh(NOW + timedelta(hours=6))
    assert not store.refresh(NOW + timedelta(hours=6, minutes=1))
    # A demo's clock jumps by months: at once fresh again, snapshot too.
    jumped = NOW + timedelta(days=61)
    assert store.refresh(jumped)
    view = fresh.directory()
    assert view.issued == jumped
    assert view.expires == jumped + timedelta(days=1)
    snapshot = max(name for name in fresh.files if name.endswith(".snapshot.json"))
    assert Metadata[Any].from_bytes(fresh.files[snapshot]).signed.expires > jumped


def test_a_clock_that_is_put_back_turns_nothing_back(fresh: Founded) -> None:
    store = fresh.ceremony.repository
    store.refresh(NOW + timedelta(days=2))
    store.publish("RO", state_keys()["RO"].role, {}, NOW)
    assert fresh.directory().issued == NOW + timedelta(days=2)
    History(fresh.files, fresh.anchor).check()


def test_one_members_machine_cannot_vouch_for_freshness_alone(fresh: Founded) -> None:
    member = state_keys()["RO"].member
    assert member is not None
    alone = repository.Repository(fresh.ceremony.repository.folder, {"RO": member.freshness})
    before = fresh.files
    with pytest.raises(RepositoryWrongError):
        alone.refresh(NOW + timedelta(hours=7))
    assert fresh.files == before


# Publications


def publication(store: repository.Repository, **changed: Any) -> Publication:
    keys = changed.pop("keys", [state_keys()["RO"].role])
    files = changed.pop("files", {PATH: b'{"entry":"new"}'})
    return store.publication(changed.pop("state", "RO"), keys, files, LATER)


def _one_algorithm(store: repository.Repository) -> Publication:
    pair = state_keys()["RO"].role
    return publication(store, keys=[pair[:1]])


def _another_state(store: repository.Repository) -> Publication:
    return publication(store, keys=[state_keys()["MA"].role])


def _strangers(store: repository.Repository) -> Publication:
    return publication(store, keys=[generate_pair()])


def _unknown_state(store: repository.Repository) -> Publication:
    return Publication("XX", publication(store).metadata, {})


def _of_another_state(store: repository.Repository) -> Publication:
    good = publication(store)
    return Publication("MA", good.metadata, good.targets)


def _outside(store: repository.Repository) -> Publication:
    return publication(store, files={"MA/authorities/contact-point.json": b"{}"})


def _climbing(store: repository.Repository) -> Publication:
    return publication(store, files={"RO/../x.json": b"{}"})


def _file_missing(store: repository.Repository) -> Publication:
    return Publication("RO", publication(store).metadata, {})


def _file_changed(store: repository.Repository) -> Publication:
    return Publication("RO", publication(store).metadata, {PATH: b'{"entry":"old"}'})


def _file_too_many(store: repository.Repository) -> Publication:
    good = publication(store)
    return Publication("RO", good.metadata, {**good.targets, "RO/nodes/x.json": b"{}"})


def _again(store: repository.Repository) -> Publication:
    good = publication(store)
    store.accept(good, LATER)
    return good


def _skipping(store: repository.Repository) -> Publication:
    good = publication(store)
    found = Metadata[Targets].from_bytes(good.metadata)
    found.signed.version += 1
    found.signatures.clear()
    for signer in tufkeys.signers([state_keys()["RO"].role]):
        found.sign(signer, append=True)
    return Publication("RO", found.to_bytes(), good.targets)


def _not_tuf(_store: repository.Repository) -> Publication:
    return Publication("RO", b"{}", {})


ROWS: dict[str, tuple[Callable[[repository.Repository], Publication], type[Exception]]] = {
    "one algorithm only": (_one_algorithm, PublicationRefusedError),
    "signed by another State": (_another_state, PublicationRefusedError),
    "signed by strangers": (_strangers, PublicationRefusedError),
    "a State without a role": (_unknown_state, PublicationRefusedError),
    "handed in for another State": (_of_another_state, PublicationRefusedError),
    "about another State": (_outside, PublicationOutsideError),
    "a path that climbs": (_climbing, PublicationOutsideError),
    "a file missing": (_file_missing, PublicationOutsideError),
    "a file changed": (_file_changed, PublicationOutsideError),
    "a file that is not named": (_file_too_many, PublicationOutsideError),
    "the same again": (_again, PublicationOldError),
    "a version skipped": (_skipping, PublicationOldError),
    "not TUF": (_not_tuf, PublicationRefusedError),
}


@pytest.mark.parametrize(("make", "error"), ROWS.values(), ids=ROWS.keys())
def test_a_publication_that_must_not_be_taken(
    fresh: Founded,
    make: Callable[[repository.Repository], Publication],
    error: type[Exception],
) -> None:
    store = fresh.ceremony.repository
    made = make(store)
    before = fresh.files
    with pytest.raises(error) as raised:
        store.accept(made, LATER)
    assert type(raised.value) is error
    assert fresh.files == before


def test_a_power_cut_leaves_the_old_directory(
    fresh: Founded, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Everything is written before the timestamp; without it nothing has happened, and it goes on."""
    store = fresh.ceremony.repository
    good = publication(store, files={PATH: fresh.files_of(PATH)})
    before = (store.folder / "metadata/timestamp.json").read_bytes()

    class PowerCut(BaseException):
        pass

    def cut(name: str, _data: bytes) -> None:
        raise PowerCut(name)

    monkeypatch.setattr(store, "_write", cut)
    with pytest.raises(PowerCut):
        store.accept(good, LATER)
    assert (store.folder / "metadata/timestamp.json").read_bytes() == before
    monkeypatch.undo()
    version = store.accept(good, LATER)
    past = fresh.ceremony.history(rings()["ro-1"])
    past.check()
    assert past.latest().version == version


def test_files_are_whole_or_old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.json"
    disk.replace_file(path, b"old", disk.PUBLIC)

    def fail(_descriptor: int) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(disk.os, "fsync", fail)
    with pytest.raises(OSError, match="disk full"):
        disk.replace_file(path, b"new", disk.PUBLIC)
    assert path.read_bytes() == b"old"


# New keys of a State


def test_new_keys_come_with_a_publication_signed_by_them(fresh: Founded) -> None:
    store, new = fresh.ceremony.repository, generate_pair()
    public = [key.public for key in new]
    with pytest.raises(RepositoryWrongError):
        store.delegate("RO", public, fresh.ceremony.member_pairs, LATER)
    old = store.publication("RO", [state_keys()["RO"].role], {}, LATER)
    with pytest.raises(PublicationRefusedError):
        store.delegate("RO", public, fresh.ceremony.member_pairs, LATER, old)
    both = store.publication("RO", [new, state_keys()["RO"].role], {}, LATER)
    store.delegate("RO", public, fresh.ceremony.member_pairs, LATER, both)
    past = fresh.ceremony.history(rings()["ro-1"])
    past.check()
    keys, needed = past.role_keys(past.versions()[0] + 5, "RO")
    past.check_also_signed(past.latest().version, "RO", keys, needed)


def test_delegations_need_two_members(fresh: Founded) -> None:
    public = [key.public for key in generate_pair()]
    with pytest.raises(RepositoryWrongError):
        fresh.ceremony.repository.delegate("FI", public, fresh.ceremony.member_pairs[:1], LATER)


def test_a_role_of_one_algorithm_is_not_delegated(fresh: Founded) -> None:
    public = [generate_pair()[0].public, generate_pair()[0].public]
    with pytest.raises(Exception, match="not signed"):
        fresh.ceremony.repository.delegate("FI", public, fresh.ceremony.member_pairs, LATER)


# The door


def call(method: str, path: str, body: bytes = b"") -> tuple[str, Any]:
    said: list[str] = []
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
    }
    answer = b"".join(server.application(environ, lambda status, _headers: said.append(status)))
    return said[0], json.loads(answer)


@pytest.fixture
def served(fresh: Founded, monkeypatch: pytest.MonkeyPatch) -> Founded:
    monkeypatch.setenv(server.VARIABLE, str(fresh.ceremony.folder))
    monkeypatch.setattr(server.clock, "now", lambda: LATER)
    return fresh


def test_the_door_takes_a_publication(served: Founded) -> None:
    store = served.ceremony.repository
    good = store.publication("RO", [state_keys()["RO"].role], {}, LATER)
    before = served.directory().version
    status, value = call("POST", "/publish", server.encode(good))
    assert (status, value) == ("200 OK", {"version": before + 1})
    status, value = call("POST", "/publish", server.encode(good))
    assert (status, value["error"]) == ("400 Bad Request", "PublicationOldError")


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b'{"state":"RO","metadata":"!","targets":{}}', b"\xff"]
)
def test_the_door_names_what_is_no_publication(served: Founded, body: bytes) -> None:
    status, value = call("POST", "/publish", body)
    assert (status, value["error"]) == ("400 Bad Request", "PublicationRefusedError")
    assert value["fault"] == "sender"


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/keys/RO/root.json",
        "/metadata/../anchor.json",
        "/metadata/../../keys/RO/root.json",
        "/metadata/99.root.json",
        "/targets/RO/authorities/contact-point.json",
        "/anchor.json",
    ],
)
def test_the_door_shows_nothing_else(served: Founded, path: str) -> None:
    assert call("GET", path)[0] == "404 Not Found"


def test_freshness_is_signed_when_somebody_asks(
    served: Founded, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server.clock, "now", lambda: NOW + timedelta(days=80))
    status, value = call("GET", "/metadata/timestamp.json")
    assert status == "200 OK"
    assert value["signed"]["expires"] == "2027-02-14T22:00:00Z"
