"""The site's own file: what is acknowledged is kept, once, for ever; what is private goes when it is needed no more."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from comity.gateway.survey import confirmed, limits, proposals, published_rows
from comity.gateway.survey.errors import (
    MoveRefusedError,
    ProposalUnknownError,
    ReasonMissingError,
    StoreError,
    TokenUsedError,
    TooManyHeldError,
    TooManySuspectError,
)
from comity.gateway.survey.store import Store
from tests.gateway.test_survey_kit import (
    CONTACT,
    NOW,
    RELEASE,
    arrival,
    at_home,
    kept,
    proposal,
    row,
)

LATER = NOW + timedelta(days=1)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return at_home(tmp_path / "home")


def test_reading_needs_no_file_and_makes_none(store: Store) -> None:
    assert store.listed() == store.held() == store.confirmed() == ()
    assert store.get("sha256:" + "0" * 64) is None
    assert (store.tallies(2026, "public"), store.years(), store.settle(NOW)) == ((), (), 0)
    assert confirmed.last_confirmed(store, row()) is None
    assert not store.path.parent.exists()


def test_what_was_received_is_kept_to_the_byte(store: Store) -> None:
    sent = proposal(note="Ünïcödé\n第二行")
    body = proposals.build(sent)
    one, new = store.take(arrival(sent), NOW)
    assert (new, one.body, one.digest) == (True, body, proposals.digest(body))
    assert (one.standing, one.opened, one.sent) == ("open", NOW.date(), sent)
    assert [each.move for each in store.history(one.digest)] == ["published"]


def test_a_sign_of_spam_keeps_it_back_with_its_reasons(store: Store) -> None:
    one = kept(store, "too_fast", "links")
    assert (one.standing, one.opened) == ("held", None)
    assert store.history(one.digest)[0].reason == "too_fast links"
    assert store.listed() == ()
    assert store.public(one.digest) is None
    assert [each.digest for each in store.held()] == [one.digest]


def test_the_same_form_twice_is_one_proposal(store: Store) -> None:
    first, new = store.take(arrival(proposal(), nonce="n"), NOW)
    again, newer = store.take(arrival(proposal(), nonce="n"), NOW)
    assert (first, True, False) == (again, new, newer)
    assert len(store.history(first.digest)) == 1


def test_a_used_form_with_another_content_is_refused_and_nothing_is_kept(store: Store) -> None:
    store.take(arrival(proposal(), nonce="n"), NOW)
    with pytest.raises(TokenUsedError):
        store.take(arrival(proposal(note="Something else."), nonce="n"), NOW)
    assert len(store.listed()) == 1


def test_the_same_proposal_from_another_form_is_kept_once_whatever_became_of_it(
    store: Store,
) -> None:
    one = kept(store)
    store.move(one.digest, "declined", NOW, "It was never so.")
    again, new = store.take(arrival(proposal(), nonce="another"), NOW)
    assert (again.digest, again.standing, new) == (one.digest, "declined", False)


def test_many_at_once_keep_each_once(store: Store) -> None:
    sent = [proposal(note=f"Note number {number}.") for number in range(6)]
    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(lambda one: store.take(arrival(one), NOW), sent * 4))
    assert sum(new for _, new in told) == 6
    assert len(store.listed()) == 6


def test_two_decisions_at_once_are_one(store: Store) -> None:
    one = kept(store)

    def decide(move: str) -> str:
        try:
            return store.move(one.digest, move, NOW, "because").standing  # type: ignore[arg-type]
        except MoveRefusedError:
            return "refused"

    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(decide, ["confirmed_by_state", "declined"] * 4))
    assert told.count("refused") == 7
    assert len(store.history(one.digest)) == 2


def test_nothing_can_be_changed_or_removed_behind_the_history(store: Store) -> None:
    one = kept(store)
    base = sqlite3.connect(store.path)
    for wrong in (
        "UPDATE document SET body = x'00'",
        "UPDATE document SET state = 'RO'",
        "UPDATE document SET received = '2020'",
        "DELETE FROM document",
        "UPDATE history SET reason = 'other'",
        "DELETE FROM history",
    ):
        with pytest.raises(sqlite3.IntegrityError):
            base.execute(wrong)
    base.close()
    assert store.get(one.digest) == one


def test_moves_are_written_down_and_wrong_ones_are_not(store: Store) -> None:
    one = kept(store, "pattern")
    with pytest.raises(ReasonMissingError):
        store.move(one.digest, "refused", NOW)
    with pytest.raises(MoveRefusedError):
        store.move(one.digest, "confirmed_by_state", NOW)
    with pytest.raises(ProposalUnknownError):
        store.move("sha256:" + "0" * 64, "released", NOW)
    later = NOW + timedelta(days=200)
    assert store.move(one.digest, "released", later).opened == later.date(), "its days begin now"
    assert [each.move for each in store.history(one.digest)] == ["kept_back", "released"]


def test_maintainers_do_not_speak_for_a_state(store: Store) -> None:
    one = kept(store)
    with pytest.raises(MoveRefusedError):
        store.move(one.digest, "accepted", NOW)
    treaty = published_rows.row(RELEASE, "instrument", "cets-185")
    about_none = kept(store, "no_state", of=treaty, what="unchanged", change={})
    store.move(about_none.digest, "released", NOW)
    assert store.move(about_none.digest, "accepted", NOW).standing == "confirmed"
    assert confirmed.last_confirmed(store, treaty) is None, "no State has confirmed it"


def test_it_expires_and_cannot_be_decided_any_more(store: Store) -> None:
    late = kept(store, days=limits.OPEN_DAYS + 1)
    last = kept(store, days=limits.OPEN_DAYS, note="On its last day.")
    assert (late.standing, late.on(NOW.date())) == ("open", "expired"), "before it is written down"
    with pytest.raises(MoveRefusedError):
        store.move(late.digest, "confirmed_by_state", NOW)
    assert store.settle(NOW) == 1
    assert [each.move for each in store.history(late.digest)] == ["published", "lapsed"]
    assert store.move(last.digest, "confirmed_by_state", NOW).standing == "confirmed"


def test_the_contact_is_kept_apart_and_goes_when_it_is_decided(store: Store) -> None:
    one, late = kept(store), kept(store, days=limits.OPEN_DAYS + 1)
    assert store.contact(one.digest) == CONTACT
    store.move(one.digest, "confirmed_by_state", NOW)
    store.settle(NOW)
    assert store.contact(one.digest) is None
    assert store.contact(late.digest) is None
    base = sqlite3.connect(store.path)
    base.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    base.close()
    assert CONTACT.encode() not in store.path.read_bytes(), "it is gone from the file, too"


def test_junk_fills_its_own_budget_and_shuts_nobody_out(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MOST_SUSPECT", 3)
    monkeypatch.setattr(limits, "MOST_HELD", 2)
    for number in range(3):
        kept(store, "links", "many_today", note=f"junk {number}")
    for signs in (("links",), ("asked", "pattern"), ("too_fast", "many_today")):
        with pytest.raises(TooManySuspectError) as refused:
            kept(store, *signs, note="more junk")
        assert refused.value.facts["signs"] == signs
    assert store.numbers_held() == (3, 0)
    assert kept(store, note="sound").standing == "open"
    assert kept(store, "asked", note="asks for a reviewer").standing == "held"
    assert kept(store, "many_today", note="on a busy day").standing == "held"
    assert store.numbers_held() == (3, 2)
    with pytest.raises(TooManyHeldError):
        kept(store, "asked", "many_today", note="one too many")
    assert kept(store, note="sound again").standing == "open", "what shows nothing is never refused"
    store.move_held([one.digest for one in store.held_for("links", LATER)], "refused", NOW, "Junk.")
    assert kept(store, "links", note="room again").standing == "held"


def test_what_is_held_takes_nothing_of_the_day(store: Store) -> None:
    for number, signs in enumerate([("links",), ("asked",), ("many_today",), ()]):
        kept(store, *signs, note=f"of today {number}")
    kept(store, note="of yesterday", days=1)
    assert store.published_on(NOW.date()) == 1


def test_many_are_declined_at_once_and_only_those_that_were_shown(store: Store) -> None:
    old = [kept(store, "links", note=f"old {number}", days=2) for number in range(7)]
    both = kept(store, "links", "many_today", note="both", days=2)
    kept(store, "asked", note="asked", days=2)
    kept(store, "links", note="new")
    chosen = store.held_for("links", NOW - timedelta(days=1))
    assert {one.digest for one in chosen} == {one.digest for one in (*old, both)}
    store.move(old[0].digest, "released", NOW)
    with pytest.raises(ReasonMissingError):
        store.move_held([old[1].digest], "refused", NOW, " ")
    with pytest.raises(MoveRefusedError):
        store.move_held([old[1].digest], "declined", NOW, "Not a move of what is held.")
    assert store.move_held([one.digest for one in chosen], "refused", NOW, "Junk.") == 7
    assert (store.get(old[0].digest) or old[0]).standing == "open", "a reviewer was faster"
    assert store.numbers_held() == (1, 1)
    assert store.history(both.digest)[-1].reason == "Junk."


def test_who_sends_the_same_text_again_is_seen(store: Store) -> None:
    text = "The very same sentence, for every row of the table."
    for place, one in enumerate(list(published_rows.rows(RELEASE, "authority").values())[:3]):
        assert store.alike([text], NOW) == {text.casefold(): place}
        kept(store, of=one, what="unchanged", change={}, note=text)
    assert store.alike([text], NOW + timedelta(days=40)) == {text.casefold(): 0}


def test_who_last_confirmed_a_row(store: Store) -> None:
    first = kept(store, what="unchanged", change={}, days=9)
    store.move(first.digest, "confirmed_by_state", NOW - timedelta(days=8))
    assert confirmed.last_confirmed(store, row()) == ("EE", (NOW - timedelta(days=8)).date())
    second = kept(store)
    assert confirmed.last_confirmed(store, row()) is not None, "a proposal alone changes nothing"
    store.move(second.digest, "confirmed_by_state", NOW)
    assert confirmed.last_confirmed(store, row()) is None, "the State says that it is otherwise"
    word = confirmed.last_word(confirmed.words(store), row())
    assert word is not None
    assert (word.digest, word.stands) == (second.digest, False)
    taken_up = dict(row().values) | {"website": "https://unit.example.org/"}
    renewed = published_rows.Row("authority", row().key, "EE", taken_up)
    assert confirmed.last_confirmed(store, renewed) == ("EE", NOW.date())


# Answers of the public


def _answer(store: Store, number: int, part: str = "asia", choice: str = "fully") -> bool:
    given = {"trust_pay": (choice,), "fear_most": ("money", "watched")}
    return store.count(2026, "public", part, given, nonce=f"{part}{number}", now=NOW)


def test_answers_are_counted_and_shown_ten_at_a_time(store: Store) -> None:
    for number in range(9):
        _answer(store, number)
        assert store.tallies(2026, "public") == ()
    _answer(store, 9)
    (tally,) = store.tallies(2026, "public")
    assert (tally.group, tally.answers, tally.asked["trust_pay"]) == ("asia", 10, 10)
    for number in range(10, 19):
        _answer(store, number, choice="not")
        assert store.tallies(2026, "public") == (tally,), (
            "one more answer changes nothing to be seen"
        )
    _answer(store, 19, choice="not")
    (renewed,) = store.tallies(2026, "public")
    assert (renewed.answers, renewed.chosen["trust_pay", "not"]) == (20, 10)


def test_the_same_form_counts_once(store: Store) -> None:
    assert _answer(store, 1)
    assert not _answer(store, 1)
    base = sqlite3.connect(store.path)
    assert base.execute("SELECT counted FROM tally WHERE question = ''").fetchall() == [(1,)]
    base.close()


def test_nothing_of_a_person_is_kept_but_counts(store: Store) -> None:
    """Everything in the file after some answers: numbers, and the marks of forms with the day."""
    for number in range(12):
        _answer(store, number)
    base = sqlite3.connect(store.path)
    tables = [one[0] for one in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    filled = {one for one in tables if base.execute(f"SELECT count(*) FROM {one}").fetchone()[0]}
    assert filled - {"sqlite_sequence"} == {"tally", "token"}
    assert {row[1:] for row in base.execute("SELECT * FROM token")} == {
        (NOW.date().isoformat(), None)
    }
    base.close()


# Accidents


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\0" + b"\xff" * 4096])
def test_a_broken_file_is_told_and_not_written_over(store: Store, content: bytes) -> None:
    store.path.parent.mkdir(parents=True)
    store.path.write_bytes(content)
    if not content:
        assert store.listed() == ()
        return
    with pytest.raises(StoreError):
        store.listed()
    with pytest.raises(StoreError):
        kept(store)
    assert store.path.read_bytes() == content


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError):
        kept(at_home(tmp_path / "file" / "home"))


TURNS = 8
WRITER = """
import sys
from datetime import timedelta
from pathlib import Path
from comity.gateway.survey.store import Store
from tests.gateway.test_survey_kit import NOW, arrival, proposal
store, who = Store(Path(sys.argv[1])), sys.argv[2]
for number in range(100000):
    one, new = store.take(arrival(proposal(note=f"{who} number {number}."), nonce=f"{who}{number}"), NOW)
    print("kept", one.digest, flush=True)
    if number % 3 == 0:
        store.move(one.digest, "confirmed_by_state", NOW, body=b"signed")
        print("confirmed", one.digest, flush=True)
    store.count(2026, "public", who, {"trust_pay": ("fully",)}, nonce=f"p{who}{number}", now=NOW)
    print("counted", who, flush=True)
"""


def test_killed_in_the_middle_of_writing_nothing_acknowledged_is_lost(store: Store) -> None:
    told: list[str] = []
    for turn in range(TURNS):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(store.path), f"turn{turn}"],
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
            env={**os.environ, "DJANGO_SETTINGS_MODULE": "comity.gateway.settings"},
        )
        assert writer.stdout is not None
        told += [writer.stdout.readline() for _ in range(8 + 3 * turn)]
        time.sleep(0.002 * turn)  # each time at another place of the next writing
        writer.send_signal(signal.SIGKILL)
        told += writer.communicate()[0].splitlines(keepends=True)
    lines = [one.split() for one in told if one.endswith("\n")]
    kept_digests = {one[1] for one in lines if one[0] == "kept"}
    assert len(kept_digests) > 20, "the test must have written something before it killed"
    there = {one.digest: one for one in store.listed()}
    assert kept_digests <= set(there)
    for digest, one in there.items():
        moves = [each.move for each in store.history(digest)]
        wanted = (
            ["published", "confirmed_by_state"] if one.standing == "confirmed" else ["published"]
        )
        assert moves == wanted, "a document without its history, or a history without its document"
        assert proposals.digest(one.body) == digest
    assert {one[1] for one in lines if one[0] == "confirmed"} <= {
        digest for digest, one in there.items() if one.standing == "confirmed"
    }
    base = sqlite3.connect(store.path)
    assert base.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    halves = (
        "SELECT count(*) FROM document WHERE standing = 'received'",
        "SELECT count(*) FROM document WHERE digest NOT IN (SELECT digest FROM history)",
        "SELECT count(*) FROM document WHERE digest NOT IN (SELECT digest FROM contact) AND standing = 'open'",
        "SELECT count(*) FROM token WHERE digest NOT IN (SELECT digest FROM document)",
    )
    assert [base.execute(one).fetchone()[0] for one in halves] == [0, 0, 0, 0], (
        "all of it or nothing"
    )
    for turn in range(TURNS):
        counted = base.execute(
            "SELECT counted FROM tally WHERE part = ? AND question = ''", (f"turn{turn}",)
        ).fetchone()
        acknowledged = sum(one == ["counted", f"turn{turn}"] for one in lines)
        assert counted is None or counted[0] - acknowledged in (0, 1)
        assert acknowledged == 0 or counted is not None
    base.close()


DYING = """
import os, signal, sys
from pathlib import Path
from comity.gateway.survey import store as module
from tests.gateway.test_survey_kit import NOW, arrival, proposal
kept, point = module.Store(Path(sys.argv[1])), sys.argv[2]
kept.take(arrival(proposal(note="before"), nonce="before"), NOW)
real = getattr(module, point)
def dying(*given, **named):
    real(*given, **named)
    os.kill(os.getpid(), signal.SIGKILL)
setattr(module, point, dying)
if point == "_publish":
    kept.count(2026, "public", "asia", {"trust_pay": ("fully",)}, nonce="after", now=NOW)
kept.take(arrival(proposal(note="after"), nonce="after"), NOW)
"""


@pytest.mark.parametrize("point", ["_insert", "_step", "_publish"])
def test_killed_before_the_end_nothing_of_it_is_there_and_it_can_be_sent_again(
    store: Store, point: str
) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", DYING, str(store.path), point],
        check=False,
        cwd=Path(__file__).parents[2],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "comity.gateway.settings"},
    )
    assert ended.returncode == -signal.SIGKILL
    base = sqlite3.connect(store.path)
    numbers = [
        base.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        for table in ("document", "contact", "history", "said", "token", "tally")
    ]
    base.close()
    assert numbers == [1, 1, 1, 1, 1, 0]
    _, new = store.take(arrival(proposal(note="after"), nonce="after"), NOW)
    assert new
