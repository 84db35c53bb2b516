"""An exhibit is accepted or rejected; when all of one letter are, the answer is signed and sent.

The answer holds the digests that this node computed itself. It needs no person: it is arithmetic.
"""

from typing import Any

from comity.evidence import queries
from comity.evidence.actions.receive import record
from comity.evidence.models import Exhibit
from comity.exchange import queries as exchange
from comity.exchange.models import StoredLetter
from comity.journal import clock
from comity.officers import actions as officers

PRODUCED, ORDER_VERIFICATION = "order.produced", "order.verification"
DISCLOSURE, VERIFICATION = "assistance.disclosure", "assistance.verification"
REASON_CHARS = 400


def accept(row: Exhibit) -> None:
    """Everything is here and is what was signed. In the caller's transaction."""
    _settle(row, Exhibit.VERIFIED, "")
    record("verified", row, actor=row.letter, computed=row.sha256)
    _answer_when_settled(row)


def reject(row: Exhibit, reason: str) -> None:
    """It is not what was signed: it is never released. In the caller's transaction."""
    _settle(row, Exhibit.TAMPERED, reason)
    record("rejected", row, actor=row.from_node, reason=reason[:REASON_CHARS])
    _answer_when_settled(row)


def _settle(row: Exhibit, state: str, failure: str) -> None:
    changed = Exhibit.objects.filter(pk=row.pk, state=Exhibit.EXPECTED).update(
        state=state,
        failure=failure,
        verified_at=clock.now() if state == Exhibit.VERIFIED else None,
    )
    row.refresh_from_db()
    if changed != 1:
        raise AlreadySettled(row)


class AlreadySettled(Exception):
    """Another worker settled this exhibit first; this one's effect is undone."""


def _answer_when_settled(row: Exhibit) -> None:
    rows = queries.of_letter(row.letter)
    if any(one.state == Exhibit.EXPECTED for one in rows):
        return
    letter = exchange.letter(row.letter)
    answer, body = _answer(letter, rows)
    officers.propose(
        None,
        type=answer,
        from_authority=letter.recipient,
        to_authority=letter.writer,
        matter=letter.matter_id,
        body=body,
    )


def _answer(letter: StoredLetter, rows: list[Exhibit]) -> tuple[str, dict[str, Any]]:
    results = [_result(one) for one in rows]
    if letter.type == PRODUCED:
        body = {"measure": "M03", "produced": letter.digest, "exhibits": results}
        return ORDER_VERIFICATION, body
    return VERIFICATION, {"disclosure": letter.digest, "exhibits": results}


def _result(row: Exhibit) -> dict[str, Any]:
    if row.state == Exhibit.VERIFIED:
        return {"exhibit": row.exhibit, "result": "verified", "sha256": row.sha256}
    return {"exhibit": row.exhibit, "result": "rejected", "reason": row.failure[:REASON_CHARS]}
