"""The nodes' door for sealed parts: read by who was given a share, written by who announced them.

A part is sealed and listed in a signed manifest, so the door needs no secrecy of its own; it still
gives nothing to a node without a share.
"""

import uuid

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase, StreamingHttpResponse

from comity.evidence import limits, part_door
from comity.exchange.http import node_door
from comity.wire import canonical


@node_door(methods=("GET", "PUT"), max_bytes=limits.PUSH_CHUNK_BYTES)
def part(
    request: HttpRequest, node: str, body: bytes, object_id: uuid.UUID, number: int
) -> HttpResponseBase:
    """GET a range of a part; PUT the next piece of one."""
    if request.method == "PUT":
        here = part_door.take(
            str(object_id), number, node, request.headers.get("Content-Range", ""), body
        )
        return _arrived(here)
    piece = part_door.give(str(object_id), number, node, request.headers.get("Range", ""))
    answer = StreamingHttpResponse(
        piece.chunks,
        status=206 if piece.is_partial else 200,
        content_type="application/octet-stream",
    )
    answer["Content-Length"] = str(piece.after - piece.first)
    answer["Accept-Ranges"] = "bytes"
    if piece.is_partial:
        answer["Content-Range"] = piece.content_range
    return answer


@node_door(methods=("GET",), max_bytes=0)
def arrived(
    request: HttpRequest, node: str, body: bytes, object_id: uuid.UUID, number: int
) -> HttpResponseBase:
    """How much of a part is here, for who pushes it."""
    return _arrived(part_door.arrived(str(object_id), number, node))


def _arrived(here: int) -> HttpResponse:
    return HttpResponse(canonical.encode({"arrived": here}), content_type="application/json")
