"""Writes everything about a request into one folder that a court's expert checks with tools of their own.

The folder holds exact bytes and what is computed from them; it is sealed by this node, and proves nothing
about itself: the anchor comes from outside. Every exhibit is opened and verified while it is written.
"""

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from comity.evidence import derived, layout, queries, seals, store, texts
from comity.evidence.actions.receive import record
from comity.evidence.bag_writer import BagWriter
from comity.evidence.errors import ExhibitNotVerifiedError, NothingToExportError
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
from comity.trust import queries as trust
from comity.trust.entries import Signer
from comity.trust.keys import ring
from comity.wire import canonical, checkpoints, digests, documents, jws, letters, receipts, times

CUSTODY = "custody"


def export(officer: Officer, matters: Sequence[str], folder: Path) -> Path:
    """Write the folder for these matters (the request and what it is linked to).

    The two sides' statements are compared first. Raises NotAllowedError, MatterUnknownError,
    MatterRecordsDifferError, PeerUnreachableError, ExhibitNotVerifiedError, FolderInTheWayError.
    """
    officers.check_capacity(officer, CUSTODY)
    if not matters:
        raise NothingToExportError
    for matter in matters:
        post.compare(matter)
    with transaction.atomic():
        for matter in matters:
            for row in queries.of_matter(matter):
                record("exported", row, actor=officer.person)
        journal.record("evidence:export:made", actor=officer.person, about=list(matters))
    with BagWriter(folder) as writer:
        return _Export(writer, list(matters)).write()


class _Export:
    """One export under construction."""

    def __init__(self, writer: BagWriter, matters: list[str]) -> None:
        self.writer = writer
        self.matters = matters
        self.keys: dict[str, bytes] = {}
        self.letters: list[tuple[str, StoredLetter]] = []
        self.exhibits: list[tuple[layout.ExhibitLine, Exhibit]] = []

    def write(self) -> Path:
        """All parts, then the seal."""
        self._letters()
        self._statements()
        self._directory()
        self._exhibits()
        self._journal()
        for name, data in sorted(self.keys.items()):
            self.writer.add(f"{layout.KEYS}/{name}", data)
        for name, data in texts.files(self._summary()).items():
            self.writer.add(name, data)
        return self._sealed()

    def _sealed(self) -> Path:
        at = clock.now()
        seal = seals.Seal(
            node=settings.NODE.node,
            at=at,
            manifest=digests.sha256(self.writer.manifest()),
            matters=tuple(self.matters),
            directory=trust.directory().version,
            demo_clock=clock.is_demo(),
        )
        document = ring().sign_as_node(seals.build(seal), seals.TYP)
        information = {
            "Source-Organization": settings.NODE.node,
            "External-Description": "Export of a request for assistance; check it with: comity verify",
            "Bag-Software-Agent": "Comity",
        }
        if clock.is_demo():
            information["Comity-Demo-Clock"] = "yes: the times in this folder are those of a demo"
        return self.writer.finish(information, at, {seals.FILE: document})

    # Letters

    def _letters(self) -> None:
        lines = []
        for matter in self.matters:
            for number, row in enumerate(exchange.letters(matter), 1):
                kind = row.type.replace(".", "-")
                path = f"{layout.LETTERS}/{layout.matter_folder(matter)}/{number:03d}-{kind}"
                self._letter(path, row)
                self.letters.append((path, row))
                lines.append(self._line(path, row))
        self.writer.add(layout.LETTER_LIST, _lines(lines))

    def _line(self, path: str, row: StoredLetter) -> layout.LetterLine:
        return layout.LetterLine(
            path=path,
            digest=row.digest,
            matter=row.matter_id,
            direction="in" if row.direction == "in" else "out",
            stored_at=row.stored_at,
            directory=row.directory["version"],
            placement=row.placement,
            note=row.note,
        )

    def _letter(self, path: str, row: StoredLetter) -> None:
        for name, data in derived.letter_files(bytes(row.document)).items():
            self.writer.add(f"{path}/{name}", data)
        letter = letters.parse(bytes(row.payload))
        rows = {item.digest: bytes(item.data) for item in row.attachments.all()}
        for number, attachment in enumerate(letter.core.attachments, 1):
            if attachment.media_type != layout.KEY_PACKET:
                name = f"{path}/attachments/{number}-{attachment.name}"
                self.writer.add(name, rows[attachment.digest])
        self._keep_keys(row.writer)
        if row.receipt is not None:
            document = bytes(row.receipt)
            for name, data in derived.document_files(document, "receipt").items():
                self.writer.add(f"{path}/{name}", data)
            said = receipts.parse(jws.peek(document, max_bytes=len(document)).payload)
            self._keep_node_keys(said.from_node)

    def _keep_keys(self, authority: str) -> None:
        self._keep(trust.directory().authority(authority))

    def _keep_node_keys(self, node: str) -> None:
        self._keep(trust.directory().node(node))

    def _keep(self, signer: Signer) -> None:
        for key in signer.public_keys:
            self.keys[derived.key_file(key)] = derived.pem(key)

    # What both sides signed that they hold

    def _statements(self) -> None:
        for matter in self.matters:
            base = f"{layout.STATEMENTS}/{layout.matter_folder(matter)}"
            theirs = exchange.other_statement(matter)
            if sorted(theirs.letters) != exchange.held(matter):
                raise MatterRecordsDifferError(
                    matter=matter
                )  # a letter came meanwhile: export again
            for node, document in (
                (settings.NODE.node, exchange.statement(matter)),
                (theirs.node, bytes(theirs.document)),
            ):
                for name, data in derived.document_files(document, f"{base}/{node}").items():
                    self.writer.add(name, data)
                self._keep_node_keys(node)

    # The directory

    def _directory(self) -> None:
        for name, data in trust.files_for_export().items():
            self.writer.add(f"{layout.DIRECTORY}/{name}", data)

    # Exhibits

    def _exhibits(self) -> None:
        for _path, row in self.letters:
            for exhibit in queries.of_letter(row.digest):
                self._exhibit(exhibit, row)
        self.writer.add(layout.EXHIBIT_LIST, _lines([line for line, _ in self.exhibits]))

    def _exhibit(self, exhibit: Exhibit, letter: StoredLetter) -> None:
        if exhibit.state != Exhibit.VERIFIED:
            raise ExhibitNotVerifiedError(exhibit=exhibit.exhibit, state=exhibit.state)
        path = f"{layout.EXHIBITS}/{exhibit.exhibit}"
        document = bytes(exhibit.manifest_document)
        for name, data in derived.document_files(document, f"{path}/manifest").items():
            self.writer.add(name, data)
        self._keep_keys(exhibit.maker)
        with tempfile.TemporaryDirectory(dir=self.writer.draft.parent) as folder:
            plain = Path(folder) / "plain"
            store.release(queries.manifest_of(exhibit), plain)
            self.writer.add_file(f"{path}/{exhibit.name}", plain, exhibit.sha256)
        line = layout.ExhibitLine(
            path=path,
            file=exhibit.name,
            exhibit=exhibit.exhibit,
            manifest=exhibit.manifest_digest,
            letter=letter.digest,
            matter=letter.matter_id,
        )
        self.exhibits.append((line, exhibit))

    # The journal

    def _journal(self) -> None:
        with transaction.atomic():
            final = journal.checkpoint(lambda data: ring().sign_as_node(data, jws.CHECKPOINT))
        document = bytes(final.document)
        for name, data in derived.document_files(document, layout.CHECKPOINT).items():
            self.writer.add(name, data)
        self._keep_node_keys(settings.NODE.node)
        self.writer.add(layout.ENTRIES, _lines(self._entry_lines(final)))
        self.writer.add(layout.CONSISTENCY, _lines(self._consistency_lines(final)))

    def _entry_lines(self, final: Checkpoint) -> Iterator[layout.EntryLine]:
        for entry in self._entries():
            if entry.index < final.size:
                yield layout.EntryLine(
                    leaf=entry.leaf,
                    proof=tuple(item.hex() for item in entries.inclusion(entry.index, final.size)),
                    export=entries.export(entry),
                )

    def _entries(self) -> list[Entry]:
        subjects = [*self.matters, *(f"exhibit:{row.exhibit}" for _, row in self.exhibits)]
        found = {e.index: e for subject in subjects for e in entries.entries_about(subject)}
        return [found[index] for index in sorted(found)]

    def _consistency_lines(self, final: Checkpoint) -> Iterator[layout.ConsistencyLine]:
        for old in sorted(self._shown_sizes()):
            proof = entries.consistency(old, final.size)
            yield layout.ConsistencyLine(old=old, proof=tuple(item.hex() for item in proof))

    def _shown_sizes(self) -> set[int]:
        """Sizes of our journal that we showed on receipts in these matters."""
        sizes = set()
        for _path, row in self.letters:
            if row.direction != "in" or row.receipt is None:
                continue
            document = bytes(row.receipt)
            said = receipts.parse(jws.peek(document, max_bytes=len(document)).payload)
            shown = said.journal.checkpoint.encode("ascii")
            payload = jws.peek(shown, max_bytes=len(shown)).payload
            sizes.add(checkpoints.parse(payload).size)
        return sizes

    # For people

    def _summary(self) -> dict[str, Any]:
        return {
            "node": settings.NODE.node,
            "at": times.format(clock.now()),
            "demo_clock": clock.is_demo(),
            "matters": [
                {
                    "id": matter,
                    "letters": [
                        {
                            "path": path,
                            "type": row.type,
                            "writer": row.writer,
                            "recipient": row.recipient,
                            "time": times.format(row.time_claimed),
                            "stored_at": times.format(row.stored_at),
                            "digest": row.digest,
                            "core": exchange.core(row),
                        }
                        for path, row in self.letters
                        if row.matter_id == matter
                    ],
                }
                for matter in self.matters
            ],
            "exhibits": [
                {
                    "path": f"{line.path}/{line.file}",
                    "length": row.length,
                    "sha256": row.sha256,
                    "maker": row.maker,
                    "custody": [
                        {"at": times.format(e.at), "event": e.event, "actor": e.actor}
                        for e in queries.custody(row)
                    ],
                }
                for line, row in self.exhibits
            ],
        }


def _lines(values: Iterable[documents.Document]) -> bytes:
    return b"".join(canonical.encode(value.dump()) + b"\n" for value in values)
