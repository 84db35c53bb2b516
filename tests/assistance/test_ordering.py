"""The order of letters is a function of the set of letters."""

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.wire.ordering import LetterFact, linearise, order
from tests.assistance.book import REQUESTED, REQUESTING, Book

NAMES = ("question", "answer", "promise", "acceptance", "withdrawal", "closing")
steps = st.lists(
    st.tuples(st.sampled_from(["write", "deliver"]), st.sampled_from([REQUESTING, REQUESTED])),
    max_size=24,
)


def told(script: list[tuple[str, str]]) -> Book:
    book = Book()
    for number, (what, side) in enumerate(script):
        if what == "deliver":
            book.deliver(side)
        else:
            book.write(side, NAMES[number % len(NAMES)])
    return book


@given(steps, st.randoms(use_true_random=False))
def test_the_order_is_the_same_for_the_same_set(
    script: list[tuple[str, str]], dice: random.Random
) -> None:
    facts = told(script).facts
    mixed = facts + [fact for fact in facts if dice.random() < 0.5]
    dice.shuffle(mixed)
    assert linearise(mixed) == linearise(facts)
    assert {fact.digest for fact in linearise(facts)} == {fact.digest for fact in facts}


@given(steps)
def test_what_a_letter_had_seen_comes_before_it(script: list[tuple[str, str]]) -> None:
    placed: set[str] = set()
    for fact in linearise(told(script).facts):
        assert fact.earlier <= placed
        placed.add(fact.digest)


@given(steps, st.data())
def test_a_letter_waits_until_its_earlier_letters_are_here(
    script: list[tuple[str, str]], data: st.DataObject
) -> None:
    facts = told(script).facts
    lost = data.draw(st.sets(st.sampled_from([fact.digest for fact in facts])))
    held = [fact for fact in facts if fact.digest not in lost]
    found = order(held)
    line = {fact.digest for fact in found.line}
    assert line | set(found.waiting) == {fact.digest for fact in held}
    for fact in held:
        assert (fact.digest in line) == (fact.earlier <= line)
    assert order([*held, *facts]) == order(facts)


def crossing(first: str, second: str) -> tuple[Book, LetterFact, LetterFact]:
    book = Book()
    ours = book.asking(first)
    theirs = book.asked(second)
    return book, ours, theirs


def test_where_letters_crossed_the_requested_side_comes_first() -> None:
    book, ours, theirs = crossing("withdrawal", "acceptance")
    assert linearise(book.facts) == [book.opening, theirs, ours]


def test_the_claimed_time_changes_nothing() -> None:
    book, ours, theirs = crossing("withdrawal", "acceptance")
    early = replace(ours, time=ours.time.replace(year=1999))
    assert [one.digest for one in linearise([book.opening, early, theirs])] == [
        one.digest for one in linearise(book.facts)
    ]


def fork() -> tuple[Book, LetterFact, LetterFact]:
    """The requested side writes two letters in one place."""
    book = Book()
    one = book.asked("acceptance")
    other = replace(one, digest="sha256:" + "0" * 64, type="assistance.refusal")
    return book, one, other


def test_of_a_fork_the_letter_on_which_more_builds_stays() -> None:
    book, one, other = fork()
    book.deliver(REQUESTING)
    answer = book.asking("question")
    for facts in ([*book.facts, other], [other, *reversed(book.facts)]):
        found = order(facts)
        assert found.line == (book.opening, one, answer)
        assert found.forked == (other.digest,)


def test_of_an_even_fork_the_lower_digest_stays() -> None:
    book, one, other = fork()
    found = order([*book.facts, other])
    assert [fact.digest for fact in found.line] == [book.opening.digest, other.digest]
    assert found.forked == (one.digest,)


def test_what_builds_on_a_letter_that_was_set_aside_waits() -> None:
    book, one, other = fork()
    book.deliver(REQUESTING)
    mine = book.asking("question")
    book.asking("question")
    on_other = replace(mine, digest="sha256:" + "f" * 64, seen={one.writer: other.digest}, seq=3)
    found = order([*book.facts, other, on_other])
    assert mine in found.line
    assert found.waiting == (on_other.digest,)


def test_a_writer_restored_from_a_backup_is_no_fork() -> None:
    book, one, other = fork()
    again = replace(other, incarnation="two")
    found = order([*book.facts, again])
    assert {fact.digest for fact in found.line} == {book.opening.digest, one.digest, again.digest}
    assert not found.forked


@pytest.mark.parametrize("count", [2_000])
def test_a_long_matter_with_many_forks_is_ordered_in_time(count: int) -> None:
    book = Book()
    for _ in range(count // 4):
        book.asked("promise")
        book.deliver(REQUESTING)
        book.asking("question")
        book.deliver(REQUESTED)
    doubled = [replace(fact, digest=fact.digest[:-4] + "dead") for fact in book.facts[1:]]
    found = order(book.facts + doubled[:20])
    assert len(found.line) == len(book.facts)
    assert len(found.forked) == 20
