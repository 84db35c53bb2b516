"""What the directory that this site keeps a copy of knows about the keys of a State's own authorities."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from comity.gateway.members import seen
from comity.gateway.members.reading import Members
from comity.gateway.toolkit.errors import DirectoryBrokenError
from comity.gateway.toolkit.receipts import Receipts
from comity.gateway.toolkit.signing import File, Keys
from comity.trust.errors import TrustError

_lock = threading.Lock()
_revoked: dict[tuple[str, int], dict[tuple[str, str], datetime]] = {}  # root and version


def known() -> "Kept | None":
    """The directory at this moment; None where there is none here that can be read."""
    found = seen.now()
    if found.members is None:
        return None
    return Kept(found.members, found.now, Receipts.at_home())


@dataclass(frozen=True)
class Kept:
    """The kept copy at a moment (UTC, of the directory), with what this site has received."""

    members: Members
    now: datetime
    receipts: Receipts

    @property
    def current(self) -> bool:
        """Whether the copy is in time: an old one says nothing about today."""
        return not self.members.expired(self.now)

    def named_now(self, state: str) -> Sequence[Keys]:
        """Whom it names now."""
        return self.named_at(state, self.now)

    def named_on(self, state: str, day: date) -> Sequence[Keys]:
        """Whom it named as the day began or as it ended (UTC), not after now."""
        ends = (datetime.combine(day, one, UTC) for one in (time.min, time.max))
        return [one for at in ends for one in self.named_at(state, min(at, self.now))]

    def named_at(self, state: str, at: datetime) -> Sequence[Keys]:
        """Whom it named at a moment (UTC). Raises DirectoryBrokenError."""
        try:
            found = self.members.signers(state, at)
        except TrustError as error:
            raise DirectoryBrokenError(because=error.code) from None
        return [Keys(one.authority, one.keys, one.suite) for one in found]

    def revoked(self, state: str, kids: Sequence[str]) -> datetime | None:
        """Since when one of these keys of the State is revoked, as any version says. Raises DirectoryBrokenError."""
        found = _revocations(self.members)
        since = [found[state, kid] for kid in kids if (state, kid) in found]
        return min((one for one in since if one <= self.now), default=None)

    def received(self, digest: str) -> datetime | None:
        """When this site received the signed file with this digest (UTC); None where it did not."""
        return self.receipts.received(self.members.root, digest)

    def record(self, found: File) -> datetime:
        """Write that a signed file arrived now; the time (UTC) of its first arrival.

        Raises TooManyReceiptsError, ReceiptsBrokenError.
        """
        state = found.assessment.state
        return self.receipts.record(
            self.members.root, found.digest, state, found.authority, self.now
        )


def _revocations(members: Members) -> dict[tuple[str, str], datetime]:
    """State and key to the earliest revocation in any version: one that was left out later still counts."""
    earliest: dict[tuple[str, str], datetime] = {}
    for version in members.past.versions():
        if version > members.version:
            break
        for key, since in _revoked_in(members, version).items():
            earliest[key] = min(since, earliest.get(key, since))
    return earliest


def _revoked_in(members: Members, version: int) -> dict[tuple[str, str], datetime]:
    key = (members.root, version)
    if key not in _revoked:
        try:
            with _lock:
                directory = members.past.at(version)
        except TrustError as error:
            raise DirectoryBrokenError(because=error.code) from None
        found: dict[tuple[str, str], datetime] = {}
        for state, view in directory.states.items():
            for entry in view.authorities.values():
                for one in entry.revoked:
                    found[state, one.kid] = min(one.since, found.get((state, one.kid), one.since))
        _revoked[key] = found
    return _revoked[key]
