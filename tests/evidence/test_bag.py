"""The bag: whole and unchanged, or a named error. Also judged by the Library of Congress' tool."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import bagit
import pytest

from comity.evidence import bag
from comity.evidence.bag_writer import BagWriter
from comity.evidence.errors import (
    BagError,
    BagUnreadableError,
    FileAddedError,
    FileChangedError,
    FileMissingError,
    FileNotPlainError,
    FolderInTheWayError,
    NameNotSafeError,
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with BagWriter(tmp_path / "bag") as writer:
        writer.add("letters/one.json", b"{}")
        writer.add_chunks("exhibits/a/half of it.bin", [b"x" * 1000, b"y"])
        writer.add("empty", b"")
        return writer.finish({"Source-Organization": "a test"}, datetime(2026, 11, 24, tzinfo=UTC))


def test_a_bag_is_accepted_by_us_and_by_the_library_of_congress(folder: Path) -> None:
    assert set(bag.check(folder).payload) == {
        "data/letters/one.json",
        "data/exhibits/a/half of it.bin",
        "data/empty",
    }
    judge = bagit.Bag(str(folder))
    assert judge.is_valid()
    assert judge.version_info == (1, 0)


def _replace_by_link(folder: Path) -> None:
    (folder / "data/empty").unlink()
    (folder / "data/empty").symlink_to(folder / "bagit.txt")


def _two_lines_for_one(folder: Path) -> None:
    path = folder / "manifest-sha256.txt"
    path.write_bytes(path.read_bytes() * 2)


def _line(folder: Path, line: str) -> None:
    path = folder / "manifest-sha256.txt"
    path.write_text(path.read_text() + line)


ATTACKS: list[tuple[str, Callable[[Path], object], type[BagError]]] = [
    (
        "payload changed",
        lambda f: (f / "data/letters/one.json").write_bytes(b"[]"),
        FileChangedError,
    ),
    ("payload removed", lambda f: (f / "data/empty").unlink(), FileMissingError),
    ("payload added", lambda f: (f / "data/more").write_bytes(b""), FileAddedError),
    ("tag file added", lambda f: (f / "notes.txt").write_bytes(b""), FileAddedError),
    ("information changed", lambda f: (f / "bag-info.txt").write_bytes(b""), FileChangedError),
    ("manifest emptied", lambda f: (f / "manifest-sha256.txt").write_bytes(b""), FileChangedError),
    ("tag manifest removed", lambda f: (f / "tagmanifest-sha256.txt").unlink(), FileMissingError),
    (
        "another version",
        lambda f: (f / "bagit.txt").write_bytes(b"BagIt-Version: 0.97\n"),
        BagUnreadableError,
    ),
    ("no declaration", lambda f: (f / "bagit.txt").unlink(), BagUnreadableError),
    ("a link", _replace_by_link, FileNotPlainError),
    ("a line twice", _two_lines_for_one, FileNotPlainError),
    (
        "a path that leaves",
        lambda f: _line(f, "0" * 64 + "  data/../../etc/passwd\n"),
        FileNotPlainError,
    ),
    ("an absolute path", lambda f: _line(f, "0" * 64 + "  /etc/passwd\n"), FileNotPlainError),
    ("not a line", lambda f: _line(f, "hello\n"), FileNotPlainError),
]


@pytest.mark.parametrize(("name", "attack", "error"), ATTACKS, ids=[row[0] for row in ATTACKS])
def test_whatever_was_done_to_it_is_named(
    folder: Path, name: str, attack: Callable[[Path], object], error: type[BagError]
) -> None:
    attack(folder)
    with pytest.raises(error) as caught:
        bag.check(folder)
    assert caught.value.file


def test_a_bag_that_failed_half_way_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(OSError), BagWriter(tmp_path / "bag") as writer:
        writer.add("one", b"1")
        raise OSError("disk full")
    assert list(tmp_path.iterdir()) == []


def test_an_export_never_overwrites(folder: Path) -> None:
    with pytest.raises(FolderInTheWayError):
        BagWriter(folder)


@pytest.mark.parametrize("name", ["../out", "a/../../b", "/etc/passwd", "50%", "a\nb", "", "a//b"])
def test_names_that_tools_read_differently_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(NameNotSafeError), BagWriter(tmp_path / "bag") as writer:
        writer.add(name, b"")
