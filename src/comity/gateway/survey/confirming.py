"""The State's own word: ``comity-confirmation-1``, signed by keys that the directory vouches for. Pure.

Every check has its own refusal. What a confirmation is worth is decided by the directory at the moment when it
arrives, never by what it says of itself.
"""

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


def sign(
    proposal: str,
    state: str,
    decision: Decision,
    keys: Sequence[SigningKey],
    *,
    on: date,
    reason: str = "",
) -> bytes:
    """The signed confirmation. Raises ReasonMissingError, KeySetWrongError."""
    if decision == "decline" and not reason.strip():
        raise ReasonMissingError
    said = Confirmation(
        proposal=proposal, state=state, decision=decision, reason=reason, on=on.isoformat()
    )
    return jws.sign(documents.build(said), typ=TYP, keys=keys)


def read(document: bytes, keys_of: KeysOf | None, at: datetime) -> Confirmation:
    """What a State's contact signed. Raises a ConfirmationError; ReasonMissingError."""
    if len(document) > limits.CONFIRMATION_BYTES:
        raise ConfirmationTooLargeError(length=len(document))
    try:
        seen = jws.peek(document, max_bytes=limits.CONFIRMATION_BYTES)
    except (SignatureError, TooLargeError) as error:
        raise ConfirmationFormatError(
            f"{ConfirmationFormatError.sentence} {error.sentence}", because=error.code
        ) from None
    said = _parse(seen.payload)
    if keys_of is None:
        raise NoDirectoryError
    sets = keys_of(said.state, at)
    if not sets:
        raise NotVouchedError(state=said.state)
    _verify(document, _nearest(sets, seen.kids))
    if said.decision == "decline" and not said.reason.strip():
        raise ReasonMissingError
    return said


def _parse(payload: bytes) -> Confirmation:
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


def decide(said: Confirmation, about: About | None, today: date) -> Move:
    """The move that this confirmation makes. Raises a ConfirmationError."""
    if about is None or about.digest != said.proposal or about.opened is None:
        raise ProposalUnknownError
    if about.state is None:
        raise NoStateError
    if about.state != said.state:
        raise OtherStateError(about=about.state, said=said.state)
    standing = lifecycle.on(about.standing, about.opened, today)
    if standing == "expired":
        raise ProposalExpiredError
    if standing != "open":
        raise ProposalDecidedError(standing=standing)
    if not about.received <= date.fromisoformat(said.on) <= today:
        raise ConfirmationDateError(on=said.on)
    return "confirmed_by_state" if said.decision == "confirm" else "declined_by_state"
