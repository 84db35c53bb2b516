"""What the map can be asked, and each State's answer with its source. Pure.

An answer has one of five shades: *yes*, *partly*, *no*, *unknown* and *looked* (looked for and not found).
What was not seen is *unknown*, never *no*.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final, Literal

from comity.gateway.facts import Source, source
from comity.law import offence_coverage, treaties
from comity.law.carrying import ROLES
from comity.law.errors import LawError
from comity.law.offence_coverage import OffenceCoverage
from comity.law.offences import GENERAL_PART
from comity.law.release import Release, answering_from
from comity.law.rows import Authority, Declaration, SpamLaw

Shade = Literal["yes", "partly", "no", "looked", "unknown"]
DECLARED_ROLES: Final = {
    "24_7_contact_point": "point_of_contact_24_7",
    "central_authority_mla": "central_authority_mla",
}
"""Roles that a State names to a depositary, and the effect of the declaration that does so."""
SHADES: Final[tuple[Shade, ...]] = ("yes", "partly", "no", "looked", "unknown")


LOOKS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "invited": "invited",
        "ratified_pending": "nearly",
        "day_open": "nearly",
        "not_bound": "apart",
    }
)
"""Codes that share their shade with another one on the same map, and the look that each has of its own."""


class UnknownQuestionError(LawError):
    """The map cannot be asked this."""

    sentence = "The map cannot be asked this. Choose a question from the list above the map."


@dataclass(frozen=True, slots=True)
class Answer:
    """One State's answer: its shade, the code of the word for it, and where it comes from.

    ``rows`` are the records that it rests on, one for each source, or fewer; ``names`` the institutions or laws that it names, each once.
    """

    shade: Shade
    code: str
    sources: tuple[Source, ...] = ()
    since: str | None = None
    rows: tuple[object, ...] = ()
    names: tuple[str, ...] = ()

    @property
    def look(self) -> str:
        """How it is drawn: no two answers of one map look the same."""
        return LOOKS.get(self.code, self.shade)

    @property
    def cited(self) -> tuple[Source, ...]:
        """The sources, each once."""
        return tuple(dict.fromkeys(self.sources))


@dataclass(frozen=True, slots=True)
class Asked:
    """A question about one thing: ``party/cets-185``, ``role/national_csirt``, ``offence/theft``, ``spam/law``."""

    kind: str
    about: str

    @property
    def path(self) -> str:
        """Its place in an address."""
        return f"{self.kind}/{self.about}"


def party(release: Release, about: str, on: date) -> Mapping[str, Answer]:
    """Is the State bound by the instrument on the day?"""
    if about not in release.treaties:
        raise UnknownQuestionError
    with answering_from(release):
        return {state: _party(release, about, state, on) for state in release.states}


def _party(release: Release, treaty: str, state: str, on: date) -> Answer:
    standing = treaties.standing(treaty, state, on)
    row = release.statuses.get((treaty, state))
    where = standing.source or (row.source if row else release.treaties[treaty].source)
    as_of = standing.as_of or (str(row.as_of) if row else str(release.treaties[treaty].as_of))
    sources = (source(where, as_of),)
    rows = (row,) if row else ()
    if standing.bound:
        since = str(row.in_force) if row and row.in_force else None
        return Answer("yes", "party", sources, since, rows)
    if row is not None and row.status != "party":
        if row.status == "member":
            return Answer("yes", row.status, sources, rows=rows)
        shade: Shade = "no" if row.status == "not_bound" else "partly"
        return Answer(shade, row.status, sources, rows=rows)
    if standing.bound is False:
        return Answer("no", "not_listed", sources, rows=rows)
    return Answer("unknown", "not_seen", sources, rows=rows)


def role(release: Release, about: str, on: date) -> Mapping[str, Answer]:
    """Is an institution with this role named?"""
    if about not in ROLES:
        raise UnknownQuestionError
    found: dict[str, list[Authority | Declaration]] = {}
    for row in release.authorities:
        if row.role == about:
            found.setdefault(row.state, []).append(row)
    for one in release.declarations:
        if one.effect == DECLARED_ROLES.get(about) and one.may_be_in_effect(on):
            found.setdefault(one.state, []).append(one)
    return {
        state: _named(found[state]) if state in found else Answer("unknown", "not_seen")
        for state in release.states
    }


def _named(rows: list[Authority | Declaration]) -> Answer:
    """A declaration names its authority under the depositary's eyes; it need not say a name."""
    names: dict[str, str] = {}
    sources = []
    for row in rows:
        name = row.institution if isinstance(row, Authority) else row.authority
        if name:
            names.setdefault(name.casefold(), name)
        mark = row.confidence if isinstance(row, Authority) else "primary"
        sources.append(source(row.source, row.as_of, mark))
    return Answer("yes", "named", tuple(sources), rows=tuple(rows), names=tuple(names.values()))


def offence(release: Release, about: str, on: date) -> Mapping[str, Answer]:
    """What the data have of this type of offence on the day."""
    if about not in release.offences.vocabulary.types:
        raise UnknownQuestionError
    return {state: _offence(release, state, about, on) for state in release.states}


def _offence(release: Release, state: str, about: str, on: date) -> Answer:
    found = offence_coverage.of(state, about, on, release)
    rows = release.offences.provisions
    sources = tuple(
        source(
            one.source,
            one.as_of,
            rows[one.row].source_reliability if one.row and one.row in rows else "",
        )
        for one in found.seen
    )
    shade: dict[str, Shade] = {
        "provision": "yes",
        "gap:no_offence": "no",
        "gap:outside_text": "partly",
        "day_open": "partly",
        "looked_not_found": "looked",
    }
    return Answer(shade.get(found.kind, "unknown"), found.kind, sources, rows=_rows(release, found))


def _rows(release: Release, found: OffenceCoverage) -> tuple[object, ...]:
    """The provisions and gaps that were seen, or the searches that found nothing."""
    offences = release.offences
    if found.kind == "looked_not_found":
        return tuple(
            one for one in offences.looked if (one.state, one.type) == (found.state, found.type)
        )
    ids = [one.row for one in found.seen if one.row]
    if found.kind.startswith("gap:"):
        return tuple(one for one in offences.gaps_of(found.state) if one.id in ids)
    return tuple(offences.provisions[one] for one in ids)


def spam(release: Release, about: str, on: date) -> Mapping[str, Answer]:
    """Has the State a law on unsolicited messages?"""
    if about != "law":
        raise UnknownQuestionError
    out = {state: Answer("unknown", "not_checked") for state in release.states}
    shade: dict[str, Shade] = {"in_force": "yes", "no_specific_law": "no"}
    laws: dict[str, list[SpamLaw]] = {}
    for row in release.spam_laws:
        laws.setdefault(row.state, []).append(row)
    for state, rows in laws.items():
        first = min(rows, key=lambda one: SHADES.index(shade.get(one.status, "partly")))
        out[state] = Answer(
            shade.get(first.status, "partly"),
            f"spam:{first.status}",
            tuple(source(one.source, one.as_of, "secondary") for one in rows),
            str(first.in_force) if first.in_force else None,
            tuple(rows),
            tuple(one.law for one in rows if one.law),
        )
    return out


ASK: Final[Mapping[str, Callable[[Release, str, date], Mapping[str, Answer]]]] = MappingProxyType(
    {"party": party, "role": role, "offence": offence, "spam": spam}
)
FIRST: Final = Asked("party", "cets-185")
NETWORK: Final = Asked("member", "network")


def answers(
    release: Release, asked: Asked, on: date, network: Mapping[str, Answer] | None = None
) -> Mapping[str, Answer]:
    """Every State's answer; ``network``: what the members' directory answers, where there is one.

    Raises UnknownQuestionError.
    """
    if asked == NETWORK and network is not None:
        return network
    ask = ASK.get(asked.kind)
    if ask is None:
        raise UnknownQuestionError
    return ask(release, asked.about, on)


def questions(release: Release, network: bool = False) -> tuple[tuple[str, tuple[Asked, ...]], ...]:
    """All that can be asked, by kind; of members only where there is a directory (``network``).

    Treaties between two States are no question for a map.
    """
    instruments = [one.id for one in release.treaties.values() if one.kind != "bilateral"]
    types = [name for name in release.offences.vocabulary.types if name not in GENERAL_PART]
    return (
        ("party", tuple(Asked("party", one) for one in instruments)),
        ("role", tuple(Asked("role", one) for one in ROLES)),
        ("offence", tuple(Asked("offence", one) for one in types)),
        ("spam", (Asked("spam", "law"),)),
        *((("member", (NETWORK,)),) if network else ()),
    )


def count(found: Mapping[str, Answer]) -> dict[str, int]:
    """How many States have each code, in the order of shades."""
    out: dict[str, int] = {}
    for one in sorted(found.values(), key=lambda each: SHADES.index(each.shade)):
        out[one.code] = out.get(one.code, 0) + 1
    return out
