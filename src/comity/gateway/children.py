"""The processes of the public site: begun by one command, begun again when they end, ended with it."""

import subprocess
import time
from collections.abc import Sequence
from typing import Final

LOOK_SECONDS: Final = 0.2
STEADY_SECONDS: Final = 30.0  # who ran for so long does not fail in a row any more
LONGEST_PAUSE_SECONDS: Final = 10.0
END_SECONDS: Final = 10.0


class Child:
    """One process that has to be there, with the descriptors that it inherits."""

    def __init__(self, command: Sequence[str], descriptors: Sequence[int] = ()) -> None:
        self._command = list(command)
        self._descriptors = descriptors
        self._failures = 0
        self._due = 0.0
        self._start()

    def _start(self) -> None:
        self._began = time.monotonic()
        self._process = subprocess.Popen(  # noqa: S603 - our own command line
            self._command, pass_fds=self._descriptors
        )

    @property
    def failed_at_once(self) -> int:
        """What it ended with when its very first run failed before it was steady; else 0."""
        first = self._failures == 0 and time.monotonic() - self._began < STEADY_SECONDS
        return (self._process.poll() or 0) if first else 0

    def look_after(self) -> None:
        """Begin it again when it has ended, after a pause that doubles with each failure in a row."""
        now = time.monotonic()
        if self._process.poll() is None:
            self._due = 0.0
        elif not self._due:
            steady = now - self._began > STEADY_SECONDS
            self._failures = 1 if steady else self._failures + 1
            self._due = now + min(0.2 * 2**self._failures, LONGEST_PAUSE_SECONDS)
        elif now >= self._due:
            self._start()

    def end(self) -> None:
        """End it, politely first."""
        self._process.terminate()
        try:
            self._process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def look_after(children: Sequence[Child]) -> int:
    """Keep them all there until this process is told to end; what a first start failed with, if one fails."""
    while True:
        for one in children:
            if one.failed_at_once > 0:  # wrong settings: trying again changes nothing
                return one.failed_at_once
            one.look_after()
        time.sleep(LOOK_SECONDS)
