"""What anybody may send in, as documents in canonical JSON: ``comity-proposal-1`` and ``comity-answers-1``. Pure.

The name of a document is the digest of its bytes. It holds what is public once it is open; the contact of
who sent it is kept apart and is no part of it, so that nobody can guess it from the digest.
"""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Final, Literal

from pydantic import Field

from comity.gateway.survey import limits, published_rows
from comity.gateway.survey.errors import (
    DocumentWrongError,
    RowExistsError,
    StateUnknownError,
    SurveyError,
    TextLongError,
    ValueSameError,
)
from comity.gateway.survey.published_rows import PROVENANCE, READ_BEFORE, Row
from comity.law.release import Release
from comity.wire import canonical, digests, documents, fields
from comity.wire.errors import DocumentError

PROPOSAL: Final = "comity-proposal-1"
ANSWERS: Final = "comity-answers-1"
What = Literal["correction", "removal", "missing", "unchanged"]
INSTITUTIONS: Final = (
    "ministry", "regulator", "police", "prosecution", "court", "csirt", "data_protection",
    "parliament", "international", "university", "business", "civil_society", "other",
)  # fmt: skip
"""The kinds of institution that may send something in."""
InstitutionKind = Literal[
    "ministry", "regulator", "police", "prosecution", "court", "csirt", "data_protection",
    "parliament", "international", "university", "business", "civil_society", "other",
]  # fmt: skip

Name = Annotated[str, Field(min_length=1, max_length=limits.NAME_CHARS)]
FieldName = Annotated[str, Field(pattern=r"^[a-z0-9_]{1,64}$")]
Values = Annotated[dict[FieldName, fields.Text], Field(max_length=limits.FIELDS)]
Day = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
SomeDay = Annotated[str, Field(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")]
Code = Annotated[str, Field(pattern=r"^[a-z0-9_]{1,64}$")]


class By(documents.Document):
    """Who sends it, as they say themselves. Nobody checks it."""

    kind: InstitutionKind
    name: Name


class Proposal(documents.Document):
    """What a row should be. ``was`` is the whole row as it was published under ``data``."""

    proposal: Literal["comity-proposal-1"] = "comity-proposal-1"
    what: What
    kind: Code
    row: Annotated[str, Field(min_length=1, max_length=limits.ROW_CHARS)]
    state: fields.State | None = None
    was: Values
    should: Values
    source: Annotated[str, Field(pattern=r"^https?://\S+$", max_length=limits.ADDRESS_CHARS)]
    source_date: SomeDay
    note: Annotated[str, Field(max_length=limits.NOTE_CHARS)] = ""
    by: By
    data: fields.Digest
    on: Day

    @property
    def reads(self) -> dict[str, str]:
        """The row as it then reads; empty where it should not be there."""
        return {} if self.what == "removal" else {**self.was, **self.should}

    @property
    def vouched(self) -> dict[str, str]:
        """What a State vouches for: every field as it then reads, or of the row that should not be there.

        What is corrected rests on the page that the proposal names, not on the one that the row was read at before.
        """
        if self.what == "removal":
            return dict(self.was)
        left = READ_BEFORE - self.should.keys() if self.what == "correction" else frozenset()
        return {name: text for name, text in self.reads.items() if name not in left}


class Answers(documents.Document):
    """What an institution answered to the questionnaire of a year."""

    answers: Literal["comity-answers-1"] = "comity-answers-1"
    year: Annotated[int, Field(ge=2000, le=2999)]
    state: fields.State
    by: By
    given: Annotated[
        dict[Code, Annotated[tuple[Code, ...], Field(min_length=1, max_length=limits.CHOSEN)]],
        Field(min_length=1, max_length=limits.GIVEN),
    ]
    source: Annotated[str, Field(max_length=limits.ADDRESS_CHARS)] = ""
    note: Annotated[str, Field(max_length=limits.NOTE_CHARS)] = ""
    on: Day


Sent = Proposal | Answers


def build(sent: Sent) -> bytes:
    """The canonical bytes."""
    return documents.build(sent)


def digest(data: bytes) -> str:
    """The name of the document with these bytes."""
    return digests.sha256(data)


def read(data: bytes) -> Sent:
    """A document from its canonical bytes. Raises DocumentWrongError."""
    value = _decoded(data)
    model: type[Sent] = Answers if isinstance(value, dict) and "answers" in value else Proposal
    found = documents.parse(model, data, error=DocumentWrongError, max_bytes=limits.DOCUMENT_BYTES)
    if documents.unknown_fields(found):
        raise DocumentWrongError
    return found


def _decoded(data: bytes) -> object:
    try:
        return canonical.decode_canonical(data, max_bytes=limits.DOCUMENT_BYTES)
    except DocumentError as error:
        raise DocumentWrongError(because=error.code) from None


def about_row(
    found: Row,
    what: What,
    change: Mapping[str, str],
    *,
    source: str,
    source_date: str,
    note: str,
    by: By,
    data: str,
    on: date,
) -> Proposal:
    """A correction of one field, a removal, or that a row is right as it stands.

    Raises FieldUnknownError, ValueMissingError, ValueFormError, ValueSameError.
    """
    about = published_rows.kind(found.kind)
    for name, value in change.items():
        published_rows.check_value(about, name, value, found.values)
        if found.values.get(name, "") == value:
            raise ValueSameError(field="value")
    return Proposal(
        what=what,
        kind=found.kind,
        row=found.key,
        state=found.state,
        was=dict(found.values),
        should=dict(change),
        source=source,
        source_date=source_date,
        note=note,
        by=by,
        data=data,
        on=on.isoformat(),
    )


def missing_row(
    release: Release,
    code: str,
    state: str,
    values: Mapping[str, str],
    *,
    source: str,
    source_date: str,
    note: str,
    by: By,
    on: date,
) -> Proposal:
    """A row that is not there. Raises KindUnknownError, StateUnknownError, RowExistsError, a TextWrongError; TextLongError
    where the row could not be named."""
    about = published_rows.kind(code)
    if state not in release.states:
        raise StateUnknownError(field="state")
    given = {about.state: state, **{name: value for name, value in values.items() if value}}
    for name in (*about.ask, *given):
        try:
            published_rows.check_value(about, name, given.get(name, ""), given)
        except SurveyError as error:
            error.facts["field"] = name
            raise
    key = published_rows.key_of(about, given) if about.key != ("id",) else _without_id(about, given)
    if len(key) > limits.ROW_CHARS:
        raise TextLongError(field=_longest(about, given))
    if key in published_rows.rows(release, code):
        raise RowExistsError
    return Proposal(
        what="missing",
        kind=code,
        row=key,
        state=state,
        was={},
        should=given,
        source=source,
        source_date=source_date,
        note=note,
        by=by,
        data=release.digest,
        on=on.isoformat(),
    )


def _longest(about: published_rows.Kind, given: Mapping[str, str]) -> str:
    """The field that makes a key too long."""
    return max(about.ask, key=lambda name: len(given.get(name, "")))


def _without_id(about: published_rows.Kind, given: Mapping[str, str]) -> str:
    """A name until it has its id: the maintainers give one when they take it up."""
    named = [given.get(name, "") for name in about.ask[:2]]
    return published_rows.BETWEEN.join([given[about.state], *filter(None, named)])


def differs(proposal: Proposal, now: Row | None) -> bool:
    """Is the row as published today another than the one that was proposed about?"""
    if proposal.what == "missing":
        return now is not None
    return now is None or dict(now.values) != proposal.was


def taken_up(proposal: Proposal, now: Row | None) -> bool:
    """Does the row as published today read as the proposal says?

    Where it was read does not count, unless that is what should be corrected.
    """
    if now is None:
        return proposal.what == "removal"
    if proposal.what == "removal":
        return False
    corrected = proposal.should if proposal.what == "correction" else {}
    wanted = {
        name: text
        for name, text in proposal.reads.items()
        if name not in PROVENANCE or name in corrected
    }
    return all(now.values.get(name, "") == text for name, text in wanted.items())
