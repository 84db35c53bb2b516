"""Dumps: what is in them is what is published, to the cell; who wrote them can be checked; nothing else passes."""

import csv
import io
import json
import os
import re
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from comity.gateway.dumps import (
    commands,
    dictionary,
    formats,
    home,
    keys,
    limits,
    manifest,
    tables,
    texts,
    writing,
)
from comity.gateway.dumps.dictionary import CODES, GROUPS, TABLES
from comity.gateway.dumps.errors import (
    CellError,
    DumpError,
    DumpExistsError,
    DumpMissingError,
    FileChangedError,
    FileMissingError,
    FileUnknownError,
    KeysError,
    KeysOpenError,
    ManifestWrongError,
    SignerUnknownError,
)
from comity.gateway.dumps.tables import Row
from comity.gateway.members.network import UNKNOWN, Network
from comity.law import offence_coverage, treaties
from comity.law.criminality.wording import Wording
from comity.law.names import Names
from comity.law.release import packaged
from comity.trust.entries import ROLES
from comity.wire import base64url, canonical, jws
from comity.wire.errors import SignatureError, SignatureMissingError, SignatureWrongError
from comity.wire.keys import generate_pair
from tests.gateway.networks import ADDRESS, network_of

pytestmark = pytest.mark.whole

DAY = date(2026, 11, 26)
MADE_AT = datetime(2026, 11, 26, 12, 30, 5, tzinfo=UTC)
PAIR = generate_pair()
PUBLIC = [key.public for key in PAIR]


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Network:
    return network_of(tmp_path_factory.mktemp("directory"))


@pytest.fixture(scope="module")
def rows(network: Network) -> Mapping[str, tuple[Row, ...]]:
    return tables.build(packaged(), DAY, writing.guidance(), network)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory, network: Network) -> Path:
    folder = tmp_path_factory.mktemp("dumps")
    return writing.write(folder, packaged(), DAY, PAIR, MADE_AT, network=network)


@pytest.fixture
def dump(written: Path, tmp_path: Path) -> Path:
    """A copy that a test may spoil."""
    return Path(shutil.copytree(written, tmp_path / written.name))


# The dictionary


def test_every_table_has_rows_and_a_maker_and_no_other_has(
    rows: Mapping[str, tuple[Row, ...]],
) -> None:
    assert list(rows) == list(TABLES)
    assert [name for name, found in rows.items() if not found] == []


def test_every_table_and_column_is_explained_and_named_once() -> None:
    for _name, title, group in GROUPS:
        assert title
        for table in group:
            assert table.meaning[0].isupper()
            names = [one.name for one in table.columns]
            assert len(set(names)) == len(names)
            assert set(table.key) <= set(names)
            assert all(table.column(one).empty is None for one in table.key), table.name
            for one in table.columns:
                assert one.meaning and not one.meaning.endswith("."), (table.name, one.name)
                assert re.fullmatch("[a-z][a-z0-9_]*", one.name)


def test_tables_refer_to_tables_before_them() -> None:
    before: set[str] = set()
    for table in TABLES.values():
        for one in table.columns:
            if one.refers and one.refers[0] != table.name:
                assert one.refers[0] in before, (table.name, one.name)
                assert TABLES[one.refers[0]].key == (one.refers[1],)
            assert not one.codes or one.codes in CODES
        for columns, other, others in table.groups:
            assert other in before
            assert TABLES[other].key == others
            assert set(columns) <= {one.name for one in table.columns}
        before.add(table.name)


def test_codes_that_the_law_room_knows_are_all_in_the_dictionary() -> None:
    from typing import get_args

    vocabulary = packaged().offences.vocabulary
    assert set(CODES["coverage"]) == set(get_args(offence_coverage.Kind))
    assert set(CODES["facet"]) == set(vocabulary.element_facets)
    assert set(CODES["degree"]) == {one for one in vocabulary.enums.mental if one}
    assert set(CODES["provision_status"]) == set(vocabulary.enums.status)
    assert set(CODES["member_role"]) == set(ROLES)
    assert set(CODES["reliability"]) == set(vocabulary.enums.source_reliability)


def test_a_column_that_is_never_empty_by_the_data_says_so_only_where_it_is_meant(
    rows: Mapping[str, tuple[Row, ...]],
) -> None:
    """Empty cells stand only where the dictionary says what they mean; keys are unique."""
    for name, found in rows.items():
        table = TABLES[name]
        for place, one in enumerate(table.columns):
            if one.empty is None:
                assert all(row[place] is not None for row in found), (name, one.name)
        places = [[c.name for c in table.columns].index(one) for one in table.key]
        assert len({tuple(row[p] for p in places) for row in found}) == len(found), name


# The rows are what is published


def test_every_row_of_the_law_data_is_there(rows: Mapping[str, tuple[Row, ...]]) -> None:
    release = packaged()
    assert len(rows["states"]) == len(release.states)
    assert len(rows["state_names"]) == len(release.state_names)
    assert len(rows["authorities"]) == len(release.authorities)
    assert len(rows["instruments"]) == len(release.treaties)
    assert len(rows["instrument_status"]) == len(release.statuses)
    assert len(rows["declarations"]) == len(release.declarations)
    assert len(rows["spam_laws"]) == len(release.spam_laws)
    assert len(rows["provisions"]) == len(release.offences.provisions)
    assert len(rows["gaps"]) == len(release.offences.gaps)
    assert len(rows["looked"]) == len(release.offences.looked)
    assert len(rows["changes"]) == len(release.changes)
    assert len(rows["coverage"]) == len(release.states) * len(release.offences.vocabulary.types)


def test_a_provision_can_be_put_together_again(rows: Mapping[str, tuple[Row, ...]]) -> None:
    parts: dict[str, dict[tuple[str, int], list[str]]] = {}
    for provision, role, group, _number, element in rows["provision_elements"]:
        key = (str(role), int(group or 0))
        parts.setdefault(str(provision), {}).setdefault(key, []).append(str(element))
    for one in packaged().offences.provisions.values():
        told = parts.get(one.id, {})
        elements = one.elements
        assert tuple(told.get(("required", 0), ())) == elements.required
        assert tuple(told.get(("qualifier", 0), ())) == elements.qualifiers
        assert tuple(told.get(("threshold", 0), ())) == elements.thresholds
        groups = [tuple(told["alternative", n + 1]) for n in range(len(elements.alternatives))]
        assert tuple(groups) == elements.alternatives


def test_coverage_and_bonds_are_those_of_the_day(rows: Mapping[str, tuple[Row, ...]]) -> None:
    kinds = {(row[0], row[1]): row[2] for row in rows["coverage"]}
    for state in ("EE", "NR", "MX", "AU"):
        for name in packaged().offences.vocabulary.types:
            assert kinds[state, name] == offence_coverage.of(state, name, DAY).kind
    bound = {(row[0], row[1]): row[2] for row in rows["bonds"]}
    for state in packaged().states:
        assert bound["cets-185", state] == treaties.bound("cets-185", state, DAY)
    early = tables.build(packaged(), date(1995, 1, 1), writing.guidance())
    assert not any(row[2] is True for row in early["bonds"] if row[0] == "cets-185")


def test_all_of_the_guidance_is_there(rows: Mapping[str, tuple[Row, ...]]) -> None:
    texts = {row[4] for row in rows["guidance_texts"]}
    for _name, page in writing.guidance().pages:
        assert texts.issuperset(page.now.steps)
        assert all(texts.issuperset((*one.text, *one.points)) for one in page.section)
    choices = sum(len(one.choice) for one in writing.guidance().help.question)
    assert len(rows["help_choices"]) == choices


# Other languages


def test_the_table_of_texts_says_what_the_pages_say(rows: Mapping[str, tuple[Row, ...]]) -> None:
    told = {row[:4]: row[4:] for row in rows["texts"]}
    for language in texts.OTHERS:
        names = Names(packaged(), language)
        say = Wording(packaged().offences, language)
        for code in packaged().states:
            assert told["states", code, "name", language] == (names.state(code), "reviewed_table")
        for name in packaged().offences.vocabulary.types:
            assert told["types", name, "title", language][0] == names.type(name)
            assert told["types", name, "definition", language][0] == say.type(name)
        for one in packaged().treaties.values():
            assert told["instruments", one.id, "full_name", language] == (names.instrument(one), "maintainers")  # fmt: skip
        for status, text in CODES["status"].items():
            assert told["codes", f"status|{status}", "meaning", language][0] == names.translate(
                text
            )


def test_every_translated_cell_is_there_in_five_languages(
    rows: Mapping[str, tuple[Row, ...]],
) -> None:
    told = {row[:4] for row in rows["texts"]}
    cells = {
        (name, *cell[:2])
        for name, table in TABLES.items()
        for cell in texts._cells(table, rows[name])
    }
    assert len(cells) > 1500
    assert {(*cell, one) for cell in cells for one in texts.OTHERS} == told


def test_a_text_finds_its_cell_by_a_join(written: Path) -> None:
    base = sqlite3.connect(f"file:{written / 'comity.sqlite'}?mode=ro&immutable=1", uri=True)
    found = base.execute(
        "SELECT g.text, t.text FROM guidance_texts g JOIN texts t ON t.table_name = 'guidance_texts'"
        " AND t.row_key = g.page || '|' || g.part_number || '|' || g.number AND t.language = 'zh'"
    ).fetchall()
    assert len(found) == base.execute("SELECT count(*) FROM guidance_texts").fetchone()[0]
    assert all(re.search("[\u4e00-\u9fff]", said) for _english, said in found)
    base.close()


def test_a_dump_of_the_first_format_is_still_read_and_no_mixture_is(dump: Path) -> None:
    told = json.loads((dump / "manifest.json").read_bytes())
    first = {k: v for k, v in told.items() if k not in ("texts_version", "members_version")}
    old = manifest.read(canonical.encode(first | {"format": "comity-open-data-1"}))
    assert old.texts_version is None
    half = {k: v for k, v in told.items() if k != "members_version"}
    for wrong in (first, half, told | {"format": "comity-open-data-1"}, told | {"format": "comity-open-data-3"}):  # fmt: skip
        with pytest.raises(ManifestWrongError):
            manifest.read(canonical.encode(wrong))


def test_other_translations_make_another_dump(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = writing.make_if_missing(tmp_path, packaged(), DAY, MADE_AT)
    monkeypatch.setattr(texts, "version", lambda: f"sha256:{'0' * 64}")
    second = writing.make_if_missing(tmp_path, packaged(), DAY, MADE_AT)
    assert first and second and first.name != second.name


# Members of the network


def test_members_are_there_as_they_publish_themselves(
    rows: Mapping[str, tuple[Row, ...]], network: Network
) -> None:
    assert network.directory is not None
    (directory,) = rows["directory"]
    assert directory[:4] == (
        network.directory.root,
        ADDRESS,
        network.directory.version,
        network.directory.sha256,
    )
    states = {row[0]: row for row in rows["members"]}
    assert {code: row[1] for code, row in states.items()} == {
        "EE": "member", "FR": "left", "MA": "member", "RO": "member",
    }  # fmt: skip
    assert states["FR"][2:6] == (None, None, None, 1)
    assert all(row[7] == network.directory.sha256 for row in states.values())
    assert states["RO"][8] == f"{ADDRESS}/metadata/2.RO.json"
    roles = {row[0]: row[2] for row in rows["member_authorities"]}
    assert roles["RO/contact-point"] == "contact_point"
    assert ("RO/contact-point", "fr", "Point de contact") in rows["member_names"]
    assert [row[0] for row in rows["member_revoked_keys"]] == ["RO/contact-point"]


def test_nothing_of_a_contact_but_what_is_public_is_in_a_dump(written: Path) -> None:
    data = b"".join(path.read_bytes() for path in _files(written) if path.suffix != ".sqlite")
    for secret in (b"device of somebody lost", b"Ana Popescu", b"people/"):
        assert secret not in data


def test_without_a_directory_nothing_is_known_and_that_is_said(tmp_path: Path) -> None:
    rows = tables.build(packaged(), DAY, writing.guidance())
    assert [rows[name] for name in ("directory", "members", "member_authorities")] == [(), (), ()]
    assert rows["release"][0][-2] == "none"
    made = writing.write(tmp_path, packaged(), DAY, PAIR, MADE_AT)
    assert manifest.verify(made, PUBLIC).name == made.name
    assert (made / "csv" / "members.csv").read_text("utf-8").startswith("state,standing")


def test_members_that_changed_make_another_dump(tmp_path: Path, network: Network) -> None:
    made = [
        writing.make_if_missing(tmp_path, packaged(), DAY, MADE_AT, one)
        for one in (UNKNOWN, network, network, replace(network, standing="expired"))
    ]
    assert [one is not None for one in made] == [True, True, False, True]
    later = replace(network, directory=replace(network.directory, version=9))  # type: ignore[type-var]
    assert later.version == network.version, "a new time stamp alone changes nothing"


WRONG_CELLS: list[tuple[str, str, object]] = [
    ("states", "name", None),
    ("states", "name", ""),
    ("states", "name", "a\0b"),
    ("states", "name", "x" * (limits.CELL_CHARS + 1)),
    ("states", "un_member", 1),
    ("states", "code", "E E"),
    ("states", "source", "javascript:alert(1)"),
    ("states", "as_of", "2026-02-31"),
    ("states", "as_of", "yesterday"),
    ("provisions", "as_of", "2026"),
    ("provisions", "status", "imaginary"),
    ("provisions", "min_months", "3"),
    ("provisions", "min_months", True),
    ("type_elements", "number", 1.5),
]


@pytest.mark.parametrize(("table", "column", "value"), WRONG_CELLS)
def test_a_cell_that_does_not_fit_the_dictionary_is_refused(
    table: str, column: str, value: object
) -> None:
    with pytest.raises(CellError, match=f"{table}.{column}"):
        tables._cell(TABLES[table], TABLES[table].column(column), value)


def test_a_row_with_another_column_is_refused() -> None:
    with pytest.raises(CellError, match=r"circumstances\.more"):
        tables._fitted(TABLES["circumstances"], [{"code": "a", "meaning": "b", "more": "c"}])


# CSV, JSON, SQLite say the same


def _csv_rows(written: Path, name: str) -> list[dict[str, str]]:
    text = (written / "csv" / f"{name}.csv").read_bytes().decode("utf-8")
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


READ: Mapping[str, Callable[[str], Any]] = {
    "integer": int,
    "number": float,
    "boolean": lambda text: {"true": True, "false": False}[text],
}


def _cell(kind: str, text: str) -> object:
    if text == "":
        return None
    return READ[kind](text) if kind in READ else formats.active(text)


def test_the_three_formats_hold_the_same_cells(written: Path) -> None:
    told = json.loads((written / "comity.json").read_bytes())["tables"]
    base = sqlite3.connect(f"file:{written / 'comity.sqlite'}?mode=ro&immutable=1", uri=True)
    for name, table in TABLES.items():
        columns = [one.name for one in table.columns]
        kinds = [one.kind for one in table.columns]
        rows_ = _csv_rows(written, name)
        assert list(rows_[0]) == columns
        from_csv = [
            tuple(_cell(k, row[c]) for c, k in zip(columns, kinds, strict=True)) for row in rows_
        ]
        from_json = [tuple(row[one] for one in columns) for row in told[name]]
        assert from_csv == from_json, name
        order = ", ".join(table.key)
        from_sql = base.execute(f"SELECT * FROM {name} ORDER BY {order}").fetchall()
        assert sorted(map(repr, from_sql)) == sorted(
            repr(tuple(float(c) if k == "number" and c is not None else int(c) if k == "boolean" and c is not None else c for c, k in zip(row, kinds, strict=True)))
            for row in from_json
        ), name  # fmt: skip
    base.close()


def test_the_sqlite_file_is_sound_strict_and_explains_itself(written: Path) -> None:
    base = sqlite3.connect(f"file:{written / 'comity.sqlite'}?mode=ro&immutable=1", uri=True)
    assert base.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert base.execute("PRAGMA foreign_key_check").fetchall() == []
    listed = base.execute("PRAGMA table_list").fetchall()
    own = {row[1]: row for row in listed if not row[1].startswith("sqlite_")}
    assert set(own) == {*TABLES, "dictionary_tables", "dictionary_columns"}
    assert all(row[5] == 1 for row in own.values()), "STRICT"
    explained = base.execute("SELECT table_name, name FROM dictionary_columns").fetchall()
    there = [(t, row[1]) for t in TABLES for row in base.execute(f"PRAGMA table_info({t})")]
    assert sorted(explained) == sorted(there)
    base.close()


SPOILT = [
    "INSERT INTO states SELECT 'ZZ', alpha3, name, iso_name, un_languages, official_languages, region, subregion, 7, source, as_of FROM states LIMIT 1",
    "INSERT INTO circumstances VALUES (NULL, 'x')",
    "INSERT INTO provision_types VALUES ('no-such-row', 'theft')",
    "INSERT INTO gap_types VALUES ('gap-ph-2000', 'sorcery')",
    "INSERT INTO bonds VALUES ('cets-185', 'EE', 'yes')",
    "UPDATE provisions SET status = 'imaginary' WHERE id = 'ee-ks-217'",
    "UPDATE looked SET as_of = '26.11.2026'",
]


@pytest.mark.parametrize("statement", SPOILT)
def test_the_schema_refuses_what_the_dictionary_does_not_know(dump: Path, statement: str) -> None:
    base = sqlite3.connect(dump / "comity.sqlite")
    base.execute("PRAGMA foreign_keys = ON")
    with pytest.raises(sqlite3.IntegrityError):
        base.execute(statement)
    base.close()


def test_the_schema_file_makes_the_same_tables(written: Path) -> None:
    base = sqlite3.connect(":memory:")
    base.executescript((written / "schema.sql").read_text("utf-8"))
    names = {row[0] for row in base.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    assert names == set(TABLES)
    base.close()


HOSTILE = [
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "'=1", "''", "'", "=cmd|' /C calc'!A0",
    "a,b", 'say "no"', "two\nlines", "plain", "é", "الأردن", "'quoted", "x=1",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_no_cell_is_a_formula_and_none_is_lost(text: str) -> None:
    table = TABLES["circumstances"]
    data = formats.csv_of(table, [("code", text)])
    cell = list(csv.reader(io.StringIO(data.decode(), newline="")))[1][1]
    assert cell[0] not in "=+-@\t\r\n＝＋－＠"
    assert formats.active(cell) == text


def test_a_number_stays_a_number() -> None:
    assert [formats._csv_cell(one) for one in (3.0, 600.01, 1500000.0, True, False, None, 0)] == [
        "3", "600.01", "1500000", "true", "false", "", "0",
    ]  # fmt: skip


# The same again


def test_the_same_data_and_day_give_the_same_bytes(
    written: Path, tmp_path: Path, rows: Mapping[str, tuple[Row, ...]], network: Network
) -> None:
    later = MADE_AT + timedelta(hours=5)
    again = writing.write(tmp_path, packaged(), DAY, generate_pair(), later, network=network)
    own = {"manifest.json", "manifest.jws", "README.md", "SHA256SUMS"}
    names = {one.relative_to(written).as_posix() for one in written.rglob("*") if one.is_file()}
    for name in names - own:
        assert (written / name).read_bytes() == (again / name).read_bytes(), name
    assert formats.sqlite_of({n: rows[n] for n in reversed(rows)}) == (written / "comity.sqlite").read_bytes()  # fmt: skip


def test_with_the_same_keys_and_time_all_files_but_the_signature_are_the_same(
    tmp_path: Path,
) -> None:
    one, two = (
        writing.contents(packaged(), DAY, PAIR, MADE_AT, writing.guidance()) for _ in range(2)
    )
    assert {name for name in one if one[name] != two[name]} <= {"manifest.jws"}


# The signature


def test_a_dump_verifies_and_its_name_tells_day_and_data(written: Path, network: Network) -> None:
    told = manifest.verify(written, PUBLIC)
    assert told.name == written.name
    versions = writing.versions(packaged(), writing.guidance(), network)
    assert written.name == manifest.name_of(versions, DAY)
    assert told.made_at == MADE_AT
    assert told.data_version == packaged().digest
    assert told.keys == tuple(key.kid for key in PAIR)
    for one in ("comity.json", "comity.sqlite", "dictionary.json", "DICTIONARY.md", "README.md", "LICENCE.md"):  # fmt: skip
        assert told.file(one), one
    assert {f"csv/{name}.csv" for name in TABLES} <= {one.name for one in told.files}


def test_the_law_data_in_it_is_the_release_that_it_names(written: Path) -> None:
    from comity.law.release import Release

    assert Release(written / "law-data").digest == manifest.verify(written, PUBLIC).data_version


def _signed(payload: bytes, **change: Any) -> bytes:
    return jws.sign(payload, **({"typ": manifest.TYP, "keys": PAIR} | change))


def _resign(dump: Path, change: Callable[[dict[str, Any]], None]) -> None:
    told = json.loads((dump / "manifest.json").read_bytes())
    change(told)
    payload = canonical.encode(told)
    (dump / "manifest.json").write_bytes(payload)
    (dump / "manifest.jws").write_bytes(_signed(payload))


def _one_signature(dump: Path) -> None:
    told = json.loads((dump / "manifest.jws").read_bytes())
    told["signatures"] = told["signatures"][:1]
    (dump / "manifest.jws").write_bytes(canonical.encode(told))


def _swap_payload(dump: Path) -> None:
    told = json.loads((dump / "manifest.jws").read_bytes())
    other = json.loads((dump / "manifest.json").read_bytes()) | {"day": "2026-11-27"}
    payload = canonical.encode(other)
    (dump / "manifest.json").write_bytes(payload)
    (dump / "manifest.jws").write_bytes(
        canonical.encode(told | {"payload": base64url.encode(payload)})
    )


def _other_typ(dump: Path) -> None:
    payload = (dump / "manifest.json").read_bytes()
    (dump / "manifest.jws").write_bytes(_signed(payload, typ=jws.MANIFEST))


def _other_keys(dump: Path) -> None:
    payload = (dump / "manifest.json").read_bytes()
    (dump / "manifest.jws").write_bytes(_signed(payload, keys=generate_pair()))


def _flip(dump: Path) -> None:
    path = dump / "csv" / "states.csv"
    data = bytearray(path.read_bytes())
    data[-5] ^= 1
    path.write_bytes(data)


def _longer(dump: Path) -> None:
    path = dump / "comity.json"
    path.write_bytes(path.read_bytes() + b" ")


def _link(dump: Path) -> None:
    (dump / "csv" / "states.csv").unlink()
    (dump / "csv" / "states.csv").symlink_to("/etc/passwd")


def _pipe(dump: Path) -> None:
    (dump / "README.md").unlink()
    os.mkfifo(dump / "README.md")


def _names(name: str) -> Callable[[Path], None]:
    def change(told: dict[str, Any]) -> None:
        told["files"][0]["name"] = name

    return lambda dump: _resign(dump, change)


BROKEN: list[tuple[str, Callable[[Path], object], type[Exception]]] = [
    ("a byte of a table is changed", _flip, FileChangedError),
    ("a file is longer", _longer, FileChangedError),
    ("a file is gone", lambda d: (d / "comity.sqlite").unlink(), FileMissingError),
    ("a file is a link", _link, FileMissingError),
    ("a file is a pipe", _pipe, FileMissingError),
    ("a file is too many", lambda d: (d / "more.txt").write_text("x"), FileUnknownError),
    ("a link to a folder is too many", lambda d: (d / "more").symlink_to("/etc"), FileUnknownError),
    ("one signature is taken away", _one_signature, SignatureMissingError),
    ("another list under the same signatures", _swap_payload, SignatureWrongError),
    ("signed as another kind of document", _other_typ, SignatureError),
    ("signed by somebody else", _other_keys, SignatureError),
    ("no signature", lambda d: (d / "manifest.jws").unlink(), FileMissingError),
    ("an empty signature", lambda d: (d / "manifest.jws").write_bytes(b""), SignatureError),
    ("no manifest", lambda d: (d / "manifest.json").unlink(), FileMissingError),
    ("another manifest beside", lambda d: (d / "manifest.json").write_bytes(b"{}"), ManifestWrongError),
    ("a name that leads out", _names("../../etc/passwd"), ManifestWrongError),
    ("a name from the root", _names("/etc/passwd"), ManifestWrongError),
    ("a hidden name", _names(".bashrc"), ManifestWrongError),
    ("a name twice", _names("LICENCE.md"), ManifestWrongError),
    ("the manifest names itself", _names("manifest.json"), ManifestWrongError),
    ("another format", lambda d: _resign(d, lambda t: t.update(format="comity-open-data-9")), ManifestWrongError),
    ("a negative size", lambda d: _resign(d, lambda t: t["files"][0].update(bytes=-1)), ManifestWrongError),
    ("no files", lambda d: _resign(d, lambda t: t.update(files=[])), ManifestWrongError),
    ("a day that is none", lambda d: _resign(d, lambda t: t.update(day="2026-02-31")), ManifestWrongError),
]  # fmt: skip


@pytest.mark.parametrize(
    ("spoil", "error"), [row[1:] for row in BROKEN], ids=[r[0] for r in BROKEN]
)
def test_a_dump_that_is_not_as_it_was_signed_is_refused(
    dump: Path, spoil: Callable[[Path], object], error: type[Exception]
) -> None:
    manifest.verify(dump, PUBLIC)
    spoil(dump)
    with pytest.raises(error):
        manifest.verify(dump, PUBLIC)


# The check with public tools only


def _standalone(dump: Path, keys_file: Path) -> subprocess.CompletedProcess[str]:
    """The program as it stands in the dump's own README."""
    readme = (dump / "README.md").read_text("utf-8")
    found = re.search(r"```python\n(.*?)```", readme, re.DOTALL)
    assert found
    program = keys_file.with_name("check.py")
    program.write_text(found[1], "utf-8")
    return subprocess.run(
        [sys.executable, "-I", program, dump, keys_file],
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def keys_file(tmp_path: Path) -> Path:
    path = tmp_path / "keys.json"
    path.write_bytes(keys.document([keys.Published(tuple(PUBLIC), MADE_AT)]))
    return path


def test_the_readme_s_own_program_accepts_the_dump(dump: Path, keys_file: Path) -> None:
    done = _standalone(dump, keys_file)
    assert done.returncode == 0, done.stderr
    assert packaged().digest in done.stdout
    sums = subprocess.run(
        ["sha256sum", "-c", "--quiet", "SHA256SUMS"], cwd=dump, capture_output=True, check=False
    )
    assert sums.returncode == 0


@pytest.mark.parametrize(
    "spoil",
    [
        _flip,
        _one_signature,
        _swap_payload,
        _other_typ,
        _other_keys,
        lambda d: (d / "x").write_text("x"),
        lambda d: (d / "x").symlink_to(d / "csv"),
        lambda d: (d / "x").symlink_to("nowhere"),
    ],
)
def test_the_readme_s_own_program_refuses(
    dump: Path, keys_file: Path, spoil: Callable[[Path], object]
) -> None:
    spoil(dump)
    assert _standalone(dump, keys_file).returncode != 0


def test_the_readme_s_own_program_does_not_take_a_key_under_the_name_of_another(
    dump: Path, keys_file: Path
) -> None:
    told = json.loads(keys_file.read_bytes())
    for key, other in zip(told["pairs"][0]["keys"], generate_pair(), strict=True):
        key["public"] = other.public.as_dict()["public"]
    keys_file.write_text(json.dumps(told))
    assert _standalone(dump, keys_file).returncode != 0


# Written whole or not at all


def test_a_dump_is_never_overwritten(written: Path, network: Network) -> None:
    with pytest.raises(DumpExistsError):
        writing.write(written.parent, packaged(), DAY, PAIR, MADE_AT, network=network)
    manifest.verify(written, PUBLIC)


def test_a_power_cut_while_writing_leaves_no_dump(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = writing.replace_files

    def cut(files: Mapping[Path, bytes], mode: int) -> None:
        real(dict(list(files.items())[:7]), mode)
        raise OSError("no space left")

    monkeypatch.setattr(writing, "replace_files", cut)
    with pytest.raises(DumpError):
        writing.write(tmp_path, packaged(), DAY, PAIR, MADE_AT)
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_process_left_is_taken_away_later_and_never_listed(tmp_path: Path) -> None:
    half = tmp_path / "dumps" / ".making-0123456789abcdef"
    half.mkdir(parents=True)
    (half / "comity.json").write_text("{")
    assert writing.found(tmp_path) == ()
    now = datetime.fromtimestamp(half.stat().st_mtime, UTC)
    writing.write(tmp_path / "dumps", packaged(), DAY, PAIR, now)
    assert half.exists()
    late = now + timedelta(seconds=limits.LEFTOVER_SECONDS + 1)
    writing.write(tmp_path / "dumps", packaged(), DAY + timedelta(days=1), PAIR, late)
    assert not half.exists()


# The home: keys and dumps


def test_the_keys_are_made_once_for_the_owner_only_and_their_public_halves_are_listed(
    tmp_path: Path,
) -> None:
    first = keys.pair(tmp_path, MADE_AT)
    again = keys.pair(tmp_path, MADE_AT + timedelta(days=9))
    assert [key.kid for key in first] == [key.kid for key in again]
    own = tmp_path / "keys" / "open-data.json"
    assert stat.S_IMODE(own.stat().st_mode) == 0o600
    assert stat.S_IMODE(own.parent.stat().st_mode) == 0o700
    (listed,) = keys.published(tmp_path)
    assert listed.ids == {key.kid for key in first}
    assert listed.since == MADE_AT
    secret = json.loads(own.read_bytes())[0]["seed"]
    assert secret not in (tmp_path / "keys" / "open-data-public.json").read_text()


def test_older_dumps_can_be_checked_after_new_keys(tmp_path: Path) -> None:
    old = writing.make_if_missing(tmp_path, packaged(), DAY, MADE_AT)
    (tmp_path / "keys" / "open-data.json").unlink()
    later = DAY + timedelta(days=limits.EVERY_DAYS + 1)
    new = writing.make_if_missing(tmp_path, packaged(), later, MADE_AT + timedelta(days=31))
    assert old and new
    found = writing.found(tmp_path)
    assert [one.folder for one in found] == [new, old]
    assert [one.wrong for one in found] == [None, None]
    assert found[0].manifest and found[1].manifest
    assert set(found[0].manifest.keys).isdisjoint(found[1].manifest.keys)
    assert len(keys.published(tmp_path)) == 2


WRONG_KEYS = [b"", b"[]", b"{}", b"null", b'[{"alg":"Ed25519","seed":"AAAA"}]', b"\xff", b"[1,2]"]


@pytest.mark.parametrize("data", WRONG_KEYS)
def test_keys_that_cannot_be_read_are_refused_and_kept(tmp_path: Path, data: bytes) -> None:
    keys.pair(tmp_path, MADE_AT)
    own = tmp_path / "keys" / "open-data.json"
    own.write_bytes(data)
    with pytest.raises(KeysError):
        keys.pair(tmp_path, MADE_AT)
    assert own.read_bytes() == data


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660])
def test_private_keys_that_others_can_read_are_refused(tmp_path: Path, mode: int) -> None:
    keys.pair(tmp_path, MADE_AT)
    (tmp_path / "keys" / "open-data.json").chmod(mode)
    with pytest.raises(KeysOpenError, match="chmod 600"):
        keys.pair(tmp_path, MADE_AT)


@pytest.mark.parametrize(
    "data", [b"", b"{}", b"[]", b'{"format":"x"}', b"x" * (limits.KEYS_BYTES + 1)]
)
def test_a_list_of_keys_that_is_none_is_refused(data: bytes) -> None:
    with pytest.raises(KeysError):
        keys.read(data)


def test_a_dump_is_made_when_one_is_missing_and_not_more_often(tmp_path: Path) -> None:
    made = writing.make_if_missing(tmp_path, packaged(), DAY, MADE_AT)
    assert made and made.parent == tmp_path / "dumps"
    soon = DAY + timedelta(days=limits.EVERY_DAYS)
    assert writing.make_if_missing(tmp_path, packaged(), DAY, MADE_AT) is None
    assert writing.make_if_missing(tmp_path, packaged(), soon, MADE_AT) is None
    assert writing.make_if_missing(tmp_path, packaged(), soon + timedelta(days=1), MADE_AT)


def test_a_dump_of_other_data_does_not_count(tmp_path: Path, dump: Path) -> None:
    keys.pair(tmp_path, MADE_AT)
    place = home.dumps(tmp_path)
    place.mkdir()
    other = "comity-open-data-2026-11-26-000000000000"
    shutil.copytree(dump, place / other)
    assert isinstance(writing.found(tmp_path)[0].wrong, SignerUnknownError)
    assert writing.make_if_missing(tmp_path, packaged(), DAY, MADE_AT)


def test_a_dump_under_another_name_is_not_given_out(tmp_path: Path) -> None:
    made = writing.make_if_missing(tmp_path, packaged(), DAY, MADE_AT)
    assert made
    moved = made.rename(made.with_name("comity-open-data-2030-01-01-000000000000"))
    with pytest.raises(DumpMissingError):
        writing.get(tmp_path, moved.name)


def test_the_commands_say_what_they_did(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(home.HOME, str(tmp_path / "home"))
    assert "A new dump" in commands.at_start()
    assert commands.at_start() == "The dumps are up to date."
    said = commands.dump(tmp_path / "out")
    (folder,) = (tmp_path / "out").iterdir()
    (listed,) = keys.published(tmp_path / "home")
    assert str(folder) in said
    manifest.verify(folder, listed.keys)
    with pytest.raises(DumpExistsError):
        commands.dump(tmp_path / "out")


def test_a_site_that_cannot_keep_dumps_still_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "home").write_text("a file in the place of the folder")
    monkeypatch.setenv(home.HOME, str(tmp_path / "home"))
    assert commands.at_start().startswith("No dump was made")


# The papers


def test_the_papers_name_keys_version_and_terms(written: Path) -> None:
    readme = (written / "README.md").read_text("utf-8")
    assert packaged().digest in readme
    assert all(key.kid in readme for key in PAIR)
    assert "EUPL-1.2" in (written / "LICENCE.md").read_text("utf-8")
    told = (written / "DICTIONARY.md").read_text("utf-8")
    for table in TABLES.values():
        assert f"### {table.name}\n" in told
    assert json.loads((written / "dictionary.json").read_bytes())["format"] == dictionary.FORMAT


def test_nothing_of_this_machine_is_in_a_dump(written: Path) -> None:
    for path in _files(written):
        data = path.read_bytes()
        assert str(Path.cwd()).encode() not in data, path.name
        assert str(written.parent).encode() not in data, path.name


def _files(folder: Path) -> Iterator[Path]:
    return (one for one in folder.rglob("*") if one.is_file())
