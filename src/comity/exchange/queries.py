"""Reads of the post office: matters and their letters, what waits, what was refused, who is witnessed."""

import json
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet

from comity.exchange import limits
from comity.exchange.chain import STANDING, Link
from comity.exchange.errors import (
    EnvelopeUnknownError,
    LetterUnknownError,
    MatterUnknownError,
    NotAPartyError,
    StatementMissingError,
)
from comity.exchange.models import (
    Attachment,
    Matter,
    OtherStatement,
    OutboundEnvelope,
    PeerCheckpoint,
    RefusedDelivery,
    StoredLetter,
)
from comity.journal import clock
from comity.trust.keys import ring
from comity.wire import jws, statements, times
from comity.wire.ordering import LetterFact

OTHER_SIDE = {"requesting": "requested", "requested": "requesting"}


def matter(id: str) -> Matter:
    """One matter. Raises MatterUnknownError."""
    found = Matter.objects.filter(pk=id).first()
    if found is None:
        raise MatterUnknownError(matter=id)
    return found


def party_matter(id: str, node: str) -> Matter:
    """A matter that this other node is a party of. Raises MatterUnknownError, NotAPartyError."""
    found = matter(id)
    if found.other_node != node:
        raise NotAPartyError(matter=id)
    return found


def matters(*, authority: str | None = None) -> QuerySet[Matter]:
    """All matters, newest first, or those of one of our authorities."""
    found = Matter.objects.order_by("-opened_at", "id")
    return found if authority is None else found.filter(our_authority=authority)


def letter(digest: str) -> StoredLetter:
    """One letter. Raises LetterUnknownError."""
    found = StoredLetter.objects.select_related("matter").filter(digest=digest).first()
    if found is None:
        raise LetterUnknownError(letter=digest)
    return found


def letters(matter_id: str) -> QuerySet[StoredLetter]:
    """All letters of a matter, in the order in which this node stored them."""
    return StoredLetter.objects.filter(matter_id=matter_id).order_by("id")


def core(letter: StoredLetter) -> dict[str, Any]:
    """The core of a letter, as its writer wrote it."""
    value: dict[str, Any] = json.loads(bytes(letter.payload))["core"]
    return value


def body(letter: StoredLetter) -> dict[str, Any]:
    """The body of a letter, as its writer wrote it."""
    value: dict[str, Any] = core(letter)["body"]
    return value


def attachment(digest: str, number: int) -> Attachment:
    """One attachment of a letter, numbered from 0. Raises LetterUnknownError."""
    found = Attachment.objects.filter(letter__digest=digest, number=number).first()
    if found is None:
        raise LetterUnknownError(letter=digest, attachment=number)
    return found


def side(matter: Matter, writer: str) -> str:
    """On which side of the matter an authority writes."""
    return matter.side if writer == matter.our_authority else OTHER_SIDE[matter.side]


def fact(matter: Matter, letter: StoredLetter) -> LetterFact:
    """What the order and the state of a matter need to know of a letter."""
    written = core(letter)
    return LetterFact(
        digest=letter.digest,
        type=letter.type,
        side=side(matter, letter.writer),
        writer=letter.writer,
        seq=letter.seq,
        previous=letter.previous,
        seen=letter.seen,
        time=times.parse(written["time"]),
        body=written["body"],
        incarnation=letter.incarnation,
    )


def facts(matter_id: str) -> list[LetterFact]:
    """All letters of a matter that are held, also forks and those that wait: the order settles them.

    Raises MatterUnknownError.
    """
    found = matter(matter_id)
    return [fact(found, one) for one in letters(matter_id)]


def link(letter: StoredLetter) -> Link:
    """What a chain has to know of a letter."""
    return Link(letter.digest, letter.matter_id, letter.writer, letter.seq, letter.placement)


def links(digests: Iterable[str]) -> dict[str, Link]:
    """Those of these letters that are held, in whatever matter."""
    found = StoredLetter.objects.filter(digest__in=list(digests)).only(
        "digest", "matter_id", "writer", "seq", "placement"
    )
    return {one.digest: link(one) for one in found}


def head(matter_id: str, writer: str) -> Link | None:
    """A writer's last letter in a matter that stands in its chain; None where there is none."""
    standing = StoredLetter.objects.filter(
        matter_id=matter_id, writer=writer, placement__in=STANDING
    )
    found = (
        standing.order_by("-seq").only("digest", "matter_id", "writer", "seq", "placement").first()
    )
    return None if found is None else link(found)


def waiting(matter_id: str) -> QuerySet[StoredLetter]:
    """Letters of a matter that wait for earlier ones."""
    return StoredLetter.objects.filter(matter_id=matter_id, placement="waiting").order_by(
        "seq", "id"
    )


def missing(matter_id: str) -> set[str]:
    """Digests of letters that others name, or that the other side states, and that are not held."""
    named = {digest for one in waiting(matter_id) for digest in one.missing}
    named |= set(matter(matter_id).missing)
    return named - set(links(named))


def held(matter_id: str) -> list[str]:
    """The digests of all letters of a matter, sorted."""
    return sorted(letters(matter_id).values_list("digest", flat=True))


def statement(matter_id: str) -> bytes:
    """Our statement about a matter as it stands, signed by the node. Raises MatterUnknownError."""
    found = matter(matter_id)
    payload = statements.build(found.pk, settings.NODE.node, held(found.pk), clock.now())
    return ring().sign_as_node(payload, jws.STATEMENT)


def outbox(node: str) -> QuerySet[OutboundEnvelope]:
    """What waits for a node, in the order in which it was written."""
    return OutboundEnvelope.objects.filter(state="queued", to_node=node).order_by(
        "queued_at", "letter_id"
    )


def waiting_nodes() -> list[str]:
    """Nodes that something waits for."""
    found = (
        OutboundEnvelope.objects.filter(state="queued").order_by().values_list("to_node", flat=True)
    )
    return sorted(set(found.distinct()))


def envelope(id: str) -> OutboundEnvelope:
    """One envelope that this node sent. Raises EnvelopeUnknownError."""
    found = OutboundEnvelope.objects.select_related("letter").filter(pk=id).first()
    if found is None:
        raise EnvelopeUnknownError(envelope=id)
    return found


def lock_envelope(id: str) -> OutboundEnvelope | None:
    """An envelope that this node sent, held until the caller's transaction ends."""
    return OutboundEnvelope.objects.select_for_update().filter(pk=id).first()


def undelivered(*, older_than: timedelta = timedelta(0)) -> QuerySet[OutboundEnvelope]:
    """Letters without a receipt, refused ones first; ``older_than`` is real time since they were queued."""
    before = clock.real_now() - older_than
    found = OutboundEnvelope.objects.select_related("letter", "letter__matter")
    late = Q(state="queued", queued_at__lte=before)
    return found.filter(Q(state="refused") | late).order_by("-state", "queued_at")


def refused(node: str | None = None) -> QuerySet[RefusedDelivery]:
    """What was refused at our door, newest first."""
    found = RefusedDelivery.objects.order_by("-id")
    return found if node is None else found.filter(node=node)


def forks() -> QuerySet[StoredLetter]:
    """Letters that stand where their writer had already written another."""
    return StoredLetter.objects.filter(placement="fork").order_by("-id")


def not_understood() -> QuerySet[StoredLetter]:
    """Letters that this node keeps without acting on them."""
    return StoredLetter.objects.filter(placement="kept", direction="in").order_by("-id")


def split_views() -> QuerySet[PeerCheckpoint]:
    """Checkpoints that do not continue what the same node signed before."""
    return PeerCheckpoint.objects.filter(state="split").order_by("-id")


def witnessed(node: str) -> PeerCheckpoint | None:
    """The newest checkpoint of a node that continues all earlier ones."""
    found = PeerCheckpoint.objects.filter(node=node, state="consistent")
    return found.order_by("-size", "-id").first()


def pending_checkpoints(node: str) -> QuerySet[PeerCheckpoint]:
    """Checkpoints of a node that could not be compared yet."""
    return PeerCheckpoint.objects.filter(node=node, state="pending")


def witnesses(
    node: str, *, after: int, limit: int = limits.WITNESSES_PASSED_ON
) -> list[PeerCheckpoint]:
    """The newest checkpoints of nodes other than this one, that came after a number."""
    found = PeerCheckpoint.objects.filter(state="consistent", pk__gt=after).exclude(node=node)
    newest: dict[str, PeerCheckpoint] = {}
    for one in found.order_by("-id")[: limit * 10]:
        newest.setdefault(one.node, one)
    return list(newest.values())[:limit]


def other_statement(matter_id: str) -> OtherStatement:
    """What the other side last signed about a matter. Raises StatementMissingError."""
    found = OtherStatement.objects.filter(matter_id=matter_id).order_by("-received_at").first()
    if found is None:
        raise StatementMissingError(matter=matter_id)
    return found


def is_ours(authority: str) -> bool:
    """Whether this node speaks for an authority."""
    return authority in settings.NODE.authorities
