"""How an entry of a journal becomes a leaf of its hash tree, and how an exported entry is checked.

The leaf is ``sha256(salt || canonical(entry))``: without the salt nobody can guess what it stands for.
The entry holds only a salted digest of its facts, under a salt of their own. Facts and that salt can be
destroyed, and everything else (who did what, when, about which thing) stays provable.
"""

import hmac
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from comity.wire import canonical, digests, times
from comity.wire.errors import WireError

FORM = "comity-journal-entry-1"
SALT_BYTES = 32
MEMBERS = frozenset({"form", "index", "at", "event", "actor", "about", "facts"})


class LeafWrongError(WireError):
    """An entry is not the one that its leaf commits to."""

    sentence = "The entry was changed after it was written: its leaf does not fit. Keep both."


def facts_digest(salt: bytes, facts: Mapping[str, Any]) -> str:
    """The digest that stands in the entry for its facts. The salt has 32 bytes."""
    return _salted(salt, canonical.encode(dict(facts)))


def document(
    *, index: int, at: datetime, event: str, actor: str, about: list[str], facts: str | None
) -> dict[str, Any]:
    """The entry as it is committed to; ``facts`` is their digest, or None where there are none."""
    return {
        "form": FORM,
        "index": index,
        "at": times.format(at),
        "event": event,
        "actor": actor,
        "about": about,
        "facts": facts,
    }


def leaf(salt: bytes, entry: Mapping[str, Any]) -> str:
    """The leaf of an entry. The salt has 32 bytes."""
    return _salted(salt, canonical.encode(dict(entry)))


def tree_data(leaf: str) -> bytes:
    """What goes into the hash tree for this leaf (RFC 9162 prefixes and hashes it once more)."""
    return digests.parse(leaf)


def export(
    entry: Mapping[str, Any],
    *,
    salt: bytes,
    facts: Mapping[str, Any] | None = None,
    facts_salt: bytes = b"",
) -> dict[str, Any]:
    """An entry with what is needed to check it; without facts where they were erased or there are none."""
    return {
        "entry": dict(entry),
        "salt": salt.hex(),
        "facts": None if facts is None else dict(facts),
        "facts_salt": facts_salt.hex(),
    }


def check_export(exported: Mapping[str, Any], *, leaf: str) -> dict[str, Any]:
    """The entry inside, checked against a leaf whose place in a journal is proved. Raises LeafWrongError."""
    try:
        entry, facts = dict(exported["entry"]), exported["facts"]
        salt, facts_salt = bytes.fromhex(exported["salt"]), bytes.fromhex(exported["facts_salt"])
        if set(entry) != MEMBERS or entry["form"] != FORM:
            raise LeafWrongError(reason="not an entry of a journal")
        if not hmac.compare_digest(_salted(salt, canonical.encode(entry)), leaf):
            raise LeafWrongError(index=entry["index"])
        if facts is not None and facts_digest(facts_salt, facts) != entry["facts"]:
            raise LeafWrongError(index=entry["index"], reason="the facts were changed")
    except (KeyError, TypeError, ValueError) as error:
        raise LeafWrongError(reason="not an entry of a journal") from error
    return entry


def _salted(salt: bytes, data: bytes) -> str:
    if len(salt) != SALT_BYTES:
        raise LeafWrongError(reason="a salt has 32 bytes")
    return digests.sha256(salt + data)
