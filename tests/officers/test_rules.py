"""Which approvals are still needed: the same answers as the receiver's check of a finished letter."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.officers import rules
from comity.officers.errors import ApprovalNotNeededError
from comity.wire import letters
from comity.wire.errors import (
    ApprovalByDrafterError,
    ApprovalError,
    ApprovalTwiceError,
    ComityError,
)
from comity.wire.letters import ApprovalNeed, Body, LetterSpec
from tests.officers.letters_by_hand import core_bytes

WRITER = "RO/contact-point"
ROLES = {
    WRITER: "contact_point",
    "RO/issuing-authority": "issuing",
    "RO/central-authority": "central",
}
FORMAL = (
    ApprovalNeed("issue", role="issuing"),
    ApprovalNeed("transmit", not_drafter=True),
)
PRESERVATION = (ApprovalNeed("authorise", not_drafter=True),)
EITHER = (ApprovalNeed(("authorise", "transmit")), ApprovalNeed("authorise", not_drafter=True))


def given_by(person: str, capacity: str, authority: str = WRITER) -> rules.Given:
    return rules.might_give(person, authority, capacity, ROLES.get(authority), WRITER)


@pytest.mark.parametrize(
    ("needs", "given", "new", "error"),
    [
        pytest.param(PRESERVATION, [], given_by("RO-102", "authorise"), None, id="the head"),
        pytest.param(
            PRESERVATION,
            [],
            given_by("RO-101", "authorise"),
            ApprovalByDrafterError,
            id="the drafter",
        ),
        pytest.param(
            PRESERVATION, [], given_by("RO-102", "transmit"), ApprovalNotNeededError, id="capacity"
        ),
        pytest.param(
            PRESERVATION,
            [given_by("RO-102", "authorise")],
            given_by("RO-102", "authorise"),
            ApprovalTwiceError,
            id="the same person twice",
        ),
        pytest.param(
            PRESERVATION,
            [given_by("RO-102", "authorise")],
            given_by("RO-103", "authorise"),
            ApprovalNotNeededError,
            id="one more than needed",
        ),
        pytest.param(
            FORMAL, [], given_by("RO-201", "issue", "RO/issuing-authority"), None, id="the judge"
        ),
        pytest.param(
            FORMAL, [], given_by("RO-201", "issue"), ApprovalNotNeededError, id="no judge"
        ),
        pytest.param(
            FORMAL,
            [],
            given_by("RO-301", "transmit", "RO/central-authority"),
            ApprovalNotNeededError,
            id="another authority than the writer's",
        ),
        pytest.param(
            EITHER,
            [given_by("RO-102", "authorise")],
            given_by("RO-101", "authorise"),
            None,
            id="the drafter takes the place that is left to them",
        ),
    ],
)
def test_one_more_approval(
    needs: tuple[ApprovalNeed, ...],
    given: list[rules.Given],
    new: rules.Given,
    error: type[ComityError] | None,
) -> None:
    if error is None:
        rules.check_serves(needs, given, new, "RO-101")
        return
    with pytest.raises(error):
        rules.check_serves(needs, given, new, "RO-101")


GIVEN = st.builds(
    given_by,
    st.sampled_from(["RO-101", "RO-102", "RO-201", "RO-301"]),
    st.sampled_from(["authorise", "issue", "transmit"]),
    st.sampled_from(sorted(ROLES)),
)


@given(
    st.sampled_from([FORMAL, PRESERVATION, EITHER]),
    st.lists(GIVEN, max_size=4, unique_by=lambda one: one.statement.person),
)
def test_nothing_is_needed_exactly_when_the_receiver_would_be_content(
    needs: tuple[ApprovalNeed, ...], given: list[rules.Given]
) -> None:
    letter = letters.parse(letters.assemble(core_bytes(), []))
    spec = LetterSpec("t", 1, "t", Body, True, "either", needs, (), None, "")
    content = True
    try:
        letters.check_approval_set(letter, spec, [one.statement for one in given], ROLES)
    except ApprovalError:
        content = False
    assert content == (rules.open_needs(needs, given, letter.core.drafter) == ())


@given(
    st.sampled_from([FORMAL, PRESERVATION, EITHER]),
    st.lists(GIVEN, max_size=4, unique_by=lambda one: one.statement.person),
)
def test_the_order_of_approvals_does_not_matter(
    needs: tuple[ApprovalNeed, ...], given: list[rules.Given]
) -> None:
    left = {
        len(rules.open_needs(needs, list(order), "RO-101"))
        for order in itertools.permutations(given)
    }
    assert len(left) == 1


def test_needs_are_said_in_words() -> None:
    assert [rules.need_in_words(need) for need in FORMAL] == [
        "somebody who may “issue”, at the issuing authority of the writer’s State",
        "somebody who may “transmit”, other than the drafter",
    ]
