"""Verbs of the journal: record, erase, move, checkpoint. Nothing else writes to it.

``move`` is the one function that changes a state anywhere in Comity. Everything here runs in the
caller's transaction: the change and its entry stand or fall together. Writers queue at one row, so
that entries have one order on both databases; record late in a transaction, then wait for nobody.
"""

import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from django.conf import settings
from django.db import connection, models, transaction

from comity.journal import clock, limits, plain, queries, sql
from comity.journal.errors import (
    EventNameError,
    FactsWrongError,
    JournalChangedError,
    NoTransactionError,
    StateMovedError,
    SubjectWrongError,
)
from comity.journal.lifecycles import NAME, Lifecycle
from comity.journal.models import Checkpoint, Entry, Head
from comity.wire import checkpoints, leaves, merkle

RESTATED = "restated: the order of the letters changed"
ENTRY = (
    "index",
    "at",
    "event",
    "actor",
    "about",
    "facts",
    "facts_salt",
    "facts_digest",
    "salt",
    "leaf",
)
ABOUT = ("entry_id", "subject")
NODE = ("level", "index", "hash")
EVENT = re.compile(f"{NAME}:{NAME}:{NAME}")


class Stateful(Protocol):
    """A record with a state."""

    pk: Any
    state: Any


def record(
    event: str,
    *,
    actor: str,
    about: Sequence[str],
    facts: Mapping[str, Any] | None = None,
    at: datetime | None = None,
) -> Entry:
    """Write an entry, in the caller's transaction. ``at`` is UTC; without it, the node's time.

    Raises NoTransactionError, EventNameError, SubjectWrongError, FactsWrongError.
    """
    if not connection.in_atomic_block:
        raise NoTransactionError(event=event)
    if len(event) > limits.EVENT_CHARS or not EVENT.fullmatch(event):
        raise EventNameError(event=event[: limits.EVENT_CHARS])
    subjects = _checked_subjects(actor, about)
    kept = _checked_facts(facts)
    index = _next_index()
    entry = _salted(
        Entry(
            index=index, at=at or clock.now(), event=event, actor=actor, about=subjects, facts=kept
        )
    )
    _insert(entry)
    _grow_tree(index, merkle.leaf_hash(leaves.tree_data(entry.leaf)))
    return entry


def _checked_subjects(actor: str, about: Sequence[str]) -> list[str]:
    subjects = list(dict.fromkeys(about))
    if isinstance(about, str) or not 1 <= len(subjects) <= limits.SUBJECTS_PER_ENTRY:
        raise SubjectWrongError(count=len(subjects))
    for name in subjects:
        if not 1 <= len(name) <= limits.SUBJECT_CHARS or "\x00" in name:
            raise SubjectWrongError(subject=name[: limits.SUBJECT_CHARS])
    if not 1 <= len(actor) <= limits.ACTOR_CHARS or "\x00" in actor:
        raise SubjectWrongError(actor=actor[: limits.ACTOR_CHARS])
    return subjects


def _checked_facts(facts: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """The facts as they come back from either database: plain JSON, whatever was handed in."""
    return None if facts is None else plain.checked(facts, limits.FACTS_BYTES, FactsWrongError)


def _next_index() -> int:
    """Queue behind the writer before us and take the next number; held until the transaction ends."""
    for _ in range(2):
        taken = sql.first("UPDATE journal_head SET size = size + 1 WHERE id = 1 RETURNING size")
        if taken is not None:
            return int(taken[0]) - 1
        Head.objects.bulk_create([Head(id=1)], ignore_conflicts=True)
    raise JournalChangedError(reason="the head of the journal is gone")


def _insert(entry: Entry) -> None:
    """Write the entry, and under which names it is found."""
    sql.insert(
        "journal_entry",
        ENTRY,
        (
            entry.index,
            sql.moment(entry.at),
            entry.event,
            entry.actor,
            sql.document(entry.about),
            None if entry.facts is None else sql.document(entry.facts),
            entry.facts_salt,
            entry.facts_digest,
            entry.salt,
            entry.leaf,
        ),
    )
    entry._state.adding, entry._state.db = False, connection.alias
    sql.insert("journal_about", ABOUT, *[(entry.index, name) for name in entry.about])


def _salted(entry: Entry) -> Entry:
    """Fill in the two salts, the digest of the facts and the leaf over all."""
    entry.salt = secrets.token_bytes(limits.SALT_BYTES)
    if entry.facts is not None:
        entry.facts_salt = secrets.token_bytes(limits.SALT_BYTES)
        entry.facts_digest = leaves.facts_digest(entry.facts_salt, entry.facts)
    entry.leaf = leaves.leaf(entry.salt, queries.document(entry))
    return entry


def _grow_tree(index: int, leaf_hash: bytes) -> None:
    """Store the leaf and every subtree that it completes: about two rows on average."""
    level, place, result = 0, index, leaf_hash
    grown = [(level, place, result)]
    neighbours = queries.left_neighbours(index)
    while place & 1:
        result = merkle.node_hash(neighbours[level], result)
        level, place = level + 1, place >> 1
        grown.append((level, place, result))
    sql.insert("journal_treenode", NODE, *grown)


def erase(entry: Entry, *, actor: str = "node", reason: str = "") -> None:
    """Destroy the facts of an entry and the salt that hid them; the leaf and all proofs stay.

    The erasure is itself an entry. Erasing twice changes nothing.
    """
    with transaction.atomic():
        changed = Entry.objects.filter(pk=entry.pk, erased_at__isnull=True).update(
            facts=None, facts_salt=b"", erased_at=clock.now()
        )
        if changed:
            facts = {"index": entry.index, "reason": reason[: limits.REASON_CHARS]}
            record("journal:entry:erased", actor=actor, about=entry.about, facts=facts)
    entry.refresh_from_db()


def move(
    row: Stateful,
    table: Lifecycle,
    *,
    event: str,
    by: str,
    measure: str | None = None,
    actor: str,
    reason: str = "",
    about: Sequence[str],
    facts: Mapping[str, Any] | None = None,
    restate: str | None = None,
) -> Entry:
    """Move a record on as its table says, if it is still in the state that ``row`` shows, and record it.

    ``restate`` names the state outright, where a letter that came late changed the order of the letters of
    which the state is a function; the entry says so. Raises MoveNotAllowedError, StateMovedError, and what
    ``record`` raises.
    """
    if not isinstance(row, models.Model):
        raise TypeError("only a record has a state that can be moved")
    if not connection.in_atomic_block:
        raise NoTransactionError(event=event)
    old: str = row.state
    if restate is None:
        row_move = table.move(old, event, by, measure)
        end, basis = row_move.end, row_move.basis
    else:
        end, basis = table.state(restate).name, RESTATED
    model = type(row)
    changed = model._base_manager.filter(pk=row.pk, state=old).update(state=end)
    if changed != 1:
        raise StateMovedError(table=table.name, expected=old, event=event)
    told = {
        **(facts or {}),
        "from": old,
        "to": end,
        "by": by,
        "basis": basis,
        "reason": reason[: limits.REASON_CHARS],
    }
    name = f"{model._meta.app_label}:{table.name}:{event}"
    entry = record(name, actor=actor, about=about, facts=told)
    row.state = end
    return entry


def checkpoint(sign: Callable[[bytes], bytes]) -> Checkpoint:
    """Sign the present state of the journal; where nothing was added since the last one, return that.

    Refuses to sign a journal that does not continue the last checkpoint. Raises JournalChangedError.
    """
    with transaction.atomic():
        size = _locked_size()
        last = queries.latest_checkpoint()
        if last is not None:
            _check_continues(last, size)
            if last.size == size:
                return last
        root, at = queries.root(size), clock.now()
        node: str = settings.NODE.node
        payload = checkpoints.build(node=node, size=size, root=root, at=at)
        return Checkpoint.objects.create(size=size, root=root, at=at, document=sign(payload))


def _locked_size() -> int:
    Head.objects.bulk_create([Head(id=1)], ignore_conflicts=True)
    return Head.objects.select_for_update().get(pk=1).size


def _check_continues(last: Checkpoint, size: int) -> None:
    if last.size > size or queries.root(last.size) != bytes(last.root):
        raise JournalChangedError(checkpoint=last.pk, size=last.size)
