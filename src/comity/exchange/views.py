"""The nodes' door: envelopes in, letters collected, receipts, statements, letters asked for again.

Every request is signed by a node of the directory before it gets here (``http.node_door``), and every
request may be repeated. docs/protocol/post.md has the addresses and their answers.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse

from comity.exchange import inbox, limits, outbox, queries, receipts, statements, witness
from comity.exchange.errors import QuestionWrongError
from comity.exchange.http import node_door
from comity.journal import killpoints
from comity.wire import canonical, digests
from comity.wire import limits as wire_limits
from comity.wire.errors import DigestFormatError

BYTES = "application/octet-stream"


class SentResponse(HttpResponse):
    """An answer that tells fault tests when it was handed to the web server."""

    def close(self) -> None:
        """Called by the server once all bytes were taken."""
        super().close()
        killpoints.reach(killpoints.RECEIPT_SENT)


@node_door(max_bytes=wire_limits.ENVELOPE_BYTES)
def envelopes(request: HttpRequest, node: str, body: bytes) -> HttpResponse:
    """An envelope; the answer is the signed receipt."""
    return SentResponse(inbox.receive(body, node), content_type=BYTES)


@node_door(max_bytes=limits.QUESTION_BYTES)
def collect(request: HttpRequest, node: str, body: bytes) -> HttpResponse:
    """The next envelope that waits for this node; the same one until it is answered; 204 if none."""
    data = outbox.next_for(node)
    if data is None:
        return HttpResponse(status=204)
    return HttpResponse(data, content_type=BYTES)


@node_door(max_bytes=limits.RECEIPT_BYTES)
def take_receipt(request: HttpRequest, node: str, body: bytes) -> HttpResponse:
    """The receipt of an envelope that was collected."""
    receipts.accept(body, from_node=node)
    return HttpResponse(status=204)


@node_door(max_bytes=limits.REFUSAL_BYTES)
def take_refusal(request: HttpRequest, node: str, body: bytes) -> HttpResponse:
    """Why an envelope that was collected was not taken."""
    told = _question(body, envelope=str, error=str, sentence=str, fault=str)
    outbox.refused(node, told)
    return HttpResponse(status=204)


@node_door(max_bytes=limits.STATEMENT_BYTES)
def statement(request: HttpRequest, node: str, body: bytes) -> HttpResponse:
    """The other side's signed statement about a matter; the answer is ours."""
    theirs = statements.accept(body, from_node=node)
    return HttpResponse(queries.statement(theirs.matter_id), content_type=BYTES)


@node_door(max_bytes=limits.QUESTION_BYTES)
def resend(request: HttpRequest, node: str, body: bytes) -> HttpResponse:
    """Letters of a matter that a party lacks; the answer names those that come again."""
    asked = _question(body, matter=str, letters=list)
    try:
        for digest in [asked["matter"], *asked["letters"]]:
            digests.parse(digest)
    except DigestFormatError as error:
        raise QuestionWrongError from error
    wanted = asked["letters"][: limits.LETTERS_PER_STATEMENT_REPAIR]
    queued = outbox.resend(asked["matter"], node, wanted)
    return HttpResponse(canonical.encode({"queued": queued}), content_type="application/json")


@node_door(max_bytes=limits.QUESTION_BYTES)
def checkpoint(request: HttpRequest, node: str, body: bytes) -> HttpResponse:
    """Our journal's checkpoint, with the proof that it continues the size that is named."""
    start = _question(body, **{"from": int})["from"]
    if start < 0:
        raise QuestionWrongError
    shown = witness.shown_from(node, start)
    return HttpResponse(canonical.encode(shown.dump()), content_type="application/json")


def _question(body: bytes, **members: type) -> dict[str, Any]:
    """A JSON object with exactly these members. Raises a DocumentError, QuestionWrongError."""
    value = canonical.decode(body, max_bytes=limits.QUESTION_BYTES)
    if not isinstance(value, dict) or set(value) != set(members):
        raise QuestionWrongError
    if any(type(value[name]) is not kind for name, kind in members.items()):
        raise QuestionWrongError
    return value
