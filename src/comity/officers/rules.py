"""Which approvals a letter still needs, and whether one more would serve. Pure.

The same question as `wire.letters.check_approval_set` answers for a finished letter, asked while the
approvals come in. What is refused here would be refused by the receiver.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from comity.officers.errors import ApprovalNotNeededError
from comity.wire.approvals import Statement
from comity.wire.errors import ApprovalByDrafterError, ApprovalTwiceError
from comity.wire.letters import ApprovalNeed


@dataclass(frozen=True)
class Given:
    """A verified approval, with the role of its authority and whether that one is the writer."""

    statement: Statement
    role: str | None
    own: bool


def open_needs(
    needs: Sequence[ApprovalNeed], given: Sequence[Given], drafter: str | None
) -> tuple[ApprovalNeed, ...]:
    """The needs that remain when as many as possible are served by what was given."""
    if not needs:
        return ()
    first, rest = needs[0], needs[1:]
    best = (first, *open_needs(rest, given, drafter))
    for number, one in enumerate(given):
        if first.met_by(one.statement, drafter, one.role, one.own):
            left = open_needs(rest, [*given[:number], *given[number + 1 :]], drafter)
            if len(left) < len(best):
                best = left
    return best


def check_serves(
    needs: Sequence[ApprovalNeed], given: Sequence[Given], new: Given, drafter: str
) -> None:
    """The new approval serves a need that is open.

    Raises ApprovalTwiceError, ApprovalByDrafterError, ApprovalNotNeededError.
    """
    person = new.statement.person
    if any(one.statement.person == person for one in given):
        raise ApprovalTwiceError(person=person)
    if serves(needs, given, new, drafter):
        return
    if serves(needs, given, new, None):
        raise ApprovalByDrafterError(person=person)
    raise ApprovalNotNeededError(person=person, capacity=new.statement.capacity)


def serves(
    needs: Sequence[ApprovalNeed], given: Sequence[Given], new: Given, drafter: str | None
) -> bool:
    """Whether fewer needs remain with the new approval than without it."""
    before = open_needs(needs, given, drafter)
    return len(open_needs(needs, [*given, new], drafter)) < len(before)


def might_give(person: str, authority: str, capacity: str, role: str | None, writer: str) -> Given:
    """An approval that nobody has given yet, to ask whether it would serve."""
    said = Statement.model_construct(person=person, authority=authority, capacity=capacity)
    return Given(said, role, authority == writer)


def need_in_words(need: ApprovalNeed, gettext: Callable[[str], str] = str) -> str:
    """For a person: ``somebody who may “authorise”, other than the drafter``.

    ``gettext`` gives each sentence in the reader's language; without it they are in English.
    """
    capacities = (need.capacity,) if isinstance(need.capacity, str) else need.capacity
    may = gettext(" or ").join(f"“{one}”" for one in capacities)
    words = gettext("somebody who may {capacities}").format(capacities=may)
    if need.role is not None:
        words = gettext("{who}, at the {role} authority of the writer’s State").format(
            who=words, role=need.role.replace("_", " ")
        )
    return gettext("{who}, other than the drafter").format(who=words) if need.not_drafter else words
