"""Reads of the journal: entries, proofs, checkpoints, and the audit of the whole.

Proofs read about log2(size) rows of the stored tree.
"""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from comity.journal import limits, sql
from comity.journal.errors import EntryUnknownError, JournalChangedError
from comity.journal.models import Checkpoint, Entry, TreeNode
from comity.wire import leaves, merkle
from comity.wire.errors import DigestFormatError


def size() -> int:
    """How many entries there are."""
    found = sql.first("SELECT size FROM journal_head WHERE id = 1")
    return 0 if found is None else int(found[0])


def entries_about(subject: str) -> QuerySet[Entry]:
    """All entries about one thing, in their order."""
    return Entry.objects.filter(subjects__subject=subject).order_by("index")


def latest(count: int = 100) -> QuerySet[Entry]:
    """The newest entries, newest first."""
    return Entry.objects.order_by("-index")[:count]


def entry(index: int) -> Entry:
    """One entry. Raises EntryUnknownError."""
    found = Entry.objects.filter(pk=index).first()
    if found is None:
        raise EntryUnknownError(index=index)
    return found


def stored_node(level: int, index: int) -> bytes:
    """The root of one complete subtree. Raises JournalChangedError where it is gone."""
    found = sql.first(
        'SELECT hash FROM journal_treenode WHERE level = %s AND "index" = %s', (level, index)
    )
    if found is None:
        raise JournalChangedError(level=level, index=index, reason="a node of the tree is missing")
    return bytes(found[0])


def left_neighbours(index: int) -> list[bytes]:
    """The roots of the subtrees that entry ``index`` completes, from the leaf upwards.

    Raises JournalChangedError where one is gone.
    """
    wanted: list[int] = []
    level, place = 0, index
    while place & 1:
        wanted += [level, place - 1]
        level, place = level + 1, place >> 1
    if not wanted:
        return []
    each = " OR ".join(['(level = %s AND "index" = %s)'] * level)
    # Each clause is the same few characters; the numbers are values.
    found = sql.rows(
        f"SELECT level, hash FROM journal_treenode WHERE {each} ORDER BY level",  # noqa: S608
        wanted,
    )
    if [row[0] for row in found] != list(range(level)):
        raise JournalChangedError(index=index, reason="a node of the tree is missing")
    return [bytes(row[1]) for row in found]


def root(size: int) -> bytes:
    """The root over the first ``size`` entries. Raises TreeRangeError."""
    _reached(size)
    return merkle.root(stored_node, size)


def inclusion(index: int, size: int) -> list[bytes]:
    """The proof that entry ``index`` stands under the root over ``size``. Raises TreeRangeError."""
    _reached(size)
    return merkle.inclusion_proof(stored_node, index, size)


def consistency(old: int, new: int) -> list[bytes]:
    """The proof that the journal of ``new`` entries continues that of ``old``. Raises TreeRangeError."""
    _reached(new)
    return merkle.consistency_proof(stored_node, old, new)


def _reached(wanted: int) -> None:
    if not 0 <= wanted <= size():
        raise merkle.TreeRangeError(size=wanted)


def latest_checkpoint() -> Checkpoint | None:
    """The newest signed state, or None where none was signed yet."""
    mark = sql.first("SELECT id, size, at FROM journal_checkpoint ORDER BY id DESC LIMIT 1")
    if mark is None:
        return None
    known = _latest.get("checkpoint")
    if known is None or known[0] != mark:
        known = _latest["checkpoint"] = (mark, Checkpoint.objects.get(pk=mark[0]))
    return known[1]


_latest: dict[str, tuple[tuple[Any, ...], Checkpoint]] = {}  # of this process: rows never change


def leaf_data(entry: Entry) -> bytes:
    """The 32 bytes that stand for this entry in the tree; ``merkle.leaf_hash`` of them is its leaf hash."""
    return leaves.tree_data(entry.leaf)


def document(entry: Entry) -> dict[str, Any]:
    """The entry as its leaf commits to it."""
    return leaves.document(
        index=entry.index,
        at=entry.at,
        event=entry.event,
        actor=entry.actor,
        about=entry.about,
        facts=entry.facts_digest or None,
    )


def export(entry: Entry) -> dict[str, Any]:
    """The entry with its salts, as ``wire.leaves.check_export`` takes it."""
    return leaves.export(
        document(entry),
        salt=bytes(entry.salt),
        facts=entry.facts,
        facts_salt=bytes(entry.facts_salt),
    )


def audit() -> int:
    """Read the whole journal and compare it with its tree and its checkpoints; the number of entries.

    Raises JournalChangedError. Takes time in proportion to the journal.
    """
    count = size()
    hashes: list[bytes] = []
    for found in _all_entries():
        if found.index != len(hashes):
            raise JournalChangedError(index=len(hashes), reason="an entry is missing")
        hashes.append(_audited_leaf_hash(found))
    if len(hashes) != count:
        raise JournalChangedError(size=count, entries=len(hashes))
    _audit_tree(hashes)
    for checkpoint in Checkpoint.objects.order_by("id").iterator():
        if checkpoint.size > count or root(checkpoint.size) != bytes(checkpoint.root):
            raise JournalChangedError(checkpoint=checkpoint.pk, size=checkpoint.size)
    return count


def _all_entries() -> Iterator[Entry]:
    return Entry.objects.order_by("index").iterator(chunk_size=limits.AUDIT_BATCH)


def _audited_leaf_hash(entry: Entry) -> bytes:
    wrong = entry.facts is None and entry.facts_digest and entry.erased_at is None
    if wrong or (entry.facts is not None and not entry.facts_digest):
        raise JournalChangedError(index=entry.index, reason="facts do not fit")
    try:
        leaves.check_export(export(entry), leaf=entry.leaf)
        return merkle.leaf_hash(leaf_data(entry))
    except (leaves.LeafWrongError, DigestFormatError) as error:
        raise JournalChangedError(index=entry.index, reason="the entry was changed") from error


def _audit_tree(hashes: list[bytes]) -> None:
    """Every complete subtree is stored as computed, and nothing else is stored."""
    level, nodes = 0, 0
    while hashes:
        stored = (
            TreeNode.objects.filter(level=level).order_by("index").values_list("hash", flat=True)
        )
        if [bytes(item) for item in stored.iterator(chunk_size=limits.AUDIT_BATCH)] != hashes:
            raise JournalChangedError(level=level, reason="the tree does not fit the entries")
        nodes += len(hashes)
        pairs = range(0, len(hashes) - 1, 2)
        hashes = [merkle.node_hash(hashes[i], hashes[i + 1]) for i in pairs]
        level += 1
    if TreeNode.objects.count() != nodes:
        raise JournalChangedError(reason="the tree has more nodes than the entries make")
