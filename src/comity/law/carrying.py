"""The forms of the rows that say which instrument carries what, and of what stands beside them.

Reviewed data, read strictly as in ``documents``; nothing here decides. Texts are written to be
translated: each is one whole sentence or phrase, never glued from parts.
"""

from typing import Annotated, Literal

from pydantic import Field

from comity.law.documents import Cited, Days, Document, GroundUse, Rule, Source, Text

Role = Literal[
    "24_7_contact_point",
    "central_authority_mla",
    "national_csirt",
    "cybercrime_unit",
    "data_protection_authority",
    "spam_authority",
]
ROLES: dict[Role, str] = {
    "24_7_contact_point": "24/7 point of contact",
    "central_authority_mla": "central authority for mutual assistance",
    "national_csirt": "national computer emergency team",
    "cybercrime_unit": "cybercrime unit",
    "data_protection_authority": "data protection authority",
    "spam_authority": "authority on unwanted messages",
}
Known = Literal["complete", "partial", "not checked"]
"""How far a kind of data was looked at for a State."""


class Content(Cited):
    """Something that a request must or should hold."""

    code: Annotated[str, Field(pattern=r"^[a-z_]+$")]
    text: Text
    needed: Literal["always", "as_far_as_known", "where_it_applies"]
    asked_by: Literal["text", "design"]  # design: asked by this network, not by the instrument


class TreatyHold(Cited):
    """The hold that the instrument owes the requesting State."""

    by_national_order: bool  # the requested State orders it under its own law; False: the act does
    least_days: Days
    most_days: Days | None
    starts: Text
    open_ended_when: Text
    extension: Text
    text: Text


class DoubleCriminalityRule(Cited):
    """When double criminality may be asked for. The text per case is data, not code."""

    rule: Literal["never", "only_by_reservation", "requested_law", "list_exempt", "not_stated"]
    reservation: Text | None = None
    text: Text
    text_if_reserved: Text | None = None
    text_if_unknown: Text | None = None


class Condition(Cited):
    """Something that must hold for the row to apply, which the data can settle only in part."""

    kind: Literal[
        "no_other_assistance_treaty",
        "domestic_power",
        "text_unread",
        "own_offences",
        "start_unseen",
        "declarations_unseen",
        "transposed",
    ]
    text: Text


class Carry(Cited):
    """One row of the central table: this instrument carries this measure."""

    instrument: Text
    measure: Text
    title: Text
    role: Literal["carries", "supplements"]  # supplements: cited with another, never alone
    rank: Text  # one of the ranks
    procedure: Text  # the articles that govern how it is asked and answered
    field: tuple[Rule, ...]  # to which offences and data it applies
    duty: tuple[Rule, ...]
    channel: tuple[Rule, ...]
    authorities: tuple[Role, ...]  # to whom it goes, and from whom, best first
    contents: tuple[Content, ...]
    hold: TreatyHold | None
    clocks: tuple[Text, ...]
    service_clocks: tuple[Text, ...]  # promises of this network that no law between the two asks
    grounds: tuple[GroundUse, ...]
    grounds_closed: bool
    double_criminality: DoubleCriminalityRule
    confidentiality: tuple[Rule, ...]
    use_limits: tuple[Rule, ...]
    biting_declarations: tuple[Text, ...]  # effects of the requested State that change something
    biting_either: tuple[Text, ...]  # effects of either State that change something
    conditional_on: tuple[Condition, ...]
    notes: tuple[Rule, ...]


class CarryRows(Document):
    """carries_*.json"""

    carries: tuple[Carry, ...]


class Rank(Document):
    """A place in the order of the carriers, and the reason for it."""

    code: Text
    place: Annotated[int, Field(ge=1, le=99)]
    text: Text


class Displacement(Cited):
    """Where two States are bound by ``by``, the row is not used; ``use`` names what is."""

    instrument: Text
    measure: Text
    by: Text
    use: tuple[Text, ...]
    strength: Literal["replaced", "reading"]  # reading: it may remain open; a lawyer confirms
    text: Text


class NoCarrier(Cited):
    """An instrument that a person may think of and that does not carry, or is not modelled."""

    instrument: Text
    measures: tuple[Text, ...]
    standing: Literal["not_a_carrier", "not_modelled"]
    text: Text


class Listing(Document):
    """How far the rows of one instrument may be believed about a State that has none."""

    instrument: Text
    complete: bool  # every bound State had a row on the day of the source
    closed: bool  # only the members of a group can be bound: no row means not bound
    in_force: bool  # False: the instrument itself was not in force as last seen
    group: Text | None = None  # the act whose rows name all who can be bound; others are not
    text: Text


class Reading(Cited):
    """A State's reservation, read in its own law where the depositary's text was not seen."""

    state: Text
    treaty: Text
    effect: Text
    made: bool
    text: Text


class Unread(Document):
    """Instruments on assistance whose text was not read: the rows that stand in for each."""

    template: Text  # the instrument under which the stand-in rows are written
    instruments: tuple[Text, ...]
    bilateral: bool  # also every bilateral treaty that is named nowhere as no carrier


class Alternative(Document):
    """What else a person may use where a measure is not the right tool between two States."""

    measure: Text
    use: tuple[Text, ...]
    text: Text


class Carries(Document):
    """carries.json"""

    sources: tuple[Source, ...]
    ranks: tuple[Rank, ...]
    displacements: tuple[Displacement, ...]
    no_carriers: tuple[NoCarrier, ...]
    assistance_treaties: tuple[Text, ...]
    listings: tuple[Listing, ...]
    readings: tuple[Reading, ...]
    unread: Unread
    alternatives: tuple[Alternative, ...]


class Lack(Document):
    """Something that a way without an instrument does not give."""

    code: Annotated[str, Field(pattern=r"^[a-z_]+$")]
    text: Text


class Way(Cited):
    """A network, a practice or a State's own law: a way that has no binding instrument."""

    code: Annotated[str, Field(pattern=r"^[a-z0-9-]+$")]
    title: Text
    kind: Literal["own_law", "national_practice", "network", "police_channel", "scheme", "comity"]
    instrument: Text | None  # its members are looked up; None: no list of members
    requested: tuple[Text, ...]  # the only States that can be asked; empty: every State
    measures: tuple[Text, ...]
    text: Text
    lacks: tuple[Text, ...]
    authorities: tuple[Role, ...]
    clocks: tuple[Text, ...]


class Ways(Document):
    """ways.json"""

    lacks: tuple[Lack, ...]
    ways: tuple[Way, ...]


class Competence(Cited):
    """What an authority of a State may and may not do, as a source says."""

    state: Text
    side: Literal["receiving", "sending", "both"]
    measures: tuple[Text, ...]
    does: Literal[
        "executes", "transmits", "returns_needs_assistance", "not_possible", "conditions", "route"
    ]
    evidence: Literal["yes", "only_after_assistance", "intelligence_only"] | None
    text: Text


class Competences(Document):
    """competences.json"""

    competences: tuple[Competence, ...]


class CoverageRow(Document):
    """How far a kind of data was looked at; ``state`` None: every State without a row."""

    state: Text | None
    kind: Text
    coverage: Known
    text: Text


class CoverageRows(Document):
    """coverage.json"""

    coverage: tuple[CoverageRow, ...]


class ProfileItem(Cited):
    """Something to be known of every State: a reservation or declaration that it may have made."""

    code: Annotated[str, Field(pattern=r"^[a-z0-9_]+$")]
    treaty: Text | None  # None: in no treaty of the data
    effects: tuple[Text, ...]  # any of them answers it; empty: the data hold none of it
    title: Text


class Profile(Document):
    """profile.json: what is stored for each State (procedure 5.4)."""

    items: tuple[ProfileItem, ...]
