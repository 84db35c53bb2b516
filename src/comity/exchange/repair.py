"""Asking another node for what is missing here: letters, and proofs about its journal."""

from datetime import datetime
from typing import Any

from django.db import transaction

from comity.exchange import http, limits, queries, sending, statements, witness
from comity.exchange.errors import PeerAnswerWrongError, PeerCollectsError
from comity.exchange.models import Matter, PeerCheckpoint
from comity.jobs import registry
from comity.journal import clock
from comity.trust import queries as trust
from comity.trust.entries import NodeEntry
from comity.wire import canonical, receipts
from comity.wire.errors import DocumentError


def register() -> None:
    """Make the jobs known."""
    registry.register(sending.REPAIR, ask_for_letters, outside=True)
    registry.register(witness.WITNESS, ask_for_proofs, outside=True)
    statements.register()


def ask_for_letters(args: dict[str, Any]) -> datetime | None:
    """Ask the other side of a matter to send what is missing; again after a pause while it still is."""
    matter = queries.matter(str(args["matter"]))
    missing = sorted(queries.missing(matter.pk))[: limits.LETTERS_PER_STATEMENT_REPAIR]
    if not missing:
        Matter.objects.filter(pk=matter.pk).exclude(missing=[]).update(missing=[])
        return None
    question = canonical.encode({"matter": matter.pk, "letters": missing})
    try:
        http.signed_post(trust.directory().node(matter.other_node), "/post/resend", question)
    except PeerCollectsError:
        return None  # it compares statements itself, daily, and sends what is missing here
    return clock.real_now() + limits.LONGEST_PAUSE


def ask_for_proofs(args: dict[str, Any]) -> datetime | None:
    """Compare all checkpoints of a node that could not be compared when they came."""
    node = str(args["node"])
    entry = trust.directory().node(node)
    if entry.post is None:
        return None
    last = queries.witnessed(node)
    witness.look(node, _proof(entry, 0 if last is None else last.size), asked=True)
    for pending in queries.pending_checkpoints(node):
        _settle(entry, pending)
    again = queries.pending_checkpoints(node).exists()
    return clock.real_now() + limits.WITNESS_PAUSE if again else None


def _proof(entry: NodeEntry, size: int) -> receipts.Journal:
    answer = http.signed_post(entry, "/post/checkpoint", canonical.encode({"from": size}))
    try:
        told = canonical.decode(answer, max_bytes=limits.RECEIPT_BYTES)
        return receipts.Journal(
            checkpoint=told["checkpoint"],
            consistency=tuple(told["consistency"]),
            from_size=told["from_size"],
        )
    except (DocumentError, ValueError, KeyError, TypeError) as error:
        raise PeerAnswerWrongError(node=entry.node) from error


def _settle(entry: NodeEntry, pending: PeerCheckpoint) -> None:
    """A checkpoint that was put by is good if the node's present one continues it too."""
    shown = _proof(entry, pending.size)
    said = witness.read(shown.checkpoint.encode(), entry.node)
    if said.size < pending.size:
        good = False  # what it had signed is longer than what it has
    elif said.size == pending.size:
        good = said.root.hex() == pending.root
    else:
        good = shown.from_size == pending.size and witness.continues(pending, said, shown)
    document = bytes(pending.document)
    with transaction.atomic():
        kept = witness.read(document, entry.node)
        witness.keep(kept, document, "consistent" if good else "split")
