"""What the site may see: the law data of today. Nothing else is configured, nothing else is reachable."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property

from comity.law.names import Names
from comity.law.release import Release, in_use


@dataclass(frozen=True)
class Published:
    """One release on one day, as a page sees it."""

    release: Release
    today: date

    @cached_property
    def version(self) -> str:
        """The digest of the law data; every page names it."""
        return self.release.digest

    def names(self, language: str) -> Names:
        """What things are called in a language."""
        return Names(self.release, language)


def now() -> Published:
    """What is published at this moment (the day in UTC)."""
    return Published(in_use(), datetime.now(UTC).date())
