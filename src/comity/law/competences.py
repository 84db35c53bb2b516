"""What the authorities of a State may do for a measure, and which were seen.

An empty answer means that nothing was read, never that nothing is there.
"""

from typing import Literal

from comity.law import authorities, states
from comity.law.answers import AuthorityAnswer, Institution
from comity.law.carrying import Competence, Role
from comity.law.release import in_use

Side = Literal["requesting", "requested"]


def of(state: str, measure: str, side: Side) -> tuple[Competence, ...]:
    """The facts that bear on a State that asks, or that is asked. Raises UnknownStateError."""
    code = states.get(state).code
    sides = {"both", "receiving" if side == "requested" else "sending"}
    return tuple(
        one
        for one in in_use().competences.competences
        if one.state == code and measure in one.measures and one.side in sides
    )


def institutions(state: str, side: Side, roles: tuple[Role, ...]) -> tuple[AuthorityAnswer, ...]:
    """The institutions of each role; none where none was seen. Raises UnknownStateError."""
    return tuple(
        AuthorityAnswer(
            state=state,
            side=side,
            role=role,
            seen=tuple(
                Institution(
                    name=one.institution,
                    confidence="primary" if one.confidence == "primary" else "secondary",
                    website=one.website,
                    source=one.source,
                    as_of=str(one.as_of),
                    note=one.note,
                )
                for one in authorities.with_role(state, role)
            ),
        )
        for role in roles
    )
