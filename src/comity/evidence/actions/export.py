"""Writes everything about a request into one folder that a court's expert checks with tools of their own.

Gathers the records; `exporting` writes them. The folder is sealed by this node and proves nothing about
itself: the anchor comes from outside. Every exhibit is opened and verified while it is written.
"""

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import transaction

from comity.assistance import queries as requests
from comity.assistance.errors import UnknownRequestError
from comity.evidence import exporting, layout, queries, seals, store
from comity.evidence.actions.receive import record
from comity.evidence.errors import ExhibitNotVerifiedError, NothingToExportError
from comity.evidence.exporting import Contents, ExhibitIn, LetterIn, StatementIn
from comity.evidence.models import Exhibit
from comity.exchange import actions as post
from comity.exchange import queries as exchange
from comity.exchange.errors import MatterRecordsDifferError
from comity.exchange.models import StoredLetter
from comity.journal import actions as journal
from comity.journal import clock
from comity.journal import queries as entries
from comity.journal.models import Checkpoint, Entry
from comity.officers import queries as officers
from comity.officers.models import Officer
from comity.providers import queries as orders
from comity.trust import actions as trust_actions
from comity.trust import queries as trust
from comity.trust.keys import ring
from comity.wire import checkpoints, jws, receipts

CUSTODY = "custody"


def export(officer: Officer, matters: Sequence[str], folder: Path) -> Path:
    """Write the folder for these matters (the request and what it is linked to).

    The directory is asked for news and the two sides' statements are compared first: call it outside a
    transaction. Raises NotAllowedError, UnknownRequestError, UnknownOrderError,
    MatterRecordsDifferError, PeerUnreachableError, ExhibitNotVerifiedError, FolderInTheWayError.
    """
    officers.check_capacity(officer, CUSTODY)
    named = tuple(dict.fromkeys(matters))
    if not named:
        raise NothingToExportError
    for matter in named:
        _check_open(officer, matter)
    trust_actions.refresh()
    for matter in named:
        post.compare(matter)
    with transaction.atomic():
        for row in _exhibits(named):
            record("exported", row, actor=officer.person)
        journal.record("evidence:export:made", actor=officer.person, about=list(named))
        final = journal.checkpoint(lambda data: ring().sign_as_node(data, jws.CHECKPOINT))
    return exporting.write(
        folder, contents(named, final), lambda payload: ring().sign_as_node(payload, seals.TYP)
    )


def _check_open(officer: Officer, matter: str) -> None:
    """This person may see the matter: a request, or an order. Raises UnknownOrderError."""
    try:
        requests.request_for(officer, matter)
    except UnknownRequestError:
        orders.order_for(officer, matter)


def contents(matters: tuple[str, ...], final: Checkpoint) -> Contents:
    """What this node holds of these matters, under its final checkpoint.

    Raises MatterRecordsDifferError, ExhibitNotVerifiedError.
    """
    letters = [row for matter in matters for row in exchange.letters(matter)]
    exhibits = [one for row in letters for one in _exhibits_of(row)]
    told = [entry for matter in matters for entry in entries.entries_about(matter)]
    told += [entry for row in _exhibits(matters) for entry in queries.custody(row)]
    return Contents(
        node=settings.NODE.node,
        at=clock.now(),
        demo_clock=clock.is_demo(),
        matters=matters,
        letters=[_letter(row) for row in letters],
        statements=[one for matter in matters for one in _statements(matter)],
        directory=trust.files_for_export(),
        anchor=trust.anchor(),
        exhibits=exhibits,
        checkpoint=bytes(final.document),
        entries=list(_entry_lines(told, final)),
        consistency=list(_consistency_lines(letters, final)),
    )


def _letter(row: StoredLetter) -> LetterIn:
    return LetterIn(
        document=bytes(row.document),
        direction=row.direction,
        stored_at=row.stored_at,
        directory=row.directory["version"],
        placement=row.placement,
        note=row.note,
        receipt=None if row.receipt is None else bytes(row.receipt),
        attachments={one.digest: bytes(one.data) for one in row.attachments.all()},
    )


def _statements(matter: str) -> Iterator[StatementIn]:
    """What both sides signed that they hold. A letter that came meanwhile: export again."""
    theirs = exchange.other_statement(matter)
    if sorted(theirs.letters) != exchange.held(matter):
        raise MatterRecordsDifferError(matter=matter)
    yield StatementIn(matter, settings.NODE.node, exchange.statement(matter))
    yield StatementIn(matter, theirs.node, bytes(theirs.document))


def _exhibits(matters: Sequence[str]) -> list[Exhibit]:
    """The exhibits that letters of these matters handed over, each once."""
    letters = [row for matter in matters for row in exchange.letters(matter)]
    found = {row.pk: row for letter in letters for row in queries.handed_over(letter)}
    return list(found.values())


def _exhibits_of(letter: StoredLetter) -> Iterator[ExhibitIn]:
    for row in queries.handed_over(letter):
        if row.state == Exhibit.EXPECTED:
            raise ExhibitNotVerifiedError(exhibit=row.exhibit, state=row.state)
        release = None
        if row.state != Exhibit.TAMPERED:
            release = partial(store.release, queries.manifest_of(row))
        yield ExhibitIn(bytes(row.manifest_document), letter.digest, letter.matter_id, release)


def _entry_lines(told: Sequence[Entry], final: Checkpoint) -> Iterator[layout.EntryLine]:
    for _, entry in sorted({entry.index: entry for entry in told}.items()):
        if entry.index < final.size:
            yield layout.EntryLine(
                leaf=entry.leaf,
                proof=tuple(item.hex() for item in entries.inclusion(entry.index, final.size)),
                export=entries.export(entry),
            )


def _consistency_lines(
    letters: Sequence[StoredLetter], final: Checkpoint
) -> Iterator[layout.ConsistencyLine]:
    for old in sorted({size for row in letters for size in _shown_size(row)}):
        proof = entries.consistency(old, final.size)
        yield layout.ConsistencyLine(old=old, proof=tuple(item.hex() for item in proof))


def _shown_size(row: StoredLetter) -> Iterator[int]:
    """The size of our journal that our receipt for a letter showed."""
    if row.direction != "in" or row.receipt is None:
        return
    document = bytes(row.receipt)
    said = receipts.parse(jws.peek(document, max_bytes=len(document)).payload)
    shown = said.journal.checkpoint.encode()
    yield checkpoints.parse(jws.peek(shown, max_bytes=len(shown)).payload).size
