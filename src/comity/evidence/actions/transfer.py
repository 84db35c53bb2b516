"""Moves sealed parts between nodes: pulled by Range, or pushed by who cannot be reached. Goes on where it broke.

A part that is not the one of the signed manifest is thrown away and fetched again; after a few tries it
is reported, and the exhibit is never released. Nothing here opens anything before all parts are there.
"""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from comity.evidence import limits, queries, ranges, store
from comity.evidence.actions import receive, verify
from comity.evidence.errors import (
    PartNotOfferedError,
    PieceOutOfPlaceError,
    RangeNotSatisfiableError,
    TransferSettledError,
)
from comity.evidence.models import Exhibit
from comity.exchange import http
from comity.exchange.errors import PeerAnswerWrongError, PeerRefusedError
from comity.jobs import actions as jobs
from comity.journal import clock, killpoints
from comity.trust import queries as trust
from comity.trust.entries import NodeEntry
from comity.vault.errors import (
    PartChangedError,
    PartExistsError,
    PartialOffsetError,
    VaultError,
)
from comity.vault.sealing import Part
from comity.wire import canonical


def pull(args: dict[str, Any]) -> datetime | None:
    """Job: fetch what is missing of what a letter handed over, and settle what is whole.

    Raises PeerUnreachableError and other refusals of the sender's node (tried again, with a back-off).
    """
    resting = _rest()
    for row in queries.of_letter(args["letter"]):
        if row.state == Exhibit.EXPECTED and _pull_exhibit(row, resting):
            return clock.real_now()
    return None


def _rest() -> Callable[[], bool]:
    """Whether this job has worked long enough; its lease must not run out under it."""
    end = time.monotonic() + limits.TRANSFER_SLICE.total_seconds()
    return lambda: time.monotonic() > end


def _pull_exhibit(row: Exhibit, resting: Callable[[], bool]) -> bool:
    """True where the job has to go on later."""
    missing = store.missing_parts(queries.manifest_of(row))
    sender = trust.directory().node(row.from_node)
    if missing and sender.post is None:
        return False  # it pushes: we cannot reach it
    for part in missing:
        try:
            while not _pull_part(row, part, sender):
                if resting():
                    return True
        except PartChangedError as error:
            return not refused_part(row, part, error)
    complete(row)
    return False


def _pull_part(row: Exhibit, part: Part, sender: NodeEntry) -> bool:
    """Fetch the next piece of a part; True when the part is here and is the signed one."""
    here = store.vault().partial_length(row.object_id, part.number)
    if here > part.sealed_length:
        _throw_away(row, part)
    if here < part.sealed_length:
        here = _fetch(row, part, sender, here)
    if here < part.sealed_length:
        return False
    store.vault().finish_part(row.object_id, part.number, part)
    return True


def _fetch(row: Exhibit, part: Part, sender: NodeEntry, here: int) -> int:
    """The next piece; how much of the part is here now. Raises PartChangedError."""
    after = min(here + limits.PULL_CHUNK_BYTES, part.sealed_length)
    path = f"/parts/{row.object_id}/{part.number}"
    try:
        piece = http.signed_get(sender, path, ranges.write_asked(here, after))
    except PeerRefusedError as error:
        if error.facts.get("error") != RangeNotSatisfiableError.__name__:
            raise
        piece = b""  # their part is shorter than the manifest says
    if not 0 < len(piece) <= after - here:
        _throw_away(row, part)
    return store.vault().append_partial(row.object_id, part.number, here, piece)


def _throw_away(row: Exhibit, part: Part) -> None:
    """What is here of the part cannot be the signed one: begin anew. Raises PartChangedError."""
    if store.vault().partial_length(row.object_id, part.number):
        store.vault().finish_part(row.object_id, part.number, part)
    raise PartChangedError(part=part.number)


def refused_part(row: Exhibit, part: Part, error: PartChangedError) -> bool:
    """Note a part that is not the signed one. True where it is given up and reported."""
    with transaction.atomic():
        Exhibit.objects.filter(pk=row.pk).update(attempts=F("attempts") + 1)
        row.refresh_from_db()
        receive.record(
            "part-refused", row, actor=row.from_node, part=part.number, attempts=row.attempts
        )
        if row.attempts < limits.PULL_ATTEMPTS:
            return False
        verify.reject(row, f"Part {part.number}: {error.sentence}")
        return True


def complete(row: Exhibit) -> None:
    """All parts are here: open everything against the manifest, then say so. Nothing is released before."""
    killpoints.reach(killpoints.PART_ARRIVED)
    try:
        store.check_whole(queries.manifest_of(row))
    except VaultError as error:
        with transaction.atomic():
            verify.reject(row, f"{error.code}: {error.sentence}")
        return
    with transaction.atomic():
        verify.accept(row)
    killpoints.reach(killpoints.EXHIBIT_SETTLED)


# The door's side


def take_piece(
    object_id: str, number: int, from_node: str, content_range: str, piece: bytes
) -> int:
    """Take a pushed piece; how much of the part is here. The last one asks for the exhibit to be settled.

    Raises PartNotOfferedError, TransferSettledError, ContentRangeWrongError, PieceOutOfPlaceError,
    PartChangedError.
    """
    row = queries.expected_part(object_id, from_node)
    part = listed_part(row, number)
    if store.vault().has_part(object_id, number):
        _settle_if_whole(row)
        return part.sealed_length
    first = ranges.sent(content_range, len(piece), part.sealed_length)
    try:
        here = store.vault().append_partial(object_id, number, first, piece)
    except PartExistsError:
        return part.sealed_length
    except PartialOffsetError as error:
        raise PieceOutOfPlaceError(offset=first) from error
    if here == part.sealed_length:
        _finish(row, part)
    return here


def _finish(row: Exhibit, part: Part) -> None:
    """All bytes of a part are here; once all parts are, a job settles the exhibit."""
    try:
        store.vault().finish_part(row.object_id, part.number, part)
    except PartChangedError as error:
        refused_part(row, part, error)
        raise
    _settle_if_whole(row)


def _settle_if_whole(row: Exhibit) -> None:
    """Ask for the job that settles an exhibit whose parts are all here.

    Also when a part is found here that was not sent just now: the process that took it may have ended
    before it could ask.
    """
    if not store.missing_parts(queries.manifest_of(row)):
        with transaction.atomic():
            jobs.enqueue(receive.PULL, {"letter": row.letter}, key=row.letter)


def arrived(object_id: str, number: int, from_node: str) -> int:
    """How much of a part is here. Raises PartNotOfferedError."""
    row = queries.expected_part(object_id, from_node)
    part = listed_part(row, number)
    if store.vault().has_part(object_id, number):
        _settle_if_whole(row)
        return part.sealed_length
    return min(store.vault().partial_length(object_id, number), part.sealed_length)


def listed_part(row: Exhibit, number: int) -> Part:
    """A part as the manifest lists it. Raises PartNotOfferedError."""
    for part in store.expected_parts(queries.manifest_of(row)):
        if part.number == number:
            return part
    raise PartNotOfferedError(part=number)


# The pushing side


def push(args: dict[str, Any]) -> datetime | None:
    """Job: send the parts of what our letter handed over, because nobody can pull them from here."""
    resting = _rest()
    for share in queries.shares_of(args["letter"]):
        receiver = trust.directory().node(share.to_node)
        for part in store.expected_parts(queries.manifest_of(share.exhibit)):
            if not _push_part(share.exhibit.object_id, part, receiver, resting):
                return clock.real_now() + timedelta(milliseconds=100)
    return None


def _push_part(
    object_id: str, part: Part, receiver: NodeEntry, resting: Callable[[], bool]
) -> bool:
    """Send what is missing of one part. False where the job has to go on later.

    A receiver that does not know of the exhibit yet refuses (PeerRefusedError): tried again later.
    """
    path = f"/parts/{object_id}/{part.number}"
    try:
        here = _status(http.signed_get(receiver, f"{path}/arrived"))
        while here < part.sealed_length:
            if resting():
                return False
            here = _push_piece(object_id, part, receiver, here)
    except PeerRefusedError as error:
        if error.facts.get("error") != TransferSettledError.__name__:
            raise
    return True  # it has all, or waits for nothing any more and says in a letter why not


def _push_piece(object_id: str, part: Part, receiver: NodeEntry, here: int) -> int:
    after = min(here + limits.PUSH_CHUNK_BYTES, part.sealed_length)
    with store.open_range(store.vault().part_path(object_id, part.number), here, after) as data:
        piece = b"".join(data)
    content_range = ranges.write_sent(here, after, part.sealed_length)
    path = f"/parts/{object_id}/{part.number}"
    return _status(http.signed_put(receiver, path, piece, content_range))


def _status(answer: bytes) -> int:
    """How much has arrived, as the receiver says. Raises PeerAnswerWrongError."""
    said = canonical.decode(answer, max_bytes=limits.PART_STATUS_BYTES)
    here = said.get("arrived") if isinstance(said, dict) else None
    if type(here) is not int or here < 0:
        raise PeerAnswerWrongError(arrived=str(here)[:40])
    return here
