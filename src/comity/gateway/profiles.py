"""What is published of one State, put in order: institutions, instruments, declarations, offences, gaps. Pure.

Nothing is filled in: what was not seen is listed as not seen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from comity.gateway.facts import Source, source
from comity.law import authorities, holds, offence_coverage, sources, states, treaties
from comity.law.carrying import ROLES, Competence
from comity.law.documents import HoldRule
from comity.law.offences import Gap, Looked, Provision
from comity.law.release import Release, answering_from
from comity.law.rows import Authority, Declaration, SpamLaw, State, Status, Treaty

BILATERAL = "bilateral"


@dataclass(frozen=True, slots=True)
class Institutions:
    """Everybody seen with one role; nobody is *not seen*, never *none*."""

    role: str
    named: tuple[Authority, ...]


@dataclass(frozen=True, slots=True)
class Bond:
    """A State under an instrument: whether it is bound today, and what was seen of it."""

    treaty: Treaty
    bound: bool | None
    row: Status | None
    source: Source

    @property
    def rows(self) -> tuple[Status, ...]:
        """The row that the answer rests on, where there is one."""
        return (self.row,) if self.row else ()


@dataclass(frozen=True, slots=True)
class OfType:
    """A type of offence in the State: what the data have, and the provisions in force or in doubt."""

    type: str
    kind: str  # see offence_coverage.Kind
    provisions: tuple[Provision, ...]
    gaps: tuple[Gap, ...]
    looked: tuple[Source, ...]
    searches: tuple[Looked, ...] = ()

    @property
    def rows(self) -> tuple[object, ...]:
        """The rows that the answer rests on."""
        return (*self.provisions, *self.gaps, *self.searches)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of procedure that was read: how long a hold lasts, what a contact point may do."""

    text: str
    article: str
    mark: str  # V, S, U
    sources: tuple[Source, ...]
    row: HoldRule | Competence


@dataclass(frozen=True, slots=True)
class Profile:
    """One State, for one day."""

    state: State
    on: date
    institutions: tuple[Institutions, ...]
    bonds: tuple[Bond, ...]
    bilateral: tuple[Bond, ...]
    declared: tuple[Declaration, ...]
    chart: tuple[Declaration, ...]
    offences: tuple[OfType, ...]
    spam_laws: tuple[SpamLaw, ...]
    hold: Rule | None
    rules: tuple[Rule, ...]

    @property
    def statuses(self) -> tuple[Status, ...]:
        """What was seen of the State under instruments."""
        return tuple(one.row for one in (*self.bonds, *self.bilateral) if one.row)

    @property
    def declarations(self) -> tuple[Declaration, ...]:
        """All that it declared, and what a depositary's chart says of it."""
        return (*self.declared, *self.chart)

    @property
    def offence_rows(self) -> tuple[object, ...]:
        """The provisions, gaps and searches of all types."""
        return tuple(row for one in self.offences for row in one.rows)

    @property
    def compared_rows(self) -> tuple[object, ...]:
        """The rows that stand side by side with those of other States."""
        named = (each for one in self.institutions for each in one.named)
        return (*named, *(row for one in self.bonds for row in one.rows), *self.offence_rows)

    @property
    def source(self) -> Source:
        """Where the State's own row comes from."""
        return source(self.state.source, self.state.as_of)

    @property
    def recorded(self) -> int:
        """How many types have a provision in force."""
        return sum(1 for one in self.offences if one.kind == "provision")

    @property
    def not_checked(self) -> tuple[str, ...]:
        """The types about which nothing is known yet."""
        return tuple(one.type for one in self.offences if one.kind == "not_checked")

    @property
    def looked_at(self) -> int:
        """How many types were looked at without a provision that is known to be in force: all that the two others leave."""
        return len(self.offences) - self.recorded - len(self.not_checked)

    @property
    def named_roles(self) -> int:
        """How many roles have a named institution."""
        return sum(1 for one in self.institutions if one.named)

    @property
    def missing_roles(self) -> tuple[str, ...]:
        """The roles for which no institution was seen."""
        return tuple(one.role for one in self.institutions if not one.named)


@lru_cache(maxsize=600)
def of(release: Release, code: str, on: date) -> Profile:
    """The profile. Raises UnknownStateError. Kept: one request may ask for all States."""
    with answering_from(release):
        state = states.get(code)
        seen = release.statuses
        bonds = tuple(
            _bond(release, one, code, on)
            for one in release.treaties.values()
            if one.kind != BILATERAL or (one.id, code) in seen
        )
        declared = [one for one in release.declarations if one.state == code]
        return Profile(
            state=state,
            on=on,
            institutions=tuple(
                Institutions(role, authorities.with_role(code, role)) for role in ROLES
            ),
            bonds=tuple(one for one in bonds if one.treaty.kind != BILATERAL),
            bilateral=tuple(one for one in bonds if one.treaty.kind == BILATERAL),
            declared=tuple(one for one in declared if one.article != "all"),
            chart=tuple(one for one in declared if one.article == "all"),
            offences=offences_of(release, code, on),
            spam_laws=tuple(one for one in release.spam_laws if one.state == code),
            hold=_hold(code),
            rules=tuple(_rule(one) for one in release.competences.competences if one.state == code),
        )


def binding_all(release: Release, codes: Sequence[str], on: date) -> tuple[Treaty, ...]:
    """What certainly binds every one of them; nothing for none. A member of a network is not bound."""
    with answering_from(release):
        return tuple(
            one
            for one in release.treaties.values()
            if codes
            and one.kind != BILATERAL
            and all(treaties.bound(one.id, code, on) is True for code in codes)
        )


def offences_of(release: Release, code: str, on: date) -> tuple[OfType, ...]:
    """Every type in the order of the vocabulary."""
    return tuple(of_type(release, code, name, on) for name in release.offences.vocabulary.types)


def of_type(release: Release, code: str, name: str, on: date) -> OfType:
    """One type in one State. Raises UnknownStateError, UnknownTypeError."""
    found = offence_coverage.of(code, name, on, release)
    rows = release.offences.provisions
    provisions = tuple(rows[one.row] for one in found.seen if one.row and one.row in rows)
    gaps = tuple(one for one in release.offences.gaps_of(code) if name in one.harmonised_types)
    looked = tuple(source(one.source, one.as_of) for one in found.seen if one.row is None)
    searches = (
        tuple(one for one in release.offences.looked if (one.state, one.type) == (code, name))
        if looked
        else ()
    )
    return OfType(name, found.kind, provisions, gaps, looked, searches)


def _bond(release: Release, treaty: Treaty, code: str, on: date) -> Bond:
    row = release.statuses.get((treaty.id, code))
    standing = treaties.standing(treaty.id, code, on)
    where, as_of = (row.source, row.as_of) if row else (treaty.source, treaty.as_of)
    return Bond(treaty, standing.bound, row, source(where, as_of))


def _hold(code: str) -> Rule | None:
    found = holds.of(code)
    if not found.known:
        return None
    return _rule(found.rule)


def _rule(row: HoldRule | Competence) -> Rule:
    texts = sources.of(row.source)
    cited = tuple(Source(one.url or one.name) for one in texts)
    return Rule(row.text, row.article, row.mark, cited, row)
