"""Institutions that a State's sources name: contact points, central authorities and others.

The rows are as declared; several institutions have been renamed since. An empty answer means that
none was seen, never that the State has none.
"""

from comity.law import states
from comity.law.release import in_use
from comity.law.rows import Authority


def of(state: str) -> tuple[Authority, ...]:
    """All institutions seen for a State. Raises UnknownStateError."""
    states.get(state)
    return tuple(row for row in in_use().authorities if row.state == state)


def with_role(state: str, role: str) -> tuple[Authority, ...]:
    """Those of one role (``24_7_contact_point``, ``central_authority_mla``, ...)."""
    return tuple(row for row in of(state) if row.role == role)
