"""Whether the approvals of a letter are enough: different persons, of the right authority, not the drafter."""

import pytest

from comity.wire import digests, letters
from comity.wire.approvals import Statement
from comity.wire.errors import (
    ApprovalByDrafterError,
    ApprovalMissingError,
    ApprovalOtherAuthorityError,
    ApprovalTwiceError,
    ComityError,
)
from comity.wire.letters import ApprovalNeed, LetterSpec
from tests.wire.cast import NOW, payload

DIGEST = digests.sha256(b"a core")


def read() -> letters.Letter:
    return letters.parse(payload())


def said(person: str, capacity: str, authority: str = "RO/contact-point") -> Statement:
    return Statement.model_validate(
        {
            "approval": "comity-approval-1",
            "core": DIGEST,
            "authority": authority,
            "person": person,
            "role": "officer",
            "capacity": capacity,
            "time": NOW,
        }
    )


def spec(*needs: ApprovalNeed) -> LetterSpec:
    return LetterSpec(
        "t", 1, "t", letters.Body, True, "requesting", needs, ("contact_point",), None, "e"
    )


ISSUE = ApprovalNeed("issue", not_drafter=True)
TRANSMIT = ApprovalNeed("transmit")
EITHER = ApprovalNeed(("issue", "transmit"))
DRAFTER, FIRST, SECOND = "RO-101", "RO-102", "RO-103"

ENOUGH = {
    "none needed": (spec(), []),
    "one": (spec(ISSUE), [said(FIRST, "issue")]),
    "two": (spec(ISSUE, TRANSMIT), [said(SECOND, "transmit"), said(FIRST, "issue")]),
    "drafter may transmit": (
        spec(ISSUE, TRANSMIT),
        [said(DRAFTER, "transmit"), said(FIRST, "issue")],
    ),
    "the flexible one first": (
        spec(EITHER, ISSUE),
        [said(FIRST, "issue"), said(SECOND, "transmit")],
    ),
    "more than needed": (spec(ISSUE), [said(FIRST, "issue"), said(SECOND, "draft")]),
}


@pytest.mark.parametrize("name", ENOUGH)
def test_enough_approvals(name: str) -> None:
    needs, statements = ENOUGH[name]
    letters.check_approval_set(read(), needs, statements)


NOT_ENOUGH: dict[str, tuple[LetterSpec, list[Statement], type[ComityError]]] = {
    "none": (spec(ISSUE), [], ApprovalMissingError),
    "other capacity": (spec(ISSUE), [said(FIRST, "transmit")], ApprovalMissingError),
    "one for two needs": (spec(ISSUE, TRANSMIT), [said(FIRST, "issue")], ApprovalMissingError),
    "one person twice": (
        spec(ISSUE, TRANSMIT),
        [said(FIRST, "issue"), said(FIRST, "transmit")],
        ApprovalTwiceError,
    ),
    "the same need twice": (
        spec(ISSUE, ISSUE),
        [said(FIRST, "issue"), said(SECOND, "transmit")],
        ApprovalMissingError,
    ),
    "by the drafter": (spec(ISSUE), [said(DRAFTER, "issue")], ApprovalByDrafterError),
    "by the drafter and another": (
        spec(ISSUE, EITHER),
        [said(DRAFTER, "issue"), said(FIRST, "transmit")],
        ApprovalByDrafterError,
    ),
    "for another authority": (
        spec(ISSUE),
        [said(FIRST, "issue", "MA/contact-point")],
        ApprovalOtherAuthorityError,
    ),
}


@pytest.mark.parametrize("name", NOT_ENOUGH)
def test_not_enough_approvals(name: str) -> None:
    needs, statements, error = NOT_ENOUGH[name]
    with pytest.raises(error):
        letters.check_approval_set(read(), needs, statements)


COURT, POINT = "RO/issuing-authority", "RO/contact-point"
ROLES = {COURT: "issuing", POINT: "contact_point"}
BY_COURT = ApprovalNeed("issue", not_drafter=True, role="issuing")

WITH_ROLES: dict[
    str, tuple[LetterSpec, list[Statement], dict[str, str], type[ComityError] | None]
] = {
    "the court issues, the contact point transmits": (
        spec(BY_COURT, TRANSMIT),
        [said(FIRST, "issue", COURT), said(SECOND, "transmit")],
        ROLES,
        None,
    ),
    "the court for the contact point": (
        spec(BY_COURT, TRANSMIT),
        [said(FIRST, "issue", COURT), said(SECOND, "transmit", COURT)],
        ROLES,
        ApprovalMissingError,
    ),
    "the contact point for the court": (
        spec(BY_COURT),
        [said(FIRST, "issue")],
        ROLES,
        ApprovalMissingError,
    ),
    "the contact point is the court": (
        spec(BY_COURT),
        [said(FIRST, "issue")],
        {POINT: "issuing"},
        None,
    ),
    "a court that is not in the directory": (
        spec(BY_COURT),
        [said(FIRST, "issue", "RO/other-court")],
        ROLES,
        ApprovalOtherAuthorityError,
    ),
    "a court of another State": (
        spec(BY_COURT),
        [said(FIRST, "issue", "MA/issuing-authority")],
        ROLES | {"MA/issuing-authority": "issuing"},
        ApprovalOtherAuthorityError,
    ),
    "the drafter at the court": (
        spec(BY_COURT),
        [said(DRAFTER, "issue", COURT)],
        ROLES,
        ApprovalByDrafterError,
    ),
}


@pytest.mark.parametrize("name", WITH_ROLES)
def test_approvals_by_another_authority_of_the_state(name: str) -> None:
    needs, statements, roles, error = WITH_ROLES[name]
    if error is None:
        letters.check_approval_set(read(), needs, statements, roles)
        return
    with pytest.raises(error):
        letters.check_approval_set(read(), needs, statements, roles)
