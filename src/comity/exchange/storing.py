"""How a verified letter becomes records: rows, the acts of the rooms above, the journal.

Used for letters in and out, always inside the caller's transaction. A letter whose earlier letters came
at last is acted on in the transaction of the one that it waited for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings

from comity.exchange import chain, queries, registry
from comity.exchange.chain import Place
from comity.exchange.errors import LetterOrderWrongError
from comity.exchange.models import Attachment, Incarnation, Matter, StoredLetter
from comity.journal import actions as journal
from comity.journal import clock, sql
from comity.trust import queries as trust
from comity.trust.entries import Directory
from comity.wire import letters, times
from comity.wire.cores import Core
from comity.wire.letters import Letter, LetterSpec

NOTE = 500  # characters


@dataclass(frozen=True)
class Travel:
    """How a letter came or goes: its envelope, and whether in or out."""

    direction: str
    envelope_id: str
    envelope_sha256: str = ""


def life(number: int) -> str:
    """The name of this node's first, second ... life, as letters carry it."""
    return f"{settings.NODE.node}-{number}"[:64].replace(".", "-")


def incarnation() -> str:
    """Which life of this node writes."""
    found = sql.first("SELECT value FROM exchange_incarnation ORDER BY id DESC LIMIT 1")
    if found is not None:
        return str(found[0])
    made = life(1)
    Incarnation.objects.get_or_create(
        value=made, defaults={"since": clock.now(), "reason": "the first life of this node"}
    )
    return made


def directory_mark(directory: Directory) -> dict[str, Any]:
    """Against which directory something was checked, how old it is, and whether it has expired."""
    standing = trust.standing()
    return {
        "version": directory.version,
        "sha256": directory.sha256,
        "age_seconds": int(standing.age.total_seconds()),
        "expired": standing.expired,
    }


def lock_matter(matter_id: str) -> Matter | None:
    """The matter, held by this transaction until it ends; None where there is none."""
    return Matter.objects.select_for_update().filter(pk=matter_id).first()


def open_matter(letter: Letter, spec: LetterSpec | None, *, ours: str, other: str) -> Matter:
    """A new matter by its opening letter; ``ours`` and ``other`` are its two authorities."""
    core = letter.core
    requesting = ours == core.from_authority
    measure = core.body.get("measure")
    return Matter.objects.create(
        id=letter.digest,
        our_authority=ours,
        other_authority=other,
        other_node=core.to_node if requesting else core.from_node,
        side="requesting" if requesting else "requested",
        lifecycle=spec.type if spec is not None else "",
        measure=measure[:10] if isinstance(measure, str) and spec is not None else "",
        opened_at=clock.now(),
    )


def place(letter: Letter) -> Place:
    """Where a letter stands among those of its matter. Raises LetterOrderWrongError."""
    head = queries.head(letter.matter_id, letter.core.from_authority)
    named = chain.earlier(letter)
    return chain.place(letter, head, queries.links(named) if named else {})


def row(
    letter: Letter,
    document: bytes,
    *,
    matter: Matter,
    travel: Travel,
    placed: Place,
    at: datetime,
    directory: dict[str, Any],
    understood: bool = True,
) -> StoredLetter:
    """The row of a letter, with the exact bytes; not saved yet."""
    core = letter.core
    queries.remember(matter, letter)
    return StoredLetter(
        digest=letter.digest,
        core_digest=letter.core_digest,
        matter=matter,
        type=core.type,
        version=core.version,
        opens=core.matter is None,
        writer=core.from_authority,
        recipient=core.to_authority,
        from_node=core.from_node,
        to_node=core.to_node,
        seq=core.seq,
        incarnation=core.incarnation,
        previous=core.previous,
        seen=dict(core.seen),
        direction=travel.direction,
        document=document,
        payload=letter.payload,
        drafter=core.drafter,
        time_claimed=core.time,
        stored_at=at,
        directory=directory,
        envelope_id=travel.envelope_id,
        envelope_sha256=travel.envelope_sha256,
        understood=understood,
        placement=placed.placement,
        note=placed.note[:NOTE],
        missing=list(placed.missing),
    )


def attach(stored: StoredLetter, attachments: Sequence[bytes], digests: Sequence[str]) -> None:
    """The attachments of a letter, in its order."""
    rows = [
        Attachment(letter=stored, number=number, digest=digest, data=data)
        for number, (data, digest) in enumerate(zip(attachments, digests, strict=True))
    ]
    if rows:
        Attachment.objects.bulk_create(rows)


def record(stored: StoredLetter, event: str, **facts: Any) -> Any:
    """An entry of the journal about a letter."""
    told = {
        "type": stored.type,
        "version": stored.version,
        "writer": stored.writer,
        "recipient": stored.recipient,
        "time_claimed": times.format(stored.time_claimed),
        "directory": stored.directory,
        "placement": stored.placement,
        **facts,
    }
    about = [stored.matter_id, stored.digest]
    return journal.record(event, actor=stored.from_node, about=about, facts=told)


def act(stored: StoredLetter) -> None:
    """Let the rooms above act on a letter that stands in its chain; tell the others that the set grew."""
    if stored.placement == chain.ACTED:
        for handler in registry.handlers(stored.type):
            handler(stored)
    tell(stored.matter)


def tell(matter: Matter) -> None:
    """Tell the rooms above that the letters of a matter are not what they were."""
    for watcher in registry.watchers(matter.lifecycle):
        watcher(matter.pk)


def promote(matter: Matter) -> list[StoredLetter]:
    """Act on the letters that waited for what is here now, in their order; returns them."""
    promoted: list[StoredLetter] = []
    again = queries.has_waiting(matter.pk)
    while again:
        again = False
        for stored in queries.waiting(matter.pk):
            placed = _place_again(letters.parse(bytes(stored.payload)))
            if placed.placement == chain.WAITING:
                continue
            settle(stored, placed)
            promoted.append(stored)
            again = True
    return promoted


def _place_again(letter: Letter) -> Place:
    """Where a letter stands that waited. What it waited for may not be what it says: it is set aside, and
    does not keep those out that come after it.
    """
    try:
        return place(letter)
    except LetterOrderWrongError as error:
        return Place(chain.FORK, error.sentence)


def settle(stored: StoredLetter, placed: Place) -> None:
    """A letter waits no longer: it stands, or turned out to be a fork."""
    if placed.placement == chain.ACTED and not stored.understood:
        placed = Place(chain.KEPT, stored.note)
    stored.placement, stored.note, stored.missing = placed.placement, placed.note[:NOTE], []
    stored.save(update_fields=["placement", "note", "missing"])
    record(stored, f"exchange:letter:{EVENTS[placed.placement]}")
    act(stored)


EVENTS = {
    chain.ACTED: "completed",
    chain.KEPT: "kept",
    chain.FORK: "fork",
    chain.WAITING: "waits",
}


def spec_of(type: str, version: int) -> LetterSpec | None:
    """The specification of a letter, or None where this node does not know it."""
    return registry.known().get((type, version))


def core_view(core: bytes) -> Core:
    """A core as its canonical bytes say it. Raises the errors of wire."""
    return letters.parse_core(core)
