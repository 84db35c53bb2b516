"""Every node is a witness of the journals of the nodes that it writes to.

Their signed checkpoints come on receipts. One that does not continue what was seen before is a split
view: kept, recorded, and loud; nothing else is refused because of it. One that cannot be compared yet
is asked for again. Ours go out with a proof that begins where the other node last looked.
"""

from datetime import timedelta

from django.conf import settings
from django.db import transaction

from comity.exchange import limits, queries
from comity.exchange.errors import SplitViewError
from comity.exchange.models import GivenCheckpoint, PeerCheckpoint
from comity.jobs import actions as jobs
from comity.journal import actions as journal
from comity.journal import clock, sql
from comity.journal import queries as journals
from comity.journal.models import Checkpoint
from comity.trust import queries as trust
from comity.trust.keys import ring
from comity.wire import base64url, checkpoints, jws, merkle, receipts
from comity.wire import limits as wire_limits
from comity.wire.errors import ComityError

CHECKPOINT_BYTES = wire_limits.TEXT_CHARS
WITNESS = "exchange.witness"


def checkpoint() -> Checkpoint:
    """Our latest signed checkpoint: a new one where the last is older than the interval (real time)."""
    last = journals.latest_checkpoint()
    if last is not None and _age(last) < limits.CHECKPOINT_EVERY:
        return last
    return journal.checkpoint(lambda payload: ring().sign_as_node(payload, jws.CHECKPOINT))


def _age(last: Checkpoint) -> timedelta:
    # Both are the node's time; where a demo clock leaps, the last checkpoint is simply old.
    return abs(clock.now() - last.at)


def shown_to(node: str) -> tuple[receipts.Journal, tuple[str, ...]]:
    """Our checkpoint for a node, with the proof from the one that it was given last.

    And the checkpoints of other nodes that came since, whenever it is given a new one of ours.
    """
    last = checkpoint()
    found = sql.first(
        "SELECT size, witnessed FROM exchange_givencheckpoint WHERE node = %s", (node,)
    )
    size, witnessed = (0, 0) if found is None else (int(found[0]), int(found[1]))
    start = 0 if size > last.size else size
    others: tuple[str, ...] = ()
    if found is None or size != last.size:
        others = _passed_on(node, last.size, witnessed)
    return _shown(last, start), others


def shown_from(node: str, start: int) -> receipts.Journal:
    """Our checkpoint, with the proof from a size that the other node names (0: from the beginning)."""
    last = checkpoint()
    given(node, last.size)
    return _shown(last, min(start, last.size))


def _shown(last: Checkpoint, start: int) -> receipts.Journal:
    proof = journals.consistency(start, last.size) if 0 < start < last.size else []
    return receipts.Journal(
        checkpoint=bytes(last.document).decode("ascii"),
        consistency=tuple(base64url.encode(item) for item in proof),
        from_size=start,
    )


def given(node: str, size: int) -> None:
    """Remember up to where a node was shown our journal."""
    GivenCheckpoint.objects.update_or_create(node=node, defaults={"size": size})


def _passed_on(node: str, size: int, after: int) -> tuple[str, ...]:
    """Checkpoints of other nodes for this one: those that came since it was last told."""
    found = queries.witnesses(node, after=after)
    newest = max((one.pk for one in found), default=after)
    GivenCheckpoint.objects.update_or_create(
        node=node, defaults={"size": size, "witnessed": newest}
    )
    return tuple(bytes(one.document).decode("ascii") for one in found)


def read(document: bytes, node: str) -> checkpoints.Checkpoint:
    """A checkpoint that this node signed about itself. Raises SignatureError, CheckpointFormatError."""
    required = trust.directory().node(node).public_keys
    payload = jws.verify(
        document, typ=jws.CHECKPOINT, required=required, max_bytes=CHECKPOINT_BYTES
    )
    said = checkpoints.parse(payload)
    if said.node != node:
        raise checkpoints.CheckpointFormatError
    return said


def look(node: str, shown: receipts.Journal, *, asked: bool = False) -> PeerCheckpoint:
    """Compare what a node shows of its journal with what it showed before, and keep it.

    A split view is recorded and returned with state "split". A proof that fails on a receipt is asked
    for once more ("pending"); ``asked``: this is the answer to that. Raises what ``read`` raises.
    """
    document = shown.checkpoint.encode()
    last = queries.witnessed(node)
    if last is not None and bytes(last.document) == document:
        return last  # nothing new: no need to stand in anybody's way
    with transaction.atomic():
        last = queries.witnessed(node)
        if last is not None and bytes(last.document) == document:
            return last
        said = read(document, node)
        return keep(said, document, _state(said, last, shown, asked=asked))


def _state(
    said: checkpoints.Checkpoint,
    last: PeerCheckpoint | None,
    shown: receipts.Journal,
    *,
    asked: bool,
) -> str:
    if last is None:
        return "consistent"
    if said.size == last.size:
        return "consistent" if said.root.hex() == last.root else "split"
    if said.size < last.size or (last.size and shown.from_size != last.size):
        return "pending"
    if continues(last, said, shown):
        return "consistent"
    return "split" if asked else "pending"


def continues(last: PeerCheckpoint, said: checkpoints.Checkpoint, shown: receipts.Journal) -> bool:
    """Whether the proof shows that one checkpoint continues the other. An empty journal is a start."""
    if last.size == 0:
        return True
    try:
        merkle.verify_consistency(
            old_size=last.size,
            new_size=said.size,
            proof=[base64url.decode(item) for item in shown.consistency],
            old_root=bytes.fromhex(last.root),
            new_root=said.root,
        )
    except ComityError:
        return False
    return True


def keep(said: checkpoints.Checkpoint, document: bytes, state: str) -> PeerCheckpoint:
    """Keep a verified checkpoint; a split view goes into the journal once, by its name."""
    kept, new = PeerCheckpoint.objects.get_or_create(
        node=said.node,
        size=said.size,
        root=said.root.hex(),
        defaults={"document": document, "seen_at": clock.now(), "state": state},
    )
    settled = not new and kept.state == "pending" and state != "pending"
    if settled:
        PeerCheckpoint.objects.filter(pk=kept.pk).update(state=state)
        kept.state = state
    if state == "split" and (new or settled):
        _tell(kept)
    return kept


def _tell(kept: PeerCheckpoint) -> None:
    error = SplitViewError()
    facts = {**error.as_dict(), "node": kept.node, "size": kept.size, "root": kept.root}
    journal.record(
        "exchange:journal:split", actor=settings.NODE.node, about=[kept.node], facts=facts
    )


def overhear(document: bytes) -> None:
    """Look at a checkpoint of a third node that came on somebody's receipt.

    Only one that contradicts what we hold is of consequence; a name we do not know is passed over.
    """
    peeked = jws.peek(document, max_bytes=CHECKPOINT_BYTES)
    node = checkpoints.parse(peeked.payload).node
    if node not in {entry.node for entry in trust.directory().all_nodes}:
        return
    said = read(document, node)
    if node == settings.NODE.node:
        _check_own(said)
        return
    held = PeerCheckpoint.objects.filter(node=node, size=said.size).exclude(state="split")
    different = held.exclude(root=said.root.hex()).exists()
    if different:
        with transaction.atomic():
            keep(said, document, "split")
    elif not held.exists():
        _put_by(said, document)


def _put_by(said: checkpoints.Checkpoint, document: bytes) -> None:
    """Keep the newest overheard checkpoint of a node, and compare it with that node before long."""
    pending = PeerCheckpoint.objects.filter(node=said.node, state="pending")
    with transaction.atomic():
        if pending.filter(size__gt=said.size).exists():
            return
        pending.delete()
        keep(said, document, "pending")
        ask_for_proof(said.node, after=limits.WITNESS_PAUSE)


def ask_for_proof(node: str, *, after: timedelta = timedelta(0)) -> None:
    """Have a node's checkpoints compared over the network, after a pause in real time."""
    with transaction.atomic():
        jobs.enqueue(WITNESS, {"node": node}, key=node, run_at=clock.real_now() + after)


def _check_own(said: checkpoints.Checkpoint) -> None:
    """Somebody shows our own checkpoint: our journal must still be the one that we signed."""
    if said.size > journals.size() or journals.root(said.size) != said.root:
        raise SplitViewError(node=said.node, size=said.size)
