"""Receiving: from the bytes of an envelope to a stored letter and a signed receipt.

The same for every road by which envelopes come (the door, collecting, a file). A letter is verified
completely before it is stored; storing, what the rooms above do with it, and the journal are one
transaction; the receipt leaves after its commit. The same envelope again gets the same receipt. What
this program does not understand is verified, kept and shown. What is refused is kept with the reason.
"""

import logging
from dataclasses import dataclass

from django.conf import settings
from django.db import IntegrityError, OperationalError, transaction

from comity.exchange import chain, limits, queries, receipts, refusals, sending, storing
from comity.exchange.chain import Place
from comity.exchange.errors import (
    CoreReusedError,
    EnvelopeForOtherNodeError,
    EnvelopeFromOtherNodeError,
    InboxFailedError,
    LetterForOtherNodeError,
    MatterFullError,
    MatterUnknownError,
    MatterWaitsTooLongError,
    NotAPartyError,
    OpeningLetterMismatchError,
    WrongSideError,
)
from comity.exchange.models import Matter, StoredLetter
from comity.exchange.storing import Travel
from comity.journal import clock, killpoints, sql
from comity.trust import actions as directories
from comity.trust import authenticate
from comity.trust import queries as trust
from comity.trust.authenticate import Authentic, SpecOf
from comity.trust.entries import Directory
from comity.trust.errors import TrustError
from comity.trust.keys import ring
from comity.wire import digests, envelope
from comity.wire import limits as wire_limits
from comity.wire.envelope import Header, Opened
from comity.wire.errors import (
    ComityError,
    CriticalFieldUnknownError,
    EnvelopeTooLargeError,
    SignatureUnknownKeyError,
)

log = logging.getLogger(__name__)

# What newer directory data could mend: looked at again once before the letter is refused.
MENDED_BY_DIRECTORY = (TrustError, SignatureUnknownKeyError)


@dataclass(frozen=True)
class Verified:
    """A letter that is authentic by this directory. ``note`` says why it is only kept, if it is."""

    opened: Opened
    checked: Authentic
    directory: Directory
    note: str


def receive(data: bytes, from_node: str) -> bytes:
    """Take an envelope that ``from_node`` delivered; the signed receipt.

    Raises the refusals of wire, trust and this room; each is kept in RefusedDelivery. Raises
    InboxFailedError when this node could not store it: nothing is lost, it comes again.
    """
    try:
        try:
            return _receive(data, from_node)
        except (IntegrityError, OperationalError):
            # Another thread stored the same letter at this moment, or stood in our way: once more.
            return _receive(data, from_node)
    except ComityError as refusal:
        refusals.keep(data, from_node, refusal)
        raise
    except (IntegrityError, OperationalError) as error:
        raise InboxFailedError(reason=str(error)) from error


def _receive(data: bytes, from_node: str) -> bytes:
    # 1. Size and header.
    if len(data) > wire_limits.ENVELOPE_BYTES:
        raise EnvelopeTooLargeError(length=len(data))
    header = envelope.read_header(data)
    # 2. For this node, from the node that brought it.
    if header.to_node != settings.NODE.node:
        raise EnvelopeForOtherNodeError(to=header.to_node)
    if header.from_node != from_node:
        raise EnvelopeFromOtherNodeError(header=header.from_node, request=from_node)
    # 3. The same envelope again: the same receipt again.
    sha256 = digests.sha256(data)
    earlier = _earlier(header, sha256)
    if earlier is not None:
        return earlier
    # 4. Open it. 5. Verify the letter.
    opened = envelope.open(data, ring().sealing_keys)
    verified = _verify(opened)
    # 6. For an authority of this node, with the attachments that it names.
    _check_parties(verified.checked, header)
    _check_accepted(verified.checked)
    sending.check_attachments(verified.checked.letter.core, opened.attachments)
    # 7. Place it in its matter; store it with all that follows from it; then the receipt.
    with transaction.atomic():
        receipt = _store(verified, sha256)
        killpoints.reach(killpoints.LETTER_STORED_BEFORE_COMMIT)
    killpoints.reach(killpoints.LETTER_STORED_AFTER_COMMIT)
    return receipt


def _earlier(header: Header, sha256: str) -> bytes | None:
    found = queries.arrived(header.from_node, header.id)
    return None if found is None else receipts.given(found, sha256)


def _verify(opened: Opened) -> Verified:
    """The verified letter; a critical field that is unknown here makes it one that is only kept."""
    try:
        checked, directory = _by_directory(opened.letter, storing.spec_of)
        note = "" if checked.spec is not None else _unheard(checked)
    except CriticalFieldUnknownError as unknown:
        checked, directory = _by_directory(opened.letter, lambda type, version: None)
        note = unknown.sentence
    return Verified(opened, checked, directory, note)


def _unheard(checked: Authentic) -> str:
    core = checked.letter.core
    return f"This node does not know {core.type}/{core.version}."


def _by_directory(document: bytes, spec_of: SpecOf) -> tuple[Authentic, Directory]:
    """The authentic letter, by the directory as it is, or as it has become meanwhile."""
    directory = trust.directory()
    try:
        return _authentic(document, directory, spec_of), directory
    except MENDED_BY_DIRECTORY:
        if not _is_newer_than(directory.version):
            raise
    directory = trust.directory()
    return _authentic(document, directory, spec_of), directory


def _authentic(document: bytes, directory: Directory, spec_of: SpecOf) -> Authentic:
    return authenticate.authenticate(
        document, directory=directory, spec_of=spec_of, as_of=clock.now()
    )


def _is_newer_than(version: int) -> bool:
    """Look at the directory again, now and then; whether it has changed."""
    if not refusals.may_refresh():
        return False
    directories.refresh()
    return trust.directory().version != version


def _check_parties(checked: Authentic, header: Header) -> None:
    core = checked.letter.core
    if core.from_node != header.from_node:
        raise EnvelopeFromOtherNodeError(header=header.from_node, letter=core.from_node)
    if core.to_node != settings.NODE.node or not queries.is_ours(core.to_authority):
        raise LetterForOtherNodeError(to=core.to_authority, node=core.to_node)
    if queries.is_ours(core.from_authority):
        raise EnvelopeFromOtherNodeError(writer=core.from_authority)


def _check_accepted(checked: Authentic) -> None:
    """This node has not suspended the writer. Raises SenderSuspendedError."""
    measure = checked.letter.core.body.get("measure")
    trust.check_accepted(
        checked.letter.core.from_authority, measure if isinstance(measure, str) else ""
    )


def _store(verified: Verified, sha256: str) -> bytes:
    opened, letter = verified.opened, verified.checked.letter
    if queries.holds_core(letter.core_digest):
        held = StoredLetter.objects.get(core_digest=letter.core_digest)
        return _again(verified, held, sha256)
    matter = _matter(verified.checked)
    stored = storing.row(
        letter,
        opened.letter,
        matter=matter,
        travel=Travel("in", opened.header.id, sha256),
        placed=_placed(verified, matter),
        at=clock.now(),
        directory=storing.directory_mark(verified.directory),
        understood=not verified.note,
    )
    stored.save(force_insert=True)
    storing.attach(stored, opened.attachments, [item.digest for item in letter.core.attachments])
    storing.act(stored)
    _follow_up(stored, matter)
    # Recorded last: writers of the journal queue, and who has their place waits for nobody else.
    receipt = _receipt(verified, stored, "exchange:letter:received")
    stored.receipt, stored.receipt_at = receipt, stored.stored_at
    sql.change(
        "UPDATE exchange_storedletter SET receipt = %s, receipt_at = %s WHERE id = %s",
        (receipt, sql.moment(stored.stored_at), stored.pk),
    )
    return receipt


def _receipt(verified: Verified, stored: StoredLetter, event: str) -> bytes:
    header = verified.opened.header
    entry = storing.record(
        stored,
        event,
        envelope=header.id,
        persons=[statement.person for statement in verified.checked.statements],
        note=stored.note,
    )
    return receipts.issue(
        header,
        verified.checked.letter,
        entry=entry,
        at=stored.stored_at,
        understood=stored.understood,
        note=stored.note,
        directory=stored.directory,
    )


def _again(verified: Verified, held: StoredLetter, sha256: str) -> bytes:
    """A letter that is here already, in another envelope: a receipt for that one, and nothing twice."""
    checked, header = verified.checked, verified.opened.header
    if (held.from_node, held.envelope_id) == (header.from_node, header.id):
        # Another thread has stored this very envelope while we verified it.
        return receipts.given(held, sha256)
    if held.digest != checked.letter.digest:
        raise CoreReusedError(core=held.core_digest, letter=held.digest)
    if held.direction != "in" or held.from_node != header.from_node:
        raise EnvelopeFromOtherNodeError(header=header.from_node)
    return _receipt(verified, held, "exchange:letter:repeated")


def _matter(checked: Authentic) -> Matter:
    letter, core = checked.letter, checked.letter.core
    if checked.spec is not None and checked.spec.opens != (core.matter is None):
        raise OpeningLetterMismatchError(type=core.type)
    if core.matter is None:
        _check_side(checked, "requesting")
        return storing.open_matter(
            letter, checked.spec, ours=core.to_authority, other=core.from_authority
        )
    matter = storing.lock_matter(core.matter)
    if matter is None:
        raise MatterUnknownError(matter=core.matter)
    parties = (matter.other_authority, matter.our_authority)
    if (core.from_authority, core.to_authority) != parties:
        raise NotAPartyError(matter=core.matter, authority=core.from_authority)
    _check_side(checked, queries.side(matter, core.from_authority))
    if queries.count(matter.pk) >= limits.LETTERS_PER_MATTER:
        raise MatterFullError(matter=matter.pk)
    return matter


def _check_side(checked: Authentic, side: str) -> None:
    if checked.spec is not None and checked.spec.side not in ("either", side):
        raise WrongSideError(type=checked.spec.type, side=side)


def _placed(verified: Verified, matter: Matter) -> Place:
    """Where the letter stands; in the place of one to act on, what we do not understand is kept."""
    letter, note = verified.checked.letter, verified.note
    placed = Place(chain.ACTED) if letter.core.matter is None else storing.place(letter)
    if placed.placement == chain.WAITING:
        waiting = queries.waiting(matter.pk).filter(writer=letter.core.from_authority)
        if waiting.count() >= limits.WAITING_PER_MATTER:
            raise MatterWaitsTooLongError(matter=matter.pk)
    if not note:
        return placed
    if placed.placement == chain.ACTED:
        return Place(chain.KEPT, note)
    return Place(placed.placement, f"{note} {placed.note}", placed.missing)


def _follow_up(stored: StoredLetter, matter: Matter) -> None:
    """Ask for what is missing, or act on what waited for this letter."""
    if stored.placement == chain.WAITING:
        sending.ask_for_missing(matter.pk, stored.missing)
    elif not stored.opens:
        storing.promote(matter)
