"""One order for the letters of a matter, the same for everybody who holds the same letters.

Each letter names its writer's previous letter and, per other writer, the last one that it had seen. That
gives a partial order; letters that crossed on the way have none between them. `order` makes a line of the
*set*: it does not matter in which order, or how often, the letters came. `time` is a claim and is never
looked at. Where letters crossed, those of the requested side come first: it is the side that acts, so its
letters report facts ("the data are held"), while those of the requesting side are wishes, which take effect
from what was already done. What then still ties is ordered by digest.

A letter whose earlier letters are missing is not in the line: it waits. Where one writer wrote two letters
in one place (a fork), the one that more letters build on stays, then the lower digest; the others are set
aside and what builds on them waits.
"""

import heapq
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

REQUESTING = "requesting"
REQUESTED = "requested"


@dataclass(frozen=True)
class LetterFact:
    """What the order and the state of a matter need to know of one verified letter."""

    digest: str
    type: str
    side: str  # "requesting" or "requested"
    writer: str  # authority
    seq: int
    previous: str | None
    seen: Mapping[str, str] = field(hash=False)
    time: datetime = field(hash=False)  # UTC, a claim of the writer
    body: Mapping[str, Any] = field(hash=False)
    incarnation: str = ""

    @cached_property
    def earlier(self) -> frozenset[str]:
        """The digests of the letters that must come before this one."""
        named = set(self.seen.values())
        if self.previous is not None:
            named.add(self.previous)
        return frozenset(named)


@dataclass(frozen=True)
class Ordered:
    """The line of letters; which wait for missing ones; which were set aside at a fork."""

    line: tuple[LetterFact, ...]
    waiting: tuple[str, ...]
    forked: tuple[str, ...]


def linearise(facts: Iterable[LetterFact]) -> list[LetterFact]:
    """The letters in their one order, without those that wait or were set aside."""
    return list(order(facts).line)


def order(facts: Iterable[LetterFact]) -> Ordered:
    """Bring a set of letters into its one order. A letter given twice counts once."""
    held = {fact.digest: fact for fact in facts}
    line = _line(held)
    standing, forked = _settle_forks({fact.digest: fact for fact in line})
    if forked:
        line = _line(standing)
    placed = {fact.digest for fact in line} | set(forked)
    waiting = tuple(sorted(digest for digest in held if digest not in placed))
    return Ordered(tuple(line), waiting, tuple(sorted(forked)))


def _rank(fact: LetterFact) -> tuple[int, int, str]:
    opening = not fact.earlier and fact.side == REQUESTING
    return (0 if opening else 1, 0 if fact.side == REQUESTED else 1, fact.digest)


def _line(held: Mapping[str, LetterFact]) -> list[LetterFact]:
    """Topological order with `_rank` among those that may come next; what lacks an ancestor stays out."""
    open_ends = {digest: len(fact.earlier) for digest, fact in held.items()}
    later = _later(held)
    ready = [_rank(held[digest]) for digest, count in open_ends.items() if count == 0]
    heapq.heapify(ready)
    line: list[LetterFact] = []
    while ready:
        digest = heapq.heappop(ready)[2]
        line.append(held[digest])
        for child in later.get(digest, ()):
            open_ends[child] -= 1
            if open_ends[child] == 0:
                heapq.heappush(ready, _rank(held[child]))
    return line


def _later(held: Mapping[str, LetterFact]) -> dict[str, list[str]]:
    later: dict[str, list[str]] = {}
    for digest, fact in held.items():
        for named in fact.earlier:
            later.setdefault(named, []).append(digest)
    return later


def _settle_forks(complete: Mapping[str, LetterFact]) -> tuple[dict[str, LetterFact], list[str]]:
    standing = dict(complete)
    forked: list[str] = []
    if not _forks(standing):
        return standing, forked
    later = _later(complete)
    while groups := _forks(standing):
        group = min(groups, key=lambda one: (one[0].seq, one[0].writer, one[0].incarnation))
        losers = sorted(group, key=lambda one: (-len(_after(one.digest, later)), one.digest))[1:]
        for loser in losers:
            forked.append(loser.digest)
            for digest in {loser.digest, *_after(loser.digest, later)}:
                standing.pop(digest, None)
    return standing, forked


def _forks(standing: Mapping[str, LetterFact]) -> list[Sequence[LetterFact]]:
    """Groups of letters that one writer, in one life, wrote in one place."""
    places = Counter((fact.writer, fact.incarnation, fact.seq) for fact in standing.values())
    if not places or max(places.values()) == 1:
        return []
    groups: dict[tuple[str, str, int], list[LetterFact]] = {}
    for fact in standing.values():
        place = (fact.writer, fact.incarnation, fact.seq)
        if places[place] > 1:
            groups.setdefault(place, []).append(fact)
    return list(groups.values())


def _after(digest: str, later: Mapping[str, Sequence[str]]) -> set[str]:
    """All letters that build on this one."""
    found: set[str] = set()
    todo = list(later.get(digest, ()))
    while todo:
        child = todo.pop()
        if child not in found:
            found.add(child)
            todo.extend(later.get(child, ()))
    return found
