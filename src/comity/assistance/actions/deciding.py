"""What the requested side says to a request, what the requesting side answers, and how a matter is closed."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from comity.assistance import completeness, queries
from comity.assistance.actions import writing
from comity.assistance.errors import NoOpenQuestionError, OfferNotOpenError
from comity.assistance.models import AssistanceRequest
from comity.exchange import queries as exchange
from comity.officers.models import Officer, PendingLetter
from comity.trust.entries import state_of


def promise(
    officer: Officer,
    matter: str,
    *,
    expected_by: datetime,
    answer: str = "full",
    form: str = "",
    lang: str = "en",
) -> PendingLetter:
    """Say by when (UTC) an answer comes. Sent at once. Raises what `writing.open_request` raises."""
    row = writing.open_request(officer, matter, "promise")
    said = writing.words(form, lang) if form else None
    return writing.propose(
        officer, row, "promise", {"expected_by": expected_by, "answer": answer, "form": said}
    )


def ask(
    officer: Officer,
    matter: str,
    *,
    about: str,
    text: str,
    lang: str = "en",
    answer_by: datetime | None = None,
) -> PendingLetter:
    """Put a question to the other side. Sent at once. Raises what `writing.open_request` raises."""
    row = writing.open_request(officer, matter, "question")
    body = {"about": about, "text": writing.words(text, lang), "answer_by": answer_by}
    return writing.propose(officer, row, "question", body)


def answer(
    officer: Officer,
    matter: str,
    *,
    question: str,
    text: str,
    lang: str = "en",
    data: Mapping[str, Any] | None = None,
) -> PendingLetter:
    """Answer a question of the other side, named by its digest. Sent at once.

    Raises NoOpenQuestionError and what `writing.open_request` raises.
    """
    row = writing.open_request(officer, matter, "answer")
    asked = queries.situation(matter).open_questions
    if question not in {one.digest for one in asked if one.side != row.side}:
        raise NoOpenQuestionError(question=question[:80])
    body = {"question": question, "text": writing.words(text, lang), "data": data}
    return writing.propose(officer, row, "answer", body)


def accept(
    officer: Officer,
    matter: str,
    *,
    part: str = "",
    reference: str = "",
    expected_by: datetime | None = None,
    lang: str = "en",
) -> PendingLetter:
    """Grant a request; ``part`` says which part, where it is not all. Raises what `writing.open_request` raises."""
    row = writing.open_request(officer, matter, "acceptance")
    writing.check_urgent(exchange.body(exchange.letter(row.matter)))
    body = {
        "extent": "part" if part else "full",
        "part": writing.words(part, lang) if part else None,
        "reference": reference or None,
        "expected_by": expected_by,
    }
    return writing.propose(officer, row, "acceptance", body)


def offer_conditions(
    officer: Officer,
    matter: str,
    *,
    conditions: Sequence[Mapping[str, Any]],
    answer_by: datetime | None = None,
) -> PendingLetter:
    """Offer execution on conditions: ``{"code", "text"}`` each. Raises what `writing.open_request` raises."""
    row = writing.open_request(officer, matter, "conditions")
    body = {"conditions": list(conditions), "answer_by": answer_by}
    return writing.propose(officer, row, "conditions", body)


def accept_conditions(officer: Officer, matter: str) -> PendingLetter:
    """Accept the open offer: it binds (BC 28(3)). Raises OfferNotOpenError and what opening raises."""
    row = writing.open_request(officer, matter, "conditions-accepted")
    return writing.propose(officer, row, "conditions-accepted", {"offer": _offer(row)})


def decline_conditions(
    officer: Officer, matter: str, *, reason: str, lang: str = "en"
) -> PendingLetter:
    """Decline the open offer; the other side then decides. Raises OfferNotOpenError and what opening raises."""
    row = writing.open_request(officer, matter, "conditions-declined")
    body = {"offer": _offer(row), "reason": writing.words(reason, lang)}
    return writing.propose(officer, row, "conditions-declined", body)


def _offer(row: AssistanceRequest) -> str:
    offer = queries.situation(row.matter).offer
    if offer is None:
        raise OfferNotOpenError(matter=row.matter)
    return offer.digest


def refuse(
    officer: Officer,
    matter: str,
    *,
    ground: str,
    reason: str,
    provision: str = "",
    lang: str = "en",
) -> PendingLetter:
    """Refuse on a ground that the instrument knows. Raises GroundNotAllowedError and what opening raises."""
    row = writing.open_request(officer, matter, "refusal")
    _check_ground(row, ground, "refusal")
    body = {
        "ground": ground,
        "reason": writing.words(reason, lang),
        "provision": provision or None,
    }
    return writing.propose(officer, row, "refusal", body)


def postpone(
    officer: Officer,
    matter: str,
    *,
    ground: str,
    reason: str,
    expected_by: datetime,
    provision: str = "",
    lang: str = "en",
) -> PendingLetter:
    """Put off on a ground that the instrument knows, until about when (UTC).

    Raises GroundNotAllowedError and what opening raises.
    """
    row = writing.open_request(officer, matter, "postponement")
    _check_ground(row, ground, "postponement")
    body = {
        "ground": ground,
        "reason": writing.words(reason, lang),
        "expected_by": expected_by,
        "provision": provision or None,
    }
    return writing.propose(officer, row, "postponement", body)


def _check_ground(row: AssistanceRequest, ground: str, kind: str) -> None:
    completeness.check_ground(
        ground,
        kind,
        instrument=row.instrument,
        measure=row.measure,
        requested=state_of(row.our_authority),
        on=row.basis_on,
    )


def report_not_executable(
    officer: Officer, matter: str, *, code: str, reason: str, lang: str = "en"
) -> PendingLetter:
    """Say that it cannot be done, and why: a fact, no refusal. Raises what opening raises."""
    row = writing.open_request(officer, matter, "not-executable")
    body = {"code": code, "reason": writing.words(reason, lang)}
    return writing.propose(officer, row, "not-executable", body)


def close(
    officer: Officer, matter: str, *, outcome: str = "", text: str = "", lang: str = "en"
) -> PendingLetter:
    """Tell the outcome and end the matter; without ``outcome``, the one that the letters show. Sent at once.

    Raises what opening raises.
    """
    row = writing.open_request(officer, matter, "closing")
    body = {
        "outcome": outcome or row.outcome or row.state,
        "text": writing.words(text, lang) if text else None,
    }
    return writing.propose(officer, row, "closing", body)
