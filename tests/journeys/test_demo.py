"""`make demo ONCE=1 OUT=...`, twice at once: two stories do not disturb each other; what they give out holds."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import pytest

PATIENCE_SECONDS = 900


@dataclass
class Told:
    """A demo that ran to its end."""

    status: int
    said: str
    home: Path
    out: Path


@pytest.fixture(scope="module")
def demos(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Told]]:
    """Two demos, told at the same time in two places."""
    folder = tmp_path_factory.mktemp("demos")
    running = [(name, start(folder / name)) for name in ("one", "two")]
    told = []
    try:
        for name, process in running:
            said, _ = process.communicate(timeout=PATIENCE_SECONDS)
            told.append(
                Told(process.returncode, said, folder / name / "home", folder / name / "out")
            )
        yield told
    finally:
        for _, process in running:
            if process.poll() is None:
                process.terminate()
                process.communicate(timeout=60)


def start(folder: Path) -> subprocess.Popen[str]:
    folder.mkdir()
    return subprocess.Popen(
        [sys.executable, "-m", "comity.cli", "demo", "--once", "--out", str(folder / "out")],
        env={**os.environ, "COMITY_DEMO_HOME": str(folder / "home")},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def verify(folder: Path, anchor: Path | None) -> tuple[int, str, Mapping[str, object]]:
    """`comity verify --json`: its exit status, all that it said, and its account."""
    words = [sys.executable, "-m", "comity.cli", "verify", str(folder), "--json"]
    if anchor is not None:
        words += ["--trust", str(anchor)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr, json.loads(done.stdout or "{}")


def test_both_end_well_and_give_out_evidence(demos: list[Told]) -> None:
    for one in demos:
        assert one.status == 0, one.said[-3000:]
        assert "DEMO CLOCK" in one.said
        assert verify(one.out / "evidence", one.out / "anchor.json")[0] == 0


def test_they_have_shared_nothing(demos: list[Told]) -> None:
    worlds = [json.loads((one.home / "world.json").read_text("utf-8")) for one in demos]
    ports = [{one["directory_port"], *chain(*one["ports"].values())} for one in worlds]
    assert len(ports[0]) == len(ports[1]) == 7 and not ports[0] & ports[1]
    first, second = demos
    assert (first.out / "anchor.json").read_bytes() != (second.out / "anchor.json").read_bytes()
    assert verify(first.out / "evidence", second.out / "anchor.json")[0] == 1


def test_without_an_anchor_the_origin_is_unproven(demos: list[Told]) -> None:
    assert verify(demos[0].out / "evidence", None)[0] == 3


def test_one_changed_byte_of_an_exhibit_is_named(demos: list[Told], tmp_path: Path) -> None:
    evidence = tmp_path / "evidence"
    shutil.copytree(demos[0].out / "evidence", evidence)
    (exhibit,) = evidence.rglob("mailbox.zip")
    data = bytearray(exhibit.read_bytes())
    data[len(data) // 2] ^= 1
    exhibit.chmod(0o600)
    exhibit.write_bytes(data)
    status, said, _ = verify(evidence, demos[0].out / "anchor.json")
    assert status == 1
    assert exhibit.relative_to(evidence).as_posix() in said


def test_no_process_of_theirs_is_left(demos: list[Told]) -> None:
    homes = [str(one.home).encode() for one in demos]
    left = []
    for status in Path("/proc").glob("[0-9]*/environ"):
        try:
            environment = status.read_bytes()
        except OSError:
            continue  # it has ended, or is not ours
        left += [status for home in homes if b"COMITY_HOME=" + home in environment]
    assert not left
