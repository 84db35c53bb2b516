"""Makes the frozen copy: what a source gives for a scope goes, item by item, into a sealed object.

Nothing is held in memory but one item and one part. A source that fails half-way leaves a copy that
ends properly and says that it is partial; it is made again later and the partial one is kept beside it.
Reads only: the source and its users see nothing of it.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from comity.providers import containers, limits
from comity.providers.connectors import Connector, Gap, Item, Remark
from comity.providers.errors import ConnectorFailedError
from comity.providers.rules import Placement, Scope, place
from comity.vault import sealing
from comity.vault.folder import FolderVault
from comity.vault.sealing import Sealed

PART_LENGTH = (
    8 * 1024 * 1024
)  # smaller than an exhibit's: where no length is known a part is in memory
FAILED = "source_failed"


@dataclass(frozen=True)
class Frozen:
    """One finished copy. ``reasons`` says why it is partial; empty where it is complete."""

    source: str
    object_id: str
    items: int
    bytes: int
    sealed: Sealed
    reasons: dict[str, int]  # code to how often
    remarks: dict[str, int]
    gaps: tuple[Gap, ...]  # the first of them, one by one
    failure: str = ""  # what the source said when it stopped

    @property
    def complete(self) -> bool:
        """Nothing that the source holds within the scope is missing from the copy."""
        return not self.reasons


@dataclass
class _Tally:
    items: int = 0
    bytes: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    remarks: Counter[str] = field(default_factory=Counter)
    gaps: list[Gap] = field(default_factory=list)
    failure: str = ""

    def closing_record(self) -> dict[str, Any]:
        return {
            "bytes": self.bytes,
            "items": self.items,
            "reasons": dict(self.reasons),
            "remarks": dict(self.remarks),
        }


def freeze(connector: Connector, scope: Scope, vault: FolderVault, object_id: str) -> Frozen:
    """Copy everything in scope from one source into a new object of the vault.

    Raises what the vault raises; what was written by then must be destroyed by the caller.
    """
    key = sealing.new_key()
    vault.put_key(object_id, key)
    tally = _Tally()
    stream = _in_chunks(_container(connector, scope, tally))
    sealed = sealing.seal(stream, object_id, key, vault.sink(object_id), PART_LENGTH)
    return Frozen(
        source=connector.name,
        object_id=object_id,
        items=tally.items,
        bytes=tally.bytes,
        sealed=sealed,
        reasons=dict(tally.reasons),
        remarks=dict(tally.remarks),
        gaps=tuple(tally.gaps),
        failure=tally.failure,
    )


def _in_chunks(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The same bytes in pieces that are worth sealing: most messages are small."""
    held: list[bytes] = []
    length = 0
    for piece in pieces:
        held.append(piece)
        length += len(piece)
        if length >= limits.COPY_CHUNK:
            yield b"".join(held)
            held, length = [], 0
    yield b"".join(held)


def _container(connector: Connector, scope: Scope, tally: _Tally) -> Iterator[bytes]:
    yield containers.MAGIC
    for item in _items(connector, scope, tally):
        yield from containers.frame(item)
        tally.items += 1
        tally.bytes += len(item.data)
    yield containers.closing(tally.closing_record())


def _items(connector: Connector, scope: Scope, tally: _Tally) -> Iterator[Item]:
    """What the source gives, checked against the scope once more: a connector may be wrong."""
    try:
        for found in connector.collect(scope):
            if isinstance(found, Gap):
                tally.reasons[found.code] += 1
                if len(tally.gaps) < limits.GAPS_LISTED:
                    tally.gaps.append(found)
            elif isinstance(found, Remark):
                tally.remarks[found.code] += found.count
            else:
                placed = place(scope, found.identifiers, found.delivered_at)
                if placed is Placement.OUT:
                    tally.remarks["given_out_of_scope"] += 1
                    continue
                if placed is Placement.UNDATED:
                    tally.remarks["undated"] += 1
                yield found
    except (ConnectorFailedError, OSError) as error:
        tally.reasons[FAILED] += 1
        facts = error.facts if isinstance(error, ConnectorFailedError) else {}
        tally.failure = str(facts.get("reason") or type(error).__name__)[:200]
