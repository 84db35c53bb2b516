"""How letters of any matter are shown: a line in a list, a page of its own, and the exact bytes.

Nothing is left out: members that this program does not know, letters that were kept without acting on
them, and who approved with which kind of key.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from comity.exchange import queries as exchange
from comity.exchange import registry
from comity.exchange.errors import LetterUnknownError
from comity.exchange.models import StoredLetter
from comity.officers import reading
from comity.officers.reading import Section
from comity.wire import documents, jws, receipts
from comity.wire.errors import ComityError
from comity.wire.receipts import Receipt

_SAME_TIME = timedelta(minutes=1)
PLACES = {
    "waiting": "waits for earlier letters",
    "fork": "set aside: its writer wrote another letter in the same place",
    "kept": "kept, not acted on",
}


@dataclass(frozen=True)
class Line:
    """One letter in a list. Times UTC."""

    digest: str
    title: str
    writer: str
    direction: str
    claimed: datetime
    stored_at: datetime
    receipt_at: datetime | None
    remark: str  # why it changed nothing, or where it stands
    unknown: tuple[str, ...]  # members that this program does not know

    @property
    def stored_late(self) -> bool:
        """Whether it was stored in another minute than its writer says it was written in."""
        return abs(self.stored_at - self.claimed) >= _SAME_TIME


@dataclass(frozen=True)
class Shown:
    """All that a page says of one letter."""

    line: Line
    letter: StoredLetter
    sections: tuple[Section, ...]
    approvals: tuple[Mapping[str, Any], ...]
    signatures: tuple[Mapping[str, str], ...]
    receipt: Receipt | None
    attachments: tuple[Mapping[str, Any], ...]


def lines(matter: str, remarks: Mapping[str, str] | None = None) -> list[Line]:
    """The letters of a matter as this node stored them; ``remarks`` by digest."""
    return [_line(one, (remarks or {}).get(one.digest, "")) for one in exchange.letters(matter)]


def line(digest: str, remark: str = "") -> Line:
    """One letter. Raises LetterUnknownError."""
    return _line(exchange.letter(digest), remark)


def ordered(digests: Iterable[str], remarks: Mapping[str, str]) -> list[Line]:
    """These letters, in this order."""
    return [line(digest, remarks.get(digest, "")) for digest in digests]


def _line(letter: StoredLetter, remark: str) -> Line:
    place = PLACES.get(letter.placement, "")
    place = place and gettext(place)
    said = "; ".join(one for one in (place, letter.note if place else "", remark) if one)
    return Line(
        digest=letter.digest,
        title=_title(letter),
        writer=letter.writer,
        direction=letter.direction,
        claimed=letter.time_claimed,
        stored_at=letter.stored_at,
        receipt_at=letter.receipt_at,
        remark=said,
        unknown=tuple(_unknown(letter)),
    )


def _title(letter: StoredLetter) -> str:
    spec = registry.known().get((letter.type, letter.version))
    if spec is not None:
        return gettext(spec.title)
    return gettext("{type}, version {version} (not known to this program)").format(
        type=reading.visible(letter.type), version=letter.version
    )


def _unknown(letter: StoredLetter) -> list[str]:
    spec = registry.known().get((letter.type, letter.version))
    if spec is None:
        return []
    try:
        body = documents.validate(spec.body, exchange.body(letter), error=LetterUnknownError)
    except ComityError:
        return []  # kept as not understood; its place says so
    return documents.unknown_fields(body)


def of_matter(matter: str, digest: str) -> StoredLetter:
    """A letter of this matter and no other. Raises Http404."""
    letter = exchange.letters(matter).filter(digest=digest).first()
    if letter is None:
        raise Http404
    return letter


def shown(letter: StoredLetter) -> Shown:
    """A letter as its page shows it."""
    core = exchange.core(letter)
    document = bytes(letter.document)
    return Shown(
        line=_line(letter, ""),
        letter=letter,
        sections=reading.sections(core),
        approvals=tuple(json.loads(bytes(letter.payload))["approvals"]),
        signatures=tuple({"alg": s.alg, "kid": s.kid} for s in jws.signing_inputs(document)),
        receipt=_receipt(letter),
        attachments=tuple(core["attachments"]),
    )


def _receipt(letter: StoredLetter) -> Receipt | None:
    if letter.receipt is None:
        return None
    document = bytes(letter.receipt)
    return receipts.parse(jws.peek(document, max_bytes=len(document)).payload)


def page(request: HttpRequest, matter: str, digest: str, *, back: str, about: str) -> HttpResponse:
    """The page of one letter; ``back``: the address of its matter, ``about``: the matter in words.

    Raises Http404.
    """
    context = {"shown": shown(of_matter(matter, digest)), "back": back, "about": about}
    return render(request, "look/letter.html", context)


def download(matter: str, digest: str, name: str) -> HttpResponse:
    """The exact bytes of a letter (``letter.jws.json``) or its receipt. Raises Http404."""
    letter = of_matter(matter, digest)
    data = {"letter.jws.json": letter.document, "receipt.jws.json": letter.receipt}.get(name)
    if data is None:
        raise Http404
    response = HttpResponse(bytes(data), content_type="application/json")
    short = digest.rpartition(":")[2][:12]
    response["Content-Disposition"] = f'attachment; filename="{short}-{name}"'
    return response
