"""The worker of a node: takes jobs from the database and does them, until told to stop."""

import os
import signal
import threading
from types import FrameType


def main() -> None:
    """Run jobs until SIGTERM or SIGINT; a job under way is finished first."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comity.node.settings")
    import django

    django.setup()
    from comity.jobs import worker

    stop = threading.Event()

    def leave(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGINT, leave)
    worker.run_forever(stop)


if __name__ == "__main__":
    main()
