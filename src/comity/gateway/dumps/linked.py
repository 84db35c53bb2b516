"""What the site shows, as linked data in the words of schema.org (JSON-LD). Pure.

Every thing has its permanent address as its name. ``base`` is the address of the site without a slash at its
end; with an empty one the names are relative to the document. Nothing is said that no page says.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from comity.gateway.dumps.dictionary import GROUPS
from comity.gateway.dumps.manifest import Manifest
from comity.gateway.dumps.papers import EUPL
from comity.gateway.dumps.tables import Guidance
from comity.law import treaties
from comity.law.names import Names
from comity.law.offences import Provision
from comity.law.release import Release, answering_from
from comity.law.rows import Authority, Treaty

Thing = dict[str, Any]
CONTEXT: Final = "https://schema.org"
DATASET: Final = "open-data"
_TYPES: Final = MappingProxyType(
    {
        "csv": "text/csv",
        "json": "application/json",
        "jsonl": "application/x-ndjson",
        "jws": "application/jose+json",
        "md": "text/markdown",
        "sql": "application/sql",
        "sqlite": "application/vnd.sqlite3",
    }
)


@dataclass(frozen=True)
class Seen:
    """What linked data are made from."""

    release: Release
    day: date
    guidance: Guidance
    base: str = ""
    dumps: tuple[Manifest, ...] = ()

    def at(self, path: str) -> str:
        """The permanent address of something."""
        return f"{self.base}/{path}"

    def state(self, code: str) -> str:
        """The permanent address of a State."""
        return self.at(f"states/{code}/")


def encoding(name: str) -> str:
    """The media type of a file of a dump."""
    return _TYPES.get(name.rpartition(".")[2], "text/plain")


def document(seen: Seen, kind: str, name: str) -> Thing | None:
    """The linked data of one thing; None where there is none."""
    make = KINDS.get(kind)
    with answering_from(seen.release):
        graph = make(seen, name) if make else None
    return {"@context": CONTEXT, "@graph": graph} if graph else None


def names(seen: Seen) -> Iterator[tuple[str, str]]:
    """Kind and name of everything that has linked data."""
    yield "dataset", DATASET
    yield from (("state", one) for one in seen.release.states)
    yield from (("instrument", one) for one in seen.release.treaties)
    yield from (("offence", one) for one in seen.release.offences.vocabulary.types)
    yield from (("provision", one) for one in seen.release.offences.provisions)
    yield from (("guide", one.replace("/", "-")) for one, _page in seen.guidance.pages)


def _bare(thing: Thing) -> Thing:
    """Without what is not known."""
    return {key: value for key, value in thing.items() if value not in (None, "", [])}


def _version(seen: Seen) -> Thing:
    return {
        "@type": "PropertyValue",
        "propertyID": "law data",
        "value": seen.release.digest,
    }


def _work(source: str) -> Thing | str:
    """A source: an address, or words that say where one looked."""
    if source.startswith(("http://", "https://")):
        return {"@type": "CreativeWork", "url": source}
    return {"@type": "CreativeWork", "name": source}


def dataset(seen: Seen, name: str) -> list[Thing] | None:
    """All the data: what they are, and the newest dump as downloads."""
    if name != DATASET:
        return None
    newest = seen.dumps[0] if seen.dumps else None
    return [
        _bare(
            {
                "@type": "Dataset",
                "@id": seen.at("data/"),
                "name": "Comity, open data",
                "description": (
                    "Who does what against cybercrime, under which law: institutions, instruments, "
                    "declarations, offences as elements and documented gaps of every State, each "
                    "with its source and date; and guidance in plain words."
                ),
                "url": seen.at("en/data/"),
                "identifier": _version(seen),
                "version": seen.release.digest,
                "dateModified": (newest.day if newest else seen.day).isoformat(),
                "inLanguage": ["en", "ar", "es", "fr", "ru", "zh"],
                "isAccessibleForFree": True,
                "license": EUPL,
                "conditionsOfAccess": (
                    "Facts may be used by everybody; our own texts are under the EUPL-1.2. See "
                    "LICENCE.md in each dump."
                ),
                "creator": {"@type": "Organization", "name": "Comity maintainers"},
                "spatialCoverage": "World",
                "keywords": ["cybercrime", "mutual legal assistance", "electronic evidence"],
                "variableMeasured": [title for _name, title, _tables in GROUPS],
                "distribution": [_download(seen, newest, one) for one in _files(newest)],
            }
        )
    ]


def _files(newest: Manifest | None) -> Iterator[str]:
    if newest is not None:
        yield from (one.name for one in newest.files if not one.name.startswith("law-data/"))


def _download(seen: Seen, dump: Manifest | None, name: str) -> Thing:
    known = dump.file(name) if dump else None
    if dump is None or known is None:
        return {}
    return {
        "@type": "DataDownload",
        "name": name,
        "contentUrl": seen.at(f"data/dumps/{dump.name}/{name}"),
        "encodingFormat": encoding(name),
        "contentSize": f"{known.bytes} B",
        "sha256": known.sha256,
    }


def state(seen: Seen, code: str) -> list[Thing] | None:
    """A State or territory and its institutions. Which of the two words is used says nothing of its
    status: members of the United Nations are Country, all others AdministrativeArea."""
    row = seen.release.states.get(code)
    if row is None:
        return None
    named = [(lang, name) for (one, lang), name in seen.release.state_names.items() if one == code]
    place = _bare(
        {
            "@type": "Country" if row.un_member else "AdministrativeArea",
            "@id": seen.state(code),
            "name": row.name,
            "alternateName": [{"@language": lang, "@value": name} for lang, name in named],
            "identifier": [
                {"@type": "PropertyValue", "propertyID": "ISO 3166-1 alpha-2", "value": code},
                {"@type": "PropertyValue", "propertyID": "ISO 3166-1 alpha-3", "value": row.alpha3},
            ],
            "url": seen.at(f"en/states/{code}/"),
            "subjectOf": _work(row.source),
        }
    )
    listed = [one for one in seen.release.authorities if one.state == code]
    page = {
        "@type": "WebPage",
        "@id": seen.at(f"en/states/{code}/"),
        "name": f"{row.name}: law and authorities against cybercrime",
        "about": {"@id": seen.state(code)},
        "isPartOf": {"@id": seen.at("data/")},
        "identifier": _version(seen),
        "inLanguage": "en",
        "dateModified": seen.day.isoformat(),
        "isBasedOn": sorted({one.source for one in listed}),
    }
    return [_bare(page), place, *(_authority(seen, one) for one in listed)]


def _authority(seen: Seen, one: Authority) -> Thing:
    names_ = Names(seen.release)
    return _bare(
        {
            "@type": "GovernmentOrganization",
            "name": one.institution,
            "url": one.website,
            "areaServed": {"@id": seen.state(one.state)},
            "keywords": one.role,
            "description": f"{names_.role(one.role)}, as of {one.as_of}, {names_.reliability(one.confidence)}",
            "subjectOf": _work(one.source),
        }
    )


def instrument(seen: Seen, name: str) -> list[Thing] | None:
    """A treaty or an act; a network that is no treaty is an organization of States."""
    row = seen.release.treaties.get(name)
    if row is None:
        return None
    bound = [code for code in seen.release.states if _bound(seen, row, code)]
    names_ = Names(seen.release)
    if row.kind == "network":
        return [
            _bare(
                {
                    "@type": "Organization",
                    "@id": seen.at(f"instruments/{name}/"),
                    "name": names_.instrument(row),
                    "alternateName": names_.short(row),
                    "url": seen.at(f"en/instruments/{name}/"),
                    "member": [{"@id": seen.state(code)} for code in bound],
                    "subjectOf": _work(row.source),
                }
            )
        ]
    return [
        _bare(
            {
                "@type": "Legislation",
                "@id": seen.at(f"instruments/{name}/"),
                "name": names_.instrument(row),
                "alternateName": names_.short(row),
                "legislationIdentifier": row.id,
                "legislationType": names_.kind(row.kind),
                "legislationDate": str(row.opened) if row.opened else None,
                "legislationJurisdiction": [{"@id": seen.state(code)} for code in bound],
                "sourceOrganization": {"@type": "Organization", "name": row.depositary},
                "temporalCoverage": f"{row.entered_into_force}/.."
                if row.entered_into_force
                else None,
                "url": seen.at(f"en/instruments/{name}/"),
                "isPartOf": {"@id": seen.at("data/")},
                "isBasedOn": row.source,
                "citation": _work(row.source),
                "dateModified": str(row.as_of),
            }
        )
    ]


def _bound(seen: Seen, row: Treaty, code: str) -> bool:
    if row.kind == "network":
        status = seen.release.statuses.get((row.id, code))
        return status is not None and status.status == "member"
    return treaties.standing(row.id, code, seen.day).bound is True


def offence(seen: Seen, name: str) -> list[Thing] | None:
    """A harmonised type as a term of the vocabulary, and the provisions of that type."""
    kind = seen.release.offences.vocabulary.types.get(name)
    if kind is None:
        return None
    rows = [r for r in seen.release.offences.provisions.values() if name in r.harmonised_types]
    return [
        {
            "@type": "DefinedTerm",
            "@id": seen.at(f"offences/{name}/"),
            "termCode": name,
            "name": Names(seen.release).type(name),
            "description": kind.definition,
            "url": seen.at(f"en/offences/{name}/"),
            "inDefinedTermSet": {
                "@type": "DefinedTermSet",
                "@id": seen.at("offences/"),
                "name": "Types of offence",
                "url": seen.at("en/offences/"),
            },
            "subjectOf": [{"@id": seen.at(f"provisions/{row.id}/")} for row in rows],
        }
    ]


def provision(seen: Seen, name: str) -> list[Thing] | None:
    """One national provision."""
    row = seen.release.offences.provisions.get(name)
    if row is None:
        return None
    return [
        _bare(
            {
                "@type": "Legislation",
                "@id": seen.at(f"provisions/{name}/"),
                "name": row.citation,
                "legislationIdentifier": row.id,
                "legislationJurisdiction": {"@id": seen.state(row.state)},
                "legislationLegalForce": _force(row, seen.day),
                "temporalCoverage": _interval(row),
                "isPartOf": {"@type": "Legislation", "name": row.statute},
                "about": [{"@id": seen.at(f"offences/{one}/")} for one in row.harmonised_types],
                "url": seen.at(f"en/provisions/{name}/"),
                "isBasedOn": row.source_url,
                "citation": _work(row.source_url),
                "dateModified": row.as_of,
            }
        )
    ]


def _force(row: Provision, on: date) -> str | None:
    """In force, or not any more; None where an unseen day decides."""
    if row.status == "current":
        return f"{CONTEXT}/InForce" if row.begun_on(on) else None
    ended = row.end is None or row.end.passed_on(on)
    return f"{CONTEXT}/NotInForce" if ended else None


def _interval(row: Provision) -> str | None:
    """ISO 8601: two dots where the end is open; nothing where an end was not seen."""
    if row.start is None or row.in_force_to == "unknown":
        return None
    return f"{row.start}/{row.end or '..'}"


def guide(seen: Seen, name: str) -> list[Thing] | None:
    """A page of guidance: its steps as a HowTo, its sources as citations."""
    found = {one.replace("/", "-"): (one, page) for one, page in seen.guidance.pages}.get(name)
    if found is None:
        return None
    path, page = found
    address = seen.at(f"en/guidance/{path}/")
    steps = enumerate(page.now.steps, start=1)
    law = page.law
    return [
        _bare(
            {
                "@type": "WebPage",
                "@id": address,
                "url": address,
                "name": page.title,
                "description": page.summary,
                "inLanguage": "en",
                "isAccessibleForFree": True,
                "about": [
                    {"@id": seen.at(f"offences/{one}/")} for one in (law.types if law else ())
                ],
                "mainEntity": {"@id": f"{address}#now"},
                "citation": [
                    {
                        "@type": "CreativeWork",
                        "name": one.title,
                        "url": one.url,
                        "publisher": {"@type": "Organization", "name": one.publisher},
                    }
                    for one in page.source
                ],
            }
        ),
        {
            "@type": "HowTo",
            "@id": f"{address}#now",
            "name": page.title,
            "inLanguage": "en",
            "step": [
                {"@type": "HowToStep", "position": number, "text": text} for number, text in steps
            ],
        },
    ]


KINDS: Final[Mapping[str, Callable[[Seen, str], list[Thing] | None]]] = MappingProxyType(
    {
        "dataset": dataset,
        "state": state,
        "instrument": instrument,
        "offence": offence,
        "provision": provision,
        "guide": guide,
    }
)
"""What has linked data, by kind."""
