"""What other nodes may ask of our outbox: the next envelope, a refusal noted, letters again."""

from collections.abc import Mapping, Sequence
from typing import Any

from comity.exchange import delivery, queries, sending
from comity.exchange.errors import PeerRefusedError, ReceiptUnknownError
from comity.journal import clock


def next_for(node: str) -> bytes | None:
    """The first envelope that waits for a node, if it is to be tried now. It stays until it is answered."""
    queued = queries.outbox(node).first()
    if queued is None or queued.next_at > clock.real_now():
        return None
    return bytes(queued.data)


def refused(node: str, told: Mapping[str, Any]) -> None:
    """Note why a collecting node did not take an envelope. Raises ReceiptUnknownError."""
    queued = queries.outbox(node).filter(pk=told["envelope"]).first()
    if queued is None:
        raise ReceiptUnknownError(envelope=told["envelope"])
    fault = told["fault"] if told["fault"] in ("sender", "receiver") else "receiver"
    error = PeerRefusedError(
        told["sentence"][:500], error=told["error"][:100], fault=fault, status=422
    )
    delivery.failed(queued, error)


def resend(matter_id: str, node: str, digests: Sequence[str]) -> list[str]:
    """Queue letters again that a party lacks. Raises MatterUnknownError, NotAPartyError."""
    return sending.resend(matter_id, node, digests)
