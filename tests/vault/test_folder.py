"""The folder vault: complete or absent, written once, resumed, and destroyed exactly as it says."""

import io
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from comity.vault import limits, sealing
from comity.vault.errors import (
    KeyExistsError,
    KeyMissingError,
    ObjectIdWrongError,
    PartChangedError,
    PartExistsError,
    PartialOffsetError,
    PartialTooLongError,
    PartMissingError,
    PartNumberWrongError,
    VaultKeyMissingError,
    VaultKeyWrongError,
)
from comity.vault.folder import FolderVault
from tests.vault.conftest import OBJECT, OTHER, PART_LENGTH, PLAIN, Object

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def vault(tmp_path: Path) -> FolderVault:
    return FolderVault(tmp_path / "vault")


def files(vault: FolderVault) -> list[str]:
    return sorted(path.name for path in vault.root.rglob("*") if path.is_file())


def test_an_object_is_sealed_into_the_vault_and_opened_from_it(vault: FolderVault) -> None:
    key = sealing.new_key()
    sealed = sealing.seal(io.BytesIO(PLAIN), OBJECT, key, vault.sink(OBJECT), PART_LENGTH)
    vault.put_key(OBJECT, key)
    out = io.BytesIO()
    sealing.open_parts(
        [vault.part_path(OBJECT, part.number) for part in sealed.parts],
        OBJECT,
        vault.key(OBJECT),
        sealed.parts,
        out,
        sha256=sealed.sha256,
        length=sealed.length,
    )
    assert out.getvalue() == PLAIN
    assert all(vault.has_part(OBJECT, number) for number in (1, 2, 3))
    assert not vault.has_part(OBJECT, 4)


def test_a_part_is_written_once(vault: FolderVault) -> None:
    vault.write_part(OBJECT, 1, [b"first"])
    with pytest.raises(PartExistsError):
        vault.write_part(OBJECT, 1, [b"second"])
    with pytest.raises(PartExistsError):
        vault.append_partial(OBJECT, 1, 0, b"second")
    assert vault.part_path(OBJECT, 1).read_bytes() == b"first"
    assert files(vault) == ["000001.part"]


def test_of_two_that_write_at_once_one_wins(vault: FolderVault) -> None:
    sink = vault.sink(OBJECT)
    with pytest.raises(PartExistsError), sink.part(1) as slow:
        slow.write(b"slow")
        with sink.part(1) as fast:
            fast.write(b"fast")
    assert vault.part_path(OBJECT, 1).read_bytes() == b"fast"
    assert files(vault) == ["000001.part"]


NAMES = {
    "above": "../../../../../../../../../etc/pass",
    "upper case": OBJECT.upper(),
    "short": OBJECT[:-1],
    "only dashes": "-" * 36,
    "new line": OBJECT + "\n",
}


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES.keys())
@pytest.mark.parametrize(
    "use",
    [
        lambda vault, name: vault.part_path(name, 1),
        lambda vault, name: vault.sink(name),
        lambda vault, name: vault.append_partial(name, 1, 0, b""),
        lambda vault, name: vault.put_key(name, b"k" * 32),
        lambda vault, name: vault.key(name),
        lambda vault, name: vault.destroy(name),
    ],
    ids=["path", "sink", "partial", "put key", "key", "destroy"],
)
def test_names_never_lead_out_of_the_vault(
    vault: FolderVault, use: Callable[[FolderVault, str], object], name: str
) -> None:
    with pytest.raises(ObjectIdWrongError):
        use(vault, name)


@pytest.mark.parametrize("number", [0, -1, True, limits.PARTS_PER_OBJECT + 1, "1", 1.0])
def test_parts_are_numbered_from_one(vault: FolderVault, number: int) -> None:
    with pytest.raises(PartNumberWrongError):
        vault.part_path(OBJECT, number)


def test_an_error_while_writing_leaves_nothing(vault: FolderVault) -> None:
    def broken() -> list[bytes]:
        raise OSError("gone")

    with pytest.raises(OSError, match="gone"), vault.sink(OBJECT).part(1) as out:
        out.write(b"half")
        broken()
    assert files(vault) == []


WRITE_AND_HANG = """
import sys, time
from pathlib import Path
from comity.vault.folder import FolderVault
with FolderVault(Path(sys.argv[1])).sink(sys.argv[2]).part(1) as out:
    out.write(b"half" * 100_000)
    out.flush()
    print("half", flush=True)
    time.sleep(600)
"""


def test_a_process_that_is_killed_leaves_no_half_part(vault: FolderVault) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", WRITE_AND_HANG, str(vault.root), OBJECT],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"half\n"
    process.send_signal(signal.SIGKILL)
    assert process.wait(20) == -signal.SIGKILL
    process.stdout.close()
    assert not vault.has_part(OBJECT, 1)
    assert len(files(vault)) == 1
    assert vault.discard_unfinished(time.time() - 3600) == 0  # it could still be under way
    assert vault.discard_unfinished(time.time() + 60) == 1
    vault.write_part(OBJECT, 1, [b"whole"])
    assert files(vault) == ["000001.part"]


def test_a_part_arrives_in_pieces_and_is_resumed(vault: FolderVault, made: Object) -> None:
    data, part = made.parts[0], made.sealed.parts[0]
    assert vault.partial_length(OBJECT, 1) == 0
    assert vault.append_partial(OBJECT, 1, 0, data[:1000]) == 1000
    assert not vault.has_part(OBJECT, 1)
    resumed = FolderVault(vault.root)
    here = resumed.partial_length(OBJECT, 1)
    assert here == 1000
    resumed.append_partial(OBJECT, 1, here, data[here:])
    resumed.finish_part(OBJECT, 1, part)
    assert vault.part_path(OBJECT, 1).read_bytes() == data
    assert files(vault) == ["000001.part"]
    assert vault.partial_length(OBJECT, 1) == 0
    vault.finish_part(OBJECT, 1, part)  # once more, as after a crash: nothing to do


@pytest.mark.parametrize("offset", [0, 999, 1001, -1])
def test_pieces_have_to_continue_what_is_here(vault: FolderVault, offset: int) -> None:
    vault.append_partial(OBJECT, 1, 0, b"x" * 1000)
    with pytest.raises(PartialOffsetError):
        vault.append_partial(OBJECT, 1, offset, b"y")
    assert vault.partial_length(OBJECT, 1) == 1000


def test_nobody_fills_the_disk_through_one_part(
    vault: FolderVault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "SEALED_PART_MOST", 1000)
    vault.append_partial(OBJECT, 1, 0, b"x" * 1000)
    with pytest.raises(PartialTooLongError):
        vault.append_partial(OBJECT, 1, 1000, b"y")


ARRIVED: dict[str, Callable[[Object], bytes]] = {
    "changed": lambda made: b"x" + made.parts[0][1:],
    "cut short": lambda made: made.parts[0][:-1],
    "longer": lambda made: made.parts[0] + b"x",
    "another part": lambda made: made.parts[1],
    "empty": lambda made: b"",
}


@pytest.mark.parametrize("arrived", ARRIVED.values(), ids=ARRIVED.keys())
def test_what_is_not_the_listed_part_is_thrown_away(
    vault: FolderVault, made: Object, arrived: Callable[[Object], bytes]
) -> None:
    vault.append_partial(OBJECT, 1, 0, arrived(made))
    with pytest.raises(PartChangedError):
        vault.finish_part(OBJECT, 1, made.sealed.parts[0])
    assert files(vault) == []
    vault.append_partial(OBJECT, 1, 0, made.parts[0])
    vault.finish_part(OBJECT, 1, made.sealed.parts[0])


def test_finishing_needs_something_and_the_right_row(vault: FolderVault, made: Object) -> None:
    with pytest.raises(PartMissingError):
        vault.finish_part(OBJECT, 1, made.sealed.parts[0])
    vault.append_partial(OBJECT, 1, 0, made.parts[0])
    with pytest.raises(PartChangedError):
        vault.finish_part(OBJECT, 1, made.sealed.parts[1])


def test_a_part_that_is_here_is_judged_by_the_list_too(vault: FolderVault, made: Object) -> None:
    vault.write_part(OBJECT, 1, [b"other"])
    with pytest.raises(PartChangedError):
        vault.finish_part(OBJECT, 1, made.sealed.parts[0])
    assert vault.part_path(OBJECT, 1).read_bytes() == b"other"


def test_two_that_pull_the_same_part_cannot_spoil_it(vault: FolderVault, made: Object) -> None:
    """One finishes the part while the other still adds to it: the finished file must not grow."""
    data, part = made.parts[0], made.sealed.parts[0]
    start, errors = threading.Barrier(4), list[Exception]()

    def pull() -> None:
        start.wait(10)
        while not vault.has_part(OBJECT, 1):
            try:
                here = vault.partial_length(OBJECT, 1)
                if here < len(data):
                    vault.append_partial(OBJECT, 1, here, data[here : here + 5_000])
                else:
                    vault.finish_part(OBJECT, 1, part)
            except (PartialOffsetError, PartExistsError, PartMissingError):
                continue
            except Exception as error:
                errors.append(error)
                return

    threads = [threading.Thread(target=pull) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert errors == []
    assert vault.part_path(OBJECT, 1).read_bytes() == data
    assert files(vault) == ["000001.part"]


def test_keys_are_wrapped_and_bound_to_their_object(vault: FolderVault) -> None:
    key = sealing.new_key()
    vault.put_key(OBJECT, key)
    assert FolderVault(vault.root).key(OBJECT) == key
    stored = vault.root / "keys" / f"{OBJECT}.key"
    assert key not in stored.read_bytes()
    assert stored.stat().st_mode & 0o077 == 0
    stored.with_name(f"{OTHER}.key").write_bytes(stored.read_bytes())
    with pytest.raises(VaultKeyWrongError):
        vault.key(OTHER)


def test_a_key_is_stored_once(vault: FolderVault) -> None:
    key = sealing.new_key()
    vault.put_key(OBJECT, key)
    vault.put_key(OBJECT, key)
    with pytest.raises(KeyExistsError):
        vault.put_key(OBJECT, sealing.new_key())
    assert vault.key(OBJECT) == key
    with pytest.raises(KeyMissingError):
        vault.key(OTHER)


def test_a_lost_vault_key_is_never_replaced(vault: FolderVault, tmp_path: Path) -> None:
    vault.put_key(OBJECT, sealing.new_key())
    key_file = tmp_path / "keys" / "vault.key"
    saved = key_file.read_bytes()
    key_file.unlink()
    with pytest.raises(VaultKeyMissingError):
        vault.key(OBJECT)
    with pytest.raises(VaultKeyMissingError):
        vault.put_key(OTHER, sealing.new_key())
    assert not key_file.exists()
    for wrong in (os.urandom(32), b"short", b""):
        key_file.write_bytes(wrong)
        with pytest.raises(VaultKeyWrongError):
            vault.key(OBJECT)
    key_file.write_bytes(saved)
    assert vault.key(OBJECT)


@pytest.mark.parametrize("at", [0, 12, -1])
def test_a_changed_stored_key_does_not_open(vault: FolderVault, at: int) -> None:
    vault.put_key(OBJECT, sealing.new_key())
    stored = vault.root / "keys" / f"{OBJECT}.key"
    data = bytearray(stored.read_bytes())
    data[at] ^= 1
    stored.write_bytes(data)
    with pytest.raises(VaultKeyWrongError):
        vault.key(OBJECT)
    stored.write_bytes(b"")
    with pytest.raises(VaultKeyWrongError):
        vault.key(OBJECT)


def test_destroying_says_exactly_what_it_did(vault: FolderVault) -> None:
    vault.put_key(OBJECT, sealing.new_key())
    vault.put_key(OTHER, sealing.new_key())
    vault.write_part(OBJECT, 1, [b"x" * 10])
    vault.write_part(OBJECT, 2, [b"x" * 20])
    vault.append_partial(OBJECT, 3, 0, b"x" * 5)
    vault.write_part(OTHER, 1, [b"other"])
    done = vault.destroy(OBJECT)
    assert (done.key, done.parts, done.partials, done.length) == (True, 2, 1, 35)
    assert done.sentence == (
        "The key was overwritten and removed in this vault; 2 sealed parts and 1 unfinished ones, "
        "35 bytes in all, were removed from it. Copies elsewhere are not known to it."
    )
    with pytest.raises(KeyMissingError):
        vault.key(OBJECT)
    assert files(vault) == sorted(["000001.part", f"{OTHER}.key"])
    again = vault.destroy(OBJECT)
    assert (again.key, again.parts, again.partials, again.length) == (False, 0, 0, 0)
    assert again.sentence.startswith("There was no key in this vault; 0 sealed parts")
