"""The dumps on the site: the pages, the files, what nobody should ask for, the API as it is described, linked data."""

import gzip
import hashlib
import json
import re
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from comity.gateway import everything, published
from comity.gateway.dumps import addresses, citing, home, keys, linked, manifest, openapi, writing
from comity.gateway.dumps.dictionary import CODES, TABLES
from comity.law.release import packaged
from tests.gateway.pages import naked, read, runs

pytestmark = pytest.mark.whole

NOW = datetime.now(UTC)
DAY = NOW.date()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("gateway-home")
    assert writing.make_if_missing(place, packaged(), DAY, NOW)
    return place


@pytest.fixture
def here(made: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The home of the site, with one dump."""
    monkeypatch.setenv(home.HOME, str(made))
    monkeypatch.delenv(home.ADDRESS, raising=False)
    return made


@pytest.fixture
def mine(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same, for a test that spoils it."""
    place = Path(shutil.copytree(made, tmp_path / "home"))
    monkeypatch.setenv(home.HOME, str(place))
    return place


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No home at all."""
    place = tmp_path / "nothing"
    monkeypatch.setenv(home.HOME, str(place))
    return place


def _folder(place: Path) -> Path:
    return next((place / "dumps").iterdir())


def _bytes(answer: HttpResponseBase) -> bytes:
    found = b"".join(answer) if answer.streaming else answer.content  # type: ignore[attr-defined]
    answer.close()
    return bytes(found)


# Pages


@pytest.mark.parametrize("language", everything.LANGUAGES)
@pytest.mark.parametrize("page", addresses.PAGES)
@pytest.mark.parametrize("there", [True, False])
def test_pages_are_sound_in_six_languages(
    site: Client, here: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str, page: str, there: bool
) -> None:  # fmt: skip
    if not there:
        monkeypatch.setenv(home.HOME, str(tmp_path / "nothing"))
    answer = site.get(f"/{language}/{page}")
    assert answer.status_code == 200
    tree = read(answer.content.decode())
    assert len(list(tree.all("h1"))) == 1
    assert naked(tree) == []
    assert not runs(tree)
    assert not any(one.attributes.get("style") for one in tree.all())
    ids = [one.attributes["id"] for one in tree.all() if "id" in one.attributes]
    assert len(set(ids)) == len(ids)
    for one in tree.all("a"):
        path, _, place = one.attributes["href"].partition("#")
        if path:
            assert _status(site, path) == 200, path
        else:
            assert place in ids, place
    assert not answer.cookies


def _status(site: Client, path: str) -> int:
    answer = site.get(path)
    answer.close()
    return answer.status_code


def test_the_page_names_each_file_with_its_digest_and_both_keys(site: Client, here: Path) -> None:
    text = site.get("/en/data/dumps/").content.decode()
    told = manifest.verify(_folder(here), keys.published(here)[0].keys)
    for one in told.files:
        assert one.sha256 in text, one.name
        assert f"/data/dumps/{told.name}/{one.name}" in text
    assert all(kid in text for kid in told.keys)
    assert told.data_version in text


def test_without_a_dump_the_page_says_how_they_are_made(site: Client, empty: Path) -> None:
    text = site.get("/en/data/dumps/").content.decode()
    assert "comity gateway dump FOLDER" in text
    assert site.get("/data/keys.json").status_code == 404
    assert json.loads(site.get("/data/dumps.json").content) == {"dumps": []}
    assert not empty.exists(), "reading makes nothing"


def test_the_dictionary_page_explains_every_column_and_code(site: Client, here: Path) -> None:
    tree = read(site.get("/en/data/dumps/dictionary/").content.decode())
    rows = {one.text for one in tree.all("th", scope="row")}
    for table in TABLES.values():
        assert any(tree.all("h3", id=f"table-{table.name}"))
        assert {one.name for one in table.columns} <= rows
    for codes in CODES.values():
        assert set(codes) <= rows


# Files


def test_every_file_of_the_manifest_is_given_out_to_the_byte(site: Client, here: Path) -> None:
    folder = _folder(here)
    told = manifest.verify(folder, keys.published(here)[0].keys)
    for one in told.files:
        answer = site.get(f"/data/dumps/{folder.name}/{one.name}")
        assert answer.status_code == 200, one.name
        assert hashlib.sha256(_bytes(answer)).hexdigest() == one.sha256
        name = one.name.rpartition("/")[2]
        assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
        assert answer["Content-Type"].split(";")[0] == linked.encoding(one.name)
        assert answer["Access-Control-Allow-Origin"] == "*"
    for name in manifest.OUTSIDE:
        assert _bytes(site.get(f"/data/dumps/{folder.name}/{name}")) == (folder / name).read_bytes()


def test_a_large_file_is_streamed_packed_on_the_way_and_not_sent_twice(
    site: Client, here: Path
) -> None:
    path = f"/data/dumps/{_folder(here).name}/comity.json"
    answer = site.get(path, headers={"accept-encoding": "gzip"})
    assert answer.streaming
    packed = _bytes(answer)
    assert gzip.decompress(packed) == (_folder(here) / "comity.json").read_bytes()
    assert len(packed) * 4 < (_folder(here) / "comity.json").stat().st_size
    for tag in (answer["ETag"], answer["ETag"].removeprefix("W/")):
        again = site.get(path, headers={"if-none-match": tag})
        assert again.status_code == 304
        assert _bytes(again) == b""
    other = site.get(path, headers={"if-none-match": '"other"'})
    assert other.status_code == 200
    other.close()


ELSEWHERE = [
    "../../keys/open-data.json",
    "..%2f..%2fkeys%2fopen-data.json",
    "%2e%2e/%2e%2e/keys/open-data.json",
    "csv/../manifest.json",
    "csv//states.csv",
    "/etc/passwd",
    "csv",
    "csv/",
    "csv/nothing.csv",
    "CSV/STATES.CSV",
    "manifest.json/",
    "manifest.json%00",
    "comity.sqlite-journal",
    ".making-0123456789abcdef",
    "a" * 5000,
    "<script>",
]


@pytest.mark.parametrize("name", ELSEWHERE)
def test_nothing_else_of_the_disk_is_given_out(site: Client, here: Path, name: str) -> None:
    answer = site.get(f"/data/dumps/{_folder(here).name}/{name}")
    assert answer.status_code == 404
    assert b"<script>" not in _bytes(answer)


DUMPS = [
    "keys", ".", "..", "..%2fkeys", "%2e%2e", "comity-open-data-2026-11-26-000000000000", "comity-open-data",
    "comity-open-data-2026-11-26-0123456789ab%0a", "a" * 5000, "%00",
]  # fmt: skip


@pytest.mark.parametrize("dump", DUMPS)
def test_a_dump_that_is_none_is_not_found(site: Client, here: Path, dump: str) -> None:
    assert _status(site, f"/data/dumps/{dump}/manifest.json") == 404


def test_a_link_in_the_folder_of_dumps_is_no_dump(site: Client, mine: Path, tmp_path: Path) -> None:
    real = _folder(mine)
    moved = tmp_path / real.name
    real.rename(moved)
    real.symlink_to(moved)
    assert _status(site, f"/data/dumps/{real.name}/manifest.json") == 404


def test_a_file_that_was_changed_is_refused_in_words(site: Client, mine: Path) -> None:
    path = _folder(mine) / "csv" / "states.csv"
    data = bytearray(path.read_bytes())
    data[-5] ^= 1
    path.write_bytes(data)
    answer = site.get(f"/data/dumps/{_folder(mine).name}/csv/states.csv")
    assert answer.status_code == 503
    assert "not the one that was signed" in answer.content.decode()
    assert _status(site, f"/data/dumps/{_folder(mine).name}/comity.json") == 200


def test_a_dump_whose_signature_does_not_hold_is_shown_as_such_and_not_given_out(
    site: Client, mine: Path
) -> None:
    folder = _folder(mine)
    told = json.loads((folder / "manifest.json").read_bytes()) | {"day": "2027-01-01"}
    (folder / "manifest.json").write_text(json.dumps(told))
    text = site.get("/en/data/dumps/").content.decode()
    assert "not the one that was signed" in text
    assert "/comity.sqlite" not in text
    assert _status(site, f"/data/dumps/{folder.name}/comity.json") == 503
    assert json.loads(site.get("/data/dumps.json").content) == {"dumps": []}


@pytest.mark.parametrize("spoil", ["keys", "manifest", "jws", "empty"])
def test_whatever_is_broken_in_the_home_the_page_answers(
    site: Client, mine: Path, spoil: str
) -> None:
    folder = _folder(mine)
    if spoil == "keys":
        (mine / "keys" / "open-data-public.json").write_bytes(b"{")
    elif spoil == "manifest":
        (folder / "manifest.json").unlink()
    elif spoil == "jws":
        (folder / "manifest.jws").write_bytes(b"\xff" * 1000)
    else:
        shutil.rmtree(folder)
        folder.mkdir()
    answer = site.get("/en/data/dumps/")
    assert answer.status_code == 200
    assert "alarm" in answer.content.decode()
    assert site.get("/data/dumps.json").status_code == 200
    assert site.get("/data/keys.json").status_code in (200, 503)
    assert _status(site, f"/data/dumps/{folder.name}/comity.json") == 503


@pytest.mark.parametrize("path", ["/en/data/dumps/", "/data/dumps.json", "/data/openapi.json", "/data/keys.json"])  # fmt: skip
def test_nothing_can_be_written(site: Client, here: Path, path: str) -> None:
    for verb in ("post", "put", "patch", "delete"):
        assert getattr(site, verb)(path).status_code == 405


# The API as it is described


class Unfit(AssertionError):
    """An answer does not fit its schema."""


KNOWN = {"type", "enum", "const", "pattern", "minimum", "properties", "required", "additionalProperties", "items", "anyOf", "$ref", "description", "format"}  # fmt: skip
TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "number": (int, float),
    "array": (list,),
    "object": (dict,),
    "null": (type(None),),
}


def fit(value: Any, schema: dict[str, Any], where: str = "") -> None:
    """Does the value fit? Every keyword of a schema that is used is checked; another one is refused."""
    if set(schema) - KNOWN:
        raise Unfit(f"unknown keywords {set(schema) - KNOWN}")
    if "$ref" in schema:
        return fit(value, openapi.SCHEMAS[schema["$ref"].rpartition("/")[2]], where)
    if "anyOf" in schema:
        return _any(value, schema["anyOf"], where)
    if "const" in schema and value != schema["const"]:
        raise Unfit(f"{where}: {value!r}")
    if "enum" in schema and value not in schema["enum"]:
        raise Unfit(f"{where}: {value!r} is none of {schema['enum']}")
    _typed(value, schema, where)
    if isinstance(value, str) and not re.search(schema.get("pattern", ""), value):
        raise Unfit(f"{where}: {value!r} has another form")
    if isinstance(value, list):
        for place, one in enumerate(value):
            fit(one, schema.get("items", {}), f"{where}[{place}]")
    if isinstance(value, dict):
        _object(value, schema, where)
    return None


def _any(value: Any, schemas: list[dict[str, Any]], where: str) -> None:
    for one in schemas:
        try:
            return fit(value, one, where)
        except Unfit:
            continue
    raise Unfit(f"{where}: fits nothing")


def _typed(value: Any, schema: dict[str, Any], where: str) -> None:
    if "type" not in schema:
        return
    names = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    fits = any(
        isinstance(value, TYPES[one]) and (one == "boolean" or not isinstance(value, bool))
        for one in names
    )
    if not fits or (isinstance(value, int) and value < schema.get("minimum", value)):
        raise Unfit(f"{where}: {value!r} is no {names}")


def _object(value: dict[str, Any], schema: dict[str, Any], where: str) -> None:
    known = schema.get("properties", {})
    if missing := set(schema.get("required", ())) - set(value):
        raise Unfit(f"{where}: {missing} missing")
    for name, one in value.items():
        more = schema.get("additionalProperties", True)
        if name in known:
            fit(one, known[name], f"{where}.{name}")
        elif more is False:
            raise Unfit(f"{where}: {name} is not described")
        elif isinstance(more, dict):
            fit(one, more, f"{where}.{name}")


UNFIT: list[tuple[Any, dict[str, Any]]] = [
    (1, {"type": "string"}),
    (True, {"type": "integer"}),
    (-1, {"type": "integer", "minimum": 0}),
    (None, {"type": "string"}),
    ("ee", {"type": "string", "pattern": "^[A-Z]{2}$"}),
    ("x", {"enum": ["a"]}),
    ({}, {"type": "object", "required": ["a"]}),
    ({"b": 1}, {"type": "object", "properties": {}, "additionalProperties": False}),
    ([1], {"type": "array", "items": {"type": "string"}}),
    (1, {"anyOf": [{"type": "null"}, {"type": "string"}]}),
    ({}, {"$ref": "#/components/schemas/State"}),
    ("", {"maxLength": 3}),
]


@pytest.mark.parametrize(("value", "schema"), UNFIT)
def test_the_checker_refuses(value: Any, schema: dict[str, Any]) -> None:
    with pytest.raises(Unfit):
        fit(value, schema)


def _routes(patterns: list[URLPattern | URLResolver], before: str) -> Iterator[str]:
    for one in patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _routes(one.url_patterns, route)
        else:
            named = re.sub(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>[^)]*\)", r"{\1\2}", route)
            yield "/" + named.replace("\\", "").replace("^", "").rstrip("$")


def test_every_address_for_programs_is_described_and_no_other() -> None:
    every = set(_routes(get_resolver().url_patterns, ""))
    programs = {one for one in every if one.startswith("/data/")}
    permanent = {one for one in every if one.startswith(("/states/", "/instruments/", "/offences/", "/provisions/"))}  # fmt: skip
    assert programs | permanent == set(openapi.PATHS)


def _asked(path: str, dump: str) -> list[str]:
    """Addresses of a described path, from its own examples and some more; none where there is no example."""
    told = openapi.PATHS[path]["get"]
    if any(one["in"] == "path" and "example" not in one for one in told.get("parameters", [])):
        return []
    out = path
    for one in told.get("parameters", []):
        if one["in"] == "path":
            value = dump if one["name"] == "dump" else str(one["example"])
            out = out.replace("{" + one["name"] + "}", value)
    more = {
        "/data/states/{code}.json": [f"/data/states/{code}.json" for code in packaged().states],
        "/data/map/{kind}/{about}.json": [
            "/data/map/role/national_csirt.json",
            "/data/map/offence/illegal_access.json",
            "/data/map/spam/law.json",
        ],
        "/data/compare.json": [
            "/data/compare.json?state=EE&state=RO",
            "/data/compare.json?states=EE,RO",
        ],
        "/data/linked/{kind}/{name}.jsonld": [
            "/data/linked/dataset/open-data.jsonld",
            "/data/linked/instrument/cets-185.jsonld",
            "/data/linked/instrument/g7-24-7.jsonld",
            "/data/linked/offence/grooming.jsonld",
            "/data/linked/provision/ee-ks-217.jsonld",
            "/data/linked/guide/topics-spam.jsonld",
        ],
    }
    return [out, *(one for one in more.get(path, []) if one.partition("?")[0])]


@pytest.mark.parametrize("path", [path for path, item in openapi.PATHS.items() if "get" in item])
def test_every_described_address_answers_as_described(site: Client, here: Path, path: str) -> None:
    told = openapi.PATHS[path]["get"]["responses"]
    for address in _asked(path, _folder(here).name):
        if "g7-24-7" in address and "g7-24-7" not in packaged().treaties:
            continue
        answer = site.get(address)
        assert str(answer.status_code) in told, address
        assert answer.status_code in (200, 302), address
        if answer.status_code == 200:
            described = told["200"]["content"]
            kind = answer["Content-Type"].split(";")[0]
            assert kind in described, (address, kind)
            data = _bytes(answer)
            if kind.endswith("json"):
                fit(json.loads(data), described[kind]["schema"], address)


def test_answers_that_refuse_are_described_too(site: Client, mine: Path) -> None:
    answer = site.get("/data/compare.json?state=XX")
    assert answer.status_code == 400
    fit(json.loads(answer.content), openapi.SCHEMAS["ComparisonRefused"])
    (mine / "keys" / "open-data-public.json").write_bytes(b"{")
    answer = site.get("/data/keys.json")
    assert answer.status_code == 503
    fit(json.loads(answer.content), openapi.SCHEMAS["Refused"])


def test_the_one_address_that_takes_something_refuses_as_described(
    site: Client, here: Path
) -> None:
    answer = site.post("/data/survey/confirmations", b"{}", content_type="application/jose+json")
    assert 400 <= answer.status_code < 500
    fit(json.loads(answer.content), openapi.SCHEMAS["RefusedByUs"])


def test_the_manifest_fits_its_schema(here: Path) -> None:
    told = json.loads((_folder(here) / "manifest.json").read_bytes())
    fit(told, openapi.SCHEMAS["Manifest"])


def test_the_document_is_whole(site: Client, here: Path) -> None:
    told = json.loads(site.get("/data/openapi.json").content)
    assert told["openapi"] == "3.1.0"
    assert told["servers"] == [{"url": "http://localhost"}]
    text = json.dumps(told)
    used = set(re.findall(r"#/components/schemas/(\w+)", text))
    assert used <= set(told["components"]["schemas"])
    assert set(told["components"]["schemas"]) - used <= {"Manifest"}, "a schema that nothing uses"
    tags = {one["name"] for one in told["tags"]}
    for path, item in told["paths"].items():
        (told_of,) = item.values()
        assert told_of["summary"]
        assert set(told_of["tags"]) <= tags
        named = {one["name"] for one in told_of.get("parameters", []) if one["in"] == "path"}
        assert named == set(re.findall(r"{(\w+)}", path))


def test_the_address_that_the_runner_named_goes_before_that_of_the_request(
    site: Client, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(home.ADDRESS, "https://gateway.example.org/")
    told = json.loads(site.get("/data/openapi.json").content)
    assert told["servers"] == [{"url": "https://gateway.example.org"}]
    thing = json.loads(site.get("/data/linked/state/EE.jsonld").content)
    assert any(one["@id"] == "https://gateway.example.org/states/EE/" for one in thing["@graph"] if "@id" in one)  # fmt: skip


# Linked data


WORDS = {
    "Dataset": "name description url identifier version dateModified inLanguage isAccessibleForFree license conditionsOfAccess creator spatialCoverage keywords variableMeasured distribution",
    "DataDownload": "name contentUrl encodingFormat contentSize sha256",
    "Country": "name alternateName identifier url subjectOf",
    "AdministrativeArea": "name alternateName identifier url subjectOf",
    "GovernmentOrganization": "name url areaServed keywords description subjectOf",
    "Organization": "name alternateName url member subjectOf",
    "Legislation": "name alternateName legislationIdentifier legislationType legislationDate legislationJurisdiction legislationLegalForce sourceOrganization temporalCoverage url isPartOf isBasedOn citation dateModified about",
    "DefinedTerm": "termCode name description url inDefinedTermSet subjectOf",
    "DefinedTermSet": "name url",
    "WebPage": "name description url about isPartOf identifier inLanguage dateModified isBasedOn isAccessibleForFree mainEntity citation",
    "HowTo": "name inLanguage step",
    "HowToStep": "position text",
    "CreativeWork": "name url publisher",
    "PropertyValue": "propertyID value",
}  # fmt: skip
"""The properties of schema.org that we use, by type."""


def _things(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for one in value.values():
            yield from _things(one)
    elif isinstance(value, list):
        for one in value:
            yield from _things(one)


@cache
def _seen() -> linked.Seen:
    return linked.Seen(packaged(), date(2026, 11, 26), writing.guidance(), "https://g.example")


def _documents() -> Iterator[tuple[str, dict[str, Any]]]:
    for kind, name in linked.names(_seen()):
        found = linked.document(_seen(), kind, name)
        assert found is not None, (kind, name)
        yield f"{kind}/{name}", found


def test_everything_has_linked_data_in_known_words() -> None:
    for where, told in _documents():
        for thing in _things(told["@graph"]):
            if set(thing) == {"@id"} or "@value" in thing:
                continue
            properties = set(thing) - {"@type", "@id"}
            assert properties <= set(WORDS[thing["@type"]].split()), (where, thing)
            assert None not in thing.values()


def test_names_are_permanent_addresses_and_all_of_them_lead_somewhere() -> None:
    named = {
        thing["@id"]
        for _where, told in _documents()
        for thing in told["@graph"]
        if "@id" in thing and "@type" in thing
    }
    for where, told in _documents():
        for thing in _things(told["@graph"]):
            if set(thing) == {"@id"}:
                assert thing["@id"] in named, (where, thing)


def test_the_permanent_addresses_open(site: Client) -> None:
    for path in ("states/EE/", "instruments/cets-185/", "offences/theft/", "provisions/ee-ks-217/"):
        assert site.get(f"/{path}").status_code == 302


def test_a_state_has_its_authorities_and_no_other() -> None:
    for code in packaged().states:
        told = linked.document(_seen(), "state", code)
        assert told is not None
        listed = [one for one in told["@graph"] if one["@type"] == "GovernmentOrganization"]
        own = [one.institution for one in packaged().authorities if one.state == code]
        assert [one["name"] for one in listed] == own
        assert all(one["subjectOf"] for one in listed)


def test_a_provision_says_whose_it_is_where_it_was_read_and_when() -> None:
    for row in packaged().offences.provisions.values():
        told = linked.document(_seen(), "provision", row.id)
        assert told is not None
        (law,) = told["@graph"]
        assert law["legislationJurisdiction"] == {"@id": f"https://g.example/states/{row.state}/"}
        assert law["isBasedOn"] == row.source_url
        assert law["dateModified"] == row.as_of
        if row.status == "historical" and row.end is None:
            assert law["legislationLegalForce"] == "https://schema.org/NotInForce"
            assert "temporalCoverage" not in law


def test_in_a_mirror_names_are_relative(site: Client, here: Path) -> None:
    assert published.MIRROR == "comity.mirror"
    told = json.loads(site.get("/data/linked/state/EE.jsonld", **{published.MIRROR: True}).content)
    assert any(one.get("@id") == "/states/EE/" for one in told["@graph"])


@pytest.mark.parametrize(
    "path",
    ["state/XX", "state/ee", "nothing/EE", "guide/topics", "guide/topics-", "dataset/other", "provision/xx", "offence/sorcery"],
)  # fmt: skip
def test_what_is_not_there_has_no_linked_data(site: Client, here: Path, path: str) -> None:
    assert site.get(f"/data/linked/{path}.jsonld").status_code == 404


# A mirror, and how to cite


def test_a_mirror_takes_along_what_the_pages_lead_to(site: Client, here: Path) -> None:
    every = list(addresses.files(packaged(), DAY))
    assert len(set(every)) == len(every)
    assert "/data/keys.json" in every
    assert f"/data/dumps/{_folder(here).name}/manifest.jws" in every
    for one in every:
        if "/linked/" not in one:
            assert _status(site, one) == 200, one
    for language in ("en", "ar"):
        tree = read(site.get(f"/{language}/data/dumps/").content.decode())
        linked_to = {one.attributes["href"] for one in tree.all("a")}
        assert {one for one in linked_to if one.startswith("/data/")} <= set(every)


def test_how_a_page_is_cited() -> None:
    said = citing.cite("Estonia", "https://g.example/states/EE/", "sha256:0123456789abcdef", DAY)
    assert said == (
        "“Estonia”. Comity, public site. https://g.example/states/EE/. "
        f"Law data 0123456789ab, as of {DAY.isoformat()}."
    )
    braces = citing.cite("{version}", "x", "sha256:00", DAY)
    assert "“{version}”" in braces


def test_the_page_says_how_a_dump_is_cited(site: Client, here: Path) -> None:
    text = site.get("/en/data/dumps/").content.decode()
    digits = published.now().version.removeprefix("sha256:")[:12]
    assert f"Law data {digits}, as of {DAY.isoformat()}." in text


def test_the_home_is_read_when_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(home.HOME, raising=False)
    assert home.home() == Path(home.DEFAULT)
    monkeypatch.setenv(home.HOME, str(tmp_path))
    assert home.dumps() == tmp_path / "dumps"


def test_at_most_so_many_dumps_are_listed(tmp_path: Path) -> None:
    from comity.gateway.dumps import limits

    for number in range(limits.LISTED + 5):
        day = date(2026, 1, 1) + timedelta(days=number)
        (tmp_path / "dumps" / f"comity-open-data-{day}-000000000000").mkdir(parents=True)
    found = writing.found(tmp_path)
    assert len(found) == limits.LISTED
    assert found[0].name > found[-1].name
