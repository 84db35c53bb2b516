"""The letters between an authority that orders and a provider.

An order is a domestic document of its own: it names the law, the scope, the secrecy and the remedy,
and nothing of a request from abroad. Lifting ends a duty to keep evidence, so it asks for the same
approvals as ordering.
"""

from typing import Annotated, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from comity.providers import lifecycle, limits
from comity.providers.rules import Scope, Sought
from comity.wire import documents, fields
from comity.wire.identifiers import Identifier, TimeRange
from comity.wire.letters import ApprovalNeed, Body, LetterSpec

Measure = Literal["M01", "M03"]
NonEmptyText = Annotated[fields.Text, Field(min_length=1)]
NonEmptyShort = Annotated[fields.ShortText, Field(min_length=1)]


class ScopeOfOrder(documents.Document):
    """What an order covers. Without ``range``: all that is stored when the order is carried out."""

    identifiers: tuple[Identifier, ...] = Field(min_length=1, max_length=limits.IDENTIFIERS)
    range: TimeRange | None = None
    data_items: tuple[fields.Code, ...] = Field(min_length=1, max_length=limits.DATA_ITEMS)


class _Order(Body):
    """What every order says."""

    entity: fields.Authority  # the provider that is ordered
    legal_basis: NonEmptyText
    court: NonEmptyShort  # whose order it is, and where it can be challenged
    remedy: NonEmptyText
    reference: NonEmptyShort  # the ordering authority's own file number
    scope: ScopeOfOrder
    secrecy_until: fields.Time | None = None


class PreservationOrder(_Order):
    """Keep what is there, until ``expires_at``; tell nobody, until ``secrecy_until``."""

    measure: Literal["M01"]
    expires_at: fields.Time


class Renewal(Body):
    """The order stands until a later time."""

    measure: Literal["M01"]
    expires_at: fields.Time
    secrecy_until: fields.Time | None = None
    legal_basis: NonEmptyText
    reference: NonEmptyShort


class Lift(Body):
    """The duty ends now."""

    measure: Measure
    reason: NonEmptyText


class HeldSource(documents.Document):
    """One source as it was copied. ``sha256`` is of the frozen container, ``bytes`` of the items in it."""

    source: fields.Code
    items: fields.Count
    bytes: fields.Count
    sha256: fields.Digest
    complete: bool
    reason: fields.ShortText | None = None  # why it is partial, in codes with counts
    remarks: fields.ShortText | None = None

    @model_validator(mode="after")
    def _partial_says_why(self) -> "HeldSource":
        if not self.complete and not self.reason:
            raise PydanticCustomError("partial", "A partial copy says why it is partial.")
        return self


class CertificateOfHold(Body):
    """What is held since when, and until when the order runs."""

    measure: Literal["M01"]
    effective_from: fields.Time
    expires_at: fields.Time
    sources: tuple[HeldSource, ...] = Field(min_length=1, max_length=limits.SOURCES)
    partial: bool
    not_covered: tuple[fields.Code, ...] = Field(default=(), max_length=limits.DATA_ITEMS)
    note: fields.Text | None = None

    @model_validator(mode="after")
    def _partial_is_shown(self) -> "CertificateOfHold":
        incomplete = bool(self.not_covered) or not all(one.complete for one in self.sources)
        if incomplete and not self.partial:
            raise PydanticCustomError("partial", "A hold with a partial source is partial.")
        return self


class NotExecutable(Body):
    """Why the order cannot be carried out."""

    measure: Measure
    reason: Literal[
        "no_such_account", "no_data", "not_our_service", "cannot_identify", "technical", "other"
    ]
    text: NonEmptyText


class ProductionOrder(_Order):
    """Hand over what is in scope, from the copy that the preservation order made."""

    measure: Literal["M03"]
    preservation: fields.Digest  # the matter of the preservation order
    due_at: fields.Time
    conditions: fields.Text | None = None  # how the data are to be handled


class ProducedExhibit(documents.Document):
    """One exhibit; manifest and key packet travel beside the letter. Digest and length are plain."""

    exhibit: fields.Identifier
    manifest: fields.Digest
    packet: fields.Digest
    name: fields.ShortText
    length: fields.Count
    sha256: fields.Digest


class Difference(documents.Document):
    """A message whose ``Date:`` header does not agree with its delivery; the header as it stands."""

    item: Annotated[str, Field(max_length=1000)]
    delivered_at: fields.Time
    claimed: fields.ShortText


class ProductionReport(documents.Document):
    """What a production contains, and what it passed over."""

    items: fields.Count
    undated: fields.Count  # of the right person, without a readable time: kept, not produced
    differences: tuple[Difference, ...] = Field(default=(), max_length=limits.DIFFERENCES)
    differences_total: fields.Count


class Produced(Body):
    """The exhibits, sealed to the ordering authority's node."""

    measure: Literal["M03"]
    exhibits: tuple[ProducedExhibit, ...] = Field(min_length=1, max_length=limits.EXHIBITS)
    report: ProductionReport
    note: fields.Text | None = None


class ExhibitResult(documents.Document):
    """What the receiver found: every part and the plain digest agree, or not."""

    exhibit: fields.Identifier
    result: Literal["verified", "rejected"]
    sha256: fields.Digest | None = None  # as computed by the receiver
    reason: fields.ShortText | None = None


class Verification(Body):
    """Signed by the receiving authority without a person: its node compared digests."""

    measure: Literal["M03"]
    produced: fields.Digest  # the letter that named the exhibits
    exhibits: tuple[ExhibitResult, ...] = Field(min_length=1, max_length=limits.EXHIBITS)


class Released(Body):
    """The frozen copy was destroyed, and exactly that."""

    measure: Literal["M01"]
    reason: Literal["lifted", "expired"]
    released_at: fields.Time
    objects: fields.Count
    parts: fields.Count
    sentence: NonEmptyText


BY_ORDERING = (ApprovalNeed("order", not_drafter=True),)
BY_PROVIDER = (ApprovalNeed("certify"),)


def _ordering(
    type: str,
    title: str,
    body: type[Body],
    effect: str,
    *,
    opens: bool = False,
    approvals: tuple[ApprovalNeed, ...] = BY_ORDERING,
) -> LetterSpec:
    return LetterSpec(
        type, 1, title, body, opens, "requesting", approvals, ("ordering",), "order", effect
    )


def _provider(
    type: str,
    title: str,
    body: type[Body],
    effect: str,
    *,
    approvals: tuple[ApprovalNeed, ...] = BY_PROVIDER,
) -> LetterSpec:
    return LetterSpec(
        type, 1, title, body, False, "requested", approvals, ("provider",), "execute", effect
    )


SPECS = (
    _ordering(
        lifecycle.PRESERVATION,
        "Preservation order",
        PreservationOrder,
        "The provider copies what is in scope and keeps the copy.",
        opens=True,
    ),
    _ordering(
        lifecycle.RENEWAL,
        "Renewal of a preservation order",
        Renewal,
        "The copy is kept until the later time.",
    ),
    _ordering(lifecycle.LIFT, "Lifting of an order", Lift, "The duty under the order ends."),
    _provider(
        lifecycle.CERTIFICATE,
        "Certificate of hold",
        CertificateOfHold,
        "The ordering authority knows what is held, since when and until when.",
    ),
    _provider(
        lifecycle.NOT_EXECUTABLE,
        "Order not executable",
        NotExecutable,
        "The order ends without anything held or produced; the reason is told.",
    ),
    _ordering(
        lifecycle.PRODUCTION,
        "Production order",
        ProductionOrder,
        "The provider hands over exactly what is in scope.",
        opens=True,
    ),
    _provider(
        lifecycle.PRODUCED,
        "Production",
        Produced,
        "The exhibits may be pulled by the ordering authority's node.",
    ),
    _ordering(
        lifecycle.VERIFICATION,
        "Verification of a production",
        Verification,
        "The hand-over is complete, or is to be repeated.",
        approvals=(),
    ),
    _provider(
        lifecycle.RELEASED,
        "Release of a hold",
        Released,
        "The frozen copy no longer exists at the provider.",
        approvals=(),
    ),
)


def scope_of(written: ScopeOfOrder) -> Scope:
    """The scope of an order, for comparison."""
    sought = tuple(Sought(one.kind, one.value, one.time) for one in written.identifiers)
    span = written.range
    return Scope(
        identifiers=sought,
        data_items=frozenset(written.data_items),
        starts=span.start if span else None,
        ends=span.end if span else None,
    )
