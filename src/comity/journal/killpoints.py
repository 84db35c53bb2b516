"""Named places where a fault test ends this process the hard way, as a power cut would.

``COMITY_KILL_AT`` names one point; ``COMITY_KILL_ONCE`` names a file that is made just before the end,
so that the process that is started again passes. Without the first variable nothing happens. A point
that nobody knows is refused, so that a test cannot pass by a misspelt name.
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

POINTS = (
    OUTBOX_COMMITTED,  # sender: letter and envelope are in the database, nothing was sent
    ENVELOPE_POSTED,  # sender: the other node has answered, nothing of it is stored here
    RECEIPT_RECEIVED,  # sender: the receipt is stored and committed
    LETTER_STORED_BEFORE_COMMIT,  # receiver: all is written, nothing is committed
    LETTER_STORED_AFTER_COMMIT,  # receiver: committed, the receipt has not left
    COPY_WRITTEN,  # provider: a frozen copy is in the vault, the database does not count it yet
    RECEIPT_SENT,  # receiver: the answer was handed to the web server
)


def reach(name: str) -> None:
    """End this process with SIGKILL if a fault test asks for it here; otherwise do nothing."""
    if name not in POINTS:
        raise ValueError(f"no such kill point: {name}")
    if os.environ.get(VARIABLE) != name:
        return
    once = os.environ.get(ONCE)
    if once:
        path = Path(once)
        try:
            with path.open("x") as out:
                out.write(f"{name} {os.getpid()}\n")
                out.flush()
                os.fsync(out.fileno())
        except FileExistsError:
            return
    os.kill(os.getpid(), signal.SIGKILL)
