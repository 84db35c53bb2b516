"""The hash tree of RFC 9162 (Certificate Transparency 2.0), section 2.1, with SHA-256.

A tree is read through a *source*: a function that gives the root of the complete subtree number
``index`` of height ``level``. So a journal with a million entries answers from about twenty rows.
The checks raise; none returns a boolean.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence

from comity.wire.errors import WireError

HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()

Source = Callable[[int, int], bytes]


class MerkleError(WireError):
    """A proof about a journal does not hold."""


class TreeRangeError(MerkleError):
    """An index or size lies outside the tree."""

    fault = "us"
    sentence = "The journal is not that long. Ask for an entry and a size that it has reached."


class InclusionWrongError(MerkleError):
    """The proof does not lead from the entry to the root."""

    sentence = "The proof does not show this entry in that journal. Keep both and ask the node for an explanation."


class ConsistencyWrongError(MerkleError):
    """The proof does not lead from the old root to the new one."""

    sentence = (
        "The later state of the journal does not continue the earlier one: the past was changed. "
        "Keep both and tell the other members."
    )


def leaf_hash(data: bytes) -> bytes:
    """The hash of a leaf: never equal to that of an inner node, whatever the data."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def source_of(leaves: Sequence[bytes]) -> Source:
    """A source over leaves held in memory (their data, not their hashes)."""
    levels = [[leaf_hash(data) for data in leaves]]
    while len(levels[-1]) > 1:
        below = levels[-1]
        pairs = range(0, len(below) - 1, 2)
        levels.append([node_hash(below[i], below[i + 1]) for i in pairs])

    def read(level: int, index: int) -> bytes:
        return levels[level][index]

    return read


def _source(leaves: Sequence[bytes] | Source) -> Source:
    return leaves if callable(leaves) else source_of(leaves)


def complete_subtrees(start: int, end: int) -> Iterator[tuple[int, int]]:
    """Level and index of the complete subtrees that make up the leaves ``start`` to ``end``.

    ``start`` has to be where a subtree of RFC 9162 begins; the largest one comes first.
    """
    while start < end:
        level = (end - start).bit_length() - 1
        yield level, start >> level
        start += 1 << level


def _range_hash(source: Source, start: int, end: int) -> bytes:
    hashes = [source(level, index) for level, index in complete_subtrees(start, end)]
    result = hashes.pop()
    while hashes:
        result = node_hash(hashes.pop(), result)
    return result


def root(leaves: Sequence[bytes] | Source, size: int | None = None) -> bytes:
    """The root over the first ``size`` leaves; without a size, over all that were given."""
    if size is None:
        if callable(leaves):
            raise TypeError("a source has no length: give the size")
        size = len(leaves)
    return EMPTY_ROOT if size == 0 else _range_hash(_source(leaves), 0, size)


def _split(count: int) -> int:
    """The largest power of two below ``count`` (k of RFC 9162, 2.1.1)."""
    return 1 << ((count - 1).bit_length() - 1)


def inclusion_proof(leaves: Sequence[bytes] | Source, index: int, size: int) -> list[bytes]:
    """PATH of RFC 9162, 2.1.3.1: from leaf ``index`` to the root over ``size``. Raises TreeRangeError."""
    if not 0 <= index < size:
        raise TreeRangeError(index=index, size=size)
    source, proof, start, end = _source(leaves), list[bytes](), 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            proof.append(_range_hash(source, middle, end))
            end = middle
        else:
            proof.append(_range_hash(source, start, middle))
            start = middle
    return proof[::-1]


def consistency_proof(leaves: Sequence[bytes] | Source, old: int, new: int) -> list[bytes]:
    """PROOF of RFC 9162, 2.1.4.1: from the tree of ``old`` leaves to that of ``new``.

    Empty where ``old`` is 0 or equal to ``new``. Raises TreeRangeError.
    """
    if not 0 <= old <= new:
        raise TreeRangeError(old=old, new=new)
    if old in (0, new):
        return []
    source, proof, start, end = _source(leaves), list[bytes](), 0, new
    while end != old:
        middle = start + _split(end - start)
        if old <= middle:
            proof.append(_range_hash(source, middle, end))
            end = middle
        else:
            proof.append(_range_hash(source, start, middle))
            start = middle
    if start:  # the old tree is not itself one complete subtree: its last part has to be shown
        proof.append(_range_hash(source, start, end))
    return proof[::-1]


def _check_hashes(error: type[MerkleError], *hashes: bytes) -> None:
    if any(len(item) != HASH_BYTES for item in hashes):
        raise error


def verify_inclusion(
    *, leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes
) -> None:
    """RFC 9162, 2.1.3.2. ``leaf`` is the leaf's hash. Raises InclusionWrongError."""
    _check_hashes(InclusionWrongError, leaf, root, *proof)
    if not 0 <= index < size:
        raise InclusionWrongError(index=index, size=size)
    at, last, result = index, size - 1, leaf
    for item in proof:
        if last == 0:
            raise InclusionWrongError(reason="the proof is too long")
        if at & 1 or at == last:
            result = node_hash(item, result)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            result = node_hash(result, item)
        at, last = at >> 1, last >> 1
    if last != 0 or result != root:
        raise InclusionWrongError(index=index, size=size)


def verify_consistency(
    *, old_size: int, new_size: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes
) -> None:
    """RFC 9162, 2.1.4.2. Raises ConsistencyWrongError.

    An empty old tree is continued by every tree: its root has to be that of the empty tree.
    """
    _check_hashes(ConsistencyWrongError, old_root, new_root, *proof)
    if not 0 <= old_size <= new_size:
        raise ConsistencyWrongError(old=old_size, new=new_size)
    if old_size in (0, new_size):
        expected = EMPTY_ROOT if old_size == 0 else new_root
        if proof or old_root != expected:
            raise ConsistencyWrongError(old=old_size, new=new_size)
        if new_size == 0 and new_root != EMPTY_ROOT:
            raise ConsistencyWrongError(old=old_size, new=new_size)
        return
    roots = _consistency_roots(old_size, new_size, list(proof), old_root)
    if roots != (old_root, new_root):
        raise ConsistencyWrongError(old=old_size, new=new_size)


def _consistency_roots(
    old_size: int, new_size: int, proof: list[bytes], old_root: bytes
) -> tuple[bytes, bytes]:
    """Both roots as the proof makes them."""
    if old_size & (old_size - 1) == 0:
        proof.insert(0, old_root)
    if not proof:
        raise ConsistencyWrongError(reason="the proof is empty")
    at, last = old_size - 1, new_size - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    old, new = proof[0], proof[0]
    for item in proof[1:]:
        if last == 0:
            raise ConsistencyWrongError(reason="the proof is too long")
        if at & 1 or at == last:
            old, new = node_hash(item, old), node_hash(item, new)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            new = node_hash(new, item)
        at, last = at >> 1, last >> 1
    if last != 0:
        raise ConsistencyWrongError(reason="the proof is too short")
    return old, new
