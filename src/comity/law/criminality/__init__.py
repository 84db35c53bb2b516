"""Double criminality: is this conduct an offence in both States on that day?

Facts are compared with elements, never with the names of offences. The answer has three values and
says what would settle it. It advises; a person decides.
"""

from comity.law.criminality.cases import (
    Case,
    Facts,
    Quantity,
    Unread,
    read_case,
    read_cases,
    read_facts,
)
from comity.law.criminality.engine import assess
from comity.law.criminality.errors import CaseError
from comity.law.criminality.finding import ENGINE, Finding, ProvisionFinding, Reason, SideFinding

__all__ = [
    "ENGINE",
    "Case",
    "CaseError",
    "Facts",
    "Finding",
    "ProvisionFinding",
    "Quantity",
    "Reason",
    "SideFinding",
    "Unread",
    "assess",
    "read_case",
    "read_cases",
    "read_facts",
]
