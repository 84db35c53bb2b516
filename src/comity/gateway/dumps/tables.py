"""The rows of every table of the dictionary, from one release of the law data and the guidance. Pure.

Rows are checked against the dictionary and sorted by their key, so that the same data give the same bytes.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import cached_property
from types import MappingProxyType
from typing import Any, Final

from comity.gateway.dumps import limits
from comity.gateway.dumps import texts as translations
from comity.gateway.dumps.dictionary import CODES, FORMAT, TABLES, Column, Table
from comity.gateway.dumps.errors import CellError
from comity.gateway.guidance import Help, Page
from comity.gateway.members.network import UNKNOWN, Authority, Network, Revoked, State
from comity.law import offence_coverage, treaties
from comity.law import tables as files
from comity.law.dates import PartialDate
from comity.law.names import Names
from comity.law.release import Release, answering_from
from comity.wire import times

Cell = str | int | float | bool | None
Row = tuple[Cell, ...]
Given = Mapping[str, Any]
_CODE = re.compile(r"[A-Za-z0-9_():/-]+", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z", re.ASCII)
_ADDRESS = re.compile(r"(https?://|urn:)\S+", re.ASCII)


@dataclass(frozen=True)
class Guidance:
    """The texts of the guidance: pages by shelf and name, and the questions of help."""

    shelves: tuple[tuple[str, tuple[tuple[str, Page], ...]], ...]
    help: Help

    @property
    def pages(self) -> Iterator[tuple[str, Page]]:
        """Every page with its permanent name."""
        for shelf, pages in self.shelves:
            yield from ((f"{shelf}/{name}", page) for name, page in pages)

    @property
    def version(self) -> str:
        """The digest of all texts: ``sha256:`` and 64 digits."""
        told = {name: page.model_dump(mode="json") for name, page in self.pages}
        told["help"] = self.help.model_dump(mode="json")
        text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


@dataclass(frozen=True)
class Asked:
    """What the tables are made from."""

    release: Release
    day: date
    guidance: Guidance
    network: Network = UNKNOWN

    @cached_property
    def covered(self) -> tuple[offence_coverage.OffenceCoverage, ...]:
        """Every State and type on the day."""
        return tuple(
            offence_coverage.of(state, name, self.day, self.release)
            for state in self.release.states
            for name in self.release.offences.vocabulary.types
        )


def build(
    release: Release, day: date, guidance: Guidance, network: Network = UNKNOWN
) -> Mapping[str, tuple[Row, ...]]:
    """The rows of every table, in the order of the dictionary. Raises CellError."""
    asked = Asked(release, day, guidance, network)
    with answering_from(release):
        found = {name: _fitted(TABLES[name], make(asked)) for name, make in _ROWS.items()}
    found["texts"] = _fitted(TABLES["texts"], translations.of(found, release))
    return MappingProxyType({name: found[name] for name in TABLES})


def _fitted(table: Table, given: Iterable[Given]) -> tuple[Row, ...]:
    names = [one.name for one in table.columns]
    key = [names.index(one) for one in table.key]
    rows = []
    for one in given:
        if set(one) != set(names):
            raise _wrong(table.name, ", ".join(sorted(set(one) ^ set(names))), "missing or unknown")
        rows.append(tuple(_cell(table, column, one[column.name]) for column in table.columns))
    rows.sort(key=lambda row: tuple(_order(row[place]) for place in key))
    return tuple(rows)


def _order(cell: Cell) -> tuple[float, str]:
    return (0.0, cell) if isinstance(cell, str) else (float(cell or 0), "")


def _cell(table: Table, column: Column, value: object) -> Cell:
    cell = value
    if isinstance(value, datetime):
        cell = times.format(value)
    elif isinstance(value, (PartialDate, date)):
        cell = str(value)
    if cell is None or cell == "":
        if column.empty is None:
            raise _wrong(table.name, column.name, "empty")
        return None
    if not _FITS[column.kind](cell) or (column.codes and cell not in CODES[column.codes]):
        raise _wrong(table.name, column.name, str(cell)[:80])
    return cell  # type: ignore[return-value]  # checked in the line before


def _wrong(table: str, column: str, because: str) -> CellError:
    sentence = f"{CellError.sentence} Look at {table}.{column}: {because}"
    return CellError(sentence, table=table, column=column)


def _text(cell: object) -> bool:
    return isinstance(cell, str) and len(cell) <= limits.CELL_CHARS and "\0" not in cell


def _partial(cell: object) -> bool:
    try:
        PartialDate.parse(str(cell))
    except ValueError:
        return False
    return isinstance(cell, str)


_FITS: Final[Mapping[str, Callable[[object], bool]]] = MappingProxyType(
    {
        "text": _text,
        "code": lambda cell: isinstance(cell, str) and bool(_CODE.fullmatch(cell)),
        "integer": lambda cell: type(cell) is int,
        "number": lambda cell: type(cell) in (int, float),
        "boolean": lambda cell: type(cell) is bool,
        "date": _partial,
        "day": lambda cell: _partial(cell) and bool(_DAY.fullmatch(str(cell))),
        "time": lambda cell: isinstance(cell, str) and bool(_TIME.fullmatch(cell)),
        "address": lambda cell: _text(cell) and bool(_ADDRESS.fullmatch(str(cell))),
    }
)


# States


def _release(asked: Asked) -> Iterator[Given]:
    yield {
        "format": FORMAT,
        "data_version": asked.release.digest,
        "guidance_version": asked.guidance.version,
        "texts_version": translations.version(),
        "members_version": asked.network.version,
        "directory": asked.network.standing,
        "day": asked.day,
    }


def _codes(asked: Asked) -> Iterator[Given]:
    for name, codes in CODES.items():
        for code, meaning in codes.items():
            yield {"list": name, "code": code, "meaning": meaning}
    names = Names(asked.release)
    for effect in {one.effect for one in asked.release.declarations}:
        yield {"list": "effect", "code": effect, "meaning": names.effect(effect)}


def _read(asked: Asked, table: files.Table) -> Iterator[dict[str, Any]]:
    """The rows of a CSV file of the law data, all its columns."""
    for row in files.read(table, asked.release.bytes_of(table.file)):
        yield {("source" if k == "source_url" else k): v for k, v in row.values.items()}


def _states(asked: Asked) -> Iterator[Given]:
    for row in _read(asked, files.STATES):
        code, member = row.pop("alpha2"), row.pop("un_member")
        yield row | {"code": code, "un_member": member == "y"}


def _state_names(asked: Asked) -> Iterator[Given]:
    return _read(asked, files.STATE_NAMES)


def _authorities(asked: Asked) -> Iterator[Given]:
    for row in _read(asked, files.AUTHORITIES):
        reliability = row.pop("confidence")
        yield row | {"reliability": reliability}


def _spam_laws(asked: Asked) -> Iterator[Given]:
    return _numbered(_read(asked, files.SPAM_LAWS), ("state", "law", "section"))


def _numbered(rows: Iterable[Given], by: tuple[str, ...]) -> Iterator[Given]:
    ordered = sorted(rows, key=lambda row: tuple(str(row[one]) for one in by))
    for number, row in enumerate(ordered, start=1):
        yield {**row, "number": number}


# Instruments


def _instruments(asked: Asked) -> Iterator[Given]:
    return _read(asked, files.TREATIES)


def _instrument_status(asked: Asked) -> Iterator[Given]:
    for row in _read(asked, files.STATUS):
        name = row.pop("treaty_id")
        yield row | {"instrument": name}


def _bonds(asked: Asked) -> Iterator[Given]:
    for treaty in asked.release.treaties.values():
        for state in asked.release.states:
            if treaty.kind != "bilateral" or (treaty.id, state) in asked.release.statuses:
                bound = treaties.standing(treaty.id, state, asked.day).bound
                yield {"instrument": treaty.id, "state": state, "bound": bound}


def _declarations(asked: Asked) -> Iterator[Given]:
    by = ("state", "instrument", "article", "effect", "authority", "effective_from")
    rows = []
    for row in _read(asked, files.DECLARATIONS):
        name = row.pop("treaty_id")
        rows.append(row | {"instrument": name})
    return _numbered(rows, by)


# The vocabulary


def _type_categories(asked: Asked) -> Iterator[Given]:
    for code, meaning in asked.release.offences.vocabulary.type_categories.items():
        yield {"code": code, "meaning": meaning}


def _types(asked: Asked) -> Iterator[Given]:
    names = Names(asked.release)
    for code, one in asked.release.offences.vocabulary.types.items():
        yield {
            "code": code,
            "title": names.type(code),
            "definition": one.definition,
            "category": one.category_com2007_267,
            "budapest": one.budapest,
            "directive_2013_40": one.directive_2013_40,
            "un_convention": one.un_convention,
        }


def _type_elements(asked: Asked) -> Iterator[Given]:
    for code, one in asked.release.offences.vocabulary.types.items():
        yield from ({"type": code, **row} for row in _listed(one.baseline_elements, "element"))


def _listed(values: Iterable[str], name: str) -> Iterator[dict[str, Any]]:
    for number, value in enumerate(values, start=1):
        yield {"number": number, name: value}


def _elements(asked: Asked) -> Iterator[Given]:
    for code, one in asked.release.offences.vocabulary.elements.items():
        yield {
            "code": code,
            "facet": one.facet,
            "definition": one.definition,
            "jurisdictional": one.jurisdictional,
        }


def _element_implications(asked: Asked) -> Iterator[Given]:
    for code, targets in asked.release.offences.vocabulary.implies.items():
        yield from ({"element": code, "implies": one} for one in targets)


def _element_equivalents(asked: Asked) -> Iterator[Given]:
    for group, members in enumerate(asked.release.offences.vocabulary.equivalent, start=1):
        yield from ({"group_number": group, **row} for row in _listed(members, "element"))


def _readings(asked: Asked) -> Iterator[Given]:
    found = asked.release.offences.vocabulary.interpretive_implications
    for number, one in enumerate(found, start=1):
        yield {"number": number, "follows": one.then, "basis": one.basis}


def _reading_conditions(asked: Asked) -> Iterator[Given]:
    found = asked.release.offences.vocabulary.interpretive_implications
    for number, one in enumerate(found, start=1):
        yield from ({"reading": number, "element": element} for element in one.if_all)


def _circumstances(asked: Asked) -> Iterator[Given]:
    for code, meaning in asked.release.offences.vocabulary.aggravating_circumstances.items():
        yield {"code": code, "meaning": meaning}


def _general_rules(asked: Asked) -> Iterator[Given]:
    found = asked.release.offences.vocabulary.general_part_rules
    for number, one in enumerate(found, start=1):
        yield {"number": number, **one.model_dump()}


# Offences


def _provisions(asked: Asked) -> Iterator[Given]:
    for one in asked.release.offences.provisions.values():
        yield {
            "id": one.id,
            "state": one.state,
            "statute": one.statute,
            "provision": one.provision,
            "status": one.status,
            "in_force_from": one.in_force_from,
            "in_force_to": one.end,
            "end_not_seen": one.in_force_to == "unknown",
            "mental": one.mental,
            "attempt": one.attempt,
            "min_months": one.penalty.min_months,
            "max_months": one.penalty.max_months,
            "life": one.penalty.life,
            "fine": one.penalty.fine,
            "penalty_note": one.penalty.notes,
            "complaint_required": one.complaint_required,
            "seen_in": one.seen_in,
            "reliability": one.source_reliability,
            "source": one.source_url,
            "as_of": one.as_of,
            "note": one.note,
        }


def _provision_types(asked: Asked) -> Iterator[Given]:
    for one in asked.release.offences.provisions.values():
        yield from ({"provision": one.id, "type": name} for name in one.harmonised_types)


def _provision_elements(asked: Asked) -> Iterator[Given]:
    for one in asked.release.offences.provisions.values():
        parts = one.elements
        groups = [("required", 0, parts.required)]
        groups += [("alternative", n, g) for n, g in enumerate(parts.alternatives, start=1)]
        groups += [("qualifier", 0, parts.qualifiers), ("threshold", 0, parts.thresholds)]
        for role, group, members in groups:
            for row in _listed(members, "element"):
                yield {"provision": one.id, "role": role, "group_number": group, **row}


def _figures(asked: Asked) -> Iterator[Given]:
    for one in asked.release.offences.provisions.values():
        for number, figure in enumerate(one.threshold_values, start=1):
            row = figure.model_dump()
            comparison = row.pop("op")
            yield {"provision": one.id, "number": number, "comparison": comparison, **row}


def _aggravations(asked: Asked) -> Iterator[Given]:
    for one in asked.release.offences.provisions.values():
        for number, range_ in enumerate(one.aggravated, start=1):
            yield {"provision": one.id, "number": number, **range_.model_dump()}


def _gaps(asked: Asked) -> Iterator[Given]:
    for one in asked.release.offences.gaps:
        row = one.model_dump(exclude={"harmonised_types", "source_url", "source_reliability"})
        yield row | {"source": one.source_url, "reliability": one.source_reliability}


def _gap_types(asked: Asked) -> Iterator[Given]:
    for one in asked.release.offences.gaps:
        yield from ({"gap": one.id, "type": name} for name in one.harmonised_types)


def _looked(asked: Asked) -> Iterator[Given]:
    return (one.model_dump() for one in asked.release.offences.looked)


def _coverage(asked: Asked) -> Iterator[Given]:
    for one in asked.covered:
        yield {"state": one.state, "type": one.type, "kind": one.kind}


def _coverage_basis(asked: Asked) -> Iterator[Given]:
    provisions = asked.release.offences.provisions
    for one in asked.covered:
        for number, seen in enumerate(one.seen, start=1):
            yield {
                "state": one.state,
                "type": one.type,
                "number": number,
                "provision": seen.row if seen.row in provisions else None,
                "gap": None if seen.row in provisions else seen.row,
                "source": seen.source,
                "as_of": seen.as_of,
            }


def _changes(asked: Asked) -> Iterator[Given]:
    for one in asked.release.changes:
        row = one.model_dump(exclude={"key", "source_url", "source_reliability"})
        yield row | {
            "row": one.key,
            "source": one.source_url,
            "reliability": one.source_reliability,
        }


# Procedure


def _texts_read(asked: Asked) -> Iterator[Given]:
    for one in asked.release.carries.sources:
        yield {"key": one.key, "name": one.name, "source": one.url}


def _measures(asked: Asked) -> Iterator[Given]:
    return (one.model_dump() for one in asked.release.measures.measures)


def _cited(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"texts": row.pop("source")}


def _holds(asked: Asked) -> Iterator[Given]:
    for number, one in enumerate(asked.release.holds.holds, start=1):
        yield {"number": number, **_cited(one.model_dump(exclude={"clock", "conditions"}))}


def _hold_conditions(asked: Asked) -> Iterator[Given]:
    for number, one in enumerate(asked.release.holds.holds, start=1):
        yield from ({"hold": number, **row} for row in _listed(one.conditions, "text"))


def _competences(asked: Asked) -> Iterator[Given]:
    for number, one in enumerate(asked.release.competences.competences, start=1):
        yield {"number": number, **_cited(one.model_dump(exclude={"measures"}))}


def _competence_measures(asked: Asked) -> Iterator[Given]:
    for number, one in enumerate(asked.release.competences.competences, start=1):
        yield from ({"competence": number, "measure": code} for code in one.measures)


def _data_coverage(asked: Asked) -> Iterator[Given]:
    for number, one in enumerate(asked.release.coverage.coverage, start=1):
        yield {"number": number, **one.model_dump()}


# Guidance


@dataclass(frozen=True, slots=True)
class _Part:
    page: str
    number: int
    part: str
    heading: str
    texts: tuple[tuple[str, str], ...]  # kind and text
    sources: tuple[str, ...]


def _parts(asked: Asked) -> Iterator[_Part]:
    for name, page in asked.guidance.pages:
        told: list[tuple[str, str, list[tuple[str, str]], tuple[str, ...]]] = []
        told.append(("now", "", [("step", one) for one in page.now.steps], page.now.sources))
        if page.keep:
            points = [("point", one) for one in page.keep.points]
            told.append(("keep", "", points, page.keep.sources))
        for one in page.section:
            texts = [("paragraph", text) for text in one.text]
            texts += [("point", text) for text in one.points]
            told.append(("section", one.heading, texts, one.sources))
        if page.law:
            texts = [("paragraph", text) for text in page.law.text]
            told.append(("law", "", texts, page.law.sources))
        for number, (part, heading, texts, sources) in enumerate(told, start=1):
            yield _Part(name, number, part, heading, tuple(texts), sources)


def _guidance_pages(asked: Asked) -> Iterator[Given]:
    for name, page in asked.guidance.pages:
        yield {"id": name, "title": page.title, "summary": page.summary}


def _guidance_sources(asked: Asked) -> Iterator[Given]:
    for name, page in asked.guidance.pages:
        yield from ({"page": name, **_source_row(one)} for one in page.source)


def _source_row(one: Any) -> dict[str, Any]:
    row: dict[str, Any] = one.model_dump()
    return row | {"source": row.pop("url")}


def _guidance_parts(asked: Asked) -> Iterator[Given]:
    for one in _parts(asked):
        yield {"page": one.page, "number": one.number, "part": one.part, "heading": one.heading}


def _guidance_texts(asked: Asked) -> Iterator[Given]:
    for one in _parts(asked):
        for number, (kind, text) in enumerate(one.texts, start=1):
            yield {
                "page": one.page,
                "part_number": one.number,
                "number": number,
                "kind": kind,
                "text": text,
            }


def _guidance_part_sources(asked: Asked) -> Iterator[Given]:
    for one in _parts(asked):
        for key in dict.fromkeys(one.sources):
            yield {"page": one.page, "part_number": one.number, "key": key}


def _guidance_roles(asked: Asked) -> Iterator[Given]:
    for name, page in asked.guidance.pages:
        if page.turn_to:
            whys = dict(enumerate(page.turn_to.why))
            for place, role in enumerate(page.turn_to.roles):
                yield {"page": name, "number": place + 1, "role": role, "why": whys.get(place)}


def _guidance_links(asked: Asked) -> Iterator[Given]:
    for name, page in asked.guidance.pages:
        law = page.law
        told = [("type", one) for one in (law.types if law else ())]
        told += [("instrument", one) for one in (law.instruments if law else ())]
        told += [("page", one) for one in page.see_also]
        for number, (kind, target) in enumerate(told, start=1):
            yield {"page": name, "number": number, "kind": kind, "target": target}


def _help_outcomes(asked: Asked) -> Iterator[Given]:
    for one in asked.guidance.help.outcome:
        yield {"id": one.id, "title": one.title, "page": one.page}


def _help_questions(asked: Asked) -> Iterator[Given]:
    tree = asked.guidance.help
    for one in tree.question:
        yield {"id": one.id, "first": one.id == tree.start, "text": one.text, "hint": one.hint}


def _help_choices(asked: Asked) -> Iterator[Given]:
    for one in asked.guidance.help.question:
        for number, choice in enumerate(one.choice, start=1):
            outcome = choice.goes_to.startswith("outcome:")
            name = choice.goes_to.removeprefix("outcome:")
            yield {
                "question": one.id,
                "number": number,
                "text": choice.text,
                "to_question": None if outcome else name,
                "to_outcome": name if outcome else None,
            }


def _help_texts(asked: Asked) -> Iterator[Given]:
    for one in asked.guidance.help.outcome:
        for part, texts in (("now", one.now), ("keep", one.keep)):
            yield from ({"outcome": one.id, "part": part, **row} for row in _listed(texts, "text"))


def _help_roles(asked: Asked) -> Iterator[Given]:
    for one in asked.guidance.help.outcome:
        yield from ({"outcome": one.id, **row} for row in _listed(one.roles, "role"))


def _help_types(asked: Asked) -> Iterator[Given]:
    for one in asked.guidance.help.outcome:
        yield from ({"outcome": one.id, "type": name} for name in one.types)


def _help_sources(asked: Asked) -> Iterator[Given]:
    return (_source_row(one) for one in asked.guidance.help.source)


def _help_outcome_sources(asked: Asked) -> Iterator[Given]:
    for one in asked.guidance.help.outcome:
        yield from ({"outcome": one.id, "key": key} for key in dict.fromkeys(one.sources))


# Members of the network


def _directory(asked: Asked) -> Iterator[Given]:
    found = asked.network.directory
    if found is not None:
        yield {one.name: getattr(found, one.name) for one in fields(found)}


def _of_state(asked: Asked, one: State) -> dict[str, Any]:
    assert asked.network.directory is not None  # a State comes from one
    return {
        "invented": asked.network.directory.invented,
        "source": one.source,
        "as_of": one.as_of,
    }


def _members(asked: Asked) -> Iterator[Given]:
    for one in asked.network.states:
        assert asked.network.directory is not None
        yield {
            "state": one.state,
            "standing": one.standing,
            "part": one.part,
            "part_expires": one.part_expires,
            "shown_as_in": one.shown_as_in,
            "seen_in": one.seen_in,
            "sha256": asked.network.directory.sha256,
            **_of_state(asked, one),
        }


def _declared(asked: Asked) -> Iterator[Authority]:
    return (each for one in asked.network.states for each in one.authorities)


def _member_authorities(asked: Asked) -> Iterator[Given]:
    for state in asked.network.states:
        for one in state.authorities:
            yield {
                "id": one.id,
                "state": state.state,
                "role": one.role,
                "node": one.node,
                "languages": ", ".join(one.languages),
                "hours": one.hours,
                "time_zone": one.time_zone,
                "valid_from": one.valid_from,
                **_of_state(asked, state),
            }


def _member_names(asked: Asked) -> Iterator[Given]:
    for one in _declared(asked):
        for language, name in one.name:
            yield {"authority": one.id, "language": language, "name": name}


def _member_competences(asked: Asked) -> Iterator[Given]:
    for one in _declared(asked):
        for each in one.competences:
            for verb in dict.fromkeys(each.verbs):
                yield {"authority": one.id, "measure": each.measure, "verb": verb}


def _member_revoked_keys(asked: Asked) -> Iterator[Given]:
    for one in _declared(asked):
        first = {
            each.kid: each.since for each in sorted(one.revoked_keys, key=_since, reverse=True)
        }
        yield from (
            {"authority": one.id, "key_name": kid, "since": since} for kid, since in first.items()
        )


def _since(one: Revoked) -> datetime:
    return one.since


_ROWS: Final[Mapping[str, Callable[[Asked], Iterator[Given]]]] = MappingProxyType(
    {
        "release": _release,
        "codes": _codes,
        "states": _states,
        "state_names": _state_names,
        "authorities": _authorities,
        "spam_laws": _spam_laws,
        "instruments": _instruments,
        "instrument_status": _instrument_status,
        "bonds": _bonds,
        "declarations": _declarations,
        "type_categories": _type_categories,
        "types": _types,
        "type_elements": _type_elements,
        "elements": _elements,
        "element_implications": _element_implications,
        "element_equivalents": _element_equivalents,
        "readings": _readings,
        "reading_conditions": _reading_conditions,
        "circumstances": _circumstances,
        "general_rules": _general_rules,
        "provisions": _provisions,
        "provision_types": _provision_types,
        "provision_elements": _provision_elements,
        "figures": _figures,
        "aggravations": _aggravations,
        "gaps": _gaps,
        "gap_types": _gap_types,
        "looked": _looked,
        "coverage": _coverage,
        "coverage_basis": _coverage_basis,
        "changes": _changes,
        "texts_read": _texts_read,
        "measures": _measures,
        "holds": _holds,
        "hold_conditions": _hold_conditions,
        "competences": _competences,
        "competence_measures": _competence_measures,
        "data_coverage": _data_coverage,
        "guidance_pages": _guidance_pages,
        "guidance_sources": _guidance_sources,
        "guidance_parts": _guidance_parts,
        "guidance_texts": _guidance_texts,
        "guidance_part_sources": _guidance_part_sources,
        "guidance_roles": _guidance_roles,
        "guidance_links": _guidance_links,
        "help_outcomes": _help_outcomes,
        "help_questions": _help_questions,
        "help_choices": _help_choices,
        "help_texts": _help_texts,
        "help_roles": _help_roles,
        "help_types": _help_types,
        "help_sources": _help_sources,
        "help_outcome_sources": _help_outcome_sources,
        "directory": _directory,
        "members": _members,
        "member_authorities": _member_authorities,
        "member_names": _member_names,
        "member_competences": _member_competences,
        "member_revoked_keys": _member_revoked_keys,
    }
)
