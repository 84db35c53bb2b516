"""Numbers for emergencies, State by State, each with the page of an authority or the law where it was read. Pure.

A State without a number was not seen; that is never shown as none. Loading is strict: a number without its source,
a source that no number names, and a number given twice are refused with their place.
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Annotated, Final, Literal

from pydantic import Field

from comity.gateway import strict
from comity.gateway.guidance import Address, Key, Read
from comity.gateway.strict import Part
from comity.law.errors import DataRowError

FILE: Final = "guidance/emergency.toml"

Service = Literal["all", "emergency", "police", "ambulance", "fire", "talk", "young"]
State = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]


class Origin(Read):
    """Where a number was read; ``copy`` where only a copy of the text was at hand."""

    read: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
    copy_of: Address | None = Field(default=None, alias="copy")


class Number(Part):
    """A number as one dials it in these States, and for which service."""

    states: Annotated[tuple[State, ...], Field(min_length=1)]
    number: Annotated[str, Field(pattern=r"^\d{2,12}$")]
    service: Service
    source: Key


class Numbers(Part):
    """The file."""

    mobile: Key  # the source for what mobile telephones do with 112
    number: tuple[Number, ...]
    source: tuple[Origin, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One number of one State with all that answers there."""

    number: str
    services: tuple[Service, ...]
    origin: Origin


def read(data: bytes) -> Numbers:
    """The document in ``data``. Raises DataRowError naming the place."""
    found = strict.read(Numbers, FILE, data)
    keys = [one.key for one in found.source]
    named = {found.mobile, *(one.source for one in found.number)}
    given: set[tuple[str, str, str]] = set()
    for place, one in enumerate(found.number):
        if one.source not in keys:
            raise DataRowError(FILE, None, f"number.{place}.source", f"no source {one.source}")
        rows = {(state, one.number, one.service) for state in one.states}
        if rows & given or len(rows) < len(one.states):
            raise DataRowError(FILE, None, f"number.{place}", "this number is given twice")
        given |= rows
    for place, key in enumerate(keys):
        if key not in named or keys.count(key) > 1:
            reason = "the key is given twice" if keys.count(key) > 1 else "no number names it"
            raise DataRowError(FILE, None, f"source.{place}.key", reason)
    if found.mobile not in keys:
        raise DataRowError(FILE, None, "mobile", f"no source {found.mobile}")
    return found


@cache
def numbers() -> Numbers:
    """The packaged numbers. Raises DataRowError."""
    return read(files("comity.gateway").joinpath(FILE).read_bytes())


@cache
def of(state: str) -> tuple[Line, ...]:
    """The numbers of a State in the order of the file; empty where none was seen. Raises DataRowError."""
    found = numbers()
    origins = {one.key: one for one in found.source}
    services: dict[tuple[str, str], list[Service]] = {}
    for one in found.number:
        if state in one.states:
            services.setdefault((one.number, one.source), []).append(one.service)
    return tuple(
        Line(number, tuple(answers), origins[key]) for (number, key), answers in services.items()
    )


def mobile() -> Origin:
    """Where it was read that mobile telephones know 112. Raises DataRowError."""
    found = numbers()
    return next(one for one in found.source if one.key == found.mobile)
