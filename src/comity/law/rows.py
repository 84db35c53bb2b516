"""The rows of the data tables, as immutable records. A row keeps its line for whoever checks it.

An empty text in a table becomes None: *not seen*, never *none*.
"""

from dataclasses import dataclass
from datetime import date

from comity.law.dates import PartialDate


@dataclass(frozen=True, slots=True)
class State:
    """A State or territory with an ISO 3166-1 code."""

    code: str
    alpha3: str
    name: str
    un_member: bool
    official_languages: tuple[str, ...]
    source: str
    as_of: PartialDate
    line: int
    region: str = ""
    subregion: str = ""


@dataclass(frozen=True, slots=True)
class Treaty:
    """An instrument: a treaty, an act of the European Union, or a network that is no treaty."""

    id: str
    short_name: str
    full_name: str
    kind: str  # multilateral, eu, bilateral, network
    depositary: str
    opened: PartialDate | None
    entered_into_force: PartialDate | None
    source: str
    as_of: PartialDate
    note: str
    line: int


@dataclass(frozen=True, slots=True)
class Status:
    """What was seen of one State under one instrument."""

    treaty: str
    state: str
    status: str
    signed: PartialDate | None
    ratified: PartialDate | None
    in_force: PartialDate | None
    source: str
    as_of: PartialDate
    note: str
    line: int


@dataclass(frozen=True, slots=True)
class Declaration:
    """A reservation, a declaration or a designation, or a flag of the depositary's chart."""

    state: str
    treaty: str
    article: str
    effect: str
    authority: str
    effective_from: PartialDate | None
    effective_to: PartialDate | None
    source: str
    as_of: PartialDate
    note: str
    line: int

    def may_be_in_effect(self, on: date) -> bool:
        """False only when it certainly does not apply on the day: not begun, or ended."""
        begun = self.effective_from is None or self.effective_from.reached_on(on) is not False
        return begun and (self.effective_to is None or self.effective_to.reached_on(on) is not True)

    @property
    def text(self) -> str:
        """What it says, for a person: the effect in words and the conditions that were seen."""
        words = self.effect.replace("_", " ")
        return f"Article {self.article}: {words}. {self.note}".rstrip(". ") + "."


@dataclass(frozen=True, slots=True)
class Authority:
    """An institution of a State as a source names it; never a natural person."""

    state: str
    role: str
    institution: str
    website: str | None
    confidence: str  # primary, secondary
    source: str
    as_of: PartialDate
    note: str
    line: int


@dataclass(frozen=True, slots=True)
class SpamLaw:
    """A law on unsolicited messages as a source names it, and who applies it."""

    state: str
    law: str
    section: str
    in_force: PartialDate | None
    authority: str
    status: str  # in_force, no_specific_law, unknown
    source: str
    as_of: PartialDate
    note: str
    line: int
