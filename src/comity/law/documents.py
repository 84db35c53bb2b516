"""The forms of the JSON documents of the law data, read strictly.

A duplicate key, an unknown key, a missing key or a value of another type is refused with the file
and the path to the value. What these records say is reviewed data; nothing here decides.
"""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from comity.law import limits, plain_json
from comity.law.errors import DataRowError

Mark = Literal["V", "S", "U"]
MARKS: dict[Mark, str] = {
    "V": "official text read",
    "S": "secondary source",
    "U": "unverified: check against the text",
}
Text = Annotated[str, Field(min_length=1, max_length=limits.DATA_TEXT_CHARS)]
Days = Annotated[int, Field(gt=0, le=limits.DATA_DAYS)]


class Document(BaseModel):
    """The base of every record: unknown keys refused, types exact, values fixed."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, defer_build=True)


class Cited(Document):
    """A statement with its place in a text, its mark and the key of its source."""

    article: Text
    mark: Mark
    source: Text

    @property
    def settled(self) -> bool:
        """False for what is unverified: it must be shown as such."""
        return self.mark != "U"


class Rule(Cited):
    """One sentence of law, paraphrased."""

    text: Text


class Source(Document):
    """A text that was read, or the secondary text in its place."""

    key: Text
    name: Text
    url: Text


class Measure(Document):
    """One of the measures M01 to M22."""

    code: Annotated[str, Field(pattern=r"^M\d{2}$")]
    title: Text
    basis: Text
    carried: bool  # the data says which instrument carries it between two States


class Ground(Document):
    """A coded ground for refusing or postponing."""

    code: Annotated[str, Field(pattern=r"^[RP]-[A-Z]{2,5}$")]
    title: Text
    kind: Literal["refusal", "postponement"]
    explanation: Text


class GroundUse(Cited):
    """What an instrument says of a ground for one measure."""

    code: Text
    only_if: Text | None = None  # a condition in words
    reservation: Text | None = None  # a declared effect of the requested State that it needs


class Clock(Cited):
    """A time limit: how long, from when, until when, and what happens when it runs out."""

    code: Annotated[str, Field(pattern=r"^C\d{1,2}[ab]?$")]
    title: Text
    kind: Literal["at_least", "at_most", "exact", "date"]
    days: Days | None = None
    working_days: Days | None = None
    hours: Days | None = None
    renewals: int = 0
    renewal_days: Days | None = None
    length_text: Text
    starts: Text
    start_named: bool  # False where the text names no event that starts it
    ends: Text
    if_missed: Text

    @property
    def length(self) -> timedelta | None:
        """The length in elapsed time; None for working days and calendar dates."""
        if self.days is not None:
            return timedelta(days=self.days)
        return None if self.hours is None else timedelta(hours=self.hours)

    @property
    def basis(self) -> str:
        """Where the law says it."""
        return self.article


class DataItem(Document):
    """One item of the tick list."""

    code: Annotated[str, Field(pattern=r"^(a|b|c-i|c-ii|c-iii|c-iv|d)\.[a-z]+$")]
    title: Text


class DataClass(Document):
    """A class of the tick list and the category that the list's own instrument puts it in."""

    code: Annotated[str, Field(pattern=r"^(a|b|c-i|c-ii|c-iii|c-iv|d)$")]
    title: Text
    epo_category: Text
    items: tuple[DataItem, ...]


class Category(Cited):
    """A category of data as one instrument defines it; never converted to another's."""

    instrument: Text
    code: Literal["subscriber", "identification", "traffic", "content"]
    title: Text
    text: Text
    defined: bool


class HoldRule(Cited):
    """How long a State's own law lets a preservation last, and what it asks for."""

    state: Text | None  # None: the Convention's own limits, where no national rule was read
    title: Text
    applies_to: Literal["order", "hold", "none"]
    least_days: Days | None = None
    most_days: Days | None = None
    renewals: int | None = None  # None: no number set
    most_total_days: Days | None = None
    clock: Text | None = None
    starts: Text
    ends: Text
    text: Text
    conditions: tuple[Text, ...] = ()


class Measures(Document):
    """measures.json"""

    measures: tuple[Measure, ...]


class Grounds(Document):
    """grounds.json"""

    grounds: tuple[Ground, ...]


class Clocks(Document):
    """clocks.json"""

    clocks: tuple[Clock, ...]


class DataItems(Document):
    """dataitems.json"""

    source: Text
    classes: tuple[DataClass, ...]
    categories: tuple[Category, ...]


class Holds(Document):
    """holds.json"""

    holds: tuple[HoldRule, ...]


class Threshold(Cited):
    """A length of imprisonment, in months, from which something follows."""

    code: Text
    months: Annotated[int, Field(gt=0, le=limits.DATA_DAYS)] | None  # None: the text sets none
    kind: Text  # what the months are of
    side: Text  # whose law is asked
    title: Text


class Thresholds(Document):
    """thresholds.json"""

    thresholds: tuple[Threshold, ...]


class ListCategory(Document):
    """One of the categories for which European orders are not checked."""

    number: Annotated[int, Field(gt=0, le=32)]
    title: Text


class EuList(Cited):
    """eu_list.json: the categories, and which of them a harmonised type may fall under."""

    source_url: Text
    as_of: Text
    rule: Text
    categories: tuple[ListCategory, ...]
    types: dict[str, tuple[int, ...]]
    readings: dict[str, Text]  # by type: why we read it so


D = TypeVar("D", bound=Document)


def read(model: type[D], file: str, data: bytes) -> D:
    """The document in ``data``. Raises DataRowError naming the file, the line or the path."""
    text = _text(file, data)
    try:
        plain_json.loads(text)
    except json.JSONDecodeError as error:
        raise DataRowError(file, error.lineno, None, error.msg) from None
    except (ValueError, RecursionError) as error:
        raise DataRowError(file, None, None, str(error)) from None
    return _record(model, file, None, text)


def rows(model: type[D], file: str, data: bytes) -> list[tuple[int, D]]:
    """The records of a file with one JSON object per line, numbered. Raises DataRowError."""
    return [(number, _record(model, file, number, line)) for number, line in lines(file, data)]


def lines(file: str, data: bytes) -> Iterator[tuple[int, str]]:
    """The lines of a file with one JSON object per line, numbered. Raises DataRowError."""
    for number, line in enumerate(_text(file, data).splitlines(), start=1):
        try:
            row = plain_json.loads(line)
        except (ValueError, RecursionError) as error:
            raise DataRowError(file, number, None, str(error)) from None
        if not isinstance(row, dict):
            raise DataRowError(file, number, None, "is not an object")
        yield number, line


def _record(model: type[D], file: str, line: int | None, text: str) -> D:
    try:
        return model.model_validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        path = ".".join(str(part) for part in first["loc"])
        raise DataRowError(file, line, path or None, first["msg"]) from None


def _text(file: str, data: bytes) -> str:
    if len(data) > limits.DATA_FILE_BYTES:
        raise DataRowError(file, None, None, f"larger than {limits.DATA_FILE_BYTES} bytes")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise DataRowError(file, line, None, "not UTF-8") from None
