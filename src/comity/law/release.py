"""One release of the law data: read once, when first asked, and checked as a whole.

``packaged()`` is the release that came with this version. Tests and an operator's newer release
use ``Release(folder)``. A row that names something which another file does not know is refused.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from functools import cache, cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import TypeVar

from comity.law import documents, limits, offences, tables
from comity.law.documents import (
    Carries,
    Clocks,
    DataItems,
    Document,
    EuList,
    Grounds,
    Holds,
    Measures,
    Thresholds,
)
from comity.law.errors import DataFileMissingError, DataRowError
from comity.law.offences import Offences
from comity.law.rows import Authority, Declaration, State, Status, Treaty

TABLES = (tables.STATES, tables.TREATIES, tables.STATUS, tables.DECLARATIONS, tables.AUTHORITIES)

D = TypeVar("D", bound=Document)


class Release:
    """The tables and documents in one folder. Reading raises DataRowError, DataFileMissingError."""

    def __init__(self, folder: Traversable) -> None:
        self._folder = folder

    def bytes_of(self, file: str) -> bytes:
        """The bytes of one file. Raises DataFileMissingError."""
        try:
            with self._folder.joinpath(file).open("rb") as stream:
                return stream.read(limits.DATA_FILE_BYTES + 1)
        except OSError:
            raise DataFileMissingError(
                f"The law data has no readable file {file}. Install the release again.", file=file
            ) from None

    @cached_property
    def states(self) -> Mapping[str, State]:
        return MappingProxyType(
            {
                row["alpha2"]: State(
                    code=row["alpha2"],
                    alpha3=row["alpha3"],
                    name=row["name"],
                    un_member=row["un_member"] == "y",
                    official_languages=tuple(row["official_languages"].split(";")),
                    source=row["source_url"],
                    as_of=row.seen_on(),
                    line=row.line,
                )
                for row in self._rows(tables.STATES)
            }
        )

    @cached_property
    def treaties(self) -> Mapping[str, Treaty]:
        return MappingProxyType(
            {
                row["id"]: Treaty(
                    id=row["id"],
                    short_name=row["short_name"],
                    full_name=row["full_name"],
                    kind=row["kind"],
                    entered_into_force=row.date("entered_into_force"),
                    source=row["source_url"],
                    as_of=row.seen_on(),
                    note=row["note"],
                    line=row.line,
                )
                for row in self._rows(tables.TREATIES)
            }
        )

    @cached_property
    def statuses(self) -> Mapping[tuple[str, str], Status]:
        rows = self._rows(tables.STATUS)
        tables.check_known(rows, "treaty_id", self.treaties, "treaty")
        tables.check_known(rows, "state", self.states, "State")
        return MappingProxyType(
            {
                (row["treaty_id"], row["state"]): Status(
                    treaty=row["treaty_id"],
                    state=row["state"],
                    status=row["status"],
                    signed=row.date("signed"),
                    ratified=row.date("ratified"),
                    in_force=row.date("in_force"),
                    source=row["source_url"],
                    as_of=row.seen_on(),
                    note=row["note"],
                    line=row.line,
                )
                for row in rows
            }
        )

    @cached_property
    def declarations(self) -> tuple[Declaration, ...]:
        rows = self._rows(tables.DECLARATIONS)
        tables.check_known(rows, "treaty_id", self.treaties, "treaty")
        tables.check_known(rows, "state", self.states, "State")
        return tuple(
            Declaration(
                state=row["state"],
                treaty=row["treaty_id"],
                article=row["article"],
                effect=row["effect"],
                authority=row["authority"],
                effective_from=row.date("effective_from"),
                effective_to=row.date("effective_to"),
                source=row["source_url"],
                as_of=row.seen_on(),
                note=row["note"],
                line=row.line,
            )
            for row in rows
        )

    @cached_property
    def authorities(self) -> tuple[Authority, ...]:
        rows = self._rows(tables.AUTHORITIES)
        tables.check_known(rows, "state", self.states, "State")
        return tuple(
            Authority(
                state=row["state"],
                role=row["role"],
                institution=row["institution"],
                website=row["website"] or None,
                confidence=row["confidence"],
                source=row["source_url"],
                as_of=row.seen_on(),
                note=row["note"],
                line=row.line,
            )
            for row in rows
        )

    @cached_property
    def measures(self) -> Measures:
        found = self._document(Measures, "measures.json")
        _unique("measures.json", "measures", [one.code for one in found.measures])
        return found

    @cached_property
    def grounds(self) -> Grounds:
        found = self._document(Grounds, "grounds.json")
        _unique("grounds.json", "grounds", [one.code for one in found.grounds])
        return found

    @cached_property
    def clocks(self) -> Clocks:
        found = self._document(Clocks, "clocks.json")
        _unique("clocks.json", "clocks", [one.code for one in found.clocks])
        for place, clock in enumerate(found.clocks):
            lengths = [clock.days, clock.working_days, clock.hours]
            wanted = 0 if clock.kind == "date" else 1
            if len([one for one in lengths if one is not None]) != wanted:
                raise DataRowError("clocks.json", None, f"clocks.{place}", "has not one length")
        return found

    @cached_property
    def data_items(self) -> DataItems:
        found = self._document(DataItems, "dataitems.json")
        codes = [item.code for one in found.classes for item in one.items]
        _unique("dataitems.json", "classes", codes)
        for place, one in enumerate(found.classes):
            for item in one.items:
                if item.code.split(".")[0] != one.code:
                    path = f"classes.{place}"
                    raise DataRowError("dataitems.json", None, path, f"{item.code} is elsewhere")
        pairs = [f"{one.instrument} {one.code}" for one in found.categories]
        _unique("dataitems.json", "categories", pairs)
        known = [one.instrument for one in found.categories]
        _known("dataitems.json", "categories.{}.instrument", known, self.treaties)
        return found

    @cached_property
    def holds(self) -> Holds:
        found = self._document(Holds, "holds.json")
        _unique("holds.json", "holds", [one.state or "(default)" for one in found.holds])
        if None not in [one.state for one in found.holds]:
            raise DataRowError("holds.json", None, "holds", "the default row is missing")
        _known("holds.json", "holds.{}.state", [one.state for one in found.holds], self.states)
        clocks = {one.code for one in self.clocks.clocks}
        _known("holds.json", "holds.{}.clock", [one.clock for one in found.holds], clocks)
        self._check_sources("holds.json", found)
        return found

    @cached_property
    def carries(self) -> Carries:
        found = self._document(Carries, "carries.json")
        file = "carries.json"
        measures = {one.code for one in self.measures.measures}
        grounds = {one.code for one in self.grounds.grounds}
        clocks = {one.code for one in self.clocks.clocks}
        pairs = [f"{one.instrument} {one.measure}" for one in found.carries]
        _unique(file, "carries", pairs)
        _unique(file, "sources", [one.key for one in found.sources])
        for place, row in enumerate(found.carries):
            path = f"carries.{place}."
            _known(file, path + "instrument", [row.instrument], self.treaties)
            _known(file, path + "measure", [row.measure], measures)
            _known(file, path + "grounds.{}.code", [one.code for one in row.grounds], grounds)
            _known(file, path + "clocks.{}", row.clocks, clocks)
            _known(file, path + "service_clocks.{}", row.service_clocks, clocks)
            _unique(file, path + "contents", [one.code for one in row.contents])
        for place, gap in enumerate(found.displacements):
            path = f"displacements.{place}."
            _known(file, path + "instrument", [f"{gap.instrument} {gap.measure}"], pairs)
            _known(file, path + "by", [gap.by], self.treaties)
            _known(file, path + "use.{}", gap.use, measures)
        for place, other in enumerate(found.no_carriers):
            _known(file, f"no_carriers.{place}.instrument", [other.instrument], self.treaties)
            _known(file, f"no_carriers.{place}.measures", other.measures, measures)
        _known(file, "assistance_treaties.{}", found.assistance_treaties, self.treaties)
        _known(file, "listings.{}", [one.instrument for one in found.listings], self.treaties)
        _known(file, "readings.{}.state", [one.state for one in found.readings], self.states)
        _known(file, "readings.{}.treaty", [one.treaty for one in found.readings], self.treaties)
        _check_cited(file, found, {one.key for one in found.sources})
        return found

    @cached_property
    def thresholds(self) -> Thresholds:
        found = self._document(Thresholds, "thresholds.json")
        _unique("thresholds.json", "thresholds", [one.code for one in found.thresholds])
        return found

    @cached_property
    def eu_list(self) -> EuList:
        found = self._document(EuList, "eu_list.json")
        numbers = {one.number for one in found.categories}
        for name, listed in found.types.items():
            _known("eu_list.json", f"types.{name}", [name], self.offences.vocabulary.types)
            for number in listed:
                if number not in numbers:
                    raise DataRowError(
                        "eu_list.json", None, f"types.{name}", f"no category {number}"
                    )
        return found

    @cached_property
    def offences(self) -> Offences:
        """National provisions, gaps and the vocabulary of elements."""
        found = Offences(
            self.bytes_of(offences.VOCABULARY),
            self.bytes_of(offences.PROVISIONS),
            self.bytes_of(offences.GAPS),
        )
        for number, row in enumerate(found.provisions.values(), start=1):
            if row.state not in self.states:
                raise DataRowError(offences.PROVISIONS, number, "state", "is no State of the data")
        for number, gap in enumerate(found.gaps, start=1):
            if gap.state not in self.states:
                raise DataRowError(offences.GAPS, number, "state", "is no State of the data")
        return found

    def check(self) -> dict[str, int]:
        """Load everything. The number of rows per file; the first wrong one raises."""
        counts = {table.file: len(self._rows(table)) for table in (*TABLES, tables.SPAM_LAWS)}
        tables.check_known(self._rows(tables.SPAM_LAWS), "state", self.states, "State")
        _ = self.statuses, self.declarations, self.authorities
        counts["measures.json"] = len(self.measures.measures)
        counts["grounds.json"] = len(self.grounds.grounds)
        counts["clocks.json"] = len(self.clocks.clocks)
        counts["dataitems.json"] = len(self.data_items.classes)
        counts["holds.json"] = len(self.holds.holds)
        counts["carries.json"] = len(self.carries.carries)
        self._check_sources("clocks.json", self.clocks)
        self._check_sources("dataitems.json", self.data_items)
        counts[offences.VOCABULARY] = len(self.offences.vocabulary.elements)
        counts[offences.PROVISIONS] = len(self.offences.provisions)
        counts["thresholds.json"] = len(self.thresholds.thresholds)
        counts["eu_list.json"] = len(self.eu_list.categories)
        counts[offences.GAPS] = len(self.offences.gaps)
        return counts

    @cached_property
    def digest(self) -> str:
        """``sha256:`` over the names and bytes of all files: which release gave an answer."""
        total = hashlib.sha256()
        for file in sorted(self.check()):
            total.update(f"{file}\0".encode() + hashlib.sha256(self.bytes_of(file)).digest())
        return f"sha256:{total.hexdigest()}"

    def _rows(self, table: tables.Table) -> tuple[tables.Row, ...]:
        return tables.read(table, self.bytes_of(table.file))

    def _document(self, model: type[D], file: str) -> D:
        return documents.read(model, file, self.bytes_of(file))

    def _check_sources(self, file: str, found: Document) -> None:
        _check_cited(file, found, {one.key for one in self.carries.sources})


def _unique(file: str, path: str, values: list[str]) -> None:
    for value in values:
        if values.count(value) > 1:
            raise DataRowError(file, None, path, f"{value!r} stands twice")


def _known(file: str, path: str, values: Iterable[str | None], known: Collection[str]) -> None:
    for place, value in enumerate(values):
        if value is not None and value not in known:
            raise DataRowError(file, None, path.format(place), f"{value!r} is not in the data")


def _check_cited(file: str, found: Document, keys: set[str]) -> None:
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


@cache
def packaged() -> Release:
    """The release that came with this version."""
    return Release(files("comity.law").joinpath("data"))
