"""What the site may see: the law data of today. Nothing else is configured, nothing else is reachable."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Final

from comity.law.names import Names
from comity.law.release import Release, in_use

MIRROR: Final = "comity.mirror"
"""What a page finds in its request when it is written into a file of a mirror."""


@dataclass(frozen=True, slots=True)
class Published:
    """One release on one day, as a page sees it."""

    release: Release
    today: date

    @property
    def version(self) -> str:
        """The digest of the law data; every page names it."""
        return self.release.digest

    def names(self, language: str) -> Names:
        """What things are called in a language."""
        return _names(self.release, language)


@lru_cache(maxsize=12)
def _names(release: Release, language: str) -> Names:
    """Kept, because every name on a page asks for it."""
    return Names(release, language)


def now() -> Published:
    """What is published at this moment (the day in UTC)."""
    return Published(in_use(), datetime.now(UTC).date())
