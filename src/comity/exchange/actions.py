"""Verbs of the post office: draft, send, try again, compare. Receiving is in ``inbox``.

Whoever sends does so in the transaction of the change that the letter belongs to; delivery begins when
that is committed.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.db import transaction

from comity.exchange import sending, statements, storing
from comity.exchange.errors import EnvelopeUnknownError
from comity.exchange.models import Incarnation, OutboundEnvelope, StoredLetter
from comity.jobs import actions as jobs
from comity.journal import actions as journal
from comity.journal import clock, killpoints


def draft_core(
    *,
    type: str,
    version: int = 1,
    from_authority: str,
    to_authority: str,
    matter: str | None,
    body: Mapping[str, Any],
    drafter: str,
    languages: Sequence[str] = ("en",),
    marking: str = "restricted",
    attachments: Sequence[Mapping[str, Any]] = (),
    critical: Sequence[str] = (),
) -> bytes:
    """The core of a letter as it would be sent now: the bytes that people approve.

    ``matter`` None opens one. Raises LetterTypeUnknownError, NotOurAuthorityError,
    LetterToOurselvesError, UnknownAuthorityError, MatterUnknownError, NotAPartyError, WrongSideError,
    OpeningLetterMismatchError, BodyInvalidError, CoreFieldWrongError.
    """
    return sending.draft(
        type=type,
        version=version,
        from_authority=from_authority,
        to_authority=to_authority,
        matter=matter,
        body=body,
        drafter=drafter,
        languages=languages,
        marking=marking,
        attachments=attachments,
        critical=critical,
    )


def send(
    core: bytes, approvals: Sequence[Mapping[str, Any]], attachments: Sequence[bytes] = ()
) -> StoredLetter:
    """Send the letter whose core was approved, in the caller's transaction.

    Raises what the receiver would raise (``trust.authenticate``), and NoTransactionError,
    CoreStaleError, DirectoryTooOldError, AttachmentOtherError, NoSealingKeyError, WrongSideError.
    """
    stored = sending.send(core, approvals, attachments)
    transaction.on_commit(lambda: killpoints.reach(killpoints.OUTBOX_COMMITTED))
    return stored


def try_again(envelope_id: str) -> OutboundEnvelope:
    """Queue a refused or late letter again, at once. Raises EnvelopeUnknownError.

    A refused one is sealed anew, under a new identifier: the receiver has seen the old one.
    """
    with transaction.atomic():
        found = OutboundEnvelope.objects.select_for_update().filter(pk=envelope_id).first()
        if found is None or found.state == "delivered":
            raise EnvelopeUnknownError(envelope=envelope_id)
        if found.state == "refused":
            return sending.queue_again(found.letter)
        found.next_at = clock.real_now()
        found.save(update_fields=["next_at"])
        sending.wake(found.to_node)
        return found


def resend(matter_id: str, node: str, digests: Sequence[str]) -> list[str]:
    """Queue letters again that a party of their matter says it lacks; returns those that are held.

    Only letters of this matter, and only ours: nobody else's letter is ours to send. Raises
    MatterUnknownError, NotAPartyError.
    """
    return sending.resend(matter_id, node, digests)


def compare(matter_id: str) -> None:
    """Exchange signed statements about a matter with its other side, over the network.

    Raises MatterRecordsDifferError naming the letters, PeerUnreachableError, PeerCollectsError.
    """
    statements.compare(matter_id)


def begin_new_life(reason: str) -> str:
    """After a restore from a backup: write under a new incarnation, and compare all matters at once.

    What the other sides hold and this node lost then shows as a difference. Returns the incarnation.
    """
    with transaction.atomic():
        before = storing.incarnation()
        made = storing.life(Incarnation.objects.count() + 1)
        Incarnation.objects.create(value=made, since=clock.now(), reason=reason[:200])
        jobs.enqueue(statements.HEADS, run_at=clock.real_now())
        journal.record(
            "exchange:node:restored",
            actor=settings.NODE.node,
            about=[f"node:{settings.NODE.node}"],
            facts={"before": before, "now": made, "reason": reason[:200]},
        )
        return made
