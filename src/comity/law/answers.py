"""What the law room answers with: the basis of a measure between two States on a day.

Records only, ready for a page, a letter or JSON (``model_dump(mode="json")``). Marks travel with
every statement: whoever shows one shows its mark too.
"""

from datetime import date
from typing import Any, Literal

from comity.law import said as sentences
from comity.law.carrying import (
    ROLES,
    Competence,
    Condition,
    Content,
    Known,
    Lack,
    Role,
    TreatyHold,
)
from comity.law.documents import Clock, Document, HoldRule, Mark, Rule, Source
from comity.law.errors import NoInstrumentError, NotACarrierError
from comity.law.said import Said

Confidence = Literal["verified", "secondary", "conditional", "unverified"]
CONFIDENCE: dict[Confidence, str] = {
    "verified": "the treaty text was read and both States were seen to be bound",
    "secondary": "rests on a secondary source",
    "conditional": "depends on something that was not checked or not seen",
    "unverified": "the text was not read: do not rely on it",
}


class AllowedGround(Document):
    """A ground that an instrument allows for a measure, with its article, mark and condition."""

    code: str
    title: str
    kind: Literal["refusal", "postponement"]
    explanation: str
    article: str
    mark: Mark
    source: str
    only_if: str | None
    certain: bool  # False: it depends on a reservation that was not seen


class DoubleCriminality(Document):
    """Whether double criminality may be a condition. ``allowed`` None: not known."""

    rule: Literal["never", "only_by_reservation", "requested_law", "list_exempt", "not_stated"]
    allowed: bool | None  # with "not_stated": no article makes it a condition
    text: str
    article: str
    mark: Mark
    source: str


class Bite(Document):
    """A declaration or reservation of one side that changes something. ``made`` None: not seen."""

    state: str
    side: Literal["requesting", "requested"]
    effect: str
    made: bool | None
    said: tuple[Said, ...]
    source: str | None
    as_of: str | None

    @property
    def text(self) -> str:
        """The same in English."""
        return sentences.of(self.said)


class ConditionAnswer(Document):
    """A condition of the row and what the data can say of it."""

    condition: Condition
    state: Literal["holds", "does_not_hold", "not_checked"]
    said: tuple[Said, ...]

    @property
    def text(self) -> str:
        """The same in English."""
        return sentences.of(self.said)


class Hold(Document):
    """The hold owed to the requesting State, and the domestic order behind it.

    ``order`` is None where the instrument itself binds whoever holds the data.
    """

    treaty: TreatyHold
    order: HoldRule | None
    order_known: bool  # False: the requested State's rules were not read, the Convention's stand in
    order_said: tuple[Said, ...]

    @property
    def order_text(self) -> str:
        """What is known of the order, in English."""
        return sentences.of(self.order_said)

    @property
    def least_days(self) -> int:
        """The least number of days that the instrument sets."""
        return self.treaty.least_days


class Institution(Document):
    """An institution as a source names it; it may have been renamed since."""

    name: str
    confidence: Literal["primary", "secondary"]
    website: str | None
    source: str
    as_of: str
    note: str


class AuthorityAnswer(Document):
    """The institutions of one role in one State. None seen is not the same as none."""

    state: str
    side: Literal["requesting", "requested"]
    role: Role
    seen: tuple[Institution, ...]

    @property
    def title(self) -> str:
        """What the role is called, in English."""
        return ROLES[self.role]


class Ranked(Document):
    """The place of an instrument among those that carry the measure, and why."""

    place: int  # 1 is first
    code: str
    text: str


class Carrier(Document):
    """One instrument that carries the measure between the two States on the day."""

    rank: Ranked
    instrument: str
    short_name: str
    full_name: str
    measure: str
    title: str
    article: str
    procedure: str
    mark: Mark
    field: tuple[Rule, ...]
    duty: tuple[Rule, ...]
    channel: tuple[Rule, ...]
    authorities: tuple[AuthorityAnswer, ...]
    competences: tuple[Competence, ...]
    contents: tuple[Content, ...]
    hold: Hold | None
    clocks: tuple[Clock, ...]
    service_clocks: tuple[Clock, ...]  # promises of the network, asked by no law between the two
    grounds: tuple[AllowedGround, ...]
    grounds_closed: bool  # True: no other ground is allowed
    double_criminality: DoubleCriminality
    confidentiality: tuple[Rule, ...]
    use_limits: tuple[Rule, ...]
    declarations: tuple[Bite, ...]
    conditional_on: tuple[ConditionAnswer, ...]
    confidence: Confidence  # of the treaty law only; domestic law is a condition of its own
    unsettled: tuple[Said, ...]  # everything above that is unverified
    sources: tuple[Source, ...]
    status_sources: tuple[str, ...]  # where it was seen that the two are bound
    why: tuple[Said, ...]
    notes: tuple[Rule, ...]

    @property
    def mandatory(self) -> tuple[Content, ...]:
        """What the request must hold in any case."""
        return tuple(one for one in self.contents if one.needed == "always")


class NotCarrier(Document):
    """An instrument that does not carry the measure here, and why."""

    instrument: str
    short_name: str
    standing: Literal[
        "not_bound", "not_in_force", "unknown", "displaced", "not_a_carrier", "not_modelled"
    ]
    said: tuple[Said, ...]
    article: str
    mark: Mark
    source: str
    use: tuple[str, ...] = ()  # measures that take its place
    may_remain_open: bool = False  # displaced by a reading of ours that a lawyer has to confirm

    @property
    def why(self) -> str:
        """The reason in English."""
        return sentences.of(self.said)


class Instead(Document):
    """Another measure that is open between the two States on the day."""

    measure: str
    measure_title: str
    governs: bool  # True: it takes the place of the measure that was asked about
    instruments: tuple[str, ...]
    said: tuple[Said, ...]

    @property
    def text(self) -> str:
        """The same in English."""
        return sentences.of(self.said)


class LastResort(Document):
    """A way that no binding instrument gives: what it offers and what it lacks."""

    place: int  # after all carriers
    code: str
    title: str
    kind: Literal["own_law", "national_practice", "network", "police_channel", "scheme", "comity"]
    standing: Literal["open", "not_seen"]  # not_seen: a membership that it needs was not seen
    said: tuple[Said, ...]
    text: str
    lacks: tuple[Lack, ...]
    authorities: tuple[AuthorityAnswer, ...]
    competences: tuple[Competence, ...]
    clocks: tuple[Clock, ...]
    article: str
    mark: Mark
    source: str


class Coverage(Document):
    """What the answer did look at, and what it did not."""

    subject: str
    state: Known
    said: tuple[Said, ...]

    @property
    def text(self) -> str:
        """The same in English."""
        return sentences.of(self.said)


class Basis(Document):
    """Which instruments carry a measure between two States on a day, and what they require."""

    requesting: str
    requesting_name: str
    requested: str
    requested_name: str
    measure: str
    measure_title: str
    on: date
    carriers: tuple[Carrier, ...]  # in the order of their rank; a letter may cite each
    supplements: tuple[Carrier, ...]  # cited with a carrier, never alone
    instead: tuple[Instead, ...]
    not_carriers: tuple[NotCarrier, ...]
    last_resorts: tuple[LastResort, ...]  # always after the carriers: none of them binds
    coverage: tuple[Coverage, ...]
    notes: tuple[Said, ...]
    release: str  # digest of the data that gave the answer

    @property
    def governed_by_reading(self) -> bool:
        """What governs instead does so by a reading of ours: the measure may remain open."""
        displaced = [one for one in self.not_carriers if one.standing == "displaced"]
        return bool(displaced) and displaced[0].may_remain_open

    def require(self) -> tuple[Carrier, ...]:
        """The carriers, at least one. Raises NoInstrumentError with the reasons."""
        if self.carriers:
            return self.carriers
        raise NoInstrumentError(
            self._refusal(),
            requesting=self.requesting,
            requested=self.requested,
            measure=self.measure,
            on=self.on.isoformat(),
            reasons=[f"{one.instrument}: {one.standing}" for one in self.not_carriers],
        )

    def carrier(self, instrument: str) -> Carrier:
        """The carrier of that instrument. Raises NoInstrumentError, NotACarrierError."""
        for one in self.require():
            if one.instrument == instrument:
                return one
        names = ", ".join(one.instrument for one in self.carriers)
        raise NotACarrierError(
            f"{str(instrument)[:40]} does not carry {self.measure} between the two States on that "
            f"day. Choose one of: {names}.",
            instrument=str(instrument)[:40],
        )

    def as_dict(self) -> dict[str, Any]:
        """Plain values, for JSON."""
        return self.model_dump(mode="json")

    def _refusal(self) -> str:
        head = (
            f"No instrument in the data carries {self.measure} from {self.requesting_name} to "
            f"{self.requested_name} on {self.on}."
        )
        order = [one.measure for one in self.instead if one.governs]
        tail = "Ask a lawyer which other way is open."
        if order:
            tail = f"European orders govern between the two: use {' or '.join(order)}."
        elif self.instead:
            tail = f"Open between the two: {' or '.join(one.measure for one in self.instead)}."
        shown = [one for one in self.not_carriers if one.standing not in _QUIET]
        return " ".join([head, *(f"{one.short_name}: {one.why}" for one in shown), tail])


_QUIET = ("not_a_carrier", "not_modelled")
