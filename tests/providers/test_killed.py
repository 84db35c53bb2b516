"""A worker that is killed while it copies leaves no half hold; the next one does the whole."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from comity.journal import killpoints
from comity.providers import store


def run(home: Path, step: str, **environment: str) -> subprocess.CompletedProcess[str]:
    known = {key: value for key, value in os.environ.items() if not key.startswith("COMITY_")}
    return subprocess.run(
        [sys.executable, "-m", "tests.providers.killed", str(home), step],
        capture_output=True,
        text=True,
        timeout=120,
        env={**known, "PYTHONPATH": "src:.", **environment},
        check=False,
    )


def shown(home: Path) -> dict[str, Any]:
    done = run(home, "show")
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_kill_9_leaves_no_half_hold(tmp_path: Path) -> None:
    prepared = run(tmp_path, "prepare")
    assert prepared.returncode == 0, prepared.stderr
    killed = run(tmp_path, "work", **{killpoints.VARIABLE: killpoints.COPY_WRITTEN})
    assert killed.returncode == -signal.SIGKILL
    half = shown(tmp_path)
    assert (half["hold"], half["certificates"], half["jobs"]) == (["freezing"], 0, 1)
    assert half["copies"] == [["mail", "copying"]] and len(half["in vault"]) == 1

    again = run(tmp_path, "after-the-lease")
    assert again.returncode == 0, again.stderr
    whole = shown(tmp_path)
    assert (whole["hold"], whole["certificates"], whole["jobs"]) == (["frozen"], 1, 0)
    assert whole["copies"] == [["access", "copied"], ["mail", "copied"]]
    assert whole["in vault"] == whole["objects"] and whole["keys"] == 2
    assert half["in vault"][0] not in whole["in vault"]


def test_only_one_worker_copies_at_a_time() -> None:
    with store.only_one("m") as first, store.only_one("m") as second, store.only_one("n") as other:
        assert (first, second, other) == (True, False, True)
    with store.only_one("m") as later:
        assert later
