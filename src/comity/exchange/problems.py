"""Refusals at the nodes' door, made in one place: a status, and ``{"error", "sentence", "fault"}``.

Whoever reads the answer is the sender: what is our fault is the receiver's to them.
"""

import logging

from django.http import HttpRequest, HttpResponse

from comity.exchange.errors import (
    BodyTooLargeError,
    DoorUnknownError,
    HttpBodyOtherError,
    HttpSignatureMissingError,
    HttpSignatureStaleError,
    HttpSignatureWrongError,
    InboxFailedError,
)
from comity.trust.errors import UnknownNodeError
from comity.wire import canonical
from comity.wire.errors import ComityError, EnvelopeTooLargeError, TooLargeError

log = logging.getLogger(__name__)

UNSIGNED = (
    HttpSignatureMissingError,
    HttpSignatureStaleError,
    HttpSignatureWrongError,
    HttpBodyOtherError,
    UnknownNodeError,
)
TOO_LARGE = (BodyTooLargeError, EnvelopeTooLargeError, TooLargeError)


def status(error: ComityError) -> int:
    """401: who asks is not proved. 413, 404: as in HTTP. 422: the sender's to mend. 503: ours."""
    if isinstance(error, UNSIGNED):
        return 401
    if isinstance(error, TOO_LARGE):
        return 413
    if isinstance(error, DoorUnknownError):
        return 404
    return 422 if error.fault == "sender" else 503


def answer(error: ComityError) -> HttpResponse:
    """The refusal as an answer."""
    told = error.as_dict()
    if told["fault"] == "us":
        told["fault"] = "receiver"
    return HttpResponse(
        canonical.encode(told), status=status(error), content_type="application/problem+json"
    )


def failed() -> HttpResponse:
    """The answer to what we did not foresee; the log has it. Call it where the exception is handled."""
    log.exception("the nodes' door failed")
    return answer(InboxFailedError())


def unknown(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The answer at an address that the door does not have."""
    return answer(DoorUnknownError())


def broken(request: HttpRequest) -> HttpResponse:
    """The answer to what failed outside a view."""
    return answer(InboxFailedError())
