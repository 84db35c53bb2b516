"""Verbs about requests for assistance, by what they are about; and the row that follows the letters."""

from comity.assistance.actions.alarms import acknowledge_alarm
from comity.assistance.actions.asking import (
    basis_today,
    draft_formal,
    draft_preservation,
    withdraw,
)
from comity.assistance.actions.criminality import (
    DECISIONS,
    CriminalityDecision,
    keep_assessment,
)
from comity.assistance.actions.deciding import (
    accept,
    accept_conditions,
    answer,
    ask,
    close,
    decline_conditions,
    offer_conditions,
    postpone,
    promise,
    refuse,
    report_not_executable,
)
from comity.assistance.actions.disclosing import disclose, report_verification
from comity.assistance.actions.following import refresh
from comity.assistance.actions.holding import lift, receive_follow_up, report_hold

__all__ = [
    "DECISIONS",
    "CriminalityDecision",
    "accept",
    "accept_conditions",
    "acknowledge_alarm",
    "answer",
    "ask",
    "basis_today",
    "close",
    "decline_conditions",
    "disclose",
    "draft_formal",
    "draft_preservation",
    "keep_assessment",
    "lift",
    "offer_conditions",
    "postpone",
    "promise",
    "receive_follow_up",
    "refresh",
    "refuse",
    "report_hold",
    "report_not_executable",
    "report_verification",
    "withdraw",
]
