"""Receipts: made for letters that came in, read for letters that went out.

A receipt is written in the transaction that stores the letter and leaves after its commit, so it never
says more than is true. One that comes is checked against the envelope that it names before it counts.
"""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from comity.exchange import limits, registry, storing, witness
from comity.exchange.errors import EnvelopeReusedError, ReceiptMismatchError, ReceiptUnknownError
from comity.exchange.models import OutboundEnvelope, StoredLetter
from comity.journal import actions as journal
from comity.journal import clock, killpoints, sql
from comity.journal.models import Entry
from comity.trust import queries as trust
from comity.trust.keys import ring
from comity.wire import jws, receipts, times
from comity.wire.envelope import Header
from comity.wire.errors import ComityError
from comity.wire.letters import Letter
from comity.wire.receipts import Receipt

NOTE = 500


def issue(
    header: Header,
    letter: Letter,
    *,
    entry: Entry,
    at: datetime,
    understood: bool,
    note: str,
    directory: dict[str, Any],
) -> bytes:
    """The signed receipt for a letter, in the transaction that stores it."""
    shown, others = witness.shown_to(header.from_node)
    receipt = Receipt(
        envelope=header.id,
        from_node=settings.NODE.node,
        to_node=header.from_node,
        letter=letter.digest,
        core=letter.core_digest,
        matter=letter.matter_id,
        stored_at=at,
        understood=understood,
        note=note[:NOTE],
        supports=() if understood else tuple(registry.supports()),
        directory=receipts.Directory(
            version=directory["version"],
            sha256=directory["sha256"],
            expired=directory["expired"],
        ),
        journal=shown,
        entry=receipts.Entry(index=entry.index, leaf=entry.leaf),
        witnesses=others,
    )
    return ring().sign_as_node(receipts.build(receipt), jws.RECEIPT)


def given(stored: StoredLetter, envelope_sha256: str) -> bytes:
    """The receipt that an envelope was given before, for the very same bytes. Raises EnvelopeReusedError."""
    if stored.envelope_sha256 != envelope_sha256:
        raise EnvelopeReusedError(envelope=stored.envelope_id)
    return bytes(stored.receipt or b"")


def accept(document: bytes, *, from_node: str) -> StoredLetter:
    """Verify a receipt and store it with its letter; the envelope is then delivered.

    The same receipt twice changes nothing; nor does another one for a letter that was sent again, the first
    stands. Raises SignatureError, ReceiptFormatError,
    ReceiptUnknownError, ReceiptMismatchError.
    """
    receipt = read(document, from_node)
    with transaction.atomic():
        stored = _settle(receipt, document)
        transaction.on_commit(lambda: killpoints.reach(killpoints.RECEIPT_RECEIVED))
    _witness(receipt, from_node)
    return stored


def read(document: bytes, from_node: str) -> Receipt:
    """A receipt that this node signed. Raises SignatureError, ReceiptFormatError, ReceiptMismatchError."""
    required = trust.directory().node(from_node).public_keys
    payload = jws.verify(
        document, typ=jws.RECEIPT, required=required, max_bytes=limits.RECEIPT_BYTES
    )
    receipt = receipts.parse(payload)
    if (receipt.from_node, receipt.to_node) != (from_node, settings.NODE.node):
        raise ReceiptMismatchError(envelope=receipt.envelope)
    return receipt


def _settle(receipt: Receipt, document: bytes) -> StoredLetter:
    found = OutboundEnvelope.objects.select_for_update(of=("self",)).filter(
        pk=receipt.envelope, to_node=receipt.from_node
    )
    # The bytes stay where they are: nobody needs them here.
    bulky = ("data", "letter__document", "letter__payload", "letter__receipt")
    queued = found.select_related("letter").defer(*bulky).first()
    if queued is None:
        raise ReceiptUnknownError(envelope=receipt.envelope)
    stored = queued.letter
    said = (receipt.letter, receipt.core, receipt.matter)
    if said != (stored.digest, stored.core_digest, stored.matter_id):
        raise ReceiptMismatchError(envelope=receipt.envelope)
    if queued.state == "delivered":
        return stored
    _write(queued, stored, receipt, document)
    return stored


def _write(
    queued: OutboundEnvelope, stored: StoredLetter, receipt: Receipt, document: bytes
) -> None:
    now = clock.now()
    sql.change(
        "UPDATE exchange_outboundenvelope SET state = %s, delivered_at = %s, data = %s, last_error = NULL"
        " WHERE id = %s",
        ("delivered", sql.moment(now), b"", queued.pk),
    )
    facts = {
        "stored_at": times.format(receipt.stored_at),
        "understood": receipt.understood,
        "note": receipt.note,
        "their_entry": receipt.entry.index,
    }
    if stored.receipt_at is not None:
        # Who asks for a letter again does not take back what it signed about it before.
        storing.record(stored, "exchange:letter:delivered-again", **facts)
        return
    read_otherwise = stored.understood != receipt.understood
    stored.receipt, stored.receipt_at = document, now
    stored.understood = receipt.understood
    if receipt.note:
        stored.note = receipt.note
    sql.change(
        "UPDATE exchange_storedletter SET receipt = %s, receipt_at = %s, understood = %s, note = %s"
        " WHERE id = %s",
        (document, sql.moment(now), stored.understood, stored.note, stored.pk),
    )
    if read_otherwise:
        storing.tell(stored.matter)
    for listener in registry.receipt_listeners():
        listener(stored)
    storing.record(stored, "exchange:letter:delivered", **facts)


def _witness(receipt: Receipt, node: str) -> None:
    """Look at the journals that the receipt shows. A bad one is recorded; the delivery stands."""
    try:
        looked = witness.look(node, receipt.journal)
        if looked.state == "pending":
            witness.ask_for_proof(node)
        for text in receipt.witnesses:
            witness.overhear(text.encode("ascii", "replace"))
    except ComityError as error:
        with transaction.atomic():
            journal.record(
                "exchange:journal:unproved",
                actor=settings.NODE.node,
                about=[node],
                facts={**error.as_dict(), "envelope": receipt.envelope},
            )
