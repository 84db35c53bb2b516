"""Entries: one order, whole or not at all, findable, erasable without loss of proof."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from django.db import transaction

from comity.journal import actions, clock, limits, queries
from comity.journal.errors import (
    EntryUnknownError,
    EventNameError,
    FactsWrongError,
    JournalError,
    NoTransactionError,
    SubjectWrongError,
)
from comity.journal.models import Entry, TreeNode
from comity.wire import leaves, merkle

AT = datetime(2026, 11, 25, 22, 41, 25, tzinfo=UTC)


def record(number: int = 0, **more: Any) -> Entry:
    told = {"actor": "RO-102", "about": [f"matter:{number}"], "facts": {"number": number}, **more}
    with transaction.atomic():
        return actions.record("test:thing:made", **told)


@pytest.mark.django_db
def test_entries_are_numbered_from_zero_without_gaps() -> None:
    assert queries.size() == 0
    assert [record(number).index for number in range(5)] == [0, 1, 2, 3, 4]
    assert queries.size() == 5
    assert queries.audit() == 5


@pytest.mark.django_db(transaction=True)
def test_an_entry_needs_a_transaction() -> None:
    with pytest.raises(NoTransactionError):
        actions.record("test:thing:made", actor="x", about=["y"])


@pytest.mark.django_db
def test_what_is_undone_leaves_no_gap() -> None:
    record(0)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        record(1)
        raise ZeroDivisionError
    assert record(2).index == 1
    assert queries.audit() == 2


WRONG: dict[str, tuple[dict[str, Any], type[JournalError]]] = {
    "event of two words": ({"event": "test:made"}, EventNameError),
    "event of four words": ({"event": "a:b:c:d"}, EventNameError),
    "event in capitals": ({"event": "Test:thing:made"}, EventNameError),
    "event with a new line": ({"event": "test:thing:made\n"}, EventNameError),
    "event too long": ({"event": "a:b:" + "c" * limits.EVENT_CHARS}, EventNameError),
    "about nothing": ({"about": []}, SubjectWrongError),
    "about a text": ({"about": "matter"}, SubjectWrongError),
    "about an empty name": ({"about": [""]}, SubjectWrongError),
    "about too much": (
        {"about": [str(n) for n in range(limits.SUBJECTS_PER_ENTRY + 1)]},
        SubjectWrongError,
    ),
    "about a long name": ({"about": ["x" * (limits.SUBJECT_CHARS + 1)]}, SubjectWrongError),
    "about NUL": ({"about": ["a\x00"]}, SubjectWrongError),
    "no actor": ({"actor": ""}, SubjectWrongError),
    "long actor": ({"actor": "x" * (limits.ACTOR_CHARS + 1)}, SubjectWrongError),
    "NUL in actor": ({"actor": "x\x00"}, SubjectWrongError),
    "fraction in facts": ({"facts": {"x": 1.5}}, FactsWrongError),
    "time in facts": ({"facts": {"x": AT}}, FactsWrongError),
    "huge integer in facts": ({"facts": {"x": 2**53}}, FactsWrongError),
    "long facts": ({"facts": {"x": "y" * limits.FACTS_BYTES}}, FactsWrongError),
    "NUL in facts": ({"facts": {"x": "\x00"}}, FactsWrongError),
    "NUL behind a backslash": ({"facts": {"x": "\\\x00"}}, FactsWrongError),
    "NUL in a name": ({"facts": {"\x00": 1}}, FactsWrongError),
    "half a character": ({"facts": {"x": "\ud800"}}, FactsWrongError),
}


@pytest.mark.django_db
@pytest.mark.parametrize("case", WRONG.values(), ids=WRONG.keys())
def test_wrong_entries_are_refused(case: tuple[dict[str, Any], type[JournalError]]) -> None:
    wrong, error = case
    told = {"event": "test:thing:made", "actor": "RO-102", "about": ["matter:1"], **wrong}
    with pytest.raises(error), transaction.atomic():
        actions.record(told.pop("event"), **told)
    assert queries.size() == 0


@pytest.mark.django_db
def test_odd_but_good_facts_come_back_and_fit_their_digest() -> None:
    facts = {"text": "\\u0000 is text", "names": {"ü": "𝄞", "b": None}, "list": (1, True, [])}
    entry = record(facts=facts)
    entry.refresh_from_db()
    assert entry.facts == {**facts, "list": [1, True, []]}
    assert queries.audit() == 1


@pytest.mark.django_db
def test_time_is_the_nodes_and_kept_to_the_microsecond(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    moved = tmp_path / "clock"
    moved.write_text(str(90 * 86400), "ascii")
    monkeypatch.setenv(clock.VARIABLE, str(moved))
    entry = record()
    assert entry.at - clock.real_now() > timedelta(days=89)
    entry = record(at=datetime(2026, 11, 25, 23, 0, 0, 7, tzinfo=timezone(timedelta(hours=1))))
    entry.refresh_from_db()
    assert queries.document(entry)["at"] == "2026-11-25T22:00:00.000007Z"
    assert queries.audit() == 2


@pytest.mark.django_db
def test_entries_are_found_by_what_they_are_about() -> None:
    record(1, about=["matter:1", "exhibit:7", "matter:1"])
    record(2)
    record(3, about=["exhibit:7"])
    assert [entry.index for entry in queries.entries_about("exhibit:7")] == [0, 2]
    assert [entry.index for entry in queries.latest(2)] == [2, 1]
    assert queries.entry(0).about == ["matter:1", "exhibit:7"]
    with pytest.raises(EntryUnknownError):
        queries.entry(3)


@pytest.mark.django_db
def test_a_new_entry_writes_and_reads_few_nodes(django_assert_max_num_queries: Any) -> None:
    for number in range(63):
        record(number)
    with django_assert_max_num_queries(20):  # the 64th completes the most subtrees
        record(63)
    assert TreeNode.objects.count() == 127


@pytest.mark.django_db
def test_proofs_from_stored_nodes_are_those_of_the_leaves() -> None:
    data = [queries.leaf_data(record(number)) for number in range(21)]
    for size in range(1, 22):
        root = queries.root(size)
        assert root == merkle.root(data, size)
        for index in range(size):
            merkle.verify_inclusion(
                leaf=merkle.leaf_hash(data[index]),
                index=index,
                size=size,
                proof=queries.inclusion(index, size),
                root=root,
            )
        merkle.verify_consistency(
            old_size=size,
            new_size=21,
            proof=queries.consistency(size, 21),
            old_root=root,
            new_root=queries.root(21),
        )


@pytest.mark.django_db
@pytest.mark.parametrize(
    "ask",
    [
        lambda: queries.root(4),
        lambda: queries.root(-1),
        lambda: queries.inclusion(0, 4),
        lambda: queries.inclusion(3, 3),
        lambda: queries.consistency(1, 4),
        lambda: queries.consistency(3, 2),
    ],
)
def test_proofs_of_what_is_not_there_are_refused(ask: Callable[[], object]) -> None:
    for number in range(3):
        record(number)
    with pytest.raises(merkle.TreeRangeError):
        ask()


@pytest.mark.django_db
def test_erasing_destroys_facts_and_their_salt_and_keeps_every_proof() -> None:
    entries = [record(number, facts={"name": "Ion Exemplu"}) for number in range(7)]
    before, root = queries.export(entries[3]), queries.root(7)
    actions.erase(entries[3], actor="RO-107", reason="retention is over")
    erased = queries.entry(3)
    assert (erased.facts, bytes(erased.facts_salt)) == (None, b"")
    assert erased.erased_at is not None
    after = queries.export(erased)
    assert after["entry"] == before["entry"]
    assert "Ion Exemplu" not in str(after)
    leaves.check_export(after, leaf=erased.leaf)
    assert queries.root(7) == root
    assert queries.audit() == 8
    told = queries.entry(7)
    assert (told.event, told.about) == ("journal:entry:erased", ["matter:3"])
    assert told.facts == {"index": 3, "reason": "retention is over"}


@pytest.mark.django_db
def test_erasing_twice_is_one_erasure() -> None:
    entry = record()
    actions.erase(entry)
    actions.erase(entry)
    assert queries.size() == 2


@pytest.mark.django_db
def test_what_remains_after_erasure_does_not_tell_the_facts() -> None:
    """The salt that stays is another one than that over the facts: a guess cannot be confirmed with it."""
    entry = record(facts={"name": "Ion"})
    actions.erase(entry)
    guess = leaves.facts_digest(bytes(entry.salt), {"name": "Ion"})
    assert guess != entry.facts_digest


CHANGED_EXPORTS: dict[str, Callable[[dict[str, Any]], object]] = {
    "actor": lambda exported: exported["entry"].update(actor="RO-999"),
    "index": lambda exported: exported["entry"].update(index=1),
    "facts": lambda exported: exported["facts"].update(number=9),
    "facts and digest": lambda exported: exported["entry"].update(facts="sha256:" + "0" * 64),
    "salt": lambda exported: exported.update(salt="00" * 32),
    "salt moved into the entry": lambda exported: exported.update(salt="00" * 31),
    "facts salt": lambda exported: exported.update(facts_salt="00" * 32),
    "member more": lambda exported: exported["entry"].update(more=1),
    "member less": lambda exported: exported["entry"].pop("about"),
    "other form": lambda exported: exported["entry"].update(form="comity-journal-entry-2"),
    "no entry": lambda exported: exported.pop("entry"),
    "entry is a list": lambda exported: exported.update(entry=[1]),
    "salt is a number": lambda exported: exported.update(salt=1),
}


@pytest.mark.django_db
@pytest.mark.parametrize("change", CHANGED_EXPORTS.values(), ids=CHANGED_EXPORTS.keys())
def test_changed_exports_are_refused(change: Callable[[dict[str, Any]], object]) -> None:
    entry = record()
    exported = queries.export(entry)
    assert leaves.check_export(exported, leaf=entry.leaf)["actor"] == "RO-102"
    change(exported)
    with pytest.raises(leaves.LeafWrongError):
        leaves.check_export(exported, leaf=entry.leaf)


def test_entries_written_at_once_have_one_order(
    race: Callable[[Callable[[int], object], int], list[object]],
) -> None:
    def many(thread: int) -> None:
        for number in range(10):
            record(thread * 100 + number)

    assert race(many, 4) == [None] * 4
    assert queries.audit() == 40
    numbers = list(Entry.objects.values_list("facts__number", flat=True))
    for thread in range(4):
        own = [number for number in numbers if number // 100 == thread]
        assert own == sorted(own)
