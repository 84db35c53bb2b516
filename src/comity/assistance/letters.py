"""The letters of requests for assistance: who may write each, who must approve it, what it does.

Withdrawing and lifting let evidence go, so they need no fewer persons than asking.
"""

from typing import Final, Literal

from comity.assistance.bodies import (
    Acceptance,
    Answer,
    Closing,
    Conditions,
    ConditionsAccepted,
    ConditionsDeclined,
    Disclosure,
    FollowUpReceived,
    FormalRequest,
    HoldReport,
    Lift,
    NotExecutable,
    Postponement,
    PreservationRequest,
    Promise,
    Question,
    Refusal,
    RequestBody,
    Verification,
    Withdrawal,
)
from comity.wire.letters import ApprovalNeed, Body, LetterSpec

__all__ = [
    "BY_TYPE",
    "FORMAL_REQUEST",
    "PRESERVATION_REQUEST",
    "SPECS",
    "FormalRequest",
    "HoldReport",
    "PreservationRequest",
    "RequestBody",
]

AUTHORITIES: Final = ("contact_point", "issuing", "central")

AUTHORISE = ApprovalNeed("authorise", not_drafter=True)
ISSUE = ApprovalNeed("issue", role="issuing")
TRANSMIT = ApprovalNeed("transmit", not_drafter=True)
DECIDE = ApprovalNeed("decide")
LIFT = ApprovalNeed("decide", not_drafter=True)
BIND = ApprovalNeed(("authorise", "transmit"))

Side = Literal["requesting", "requested", "either"]


def _letter(  # noqa: PLR0917  (reads as a row of the table)
    name: str,
    title: str,
    body: type[Body],
    side: Side,
    approvals: tuple[ApprovalNeed, ...],
    effect: str,
    competence: str | None = None,
) -> LetterSpec:
    return LetterSpec(
        type=f"assistance.{name}",
        version=1,
        title=title,
        body=body,
        opens=competence is not None,
        side=side,
        approvals=approvals,
        writers=AUTHORITIES,
        competence=competence,
        effect=effect,
    )


PRESERVATION_REQUEST = _letter(
    "preservation-request",
    "Request to preserve stored data",
    PreservationRequest,
    "requesting",
    (AUTHORISE,),
    "asks the other State to hold data",
    "request",
)
FORMAL_REQUEST = _letter(
    "formal-request",
    "Request to search, seize or disclose stored data",
    FormalRequest,
    "requesting",
    (ISSUE, TRANSMIT),
    "asks the other State to hand over data",
    "transmit",
)

SPECS: Final = (
    PRESERVATION_REQUEST,
    FORMAL_REQUEST,
    _letter("promise", "Promise", Promise, "requested", (), "says by when an answer comes"),
    _letter(
        "question", "Question", Question, "either", (), "asks; before a decision it holds it up"
    ),
    _letter("answer", "Answer", Answer, "either", (), "answers one question"),
    _letter(
        "conditions",
        "Conditions",
        Conditions,
        "requested",
        (DECIDE,),
        "offers execution on conditions",
    ),
    _letter(
        "conditions-accepted",
        "Conditions accepted",
        ConditionsAccepted,
        "requesting",
        (BIND,),
        "binds the requesting side to the conditions",
    ),
    _letter(
        "conditions-declined",
        "Conditions declined",
        ConditionsDeclined,
        "requesting",
        (BIND,),
        "leaves the decision to the requested side",
    ),
    _letter("acceptance", "Acceptance", Acceptance, "requested", (DECIDE,), "grants the request"),
    _letter("refusal", "Refusal", Refusal, "requested", (DECIDE,), "refuses, on a coded ground"),
    _letter(
        "postponement",
        "Postponement",
        Postponement,
        "requested",
        (DECIDE,),
        "puts off, on a coded ground",
    ),
    _letter(
        "not-executable",
        "Not executable",
        NotExecutable,
        "requested",
        (DECIDE,),
        "says that it cannot be done, and why",
    ),
    _letter(
        "hold-report",
        "Report that the data are held",
        HoldReport,
        "requested",
        (),
        "sets beginning and end of the hold",
    ),
    _letter(
        "follow-up-received",
        "The formal request was received",
        FollowUpReceived,
        "requested",
        (),
        "makes the hold open-ended until the formal request is decided",
    ),
    _letter("lift", "Hold lifted", Lift, "requested", (LIFT,), "ends the hold"),
    _letter(
        "disclosure", "Disclosure", Disclosure, "requested", (DECIDE,), "hands the evidence over"
    ),
    _letter(
        "verification",
        "Verification",
        Verification,
        "requesting",
        (),
        "says whether what came is what was sent",
    ),
    _letter(
        "withdrawal",
        "Withdrawal of a preservation request",
        Withdrawal,
        "requesting",
        (AUTHORISE,),
        "gives the preservation up: the data may be let go",
    ),
    _letter(
        "formal-withdrawal",
        "Withdrawal of a formal request",
        Withdrawal,
        "requesting",
        (ISSUE, TRANSMIT),
        "gives the formal request up",
    ),
    _letter("closing", "Closing", Closing, "either", (), "tells the outcome and ends the matter"),
)
BY_TYPE: Final = {spec.type: spec for spec in SPECS}
