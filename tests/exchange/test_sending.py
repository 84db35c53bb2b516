"""Drafting and sending: what is stored, queued, and refused before anything leaves."""

import pytest
from django.db import transaction

from comity.exchange import queries
from tests.simulated_peer import World
from tests.world import MA, RO, SEEN, send


def test_a_letter_that_is_sent_is_stored_acted_on_and_queued(world: World) -> None:
    sent = send(world)
    peer = world["ma-1"]
    envelope = queries.outbox("ma-1").get()
    receipt = peer.receive(bytes(envelope.data))
    held = peer.held[sent.digest]
    assert held.document == bytes(sent.document)
    assert held.letter.matter_id == sent.matter_id == sent.digest
    assert SEEN.acted == [sent.digest]
    assert queries.matter(sent.digest).side == "requesting"
    assert receipt
