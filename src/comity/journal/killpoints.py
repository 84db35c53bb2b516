"""Named places where a fault test ends this process the hard way, as a power cut would.

``COMITY_KILL_AT`` names points, with commas between; ``COMITY_KILL_ONCE`` names a folder in which a file is
made just before each end, so that the process that is started again passes. Without the first variable
nothing happens. A point that nobody knows is refused, so that a test cannot pass by a misspelt name.
"""

import os
import signal
from pathlib import Path

VARIABLE = "COMITY_KILL_AT"
ONCE = "COMITY_KILL_ONCE"

OUTBOX_COMMITTED = "outbox-committed"
ENVELOPE_POSTED = "envelope-posted"
RECEIPT_RECEIVED = "receipt-received"
LETTER_STORED_BEFORE_COMMIT = "letter-stored-before-commit"
LETTER_STORED_AFTER_COMMIT = "letter-stored-after-commit"
RECEIPT_SENT = "receipt-sent"
COPY_WRITTEN = "copy-written"
EXHIBIT_SEALED = "exhibit-sealed"
PART_ARRIVED = "part-arrived"
EXHIBIT_SETTLED = "exhibit-settled"

POINTS = (
    OUTBOX_COMMITTED,  # sender: letter and envelope are in the database, nothing was sent
    ENVELOPE_POSTED,  # sender: the other node has answered, nothing of it is stored here
    RECEIPT_RECEIVED,  # sender: the receipt is stored and committed
    LETTER_STORED_BEFORE_COMMIT,  # receiver: all is written, nothing is committed
    LETTER_STORED_AFTER_COMMIT,  # receiver: committed, the receipt has not left
    COPY_WRITTEN,  # provider: a frozen copy is in the vault, the database does not count it yet
    EXHIBIT_SEALED,  # provider: an exhibit is in the vault, no letter speaks of it yet
    PART_ARRIVED,  # receiver: a part is in the vault, the exhibit is not settled
    EXHIBIT_SETTLED,  # receiver: the exhibit is verified and the answer queued, all committed
    RECEIPT_SENT,  # receiver: the answer was handed to the web server
)


def reach(name: str) -> None:
    """End this process with SIGKILL if a fault test asks for it here; otherwise do nothing."""
    if name not in POINTS:
        raise ValueError(f"no such kill point: {name}")
    asked = os.environ.get(VARIABLE, "")
    if not asked or name not in asked.split(","):
        return
    once = os.environ.get(ONCE)
    if once and not _first_time(Path(once) / name):
        return
    os.kill(os.getpid(), signal.SIGKILL)


def _first_time(path: Path) -> bool:
    try:
        with path.open("x") as out:
            out.write(f"{os.getpid()}\n")
            out.flush()
            os.fsync(out.fileno())
    except FileExistsError:
        return False
    return True
