"""Drafting and sending a letter: from a body to a sealed envelope in the outbox.

What was drafted is what people approve, byte for byte; sending it later fails if it no longer fits the
matter. The letter is checked by the same code that the receiver will use, before it is stored.
"""

import secrets
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from comity.exchange import chain, limits, queries, registry, storing
from comity.exchange.errors import (
    AttachmentOtherError,
    CoreStaleError,
    DirectoryTooOldError,
    LetterToOurselvesError,
    LetterTypeUnknownError,
    MatterUnknownError,
    NotAPartyError,
    NotOurAuthorityError,
    NoTransactionError,
    OpeningLetterMismatchError,
    WrongSideError,
)
from comity.exchange.models import Matter, OutboundEnvelope, StoredLetter
from comity.exchange.storing import Travel
from comity.jobs import actions as jobs
from comity.journal import clock
from comity.trust import authenticate
from comity.trust import queries as trust
from comity.trust.entries import Directory, NodeEntry
from comity.trust.keys import ring
from comity.wire import digests, documents, envelope, jws, letters, times
from comity.wire.cores import Core
from comity.wire.errors import BodyInvalidError
from comity.wire.letters import Letter, LetterSpec

DELIVER = "exchange.deliver"
REPAIR = "exchange.repair"


def draft(
    *,
    type: str,
    version: int,
    from_authority: str,
    to_authority: str,
    matter: str | None,
    body: Mapping[str, Any],
    drafter: str,
    languages: Sequence[str],
    marking: str,
    attachments: Sequence[Mapping[str, Any]],
    critical: Sequence[str],
) -> bytes:
    """The canonical bytes of a core that fits the matter as it stands. See ``actions.draft_core``."""
    spec = registry.spec(type, version)
    directory = trust.directory()
    if not queries.is_ours(from_authority):
        raise NotOurAuthorityError(authority=from_authority)
    receiver = directory.authority(to_authority)
    if queries.is_ours(to_authority):
        raise LetterToOurselvesError(authority=to_authority)
    _check_side(spec, None if matter is None else queries.matter(matter), from_authority)
    documents.validate(spec.body, dict(body), error=BodyInvalidError)
    core = {
        "type": type,
        "version": version,
        "suite": jws.SUITE,
        "matter": matter,
        "nonce": secrets.token_hex(16),
        "from": {"authority": from_authority, "node": settings.NODE.node},
        "to": {"authority": to_authority, "node": receiver.node},
        **_position(matter, from_authority, to_authority),
        "incarnation": storing.incarnation(),
        "time": times.format(clock.now().replace(microsecond=0)),
        "languages": list(languages),
        "marking": marking,
        "critical": list(critical),
        "drafter": {"person": drafter},
        "attachments": [dict(item) for item in attachments],
        "body": dict(body),
    }
    written = letters.core_bytes(core)
    letters.parse_core(written)
    return written


def _check_side(spec: LetterSpec, matter: Matter | None, writer: str) -> None:
    if spec.opens != (matter is None):
        raise OpeningLetterMismatchError(type=spec.type)
    if matter is None:
        if spec.side == "requested":
            raise WrongSideError(type=spec.type)
        return
    if writer not in (matter.our_authority, matter.other_authority):
        raise NotAPartyError(matter=matter.pk, authority=writer)
    if spec.side not in ("either", queries.side(matter, writer)):
        raise WrongSideError(type=spec.type)


def _position(matter_id: str | None, writer: str, other: str) -> dict[str, Any]:
    """``seq``, ``previous`` and ``seen`` as the matter stands now."""
    if matter_id is None:
        return {"seq": 1, "previous": None, "seen": {}}
    ours, theirs = queries.head(matter_id, writer), queries.head(matter_id, other)
    return {
        "seq": 1 if ours is None else ours.seq + 1,
        "previous": None if ours is None else ours.digest,
        "seen": {} if theirs is None else {other: theirs.digest},
    }


def send(
    core: bytes, approvals: Sequence[Mapping[str, Any]], attachments: Sequence[bytes]
) -> StoredLetter:
    """Sign, store and seal a letter in the caller's transaction. See ``actions.send``."""
    if not connection.in_atomic_block:
        raise NoTransactionError
    view = storing.core_view(core)
    spec = registry.spec(view.type, view.version)
    directory = trust.directory()
    # 1. We may write it, and may send at all on a directory of this age.
    _check_may_send(view)
    check_attachments(view, attachments)
    # 2. It still fits the matter as it stands.
    matter = _locked(view)
    _check_side(spec, matter, view.from_authority)
    # 3. Signed, and checked as the receiver will check it.
    payload = letters.assemble(core, [dict(approval) for approval in approvals])
    document = ring().sign_as_authority(view.from_authority, payload, jws.LETTER)
    letter = _authentic(document, directory)
    _check_fits(letter, matter)
    # 4. Stored, acted on, recorded, sealed and queued together.
    stored = _store(letter, document, spec, matter, storing.directory_mark(directory))
    storing.attach(stored, attachments, [item.digest for item in view.attachments])
    storing.act(stored)
    queue(stored, document, attachments, directory.node(stored.to_node))
    storing.record(stored, "exchange:letter:sent", core=letter.core_digest)
    return stored


def _check_may_send(core: Core) -> None:
    if not queries.is_ours(core.from_authority) or core.from_node != settings.NODE.node:
        raise NotOurAuthorityError(authority=core.from_authority)
    if queries.is_ours(core.to_authority):
        raise LetterToOurselvesError(authority=core.to_authority)
    standing = trust.standing()
    if not standing.may_send:
        raise DirectoryTooOldError(age_seconds=int(standing.age.total_seconds()))


def check_attachments(core: Core, attachments: Sequence[bytes]) -> None:
    """The bytes are those that the core names, in its order. Raises AttachmentOtherError."""
    given = [(digests.sha256(data), len(data)) for data in attachments]
    if given != [(item.digest, item.length) for item in core.attachments]:
        raise AttachmentOtherError(named=len(core.attachments), given=len(given))


def _locked(core: Core) -> Matter | None:
    if core.matter is None:
        return None
    matter = storing.lock_matter(core.matter)
    if matter is None:
        raise MatterUnknownError(matter=core.matter)
    if {core.from_authority, core.to_authority} != {matter.our_authority, matter.other_authority}:
        raise NotAPartyError(matter=core.matter, authority=core.from_authority)
    return matter


def _authentic(document: bytes, directory: Directory) -> Letter:
    checked = authenticate.authenticate(
        document, directory=directory, spec_of=storing.spec_of, as_of=clock.now()
    )
    if checked.spec is None:
        raise LetterTypeUnknownError(type=checked.letter.core.type)
    return checked.letter


def _check_fits(letter: Letter, matter: Matter | None) -> None:
    """It is the writer's next letter, and it has seen nothing that is not here."""
    held = queries.holds_core(letter.core_digest)
    stale = held or letter.core.incarnation != storing.incarnation()
    if matter is not None and not stale:
        stale = storing.place(letter).placement != chain.ACTED
    if stale:
        raise CoreStaleError(core=letter.core_digest)


def _store(
    letter: Letter,
    document: bytes,
    spec: LetterSpec,
    matter: Matter | None,
    mark: dict[str, Any],
) -> StoredLetter:
    core = letter.core
    if matter is None:
        matter = storing.open_matter(
            letter, spec, ours=core.from_authority, other=core.to_authority
        )
    stored = storing.row(
        letter,
        document,
        matter=matter,
        travel=Travel("out", uuid.uuid4().hex),
        placed=chain.Place(chain.ACTED),
        at=clock.now(),
        directory=mark,
    )
    stored.save(force_insert=True)
    return stored


def queue(
    stored: StoredLetter, document: bytes, attachments: Sequence[bytes], receiver: NodeEntry
) -> OutboundEnvelope:
    """Seal a stored letter to its receiver's present key and put it into the outbox.

    Raises NoSealingKeyError.
    """
    key = receiver.sealing_key(clock.now())
    header = envelope.Header(stored.envelope_id, stored.from_node, stored.to_node, key.kid)
    now = clock.real_now()
    sealed = OutboundEnvelope.objects.create(
        id=stored.envelope_id,
        letter=stored,
        to_node=stored.to_node,
        sealing_kid=key.kid,
        data=envelope.seal(header, document, attachments, key),
        queued_at=now,
        next_at=now,
    )
    wake(stored.to_node)
    return sealed


def queue_again(stored: StoredLetter) -> OutboundEnvelope:
    """Seal a letter anew, under a new identifier: its old envelope was refused, lost or cannot be opened."""
    receiver = trust.directory().node(stored.to_node)
    OutboundEnvelope.objects.filter(letter=stored).delete()
    stored.envelope_id = uuid.uuid4().hex
    stored.save(update_fields=["envelope_id"])
    attachments = [bytes(data) for data in stored.attachments.values_list("data", flat=True)]
    return queue(stored, bytes(stored.document), attachments, receiver)


def wake(node: str) -> None:
    """Have what waits for a node delivered now, once the caller's transaction is committed."""
    jobs.enqueue(DELIVER, {"node": node}, key=node)


def resend(matter_id: str, node: str, digests: Sequence[str]) -> list[str]:
    """Queue letters of ours again that a party of their matter lacks. See ``actions.resend``."""
    with transaction.atomic():
        queries.party_matter(matter_id, node)
        found = queries.letters(matter_id).filter(digest__in=list(digests), direction="out")
        for stored in found:
            if not OutboundEnvelope.objects.filter(letter=stored, state="queued").exists():
                queue_again(stored)
        return [stored.digest for stored in found]


def ask_for_missing(matter_id: str, digests: Sequence[str]) -> None:
    """Have letters that are not here asked for at the other side, in the caller's transaction."""
    if digests:
        asked = list(digests)[: limits.LETTERS_PER_STATEMENT_REPAIR]
        jobs.enqueue(REPAIR, {"matter": matter_id}, key=matter_id)
        Matter.objects.filter(pk=matter_id).update(missing=asked)
