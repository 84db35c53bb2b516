"""Reads about officers and waiting letters, always for someone."""

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import QuerySet

from comity.exchange import registry
from comity.officers import rules
from comity.officers.errors import NotAllowedError, NotAnOfficerError, UnknownPendingError
from comity.officers.models import GivenApproval, Officer, PendingLetter
from comity.trust import queries as trust
from comity.trust.errors import TrustError
from comity.wire import approvals, canonical, limits
from comity.wire.letters import ApprovalNeed

__all__ = [
    "Officer",
    "PendingLetter",
    "check_capacity",
    "core_of",
    "drafted_by",
    "given",
    "given_rules",
    "held_up",
    "may_approve",
    "needs_open",
    "officer_of",
    "pending_about",
    "pending_for",
    "person",
    "role_of",
    "waiting_for",
    "with_capacity",
]


def officer_of(user: AbstractBaseUser | AnonymousUser) -> Officer:
    """The officer who is signed in. Raises NotAnOfficerError."""
    found = Officer.objects.filter(user_id=user.pk).first() if user.pk is not None else None
    if found is None or not user.is_active:
        raise NotAnOfficerError
    return found


def person(pseudonym: str) -> Officer:
    """The officer of this pseudonym. Raises NotAnOfficerError."""
    found = Officer.objects.filter(person=pseudonym).first()
    if found is None:
        raise NotAnOfficerError(person=pseudonym)
    return found


def with_capacity(authority: str, capacity: str) -> list[Officer]:
    """The officers of an authority of this node who hold a capacity."""
    rows = Officer.objects.filter(authority=authority, user__is_active=True)
    return [one for one in rows if capacity in one.capacities]


def check_capacity(officer: Officer, *capacities: str) -> None:
    """The officer holds one of these capacities. Raises NotAllowedError, naming them."""
    if not set(capacities) & set(officer.capacities):
        wanted = " or ".join(capacities)
        raise NotAllowedError(
            f"This needs the capacity “{wanted}”, which you do not hold. Ask a colleague who does.",
            person=officer.person,
            capacities=list(capacities),
        )


def waiting_for(officer: Officer) -> list[PendingLetter]:
    """The letters that this person's approval would bring further, oldest first."""
    rows = PendingLetter.objects.filter(state="waiting").prefetch_related("approvals")
    return [one for one in rows if may_approve(officer, one)]


def drafted_by(officer: Officer) -> QuerySet[PendingLetter]:
    """What this person's authority drafted and what has not left yet."""
    return PendingLetter.objects.filter(state="waiting", from_authority=officer.authority)


def held_up(officer: Officer) -> QuerySet[PendingLetter]:
    """Letters of this person's authority that could not leave when they had their approvals."""
    return drafted_by(officer).filter(last_error__isnull=False)


def pending_for(officer: Officer, id: uuid.UUID | str) -> PendingLetter:
    """One letter that this person may see here. Raises UnknownPendingError."""
    try:
        found = PendingLetter.objects.filter(pk=uuid.UUID(str(id))).first()
    except ValueError:
        found = None
    if found is None or not _may_see(officer, found):
        raise UnknownPendingError(pending=str(id)[:50])
    return found


def may_approve(officer: Officer, pending: PendingLetter) -> tuple[str, ...]:
    """The capacities in which this person's approval would serve now; empty if in none."""
    if pending.state != "waiting" or not _may_see(officer, pending):
        return ()
    have = given_rules(pending)
    if any(one.statement.person == officer.person for one in have):
        return ()
    needs, role = _needs(pending), role_of(officer.authority)
    return tuple(
        capacity
        for capacity in officer.capacities
        if rules.serves(
            needs,
            have,
            rules.might_give(
                officer.person, officer.authority, capacity, role, pending.from_authority
            ),
            pending.drafter,
        )
    )


def needs_open(pending: PendingLetter) -> tuple[ApprovalNeed, ...]:
    """The approvals that the letter still lacks."""
    return rules.open_needs(_needs(pending), given_rules(pending), pending.drafter)


def given(pending: PendingLetter) -> QuerySet[GivenApproval]:
    """The approvals that came in, in their order."""
    return pending.approvals.all()


def given_rules(pending: PendingLetter) -> list[rules.Given]:
    """The approvals that came in, as the rules read them."""
    return [
        rules.Given(
            approvals.read(row.approval),
            role_of(row.authority),
            row.authority == pending.from_authority,
        )
        for row in pending.approvals.all()
    ]


def role_of(authority: str) -> str | None:
    """The kind of authority that the directory says this is; None where it does not know it."""
    try:
        return trust.directory().authority(authority).role
    except TrustError:
        return None


def core_of(pending: PendingLetter) -> dict[str, Any]:
    """The core as it was frozen, decoded."""
    core: dict[str, Any] = canonical.decode_canonical(
        bytes(pending.core), max_bytes=limits.LETTER_BYTES
    )
    return core


def pending_about(matters: Iterable[str]) -> QuerySet[PendingLetter]:
    """Letters in these matters that wait for approvals."""
    return PendingLetter.objects.filter(state="waiting", subject__in=list(matters))


def _needs(pending: PendingLetter) -> Sequence[ApprovalNeed]:
    return registry.spec(pending.type, pending.version).approvals


def _may_see(officer: Officer, pending: PendingLetter) -> bool:
    """Their own authority's, or one that an authority of their kind and State has to approve."""
    if officer.authority == pending.from_authority or officer.person == pending.drafter:
        return True
    if officer.authority.split("/")[0] != pending.from_authority.split("/")[0]:
        return False
    roles = {need.role for need in _needs(pending)} - {None}
    return bool(roles) and role_of(officer.authority) in roles
