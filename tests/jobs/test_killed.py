"""kill -9 of a real worker process: the next one does the job, and its effect stands once."""

import json
import os
import secrets
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A node's home with an empty database, on SQLite or on the server that the tests are given."""
    server = os.environ.get("COMITY_TEST_DATABASE_URL", "")
    name = f"comity_killed_{secrets.token_hex(4)}"
    if server:
        on_server(server, f"CREATE DATABASE {name}")
    told = {
        "node": "ro-1",
        "state": "RO",
        "authorities": ["RO/contact-point"],
        "directory_url": "http://127.0.0.1:1",
        "desk_port": 1,
        "post_port": 2,
        "secret_key": "test-only",
        "demo": True,
        "database_url": urlunsplit(urlsplit(server)._replace(path=f"/{name}")) if server else "",
    }
    (tmp_path / "node.json").write_text(json.dumps(told), "utf-8")
    yield tmp_path
    if server:
        on_server(server, f"DROP DATABASE {name} WITH (FORCE)")


def on_server(server: str, statement: str) -> None:
    import psycopg

    place = urlunsplit(urlsplit(server)._replace(path="/postgres"))
    with psycopg.connect(place, autocommit=True) as connection:
        connection.execute(statement)


def start(home: Path, command: str, hang: str = "") -> subprocess.Popen[str]:
    path = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
    environment = {
        **os.environ,
        "COMITY_HOME": str(home),
        "COMITY_TEST_HANG": hang,
        "PYTHONPATH": path,
    }
    return subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("process.py")), command],
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    )


def finish(process: subprocess.Popen[str]) -> str:
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    return out.strip()


@pytest.mark.parametrize(
    ("hang", "word", "attempts"),
    [("before", "begun", 2), ("after", "committed", 1)],
    ids=["before the commit", "after the commit"],
)
def test_a_killed_worker(home: Path, hang: str, word: str, attempts: int) -> None:
    finish(start(home, "prepare"))
    first = start(home, "work", hang)
    assert first.stdout is not None
    assert any(line.strip() == word for line in first.stdout)
    first.send_signal(signal.SIGKILL)
    assert first.wait(20) == -signal.SIGKILL
    first.stdout.close()
    finish(start(home, "work"))
    assert finish(start(home, "count")) == f"1 {attempts} True True"
