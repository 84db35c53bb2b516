"""One release of the law data: read once, when first asked, and checked as a whole.

``packaged()`` is the release that came with this version, ``in_use()`` the one that answers. Tests use ``Release(folder)``. A row that names something which another file does not know is refused.
"""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import TypeVar

from comity.law import changes, checking, documents, limits, offences, tables
from comity.law.carrying import (
    Carries,
    Carry,
    CarryRows,
    Competences,
    CoverageRows,
    Profile,
    Ways,
)
from comity.law.changes import Baseline, Change
from comity.law.checking import check_cited, known, unique
from comity.law.documents import (
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
from comity.law.rows import Authority, Declaration, SpamLaw, State, Status, Treaty

CARRY_ROWS = (
    "carries_budapest.json",
    "carries_protocol.json",
    "carries_europe.json",
    "carries_union.json",
    "carries_un.json",
    "carries_unread.json",
)
DOCUMENTS = (
    "measures",
    "grounds",
    "clocks",
    "dataitems",
    "holds",
    "carries",
    "ways",
    "competences",
    "coverage",
    "profile",
    "thresholds",
    "eu_list",
    "criminality",
)
TABLES = (tables.STATES, tables.TREATIES, tables.STATUS, tables.DECLARATIONS, tables.AUTHORITIES)

FILES = tuple(
    sorted(
        (
            *(table.file for table in (*TABLES, tables.SPAM_LAWS, tables.STATE_NAMES)),
            *CARRY_ROWS,
            *(f"{name}.json" for name in DOCUMENTS),
            offences.VOCABULARY,
            offences.PROVISIONS,
            offences.GAPS,
            offences.LOOKED,
            changes.FILE,
            changes.BASELINE,
        )
    )
)
"""Every file of a release: what its digest covers and what its bundle holds."""

D = TypeVar("D", bound=Document)


class Release:
    """The tables and documents in one folder. Reading raises DataRowError, DataFileMissingError."""

    def __init__(self, folder: Traversable) -> None:
        self._folder = folder

    def bytes_of(self, file: str) -> bytes:
        """The bytes of one file. Raises DataFileMissingError."""
        data = self._bytes.get(file)
        if data is None:
            raise DataFileMissingError(
                f"The law data has no readable file {file}. Install the release again.", file=file
            )
        return data

    @cached_property
    def _bytes(self) -> Mapping[str, bytes]:
        """All files as they are now: rows and digest stay of one release if the folder changes later."""
        found = {}
        for file in FILES:
            try:
                with self._folder.joinpath(file).open("rb") as stream:
                    found[file] = stream.read(limits.DATA_FILE_BYTES + 1)
            except OSError:
                continue
        return MappingProxyType(found)

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
                    region=row["region"] or "",
                    subregion=row["subregion"] or "",
                )
                for row in self._rows(tables.STATES)
            }
        )

    @cached_property
    def state_names(self) -> Mapping[tuple[str, str], str]:
        """The names in other languages, by code and language."""
        rows = self._rows(tables.STATE_NAMES)
        tables.check_known(rows, "state", self.states, "State")
        return MappingProxyType({(row["state"], row["language"]): row["name"] for row in rows})

    @cached_property
    def treaties(self) -> Mapping[str, Treaty]:
        return MappingProxyType(
            {
                row["id"]: Treaty(
                    id=row["id"],
                    short_name=row["short_name"],
                    full_name=row["full_name"],
                    kind=row["kind"],
                    depositary=row["depositary"],
                    opened=row.date("opened"),
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
    def spam_laws(self) -> tuple[SpamLaw, ...]:
        rows = self._rows(tables.SPAM_LAWS)
        tables.check_known(rows, "state", self.states, "State")
        return tuple(
            SpamLaw(
                state=row["state"],
                law=row["law"],
                section=row["section"],
                in_force=row.date("in_force"),
                authority=row["authority"],
                status=row["status"],
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
        unique("measures.json", "measures", [one.code for one in found.measures])
        return found

    @cached_property
    def grounds(self) -> Grounds:
        found = self._document(Grounds, "grounds.json")
        unique("grounds.json", "grounds", [one.code for one in found.grounds])
        return found

    @cached_property
    def clocks(self) -> Clocks:
        found = self._document(Clocks, "clocks.json")
        unique("clocks.json", "clocks", [one.code for one in found.clocks])
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
        unique("dataitems.json", "classes", codes)
        for place, one in enumerate(found.classes):
            for item in one.items:
                if item.code.split(".")[0] != one.code:
                    path = f"classes.{place}"
                    raise DataRowError("dataitems.json", None, path, f"{item.code} is elsewhere")
        pairs = [f"{one.instrument} {one.code}" for one in found.categories]
        unique("dataitems.json", "categories", pairs)
        instruments = [one.instrument for one in found.categories]
        known("dataitems.json", "categories.{}.instrument", instruments, self.treaties)
        return found

    @cached_property
    def holds(self) -> Holds:
        found = self._document(Holds, "holds.json")
        unique("holds.json", "holds", [one.state or "(default)" for one in found.holds])
        if None not in [one.state for one in found.holds]:
            raise DataRowError("holds.json", None, "holds", "the default row is missing")
        known("holds.json", "holds.{}.state", [one.state for one in found.holds], self.states)
        clocks = {one.code for one in self.clocks.clocks}
        known("holds.json", "holds.{}.clock", [one.clock for one in found.holds], clocks)
        self._check_sources("holds.json", found)
        return found

    @cached_property
    def carries(self) -> Carries:
        """What surrounds the rows: sources, ranks, precedence, lists, readings."""
        found = self._document(Carries, "carries.json")
        checking.tables(found, self._names)
        return found

    @cached_property
    def carry_rows(self) -> tuple[Carry, ...]:
        """The central table: which instrument carries which measure."""
        rows: list[Carry] = []
        for file in CARRY_ROWS:
            found = self._document(CarryRows, file)
            checking.rows(file, found, self._names, self.carries)
            rows += found.carries
        pairs = [f"{one.instrument} {one.measure}" for one in rows]
        unique(CARRY_ROWS[0], "carries", pairs)
        for place, gap in enumerate(self.carries.displacements):
            read = gap.instrument in self.carries.unread.instruments
            pair = f"{self.carries.unread.template if read else gap.instrument} {gap.measure}"
            known("carries.json", f"displacements.{place}.instrument", [pair], pairs)
        carried = {one.measure for one in rows}
        for place, one in enumerate(self.measures.measures):
            if one.carried != (one.code in carried):
                reason = f"does not agree with the rows of {one.code}"
                raise DataRowError("measures.json", None, f"measures.{place}.carried", reason)
        return tuple(rows)

    @cached_property
    def ways(self) -> Ways:
        """Networks, practices and comity."""
        found = self._document(Ways, "ways.json")
        checking.ways(found, self._names)
        self._check_sources("ways.json", found)
        return found

    @cached_property
    def competences(self) -> Competences:
        """What the authorities of a State may do."""
        found = self._document(Competences, "competences.json")
        rows = found.competences
        known("competences.json", "competences.{}.state", [one.state for one in rows], self.states)
        for place, one in enumerate(rows):
            path = f"competences.{place}.measures"
            known("competences.json", path, one.measures, self._names.measures)
        self._check_sources("competences.json", found)
        return found

    @cached_property
    def coverage(self) -> CoverageRows:
        """How far each kind of data was looked at."""
        found = self._document(CoverageRows, "coverage.json")
        rows = found.coverage
        known("coverage.json", "coverage.{}.state", [one.state for one in rows], self.states)
        unique("coverage.json", "coverage", [f"{one.state} {one.kind}" for one in rows])
        default = {one.kind for one in rows if one.state is None}
        known("coverage.json", "coverage.{}.kind", [one.kind for one in rows], default)
        return found

    @cached_property
    def profile(self) -> Profile:
        """What is to be known of every State."""
        found = self._document(Profile, "profile.json")
        unique("profile.json", "items", [one.code for one in found.items])
        known("profile.json", "items.{}.treaty", [one.treaty for one in found.items], self.treaties)
        self._check_sources("profile.json", found)
        return found

    @cached_property
    def _names(self) -> checking.Names:
        return checking.Names(
            states=frozenset(self.states),
            treaties=frozenset(self.treaties),
            measures=frozenset(one.code for one in self.measures.measures),
            grounds=frozenset(one.code for one in self.grounds.grounds),
            clocks=frozenset(one.code for one in self.clocks.clocks),
        )

    @cached_property
    def thresholds(self) -> Thresholds:
        found = self._document(Thresholds, "thresholds.json")
        unique("thresholds.json", "thresholds", [one.code for one in found.thresholds])
        return found

    @cached_property
    def eu_list(self) -> EuList:
        found = self._document(EuList, "eu_list.json")
        numbers = {one.number for one in found.categories}
        for name, listed in found.types.items():
            known("eu_list.json", f"types.{name}", [name], self.offences.vocabulary.types)
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
            self.bytes_of(offences.LOOKED),
        )
        rows = {
            offences.PROVISIONS: [row.state for row in found.provisions.values()],
            offences.GAPS: [row.state for row in found.gaps],
            offences.LOOKED: [row.state for row in found.looked],
        }
        for file, named in rows.items():
            for line, state in enumerate(named, start=1):
                if state not in self.states:
                    raise DataRowError(file, line, "state", "is no State of the data")
        return found

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """What was changed since the release before, newest last."""
        return changes.read(self.bytes_of(changes.FILE))

    def undocumented_changes(self) -> list[tuple[str, str, str]]:
        """Rows that differ from the release before without an entry: file, id, what happened."""
        baseline = self._document(Baseline, changes.BASELINE)
        return changes.undocumented(baseline, self.changes, self._logged())

    def baseless_changes(self) -> list[str]:
        """Entries of the change log that tell of a row which has not changed."""
        baseline = self._document(Baseline, changes.BASELINE)
        return changes.baseless(baseline, self.changes, self._logged())

    def _logged(self) -> dict[str, bytes]:
        return {file: self.bytes_of(file) for file in changes.LOGGED}

    def check(self) -> dict[str, int]:
        """Load everything. The number of rows per file; the first wrong one raises."""
        counts = {table.file: len(self._rows(table)) for table in (*TABLES, tables.SPAM_LAWS)}
        _ = self.statuses, self.declarations, self.authorities, self.spam_laws
        counts[tables.STATE_NAMES.file] = len(self.state_names)
        counts["measures.json"] = len(self.measures.measures)
        counts["grounds.json"] = len(self.grounds.grounds)
        counts["clocks.json"] = len(self.clocks.clocks)
        counts["dataitems.json"] = len(self.data_items.classes)
        counts["holds.json"] = len(self.holds.holds)
        counts["carries.json"] = len(self.carries.displacements)
        counts |= {file: len(self._document(CarryRows, file).carries) for file in CARRY_ROWS}
        _ = self.carry_rows
        counts["ways.json"] = len(self.ways.ways)
        counts["competences.json"] = len(self.competences.competences)
        counts["coverage.json"] = len(self.coverage.coverage)
        counts["profile.json"] = len(self.profile.items)
        self._check_sources("clocks.json", self.clocks)
        self._check_sources("dataitems.json", self.data_items)
        counts[offences.VOCABULARY] = len(self.offences.vocabulary.elements)
        counts[offences.PROVISIONS] = len(self.offences.provisions)
        counts["thresholds.json"] = len(self.thresholds.thresholds)
        counts["eu_list.json"] = len(self.eu_list.categories)
        counts[offences.GAPS] = len(self.offences.gaps)
        counts[offences.LOOKED] = len(self.offences.looked)
        counts[changes.FILE] = len(self.changes)
        for file, key, kind in self.undocumented_changes():
            raise DataRowError(file, None, key, f"{kind} without an entry in {changes.FILE}")
        for entry in self.baseless_changes():
            raise DataRowError(changes.FILE, None, entry, "tells of a row that has not changed")
        return counts

    @cached_property
    def digest(self) -> str:
        """``sha256:`` over the names and bytes of all files: which release gave an answer."""
        total = hashlib.sha256()
        for file in FILES:
            total.update(f"{file}\0".encode() + hashlib.sha256(self.bytes_of(file)).digest())
        return f"sha256:{total.hexdigest()}"

    def _rows(self, table: tables.Table) -> tuple[tables.Row, ...]:
        return tables.read(table, self.bytes_of(table.file))

    def _document(self, model: type[D], file: str) -> D:
        return documents.read(model, file, self.bytes_of(file))

    def _check_sources(self, file: str, found: Document) -> None:
        check_cited(file, found, {one.key for one in self.carries.sources})


@cache
def packaged() -> Release:
    """The release that came with this version."""
    return Release(files("comity.law").joinpath("data"))


_TAKEN_UP: list[Release] = []


_ASKED: ContextVar[Release | None] = ContextVar("release asked for", default=None)


def in_use() -> Release:
    """The release that answers: the one asked for here (``answering_from``), else the one that this
    process last took up, else the packaged one."""
    asked = _ASKED.get()
    if asked is not None:
        return asked
    return _TAKEN_UP[-1] if _TAKEN_UP else packaged()


@contextmanager
def answering_from(release: Release) -> Iterator[None]:
    """Within the block everything in this thread is answered from this release, and nothing else is."""
    before = _ASKED.set(release)
    try:
        yield
    finally:
        _ASKED.reset(before)


def use(release: Release | None) -> None:
    """Answer from this release from now on; None: from the packaged one. It must have been checked."""
    _TAKEN_UP[:] = [] if release is None else [release]
