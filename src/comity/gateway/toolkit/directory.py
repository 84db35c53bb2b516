"""The keys of a State's own authorities, as the directory that this site keeps a copy of names them."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time

from comity.gateway.members import seen
from comity.gateway.members.reading import Members
from comity.gateway.toolkit.signing import Keys, KeysOf


def keys_of() -> KeysOf | None:
    """Whom the directory vouches for on a day; None where there is no directory here."""
    found = seen.now()
    if found.members is None or found.source is None:
        return None
    members, latest = found.members, found.source.time(found.now)

    def known(state: str, day: date) -> Sequence[Keys]:
        return _named(members, state, min(datetime.combine(day, time.max, UTC), latest))

    return known


def _named(members: Members, state: str, at: datetime) -> list[Keys]:
    return [Keys(one.authority, one.keys, one.suite) for one in members.signers(state, at)]
