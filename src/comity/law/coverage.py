"""How far each kind of data was looked at for a State: complete, partial or not checked.

The kinds that the reviewed table names come from it; what the tables themselves show (the chart of
the Budapest Convention, the institutions, the rule on holds) is read off them.
"""

from dataclasses import dataclass

from comity.law import authorities, declarations, holds, states, treaties
from comity.law.carrying import Known
from comity.law.release import in_use
from comity.law.said import Said, say

BUDAPEST = "cets-185"
ROLES = 6
"""The number of kinds of institution that the data know."""


@dataclass(frozen=True, slots=True)
class StateCoverage:
    """One kind of data for one State."""

    state: str
    kind: str
    coverage: Known
    said: Said


def kinds() -> tuple[str, ...]:
    """The kinds of data, in the order of the table."""
    named = [one.kind for one in in_use().coverage.coverage if one.state is None]
    return (*named, "declarations_budapest", "institutions")


def of(state: str) -> tuple[StateCoverage, ...]:
    """Every kind for a State. Raises UnknownStateError."""
    return tuple(one(state, kind) for kind in kinds())


def one(state: str, kind: str) -> StateCoverage:
    """One kind for a State. Raises UnknownStateError; KeyError for a kind that is none."""
    code = states.get(state).code
    if kind == "declarations_budapest":
        return _chart(code)
    if kind == "institutions":
        return _institutions(code)
    if kind == "domestic_hold" and holds.of(code).known:
        said = say("coverage.hold_read", state=code)
        return StateCoverage(code, kind, "partial", said)
    rows = {row.state: row for row in in_use().coverage.coverage if row.kind == kind}
    row = rows.get(code) or rows[None]
    return StateCoverage(code, kind, row.coverage, say("coverage.data", words=row.text))


def between(one_state: str, other: str, kind: str) -> StateCoverage:
    """One kind for two States: a row of its own counts only where both have one."""
    found = one(one_state, kind), one(other, kind)
    own = {row.state for row in in_use().coverage.coverage if row.kind == kind}
    if {one_state, other} <= own and found[0].said == found[1].said:
        return found[0]
    row = next(r for r in in_use().coverage.coverage if r.kind == kind and r.state is None)
    return StateCoverage(other, kind, row.coverage, say("coverage.data", words=row.text))


def _chart(state: str) -> StateCoverage:
    complete, said = declarations.seen(state, BUDAPEST)
    known: Known = "complete" if complete else "partial"
    if said.code == "declared.no_list" and treaties.status(BUDAPEST, state) is None:
        known = "not checked"
    return StateCoverage(state, "declarations_budapest", known, said)


def _institutions(state: str) -> StateCoverage:
    roles = {one.role for one in authorities.of(state)}
    if not roles:
        said = say("coverage.authorities_none", state=state)
        return StateCoverage(state, "institutions", "not checked", said)
    known: Known = "complete" if len(roles) == ROLES else "partial"
    said = say("coverage.authorities", state=state, count=len(roles))
    return StateCoverage(state, "institutions", known, said)
