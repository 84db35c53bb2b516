"""Where a letter stands: acted on, waiting, fork, or refused. Pure."""

import json
from typing import Any

import pytest

from comity.exchange import chain
from comity.exchange.chain import ACTED, FORK, WAITING, Link
from comity.exchange.errors import LetterOrderWrongError
from comity.wire import canonical, letters
from comity.wire.letters import Letter

RO, MA = "RO/contact-point", "MA/contact-point"


def digest(name: str) -> str:
    return "sha256:" + name.encode().hex().ljust(64, "0")


M = digest("m")


def letter(seq: int, previous: str | None, seen: dict[str, str] | None = None) -> Letter:
    core: dict[str, Any] = {
        "type": "test.note",
        "version": 1,
        "suite": "comity-1",
        "matter": M,
        "nonce": "0" * 32,
        "from": {"authority": MA, "node": "ma-1"},
        "to": {"authority": RO, "node": "ro-1"},
        "seq": seq,
        "incarnation": "ma-1-1",
        "previous": previous,
        "seen": seen or {},
        "time": "2026-11-25T22:41:25Z",
        "languages": ["en"],
        "marking": "restricted",
        "critical": [],
        "drafter": {"person": "MA-101"},
        "attachments": [],
        "body": {},
    }
    return letters.parse(canonical.encode(json.loads(json.dumps({"core": core, "approvals": []}))))


def link(name: str, writer: str, seq: int, placement: str = ACTED, matter: str = M) -> Link:
    return Link(digest(name), matter, writer, seq, placement)


A1, A2 = link("a1", MA, 1), link("a2", MA, 2)
OPEN = link("m", RO, 1)

PLACES = {
    "first letter": (letter(1, None, {RO: M}), None, [OPEN], ACTED),
    "next letter": (letter(2, A1.digest, {RO: M}), A1, [A1, OPEN], ACTED),
    "seen nothing": (letter(1, None), None, [], ACTED),
    "previous missing": (letter(2, digest("x")), None, [], WAITING),
    "seen missing": (letter(1, None, {RO: digest("x")}), None, [], WAITING),
    "previous waits itself": (
        letter(3, digest("w")),
        A1,
        [link("w", MA, 2, WAITING)],
        WAITING,
    ),
    "second first letter": (letter(1, None, {RO: M}), A1, [OPEN], FORK),
    "same previous twice": (letter(2, A1.digest), A2, [A1], FORK),
    "follows a fork": (letter(2, digest("f")), A1, [link("f", MA, 1, FORK)], FORK),
    "fork with missing previous": (letter(2, digest("x")), A2, [], FORK),
}


@pytest.mark.parametrize("row", PLACES)
def test_place(row: str) -> None:
    written, head, held, expected = PLACES[row]
    placed = chain.place(written, head, {one.digest: one for one in held})
    assert placed.placement == expected
    assert bool(placed.missing) == (expected == WAITING)
    assert bool(placed.note) == (expected != ACTED)


WRONG = {
    "later letter without previous": (letter(2, None), []),
    "first letter with previous": (letter(1, A1.digest), [A1]),
    "a step left out": (letter(3, A1.digest), [A1]),
    "previous of another writer": (letter(2, M), [OPEN]),
    "previous of another matter": (
        letter(2, digest("o")),
        [link("o", MA, 1, matter=digest("other"))],
    ),
    "seen of another writer": (letter(1, None, {RO: A1.digest}), [A1]),
    "seen of another matter": (
        letter(1, None, {RO: digest("o")}),
        [link("o", RO, 1, matter=digest("other"))],
    ),
    "has seen itself": (letter(2, A1.digest, {MA: A1.digest}), [A1]),
}


@pytest.mark.parametrize("row", WRONG)
def test_wrong_links_are_refused(row: str) -> None:
    written, held = WRONG[row]
    with pytest.raises(LetterOrderWrongError):
        chain.place(written, None, {one.digest: one for one in held})
