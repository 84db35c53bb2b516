"""What the test answers with: coded records that any language can render, and the answer line.

Nothing here is a sentence: a reason is a code with parameters, so that every reader gets it in their
own language from ``law.criminality.wording``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from comity.law.criminality.cases import Case
from comity.law.criminality.values import STATES_OF_FACT, VERDICTS, Value, Verdict

ENGINE: Final = 2
"""The version of these rules. A change that can alter an answer for the same data raises it."""

Role = Literal["required", "alternative", "qualifier", "threshold"]
Part = str | int | float | bool | None | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is as it is: a code of ``wording.REASONS`` and its parameters."""

    code: str
    parts: Mapping[str, Part]

    def as_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {"code": self.code, **{k: _plain(v) for k, v in self.parts.items()}}


@dataclass(frozen=True, slots=True)
class ElementFinding:
    """One element of a provision, or one group of alternatives, against the facts."""

    slugs: tuple[str, ...]
    role: Role
    value: Value
    by: tuple[str, ...] = ()  # the alternatives that are met
    transposed: bool = False

    def as_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "elements": list(self.slugs),
            "role": self.role,
            "facts": "transposed" if self.transposed else STATES_OF_FACT[self.value],
            "met_by": list(self.by),
        }


@dataclass(frozen=True, slots=True)
class PenaltyRange:
    """The range that the facts show, in months, and the thresholds that its maximum meets."""

    min_months: float | None
    max_months: float | None
    life: bool
    fine: bool | None
    meets: Mapping[str, bool | None]

    def as_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "min_months": self.min_months,
            "max_months": self.max_months,
            "life": self.life,
            "fine": self.fine,
            "meets": dict(self.meets),
        }


@dataclass(frozen=True, slots=True)
class ProvisionFinding:
    """One provision against the facts."""

    id: str
    citation: str
    types: tuple[str, ...]
    value: Value
    in_force: Value
    elements: tuple[ElementFinding, ...]
    penalty: PenaltyRange
    because: tuple[Reason, ...]
    relied_on: tuple[str, ...]  # elements that only a reading gives
    relevant: bool  # it speaks of conduct that the facts name

    @property
    def finding(self) -> Verdict:
        """The finding in words."""
        return VERDICTS[self.value]


@dataclass(frozen=True, slots=True)
class TypeCoverage:
    """What the data have of one type that the conduct engages."""

    type: str
    state: Literal["provision", "gap", "day_open", "looked_not_found", "not_checked"]
    by: tuple[str, ...]  # provisions or gaps; for day_open those that may have been in force

    @property
    def covered(self) -> bool:
        """May the data say no of this type?"""
        return self.state in ("provision", "gap")

    def as_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {"type": self.type, "state": self.state, "by": list(self.by)}


@dataclass(frozen=True, slots=True)
class SideFinding:
    """The finding for one State."""

    state: str
    value: Value
    provisions: tuple[ProvisionFinding, ...]
    coverage: tuple[TypeCoverage, ...]
    because: tuple[Reason, ...]
    rule: Literal["tested", "established", "eu_list"] = "tested"

    @property
    def finding(self) -> Verdict:
        """The finding in words."""
        return VERDICTS[self.value]

    @property
    def carried_by(self) -> tuple[ProvisionFinding, ...]:
        """The provisions that carry the finding."""
        return tuple(one for one in self.provisions if one.value == self.value)


@dataclass(frozen=True, slots=True)
class Question:
    """A fact whose answer could settle the finding, or a gap of the data to be closed by asking."""

    code: Literal["fact", "measure", "law", "main_offence", "all_told"]
    state: str | None
    slug: str | None = None
    type: str | None = None
    measure: str | None = None
    unit: str | None = None
    value: float | None = None

    def as_dict(self) -> dict[str, Any]:
        """Plain values, without what is not there."""
        names = ("code", "state", "slug", "type", "measure", "unit", "value")
        return {n: getattr(self, n) for n in names if getattr(self, n) is not None}


@dataclass(frozen=True, slots=True)
class Finding:
    """The answer for both States. Advice: a person decides."""

    case: Case
    value: Value
    requesting: SideFinding
    requested: SideFinding
    missing: tuple[str, ...]
    questions: tuple[Question, ...]
    relied_on: tuple[str, ...]
    engaged: tuple[str, ...]
    conflicts: tuple[str, ...]
    remarks: tuple[Reason, ...]
    data_version: str
    engine: int = ENGINE

    @property
    def finding(self) -> Verdict:
        """The finding in words."""
        return VERDICTS[self.value]


def _plain(value: Part) -> Any:
    return list(value) if isinstance(value, tuple) else value
