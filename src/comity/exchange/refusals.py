"""What was refused at our door, kept with its reason, within limits; nothing received is lost silently.

Refused bytes come from nodes that proved who they are; still, one node fills no more than its share.
"""

import threading
import time
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F

from comity.exchange import limits
from comity.exchange.models import RefusedDelivery
from comity.journal import actions as journal
from comity.journal import clock
from comity.wire import digests
from comity.wire.errors import ComityError

_lock = threading.Lock()
_last_refresh = [-limits.REFRESH_PAUSE.total_seconds()]  # monotonic seconds


def keep(data: bytes, node: str, refusal: ComityError) -> None:
    """Keep what was refused, or its beginning, in a transaction of its own."""
    with transaction.atomic():
        sha256, now = digests.sha256(data), clock.now()
        same = RefusedDelivery.objects.filter(node=node, sha256=sha256, error=refusal.code)
        if same.update(times=F("times") + 1, at=now):
            return
        _insert(data, node, refusal, sha256, now)
        _bound(node)
        _record(node, now, {**refusal.as_dict(), "length": len(data), "sha256": sha256})


def _record(node: str, now: datetime, facts: dict[str, Any]) -> None:
    """An entry for each refusal; a node that sends nothing else fills no journal with it, which never shrinks."""
    since = now - limits.REFUSALS_RECORDED_WITHIN
    lately = RefusedDelivery.objects.filter(node=node, at__gt=since).count()
    if lately > limits.REFUSALS_RECORDED + 1:
        return
    event = "refused" if lately <= limits.REFUSALS_RECORDED else "refused-too-often"
    journal.record(
        f"exchange:delivery:{event}", actor=settings.NODE.node, about=[node], facts=facts
    )


def _insert(data: bytes, node: str, refusal: ComityError, sha256: str, now: datetime) -> None:
    RefusedDelivery.objects.create(
        node=node,
        at=now,
        error=refusal.code,
        sentence=refusal.sentence,
        facts={name: str(value)[:500] for name, value in refusal.facts.items()},
        length=len(data),
        sha256=sha256,
        data=data[: limits.REFUSED_BYTES_KEPT],
    )


def _bound(node: str) -> None:
    """Drop the oldest beyond the node's share. Their entries in the journal stay."""
    room = limits.REFUSED_BYTES_PER_NODE
    drop: list[int] = []
    rows = RefusedDelivery.objects.filter(node=node).order_by("-id").values_list("id", "length")
    for number, (row, length) in enumerate(rows):
        room -= min(length, limits.REFUSED_BYTES_KEPT)
        if room < 0 or number >= limits.REFUSED_DELIVERIES_PER_NODE:
            drop.append(row)
    RefusedDelivery.objects.filter(id__in=drop).delete()


def may_refresh() -> bool:
    """Whether the directory may be looked at again because of a refusal: not more often than the pause."""
    with _lock:
        now = time.monotonic()
        if now - _last_refresh[0] < limits.REFRESH_PAUSE.total_seconds():
            return False
        _last_refresh[0] = now
        return True


def forget() -> None:
    """Let the directory be looked at again at once (tests)."""
    _last_refresh[0] = -limits.REFRESH_PAUSE.total_seconds()
