"""Handing over and answering for what came: called by the room of the evidence, which makes and checks it."""

from collections.abc import Mapping, Sequence
from typing import Any

from comity.assistance import queries
from comity.assistance.actions import writing
from comity.assistance.errors import ConditionsNotAcceptedError, LetterNotAllowedNowError
from comity.officers.models import Officer, PendingLetter

NOT_ACCEPTED = ("conditions_offered", "conditions_declined")


def disclose(
    officer: Officer,
    matter: str,
    *,
    exhibits: Sequence[Mapping[str, Any]],
    attachments: Sequence[writing.File] = (),
    executed: str = "",
    lang: str = "en",
) -> PendingLetter:
    """Propose the disclosure of exhibits; their manifests and key packets are the attachments.

    Each exhibit: ``exhibit, manifest, packet`` (digests), ``name, length, sha256``. The conditions that
    were accepted are named in the letter. Raises ConditionsNotAcceptedError while an offer of conditions is not
    accepted, and what `writing.open_request` raises.
    """
    if queries.request_for(officer, matter).state in NOT_ACCEPTED:
        raise ConditionsNotAcceptedError(matter=matter)
    row = writing.open_request(officer, matter, "disclosure", "custody", "decide", "draft")
    conditions = queries.situation(matter).conditions
    body = {
        "exhibits": [dict(one) for one in exhibits],
        "conditions": conditions.digest if conditions else None,
        "executed": writing.words(executed, lang) if executed else None,
    }
    return writing.propose(officer, row, "disclosure", body, attachments)


def report_verification(
    matter: str, *, disclosure: str, exhibits: Sequence[Mapping[str, Any]]
) -> PendingLetter | None:
    """Answer a disclosure with what this node computed of it; sent at once, by the node itself.

    Each exhibit: ``exhibit``, ``result`` (verified or rejected), ``sha256``, ``reason``. None where the
    same was said before. Raises WrongSideError, LetterNotAllowedNowError, UnknownRequestError.
    """
    row = queries.request(matter)
    body = writing.plain({"disclosure": disclosure, "exhibits": [dict(one) for one in exhibits]})
    said = [
        one.body
        for one in queries.facts(matter)
        if one.type == "assistance.verification" and one.body.get("disclosure") == disclosure
    ]
    if said and said[-1] == body:
        return None
    writing.check_allowed(row, "verification")
    if disclosure not in {one.digest for one in queries.facts(matter)}:
        raise LetterNotAllowedNowError("No such disclosure is in this request.")
    return writing.propose(None, row, "verification", body)
