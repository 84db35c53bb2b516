"""How long and how much the site takes of a directory that others serve. Sizes in bytes."""

from datetime import timedelta
from typing import Final

from comity.trust.limits import KIB, MIB, PUBLICATION_BYTES

FETCH_EVERY: Final = timedelta(seconds=60)  # between two tries, whatever came of the first
DEMO_SECONDS: Final = 5.0  # the same for a demo on this machine that does not answer yet
LOOK_SECONDS: Final = 2.0  # between two looks at the settings and at a demo
CONNECT_SECONDS: Final = 3.0
ANSWER_SECONDS: Final = 10.0  # without a byte
FETCH_SECONDS: Final = 300.0  # one whole fetch; no page waits for it
FETCH_BYTES: Final = 128 * MIB  # one whole fetch
FILE_BYTES: Final = PUBLICATION_BYTES  # one kept file
NOTES_BYTES: Final = 8 * MIB  # a State's two keys take about 6 KiB
ANCHOR_BYTES: Final = 16 * KIB
DEMO_BYTES: Final = 64 * KIB  # one file of a demo
NUMBER_CHARS: Final = 32  # a process or a clock of a demo
ADDRESS_CHARS: Final = 500
CLOCK_SECONDS: Final = 20 * 366 * 86_400  # how far a demo's clock may be moved
