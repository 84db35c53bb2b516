"""The State's own word: ``comity-confirmation-1``, signed by keys that the directory vouches for. Pure.

Every check has its own refusal. What a confirmation is worth is decided by the directory at the moment when it
arrives, never by what it says of itself.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Final, Literal, Protocol

from pydantic import Field

from comity.gateway.survey import lifecycle, limits
from comity.gateway.survey.errors import (
    ConfirmationDateError,
    ConfirmationFormatError,
    ConfirmationSignatureError,
    ConfirmationTooLargeError,
    ConfirmationUnsignedError,
    KeysSentError,
    NoDirectoryError,
    NoStateError,
    NotVouchedError,
    OtherStateError,
    ProposalDecidedError,
    ProposalExpiredError,
    ProposalUnknownError,
    ReasonMissingError,
)
from comity.gateway.survey.lifecycle import Move, Standing
from comity.wire import documents, fields, jws
from comity.wire.errors import KeySetWrongError, SignatureError, TooLargeError
from comity.wire.keys import PublicKey, SigningKey

FORMAT: Final = "comity-confirmation-1"
TYP: Final = "comity-confirmation"
Decision = Literal["confirm", "decline"]
_SECRET: Final = re.compile(rb'"seed"|PRIVATE KEY-----')  # in no signed document
_SIGNED: Final = re.compile(rb'"signatures"|"payload"')
_UNSIGNED: Final = re.compile(rb'"(?:confirmation|proposal|answers)": ?"comity-')


class KeysOf(Protocol):
    """The key sets of a State's own contacts that the directory vouches for at a moment (UTC); none: empty."""

    def __call__(self, state: str, at: datetime) -> Sequence[Sequence[PublicKey]]: ...


class Confirmation(documents.Document):
    """A State's decision on one proposal."""

    confirmation: Literal["comity-confirmation-1"] = "comity-confirmation-1"
    proposal: fields.Digest
    state: fields.State
    decision: Decision
    reason: Annotated[str, Field(max_length=limits.REASON_CHARS)] = ""
    on: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]


@dataclass(frozen=True, slots=True)
class About:
    """The proposal that is decided on, as it stands in the site's file."""

    digest: str
    state: str | None
    standing: Standing
    received: date
    opened: date | None  # None: the public has never seen it


def statement(
    proposal: str, state: str, decision: Decision, *, on: date, reason: str = ""
) -> bytes:
    """The exact bytes that are signed. Raises ReasonMissingError."""
    if decision == "decline" and not reason.strip():
        raise ReasonMissingError
    said = Confirmation(
        proposal=proposal, state=state, decision=decision, reason=reason, on=on.isoformat()
    )
    return documents.build(said)


def sign_statement(payload: bytes, keys: Sequence[SigningKey]) -> bytes:
    """The signed confirmation of a statement. Raises KeySetWrongError."""
    return jws.sign(payload, typ=TYP, keys=keys)


def read(document: bytes, keys_of: KeysOf | None, at: datetime) -> Confirmation:
    """What a State's contact signed. Raises a ConfirmationError; ReasonMissingError."""
    if len(document) > limits.CONFIRMATION_BYTES:
        raise ConfirmationTooLargeError(length=len(document))
    _refuse_what_is_none(document)
    try:
        seen = jws.peek(document, max_bytes=limits.CONFIRMATION_BYTES)
    except (SignatureError, TooLargeError) as error:
        raise ConfirmationFormatError(
            f"{ConfirmationFormatError.sentence} {error.sentence}", because=error.code
        ) from None
    said = parse(seen.payload)
    _verify(document, _nearest(key_sets(keys_of, said.state, at), seen.kids))
    if said.decision == "decline" and not said.reason.strip():
        raise ReasonMissingError
    return said


def _refuse_what_is_none(document: bytes) -> None:
    """Name what people send by mistake: their keys, or what still has to be signed."""
    if _SECRET.search(document):
        raise KeysSentError
    if document.startswith(b"{") and not _SIGNED.search(document) and _UNSIGNED.search(document):
        raise ConfirmationUnsignedError


def parse(payload: bytes) -> Confirmation:
    """A statement, signed or not yet. Raises ConfirmationFormatError."""
    try:
        said = documents.parse(
            Confirmation,
            payload,
            error=ConfirmationFormatError,
            max_bytes=limits.CONFIRMATION_PAYLOAD_BYTES,
        )
        date.fromisoformat(said.on)
    except (TooLargeError, ValueError):
        raise ConfirmationFormatError from None
    if documents.unknown_fields(said):
        raise ConfirmationFormatError(because="unknown fields")
    return said


def key_sets(keys_of: KeysOf | None, state: str, at: datetime) -> Sequence[Sequence[PublicKey]]:
    """The key sets that count for a State at a moment (UTC). Raises NoDirectoryError, NotVouchedError."""
    if keys_of is None:
        raise NoDirectoryError
    sets = keys_of(state, at)
    if not sets:
        raise NotVouchedError(state=state)
    return sets


def _nearest(sets: Sequence[Sequence[PublicKey]], kids: tuple[str, ...]) -> Sequence[PublicKey]:
    """Of the sets that are vouched for, the one whose keys the document names most of."""
    return max(sets, key=lambda one: sum(key.kid in kids for key in one))


def _verify(document: bytes, keys: Sequence[PublicKey]) -> None:
    try:
        jws.verify(document, typ=TYP, required=keys, max_bytes=limits.CONFIRMATION_BYTES)
    except KeySetWrongError as error:  # the directory's set, not the sender's
        raise NotVouchedError(because=error.code) from None
    except SignatureError as error:
        raise ConfirmationSignatureError(
            f"{ConfirmationSignatureError.sentence} {error.sentence}", because=error.code
        ) from None


def check_open(about: About, today: date) -> None:
    """May a State still speak on it? Raises NoStateError, ProposalExpiredError, ProposalDecidedError."""
    if about.state is None:
        raise NoStateError
    standing = lifecycle.on(about.standing, about.opened, today)
    if standing == "expired":
        raise ProposalExpiredError
    if standing != "open":
        raise ProposalDecidedError(standing=standing)


def decide(said: Confirmation, about: About | None, today: date) -> Move:
    """The move that this confirmation makes. Raises a ConfirmationError."""
    if about is None or about.digest != said.proposal or about.opened is None:
        raise ProposalUnknownError
    if about.state is not None and about.state != said.state:
        raise OtherStateError(about=about.state, said=said.state)
    check_open(about, today)
    if not about.received <= date.fromisoformat(said.on) <= today:
        raise ConfirmationDateError(on=said.on)
    return "confirmed_by_state" if said.decision == "confirm" else "declined_by_state"
