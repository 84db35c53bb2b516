"""What the nodes' door does with parts: hands out ranges, takes pieces."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from comity.evidence import queries, ranges, store
from comity.evidence.actions import transfer
from comity.evidence.errors import PartNotOfferedError


@dataclass(frozen=True)
class Piece:
    """A range of a sealed part, to be sent."""

    path: Path
    first: int
    after: int
    total: int

    @property
    def is_partial(self) -> bool:
        """Whether it is less than the whole part."""
        return (self.first, self.after) != (0, self.total)

    @property
    def content_range(self) -> str:
        """Where it belongs."""
        return ranges.write_sent(self.first, self.after, self.total)

    @property
    def chunks(self) -> Iterator[bytes]:
        """Its bytes, in pieces."""
        with store.open_range(self.path, self.first, self.after) as pieces:
            yield from pieces


def give(object_id: str, number: int, node: str, asked: str) -> Piece:
    """A range for a node with a share. Raises PartNotOfferedError, RangeNotSatisfiableError."""
    row = queries.shared_part(object_id, node)
    part = transfer.listed_part(row, number)
    if not store.vault().has_part(object_id, number):
        raise PartNotOfferedError(part=number)
    path = store.vault().part_path(object_id, number)
    length = path.stat().st_size  # what is here; the receiver compares it with the signed manifest
    first, after = ranges.asked(asked, max(length, 1))
    return Piece(path, first, after, max(length, part.sealed_length))


def take(object_id: str, number: int, node: str, content_range: str, piece: bytes) -> int:
    """Take the next piece from the node that announced the part; how much of it is here now."""
    return transfer.take_piece(object_id, number, node, content_range, piece)


def arrived(object_id: str, number: int, node: str) -> int:
    """How much of a part is here. Raises PartNotOfferedError."""
    return transfer.arrived(object_id, number, node)
