"""One command, several processes: the officers' door, the nodes' door and the worker.

A child that dies is started again after a pause that grows; children die with their parent, so that
nothing is left holding a port. The doors are apart because a slow upload by another node must never
starve an officer's screen (measured: four slow uploads stop a pool of four threads).
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

DESK_THREADS = 32  # a browser holds several connections open, a slow one each holds a thread
POST_THREADS = 64
LONGEST_PAUSE_SECONDS = 10.0
STEADY_SECONDS = 30.0  # who has run for so long does not fail in a row any more
PR_SET_PDEATHSIG = 1


def die_with_parent() -> None:
    """Ask the kernel to end this process when its parent ends (Linux only; elsewhere no effect)."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def gunicorn(urls: str, port: int, threads: int) -> list[str]:
    """The command line of one door on loopback; a proxy with TLS stands before it elsewhere."""
    return [
        sys.executable, "-m", "gunicorn", "comity.node.wsgi:application",
        "--worker-class", "gthread", "--workers", "1", "--threads", str(threads),
        "--bind", f"127.0.0.1:{port}", "--env", f"COMITY_URLS={urls}",
        "--timeout", "120", "--graceful-timeout", "5", "--log-level", "warning",
        "--no-control-socket",
    ]  # fmt: skip


@dataclass
class Child:
    """One process that has to be there."""

    name: str
    command: list[str]
    log: Path
    process: subprocess.Popen[bytes] | None = None
    failures: int = 0
    next_start: float = 0.0
    started: float = 0.0
    environment: dict[str, str] = field(default_factory=dict)

    def start(self) -> None:
        """Start the process with its output in its log."""
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(  # noqa: S603 - our own command line
                self.command,
                stdout=out,
                stderr=out,
                stdin=subprocess.DEVNULL,
                env={**os.environ, **self.environment},
                preexec_fn=die_with_parent,  # noqa: PLW1509 - the supervisor has one thread
            )
        self.started = time.monotonic()
        self.log.with_suffix(".pid").write_text(str(self.process.pid), "ascii")

    def look_after(self) -> None:
        """Start again what has died, after a pause that doubles with each failure in a row."""
        if self.process is not None and self.process.poll() is None:
            return
        if time.monotonic() < self.next_start:
            return
        if self.process is not None:
            steady = time.monotonic() - self.started > STEADY_SECONDS
            self.failures = 1 if steady else self.failures + 1
            pause = min(0.2 * 2**self.failures, LONGEST_PAUSE_SECONDS)
            self.next_start = time.monotonic() + pause
        self.start()

    def stop(self) -> None:
        """End the process, politely first."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def node_children(home: Path, desk_port: int, post_port: int) -> list[Child]:
    """The three processes of a node."""
    logs = home / "logs"
    logs.mkdir(exist_ok=True)
    desk = gunicorn("comity.node.desk_urls", desk_port, DESK_THREADS)
    post = gunicorn("comity.node.post_urls", post_port, POST_THREADS)
    work = [sys.executable, "-m", "comity.node.worker"]
    return [
        Child("desk", desk, logs / "desk.log"),
        Child("post", post, logs / "post.log"),
        Child("worker", work, logs / "worker.log"),
    ]


def run(children: list[Child]) -> None:
    """Keep all children running until SIGTERM or SIGINT."""
    leaving = False

    def leave(_signal: int, _frame: FrameType | None) -> None:
        nonlocal leaving
        leaving = True

    signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGINT, leave)
    while not leaving:
        for child in children:
            child.look_after()
        time.sleep(0.1)
    for child in reversed(children):
        child.stop()
