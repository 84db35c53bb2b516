"""What a dump may hold at most, and how many are listed."""

from typing import Final

MANIFEST_BYTES: Final = 256 * 1024
"""The largest manifest that is read. Today's has about 12 kB."""

SIGNED_BYTES: Final = 512 * 1024
"""The largest signed manifest: the same in base64, and two signatures."""

KEYS_BYTES: Final = 64 * 1024
"""The largest file of keys."""

FILES: Final = 400
"""The most files of one dump. Today's has about 90."""

FILE_BYTES: Final = 512 * 1024 * 1024
"""The largest file of a dump. Today's has about 6 MB."""

NAME_CHARS: Final = 100
"""The longest name of a file in a dump, its folder included."""

CELL_CHARS: Final = 8_000
"""The longest text of one cell."""

LISTED: Final = 50
"""The most dumps that the page lists, newest first. Older ones stay where they are."""

EVERY_DAYS: Final = 30
"""A new dump is made when the data changed, or when the newest one is older than this many days."""

LEFTOVER_SECONDS: Final = 3600
"""A half-made dump that nobody has touched for this long is removed."""

VOUCH_BYTES: Final = 32 * 1024
"""The largest statement about the keys of the site. One has about 5 kB."""

VOUCH_DAYS: Final = 731
"""For how many days at most an authority may vouch for keys: two years, then it looks again."""

VOUCHED: Final = 50
"""The most statements that are looked at."""
