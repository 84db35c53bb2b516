"""Fetching the directory from somebody hostile: old, held back, mixed, changed, oversized, gone."""

import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import httpx2
import pytest
from tuf.api.exceptions import DownloadHTTPError
from tuf.ngclient import FetcherInterface

from comity.trust import client, limits
from comity.trust.errors import (
    DirectoryAnchorWrongError,
    DirectoryExpiredError,
    DirectoryFileMissingError,
    DirectoryHashError,
    DirectoryRefusedError,
    DirectoryRollbackError,
    DirectorySignatureError,
    DirectoryUnreachableError,
    TrustError,
)
from comity.trust.history import History
from tests.trust.founding import NOW, Founded, declaration
from tests.trust.test_history import freshness, resigned

URL = "http://directory"
LATER = NOW + timedelta(hours=7)


class FromFolder(FetcherInterface):
    """Serves a folder as a directory, and counts what was asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.asked: list[str] = []

    def _fetch(self, url: str) -> Iterator[bytes]:
        name = url.removeprefix(f"{URL}/")
        self.asked.append(name)
        path = self.folder / name
        if not path.is_file():
            raise DownloadHTTPError("no such file", 404)
        return iter([path.read_bytes()])


@pytest.fixture
def place(fresh: Founded) -> FromFolder:
    return FromFolder(fresh.ceremony.repository.folder)


def fetch(
    fresh: Founded, place: FromFolder, known: dict[str, bytes] | None = None, now=LATER
) -> client.Fetched:
    return client.fetch(URL, fresh.anchor, known or {}, now, place)


def test_all_of_it_the_first_time_and_then_only_what_is_new(
    fresh: Founded, place: FromFolder
) -> None:
    first = fetch(fresh, place)
    assert History(first.files, fresh.anchor).latest().version == first.version
    known = dict(first.files)
    place.asked.clear()
    assert fetch(fresh, place, known).files == {}
    assert place.asked == ["metadata/2.root.json", "metadata/timestamp.json"]
    fresh.ceremony.repository.refresh(LATER)
    second = fetch(fresh, place, known)
    assert set(second.files) == {f"metadata/{second.version}.timestamp.json"}


def test_versions_between_may_be_missed(fresh: Founded, place: FromFolder) -> None:
    known = dict(fetch(fresh, place).files)
    for hours in (7, 14, 21):
        fresh.ceremony.repository.refresh(NOW + timedelta(hours=hours))
    found = fetch(fresh, place, known, NOW + timedelta(hours=22))
    assert found.version == max(History(known, fresh.anchor).versions()) + 3
    History({**known, **found.files}, fresh.anchor).check()


Change = Callable[[Founded, Path], None]


def _rolled_back(fresh: Founded, folder: Path) -> None:
    """The timestamp of two versions ago."""
    newest = max(int(p.name.split(".")[0]) for p in folder.glob("metadata/*.timestamp.json"))
    shutil.copy(
        folder / f"metadata/{newest - 2}.timestamp.json", folder / "metadata/timestamp.json"
    )


def _renew(fresh: Founded) -> None:
    fresh.ceremony.declare(declaration("MA", **{"MA/contact-point": {"hours": "later"}}))
    fresh.ceremony.publish(LATER, ["MA"])


def _mixed(fresh: Founded, folder: Path) -> None:
    _renew(fresh)
    shutil.copy(folder / "metadata/1.MA.json", folder / "metadata/2.MA.json")


def _snapshot_mixed(fresh: Founded, folder: Path) -> None:
    _renew(fresh)
    names = sorted(folder.glob("metadata/*.snapshot.json"), key=lambda p: int(p.name.split(".")[0]))
    shutil.copy(names[-2], names[-1])


def _target_changed(fresh: Founded, folder: Path) -> None:
    before = set(folder.glob("targets/MA/authorities/*.json"))
    _renew(fresh)
    new = next(iter(set(folder.glob("targets/MA/authorities/*.json")) - before))
    new.write_bytes(new.read_bytes().replace(b"later", b"never"))


def _target_gone(fresh: Founded, folder: Path) -> None:
    before = set(folder.glob("targets/MA/authorities/*.json"))
    _renew(fresh)
    next(iter(set(folder.glob("targets/MA/authorities/*.json")) - before)).unlink()


def _signed_by_one_member(fresh: Founded, folder: Path) -> None:
    path = folder / "metadata/timestamp.json"

    def go_on(signed) -> None:
        signed.version += 1

    path.write_bytes(resigned(path.read_bytes(), freshness("RO"), go_on))


def _signed_by_one_algorithm(fresh: Founded, folder: Path) -> None:
    path = folder / "metadata/timestamp.json"

    def go_on(signed) -> None:
        signed.version += 1

    signers = freshness("RO", "MA", "EE", only="Ed25519")
    path.write_bytes(resigned(path.read_bytes(), signers, go_on))


def _endless(fresh: Founded, folder: Path) -> None:
    path = folder / "metadata/timestamp.json"
    path.write_bytes(path.read_bytes() + b" " * limits.TIMESTAMP_BYTES)


def _garbage(fresh: Founded, folder: Path) -> None:
    (folder / "metadata/timestamp.json").write_bytes(b"\x00garbage")


def _empty(fresh: Founded, folder: Path) -> None:
    (folder / "metadata/timestamp.json").unlink()


ROWS: dict[str, tuple[Change, type[TrustError]]] = {
    "rolled back": (_rolled_back, DirectoryRollbackError),
    "an old role under a new snapshot": (_mixed, DirectoryHashError),
    "an old snapshot under a new timestamp": (_snapshot_mixed, DirectoryHashError),
    "an entry changed": (_target_changed, DirectoryHashError),
    "an entry gone": (_target_gone, DirectoryUnreachableError),
    "signed by one member": (_signed_by_one_member, DirectorySignatureError),
    "signed by one algorithm": (_signed_by_one_algorithm, DirectorySignatureError),
    "without end": (_endless, DirectoryRefusedError),
    "garbage": (_garbage, DirectoryRefusedError),
    "no timestamp": (_empty, DirectoryUnreachableError),
}


@pytest.mark.parametrize(("change", "error"), ROWS.values(), ids=ROWS.keys())
def test_what_a_hostile_directory_offers_is_named(
    fresh: Founded, place: FromFolder, change: Change, error: type[TrustError]
) -> None:
    known = dict(fetch(fresh, place).files)
    change(fresh, place.folder)
    with pytest.raises(error) as raised:
        fetch(fresh, place, known)
    assert type(raised.value) is error


def test_a_directory_that_is_held_back_expires(fresh: Founded, place: FromFolder) -> None:
    """Freeze: somebody goes on serving the same signed files."""
    known = dict(fetch(fresh, place).files)
    fetch(fresh, place, known, NOW + timedelta(hours=23))
    with pytest.raises(DirectoryExpiredError):
        fetch(fresh, place, known, NOW + timedelta(hours=25))
    with pytest.raises(DirectoryExpiredError):
        fetch(fresh, place, {}, NOW + timedelta(hours=25))


def test_another_directory_is_not_ours(fresh: Founded, place: FromFolder) -> None:
    with pytest.raises(DirectoryAnchorWrongError):
        client.fetch(URL, "sha256:" + "0" * 64, {}, LATER, place)


def test_an_incomplete_copy_is_named(fresh: Founded, place: FromFolder) -> None:
    known = dict(fetch(fresh, place).files)
    del known[next(name for name in known if "/nodes/" in name)]
    with pytest.raises(DirectoryFileMissingError):
        History(known, fresh.anchor).latest()


def test_nobody_there() -> None:
    """A port on which nothing listens; the real network client."""
    with pytest.raises(DirectoryUnreachableError):
        client.fetch("http://127.0.0.1:9", "sha256:" + "0" * 64, {}, NOW)


def test_redirects_are_not_followed() -> None:
    answer = httpx2.Response(302, headers={"location": "http://elsewhere/"})
    fetcher = client.HttpFetcher()
    fetcher._client = httpx2.Client(transport=httpx2.MockTransport(lambda _request: answer))
    with pytest.raises(DirectoryUnreachableError):
        client.fetch(URL, "sha256:" + "0" * 64, {}, NOW, fetcher)
