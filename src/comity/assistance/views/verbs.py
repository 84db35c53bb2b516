"""What each form of a request's page does: the letter that it writes, by the id of the form."""

from collections.abc import Callable
from typing import Any

from comity.assistance import actions
from comity.officers.queries import Officer, PendingLetter

# None: the same was said before, and nothing was sent.
Verb = Callable[[Officer, str, dict[str, Any]], PendingLetter | None]


def _promise(officer: Officer, matter: str, said: dict[str, Any]) -> PendingLetter:
    return actions.promise(
        officer,
        matter,
        expected_by=said["expected_by"],
        answer=said["answer"] or "full",
        form=said["form"],
        lang=said["language"],
    )


def _question(officer: Officer, matter: str, said: dict[str, Any]) -> PendingLetter:
    return actions.ask(
        officer,
        matter,
        about=said["about"],
        text=said["text"],
        lang=said["language"],
        answer_by=said["answer_by"],
    )


def _answer(officer: Officer, matter: str, said: dict[str, Any]) -> PendingLetter:
    return actions.answer(
        officer, matter, question=said["question"], text=said["text"], lang=said["language"]
    )


def _conditions(officer: Officer, matter: str, said: dict[str, Any]) -> PendingLetter:
    return actions.offer_conditions(
        officer, matter, conditions=said["conditions"], answer_by=said["answer_by"]
    )


def _conditions_accepted(officer: Officer, matter: str, said: dict[str, Any]) -> PendingLetter:
    return actions.accept_conditions(officer, matter)


def _conditions_declined(officer: Officer, matter: str, said: dict[str, Any]) -> PendingLetter:
    return actions.decline_conditions(officer, matter, reason=said["reason"], lang=said["language"])


def _acceptance(officer: Officer, matter: str, said: dict[str, Any]) -> PendingLetter:
    return actions.accept(
        officer,
        matter,
        part=said["part"],
        reference=said["case_reference"],
        expected_by=said["expected_by"],
        lang=said["language"],
    )


def _refusal(officer: Officer, matter: str, said: dict[str, Any]) -> PendingLetter:
    return actions.refuse(
        officer,
        matter,
        ground=said["ground"],
        reason=said["reason"],
        provision=said["provision"],
        lang=said["language"],
    )


def _postponement(officer: Officer, matter: str, said: dict[str, Any]) -> PendingLetter:
    return actions.postpone(
        officer,
        matter,
        ground=said["ground"],
        reason=said["reason"],
        expected_by=said["expected_by"],
        provision=said["provision"],
        lang=said["language"],
    )


def _not_executable(officer: Officer, matter: str, said: dict[str, Any]) -> PendingLetter:
    return actions.report_not_executable(
        officer, matter, code=said["code"], reason=said["reason"], lang=said["language"]
    )


def _hold_report(officer: Officer, matter: str, said: dict[str, Any]) -> PendingLetter:
    by_hand = {
        name: said[name]
        for name in ("effective_from", "expires_at", "open_ended_reason", "partial")
        if name in said
    }
    return actions.report_hold(
        officer,
        matter,
        partial_reason=said["partial_reason"],
        order_reference=said["order_reference"],
        lang=said["language"],
        **by_hand,
    )


def _follow_up(officer: Officer, matter: str, said: dict[str, Any]) -> PendingLetter | None:
    return actions.receive_follow_up(officer, matter, formal_request=said["formal_request"])


def _lift(officer: Officer, matter: str, said: dict[str, Any]) -> PendingLetter:
    return actions.lift(
        officer, matter, reason=said["reason"], text=said["text"], lang=said["language"]
    )


def _withdrawal(officer: Officer, matter: str, said: dict[str, Any]) -> PendingLetter:
    return actions.withdraw(officer, matter, reason=said["reason"], lang=said["language"])


def _closing(officer: Officer, matter: str, said: dict[str, Any]) -> PendingLetter:
    return actions.close(officer, matter, text=said["text"], lang=said["language"])


VERBS: dict[str, Verb] = {  # by the id of the form
    "promise": _promise,
    "question": _question,
    "answer": _answer,
    "conditions": _conditions,
    "conditions-accepted": _conditions_accepted,
    "conditions-declined": _conditions_declined,
    "acceptance": _acceptance,
    "refusal": _refusal,
    "postponement": _postponement,
    "not-executable": _not_executable,
    "hold-report": _hold_report,
    "hold-report-by-hand": _hold_report,
    "follow-up": _follow_up,
    "lift": _lift,
    "withdrawal": _withdrawal,
    "closing": _closing,
}
