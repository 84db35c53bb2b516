"""The members' directory over HTTP from somebody hostile, slow or gone: the last good copy stays, with a named reason."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from tuf.api.metadata import Metadata, Targets

from comity.gateway.home import HOME
from comity.gateway.members import fetching, keeping, limits, reading, seen, sources, watching
from comity.gateway.members.errors import DirectorySlowError
from comity.gateway.members.fetching import Fetcher
from comity.gateway.members.keeping import Notes
from comity.gateway.members.sources import Source
from comity.trust import ceremony, declarations, tufkeys
from comity.trust.ceremony import StateKeys
from tests.trust.founding import NOW, Founded, declaration, found, state_keys
from tests.trust.test_client import ROWS as OFFERED

LATER = NOW + timedelta(hours=7)


class Serving(SimpleHTTPRequestHandler):
    """Serves the folder; a server may be told to wait before each answer, or to give one byte at a time."""

    protocol_version = "HTTP/1.1"
    asked: list[str]

    def do_GET(self) -> None:
        """A file."""
        server: Any = self.server
        server.asked.append(self.path)
        time.sleep(server.wait)
        if server.trickle:
            self._trickle()
        else:
            super().do_GET()

    def _trickle(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "100000")
        self.end_headers()
        try:
            while True:
                self.wfile.write(b" ")
                time.sleep(0.05)
        except OSError:
            self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing."""


class Quiet(ThreadingHTTPServer):
    """A server whose readers may leave."""

    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A reader that left is no error."""


class Place:
    """A directory that is served, and the folder of a site that reads it."""

    def __init__(self, founded: Founded, folder: Path) -> None:
        self.founded, self.folder = founded, folder
        self.repository = founded.ceremony.repository.folder
        self.server = Quiet(("127.0.0.1", 0), partial(Serving, directory=str(self.repository)))
        self.tell(wait=0.0, trickle=False)
        Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def tell(self, **how: Any) -> None:
        """How the server behaves from now on."""
        vars(self.server).update({"asked": [], **how})

    @property
    def asked(self) -> list[str]:
        """What was asked for since."""
        return list(vars(self.server)["asked"])

    @property
    def source(self) -> Source:
        """The directory as it is configured."""
        return Source(self.url, self.founded.anchor)

    def fetch(self, real: Any = LATER, fetcher: Fetcher | None = None, **changed: Any) -> Notes:
        """One try."""
        source = Source(**{"url": self.url, "anchor": self.founded.anchor, **changed})
        return fetching.refresh(source, self.folder, real, fetcher)

    def members(self) -> reading.Members:
        """What the site would show."""
        notes = keeping.notes(self.folder)
        return reading.read(
            keeping.files(self.folder), self.founded.anchor, notes.version, notes.held_back
        )

    def close(self) -> None:
        """End the server."""
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture(scope="session")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Founded:
    return found(tmp_path_factory.mktemp("directory"))


@pytest.fixture
def place(pristine: Founded, tmp_path: Path) -> Iterator[Place]:
    folder = tmp_path / "directory"
    shutil.copytree(pristine.ceremony.folder, folder)
    copied = ceremony.reopen(folder)
    copied.declared.update(pristine.ceremony.declared)
    made = Place(Founded(copied), tmp_path / "kept")
    yield made
    made.close()


def kept(folder: Path) -> dict[str, bytes]:
    """Every kept file but the notes."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.glob("**/*.json"))
        if path.name != keeping.NOTES
    }


def test_the_first_time_all_of_it_and_then_only_what_is_new(place: Place) -> None:
    first = place.fetch()
    assert (first.error, first.good, first.tried) == ("", LATER, LATER)
    assert place.members().states() == ("EE", "MA", "RO")
    place.tell()
    again = place.fetch(LATER + timedelta(minutes=1))
    assert place.asked == ["/metadata/2.root.json", "/metadata/timestamp.json"]
    assert again.version == first.version
    place.founded.ceremony.declare(declaration("RO", **{"RO/contact-point": {"hours": "08–16"}}))
    place.founded.ceremony.publish(LATER, ["RO"])
    newer = place.fetch(LATER + timedelta(minutes=2))
    assert newer.version > first.version
    assert (
        next(
            one
            for one in place.members().of("RO").authorities
            if one.role == "contact_point"  # type: ignore[union-attr]
        ).hours
        == "08–16"
    )
    assert keeping.notes(place.folder) == newer


Change = Callable[[Place], Mapping[str, Any]]


def _offered(change: Any) -> Change:
    def do(place: Place) -> Mapping[str, Any]:
        change(place.founded, place.repository)
        return {}

    return do


def _wrong_anchor(_place: Place) -> Mapping[str, Any]:
    return {"anchor": "sha256:" + "0" * 64}


def _held_back(_place: Place) -> Mapping[str, Any]:
    return {"real": NOW + timedelta(hours=25)}


def _publish_raw(place: Place, path: str, data: bytes, length: int | None = None) -> None:
    """RO publishes a file that the directory's own door would refuse; the members' machines are careless."""
    repository = place.founded.ceremony.repository
    made = repository.publication("RO", [state_keys()["RO"].role], {path: data}, LATER)
    found_ = Metadata[Targets].from_bytes(made.metadata)
    if length is not None:
        found_.signed.targets[path].length = length
        found_.signatures.clear()
        for signer in tufkeys.signers([state_keys()["RO"].role]):
            found_.sign(signer, append=True)
    folder, _, name = path.rpartition("/")
    sha256 = found_.signed.targets[path].hashes["sha256"]
    files = {f"targets/{folder}/{sha256}.{name}": data}
    repository._commit({"RO": found_}, files, LATER)


def _oversized_target(place: Place) -> Mapping[str, Any]:
    _publish_raw(place, "RO/law/bundle.json", b"{}", length=limits.FILE_BYTES + 1)
    return {}


def _longer_than_said(place: Place) -> Mapping[str, Any]:
    before = set(place.repository.glob("targets/RO/law/*"))
    _publish_raw(place, "RO/law/bundle.json", b"{}")
    new = next(iter(set(place.repository.glob("targets/RO/law/*")) - before))
    new.write_bytes(b"{}" + b" " * 100_000)
    return {}


def _too_much(place: Place) -> Mapping[str, Any]:
    place.founded.ceremony.declare(declaration("RO", **{"RO/contact-point": {"hours": "x"}}))
    place.founded.ceremony.publish(LATER, ["RO"])
    return {"fetcher": Fetcher(most=30_000)}


def _down(place: Place) -> Mapping[str, Any]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return {"url": f"http://127.0.0.1:{free.getsockname()[1]}"}


def _slow(place: Place) -> Mapping[str, Any]:
    place.tell(wait=1.5)
    return {"fetcher": Fetcher(seconds=0.3)}


def _no_host(_place: Place) -> Mapping[str, Any]:
    return {"url": "http://directory.invalid"}


ROWS: dict[str, tuple[Change, str]] = {
    **{name: (_offered(change), error.__name__) for name, (change, error) in OFFERED.items()},
    "another anchor": (_wrong_anchor, "DirectoryAnchorWrongError"),
    "an expired time stamp": (_held_back, "DirectoryExpiredError"),
    "an oversized target": (_oversized_target, "DirectoryFormatError"),
    "a target longer than it was said to be": (_longer_than_said, "DirectoryRefusedError"),
    "too much altogether": (_too_much, "DirectoryTooLargeError"),
    "nobody there": (_down, "DirectoryUnreachableError"),
    "no such host": (_no_host, "DirectoryUnreachableError"),
    "slow": (_slow, "DirectorySlowError"),
}


@pytest.mark.parametrize(("change", "error"), ROWS.values(), ids=ROWS.keys())
def test_the_last_good_copy_stays_and_the_reason_has_a_name(
    place: Place, change: Change, error: str
) -> None:
    good = place.fetch()
    before = kept(place.folder)
    moment = LATER + timedelta(minutes=1)
    after = place.fetch(**{"real": moment, **change(place)})
    assert after.error == error
    assert (after.version, after.good, after.pins) == (good.version, good.good, good.pins)
    assert kept(place.folder) == before
    assert place.members().states() == ("EE", "MA", "RO")


@pytest.mark.parametrize(("change", "error"), ROWS.values(), ids=ROWS.keys())
def test_without_a_copy_nothing_is_taken(place: Place, change: Change, error: str) -> None:
    """Except what looks whole to somebody who comes for the first time: the older of two good versions."""
    after = place.fetch(**{"real": LATER, **change(place)})
    if error == "DirectoryRollbackError":
        assert after.error == "" and after.version > 0
    else:
        assert after.version == 0
        assert after.error
        assert kept(place.folder) == {}


def test_an_entry_for_another_state_does_not_count_and_is_listed(place: Place) -> None:
    place.fetch()
    foreign = place.founded.files_of("MA/authorities/contact-point.json")
    _publish_raw(place, "RO/authorities/ma-contact-point.json", foreign)
    _publish_raw(place, "MA/authorities/other.json", foreign)
    assert place.fetch(LATER + timedelta(minutes=1)).error == ""
    romania = place.members().of("RO")
    assert romania is not None
    assert [(one.path, one.error) for one in romania.refused] == [
        ("RO/authorities/ma-contact-point.json", "EntryOfOtherStateError")
    ]
    assert {one.state for one in romania.authorities} == {"RO"}
    morocco = place.members().of("MA")
    assert morocco is not None and morocco.refused == ()


def _new_keys(place: Place, handed_on: bool) -> StateKeys:
    """The members give RO's part to other keys; its older ones sign too, or they do not."""
    made = place.founded.ceremony
    new, old = StateKeys.generate(), made.states["RO"].role
    changed = made.declared["RO"] = declaration("RO", **{"RO/contact-point": {"hours": "changed"}})
    files = declarations.files(changed, declarations.readers("RO", made._nodes()), LATER)
    signers = [new.role, old] if handed_on else [new.role]
    publication = made.repository.publication("RO", signers, files, LATER)
    public = [key.public for key in new.role]
    made.repository.delegate("RO", public, made.member_pairs, LATER, publication)
    return new


def _hours(members: reading.Members) -> str:
    found_ = members.of("RO")
    assert found_ is not None
    return next(one.hours for one in found_.authorities if one.role == "contact_point")


def test_members_cannot_give_a_state_s_part_to_others(place: Place) -> None:
    good = place.fetch()
    _new_keys(place, handed_on=False)
    after = place.fetch(LATER + timedelta(minutes=1))
    assert after.error == "" and after.version > good.version
    assert after.held_back == {"RO": good.version}
    members = place.members()
    assert _hours(members) == "24/7"
    assert members.of("RO").held_at == good.version  # type: ignore[union-attr]
    assert members.of("MA").held_at is None  # type: ignore[union-attr]
    assert [one.version for one in members.signers("RO", LATER)]  # the older keys go on
    again = place.fetch(LATER + timedelta(minutes=2))
    assert again.held_back == {"RO": good.version}


def test_keys_that_the_older_ones_have_handed_on_are_taken_over(place: Place) -> None:
    place.fetch()
    _new_keys(place, handed_on=True)
    after = place.fetch(LATER + timedelta(minutes=1))
    assert after.error == "" and after.held_back == {}
    assert _hours(place.members()) == "changed"


def test_a_byte_now_and_then_is_no_answer(place: Place) -> None:
    """Each read is in time, the whole is not."""
    place.tell(trickle=True)
    began = time.monotonic()
    with watching.within(0.5):
        after = place.fetch()
    assert after.error == "DirectorySlowError"
    assert time.monotonic() - began < 3
    with pytest.raises(DirectorySlowError), watching.within(0.05):
        time.sleep(1)


def test_a_damaged_copy_is_named_and_left_as_it_is(place: Place) -> None:
    place.fetch()
    environ = _environ(place)
    assert seen.now(environ, LATER).standing == "current"
    (place.folder / keeping.NOTES).write_bytes(b"\x00")
    assert place.fetch().error == "KeptCopyWrongError"
    assert (place.folder / keeping.NOTES).read_bytes() == b"\x00"
    found_ = seen.now(environ, LATER)
    assert (found_.standing, found_.reason) == ("wrong", "KeptCopyWrongError")


def test_kept_files_that_are_gone_are_named(place: Place) -> None:
    place.fetch()
    for path in place.folder.glob("metadata/*.snapshot.json"):
        path.unlink()
    assert place.fetch().error in ("KeptCopyWrongError", "DirectoryFileMissingError")
    seen._view = None
    found_ = seen.now(_environ(place), LATER)
    assert (found_.standing, found_.reason) == ("wrong", "KeptCopyWrongError")


def test_a_planted_file_is_believed_by_nobody(place: Place) -> None:
    good = place.fetch()
    (place.folder / "metadata" / "900.timestamp.json").write_bytes(b"{}")
    (place.folder / "metadata" / "strange name.json").write_bytes(b"{}")
    assert place.members().version == good.version
    assert "metadata/strange name.json" not in keeping.files(place.folder)


def _environ(place: Place) -> dict[str, str]:
    """The settings of a site whose folder is the one of the test."""
    home = place.folder.parent / "home"
    target = sources.place({HOME: str(home)}, place.source)
    if not target.is_symlink():
        place.folder.mkdir(exist_ok=True)
        target.parent.mkdir(parents=True)
        target.symlink_to(place.folder)
    anchor = place.founded.ceremony.folder / "anchor.json"
    return {HOME: str(home), sources.ADDRESS: place.url, sources.ANCHOR: str(anchor)}


# The process beside the site


def test_one_try_a_minute_and_one_at_once_for_a_directory_that_is_new(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    environ = _environ(place)
    eyes = watching.Watch(environ)
    assert [eyes.look() for _ in range(4)] == [True, False, False, False]
    monkeypatch.setattr(eyes, "_at", time.monotonic() - 61)
    assert [eyes.look() for _ in range(2)] == [True, False]
    environ[sources.ADDRESS] = place.url + "/"
    assert not eyes.look()  # the same directory
    environ[sources.ADDRESS] = place.url.replace("127.0.0.1", "localhost")
    assert eyes.look()


def test_a_demo_that_does_not_answer_yet_is_asked_soon(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    silent = Source(str(_down(place)["url"]), place.founded.anchor, demo=True)
    monkeypatch.setattr(sources, "configured", lambda _environ: silent)
    eyes = watching.Watch(_environ(place))
    assert eyes.look() and not eyes.look()
    monkeypatch.setattr(eyes, "_at", time.monotonic() - 6)
    assert eyes.look()


def test_two_do_not_fetch_into_one_folder_at_once(place: Place) -> None:
    with keeping.alone(place.folder) as first:
        assert first
        assert place.fetch().version == 0
        assert place.asked == []
    assert place.fetch().version > 0


def test_it_is_told_once_what_is_the_matter(place: Place, caplog: pytest.LogCaptureFixture) -> None:
    environ = {**_environ(place), sources.ANCHOR: "nowhere.json"}
    eyes = watching.Watch(environ)
    assert [eyes.look() for _ in range(3)] == [False] * 3
    assert len(caplog.records) == 1
    assert "COMITY_GATEWAY_ANCHOR" in caplog.text


def test_with_the_real_server_in_processes_of_their_own(place: Place, tmp_path: Path) -> None:
    """`comity directory serve` signs freshness anew when it is asked; the watching process keeps it and ends."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    home = str(place.founded.ceremony.folder)
    command = [sys.executable, "-m", "comity.cli", "directory", "serve", "--home", home]
    server = subprocess.Popen([*command, "--port", str(port)], env=_plain(), start_new_session=True)
    try:
        environ = {**_environ(place), sources.ADDRESS: f"http://127.0.0.1:{port}"}
        until = time.monotonic() + 20
        while not keeping.notes(place.folder).version and time.monotonic() < until:
            subprocess.run(
                [sys.executable, "-m", "comity.gateway.members.watching", "once"],
                env={**_plain(), **environ},
                check=True,
            )
        assert keeping.notes(place.folder).error == ""
        assert seen.now(environ).standing == "current"
    finally:
        server.terminate()
        server.wait(10)


def _plain() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("COMITY_")}


@pytest.mark.parametrize("seconds", [0, 2])
def test_it_ends_with_the_process_that_began_it(tmp_path: Path, seconds: int) -> None:
    """Also where that one has ended before this one has found its feet."""
    began = (
        "import os, subprocess, sys, time;"
        "words = [sys.executable, '-m', 'comity.gateway.members.watching', str(os.getpid())];"
        "print(subprocess.Popen(words, stdout=subprocess.DEVNULL).pid, flush=True);"
        f"time.sleep({seconds})"
    )
    told = subprocess.run(
        [sys.executable, "-c", began], stdout=subprocess.PIPE, text=True, check=True,
        cwd=tmp_path, env=_plain(),
    )  # fmt: skip
    pid = int(told.stdout)
    until = time.monotonic() + 15
    while _runs(pid) and time.monotonic() < until:
        time.sleep(0.1)
    assert not _runs(pid)


@pytest.mark.parametrize("words", [[], ["twice"], ["once", "more"], ["-1"]])
def test_other_words_are_answered_with_those_that_it_knows(words: list[str]) -> None:
    assert watching.main(words) == 2


def _runs(pid: int) -> bool:
    try:
        return b"watching" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False
