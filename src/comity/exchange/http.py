"""HTTP between nodes: signed requests out, and the door that lets only signed requests in.

The door checks, in this order: length, signature over everything but the body, body. Only then does a
view see anything. Nothing follows redirects or proxies of the environment; every answer has a limit.
"""

import functools
import os
import threading
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, cast

import httpx2
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt
from http_message_signatures import VerifyResult

from comity.exchange import limits, problems, signatures
from comity.exchange.errors import (
    BodyTooLargeError,
    DoorUnknownError,
    HttpSignatureWrongError,
    PeerAnswerWrongError,
    PeerCollectsError,
    PeerRefusedError,
    PeerUnreachableError,
)
from comity.exchange.signatures import Message
from comity.journal import clock
from comity.trust import queries as trust
from comity.trust.entries import NodeEntry
from comity.trust.keys import ring
from comity.wire import canonical
from comity.wire.errors import ComityError, DocumentError

P = ParamSpec("P")
Door = Callable[Concatenate[HttpRequest, str, bytes, P], HttpResponseBase]
TYPE = "application/octet-stream"

_clients: dict[int, httpx2.Client] = {}
_lock = threading.Lock()


# Out


def signed_post(node: NodeEntry, path: str, body: bytes) -> bytes:
    """POST to another node; its answer. ``path`` begins with a slash.

    Raises PeerCollectsError, PeerUnreachableError, PeerRefusedError, PeerAnswerWrongError.
    """
    return _exchange(node, "POST", path, body, {"Content-Type": TYPE})[1]


def signed_put(node: NodeEntry, path: str, body: bytes, content_range: str = "") -> bytes:
    """PUT to another node, a range of something larger where one is given. Raises as ``signed_post``."""
    headers = {"Content-Type": TYPE}
    if content_range:
        headers["Content-Range"] = content_range
    return _exchange(node, "PUT", path, body, headers)[1]


def signed_get(node: NodeEntry, path: str, range: str = "") -> bytes:
    """GET from another node, a range (``bytes=0-99``) where one is given. Raises as ``signed_post``."""
    return _exchange(node, "GET", path, b"", {"Range": range} if range else {})[1]


def _exchange(
    node: NodeEntry, method: str, path: str, body: bytes, headers: dict[str, str]
) -> tuple[int, bytes]:
    if node.post is None:
        raise PeerCollectsError(node=node.node)
    message = Message(method, node.post.rstrip("/") + path, headers)
    signatures.sign(message, body, node=settings.NODE.node, key=ring().http)
    status, answer = _ask(node.node, message, body)
    if 200 <= status < 300:
        return status, answer
    raise _refusal(node.node, status, answer)


def _ask(node: str, message: Message, body: bytes) -> tuple[int, bytes]:
    try:
        try:
            return _send(message, body)
        except httpx2.RemoteProtocolError:
            # The other side had just closed the idle connection; every request may be repeated.
            return _send(message, body)
    except httpx2.HTTPError as error:
        raise PeerUnreachableError(node=node, reason=type(error).__name__) from error


def _send(message: Message, body: bytes) -> tuple[int, bytes]:
    content = body if message.method in ("POST", "PUT") else None
    with client().stream(
        message.method, message.url, content=content, headers=message.headers
    ) as response:
        answer = bytearray()
        for chunk in response.iter_raw():
            answer += chunk
            if len(answer) > limits.ANSWER_BYTES:
                raise PeerAnswerWrongError(length=len(answer))
        return response.status_code, bytes(answer)


def client() -> httpx2.Client:
    """The client of this process, with its open connections (a forked child has its own)."""
    found = _clients.get(os.getpid())
    if found is not None:
        return found
    with _lock:
        return _clients.setdefault(os.getpid(), _new_client())


def _new_client() -> httpx2.Client:
    # Idle connections are given up before gunicorn closes them (after two seconds).
    return httpx2.Client(
        timeout=httpx2.Timeout(limits.ANSWER_SECONDS, connect=limits.CONNECT_SECONDS),
        limits=httpx2.Limits(max_connections=64, keepalive_expiry=limits.KEEP_ALIVE_SECONDS),
        follow_redirects=False,
        trust_env=False,
    )


def _refusal(node: str, status: int, answer: bytes) -> ComityError:
    try:
        told = canonical.decode(answer, max_bytes=limits.REFUSAL_BYTES)
        error, sentence, fault = (str(told[name])[:500] for name in ("error", "sentence", "fault"))
    except (DocumentError, KeyError, TypeError):
        return PeerAnswerWrongError(node=node, status=status)
    return PeerRefusedError(sentence, node=node, status=status, error=error, fault=fault)


# In


def node_door(
    *, methods: tuple[str, ...] = ("POST",), max_bytes: int
) -> Callable[[Door[P]], Callable[Concatenate[HttpRequest, P], HttpResponseBase]]:
    """A view for nodes only: called with the request, the node's id and the body, all proved.

    Refusals (``ComityError``) that the view raises become answers of their own form.
    """

    def wrap(view: Door[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
        @csrf_exempt
        @functools.wraps(view)
        def door(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            try:
                if request.method not in methods:
                    raise DoorUnknownError
                node, body = verify_request(request, max_bytes=max_bytes)
                return view(request, node, body, *args, **kwargs)
            except ComityError as error:
                return problems.answer(error)
            except Exception:  # answered and logged: a door never shows its inside
                return problems.failed()

        return cast(Callable[Concatenate[HttpRequest, P], HttpResponseBase], door)

    return wrap


def verify_request(request: HttpRequest, *, max_bytes: int) -> tuple[str, bytes]:
    """Which node asks, and the body. Raises the HTTP door's errors, UnknownNodeError."""
    # 1. Not too long. 2. Signed by a node of the directory. 3. The body is the signed one.
    length = _length(request.META.get("CONTENT_LENGTH"))
    if length > max_bytes:
        raise BodyTooLargeError(length=length)
    node, result = _signer(request)
    body = request.read(length) if length else b""
    signatures.verify_body(result, body)
    return node, body


def _length(value: Any) -> int:
    text = str(value or "0")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else 0


def _signer(request: HttpRequest) -> tuple[str, VerifyResult]:
    directory = trust.directory()
    own = directory.node(settings.NODE.node)
    if own.post is None:
        raise DoorUnknownError
    # The address is our own as the directory knows it, whatever the Host header says.
    url = own.post.rstrip("/") + request.get_full_path()
    headers = dict(signatures.headers_of(request.META))
    message = Message(str(request.method), url, headers)
    entry = directory.node(signatures.claimed_node(message))
    if entry.revocation([entry.http.kid], clock.now()) is not None:
        raise HttpSignatureWrongError(kid=entry.http.kid, reason="revoked")
    return entry.node, signatures.verify(message, key=entry.http.key)
