"""Where a demo that is running on this machine has its directory. Its files are read; nothing of it is imported.

Of the demo's own file, which also holds a password, only the directory's port is taken. Pure but for the files.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

from comity.gateway.members import limits
from comity.gateway.members.errors import DemoFilesWrongError
from comity.wire import canonical
from comity.wire.errors import WireError

FOLDER: Final = "COMITY_DEMO_HOME"
"""The variable that names the demo's folder; ``.demo`` where it is not set."""
PORTS: Final = range(1, 65_536)


@dataclass(frozen=True, slots=True)
class Demo:
    """A running demo."""

    url: str  # of its directory
    anchor: Path
    ahead: timedelta  # how far its clock is moved


def folder(environ: Mapping[str, str]) -> Path:
    """Where a demo keeps its world."""
    return Path(environ.get(FOLDER, ".demo"))


def running(place: Path) -> Demo | None:
    """The demo in this folder, or None where none runs. Raises DemoFilesWrongError."""
    if not _is_alive(place / "demo.pid"):
        return None
    try:
        world = canonical.decode(_read(place / "world.json"), max_bytes=limits.DEMO_BYTES)
        port = world["directory_port"]
        ahead = int(_text(place / "clock").strip() or "0")
    except (OSError, ValueError, KeyError, TypeError, WireError) as error:
        raise DemoFilesWrongError(because=type(error).__name__) from error
    if type(port) is not int or port not in PORTS or abs(ahead) > limits.CLOCK_SECONDS:
        raise DemoFilesWrongError(because="a value out of range")
    anchor = place / "directory" / "anchor.json"
    return Demo(f"http://127.0.0.1:{port}", anchor, timedelta(seconds=ahead))


def _is_alive(pid_file: Path) -> bool:
    """Whether the process that is named there is a demo: its number can be another's since."""
    try:
        pid = int(_text(pid_file))
    except (OSError, ValueError):
        return False
    if pid <= 0:
        return False
    try:
        return b"demo" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return not Path("/proc/self").exists() and _answers(pid)


def _answers(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return True


def _text(path: Path) -> str:
    """A short text: a number, as the demo writes it. Raises ValueError."""
    data = _read(path)
    if len(data) > limits.NUMBER_CHARS:
        raise ValueError("too long")
    return data.decode("ascii")


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(limits.DEMO_BYTES + 1)
