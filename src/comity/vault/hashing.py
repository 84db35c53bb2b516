"""SHA-256 in a second thread, so that two digests of one pass cost little more than one.

hashlib lets other threads run while it hashes. The queue is short: memory stays bounded, and whoever is
faster waits.
"""

import hashlib
import queue
import threading
from types import TracebackType

from comity.vault import limits


class HashBehind:
    """Hashes what it is given, in order, in its own thread. Leave the block before asking for the result."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()
        self._queue: queue.Queue[bytes | None] = queue.Queue(limits.CHUNKS_AHEAD)
        self._thread = threading.Thread(target=self._work, name="sha256", daemon=True)

    def __enter__(self) -> "HashBehind":
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._queue.put(None)
        self._thread.join()

    def update(self, data: bytes) -> None:
        """Hash these bytes too; they must not change afterwards."""
        self._queue.put(data)

    def digest(self) -> str:
        """The digest string of everything that was given."""
        return "sha256:" + self._hash.hexdigest()

    def _work(self) -> None:
        while (data := self._queue.get()) is not None:
            self._hash.update(data)
