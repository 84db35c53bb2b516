"""Both sides of a matter say, signed, which letters they hold; each keeps the other's word.

Equal statements prove that both hold the same record. Where they differ, missing letters are asked for
and ours are sent again; what still differs then is for people to look at.
"""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from comity.exchange import http, limits, queries, sending
from comity.exchange.errors import MatterRecordsDifferError, StatementWrongError
from comity.exchange.models import Matter, OtherStatement
from comity.jobs import registry
from comity.journal import actions as journal
from comity.journal import clock
from comity.trust import queries as trust
from comity.wire import jws, statements
from comity.wire.errors import ComityError
from comity.wire.statements import MatterStatement

HEADS = "exchange.heads"


def register() -> None:
    """Make the daily job known."""
    registry.register(
        HEADS, compare_all, every=timedelta(days=1), outside=True, lease=timedelta(minutes=30)
    )


def own(matter_id: str) -> bytes:
    """Our signed statement about a matter, as it stands. Raises MatterUnknownError."""
    return queries.statement(matter_id)


def compare(matter_id: str) -> OtherStatement:
    """Exchange statements with the other side now. See ``actions.compare``."""
    matter = queries.matter(matter_id)
    entry = trust.directory().node(matter.other_node)
    answer = http.signed_post(entry, "/post/statements", own(matter_id))
    theirs = accept(answer, from_node=matter.other_node)
    if theirs.matter_id != matter_id:
        raise StatementWrongError(matter=theirs.matter_id)
    if not theirs.agrees:
        here, there = set(queries.held(matter_id)), set(theirs.letters)
        raise MatterRecordsDifferError(
            matter=matter_id, missing_here=sorted(there - here), missing_there=sorted(here - there)
        )
    return theirs


def compare_all(args: dict[str, Any]) -> datetime | None:
    """Exchange statements about every matter; what differs or cannot be reached is recorded or waits."""
    for matter in queries.matters():
        try:
            compare(matter.pk)
        except MatterRecordsDifferError:
            continue  # recorded, and letters are on their way
        except ComityError as error:
            with transaction.atomic():
                _record(matter, "exchange:matter:uncompared", dict(error.as_dict()))
    return None


def accept(document: bytes, *, from_node: str) -> OtherStatement:
    """Verify and keep the other side's statement, compare it, and mend what can be mended.

    Raises SignatureError, StatementFormatError, StatementWrongError, MatterUnknownError,
    NotAPartyError.
    """
    said = _read(document, from_node)
    with transaction.atomic():
        matter = queries.party_matter(said.matter, from_node)
        here, there = set(queries.held(matter.pk)), set(said.letters)
        kept = _keep(matter, said, document, agrees=here == there)
        if here != there:
            sending.ask_for_missing(matter.pk, sorted(there - here))
            lacking = sorted(here - there)[: limits.LETTERS_PER_STATEMENT_REPAIR]
            sending.resend(matter.pk, from_node, lacking)
        return kept


def _read(document: bytes, node: str) -> MatterStatement:
    required = trust.directory().node(node).public_keys
    payload = jws.verify(
        document, typ=jws.STATEMENT, required=required, max_bytes=limits.STATEMENT_BYTES
    )
    said = statements.parse(payload)
    if said.node != node:
        raise StatementWrongError(node=said.node)
    return said


def _keep(
    matter: Matter, said: MatterStatement, document: bytes, *, agrees: bool
) -> OtherStatement:
    before = OtherStatement.objects.filter(matter=matter, node=said.node).first()
    kept, _ = OtherStatement.objects.update_or_create(
        matter=matter,
        node=said.node,
        defaults={
            "document": document,
            "letters": list(said.letters),
            "matter_digest": said.matter_digest,
            "received_at": clock.now(),
            "agrees": agrees,
        },
    )
    is_news = before is None or (before.agrees, before.matter_digest) != (
        agrees,
        said.matter_digest,
    )
    if is_news:
        event = "exchange:matter:agreed" if agrees else "exchange:matter:differs"
        _record(matter, event, {"node": said.node, "matter_digest": said.matter_digest})
    return kept


def _record(matter: Matter, event: str, facts: dict[str, Any]) -> None:
    journal.record(event, actor=settings.NODE.node, about=[matter.pk], facts=facts)
