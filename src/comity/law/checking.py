"""Checks across the documents of a release: every name that a row uses is known elsewhere."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from comity.law import documents
from comity.law.carrying import Carries, CarryRows, Ways
from comity.law.documents import Document
from comity.law.errors import DataRowError


@dataclass(frozen=True, slots=True)
class Names:
    """The names that rows may use."""

    states: frozenset[str]
    treaties: frozenset[str]
    measures: frozenset[str]
    grounds: frozenset[str]
    clocks: frozenset[str]


def tables(found: Carries, names: Names) -> None:
    """carries.json: what stands around the rows. Raises DataRowError."""
    file = "carries.json"
    unique(file, "sources", [one.key for one in found.sources])
    unique(file, "ranks", [one.code for one in found.ranks])
    for place, gap in enumerate(found.displacements):
        path = f"displacements.{place}."
        known(file, path + "instrument", [gap.instrument], names.treaties)
        known(file, path + "by", [gap.by], names.treaties)
        known(file, path + "use.{}", gap.use, names.measures)
    for place, other in enumerate(found.no_carriers):
        known(file, f"no_carriers.{place}.instrument", [other.instrument], names.treaties)
        known(file, f"no_carriers.{place}.measures", other.measures, names.measures)
    for place, one in enumerate(found.alternatives):
        known(file, f"alternatives.{place}.measure", [one.measure], names.measures)
        known(file, f"alternatives.{place}.use", one.use, names.measures)
    unique(file, "alternatives", [one.measure for one in found.alternatives])
    known(file, "assistance_treaties.{}", found.assistance_treaties, names.treaties)
    known(file, "unread.instruments.{}", found.unread.instruments, names.treaties)
    known(file, "listings.{}", [one.instrument for one in found.listings], names.treaties)
    known(file, "listings.{}.group", [one.group for one in found.listings], names.treaties)
    unique(file, "listings", [one.instrument for one in found.listings])
    known(file, "readings.{}.state", [one.state for one in found.readings], names.states)
    known(file, "readings.{}.treaty", [one.treaty for one in found.readings], names.treaties)
    unique(file, "readings", [f"{r.state} {r.treaty} {r.effect}" for r in found.readings])
    check_cited(file, found, {one.key for one in found.sources})


def rows(file: str, found: CarryRows, names: Names, tables: Carries) -> None:
    """One file of the central table. Raises DataRowError."""
    ranks = {one.code for one in tables.ranks}
    for place, row in enumerate(found.carries):
        path = f"carries.{place}."
        known(
            file, path + "instrument", [row.instrument], names.treaties | {tables.unread.template}
        )
        known(file, path + "measure", [row.measure], names.measures)
        known(file, path + "rank", [row.rank], ranks)
        known(file, path + "grounds.{}.code", [one.code for one in row.grounds], names.grounds)
        known(file, path + "clocks.{}", row.clocks, names.clocks)
        known(file, path + "service_clocks.{}", row.service_clocks, names.clocks)
        unique(file, path + "contents", [one.code for one in row.contents])
    check_cited(file, found, {one.key for one in tables.sources})


def ways(found: Ways, names: Names) -> None:
    """ways.json. Raises DataRowError."""
    file, lacks = "ways.json", {one.code for one in found.lacks}
    unique(file, "lacks", [one.code for one in found.lacks])
    unique(file, "ways", [one.code for one in found.ways])
    for place, way in enumerate(found.ways):
        path = f"ways.{place}."
        known(file, path + "instrument", [way.instrument], names.treaties)
        known(file, path + "requested.{}", way.requested, names.states)
        known(file, path + "measures.{}", way.measures, names.measures)
        known(file, path + "lacks.{}", way.lacks, lacks)
        known(file, path + "clocks.{}", way.clocks, names.clocks)


def unique(file: str, path: str, values: list[str]) -> None:
    """No value stands twice. Raises DataRowError."""
    for value in values:
        if values.count(value) > 1:
            raise DataRowError(file, None, path, f"{value!r} stands twice")


def known(file: str, path: str, values: Iterable[str | None], names: Collection[str]) -> None:
    """Each value is one of the names. Raises DataRowError; ``{}`` in ``path`` is its place."""
    for place, value in enumerate(values):
        if value is not None and value not in names:
            raise DataRowError(file, None, path.format(place), f"{value!r} is not in the data")


def check_cited(file: str, found: Document, keys: set[str]) -> None:
    """Every source key in the document is one of the named sources."""
    for path, key in _cited(found, ""):
        for one in key.split(", "):
            if one not in keys:
                raise DataRowError(file, None, path, f"{one!r} is no source of the data")


def _cited(found: object, path: str) -> list[tuple[str, str]]:
    if isinstance(found, documents.Source):
        return []
    if isinstance(found, tuple):
        return [hit for i, one in enumerate(found) for hit in _cited(one, f"{path}.{i}")]
    if not isinstance(found, Document):
        return []
    hits = []
    for name in type(found).model_fields:
        value = getattr(found, name)
        place = f"{path}.{name}".lstrip(".")
        if isinstance(found, documents.Cited) and name == "source":
            hits.append((place, value))
        hits += _cited(value, place)
    return hits
