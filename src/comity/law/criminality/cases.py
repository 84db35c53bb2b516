"""A case as it comes from outside: read strictly, refused by name, never guessed at.

What is refused is the one case; a file of cases goes on with the next line. Fields that the format
does not know are kept and named in the answer, unless they look like a misspelt known one.
"""

import calendar
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import SequenceMatcher
from typing import Any, Final, Literal

from comity.law import plain_json
from comity.law.criminality import limits
from comity.law.criminality.errors import (
    CaseDateError,
    CaseError,
    CaseFieldError,
    CaseNotJsonError,
    CaseTooLargeError,
    FactStatedTwiceError,
    UnknownCaseStateError,
    UnknownElementError,
    did_you_mean,
    nearest,
)
from comity.law.release import Release, in_use

# Kinds of characters that would break a line of the answer or cannot be written at all.
_UNPRINTED: Final = frozenset({"Cc", "Cs", "Zl", "Zp"})
_ALIKE: Final = 0.75  # from this ratio on, the name of a field is taken for a misspelt known one
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
Stage = Literal["completed", "attempt"]
Rest = Literal["unknown", "absent"]
STAGES: Final[tuple[Stage, ...]] = ("completed", "attempt")
RESTS: Final[tuple[Rest, ...]] = ("unknown", "absent")
PARTICIPATION: Final = ("principal", "aiding")
OTHER_MEASURES: Final = ("extradition", "surrender")
FIELDS: Final = (
    "id",
    "requesting_state",
    "requested_state",
    "measure",
    "evaluation_date",
    "stage",
    "participation",
    "min_max_penalty_months",
    "requesting_offence_established",
    "facts",
)
FACT_FIELDS: Final = ("present", "absent", "unknown", "quantities", "rest")


@dataclass(frozen=True, slots=True)
class Quantity:
    """Something measured, such as a loss in EUR. ``value`` None: stated to be unknown."""

    measure: str
    value: float | None
    unit: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of the conduct. ``rest``: how an element that is in no list counts."""

    present: frozenset[str]
    absent: frozenset[str] = frozenset()
    unknown: frozenset[str] = frozenset()
    quantities: tuple[Quantity, ...] = ()
    rest: Rest = "unknown"

    def as_dict(self) -> dict[str, Any]:
        """Plain values, in a fixed order."""
        return {
            "present": sorted(self.present),
            "absent": sorted(self.absent),
            "unknown": sorted(self.unknown),
            "quantities": [
                {"measure": one.measure, "value": one.value, "unit": one.unit}
                for one in self.quantities
            ],
            "rest": self.rest,
        }


@dataclass(frozen=True, slots=True)
class Case:
    """One question: is this conduct an offence in both States on that day?"""

    id: str | int
    requesting_state: str
    requested_state: str
    measure: str
    evaluation_date: date
    facts: Facts
    stage: Stage = "completed"
    participation: str = "principal"
    min_max_penalty_months: float | None = None
    requesting_offence_established: bool = False
    kept: tuple[str, ...] = field(default=())  # fields of the file that the format does not know

    def as_dict(self) -> dict[str, Any]:
        """The case in the form in which it is read. Fields that the format does not know keep their names,
        so that the finding computed from it tells of them again; their values were never used."""
        return {
            **dict.fromkeys(self.kept),
            "id": self.id,
            "requesting_state": self.requesting_state,
            "requested_state": self.requested_state,
            "measure": self.measure,
            "evaluation_date": self.evaluation_date.isoformat(),
            "stage": self.stage,
            "participation": self.participation,
            "min_max_penalty_months": self.min_max_penalty_months,
            "requesting_offence_established": self.requesting_offence_established,
            "facts": self.facts.as_dict(),
        }


@dataclass(frozen=True, slots=True)
class Unread:
    """A line that is no case, with its number, its id where one was seen, and why."""

    line: int
    id: str | int | None
    error: CaseError


def read_case(raw: object, release: Release | None = None) -> Case:
    """The case in plain values. Raises a CaseError that names the field and what was meant."""
    data = release or in_use()
    if not isinstance(raw, Mapping):
        raise CaseFieldError("A case is an object with the fields of the format. Write it so.")
    kept = _unknown_fields(raw, FIELDS, keep=True)
    for name in ("id", "requesting_state", "requested_state", "evaluation_date", "facts"):
        if name not in raw:
            raise CaseFieldError(f"The case has no {name}. Add it.", field=name)
    established = raw.get("requesting_offence_established", False)
    if not isinstance(established, bool):
        raise CaseFieldError("requesting_offence_established must be true or false.")
    return Case(
        id=_id(raw["id"]),
        requesting_state=_state(raw["requesting_state"], data),
        requested_state=_state(raw["requested_state"], data),
        measure=_measure(raw.get("measure", "M03"), data),
        evaluation_date=_date(raw["evaluation_date"]),
        facts=read_facts(raw["facts"], data),
        stage=_choice(raw.get("stage", "completed"), STAGES, "stage"),
        participation=_choice(
            raw.get("participation", "principal"), PARTICIPATION, "participation"
        ),
        min_max_penalty_months=_months(raw.get("min_max_penalty_months")),
        requesting_offence_established=established,
        kept=kept,
    )


def read_facts(raw: object, release: Release | None = None) -> Facts:
    """The facts in plain values. Raises UnknownElementError, FactStatedTwiceError, CaseFieldError."""
    data = release or in_use()
    if not isinstance(raw, Mapping):
        raise CaseFieldError("facts must be an object with lists of elements.", field="facts")
    _unknown_fields(raw, FACT_FIELDS, keep=False)
    known = data.offences.vocabulary.fact_slugs
    lists = {name: _slugs(raw.get(name, []), name, known) for name in FACT_FIELDS[:3]}
    for one, two in (("present", "absent"), ("present", "unknown"), ("absent", "unknown")):
        for slug in sorted(lists[one] & lists[two]):
            raise FactStatedTwiceError(
                f"{slug} stands under {one} and under {two}. Leave it in one list.", slug=slug
            )
    return Facts(
        present=lists["present"],
        absent=lists["absent"],
        unknown=lists["unknown"],
        quantities=_quantities(raw.get("quantities", [])),
        rest=_choice(raw.get("rest", "unknown"), RESTS, "rest"),
    )


def read_bytes(raw: bytes) -> object:
    """The plain values of one line or file: UTF-8, no key twice, no NaN. Raises a CaseError."""
    return _json(_text(raw))


def read_line(text: str, release: Release | None = None) -> Case:
    """The case of one line of JSON. Raises a CaseError."""
    return read_case(_json(text), release)


def read_cases(lines: Iterable[bytes], release: Release | None = None) -> Iterator[Case | Unread]:
    """The cases of a file with one object per line; what cannot be read comes as ``Unread``."""
    total = 0
    for number, raw in enumerate(lines, start=1):
        total += len(raw)
        if number > limits.CASES or total > limits.CASES_BYTES:
            error = CaseTooLargeError(
                f"A file of cases may have {limits.CASES} lines and {limits.CASES_BYTES} bytes. "
                "Split it: this line and all after it were not read."
            )
            yield Unread(number, None, error)
            return
        if not raw.strip():
            continue
        plain: object = None
        try:
            plain = read_bytes(raw)
            yield read_case(plain, release)
        except CaseError as error:
            yield Unread(number, _seen_id(plain), error)


def _text(raw: bytes) -> str:
    if len(raw) > limits.CASE_BYTES:
        raise CaseTooLargeError(f"A case may have {limits.CASE_BYTES} bytes. Shorten this one.")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        raise CaseNotJsonError("The line is not UTF-8. Save the file as UTF-8.") from None


def _json(text: str) -> object:
    if len(text) > limits.CASE_BYTES:
        raise CaseTooLargeError(f"A case may have {limits.CASE_BYTES} bytes. Shorten this one.")
    try:
        return plain_json.loads(text)
    except RecursionError:
        raise CaseNotJsonError("The JSON is nested too deeply. A case has three levels.") from None
    except ValueError as error:
        raise CaseNotJsonError(f"The line is no JSON: {str(error)[:120]}. Mend it.") from None


def _seen_id(raw: object) -> str | int | None:
    try:
        return _id(raw.get("id")) if isinstance(raw, Mapping) else None
    except CaseError:
        return None


def _unknown_fields(
    raw: Mapping[str, Any], known: tuple[str, ...], *, keep: bool
) -> tuple[str, ...]:
    unknown = sorted(str(name)[:80] for name in raw if name not in known)
    for name in unknown:
        close = nearest(name, known)
        alike = SequenceMatcher(None, close[0], name.casefold()).ratio() >= _ALIKE
        if not keep or alike or not _printable(name):
            raise CaseFieldError(
                f"There is no field {name!r}. {did_you_mean(close)}", nearest=close, field=name
            )
    return tuple(unknown)


def _id(raw: object) -> str | int:
    if isinstance(raw, bool) or not isinstance(raw, (str, int)) or raw == "":
        raise CaseFieldError("id must be a text or a whole number.", field="id")
    long = len(raw) > limits.ID_CHARS if isinstance(raw, str) else abs(raw) >= limits.ID_NUMBER
    if long:
        raise CaseTooLargeError(f"An id may have {limits.ID_CHARS} characters.", field="id")
    if isinstance(raw, str) and not _printable(raw):
        raise CaseFieldError("id has a line break or another control character.", field="id")
    return raw


def _printable(text: str) -> bool:
    return all(unicodedata.category(one) not in _UNPRINTED for one in text)


def _state(raw: object, data: Release) -> str:
    if isinstance(raw, str) and raw in data.states:
        return raw
    text = str(raw)[:40]
    names = {one.name: code for code, one in data.states.items()}
    close = tuple(names.get(one, one) for one in nearest(text, [*data.states, *names]))
    raise UnknownCaseStateError(
        f"There is no State {text!r} in the table: two capital letters are needed, such as EE. "
        f"{did_you_mean(close)}",
        nearest=close,
        state=text,
    )


def _measure(raw: object, data: Release) -> str:
    known = (*(one.code for one in data.measures.measures), *OTHER_MEASURES)
    if isinstance(raw, str) and raw in known:
        return raw
    close = nearest(raw, known)
    raise CaseFieldError(
        f"There is no measure {str(raw)[:40]!r}: M01 to M22 or {' or '.join(OTHER_MEASURES)}. "
        f"{did_you_mean(close)}",
        nearest=close,
        field="measure",
    )


def _date(raw: object) -> date:
    text = str(raw)[:40]
    try:
        if isinstance(raw, str) and _DAY.fullmatch(raw):
            return date.fromisoformat(raw)
    except ValueError:
        pass
    parts = text.replace("/", "-").replace(".", "-").split("-")
    close: tuple[str, ...] = ()
    if len(parts) == 3 and all(part.isascii() and part.isdigit() for part in parts):
        close = _near_days(parts)
    raise CaseDateError(
        f"{text!r} is no day. Write it as YYYY-MM-DD, such as 2026-11-26. "
        + (did_you_mean(close) if close else ""),
        nearest=close,
        field="evaluation_date",
    )


def _near_days(parts: list[str]) -> tuple[str, ...]:
    """The day that was meant, read in both orders; what is too high is taken as the last."""
    year, month, day = parts if len(parts[0]) == 4 else parts[::-1]
    if not 0 < int(year[:5]) <= 9999:
        return ()
    found = []
    for m, d in ((int(month[:3]), int(day[:3])), (int(day[:3]), int(month[:3]))):
        of_year = min(max(m, 1), 12)
        last = calendar.monthrange(int(year), of_year)[1]
        found.append(date(int(year), of_year, min(max(d, 1), last)).isoformat())
    return tuple(dict.fromkeys(found))


def _choice(raw: object, known: tuple[Any, ...], name: str) -> Any:
    if raw in known and isinstance(raw, str):
        return raw
    close = nearest(raw, known)
    raise CaseFieldError(
        f"{name} must be {' or '.join(known)}, not {str(raw)[:40]!r}.", nearest=close, field=name
    )


def _months(raw: object) -> float | None:
    if raw is None:
        return None
    if isinstance(raw, bool) or not isinstance(raw, (int, float)):
        raise CaseFieldError("min_max_penalty_months must be a number of months or null.")
    if not 0 <= raw <= limits.PENALTY_MONTHS:
        raise CaseFieldError(
            f"min_max_penalty_months must lie between 0 and {limits.PENALTY_MONTHS}."
        )
    return raw


def _slugs(raw: object, name: str, known: frozenset[str]) -> frozenset[str]:
    if not isinstance(raw, list):
        raise CaseFieldError(f"facts.{name} must be a list of elements.", field=name)
    if len(raw) > limits.FACTS:
        raise CaseTooLargeError(f"facts.{name} may have {limits.FACTS} entries.", field=name)
    for slug in raw:
        if not isinstance(slug, str) or slug not in known:
            close = nearest(slug, known)
            raise UnknownElementError(
                f"There is no element {str(slug)[:80]!r} in the vocabulary. {did_you_mean(close)}",
                nearest=close,
                slug=str(slug)[:80],
            )
    return frozenset(raw)


def _quantities(raw: object) -> tuple[Quantity, ...]:
    if not isinstance(raw, list) or len(raw) > limits.QUANTITIES:
        raise CaseFieldError(
            f"facts.quantities must be a list with at most {limits.QUANTITIES} entries."
        )
    found: dict[tuple[str, str], Quantity] = {}
    for one in raw:
        if not isinstance(one, Mapping) or set(one) != {"measure", "value", "unit"}:
            raise CaseFieldError("A quantity has measure, value and unit, and nothing else.")
        measure, value, unit = one["measure"], one["value"], one["unit"]
        if not all(isinstance(text, str) and 0 < len(text) <= 80 for text in (measure, unit)):
            raise CaseFieldError("measure and unit of a quantity are short texts.")
        number = isinstance(value, (int, float)) and not isinstance(value, bool)
        if value is not None and not (number and 0 <= value <= limits.QUANTITY):
            raise CaseFieldError(
                f"The value of {measure[:40]} is no number from 0 to 10^18, or null."
            )
        if not _printable(measure + unit):
            raise CaseFieldError("measure or unit of a quantity has a control character.")
        if (measure, unit) in found:
            raise FactStatedTwiceError(f"{measure[:40]} in {unit[:40]} is given twice. Keep one.")
        found[measure, unit] = Quantity(measure, value, unit)
    return tuple(sorted(found.values(), key=lambda q: (q.measure, q.unit)))
