"""A fact and where it comes from. Nothing is shown without its source. Pure."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from comity.law.dates import PartialDate


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact was read, and the date to which it was seen to stand."""

    where: str  # an address, or words that say where one looked
    as_of: str | None = None  # YYYY, YYYY-MM or YYYY-MM-DD; None where the source has no date
    mark: str = ""  # primary, official_summary, secondary; empty where the table has no mark

    @property
    def link(self) -> str | None:
        """The address, when it can be opened."""
        return self.where if urlsplit(self.where).scheme in ("http", "https") else None

    @property
    def host(self) -> str:
        """Who publishes it, short enough for a table."""
        if self.link is None:
            return self.where
        parts = urlsplit(self.where)
        host = (parts.hostname or self.where).removeprefix("www.")
        if host == "github.com":  # who keeps the copy says more than where it is kept
            return "/".join([host, *parts.path.split("/")[1:3]])
        return host


def source(where: str, as_of: PartialDate | str | None = None, mark: str = "") -> Source:
    """A source with its date as text."""
    return Source(where, str(as_of) if as_of is not None else None, mark)
