"""Full-text search in six languages, two-character Chinese words included, typing mistakes forgiven. Pure.

SQLite's FTS5 ranks (BM25); what a word is, we say: letters without accents and case, Arabic without vowel signs and
with one form of alef, Chinese as pairs of characters. A word that no page has is replaced by the nearest
that some page has, and the reader is told.
"""

import re
import sqlite3
import threading
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Final

MOST_WORDS: Final = 12
MOST_CHARS: Final = 200
MOST_FOUND: Final = 60
MANY: Final = 3
_NEAR: Final = 0.74
_NEAR_ELSEWHERE: Final = 0.8  # for a word that begins with another letter
_STEM: Final = 5  # letters of a word that may end otherwise
_LONG: Final = 8  # letters of a word that may lose two
_ENDING: Final = 2
_HALF: Final = 0.5
_CHINESE = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")
_WORD = re.compile(r"\w+")
_ARABIC = str.maketrans("أإآٱىة", "ااااي" + "ه", "ـ")
_OTHER = str.maketrans(
    {"ß": "ss", "ё": "е", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i"}
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that can be found: what it is, where it is, how it is called, what it says."""

    kind: str
    address: str
    title: str
    summary: str
    text: str = ""  # what is searched besides title and summary
    rank: int = (
        0  # among things of one name; what is one of very many (MANY) stands after the others
    )


@dataclass(frozen=True, slots=True)
class Lead:
    """Words that people type, and the addresses of the pages that are meant, best first."""

    words: str
    to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """What was found, best first, and which words stood for words that no page has."""

    entries: tuple[Entry, ...]
    instead: tuple[tuple[str, str], ...] = ()

    @property
    def cut(self) -> bool:
        """As many as are shown at most: there may be more."""
        return len(self.entries) >= MOST_FOUND


def plain(text: str) -> str:
    """A text without case, accents and vowel signs, with one form of each letter."""
    parts = unicodedata.normalize("NFKD", text.casefold().translate(_OTHER))
    bare = "".join(one for one in parts if not unicodedata.combining(one))
    return unicodedata.normalize("NFC", bare).translate(_ARABIC).translate(_OTHER)


def terms(text: str) -> Iterator[str]:
    """The words of a text as they are kept: Chinese as pairs, and single where one character stands alone."""
    for word in _WORD.findall(plain(text)):
        rest = 0
        for run in _CHINESE.finditer(word):
            if run.start() > rest:
                yield word[rest : run.start()]
            yield from _pairs(run.group())
            rest = run.end()
        if rest < len(word):
            yield word[rest:]


def _pairs(run: str) -> Iterator[str]:
    if len(run) == 1:
        yield run
    for place in range(len(run) - 1):
        yield run[place : place + 2]


class Index:
    """All entries of one language. Safe to ask from several threads."""

    def __init__(
        self, entries: Iterable[Entry], leads: Iterable[Lead] = (), little: Iterable[str] = ()
    ) -> None:
        """Of these entries; the words of a lead are found in the first page that it names, and little words
        (``of``, ``de``) say nothing about where one wants to go."""
        self._lock = threading.Lock()
        leads = tuple(leads)
        self._little = frozenset(plain(one) for one in little)
        self._entries = _with_words(entries, leads)
        place = {one.address: number for number, one in reversed(list(enumerate(self._entries)))}
        self._leads = [
            (self._telling(one.words), [place[to] for to in one.to if to in place]) for one in leads
        ]
        self._base = sqlite3.connect(":memory:", check_same_thread=False)
        self._base.execute(
            'CREATE VIRTUAL TABLE kept USING fts5(title, summary, rest, tokenize = "unicode61 remove_diacritics 0")'
        )
        self._base.executemany(
            "INSERT INTO kept (rowid, title, summary, rest) VALUES (?, ?, ?, ?)",
            (
                (place, *(" ".join(terms(part)) for part in (one.title, one.summary, one.text)))
                for place, one in enumerate(self._entries)
            ),
        )
        self._base.execute("CREATE VIRTUAL TABLE words USING fts5vocab(kept, row)")
        self._words = frozenset(row[0] for row in self._base.execute("SELECT term FROM words"))
        self._by_length: dict[int, list[str]] = {}
        for word in self._words:
            self._by_length.setdefault(len(word), []).append(word)

    def find(self, asked: str) -> Result:
        """The entries that fit, best first; entries with all words before those with some."""
        wanted = list(dict.fromkeys(terms(asked[:MOST_CHARS])))[:MOST_WORDS]
        known, instead = [], []
        for one in wanted:
            word = self._nearest(one)
            if word is None:
                continue
            known.append(word)
            if word != one and not word.startswith(one):
                instead.append((one, word))
        if not known:
            return Result(())
        places = self._ordered(self._ask(" AND ".join(map(_quoted, known))), known)
        meant, share = self._meant(known)
        before = 0 if share == 1 else 1 if share >= _HALF else len(places)
        places = [*places[:before], *meant, *places[before:]]
        if len(known) > 1:
            places += self._ordered(self._ask(" OR ".join(map(_quoted, known))), known)
        places = list(dict.fromkeys(places))
        return Result(tuple(self._entries[one] for one in places[:MOST_FOUND]), tuple(instead))

    def _telling(self, words: str) -> tuple[str, ...]:
        """The words without little ones."""
        kept = tuple(terms(words))
        return tuple(one for one in kept if one not in self._little) or kept

    def _meant(self, known: list[str]) -> tuple[list[int], float]:
        """Where the words lead, the longest words first; and which share of what was asked they are."""
        asked = [one for one in known if one not in self._little] or known
        found = []
        covered: set[str] = set()
        for words, places in self._leads:
            same = [[one for one in asked if _same(word, one)] for word in words]
            if all(same):
                covered |= {one for each in same for one in each}
                exact = sum(word in asked for word in words)
                found.append((-len(words), -exact, places))
        found.sort(key=lambda one: one[:2])
        return [place for *_, places in found for place in places], len(covered) / len(asked)

    def _ordered(self, places: list[int], wanted: list[str]) -> list[int]:
        """What is called exactly so comes first, what is one of very many last."""

        def key(place: int) -> tuple[bool, int]:
            entry = self._entries[place]
            exactly = list(terms(entry.title)) == wanted
            return not exactly, entry.rank if exactly else entry.rank // MANY

        return sorted(places, key=key)

    def _ask(self, question: str) -> list[int]:
        order = "bm25(kept, 12.0, 4.0, 1.0), rowid"
        with self._lock:
            rows = self._base.execute(
                f"SELECT rowid FROM kept WHERE kept MATCH ? ORDER BY {order} LIMIT ?",  # noqa: S608 - fixed text
                (question, MOST_FOUND),
            ).fetchall()
        return [row[0] for row in rows]

    def _nearest(self, word: str) -> str | None:
        """The word itself, or as the beginning of another, or the nearest that some entry has."""
        if word in self._words or _CHINESE.fullmatch(word):
            return word
        around = [
            one
            for length in range(max(1, len(word) - 2), len(word) + 3)
            for one in self._by_length.get(length, ())
        ]
        near = get_close_matches(word, [one for one in around if one[0] == word[0]], 1, _NEAR)
        near += get_close_matches(word, around, 1, _NEAR_ELSEWHERE)
        if near:
            return near[0]
        begun = any(one.startswith(word) for one in self._words) if len(word) > 1 else False
        return word if begun else None


def _quoted(word: str) -> str:
    """A word as FTS5 takes it literally, or as the beginning of one."""
    return f'"{word}"*' if len(word) > 2 else f'"{word}"'


def _with_words(entries: Iterable[Entry], leads: tuple[Lead, ...]) -> tuple[Entry, ...]:
    """The entries, each with the words of those leads that name it first: so a typing mistake is forgiven."""
    words: dict[str, list[str]] = {}
    for one in leads:
        words.setdefault(one.to[0], []).append(one.words)
    return tuple(
        replace(one, text=" ".join([one.text, *words.pop(one.address)]))
        if one.address in words
        else one
        for one in entries
    )


def _same(one: str, other: str) -> bool:
    """Two forms of one word: with or without the Arabic article, or with another short ending."""
    if {one, one.removeprefix("ال")} & {other, other.removeprefix("ال")}:
        return True
    shorter = min(len(one), len(other))
    if shorter < _STEM or abs(len(one) - len(other)) > _ENDING:
        return False
    stem = shorter - (_ENDING if shorter >= _LONG else 1)
    return one[:stem] == other[:stem]
