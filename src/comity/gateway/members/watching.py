"""The process beside the site that keeps its copy of the directory.

python -m comity.gateway.members.watching 4711    as long as process 4711, which began it, is there
python -m comity.gateway.members.watching once    a single try: before an export

Apart from the site, so that no page ever waits for the directory and the process that serves strangers opens no
connection. One try a minute for one directory; a directory that is new here (a demo that begins, or that moves its
clock) is asked at once, and a demo that does not answer yet after a few seconds.
"""

import logging
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from types import FrameType

from comity.gateway.members import limits, sources
from comity.gateway.members.errors import DirectorySlowError, MembersError
from comity.gateway.members.fetching import refresh
from comity.gateway.members.sources import Source

log = logging.getLogger(__name__)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """What is done here ends in time, even where somebody sends a byte now and then. Main thread only.

    Raises DirectorySlowError.
    """

    def over(_number: int, _frame: FrameType | None) -> None:
        raise DirectorySlowError

    before = signal.signal(signal.SIGALRM, over)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


class Watch:
    """Looks again and again; tries when it is due."""

    def __init__(self, environ: Mapping[str, str], seconds: float = limits.FETCH_SECONDS) -> None:
        self._environ = environ
        self._seconds = seconds
        self._asked: Source | None = None
        self._at = 0.0
        self._said = ""

    def look(self) -> bool:
        """One look; whether the directory was asked."""
        try:
            source = sources.configured(self._environ)
        except MembersError as error:
            self._say(error.code, error.sentence)
            return False
        if source is None or not self._is_due(source):
            return False
        self._asked, self._at = source, time.monotonic()
        self._try(source)
        return True

    def _is_due(self, source: Source) -> bool:
        waited = time.monotonic() - self._at
        begins = (
            source.demo and self._said != ""
        )  # its server is started after its files are written
        pause = limits.DEMO_SECONDS if begins else limits.FETCH_EVERY.total_seconds()
        return source != self._asked or waited >= pause

    def _try(self, source: Source) -> None:
        folder = sources.place(self._environ, source)
        try:
            with within(self._seconds):
                notes = refresh(source, folder, datetime.now(UTC))
        except (
            MembersError,
            OSError,
        ) as error:  # between two of its own tries, or a disk that is full
            self._say(type(error).__name__, str(error))
            return
        self._say(notes.error, f"The directory at {source.url}: {notes.error}")

    def _say(self, code: str, sentence: str) -> None:
        """In the log once, until something else is the matter."""
        if code and code != self._said:
            log.warning(sentence)
        self._said = code


def watch(environ: Mapping[str, str], ended: Callable[[], bool]) -> None:
    """Look until ``ended``."""
    eyes = Watch(environ)
    while not ended():
        eyes.look()
        time.sleep(limits.LOOK_SECONDS)


def main(words: list[str]) -> int:
    """Try once, or watch as long as the parent of this number lives; 2 for other words."""
    logging.basicConfig(format="%(message)s")
    if words == ["once"]:
        Watch(os.environ).look()
        return 0
    if len(words) != 1 or not words[0].isdecimal():
        sys.stderr.write(__doc__ or "")
        return 2
    parent = int(words[0])
    with suppress(KeyboardInterrupt):
        watch(os.environ, lambda: os.getppid() != parent)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
