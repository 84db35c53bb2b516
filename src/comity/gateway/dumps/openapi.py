"""All addresses for programs as an OpenAPI 3.1 document, written by hand. Pure.

The schemas are closed: what an answer has beyond them is a mistake here or there, and a test says so.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from comity.gateway.dumps import linked
from comity.gateway.dumps.dictionary import CODES, FORMAT, FORMATS, GROUPS, KIND_WORDS
from comity.gateway.dumps.manifest import NAME
from comity.gateway.dumps.papers import EUPL

VERSION: Final = "1.1.0"
Part = dict[str, Any]

_TEXT: Final[Part] = {"type": "string"}
_MAYBE: Final[Part] = {"type": ["string", "null"]}
_YES_NO: Final[Part] = {"type": "boolean"}
_MAYBE_YES_NO: Final[Part] = {"type": ["boolean", "null"]}
_WHOLE: Final[Part] = {"type": "integer", "minimum": 0}
_STATE: Final[Part] = {
    "type": "string",
    "pattern": "^[A-Z]{2}$",
    "description": "ISO 3166-1 alpha-2",
}
_DAY: Final[Part] = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
_DATE: Final[Part] = {
    "type": "string",
    "pattern": r"^\d{4}(-\d{2}(-\d{2})?)?$",
    "description": "A shorter one means that the day was not seen.",
}
_MAYBE_DATE: Final[Part] = {**_DATE, "type": ["string", "null"]}
_VERSION: Final[Part] = {
    "type": "string",
    "pattern": "^sha256:[0-9a-f]{64}$",
    "description": "Digest of the law data",
}
_MAYBE_WHOLE: Final[Part] = {"type": ["integer", "null"], "minimum": 0}
_MOMENT: Final[Part] = {
    "type": "string",
    "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$",
    "description": "UTC",
}
_ANYTHING: Final[Part] = {"type": "object"}
_ADDRESS: Final[Part] = {
    "type": "string",
    "description": "An address, or words that say where one looked",
}


def _object(properties: Mapping[str, Part], optional: tuple[str, ...] = ()) -> Part:
    """A closed object; everything is there but what is optional."""
    return {
        "type": "object",
        "properties": dict(properties),
        "required": [name for name in properties if name not in optional],
        "additionalProperties": False,
    }


def _list(of: Part) -> Part:
    return {"type": "array", "items": of}


def _ref(name: str) -> Part:
    return {"$ref": f"#/components/schemas/{name}"}


def _answer(**properties: Part) -> Part:
    """An answer of the site: the version of the data and the day come with it."""
    return _object({"data_version": _VERSION, "on": _DAY, **properties})


_CITED: Final = {"source": _ADDRESS, "as_of": _DATE}
_MARKED: Final = {
    "source": _ADDRESS,
    "as_of": _MAYBE_DATE,
    "reliability": {"enum": [*CODES["reliability"], None]},
}
_CONFIRMED: Final = {
    "last_confirmed_by": {
        **_TEXT,
        "description": "The State that confirmed every row behind this as it is published; not_confirmed; or not_known, where it cannot be read just now",
    },
    "last_confirmed_on": {**_MAYBE, "description": "The oldest day of these confirmations"},
}
SCHEMAS: Final[Mapping[str, Part]] = MappingProxyType(
    {
        "State": _object(
            {
                "code": _STATE,
                "alpha3": {"type": "string", "pattern": "^[A-Z]{3}$"},
                "name": {"type": "object", "additionalProperties": _TEXT},
                "un_member": _YES_NO,
                **_CITED,
            }
        ),
        "States": _answer(states=_list(_ref("State"))),
        "Institution": _object(
            {
                "role": {"enum": list(CODES["role"])},
                "institution": _TEXT,
                "website": _MAYBE,
                **_CITED,
                "reliability": {"enum": list(CODES["reliability"])},
                "note": _TEXT,
                **_CONFIRMED,
            }
        ),
        "Bond": _object(
            {
                "instrument": _TEXT,
                "bound": {**_MAYBE_YES_NO, "description": "null: not known"},
                "status": {"enum": [*CODES["status"], None]},
                "signed": _MAYBE_DATE,
                "ratified": _MAYBE_DATE,
                "in_force": _MAYBE_DATE,
                **_MARKED,
                **_CONFIRMED,
            }
        ),
        "Declaration": _object(
            {
                "instrument": _TEXT,
                "article": _TEXT,
                "effect": _TEXT,
                "authority": _TEXT,
                "from": _MAYBE_DATE,
                "to": _MAYBE_DATE,
                **_CITED,
                "note": _TEXT,
                **_CONFIRMED,
            }
        ),
        "OfType": _object(
            {
                "type": _TEXT,
                "coverage": {"enum": list(CODES["coverage"])},
                "provisions": _list(_TEXT),
                "gaps": _list(_TEXT),
                **_CONFIRMED,
            }
        ),
        "SpamLaw": _object(
            {
                "law": _TEXT,
                "section": _TEXT,
                "status": {"enum": list(CODES["spam_status"])},
                "in_force": _MAYBE_DATE,
                "authority": _TEXT,
                **_CITED,
                **_CONFIRMED,
            }
        ),
        "Offer": _object(
            {
                "id": _TEXT,
                "kind": _TEXT,
                "title": _TEXT,
                "provider": _TEXT,
                "url": _ADDRESS,
                **_CITED,
                "expires_on": _DAY,
            }
        ),
        "Profile": _object(
            {
                "data_version": _VERSION,
                "state": _STATE,
                "name": _TEXT,
                "on": _DAY,
                "institutions": _list(_ref("Institution")),
                "roles_not_seen": _list({"enum": list(CODES["role"])}),
                "instruments": _list(_ref("Bond")),
                "declarations": _list(_ref("Declaration")),
                "offences": _list(_ref("OfType")),
                "spam_laws": _list(_ref("SpamLaw")),
                "training": _object(
                    {
                        "from_here": _list(_ref("Offer")),
                        "for_here": _list(_ref("Offer")),
                        "standards": _WHOLE,
                        "open_to_all": _WHOLE,
                    }
                ),
            },
            optional=("data_version",),
        ),
        "Comparison": _answer(states=_list(_ref("Profile"))),
        "ComparisonRefused": _answer(unknown_states=_list(_TEXT)),
        "Answer": _object(
            {
                "state": _STATE,
                "answer": _TEXT,
                "shade": {"enum": ["yes", "partly", "no", "looked", "unknown"]},
                "since": _MAYBE_DATE,
                "names": _list(_TEXT),
                "sources": _list(_object(_MARKED)),
                **_CONFIRMED,
            }
        ),
        "Map": _answer(question=_TEXT, answers=_list(_ref("Answer"))),
        "Dump": _object(
            {
                "name": {"type": "string", "pattern": f"^{NAME.pattern}$"},
                "data_version": _VERSION,
                "guidance_version": _VERSION,
                "texts_version": {**_VERSION, "type": ["string", "null"]},
                "members_version": {**_VERSION, "type": ["string", "null"]},
                "day": _DAY,
                "made_at": {"type": "string", "description": "UTC"},
                "keys": _list(_TEXT),
                "bytes": _WHOLE,
                "files": _list(_TEXT),
            }
        ),
        "Dumps": _object({"dumps": _list(_ref("Dump"))}),
        "Key": _object(
            {
                "kid": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
                "alg": {"enum": ["Ed25519", "ML-DSA-65"]},
                "public": {"type": "string", "description": "base64url without padding"},
            }
        ),
        "Keys": _object(
            {
                "format": {"const": "comity-open-data-keys-1"},
                "suite": {"const": "comity-1"},
                "pairs": _list(_object({"from": _TEXT, "keys": _list(_ref("Key"))})),
            }
        ),
        "Vouched": _object(
            {
                "vouched": _list(
                    _object(
                        {
                            "authority": _TEXT,
                            "keys": _list(_TEXT),
                            "since": _DAY,
                            "until": _DAY,
                            "holds": {**_YES_NO, "description": "At this moment, by the directory"},
                            "because": _MAYBE,
                            "invented": {**_YES_NO, "description": "By a demonstration"},
                            "directory_version": _MAYBE_WHOLE,
                            "statement": _TEXT,
                        }
                    )
                )
            }
        ),
        "Manifest": _object(
            {
                "format": {"enum": list(FORMATS)},
                "name": {"type": "string", "pattern": f"^{NAME.pattern}$"},
                "data_version": _VERSION,
                "guidance_version": _VERSION,
                "texts_version": _VERSION,
                "members_version": _VERSION,
                "day": _DAY,
                "made_at": _TEXT,
                "keys": _list(_TEXT),
                "files": _list(
                    _object(
                        {
                            "name": _TEXT,
                            "bytes": _WHOLE,
                            "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
                        }
                    )
                ),
            }
        ),
        "Dictionary": _object(
            {
                "format": {"const": FORMAT},
                "kinds": _object(dict.fromkeys(KIND_WORDS, _TEXT)),
                "codes": {
                    "type": "object",
                    "additionalProperties": {"type": "object", "additionalProperties": _TEXT},
                },
                "tables": _list(
                    _object(
                        {
                            "name": _TEXT,
                            "group": {"enum": [name for name, _title, _tables in GROUPS]},
                            "meaning": _TEXT,
                            "key": _list(_TEXT),
                            "from": _list(_TEXT),
                            "columns": _list(_ref("Column")),
                            "references": _list(
                                _object(
                                    {
                                        "columns": _list(_TEXT),
                                        "table": _TEXT,
                                        "to_columns": _list(_TEXT),
                                    }
                                )
                            ),
                        }
                    )
                ),
            }
        ),
        "Column": _object(
            {
                "name": _TEXT,
                "kind": {"enum": list(KIND_WORDS)},
                "json": {"enum": ["string", "integer", "number", "boolean"]},
                "sqlite": {"enum": ["TEXT", "INTEGER", "REAL"]},
                "meaning": _TEXT,
                "unit": _MAYBE,
                "codes": {"enum": [*CODES, None]},
                "may_be_empty": _YES_NO,
                "empty_means": _MAYBE,
                "translated": _YES_NO,
                "refers_to": {
                    "anyOf": [{"type": "null"}, _object({"table": _TEXT, "column": _TEXT})]
                },
            }
        ),
        "Linked": _object(
            {
                "@context": {"const": linked.CONTEXT},
                "@graph": _list(
                    {
                        "type": "object",
                        "properties": {"@type": _TEXT, "@id": _TEXT, "name": _TEXT},
                        "required": ["@type"],
                    }
                ),
            }
        ),
        "Directory": _object(
            {
                "root": _TEXT,
                "address": _TEXT,
                "version": _WHOLE,
                "sha256": _VERSION,
                "issued": _MOMENT,
                "expires": _MOMENT,
                "expired": _YES_NO,
                "invented": {**_YES_NO, "description": "Made up for a demonstration"},
                **_CITED,
            }
        ),
        "MemberAuthority": _object(
            {
                "id": _TEXT,
                "role": {"enum": list(CODES["member_role"])},
                "name": {"type": "object", "additionalProperties": _TEXT},
                "node": _TEXT,
                "languages": _list(_TEXT),
                "hours": _TEXT,
                "time_zone": _TEXT,
                "valid_from": _MOMENT,
                "competences": _list(_object({"measure": _TEXT, "verbs": _list(_TEXT)})),
                "revoked_keys": _list(_object({"kid": _TEXT, "since": _MOMENT})),
            }
        ),
        "Member": _object(
            {
                "state": _STATE,
                "standing": {"enum": list(CODES["member_standing"])},
                "part": _MAYBE_WHOLE,
                "part_expires": {**_MOMENT, "type": ["string", "null"]},
                "shown_as_in": _MAYBE_WHOLE,
                "seen_in": _WHOLE,
                **_CITED,
                "authorities": _list(_ref("MemberAuthority")),
            }
        ),
        "Members": _object(
            {
                "standing": {"enum": list(CODES["directory_standing"])},
                "directory": {"anyOf": [{"type": "null"}, _ref("Directory")]},
                "members": _list(_ref("Member")),
            }
        ),
        "Refused": _object({"error": _TEXT, "sentence": _TEXT}),
        "RefusedByUs": {
            "type": "object",
            "properties": {"error": _TEXT, "sentence": _TEXT},
            "required": ["error", "sentence"],
        },
        "Proposals": _answer(
            number=_WHOLE,
            page=_WHOLE,
            page_size=_WHOLE,
            next={"type": ["string", "null"]},
            proposals=_list(
                _object(
                    {
                        "digest": _TEXT,
                        "standing": _TEXT,
                        "received": _DAY,
                        "opened": _MAYBE_DATE,
                        "last_day": _MAYBE_DATE,
                        "decided": _MAYBE_DATE,
                        "document": _ANYTHING,
                    }
                )
            ),
        ),
        "Results": _answer(
            year={"type": "integer"},
            limits=_TEXT,
            smallest_group=_WHOLE,
            results=_list(
                _object(
                    {
                        "audience": _TEXT,
                        "group": _TEXT,
                        "answers": _WHOLE,
                        "question": _TEXT,
                        "answered": _WHOLE,
                        "choice": _TEXT,
                        "number": _WHOLE,
                    }
                )
            ),
        ),
        "Years": _answer(
            years=_list({"type": "integer"}),
            limits=_TEXT,
            smallest_group=_WHOLE,
            results=_list(_ANYTHING),
            not_compared=_list(_ANYTHING),
        ),
        "Confirmed": _answer(proposal=_TEXT, standing=_TEXT, state=_TEXT),
        "Standing": _object(
            {
                "format": _TEXT,
                "state": _TEXT,
                "day": _DAY,
                "standing": _TEXT,
                "of_the_state": _TEXT,
                "sentence": _TEXT,
                "authority": _ANYTHING,
                "digest": _ANYTHING,
                "received": _ANYTHING,
                "revoked": _ANYTHING,
            }
        ),
        "Resources": _object({"on": _DAY, "complete": _YES_NO, "entries": _list(_ANYTHING)}),
    }
)


def _parameter(name: str, description: str, schema: Part, example: str = "") -> Part:
    told = {
        "name": name,
        "in": "path",
        "required": True,
        "description": description,
        "schema": schema,
    }
    return told | ({"example": example} if example else {})


def _json(schema: str, description: str = "The answer") -> Part:
    return {"description": description, "content": {"application/json": {"schema": _ref(schema)}}}


def _text(kind: str, description: str) -> Part:
    return {"description": description, "content": {kind: {"schema": _TEXT}}}


_NOT_FOUND: Final[Part] = {"404": _text("text/html", "There is nothing of that name.")}


def _get(
    summary: str, tag: str, ok: Part, *parameters: Part, others: Mapping[str, Part] | None = None
) -> Part:
    told: Part = {"summary": summary, "tags": [tag], "responses": {"200": ok, **(others or {})}}
    if parameters:
        told["parameters"] = list(parameters)
        told["responses"] |= _NOT_FOUND if any(one["in"] == "path" for one in parameters) else {}
    return {"get": told}


_CODE_OF_STATE: Final = _parameter("code", "The State or territory", _STATE, "EE")
_KIND_OF_MAP: Final = _parameter(
    "kind", "What is asked", {"enum": ["party", "role", "offence", "spam"]}, "party"
)
_ABOUT: Final = _parameter(
    "about", "An instrument, a role, a type of offence, or law", _TEXT, "cets-185"
)
_COMPARED: Final[Part] = {
    "name": "states",
    "in": "query",
    "required": False,
    "description": "The codes of any number of States, with commas between them; or state, once for each",
    "schema": _TEXT,
    "example": "EE,RO",
}
_REFUSED: Final = {"400": _json("ComparisonRefused", "Codes that are no State")}
_DUMP: Final = _parameter(
    "dump",
    "The dump, as dumps.json names it",
    {"type": "string", "pattern": f"^{NAME.pattern}$"},
    "comity-open-data-2026-11-26-0123456789ab",
)
_FILE: Final = _parameter("name", "A file of the manifest", _TEXT, "manifest.json")
_KIND_OF_THING: Final = _parameter("kind", "What it is", {"enum": list(linked.KINDS)}, "state")
_THING: Final = _parameter("name", "Its permanent name", _TEXT, "EE")
_LAW_FILE: Final = _parameter("name", "A file of the law data", _TEXT, "states.csv")
_CSV_MAP: Final = "state, answer, since, source, as_of, reliability, name, region, subregion, names, last_confirmed_by, last_confirmed_on"
_REFUSED_BY_US: Final = {"default": _json("RefusedByUs", "Why not, and what to do")}
_DAMAGED: Final = {"503": _text("text/html", "The file is not the one that was signed.")}


def _leads_to(summary: str, parameter: Part) -> Part:
    """A permanent address without a language."""
    return {
        "get": {
            "summary": summary,
            "tags": ["permanent"],
            "parameters": [parameter],
            "responses": {
                "302": {
                    "description": "To the page in the language of the browser",
                    "headers": {"Location": {"schema": _TEXT}},
                }
            },
        }
    }


PATHS: Final[Mapping[str, Part]] = MappingProxyType(
    {
        "/data/states.json": _get("Every State with its names", "states", _json("States")),
        "/data/states/{code}.json": _get(
            "All that is published of one State", "states", _json("Profile"), _CODE_OF_STATE
        ),
        "/data/members.json": _get(
            "Members of the network as they publish themselves, and the version of the directory",
            "states",
            _json("Members"),
        ),
        "/data/map/{kind}/{about}.json": _get(
            "Every State’s answer to one question", "map", _json("Map"), _KIND_OF_MAP, _ABOUT
        ),
        "/data/map/{kind}/{about}.csv": _get(
            "The same as a table", "map", _text("text/csv", _CSV_MAP), _KIND_OF_MAP, _ABOUT
        ),
        "/data/compare.json": _get(
            "Several States side by side", "states", _json("Comparison"), _COMPARED, others=_REFUSED
        ),
        "/data/compare.csv": _get(
            "The same as a table",
            "states",
            _text(
                "text/csv",
                "what, about, one column for each State, then last_confirmed_by_… and last_confirmed_on_… for each",
            ),
            _COMPARED,
            others=_REFUSED,
        ),
        "/data/files/{name}": _get(
            "One file of the law data, to the byte",
            "files",
            {
                "description": "The file",
                "content": {
                    kind: {"schema": _TEXT}
                    for kind in ("text/csv", "application/json", "application/x-ndjson")
                },
            },
            _LAW_FILE,
        ),
        "/data/dumps.json": _get("The signed dumps, newest first", "dumps", _json("Dumps")),
        "/data/dumps/{dump}/{name}": _get(
            "One file of a dump; name may have one folder (csv/states.csv)",
            "dumps",
            {
                "description": "The file; manifest.json has the schema Manifest",
                "content": {
                    "application/json": {"schema": {}},
                    "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
                },
            },
            _DUMP,
            _FILE,
            others=_DAMAGED,
        ),
        "/data/keys.json": _get(
            "The public keys that sign dumps",
            "dumps",
            _json("Keys"),
            others={
                **_NOT_FOUND,
                "503": _json("Refused", "The keys cannot be read."),
            },
        ),
        "/data/vouched.json": _get(
            "Which authorities of States vouch for the keys that sign dumps",
            "dumps",
            _json("Vouched"),
        ),
        "/data/vouched/{digest}.jws": _get(
            "One such statement (JWS), to the byte",
            "dumps",
            {
                "description": "The statement",
                "content": {"application/jose+json": {"schema": _ANYTHING}},
            },
            _parameter("digest", "Its SHA-256", {"type": "string", "pattern": "^[0-9a-f]{64}$"}),
        ),
        "/data/dictionary.json": _get("The data dictionary", "dumps", _json("Dictionary")),
        "/data/openapi.json": _get(
            "This document",
            "about",
            {"description": "OpenAPI 3.1", "content": {"application/json": {"schema": {}}}},
        ),
        "/data/linked/{kind}/{name}.jsonld": _get(
            "What a page shows, in the words of schema.org",
            "linked",
            {
                "description": "JSON-LD",
                "content": {"application/ld+json": {"schema": _ref("Linked")}},
            },
            _KIND_OF_THING,
            _THING,
        ),
        "/data/resources.json": _get(
            "Training, exercises, events, practices, standards and help, each with its expiry",
            "resources",
            _json("Resources"),
        ),
        "/data/resources.csv": _get(
            "The same as a table",
            "resources",
            _text("text/csv", "The first line names the columns"),
        ),
        "/data/resources/{name}.jsonld": _get(
            "One entry in the words of schema.org",
            "resources",
            {
                "description": "JSON-LD",
                "content": {"application/ld+json": {"schema": _ANYTHING}},
            },
            _parameter("name", "Its permanent name", _TEXT),
        ),
        "/data/survey/proposals.json": _get(
            "Proposals that are or were open, in the order in which they came; `next` leads on",
            "survey",
            _json("Proposals"),
            others=_REFUSED_BY_US,
        ),
        "/data/survey/proposals/pages/{page}.json": _get(
            "A page of them; what stands on a full page stays there",
            "survey",
            _json("Proposals"),
            _parameter("page", "From 1", {"type": "integer"}, "1"),
            others=_REFUSED_BY_US,
        ),
        "/data/survey/proposals/{name}.json": _get(
            "One proposal, to the byte",
            "survey",
            {"description": "The proposal", "content": {"application/json": {"schema": _ANYTHING}}},
            _parameter("name", "Its SHA-256", {"type": "string", "pattern": "^[0-9a-f]{64}$"}),
            others=_REFUSED_BY_US,
        ),
        "/data/survey/results.json": _get(
            "Results of the yearly questionnaire, with their limits",
            "survey",
            _json("Results"),
            others=_REFUSED_BY_US,
        ),
        "/data/survey/results.csv": _get(
            "The same as a table",
            "survey",
            _text("text/csv", "audience, group, answers, question, answered, choice, number"),
            others=_REFUSED_BY_US,
        ),
        "/data/survey/results/years.json": _get(
            "Questions that were asked in the same words in several years, side by side",
            "survey",
            _json("Years"),
            others=_REFUSED_BY_US,
        ),
        "/data/survey/results/years.csv": _get(
            "The same as a table",
            "survey",
            _text("text/csv", "audience, group, question, choice, year, answers, answered, number"),
            others=_REFUSED_BY_US,
        ),
        "/data/survey/confirmations": {
            "post": {
                "summary": "A State’s contact confirms or rejects a proposal, under its directory key",
                "tags": ["survey"],
                "requestBody": {
                    "required": True,
                    "description": "The signed confirmation (JWS), byte for byte",
                    "content": {"application/jose+json": {"schema": _ANYTHING}},
                },
                "responses": {"200": _json("Confirmed"), **_REFUSED_BY_US},
            }
        },
        "/data/toolkit/standing.json": {
            "post": {
                "summary": "What is known of the signature of a self-assessment; nothing is kept",
                "tags": ["toolkit"],
                "requestBody": {
                    "required": True,
                    "description": "The file, signed or not, byte for byte",
                    "content": {"application/json": {"schema": _ANYTHING}},
                },
                "responses": {"200": _json("Standing"), **_REFUSED_BY_US},
            }
        },
        "/states/{code}/": _leads_to("A State", _CODE_OF_STATE),
        "/instruments/{name}/": _leads_to(
            "An instrument", _parameter("name", "Its permanent name", _TEXT, "cets-185")
        ),
        "/offences/{name}/": _leads_to(
            "A type of offence", _parameter("name", "Its permanent name", _TEXT, "illegal_access")
        ),
        "/provisions/{name}/": _leads_to(
            "A provision", _parameter("name", "Its permanent name", _TEXT, "ee-ks-217")
        ),
    }
)
"""Every address for programs, and the permanent ones. A new one needs a line here: a test says so."""


def document(server: str) -> Part:
    """The document. ``server``: the address of the site."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Comity, open data",
            "version": VERSION,
            "summary": "Who does what against cybercrime, under which law.",
            "description": (
                "Without a key and without counting; all but one only read. Every fact has its source and date; "
                "what was not read is never shown as none. Addresses are permanent."
            ),
            "license": {"name": "EUPL-1.2 for our own texts; facts are free", "url": EUPL},
        },
        "servers": [{"url": server}],
        "tags": [
            {"name": "states", "description": "States and several side by side"},
            {"name": "map", "description": "One question for every State"},
            {"name": "files", "description": "The law data as they are"},
            {"name": "dumps", "description": "Everything at once, signed"},
            {"name": "resources", "description": "Resources that connect"},
            {"name": "survey", "description": "Proposals and results"},
            {"name": "toolkit", "description": "Signatures of self-assessments"},
            {"name": "linked", "description": "schema.org"},
            {"name": "permanent", "description": "Addresses to cite"},
            {"name": "about", "description": "About these addresses"},
        ],
        "paths": dict(PATHS),
        "components": {"schemas": dict(SCHEMAS)},
    }
