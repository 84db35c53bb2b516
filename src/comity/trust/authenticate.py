"""Is this letter authentic: written by whom the directory says, approved by whom it vouches for?

The one path for letters in, letters out and letters in an export, against a directory as of a time.
Every step raises a named error. Pure: no clock, no network, and nothing of the directory parsed anew.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from comity.trust.entries import AuthorityEntry, Directory, Person, state_of
from comity.trust.errors import (
    ApproverCapacityError,
    ApproverRevokedError,
    ApproverRoleError,
    ApproverUnknownError,
    NotAWriterError,
    NotCompetentError,
    NotSpokenForError,
    SenderRevokedError,
    UnknownAuthorityError,
    UnknownNodeError,
    UnknownPersonError,
    UnknownSenderError,
)
from comity.wire import approvals, jws, letters, limits
from comity.wire.approvals import ApprovalKey, Statement
from comity.wire.errors import SuiteMismatchError
from comity.wire.letters import Body, Letter, LetterSpec

SpecOf = Callable[[str, int], LetterSpec | None]


@dataclass(frozen=True)
class Authentic:
    """A letter that is what it says. ``spec`` and ``body`` are None for a type that is not known here."""

    letter: Letter
    spec: LetterSpec | None
    body: Body | None
    statements: tuple[Statement, ...]


def authenticate(
    document: bytes, *, directory: Directory, spec_of: SpecOf, as_of: datetime
) -> Authentic:
    """The letter in a signed document, with all that the directory says about it at ``as_of`` (UTC).

    Raises errors of wire (form, signatures, approvals, body) and of trust (sender, approvers,
    competence); never returns a doubtful letter.
    """
    # 1. Read what it says, without believing it.
    peeked = jws.peek(document, max_bytes=limits.LETTER_DOCUMENT_BYTES)
    letter = letters.parse(peeked.payload)
    # 2. The directory knows the writer, and the node that speaks for it.
    writer = _writer(letter, directory, as_of)
    # 3. The suite is the one that the directory asks for, in the header and in the core.
    if letter.core.suite != writer.suite:
        raise SuiteMismatchError(suite=letter.core.suite)
    # 4. None of the keys is revoked.
    _check_not_revoked(writer, peeked.kids, as_of)
    # 5. Exactly the keys that the directory names have signed these bytes, each once.
    jws.verify(
        document,
        typ=jws.LETTER,
        required=writer.public_keys,
        suite=writer.suite,
        max_bytes=limits.LETTER_DOCUMENT_BYTES,
    )
    # 6. The letter's own rules; nothing in it was believed before its signatures held.
    return check_letter(letter, directory=directory, spec_of=spec_of, as_of=as_of)


def check_letter(
    letter: Letter, *, directory: Directory, spec_of: SpecOf, as_of: datetime
) -> Authentic:
    """All that the directory says about a letter, signatures of the authority aside (for drafts).

    Raises as `authenticate` does.
    """
    writer = _writer(letter, directory, as_of)
    # 1. Every approval is by a person for whom the writer's State vouches, and over this core.
    statements = tuple(
        _approved(approval, letter, directory, as_of) for approval in letter.approvals
    )
    # 2. A type that is not known here is kept and shown; nobody acts on it.
    spec = spec_of(letter.core.type, letter.core.version)
    if spec is None:
        return Authentic(letter, None, None, statements)
    # 3. The approvals are those that the type asks for.
    roles = _roles(statements, directory)
    letters.check_approval_set(letter, spec, statements, roles)
    # 4. The body has the form of its type, and this authority may write it.
    body = letters.check_body(letter, spec)
    if writer.role not in spec.writers:
        raise NotAWriterError(authority=writer.authority, role=writer.role, type=spec.type)
    _check_competent(writer, spec, body)
    return Authentic(letter, spec, body, statements)


def _writer(letter: Letter, directory: Directory, as_of: datetime) -> AuthorityEntry:
    core = letter.core
    try:
        writer = directory.authority(core.from_authority)
    except UnknownAuthorityError as error:
        raise UnknownSenderError(authority=core.from_authority) from error
    if writer.valid_from > as_of:
        raise UnknownSenderError(authority=core.from_authority, valid_from=str(writer.valid_from))
    try:
        node = directory.node(writer.node)
    except UnknownNodeError as error:
        raise NotSpokenForError(authority=writer.authority, node=writer.node) from error
    if core.from_node != writer.node or writer.authority not in node.authorities:
        raise NotSpokenForError(authority=writer.authority, node=core.from_node)
    return writer


def _check_not_revoked(writer: AuthorityEntry, kids: tuple[str, ...], as_of: datetime) -> None:
    required = tuple(key.kid for key in writer.keys)
    revoked = writer.revocation((*kids, *required), as_of)
    if revoked is not None:
        raise SenderRevokedError(authority=writer.authority, kid=revoked.kid)


def _approved(
    approval: dict[str, Any], letter: Letter, directory: Directory, as_of: datetime
) -> Statement:
    """One approval, by a person, with a key, in a capacity and role that the directory gives."""
    said = approvals.read(approval)
    person = _person(said, letter, directory)
    key = _key(person, str(approval["kid"]), said, as_of)
    statement = approvals.verify(approval, core_digest=letter.core_digest, key=key)
    if person.valid_from > as_of:
        raise ApproverUnknownError(person=said.person)
    if said.capacity not in person.capacities:
        raise ApproverCapacityError(person=said.person, capacity=said.capacity)
    if said.role != person.role:
        raise ApproverRoleError(person=said.person, role=said.role)
    return statement


def _person(said: Statement, letter: Letter, directory: Directory) -> Person:
    """The person in the directory; only the writer's own State can vouch for them."""
    if state_of(said.authority) != state_of(letter.core.from_authority):
        raise ApproverUnknownError(person=said.person, authority=said.authority)
    try:
        return directory.person(said.authority, said.person)
    except UnknownPersonError as error:
        raise ApproverUnknownError(person=said.person, authority=said.authority) from error


def _key(person: Person, kid: str, said: Statement, as_of: datetime) -> ApprovalKey:
    if person.revocation(kid, as_of) is not None:
        raise ApproverRevokedError(person=said.person, kid=kid)
    for part in person.keys:
        if part.kid == kid:
            return part.key
    raise ApproverUnknownError(person=said.person, kid=kid)


def _roles(statements: tuple[Statement, ...], directory: Directory) -> Mapping[str, str]:
    """The role of every authority whose people approved."""
    names = {statement.authority for statement in statements}
    try:
        return {name: directory.authority(name).role for name in names}
    except UnknownAuthorityError as error:
        raise ApproverUnknownError(authorities=sorted(names)) from error


def _check_competent(writer: AuthorityEntry, spec: LetterSpec, body: Body) -> None:
    if spec.competence is None:
        return
    measure = getattr(body, "measure", None) or getattr(spec, "measure", None)
    if not isinstance(measure, str) or not writer.is_competent(measure, spec.competence):
        raise NotCompetentError(
            authority=writer.authority, measure=str(measure), verb=spec.competence
        )
