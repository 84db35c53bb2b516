"""Verbs about orders, one file per side: ordering, freezing, holding, alarms; and the row that follows."""

from comity.providers.actions.alarms import acknowledge
from comity.providers.actions.holding import (
    certify_hold,
    propose_production,
    release,
    report_not_executable,
)
from comity.providers.actions.ordering import (
    issue_preservation_order,
    issue_production_order,
    lift,
    renew,
)
from comity.providers.actions.rows import follow, open_order

__all__ = [
    "acknowledge",
    "certify_hold",
    "follow",
    "issue_preservation_order",
    "issue_production_order",
    "lift",
    "open_order",
    "propose_production",
    "release",
    "renew",
    "report_not_executable",
]
