"""Reads of the post office: matters and their letters, what waits, what was refused, who is witnessed."""

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Q, QuerySet

from comity.exchange import limits
from comity.exchange.chain import STANDING, WAITING, Link
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
from comity.journal import clock, sql
from comity.trust.keys import ring
from comity.wire import jws, receipts, statements, times
from comity.wire.letters import Letter
from comity.wire.ordering import LetterFact

LINK = "SELECT digest, matter_id, writer, seq, placement FROM exchange_storedletter"
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


class Noted(NamedTuple):
    """A letter that is held: what the order needs to know of it, and how it is read here."""

    fact: LetterFact
    understood: bool  # by whoever received it
    placement: str


_facts: dict[str, LetterFact] = {}  # by digest, of this process: a digest names its letter
_received: dict[tuple[Any, ...], datetime] = {}  # by letter and time of its receipt, likewise


def facts(matter_id: str) -> list[LetterFact]:
    """All letters of a matter that are held, also forks and those that wait: the order settles them.

    Raises MatterUnknownError.
    """
    return [one.fact for one in noted(matter_id)]


def noted(matter_id: str) -> list[Noted]:
    """All letters of a matter that are held, in the order in which they came. Raises MatterUnknownError."""
    rows = sql.rows(
        "SELECT digest, understood, placement FROM exchange_storedletter WHERE matter_id = %s"
        " ORDER BY id",
        (matter_id,),
    )
    known = _known(matter_id, [row[0] for row in rows])
    return [Noted(known[digest], bool(understood), place) for digest, understood, place in rows]


def _known(matter_id: str, wanted: list[str]) -> dict[str, LetterFact]:
    """Facts by digest; only letters that this process has not read before are fetched."""
    known = {digest: _facts[digest] for digest in wanted if digest in _facts}
    if wanted and len(known) == len(wanted):
        return known
    found, rows = matter(matter_id), letters(matter_id)
    new = [digest for digest in wanted if digest not in known]
    for one in rows if len(new) == len(wanted) else rows.filter(digest__in=new):
        known[one.digest] = fact(found, one)
        _remember(known[one.digest], len(one.payload))
    return known


def _remember(fact: LetterFact, length: int) -> None:
    if length > limits.REMEMBERED_BYTES:
        return
    if len(_facts) >= limits.REMEMBERED_LETTERS:
        _facts.clear()
    _facts[fact.digest] = fact


def remember(matter: Matter, letter: Letter) -> None:
    """Keep what the order needs to know of a verified letter, which need not be read again then."""
    core = letter.core
    read = LetterFact(
        digest=letter.digest,
        type=core.type,
        side=side(matter, core.from_authority),
        writer=core.from_authority,
        seq=core.seq,
        previous=core.previous,
        seen=core.seen,
        time=core.time,
        body=core.body,
        incarnation=core.incarnation,
    )
    _remember(read, len(letter.payload))


def received_at(digest: str) -> datetime | None:
    """When the node to which a letter went says that it stored it; None where that is not known yet.

    Raises LetterUnknownError.
    """
    found = sql.first(
        "SELECT direction, stored_at, receipt_at FROM exchange_storedletter WHERE digest = %s",
        (digest,),
    )
    if found is None:
        raise LetterUnknownError(letter=digest)
    direction, stored_at, receipt_at = found
    if receipt_at is None:
        return sql.read_moment(stored_at) if direction == "in" else None
    mark = (digest, direction, receipt_at)
    if mark not in _received:
        if len(_received) >= limits.REMEMBERED_LETTERS:
            _received.clear()
        document = bytes(letter(digest).receipt or b"")
        read = receipts.parse(jws.peek(document, max_bytes=len(document)).payload)
        _received[mark] = read.stored_at
    return _received[mark]


def links(digests: Iterable[str]) -> dict[str, Link]:
    """Those of these letters that are held, in whatever matter."""
    named = tuple(digests)
    if not named:
        return {}
    found = sql.rows(f"{LINK} WHERE digest IN ({sql.marks(len(named))})", named)
    return {row[0]: Link(*row) for row in found}


def head(matter_id: str, writer: str) -> Link | None:
    """A writer's last letter in a matter that stands in its chain; None where there is none."""
    found = sql.first(
        f"{LINK} WHERE matter_id = %s AND writer = %s AND placement IN ({sql.marks(len(STANDING))})"
        " ORDER BY seq DESC LIMIT 1",
        (matter_id, writer, *STANDING),
    )
    return None if found is None else Link(*found)


def arrived(from_node: str, envelope_id: str) -> StoredLetter | None:
    """The letter that came in an envelope; None where that is not here."""
    asked = "SELECT id FROM exchange_storedletter WHERE from_node = %s AND envelope_id = %s"
    found = sql.first(f"{asked} AND direction = 'in'", (from_node, envelope_id))
    return None if found is None else StoredLetter.objects.get(pk=found[0])


def holds_core(core_digest: str) -> bool:
    """Whether a letter with this core is held."""
    asked = "SELECT 1 FROM exchange_storedletter WHERE core_digest = %s"
    return sql.first(asked, (core_digest,)) is not None


def count(matter_id: str) -> int:
    """How many letters of a matter are held."""
    asked = "SELECT COUNT(*) FROM exchange_storedletter WHERE matter_id = %s"
    found = sql.first(asked, (matter_id,))
    return 0 if found is None else int(found[0])


def has_waiting(matter_id: str) -> bool:
    """Whether letters of a matter wait for earlier ones."""
    asked = "SELECT 1 FROM exchange_storedletter WHERE matter_id = %s AND placement = %s LIMIT 1"
    return sql.first(asked, (matter_id, WAITING)) is not None


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
