"""What each letter about a request says: its body, with the limits of every field.

Whatever can be a code is a code; free text says its language. What is asked follows procedure 1.4. That a
request is complete for its instrument is not a matter of form and is checked by `completeness`.
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from comity.assistance import limits
from comity.wire import fields
from comity.wire.documents import Document
from comity.wire.identifiers import Identifier, TimeRange
from comity.wire.letters import Body


def _is_date(text: str) -> str:
    date.fromisoformat(text)  # a ValueError names the field
    return text


Date = Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"), AfterValidator(_is_date)]
Filled = Annotated[fields.Text, Field(min_length=1)]
Named = Annotated[fields.ShortText, Field(min_length=1)]


class Words(Document):
    """Free text in the language that it names."""

    lang: fields.Language
    text: Filled


class Basis(Document):
    """The instrument that carries the request, as the sender's law data said on that day."""

    instrument: fields.Code
    article: Named
    on: Date
    data_version: fields.ShortText
    title: fields.ShortText | None = None
    confidence: fields.ShortText | None = None
    conditional_on: Annotated[tuple[fields.Text, ...], Field(max_length=20)] = ()


class Office(Document):
    """An authority as a person writes it, with whom to speak to."""

    name: Named
    kind: Literal["court", "prosecutor", "other"] | None = None
    representative: fields.ShortText | None = None
    post: fields.ShortText | None = None
    file_number: fields.ShortText | None = None
    address: fields.ShortText | None = None
    telephone: fields.ShortText | None = None
    email: fields.ShortText | None = None
    languages: Annotated[tuple[fields.Language, ...], Field(max_length=limits.LANGUAGES)] = ()


class Offence(Document):
    """One offence: its name, its provision, the most it is punished with."""

    classification: Words
    provision: Named
    maximum_penalty: fields.ShortText | None = None
    list_category: fields.Code | None = None


class Person(Document):
    """Somebody whom the request is about."""

    role: Literal["suspect", "victim", "witness", "expert", "third_party", "other"]
    kind: Literal["natural", "legal"]
    name: Named
    other_names: fields.ShortText | None = None
    born: Date | None = None
    nationality: fields.State | None = None
    document: fields.ShortText | None = None
    address: fields.ShortText | None = None


class DataWanted(Document):
    """Which data: identifiers, items of the tick list (procedure 1.3), time ranges."""

    identifiers: Annotated[
        tuple[Identifier, ...], Field(min_length=1, max_length=limits.IDENTIFIERS)
    ]
    items: Annotated[tuple[fields.Code, ...], Field(min_length=1, max_length=limits.DATA_ITEMS)]
    time_ranges: Annotated[tuple[TimeRange, ...], Field(max_length=limits.TIME_RANGES)] = ()
    service: fields.ShortText | None = None
    more: Words | None = None


class Custodian(Document):
    """Who holds the data or where the system is, as far as known (BC 29(2)(d))."""

    provider: fields.Authority | None = None
    name: fields.ShortText | None = None
    place: fields.ShortText | None = None
    more: Words | None = None


class Urgency(Document):
    """Why it is urgent."""

    reasons: Annotated[
        tuple[
            Literal["volatility", "concealment", "threat_to_life", "in_progress", "trial", "other"],
            ...,
        ],
        Field(min_length=1, max_length=6),
    ]
    wished_by: fields.Time | None = None
    why: Words | None = None


class Emergency(Document):
    """An emergency is stated with its facts or not at all."""

    kind: Literal["life_or_safety", "critical_infrastructure"]
    facts: Words


class Announcement(Document):
    """That a formal request for the data will follow (BC 29(2)(f))."""

    announced: bool
    measure: Literal["M03"] = "M03"
    expected_by: fields.Time | None = None


class Earlier(Document):
    """An earlier request that this one belongs to."""

    kind: Literal["preservation", "production", "other"]
    authority: fields.ShortText
    reference: fields.ShortText
    sent: Date | None = None


class RequestBody(Body):
    """What every request says (procedure 1.4)."""

    basis: Basis
    reference: Named  # our file number
    seeking: Office
    questions_to: Office | None = None
    offences: Annotated[tuple[Offence, ...], Field(max_length=limits.OFFENCES)] = ()
    facts: Words | None = None
    stage: Words | None = None
    relation: Words | None = None  # of the data to the offence
    data: DataWanted
    custodian: Custodian | None = None
    necessity: Words | None = None
    confidential: bool = False
    do_not_notify: bool = False
    urgency: Urgency | None = None
    emergency: Emergency | None = None
    persons: Annotated[tuple[Person, ...], Field(max_length=limits.PERSONS)] = ()
    earlier: Annotated[tuple[Earlier, ...], Field(max_length=limits.EARLIER_REQUESTS)] = ()


class PreservationRequest(RequestBody):
    """M01: hold the data; nothing is disclosed."""

    measure: Literal["M01"]
    follow_up: Announcement
    hold_days: Annotated[int, Field(ge=1, le=3650)] | None = (
        None  # asked for; the instrument's least if absent
    )
    partial_disclosure: bool = False  # of traffic data, BC 30


class FormalRequest(RequestBody):
    """M03: search, seizure, disclosure of stored data."""

    measure: Literal["M03"]
    hold: fields.Digest | None = None  # the matter of the preservation that it follows
    purpose: Words | None = None
    procedure: Words | None = None  # formalities to follow (BC 27(3))
    deliver_to: Office | None = None


class Promise(Body):
    """Whether, how and by when an answer comes (AIS 13)."""

    expected_by: fields.Time
    answer: Literal["full", "part", "uncertain"] = "full"
    form: Words | None = None
    contact: Office | None = None


class Question(Body):
    """What has to be known; a notice that the measure may harm the inquiry (BC 29(6)) is one too."""

    about: Literal[
        "identifier",
        "scope",
        "offence",
        "facts",
        "custodian",
        "authority",
        "harm_to_inquiry",
        "other",
    ]
    text: Words
    answer_by: fields.Time | None = None


class Answer(Body):
    """The answer to one question, named by its digest."""

    question: fields.Digest
    text: Words
    data: DataWanted | None = None


class Condition(Document):
    """One condition of use."""

    code: Literal[
        "only_this_case",
        "confidential",
        "no_death_penalty",
        "return",
        "delete_after",
        "report_use",
        "other",
    ]
    text: Words | None = None


class Conditions(Body):
    """An offer: executed if these are accepted (BC 28(2))."""

    conditions: Annotated[tuple[Condition, ...], Field(min_length=1, max_length=limits.CONDITIONS)]
    answer_by: fields.Time | None = None


class ConditionsAccepted(Body):
    """The offer is accepted and binds (BC 28(3))."""

    offer: fields.Digest
    expected_by: fields.Time | None = None


class ConditionsDeclined(Body):
    """The offer cannot be accepted; the requested side decides what follows."""

    offer: fields.Digest
    reason: Words


class Acceptance(Body):
    """The request is granted, in full or in part."""

    extent: Literal["full", "part"] = "full"
    part: Words | None = None
    reference: fields.ShortText | None = None
    expected_by: fields.Time | None = None


class Refusal(Body):
    """Refused on a ground that the instrument knows, with the reason."""

    ground: fields.Code
    reason: Words
    provision: fields.ShortText | None = None


class Postponement(Body):
    """Not now, on a ground that the instrument knows; until about when."""

    ground: fields.Code
    reason: Words
    expected_by: fields.Time
    provision: fields.ShortText | None = None


class NotExecutable(Body):
    """It cannot be done: no refusal, but a fact (BC 29(6), 27(7))."""

    code: Literal[
        "no_such_power",
        "not_identified",
        "not_held",
        "deleted_before",
        "lost",
        "beyond_our_competence",
        "other",
    ]
    reason: Words


class HoldReport(Body):
    """The custodian confirms: the data are held, from when and until when. Never any content."""

    effective_from: fields.Time
    expires_at: fields.Time | None = None
    open_ended_reason: Named | None = None
    partial: bool = False
    partial_reason: Words | None = None
    order_reference: fields.ShortText | None = None


class FollowUpReceived(Body):
    """The formal request is here: the hold is open-ended until it is decided (BC 29(7))."""

    formal_request: fields.Digest
    received_at: fields.Time


class Lift(Body):
    """The hold ends."""

    reason: Literal["decided", "withdrawn", "no_longer_necessary", "expired", "other"]
    text: Words | None = None


class DisclosedExhibit(Document):
    """One exhibit: its number, the digests of its signed manifest and key packet, the plain file."""

    exhibit: fields.Identifier
    manifest: fields.Digest
    packet: fields.Digest
    name: Named
    length: fields.Count
    sha256: fields.Digest


class Disclosure(Body):
    """The evidence is handed over; manifests and key packets travel beside the letter."""

    exhibits: Annotated[
        tuple[DisclosedExhibit, ...], Field(min_length=1, max_length=limits.EXHIBITS)
    ]
    conditions: fields.Digest | None = None  # the accepted offer that binds its use
    executed: Words | None = None  # place and date of execution


class VerifiedExhibit(Document):
    """What the recipient found: the same bytes, or not."""

    exhibit: fields.Identifier
    result: Literal["verified", "rejected"]
    sha256: fields.Digest | None = None
    reason: fields.ShortText | None = None


class Verification(Body):
    """The recipient's own digests of what was disclosed."""

    disclosure: fields.Digest
    exhibits: Annotated[
        tuple[VerifiedExhibit, ...], Field(min_length=1, max_length=limits.EXHIBITS)
    ]


class Withdrawal(Body):
    """Nothing is asked any more."""

    reason: Words


class Closing(Body):
    """The outcome is told to the other side (BC 27(7), 28(4))."""

    outcome: fields.Code
    text: Words | None = None
