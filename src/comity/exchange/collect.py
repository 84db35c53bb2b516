"""Collecting: for a node that nothing can reach from outside, the same protocol turned round.

It asks its counterpart for the next envelope, takes it through the same inbox, and posts the receipt or
the refusal. What it writes itself it delivers like everybody: outgoing connections are allowed.
"""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from comity.exchange import http, inbox, limits
from comity.exchange.errors import PeerUnreachableError
from comity.jobs import registry
from comity.trust import queries as trust
from comity.trust.entries import NodeEntry
from comity.wire import canonical, envelope
from comity.wire.errors import ComityError

COLLECT = "exchange.collect"


def register() -> None:
    """Make the job known, on a node that collects."""
    if settings.NODE.collects_from:
        registry.register(
            COLLECT,
            collect,
            every=limits.COLLECT_EVERY,
            outside=True,
            lease=timedelta(minutes=10),
            retry=_retry,
        )


def _retry(attempts: int, error: Exception) -> timedelta:
    """Often: this is the only way in. Less often while the other node cannot be reached."""
    if isinstance(error, PeerUnreachableError):
        return min(limits.FIRST_PAUSE * attempts, timedelta(seconds=15))
    return limits.FIRST_PAUSE


def collect(args: dict[str, Any]) -> datetime | None:
    """Take all envelopes that wait, one after the other, each answered before the next is asked for."""
    entry = trust.directory().node(str(settings.NODE.collects_from))
    for _ in range(limits.COLLECT_AT_ONCE):
        data = http.signed_post(entry, "/post/collect", b"")
        if not data:
            return None
        if not take(entry, data):
            return None
    return None


def take(entry: NodeEntry, data: bytes) -> bool:
    """One envelope through the inbox, and its answer to the counterpart; False: come back later.

    Raises PeerUnreachableError and the like when the answer could not be given: it is given again.
    """
    try:
        receipt = inbox.receive(data, entry.node)
    except ComityError as refusal:
        told = {"envelope": envelope.read_header(data).id, **refusal.as_dict()}
        if told["fault"] == "us":
            told["fault"] = "receiver"
        http.signed_post(entry, "/post/refusals", canonical.encode(told))
        return refusal.fault == "sender"
    http.signed_post(entry, "/post/receipts", receipt)
    return True
