"""What the law room answers with: the basis of a measure between two States on a day.

Records only, ready for a page, a letter or JSON (``model_dump(mode="json")``). Marks travel with
every statement: whoever shows one shows its mark too.
"""

from datetime import date
from typing import Any, Literal

from comity.law.documents import (
    Clock,
    Condition,
    Content,
    Document,
    HoldRule,
    Mark,
    Rule,
    Source,
    TreatyHold,
)
from comity.law.errors import NoInstrumentError, NotACarrierError

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

    rule: Literal["never", "only_by_reservation", "requested_law"]
    allowed: bool | None
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
    text: str
    source: str | None
    as_of: str | None


class ConditionAnswer(Document):
    """A condition of the row and what the data can say of it."""

    condition: Condition
    state: Literal["holds", "does_not_hold", "not_checked"]
    text: str


class Hold(Document):
    """The hold owed to the requesting State, and the domestic order behind it."""

    treaty: TreatyHold
    order: HoldRule
    order_known: bool  # False: the requested State's rules were not read, the Convention's stand in
    order_text: str

    @property
    def least_days(self) -> int:
        """The least number of days that the instrument sets."""
        return self.treaty.least_days


class Carrier(Document):
    """One instrument that carries the measure between the two States on the day."""

    instrument: str
    short_name: str
    full_name: str
    measure: str
    title: str
    article: str
    procedure: str
    mark: Mark
    duty: tuple[Rule, ...]
    channel: tuple[Rule, ...]
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
    unsettled: tuple[str, ...]  # everything above that is unverified, in words
    sources: tuple[Source, ...]
    why: tuple[str, ...]
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
    why: str
    article: str
    mark: Mark
    source: str
    use: tuple[str, ...] = ()  # measures that take its place


class Coverage(Document):
    """What the answer did look at, and what it did not."""

    subject: str
    state: Literal["checked", "partly checked", "not checked"]
    text: str


class Basis(Document):
    """Which instruments carry a measure between two States on a day, and what they require."""

    requesting: str
    requesting_name: str
    requested: str
    requested_name: str
    measure: str
    measure_title: str
    on: date
    carriers: tuple[Carrier, ...]
    not_carriers: tuple[NotCarrier, ...]
    coverage: tuple[Coverage, ...]
    notes: tuple[str, ...]
    release: str  # digest of the data that gave the answer

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
        instead = [use for one in self.not_carriers for use in one.use]
        order = sorted(set(instead), key=instead.index)
        tail = "Ask a lawyer which other way is open."
        if order:
            tail = f"European orders govern between the two: use {' or '.join(order)}."
        shown = [one for one in self.not_carriers if one.standing not in _QUIET]
        return " ".join([head, *(f"{one.short_name}: {one.why}" for one in shown), tail])


_QUIET = ("not_a_carrier", "not_modelled")
