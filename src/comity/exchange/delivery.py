"""Delivering: one queue per destination, one envelope in flight, in order, until there is a receipt.

Every try carries the same bytes under the same identifier. A refusal that only the sender can mend takes
the envelope out of the queue and onto a screen; anything else is tried again after a pause that grows.
Nothing waits silently.
"""

import random
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from comity.exchange import http, limits, queries, receipts, sending
from comity.exchange.errors import DirectoryTooOldError, PeerRefusedError
from comity.exchange.models import OutboundEnvelope
from comity.jobs import registry
from comity.journal import actions as journal
from comity.journal import clock, killpoints
from comity.trust import queries as trust
from comity.trust.entries import NodeEntry
from comity.wire.errors import ComityError

SWEEP = "exchange.sweep"
SEALED_ANEW = "SealingKeyUnknownError"  # its key was destroyed meanwhile: seal to the present one


def register() -> None:
    """Make the jobs known."""
    registry.register(sending.DELIVER, deliver, outside=True, lease=timedelta(minutes=10))
    registry.register(SWEEP, sweep, every=limits.SWEEP_EVERY)


def sweep(args: dict[str, Any]) -> datetime | None:
    """See to it that every queue has its job, and say loudly what waits for too long."""
    for node in queries.waiting_nodes():
        if not _collects(node):
            sending.wake(node)
    for late in queries.undelivered(older_than=limits.LOUD_AFTER).filter(loud_at__isnull=True):
        _say_loudly(late)
    return None


def _collects(node: str) -> bool:
    try:
        return trust.directory().node(node).post is None
    except ComityError:
        return False


def deliver(args: dict[str, Any]) -> datetime | None:
    """Deliver what waits for one node; returns when to try again (real time), or None if all is done."""
    node = str(args["node"])
    if _collects(node):
        return None
    while True:
        queued = queries.outbox(node).first()
        if queued is None:
            return None
        if queued.next_at > clock.real_now():
            return queued.next_at
        try:
            _deliver(trust.directory().node(node), queued)
        except ComityError as error:
            failed(queued, error)


def _deliver(entry: NodeEntry, queued: OutboundEnvelope) -> None:
    if not trust.standing().may_send:
        raise DirectoryTooOldError
    answer = http.signed_post(entry, "/post/envelopes", bytes(queued.data))
    killpoints.reach(killpoints.ENVELOPE_POSTED)
    receipts.accept(answer, from_node=entry.node)


def failed(queued: OutboundEnvelope, error: ComityError) -> None:
    """Note why an envelope was not taken; decide whether it is tried again."""
    told = _told(error)
    with transaction.atomic():
        row = queries.lock_envelope(queued.pk)
        if row is None or row.state != "queued":
            return
        if told["error"] == SEALED_ANEW and _has_newer_key(row):
            sending.queue_again(row.letter)
        elif _is_final(error):
            _refused(row, told)
        else:
            _wait(row, told)


def _has_newer_key(row: OutboundEnvelope) -> bool:
    """Whether the directory now holds another sealing key of the receiver than the one used."""
    try:
        key = trust.directory().node(row.to_node).sealing_key(clock.now())
    except ComityError:
        return False
    return key.kid != row.sealing_kid


def _told(error: ComityError) -> dict[str, Any]:
    """The refusal by the name that the other node gave it, or our own."""
    told = error.as_dict()
    if isinstance(error, PeerRefusedError):
        told |= {"error": str(error.facts["error"]), "fault": str(error.facts["fault"])}
    return told


def _is_final(error: ComityError) -> bool:
    if not isinstance(error, PeerRefusedError):
        return False
    if error.facts["error"] == SEALED_ANEW:
        return False  # a newer key will be in the directory
    # 401: our clock or key may not be known there yet; that passes.
    passing = (401, 408, 429)
    return error.facts["fault"] == "sender" and error.facts["status"] not in passing


def _wait(row: OutboundEnvelope, told: dict[str, Any]) -> None:
    row.attempts += 1
    row.last_error = told
    row.next_at = clock.real_now() + pause(row.attempts)
    row.save(update_fields=["attempts", "last_error", "next_at"])


def pause(attempts: int) -> timedelta:
    """Doubles to the longest pause; up to a quarter is chance, so that senders do not come together."""
    doubled: timedelta = min(limits.FIRST_PAUSE * 2 ** min(attempts - 1, 20), limits.LONGEST_PAUSE)
    return doubled * (1 - random.random() / 4)  # noqa: S311 - chance, not secrecy


def _refused(row: OutboundEnvelope, told: dict[str, Any]) -> None:
    row.attempts += 1
    row.state, row.last_error, row.loud_at = "refused", told, clock.real_now()
    row.save(update_fields=["attempts", "state", "last_error", "loud_at"])
    _record(row, "exchange:letter:refused")


def _say_loudly(row: OutboundEnvelope) -> None:
    row.loud_at = clock.real_now()
    row.save(update_fields=["loud_at"])
    _record(row, "exchange:letter:undelivered")


def _record(row: OutboundEnvelope, event: str) -> None:
    facts = {"to": row.to_node, "envelope": row.pk, "attempts": row.attempts}
    journal.record(
        event,
        actor=settings.NODE.node,
        about=[row.letter.matter_id, row.letter.digest],
        facts={**facts, "error": row.last_error},
    )
