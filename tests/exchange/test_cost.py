"""What one letter costs: how many statements the database gets for it, on either side.

A number, not a time: it is the same on every machine. Whoever adds a statement to the path of every letter
has to raise a bound here, and docs/decisions/0009 says what that costs.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, transaction

from comity.assistance import letters as assistance
from comity.exchange import actions, inbox, queries, receipts
from comity.exchange.models import StoredLetter
from comity.wire import jws
from comity.wire import receipts as wire_receipts
from tests.assistance.conftest import BASIS, REQUEST, words
from tests.simulated_peer import OURS, Held, World
from tests.world import MA, RO

ASKED = {"measure": "M01", "basis": BASIS, **REQUEST}
QUESTION = {"about": "identifier", "text": words("Which of the two addresses?")}
SPECS = {(spec.type, spec.version): spec for spec in assistance.SPECS}
TURNS = 8  # not all letters grow the tree of the journal by as many nodes: the mean counts

# What a letter in an open matter may cost, with the transaction's own statements and all rooms listening.
DRAFTING = 6
SENDING = 29
TAKING_A_RECEIPT = 11
RECEIVING = 33


@pytest.fixture(autouse=True)
def by_itself() -> None:
    """Unlike in the other tests of this room, the rooms above act: their work is part of the cost."""


@contextmanager
def counted(statements: list[str]) -> Iterator[None]:
    def count(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        statements.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(count):
        yield


@pytest.fixture
def open_matter(transactional_world: World) -> tuple[World, str]:
    """A matter that we opened, with all rooms listening."""
    world = transactional_world
    world["ma-1"].specs = SPECS
    core = draft(None, "assistance.preservation-request", ASKED)
    with transaction.atomic():
        matter = actions.send(core, world[OURS].approve(core, RO, ["authorise"])).matter_id
    deliver(world, queries.letter(matter))
    return world, matter


def draft(matter: str | None, type: str, body: dict[str, Any]) -> bytes:
    return actions.draft_core(
        type=type, from_authority=RO, to_authority=MA, matter=matter, body=body, drafter="RO-101"
    )


def receipt_of(world: World, sent: StoredLetter) -> bytes:
    """What MA's node answers. Its journal is shown as it was first: most receipts show nothing new."""
    peer = world["ma-1"]
    answer = peer.receive(bytes(queries.envelope(sent.envelope_id).data))
    first = next(iter(peer.given.values()))
    shown = read(first).journal
    return peer.ring.sign_as_node(
        wire_receipts.build(read(answer).model_copy(update={"journal": shown})), jws.RECEIPT
    )


def read(receipt: bytes) -> wire_receipts.Receipt:
    return wire_receipts.parse(jws.peek(receipt, max_bytes=len(receipt)).payload)


def deliver(world: World, sent: StoredLetter) -> None:
    receipts.accept(receipt_of(world, sent), from_node="ma-1")


def test_sending(open_matter: tuple[World, str]) -> None:
    world, matter = open_matter
    drafting: list[str] = []
    sending: list[str] = []
    taking: list[str] = []
    for _ in range(TURNS):
        with counted(drafting):
            core = draft(matter, "assistance.question", QUESTION)
        with counted(sending), transaction.atomic():
            sent = actions.send(core, [])
        receipt = receipt_of(world, sent)
        with counted(taking):
            receipts.accept(receipt, from_node="ma-1")
    assert queries.letter(sent.digest).receipt_at is not None
    assert 1 < len(drafting) / TURNS <= DRAFTING
    assert 10 < len(sending) / TURNS <= SENDING
    assert 5 < len(taking) / TURNS <= TAKING_A_RECEIPT


def test_receiving(open_matter: tuple[World, str]) -> None:
    world, _ = open_matter
    peer = world["ma-1"]
    opening = peer.letter("assistance.preservation-request", ASKED, RO, approve=["authorise"])
    inbox.receive(peer.envelope(opening), "ma-1")
    questions: list[Held] = [
        peer.letter("assistance.question", QUESTION, RO, matter=opening.letter.digest)
        for _ in range(TURNS)
    ]
    receiving: list[str] = []
    for one in questions:
        data = peer.envelope(one)
        with counted(receiving):
            inbox.receive(data, "ma-1")
    assert queries.count(opening.letter.digest) == 1 + TURNS
    assert 10 < len(receiving) / TURNS <= RECEIVING
