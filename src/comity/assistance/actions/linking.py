"""What belongs together at this node: a formal request and the hold that it follows, and who may read both.

When the formal request is received, the hold must not run out while it is decided (BC 29(7)): the requested
side's node says so by itself, in the matter of the hold, without waiting for a person. Where the hold has
already ended, people are told at once.
"""

import json

from django.conf import settings

from comity.assistance import queries
from comity.assistance.actions.alarms import ring
from comity.assistance.models import AssistanceRequest, MatterAccess
from comity.assistance.rules import Situation
from comity.exchange import queries as exchange
from comity.jobs import actions as jobs
from comity.journal import actions as journal
from comity.trust import queries as trust
from comity.trust.entries import state_of

FOLLOW_UP = (
    "assistance.follow-up"  # the job that tells the requesting side that its request is here
)
GRANTED = frozenset({"accepted", "conditions_accepted"})
HELD = ("hold_active", "hold_expiring")
ENDED = ("expired", "lifted", "withdrawn", "refused", "not_executable", "closed")


def link(row: AssistanceRequest, situation: Situation) -> None:
    """Tie a request to the one that it belongs to, open both to each other's authority, go on from there."""
    _open_to_ordering(row, situation)
    if row.measure == "M03":
        _link_formal(row)
    elif row.side == "requested" and row.state in (*HELD, *ENDED) and not situation.follow_up:
        for formal in followers(row.matter):
            _tell_receipt(row, formal, situation.follow_up)


def followers(hold: str) -> list[AssistanceRequest]:
    """The formal requests at this node that follow a hold, oldest first."""
    return list(AssistanceRequest.objects.filter(measure="M03", linked_matter=hold))


def _link_formal(row: AssistanceRequest) -> None:
    named = exchange.body(exchange.letter(row.matter)).get("hold")
    if not named:
        return
    hold = _hold(row, str(named))
    if hold is None:
        if row.side == "requested":
            text = (
                "This formal request names a hold that is not known here. Ask which one is meant."
            )
            ring(row.matter, "hold-unknown", row.created_at, text)
        return
    if row.linked_matter != hold.matter:
        _tie(row, hold)
    if row.side == "requested":
        _tell_receipt(hold, row, queries.situation(hold.matter).follow_up)


def _hold(row: AssistanceRequest, named: str) -> AssistanceRequest | None:
    """The preservation between the same two States in the same direction."""
    found = AssistanceRequest.objects.filter(matter=named, measure="M01", side=row.side).first()
    if found is None or _states(found) != _states(row):
        return None
    return found


def _states(row: AssistanceRequest) -> tuple[str, str]:
    return state_of(row.our_authority), state_of(row.other_authority)


def _tie(row: AssistanceRequest, hold: AssistanceRequest) -> None:
    row.linked_matter = hold.matter
    row.save(update_fields=["linked_matter"])
    if not hold.linked_matter:
        AssistanceRequest.objects.filter(pk=hold.pk).update(linked_matter=row.matter)
    open_to(hold.matter, row.our_authority, "its formal request follows this hold")
    open_to(row.matter, hold.our_authority, "it follows this authority's hold")
    facts = {"hold": hold.matter, "formal_request": row.matter}
    about = [row.matter, hold.matter]
    journal.record("assistance:request:linked", actor="node", about=about, facts=facts)


def open_to(matter: str, authority: str, why: str) -> None:
    """Let another authority of this node read a matter."""
    own = AssistanceRequest.objects.filter(matter=matter, our_authority=authority).exists()
    if not own:
        MatterAccess.objects.get_or_create(
            matter=matter, authority=authority, defaults={"why": why[:200]}
        )


def open_to_approvers(row: AssistanceRequest) -> None:
    """Whoever had to approve the request (the issuing judge) may follow it."""
    opening = exchange.letter(row.matter)
    if opening.direction != "out":
        return
    for approval in json.loads(bytes(opening.payload))["approvals"]:
        authority = approval["statement"]["authority"]
        if authority != row.our_authority:
            open_to(row.matter, authority, "its person approved this request")


def _open_to_ordering(row: AssistanceRequest, situation: Situation) -> None:
    """Once a request is granted, the authority that orders providers for it here may read it."""
    granted = {step.end for step in situation.folded.steps} & GRANTED
    if row.side != "requested" or not granted:
        return
    for entry in trust.directory().authorities_of(state_of(row.our_authority)):
        here = entry.authority in settings.NODE.authorities
        if here and entry.role == "ordering" and entry.is_competent(row.measure, "order"):
            open_to(row.matter, entry.authority, "it orders what this request asks for")


def _tell_receipt(hold: AssistanceRequest, formal: AssistanceRequest, told: str) -> None:
    """Have the requesting side told, once there is a hold; where it has ended, tell people here."""
    if told:
        return
    if hold.state in HELD:
        args = {"hold": hold.matter, "formal": formal.matter}
        jobs.enqueue(FOLLOW_UP, args, key=formal.matter)
    elif hold.state in ENDED:
        text = (
            f"The formal request that follows this hold is here, but the hold is {hold.state}. "
            "Find out at once whether the data still exist, and order them to be held."
        )
        for matter in (hold.matter, formal.matter):
            ring(matter, "follow-up-late", formal.created_at, text)
