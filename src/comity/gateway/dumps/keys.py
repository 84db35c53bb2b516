"""The keys that sign dumps: a pair in the site's home, and the list of all public halves ever used.

The private file is for its owner only. When it is taken away, the next dump is signed with a new pair; the
old public halves stay in the list, so that older dumps can still be checked.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from comity.gateway.dumps import limits
from comity.gateway.dumps.errors import KeysError, KeysOpenError, SignerUnknownError
from comity.trust.disk import PRIVATE, PUBLIC, replace_file
from comity.wire import base64url, canonical, jws, times
from comity.wire.errors import ComityError
from comity.wire.keys import PublicKey, SigningKey, generate_pair

FORMAT: Final = "comity-open-data-keys-1"
FOLDER: Final = "keys"
OWN: Final = "open-data.json"
PUBLISHED: Final = "open-data-public.json"
_OTHERS: Final = 0o077

Pair = tuple[SigningKey, SigningKey]


@dataclass(frozen=True, slots=True)
class Published:
    """The public halves of one pair, and since when dumps are signed with it (UTC)."""

    keys: tuple[PublicKey, ...]
    since: datetime

    @property
    def ids(self) -> frozenset[str]:
        """The names of the keys."""
        return frozenset(key.kid for key in self.keys)

    def as_dict(self) -> dict[str, Any]:
        """As the list of keys has it."""
        return {"from": times.format(self.since), "keys": [one.as_dict() for one in self.keys]}


def pair(home: Path, now: datetime) -> Pair:
    """The pair of this site, made when there is none. Raises KeysError."""
    own = home / FOLDER / OWN
    if not own.exists():
        own.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        replace_file(own, _private(generate_pair()), PRIVATE)
    found = _read_private(own)
    listed = published(home)
    ids = frozenset(key.kid for key in found)
    if ids not in [one.ids for one in listed]:
        new = Published(tuple(key.public for key in found), now)
        replace_file(home / FOLDER / PUBLISHED, document((new, *listed)), PUBLIC)
    return found


def published(home: Path) -> tuple[Published, ...]:
    """All public halves, newest first; empty where no dump was ever made. Raises KeysError."""
    path = home / FOLDER / PUBLISHED
    try:
        with path.open("rb") as stream:
            data = stream.read(limits.KEYS_BYTES + 1)
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise KeysError(file=path.name, because=type(error).__name__) from None
    return read(data)


def read(data: bytes) -> tuple[Published, ...]:
    """The list of keys as ``/data/keys.json`` has it. Raises KeysError."""
    try:
        told = canonical.decode(data, max_bytes=limits.KEYS_BYTES)
        if told["format"] != FORMAT or told["suite"] != jws.SUITE:
            raise KeysError
        return tuple(
            Published(
                tuple(PublicKey.from_dict(key) for key in one["keys"]), times.parse(one["from"])
            )
            for one in told["pairs"]
        )
    except (ComityError, KeyError, TypeError) as error:
        raise KeysError(because=type(error).__name__) from None


def document(listed: Sequence[Published]) -> bytes:
    """The list of keys as a file."""
    return canonical.encode(
        {"format": FORMAT, "suite": jws.SUITE, "pairs": [one.as_dict() for one in listed]}
    )


def signers(signed: bytes, listed: Sequence[Published]) -> Published:
    """The published pair that the document names. Nothing is verified here.

    Raises SignerUnknownError; SignatureError when it is no signed document.
    """
    ids = frozenset(jws.peek(signed, max_bytes=limits.SIGNED_BYTES).kids)
    for one in listed:
        if one.ids == ids:
            return one
    raise SignerUnknownError(kids=sorted(ids))


def _private(made: Pair) -> bytes:
    kept = [{"alg": one.alg, "seed": base64url.encode(one.to_private_bytes())} for one in made]
    return canonical.encode(kept)


def _read_private(path: Path) -> Pair:
    if path.stat().st_mode & _OTHERS:
        raise KeysOpenError(file=path.name)
    try:
        first, second = (
            SigningKey.from_private_bytes(one["alg"], base64url.decode(one["seed"]))
            for one in json.loads(path.read_bytes())
        )
    except (OSError, ValueError, KeyError, TypeError, ComityError) as error:
        raise KeysError(file=path.name, because=type(error).__name__) from None
    return first, second
