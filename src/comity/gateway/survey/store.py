"""The site's own file for what is sent in: ``<COMITY_GATEWAY_HOME>/survey.sqlite3``. No Django.

Everything received is kept as its exact canonical bytes under its digest and can neither be changed nor removed; the
history grows only. What is acknowledged has reached the disk (WAL, synchronous FULL). One connection for
each call, so that threads and processes share nothing. Where the file is not there yet, there is nothing.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final, Literal

from comity.gateway import home
from comity.gateway.survey import lifecycle, limits, proposals, results, screening
from comity.gateway.survey.errors import (
    MovedMeanwhileError,
    MoveRefusedError,
    ProposalUnknownError,
    StoreError,
    TokenUsedError,
    TooManyHeldError,
    TooManySuspectError,
)
from comity.gateway.survey.lifecycle import Move, Standing
from comity.gateway.survey.proposals import Proposal, Sent
from comity.gateway.survey.questionnaire import Given
from comity.gateway.survey.results import Tally
from comity.gateway.survey.screening import plain
from comity.wire import digests, times

FILE: Final = "survey.sqlite3"
VERSION: Final = 1
_WAIT_SECONDS: Final = 10.0
Which = Literal["open", "decided", "expired"]

_SCHEMA: Final = """
CREATE TABLE document (
    digest TEXT PRIMARY KEY, format TEXT NOT NULL, body BLOB NOT NULL,
    kind TEXT NOT NULL, row TEXT NOT NULL, state TEXT,
    received TEXT NOT NULL, opened TEXT, standing TEXT NOT NULL
) STRICT;
CREATE INDEX document_standing ON document (standing);
CREATE INDEX document_row ON document (kind, row);
CREATE TABLE contact (digest TEXT PRIMARY KEY REFERENCES document, body TEXT NOT NULL) STRICT;
CREATE TABLE history (
    id INTEGER PRIMARY KEY AUTOINCREMENT, digest TEXT NOT NULL REFERENCES document,
    at TEXT NOT NULL, move TEXT NOT NULL, before TEXT NOT NULL, after TEXT NOT NULL,
    who TEXT NOT NULL, reason TEXT NOT NULL, body BLOB
) STRICT;
CREATE INDEX history_digest ON history (digest);
CREATE TABLE said (text TEXT NOT NULL, digest TEXT NOT NULL REFERENCES document, received TEXT NOT NULL,
    PRIMARY KEY (text, digest)) STRICT;
CREATE TABLE token (nonce TEXT PRIMARY KEY, used TEXT NOT NULL, digest TEXT) STRICT;
CREATE TABLE tally (
    year INTEGER NOT NULL, audience TEXT NOT NULL, part TEXT NOT NULL,
    question TEXT NOT NULL, choice TEXT NOT NULL,
    counted INTEGER NOT NULL, published INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (year, audience, part, question, choice)
) STRICT;
CREATE TRIGGER document_kept BEFORE DELETE ON document
    BEGIN SELECT RAISE(ABORT, 'what was received is kept'); END;
CREATE TRIGGER document_fixed BEFORE UPDATE OF digest, format, body, kind, row, state, received ON document
    BEGIN SELECT RAISE(ABORT, 'what was received is kept as it is'); END;
CREATE TRIGGER history_kept BEFORE DELETE ON history
    BEGIN SELECT RAISE(ABORT, 'the history grows only'); END;
CREATE TRIGGER history_fixed BEFORE UPDATE ON history
    BEGIN SELECT RAISE(ABORT, 'the history grows only'); END;
"""
_NUMBERS_HELD: Final = (
    "SELECT count(*), count(*) FILTER (WHERE reason IN (SELECT value FROM json_each(?))) FROM document"
    " JOIN history USING (digest) WHERE standing = 'held' AND move = 'kept_back'"
)
_COLUMNS: Final = "digest, body, kind, row, state, received, opened, standing"


@dataclass(frozen=True, slots=True)
class Kept:
    """A document as it is kept."""

    digest: str
    body: bytes
    kind: str
    row: str
    state: str | None
    received: datetime
    opened: date | None
    standing: Standing

    @property
    def sent(self) -> Sent:
        """What it says."""
        return proposals.read(self.body)

    def on(self, today: date) -> Standing:
        """How it stands on a day."""
        return lifecycle.on(self.standing, self.opened, today)

    @property
    def last_day(self) -> date | None:
        """The last day on which it can be confirmed."""
        return lifecycle.last_day(self.opened) if self.opened else None


@dataclass(frozen=True, slots=True)
class Accepted:
    """A document that a State or a reviewer confirmed. ``decision``: the bytes of the confirmation or of the review."""

    digest: str
    body: bytes
    state: str | None
    on: date
    move: str
    decision: bytes | None


@dataclass(frozen=True, slots=True)
class Held:
    """One that waits for a reviewer, without its content."""

    digest: str
    received: datetime
    state: str | None
    kind: str
    signs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the history. ``body``: the signed confirmation that made the move."""

    at: datetime
    move: str
    before: str
    after: str
    who: str
    reason: str
    body: bytes | None


@dataclass(frozen=True, slots=True)
class Arrival:
    """A document on its way in."""

    sent: Sent
    contact: str
    signs: tuple[str, ...]
    texts: tuple[str, ...]  # to be compared with what others send
    nonce: str  # of the form; counts once


class Store:
    """The file. Every call opens it anew. Raises StoreError where it cannot be read or written."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @classmethod
    def at_home(cls) -> "Store":
        """In the folder that COMITY_GATEWAY_HOME names."""
        return cls(home.home() / FILE)

    # Reading

    def get(self, digest: str) -> Kept | None:
        """One document, whoever may see it."""
        found = self._all(f"SELECT {_COLUMNS} FROM document WHERE digest = ?", digest)  # noqa: S608 - fixed text
        return _kept(found[0]) if found else None

    def beginning(self, digits: str) -> tuple[Kept, ...]:
        """Documents whose SHA-256 begins with these digits; two are enough to know that there are several."""
        low = f"sha256:{digits}"
        return self._kept("digest >= ? AND digest < ? ORDER BY digest LIMIT 2", low, f"{low}g")

    def public(self, digest: str) -> Kept | None:
        """One document that the public may see: it is or was open."""
        found = self.get(digest)
        return found if found is not None and found.opened is not None else None

    def listed(
        self,
        today: date | None = None,
        which: Which | None = None,
        *,
        after: int = 0,
        most: int = limits.LISTED,
    ) -> tuple[Kept, ...]:
        """What the public may see, newest first, beginning after so many. ``which``: only these, as they stand ``today``."""
        place, values = _which(which, today)
        return self._kept(
            f"{place} ORDER BY received DESC, digest LIMIT ? OFFSET ?", *values, most, after
        )

    def number(self, today: date, which: Which | None = None) -> int:
        """How many the public may see; ``which``: only these, as they stand ``today``."""
        place, values = _which(which, today)
        rows = self._all(f"SELECT count(*) FROM document WHERE {place}", *values)  # noqa: S608 - fixed texts
        return int(rows[0][0]) if rows else 0

    def page(self, number: int) -> tuple[Kept, ...]:
        """A page of what the public may see, in the permanent order in which it came to be seen; the first is 1.

        What stands on a full page stays there: nothing comes in before it.
        """
        columns = ", ".join(f"document.{one}" for one in _COLUMNS.split(", "))
        rows = self._all(
            f"SELECT {columns} FROM history JOIN document ON document.digest = history.digest"  # noqa: S608 - fixed texts
            " WHERE history.after = 'open' ORDER BY history.id LIMIT ? OFFSET ?",
            limits.LISTED,
            (number - 1) * limits.LISTED,
        )
        return tuple(_kept(one) for one in rows)

    def names(self) -> tuple[str, ...]:
        """The digest of each that the public may see, in the permanent order."""
        rows = self._all("SELECT digest FROM history WHERE after = 'open' ORDER BY id")
        return tuple(one[0] for one in rows)

    def answers(self, year: int) -> Iterator[Kept]:
        """What institutions answered in a year and nobody declined, one after the other, by arrival; what a State
        confirmed comes after all others."""
        question = (
            f"SELECT {_COLUMNS} FROM document WHERE kind = 'answers' AND row = ? AND opened IS NOT NULL"  # noqa: S608 - fixed texts
            " AND standing <> 'declined' ORDER BY standing = 'confirmed', received, digest"
        )
        yield from map(_kept, self._each(question, str(year)))

    def held(self, after: int = 0) -> tuple[Kept, ...]:
        """What waits for a reviewer, by arrival: as many as are shown at once, beginning after so many."""
        return self._kept(
            "standing = 'held' ORDER BY received, digest LIMIT ? OFFSET ?", limits.LISTED, after
        )

    def held_for(self, sign: str, before: datetime) -> tuple[Held, ...]:
        """All that is held for a reason and came before a moment (UTC), by arrival."""
        rows = self._all(
            "SELECT digest, received, state, kind, reason FROM document JOIN history USING (digest)"
            " WHERE standing = 'held' AND move = 'kept_back' AND received < ? ORDER BY received, digest",
            times.format(before),
        )
        found = (
            Held(one[0], times.parse(one[1]), one[2], one[3], tuple(one[4].split())) for one in rows
        )
        return tuple(one for one in found if sign in one.signs)

    def numbers_held(self) -> tuple[int, int]:
        """How many are held with signs of spam, and how many without."""
        rows = self._all(_NUMBERS_HELD, json.dumps(screening.quiet()))
        return (rows[0][0] - rows[0][1], rows[0][1]) if rows else (0, 0)

    def confirmed(self) -> tuple[Kept, ...]:
        """What a State or the maintainers confirmed, oldest first."""
        return self._kept("standing = 'confirmed' ORDER BY received, digest")

    def accepted(self, kind: str) -> tuple[Accepted, ...]:
        """What was confirmed of a kind, in the order of the decisions."""
        found = self._all(
            "SELECT d.digest, d.body, d.state, h.at, h.move, h.body FROM document d JOIN history h USING (digest)"
            " WHERE d.kind = ? AND d.standing = 'confirmed' AND h.after = 'confirmed' ORDER BY h.id",
            kind,
        )
        return tuple(
            Accepted(digest, body, state, date.fromisoformat(at[:10]), move, decision)
            for digest, body, state, at, move, decision in found
        )

    def history(self, digest: str) -> tuple[Entry, ...]:
        """Every move of a document, oldest first."""
        found = self._all(
            "SELECT at, move, before, after, who, reason, body FROM history WHERE digest = ? ORDER BY id",
            digest,
        )
        return tuple(Entry(times.parse(one[0]), *one[1:]) for one in found)

    def last_move(self) -> tuple[object, ...]:
        """What the history ends with: another value after every move; empty before the first."""
        rows = self._all("SELECT id, digest, at, move FROM history ORDER BY id DESC LIMIT 1")
        return tuple(rows[0]) if rows else ()

    def decisions(self, among: Iterable[str] | None = None) -> dict[str, date]:
        """The day on which each decided document was decided; ``among``: only of these."""
        marks = ", ".join("?" for _ in lifecycle.DECIDED)
        only = "" if among is None else " AND digest IN (SELECT value FROM json_each(?))"
        rows = self._all(
            f"SELECT digest, max(at) FROM history WHERE after IN ({marks}){only} GROUP BY digest",  # noqa: S608 - fixed texts
            *sorted(lifecycle.DECIDED),
            *([] if among is None else [json.dumps(list(among))]),
        )
        return {digest: times.parse(at).date() for digest, at in rows}

    def contact(self, digest: str) -> str | None:
        """The private contact of who sent it: for the reviewer only."""
        found = self._all("SELECT body FROM contact WHERE digest = ?", digest)
        return str(found[0][0]) if found else None

    def alike(self, texts: Iterable[str], now: datetime) -> dict[str, int]:
        """How many documents of the last days that the public saw hold each of these texts, by its plain form.

        What is held does not count: junk cannot make the words of others look like junk.
        """
        since = times.format(now - timedelta(days=limits.SAME_TEXT_DAYS))
        found = {}
        for text in {plain(one) for one in texts if one}:
            rows = self._all(
                "SELECT count(*) FROM said JOIN document USING (digest)"
                " WHERE text = ? AND said.received >= ? AND opened IS NOT NULL",
                _mark(text),
                since,
            )
            found[text] = int(rows[0][0]) if rows else 0
        return found

    def published_on(self, day: date) -> int:
        """How many documents came on a day (UTC) and were published at once."""
        rows = self._all(
            "SELECT count(*) FROM history WHERE move = 'published' AND at >= ? AND at < ?",
            f"{day}",
            f"{day + timedelta(days=1)}",
        )
        return int(rows[0][0]) if rows else 0

    def used(self, nonce: str) -> tuple[bool, str | None]:
        """Was the form with this nonce sent already, and what document did it make?"""
        rows = self._all("SELECT digest FROM token WHERE nonce = ?", nonce)
        return (True, rows[0][0]) if rows else (False, None)

    def tallies(self, year: int, audience: str) -> tuple[Tally, ...]:
        """The figures of each group as they may be shown."""
        rows = self._all(
            "SELECT part, question, choice, published FROM tally WHERE year = ? AND audience = ? AND published > 0",
            year,
            audience,
        )
        groups: dict[str, dict[tuple[str, str], int]] = {}
        for part, question, choice, number in rows:
            groups.setdefault(part, {})[question, choice] = number
        return tuple(_tally(part, figures) for part, figures in groups.items())

    def years(self) -> tuple[int, ...]:
        """The years for which anything was counted, newest first."""
        return tuple(
            int(row[0]) for row in self._all("SELECT DISTINCT year FROM tally ORDER BY year DESC")
        )

    # Writing

    def take(self, arrival: Arrival, now: datetime) -> tuple[Kept, bool]:
        """Keep what was sent; True where it is new. Held where it shows a sign, else open.

        The same form sent twice, and the same document from another form, are kept once. Raises
        TokenUsedError for a used form with another content, TooManySuspectError, TooManyHeldError.
        """
        body = proposals.build(arrival.sent)
        digest = proposals.digest(body)
        move: Move = "kept_back" if arrival.signs else "published"
        with self._writing() as base:
            self._once(base, arrival.nonce, digest, now)
            if (known := _get(base, digest)) is not None:
                return known, False
            if arrival.signs:
                _check_room(base, arrival.signs)
            kept = _insert(base, digest, body, arrival, now)
            _step(base, kept, move, now, reason=" ".join(arrival.signs))
            found = _get(base, digest)
        if found is None:  # the transaction has just kept it
            raise StoreError
        return found, True

    def move(
        self, digest: str, move: Move, now: datetime, reason: str = "", body: bytes | None = None
    ) -> Kept:
        """Make one move, if the document still stands where the move begins.

        Raises ProposalUnknownError, MoveRefusedError, MovedMeanwhileError, ReasonMissingError.
        """
        with self._writing() as base:
            kept = _get(base, digest)
            if kept is None:
                raise ProposalUnknownError
            _settle(base, now, digest)
            kept = _get(base, digest) or kept
            if move == "accepted" and kept.state and kept.kind not in lifecycle.READABLE:
                raise MoveRefusedError(move=move)  # that is for the State to say
            _step(base, kept, move, now, reason=reason.strip(), body=body)
            found = _get(base, digest)
        return found or kept

    def move_held(self, digests: Sequence[str], move: Move, now: datetime, reason: str = "") -> int:
        """Release or refuse many of those that are held. How many; what a reviewer moved meanwhile is left as it is.

        Raises MoveRefusedError for a move that does not begin at held, ReasonMissingError.
        """
        lifecycle.after("held", move, reason)
        done = 0
        for start in range(0, len(digests), limits.AT_ONCE):
            with self._writing() as base:
                found = [_get(base, one) for one in digests[start : start + limits.AT_ONCE]]
                for kept in found:
                    if kept is not None and kept.standing == "held":
                        _step(base, kept, move, now, reason=reason.strip())
                        done += 1
        return done

    def settle(self, now: datetime) -> int:
        """Write down which proposals have expired by ``now`` (UTC). How many."""
        if not self.path.exists():
            return 0
        with self._writing() as base:
            return _settle(base, now)

    def count(
        self, year: int, audience: str, part: str, given: Given, *, nonce: str, now: datetime
    ) -> bool:
        """Count the answers of one person in a group, and keep nothing else. False where this form was counted already."""
        with self._writing() as base:
            if base.execute("SELECT 1 FROM token WHERE nonce = ?", (nonce,)).fetchone():
                return False
            base.execute("INSERT INTO token VALUES (?, ?, NULL)", (nonce, _day(now)))
            keys = [("", ""), *((name, "") for name in given)]
            keys += [(name, choice) for name, chosen in given.items() for choice in chosen]
            base.executemany(
                "INSERT INTO tally VALUES (?, ?, ?, ?, ?, 1, 0) ON CONFLICT DO UPDATE SET counted = counted + 1",
                [(year, audience, part, *key) for key in keys],
            )
            _publish(base, year, audience, part)
        return True

    @staticmethod
    def _once(base: sqlite3.Connection, nonce: str, digest: str, now: datetime) -> None:
        row = base.execute("SELECT digest FROM token WHERE nonce = ?", (nonce,)).fetchone()
        if row is not None and row[0] != digest:
            raise TokenUsedError
        if row is None:
            base.execute("INSERT INTO token VALUES (?, ?, ?)", (nonce, _day(now), digest))
        oldest = _day(now - 2 * limits.TOKEN_AGE - timedelta(days=1))
        base.execute("DELETE FROM token WHERE used < ?", (oldest,))

    # The file

    def _kept(self, which: str, *values: object) -> tuple[Kept, ...]:
        found = self._all(f"SELECT {_COLUMNS} FROM document WHERE {which}", *values)  # noqa: S608 - fixed texts
        return tuple(_kept(one) for one in found)

    def _each(self, question: str, *values: object) -> Iterator[Any]:
        """Row by row, so that no more than one is in memory."""
        if not self.path.exists():
            return
        try:
            with closing(_connect(f"{self.path.absolute().as_uri()}?mode=rw")) as base:
                if _version(base) != 0:
                    yield from base.execute(question, values)
        except (sqlite3.Error, OSError) as error:
            raise StoreError(because=str(error)) from error

    def _all(self, question: str, *values: object) -> list[Any]:
        return list(self._each(question, *values))

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with closing(_connect(self.path.absolute().as_uri())) as base:
                base.execute("PRAGMA journal_mode = WAL")
                base.execute("BEGIN IMMEDIATE")
                try:
                    if _version(base) == 0:
                        _make(base)
                    yield base
                except BaseException:
                    base.execute("ROLLBACK")
                    raise
                base.execute("COMMIT")
        except (sqlite3.Error, OSError) as error:
            raise StoreError(because=str(error)) from error


def _connect(address: str) -> sqlite3.Connection:
    base = sqlite3.connect(address, timeout=_WAIT_SECONDS, isolation_level=None, uri=True)
    base.execute("PRAGMA synchronous = FULL")
    base.execute("PRAGMA foreign_keys = ON")
    base.execute("PRAGMA secure_delete = ON")  # a contact that is taken out is gone
    return base


def _version(base: sqlite3.Connection) -> int:
    return int(base.execute("PRAGMA user_version").fetchone()[0])


def _make(base: sqlite3.Connection) -> None:
    statement = ""
    for line in _SCHEMA.strip().splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            base.execute(statement)
            statement = ""
    base.execute(f"PRAGMA user_version = {VERSION}")


def _kept(row: Sequence[Any]) -> Kept:
    digest, body, kind, name, state, received, opened, standing = row
    day = date.fromisoformat(opened) if opened else None
    return Kept(digest, body, kind, name, state, times.parse(received), day, standing)


def _which(which: Which | None, today: date | None) -> tuple[str, tuple[object, ...]]:
    """The condition for what the public may see, and its values."""
    if which is None:
        return "opened IS NOT NULL", ()
    if which == "decided":
        return "opened IS NOT NULL AND standing IN ('confirmed', 'declined')", ()
    first = str(lifecycle.first_open(today)) if today else ""
    if which == "open":
        return "standing = 'open' AND opened >= ?", (first,)
    return "(standing = 'expired' OR standing = 'open' AND opened < ?)", (first,)


def _get(base: sqlite3.Connection, digest: str) -> Kept | None:
    row = base.execute(
        f"SELECT {_COLUMNS} FROM document WHERE digest = ?",  # noqa: S608 - fixed text
        (digest,),
    ).fetchone()
    return _kept(row) if row else None


def _tally(part: str, figures: Mapping[tuple[str, str], int]) -> Tally:
    asked = {name: number for (name, choice), number in figures.items() if name and not choice}
    chosen = {key: number for key, number in figures.items() if key[1]}
    return Tally(part, figures.get(("", ""), 0), asked, chosen)


def _check_room(base: sqlite3.Connection, signs: Sequence[str]) -> None:
    """What carries signs of spam has a budget of its own, so that it cannot shut out what carries none."""
    held, quiet = base.execute(_NUMBERS_HELD, (json.dumps(screening.quiet()),)).fetchone()
    if screening.suspect(signs) and held - quiet >= limits.MOST_SUSPECT:
        raise TooManySuspectError(signs=tuple(signs))
    if not screening.suspect(signs) and quiet >= limits.MOST_HELD:
        raise TooManyHeldError


def _insert(
    base: sqlite3.Connection, digest: str, body: bytes, arrival: Arrival, now: datetime
) -> Kept:
    sent, at = arrival.sent, times.format(now)
    about = _about(sent)
    base.execute(
        "INSERT INTO document VALUES (?, ?, ?, ?, ?, ?, ?, NULL, ?)",
        (digest, *about[:1], body, *about[1:], at, lifecycle.BEGIN),
    )
    if arrival.contact:
        base.execute("INSERT INTO contact VALUES (?, ?)", (digest, arrival.contact))
    base.executemany(
        "INSERT OR IGNORE INTO said VALUES (?, ?, ?)",
        [(_mark(plain(text)), digest, at) for text in arrival.texts if text],
    )
    return Kept(digest, body, about[1], about[2], sent.state, now, None, lifecycle.BEGIN)


def _about(sent: Sent) -> tuple[str, str, str, str | None]:
    """Format, kind, row, State."""
    if isinstance(sent, Proposal):
        return sent.proposal, sent.kind, sent.row, sent.state
    return sent.answers, "answers", str(sent.year), sent.state


def _step(
    base: sqlite3.Connection,
    kept: Kept,
    move: Move,
    now: datetime,
    *,
    reason: str = "",
    body: bytes | None = None,
) -> None:
    after, who = lifecycle.after(kept.standing, move, reason), lifecycle.MOVES[move].who
    opened = _day(now) if after == "open" else None
    done = base.execute(
        "UPDATE document SET standing = ?, opened = coalesce(opened, ?) WHERE digest = ? AND standing = ?",
        (after, opened, kept.digest, kept.standing),
    ).rowcount
    if done != 1:
        raise MovedMeanwhileError
    base.execute(
        "INSERT INTO history (digest, at, move, before, after, who, reason, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (kept.digest, times.format(now), move, kept.standing, after, who, reason, body),
    )
    if after in lifecycle.DECIDED:
        # Nobody needs to ask back any more: the private part goes.
        base.execute("DELETE FROM contact WHERE digest = ?", (kept.digest,))


def _settle(base: sqlite3.Connection, now: datetime, digest: str | None = None) -> int:
    rows = base.execute(
        f"SELECT {_COLUMNS} FROM document WHERE standing = 'open'"  # noqa: S608 - fixed text
        + (" AND digest = ?" if digest else ""),
        (digest,) if digest else (),
    ).fetchall()
    due = [one for one in map(_kept, rows) if one.on(now.date()) == "expired"]
    for one in due:
        _step(base, one, "lapsed", now)
    return len(due)


def _publish(base: sqlite3.Connection, year: int, audience: str, part: str) -> None:
    key = (year, audience, part)
    counted, published = base.execute(
        "SELECT counted, published FROM tally WHERE year = ? AND audience = ? AND part = ? AND question = ''",
        key,
    ).fetchone()
    if results.due(counted, published):
        base.execute(
            "UPDATE tally SET published = counted WHERE year = ? AND audience = ? AND part = ?", key
        )


def _mark(text: str) -> str:
    return digests.sha256(text.encode())


def _day(now: datetime) -> str:
    return now.date().isoformat()
