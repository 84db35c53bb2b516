"""Verbs about letters that wait: propose, approve, draft again, try again, abandon.

A proposed letter is frozen: what persons approve is what leaves, byte for byte. It leaves in the same
transaction in which its last approval came in. What stops it then is kept with it and shown.
"""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.db import transaction

from comity.exchange import actions as exchange
from comity.exchange import registry
from comity.journal import actions as journal
from comity.journal import clock
from comity.officers import limits, queries, rules
from comity.officers.errors import (
    AttachmentsTooLargeError,
    NotAllowedError,
    NothingToSendError,
    PendingClosedError,
    UnknownPendingError,
)
from comity.officers.models import GivenApproval, Officer, PendingAttachment, PendingLetter
from comity.trust import authenticate
from comity.trust import queries as trust
from comity.wire import canonical, digests, letters
from comity.wire import limits as wire_limits
from comity.wire.approvals import Statement
from comity.wire.errors import ApprovalFormatError, ComityError, DocumentError

File = tuple[str, str, bytes]  # name, media type, content


def propose(
    officer: Officer | None,
    *,
    type: str,
    to_authority: str,
    matter: str | None,
    body: Mapping[str, Any],
    attachments: Sequence[File] = (),
    from_authority: str | None = None,
    title: str = "",
    version: int = 1,
    languages: Sequence[str] = ("en",),
    marking: str = "restricted",
    critical: Sequence[str] = (),
) -> PendingLetter:
    """Freeze a letter; one that needs no approval is sent at once (state ``sent`` then).

    The officer is the drafter; None where the node writes by itself (``from_authority`` is then named).
    The caller has checked that this person may write it. Raises what ``exchange.draft_core`` raises,
    NotAllowedError for an authority of another State, AttachmentsTooLargeError; and, when sent at
    once, what ``exchange.send`` raises.
    """
    writer = _writer(officer, from_authority)
    _check_attachments(attachments)
    with transaction.atomic():
        core = exchange.draft_core(
            type=type,
            version=version,
            from_authority=writer,
            to_authority=to_authority,
            matter=matter,
            body=body,
            drafter=officer.person if officer else automatic(),
            languages=languages,
            marking=marking,
            attachments=[_described(file) for file in attachments],
            critical=critical,
        )
        pending = _freeze(core, title, [data for _, _, data in attachments])
        if not registry.spec(type, version).approvals:
            _send(pending)
        return pending


def add_approval(
    officer: Officer | None, pending_id: uuid.UUID | str, data: bytes
) -> PendingLetter:
    """Take in a person's approval; the letter leaves when it was the last one needed.

    ``officer`` is who handed it in (None: a program). If sending is refused, the approval stays, the
    state stays ``waiting`` and ``last_error`` says why. Raises UnknownPendingError,
    PendingClosedError, ApprovalFormatError, ApprovalNotNeededError, the other ApprovalErrors of wire,
    and the Approver...Errors of trust.
    """
    approval = _decoded(data)
    with transaction.atomic():
        pending = _waiting(officer, pending_id)
        said = _verified(pending, approval)
        _check_serves(pending, said)
        GivenApproval.objects.create(
            pending=pending,
            person=said.person,
            authority=said.authority,
            capacity=said.capacity,
            method=approval["method"],
            approval=approval,
            given_at=clock.now(),
        )
        _record(
            pending,
            "officers:approval:given",
            said.person,
            capacity=said.capacity,
            method=approval["method"],
        )
        if not queries.needs_open(pending):
            _try_to_send(pending)
        return pending


def send_again(officer: Officer, pending_id: uuid.UUID | str) -> PendingLetter:
    """Try to send a letter that has its approvals and was held up.

    Raises UnknownPendingError, PendingClosedError, NothingToSendError.
    """
    with transaction.atomic():
        pending = _waiting(officer, pending_id)
        if queries.needs_open(pending):
            raise NothingToSendError
        _try_to_send(pending)
        return pending


def redraft(officer: Officer, pending_id: uuid.UUID | str) -> PendingLetter:
    """The same text in a new core that fits the matter as it stands now; approvals start again.

    Its drafter stays who wrote the text, so that nobody comes to approve their own words this way.
    Raises UnknownPendingError, PendingClosedError and what ``exchange.draft_core`` raises.
    """
    with transaction.atomic():
        old = _waiting(officer, pending_id)
        core = queries.core_of(old)
        again = exchange.draft_core(
            type=old.type,
            version=old.version,
            from_authority=old.from_authority,
            to_authority=old.to_authority,
            matter=core["matter"],
            body=core["body"],
            drafter=old.drafter,
            languages=core["languages"],
            marking=core["marking"],
            attachments=core["attachments"],
            critical=core["critical"],
        )
        new = _freeze(again, old.title, [bytes(row.data) for row in old.attachments.all()])
        old.replaced_by = new
        _close(old, "abandoned")
        _record(old, "officers:letter:redrafted", officer.person, replaced_by=new.core_digest)
        return new


def abandon(officer: Officer, pending_id: uuid.UUID | str) -> PendingLetter:
    """Give up a waiting letter; it stays on record. Raises UnknownPendingError, PendingClosedError,
    NotAllowedError for somebody of another authority.
    """
    with transaction.atomic():
        pending = _waiting(officer, pending_id)
        if officer.authority != pending.from_authority and officer.person != pending.drafter:
            raise NotAllowedError("Only the authority that writes this letter can abandon it.")
        _close(pending, "abandoned")
        _record(pending, "officers:letter:abandoned", officer.person)
        return pending


def automatic() -> str:
    """The pseudonym under which this node drafts by itself."""
    return f"{settings.NODE.state}-automatic"


def _writer(officer: Officer | None, from_authority: str | None) -> str:
    """The authority that writes: the officer's own, or another of the same State on this node."""
    writer = from_authority or (officer.authority if officer else "")
    if officer and writer.split("/")[0] != officer.authority.split("/")[0]:
        raise NotAllowedError("You can write for authorities of your own State only.")
    return writer


def _check_attachments(files: Sequence[File]) -> None:
    total = sum(len(data) for _, _, data in files)
    if len(files) > wire_limits.ATTACHMENTS or total > wire_limits.ATTACHMENTS_BYTES:
        raise AttachmentsTooLargeError(count=len(files), length=total)


def _described(file: File) -> dict[str, Any]:
    name, media_type, data = file
    return {
        "digest": digests.sha256(data),
        "name": name,
        "media_type": media_type,
        "length": len(data),
    }


def _freeze(core: bytes, title: str, attachments: Sequence[bytes]) -> PendingLetter:
    values = canonical.decode_canonical(core, max_bytes=wire_limits.LETTER_BYTES)
    spec = registry.spec(values["type"], values["version"])
    pending = PendingLetter.objects.create(
        type=values["type"],
        version=values["version"],
        from_authority=values["from"]["authority"],
        to_authority=values["to"]["authority"],
        core=core,
        core_digest=digests.sha256(core),
        drafter=values["drafter"]["person"],
        subject=values["matter"] or "",
        title=(title or spec.title)[: limits.TITLE_CHARS],
        created_at=clock.now(),
    )
    PendingAttachment.objects.bulk_create(
        PendingAttachment(pending=pending, number=number, data=data)
        for number, data in enumerate(attachments)
    )
    _record(pending, "officers:letter:drafted", pending.drafter)
    return pending


def _waiting(officer: Officer | None, id: uuid.UUID | str) -> PendingLetter:
    """The letter, locked, that still waits and that this person may see."""
    if officer is not None:
        queries.pending_for(officer, id)
    try:
        pending = PendingLetter.objects.select_for_update().get(pk=uuid.UUID(str(id)))
    except (PendingLetter.DoesNotExist, ValueError):
        raise UnknownPendingError from None
    if pending.state != "waiting":
        raise PendingClosedError(state=pending.state)
    return pending


def _decoded(data: bytes) -> dict[str, Any]:
    try:
        approval = canonical.decode(data, max_bytes=limits.APPROVAL_BYTES)
    except DocumentError as error:
        raise ApprovalFormatError(because=error.code) from error
    if not isinstance(approval, dict):
        raise ApprovalFormatError
    return approval


def _verified(pending: PendingLetter, approval: dict[str, Any]) -> Statement:
    """What the person said, checked against our directory as the receiver will check it."""
    letter = letters.parse(letters.assemble(bytes(pending.core), [approval]))
    # Without a specification only the approvals themselves are judged, not yet whether they suffice.
    checked = authenticate.check_letter(
        letter, directory=trust.directory(), spec_of=lambda _type, _version: None, as_of=clock.now()
    )
    return checked.statements[0]


def _check_serves(pending: PendingLetter, said: Statement) -> None:
    new = rules.Given(
        said, queries.role_of(said.authority), said.authority == pending.from_authority
    )
    needs = registry.spec(pending.type, pending.version).approvals
    rules.check_serves(needs, queries.given_rules(pending), new, pending.drafter)


def _try_to_send(pending: PendingLetter) -> None:
    """Send, or keep the reason why not: the approvals are not lost by it."""
    try:
        with transaction.atomic():
            _send(pending)
    except ComityError as error:
        pending.refresh_from_db()
        pending.last_error = error.as_dict()
        pending.save(update_fields=["last_error"])
        _record(pending, "officers:letter:held-up", "node", error=error.code)


def _send(pending: PendingLetter) -> None:
    stored = exchange.send(
        bytes(pending.core),
        [row.approval for row in queries.given(pending)],
        [bytes(row.data) for row in pending.attachments.all()],
    )
    pending.letter = stored.digest
    pending.last_error = None
    _close(pending, "sent")


def _close(pending: PendingLetter, state: str) -> None:
    pending.state = state
    pending.closed_at = clock.now()
    pending.save(update_fields=["state", "closed_at", "letter", "last_error", "replaced_by"])


def _record(pending: PendingLetter, event: str, actor: str, **facts: Any) -> None:
    about = [pending.subject, pending.core_digest] if pending.subject else [pending.core_digest]
    journal.record(event, actor=actor, about=about, facts={"letter_type": pending.type, **facts})
