"""The keys of one node: its own pair, its HTTP, reading and sealing keys, and a pair per authority.

Private halves lie in files of the node's home folder that only its user can read; nothing of them is
ever logged or sent. Sealing keys are made weeks ahead, so that others always find a valid one in the
directory; a private half is destroyed two weeks after its week. Approval keys of persons are never here.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from comity.journal import clock
from comity.trust import entries, limits
from comity.trust.disk import PRIVATE, PUBLIC, replace_file
from comity.trust.errors import KeysNotHeldError, RingMissingError
from comity.wire import base64url, canonical, jws, times
from comity.wire.errors import ComityError
from comity.wire.keys import SealingKey, SigningKey, generate_pair

FOLDER = "keys"
RING = "ring.json"  # signing keys and reading key: made once, replaced by hand
SEALING = "sealing.json"  # changes every week
BUNDLE = "public-bundle.json"  # for the State's directory officer

Pair = tuple[SigningKey, SigningKey]


@dataclass(frozen=True)
class SealingPeriod:
    """One sealing key and the period (UTC) in which others seal to it."""

    key: SealingKey
    start: datetime
    end: datetime


@dataclass(frozen=True, repr=False)
class Ring:
    """All private keys of one node, in memory."""

    node: str
    pair: Pair
    http: SigningKey
    reading: SealingKey
    authorities: Mapping[str, Pair]
    sealing: tuple[SealingPeriod, ...]

    def __repr__(self) -> str:
        return f"<Ring {self.node}>"

    @classmethod
    def generate(cls, node: str, authorities: Sequence[str], now: datetime) -> "Ring":
        """New keys for a node and its authorities, sealing keys valid from ``now`` (UTC)."""
        return cls(
            node=node,
            pair=generate_pair(),
            http=SigningKey.generate("Ed25519"),
            reading=SealingKey.generate(),
            authorities={name: generate_pair() for name in authorities},
            sealing=_schedule(now - limits.SEALING_EARLY, limits.SEALING_AHEAD),
        )

    @classmethod
    def load(cls, home: Path) -> "Ring":
        """The keys in ``home``. Raises RingMissingError."""
        try:
            kept = json.loads((home / FOLDER / RING).read_bytes())
            periods = json.loads((home / FOLDER / SEALING).read_bytes())
            return cls(
                node=kept["node"],
                pair=_pair_from(kept["pair"]),
                http=_signing_from(kept["http"]),
                reading=SealingKey.from_private_bytes(base64url.decode(kept["reading"])),
                authorities={name: _pair_from(pair) for name, pair in kept["authorities"].items()},
                sealing=tuple(_period_from(period) for period in periods),
            )
        except (OSError, ValueError, KeyError, TypeError, ComityError) as error:
            raise RingMissingError(because=type(error).__name__) from error

    def save(self, home: Path) -> None:
        """Write the keys to ``home``, durably, for its owner only."""
        folder = home / FOLDER
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        kept = {
            "node": self.node,
            "pair": _pair_dict(self.pair),
            "http": _signing_dict(self.http),
            "reading": base64url.encode(self.reading.to_private_bytes()),
            "authorities": {name: _pair_dict(pair) for name, pair in self.authorities.items()},
        }
        replace_file(folder / RING, canonical.encode(kept), PRIVATE)
        self.save_sealing(home)

    def save_sealing(self, home: Path) -> None:
        """Write the sealing keys and the public bundle only."""
        periods = [_period_dict(period) for period in self.sealing]
        replace_file(home / FOLDER / SEALING, canonical.encode(periods), PRIVATE)
        bundle = canonical.encode(self.public_bundle())
        replace_file(home / FOLDER / BUNDLE, bundle, PUBLIC)

    @property
    def state(self) -> str:
        """The State whose authorities this node serves."""
        return entries.state_of(next(iter(self.authorities)))

    @property
    def sealing_keys(self) -> Mapping[str, SealingKey]:
        """The private halves that still open envelopes, by key id."""
        return {period.key.kid: period.key for period in self.sealing}

    def authority_keys(self, authority: str) -> Pair:
        """The signing pair of an authority that this node serves. Raises KeysNotHeldError."""
        try:
            return self.authorities[authority]
        except KeyError:
            raise KeysNotHeldError(authority=authority) from None

    def sign_as_authority(self, authority: str, payload: bytes, typ: str) -> bytes:
        """A document signed with both keys of the authority. Raises KeysNotHeldError."""
        return jws.sign(payload, typ=typ, keys=self.authority_keys(authority))

    def sign_as_node(self, payload: bytes, typ: str) -> bytes:
        """A document signed with both keys of the node."""
        return jws.sign(payload, typ=typ, keys=self.pair)

    def countersign(self, authority: str, entry: bytes) -> bytes:
        """A provider's own signature over its directory entry. Raises KeysNotHeldError."""
        payload = entries.countersignature(authority, entry)
        return self.sign_as_authority(authority, payload, jws.ENTRY)

    def public_bundle(self) -> dict[str, Any]:
        """What the State's directory officer puts into the directory: public halves only."""
        return {
            "bundle": "comity-bundle-1",
            "node": self.node,
            "suite": jws.SUITE,
            "keys": [key.public.as_dict() for key in self.pair],
            "http": self.http.public.as_dict(),
            "reading": self.reading.public.as_dict(),
            "sealing": [
                {
                    **period.key.public.as_dict(),
                    "from": times.format(period.start),
                    "to": times.format(period.end),
                }
                for period in self.sealing
            ],
            "authorities": {
                name: [key.public.as_dict() for key in pair]
                for name, pair in self.authorities.items()
            },
        }

    def rotated(self, now: datetime) -> "Ring":
        """The ring at ``now`` (UTC): old private halves gone, new weeks added where few are left."""
        kept = tuple(one for one in self.sealing if one.end + limits.SEALING_KEPT > now)
        ahead = sum(one.start > now for one in kept)
        if ahead < limits.SEALING_LOW:
            start = max((one.end for one in kept), default=now)
            kept += _schedule(max(start, now), limits.SEALING_AHEAD - ahead)
        return Ring(self.node, self.pair, self.http, self.reading, self.authorities, kept)


def generate_ring(
    home: Path, node: str, authorities: Sequence[str], now: datetime | None = None
) -> Ring:
    """Make and store all keys of a node. Refuses to overwrite keys: raises FileExistsError."""
    if (home / FOLDER / RING).exists():
        raise FileExistsError(home / FOLDER / RING)
    made = Ring.generate(node, authorities, now or clock.now())
    made.save(home)
    return made


def rotate_sealing(home: Path, now: datetime) -> bool:
    """Destroy sealing keys whose time is over and make new ones ahead.

    True if there are new public halves, which the State then has to publish. Raises RingMissingError.
    """
    before = Ring.load(home)
    after = before.rotated(now)
    if after.sealing != before.sealing:
        after.save_sealing(home)
    return bool(set(after.sealing_keys) - set(before.sealing_keys))


def ring() -> Ring:
    """The keys of the node that runs here; read again when their files change. Raises RingMissingError."""
    from django.conf import settings

    home: Path = settings.NODE.home
    try:
        stamps = tuple((home / FOLDER / name).stat().st_mtime_ns for name in (RING, SEALING))
    except OSError:
        raise RingMissingError from None
    return _loaded(home, stamps)


@lru_cache(maxsize=4)
def _loaded(home: Path, _stamps: tuple[int, ...]) -> Ring:
    return Ring.load(home)


def pair_to_file(path: Path, pair: Pair) -> None:
    """Store a signing pair for its owner only."""
    replace_file(path, canonical.encode(_pair_dict(pair)), PRIVATE)


def pair_from_file(path: Path) -> Pair:
    """Read a stored signing pair. Raises RingMissingError."""
    try:
        return _pair_from(json.loads(path.read_bytes()))
    except (OSError, ValueError, KeyError, TypeError, ComityError) as error:
        raise RingMissingError(file=path.name, because=type(error).__name__) from error


def _schedule(start: datetime, weeks: int) -> tuple[SealingPeriod, ...]:
    begins = [start + limits.SEALING_PERIOD * number for number in range(weeks)]
    return tuple(
        SealingPeriod(SealingKey.generate(), begin, begin + limits.SEALING_PERIOD)
        for begin in begins
    )


def _signing_dict(key: SigningKey) -> dict[str, str]:
    return {"alg": key.alg, "seed": base64url.encode(key.to_private_bytes())}


def _signing_from(kept: dict[str, str]) -> SigningKey:
    return SigningKey.from_private_bytes(kept["alg"], base64url.decode(kept["seed"]))


def _pair_dict(pair: Pair) -> list[dict[str, str]]:
    return [_signing_dict(key) for key in pair]


def _pair_from(kept: list[dict[str, str]]) -> Pair:
    first, second = (_signing_from(key) for key in kept)
    return first, second


def _period_dict(period: SealingPeriod) -> dict[str, str]:
    return {
        "seed": base64url.encode(period.key.to_private_bytes()),
        "from": times.format(period.start),
        "to": times.format(period.end),
    }


def _period_from(kept: dict[str, str]) -> SealingPeriod:
    return SealingPeriod(
        SealingKey.from_private_bytes(base64url.decode(kept["seed"])),
        times.parse(kept["from"]),
        times.parse(kept["to"]),
    )
