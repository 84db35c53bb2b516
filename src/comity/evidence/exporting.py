"""Writes an export from what it is given: exact bytes, and all that is computed from them.

Pure: no records, no clock, no keys (the seal's signature is made by the caller). The verifier reads the
same layout and computes the same files. Of the directory it takes what verified versions rest on, and of
the sealed lists of people only those of the authorities that approved something here.
"""

import json
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from comity.evidence import derived, layout, seals, texts
from comity.evidence.bag_writer import BagWriter
from comity.evidence.errors import DirectoryIncompleteError
from comity.trust.history import OPENED, History
from comity.wire import canonical, digests, documents, jws, letters, manifest, receipts, times
from comity.wire.letters import Letter
from comity.wire.manifest import Manifest

Sign = Callable[[bytes], bytes]  # a payload to the node's signed document


@dataclass(frozen=True)
class LetterIn:
    """One letter, as the node holds it. ``attachments``: digest to bytes, key packets left out or not."""

    document: bytes
    direction: str
    stored_at: datetime
    directory: int
    placement: str = "acted"
    note: str = ""
    receipt: bytes | None = None
    attachments: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def letter(self) -> Letter:
        """The letter inside; not verified here."""
        return letters.parse(jws.peek(self.document, max_bytes=len(self.document)).payload)


@dataclass(frozen=True)
class StatementIn:
    """What one node signed that it holds in a matter."""

    matter: str
    node: str
    document: bytes


@dataclass(frozen=True)
class ExhibitIn:
    """One exhibit. ``release`` writes the verified plain file to a new path; None: it was rejected."""

    document: bytes
    letter: str
    matter: str
    release: Callable[[Path], None] | None

    @property
    def manifest(self) -> Manifest:
        """What the maker signed; not verified here."""
        return manifest.parse(jws.peek(self.document, max_bytes=len(self.document)).payload)


@dataclass(frozen=True)
class Contents:
    """Everything that goes into one export. Times in UTC, by the exporting node's clock."""

    node: str
    at: datetime
    demo_clock: bool
    matters: tuple[str, ...]
    letters: Sequence[LetterIn]  # as the node stored them
    statements: Sequence[StatementIn]
    directory: Mapping[str, bytes]
    anchor: str
    exhibits: Sequence[ExhibitIn]
    checkpoint: bytes
    entries: Sequence[layout.EntryLine]
    consistency: Sequence[layout.ConsistencyLine]


def write(folder: Path, contents: Contents, sign: Sign) -> Path:
    """Write the folder; it appears whole or not at all.

    Raises FolderInTheWayError, FileChangedError, DirectoryIncompleteError, DirectoryErrors, and what
    releasing an exhibit raises.
    """
    with BagWriter(folder) as writer:
        return _Export(writer, contents, sign).write()


class _Export:
    """One export under construction."""

    def __init__(self, writer: BagWriter, contents: Contents, sign: Sign) -> None:
        self.writer = writer
        self.contents = contents
        self.sign = sign
        self.history = _history(contents)
        self.keys = derived.keys_of(self.history)
        self.used: set[str] = set()  # ids of keys
        self.lines: list[tuple[layout.LetterLine, Letter]] = []
        self.exhibits: dict[str, tuple[layout.ExhibitLine, Manifest]] = {}

    def write(self) -> Path:
        """All parts, then the seal."""
        self._letters()
        self._statements()
        self._exhibits()
        self._journal()
        for name in sorted(self.history.referenced()):
            self.writer.add(f"{layout.DIRECTORY}/{name}", self.contents.directory[name])
        for kid in sorted(self.used & set(self.keys)):
            key = self.keys[kid]
            self.writer.add(f"{layout.KEYS}/{derived.key_file(key)}", derived.pem(key))
        for name, data in texts.files(self._summary()).items():
            self.writer.add(name, data)
        return self._sealed()

    def _sealed(self) -> Path:
        seal = seals.Seal(
            node=self.contents.node,
            at=self.contents.at,
            manifest=digests.sha256(self.writer.manifest()),
            matters=self.contents.matters,
            directory=self.history.versions()[-1],
            demo_clock=self.contents.demo_clock,
        )
        document = self.sign(seals.build(seal))
        return self.writer.finish(seals.information(seal), self.contents.at, {seals.FILE: document})

    def _add_document(self, document: bytes, name: str) -> None:
        for file, data in derived.document_files(document, name).items():
            self.writer.add(file, data)
        self.used.update(derived.signed_by(document))

    def _letters(self) -> None:
        for matter in self.contents.matters:
            own = [(one, one.letter) for one in self.contents.letters]
            own = [(one, letter) for one, letter in own if letter.matter_id == matter]
            for number, (one, letter) in enumerate(own, 1):
                path = layout.letter_folder(matter, number, letter.core.type)
                self._letter(path, one, letter)
                self.lines.append((_line(path, one, letter), letter))
        self.writer.add(layout.LETTER_LIST, _lines([line for line, _ in self.lines]))

    def _letter(self, path: str, one: LetterIn, letter: Letter) -> None:
        for name, data in derived.letter_files(one.document).items():
            self.writer.add(f"{path}/{name}", data)
        self.used.update(derived.signed_by(one.document))
        self.used.update(str(approval["kid"]) for approval in letter.approvals)
        for name, attachment in layout.attachments(letter.core):
            self.writer.add(f"{path}/{name}", one.attachments[attachment.digest])
        if one.receipt is not None:
            self._add_document(one.receipt, f"{path}/receipt")
            self.used.update(derived.signed_by(_shown(one.receipt)))

    def _statements(self) -> None:
        for one in self.contents.statements:
            self._add_document(one.document, layout.statement_file(one.matter, one.node))

    def _exhibits(self) -> None:
        lines = []
        for one in self.contents.exhibits:
            digest, said = digests.sha256(one.document), one.manifest
            known = self.exhibits.get(digest)
            line = layout.ExhibitLine(
                path=layout.exhibit_folder(digest),
                file=layout.safe_name(said.name) if one.release else "",
                exhibit=said.exhibit,
                manifest=digest,
                letter=one.letter,
                matter=one.matter,
            )
            lines.append(line)
            if known is None:
                self._add_document(one.document, f"{line.path}/manifest")
            if one.release is not None and (known is None or not known[0].file):
                self._plain(f"{line.path}/{line.file}", one.release, said)
            if known is None or line.file:
                self.exhibits[digest] = (line, said)
        self.writer.add(layout.EXHIBIT_LIST, _lines(lines))

    def _plain(self, path: str, release: Callable[[Path], None], said: Manifest) -> None:
        with tempfile.TemporaryDirectory(dir=self.writer.draft.parent, prefix=".plain-") as folder:
            plain = Path(folder) / "plain"
            release(plain)
            self.writer.add_file(path, plain, said.sha256)

    def _journal(self) -> None:
        self._add_document(self.contents.checkpoint, layout.CHECKPOINT)
        self.writer.add(layout.ENTRIES, _lines(self.contents.entries))
        self.writer.add(layout.CONSISTENCY, _lines(self.contents.consistency))

    # For people

    def _summary(self) -> dict[str, Any]:
        return {
            "node": self.contents.node,
            "at": times.format(self.contents.at),
            "demo_clock": self.contents.demo_clock,
            "matters": [
                {
                    "id": matter,
                    "letters": [
                        _told(line, letter)
                        for line, letter in self.lines
                        if letter.matter_id == matter
                    ],
                }
                for matter in self.contents.matters
            ],
            "exhibits": [self._exhibit_told(*found) for found in self.exhibits.values()],
        }

    def _exhibit_told(self, line: layout.ExhibitLine, said: Manifest) -> dict[str, Any]:
        about = f"exhibit:{said.exhibit}"
        entries = [dict(one.export["entry"]) for one in self.contents.entries]  # type: ignore[call-overload]
        return {
            "path": f"{line.path}/{line.file}"
            if line.file
            else f"{said.name} (rejected, not here)",
            "length": said.length,
            "sha256": said.sha256,
            "maker": said.maker,
            "custody": [entry for entry in entries if about in entry["about"]],
        }


def _history(contents: Contents) -> History:
    """The directory, verified, with the lists of people that this export needs and no others."""
    approving = {
        approval["statement"]["authority"]
        for one in contents.letters
        for approval in one.letter.approvals
    }
    files = {
        name: data
        for name, data in contents.directory.items()
        if not name.startswith(OPENED) or json.loads(data).get("authority") in approving
    }
    history = History(files, contents.anchor)
    if not history.versions():
        raise DirectoryIncompleteError
    history.check()
    _check_versions(contents, history)
    return history


def _check_versions(contents: Contents, history: History) -> None:
    """No receipt names a version that is newer than ours. Raises DirectoryIncompleteError."""
    newest = history.versions()[-1]
    for one in contents.letters:
        if one.receipt is not None and _receipt(one.receipt).directory.version > newest:
            raise DirectoryIncompleteError(newest=newest)


def _receipt(document: bytes) -> receipts.Receipt:
    return receipts.parse(jws.peek(document, max_bytes=len(document)).payload)


def _shown(receipt: bytes) -> bytes:
    """The checkpoint that a receipt carries."""
    return _receipt(receipt).journal.checkpoint.encode()


def _line(path: str, one: LetterIn, letter: Letter) -> layout.LetterLine:
    return layout.LetterLine(
        path=path,
        digest=letter.digest,
        matter=letter.matter_id,
        direction="in" if one.direction == "in" else "out",
        stored_at=one.stored_at,
        directory=one.directory,
        placement=one.placement,
        note=one.note,
    )


def _told(line: layout.LetterLine, letter: Letter) -> dict[str, Any]:
    return {
        "path": line.path,
        "type": letter.core.type,
        "writer": letter.core.from_authority,
        "recipient": letter.core.to_authority,
        "time": times.format(letter.core.time),
        "stored_at": times.format(line.stored_at),
        "digest": letter.digest,
        "core": letter.core.raw,
    }


def _lines(values: Iterable[documents.Document]) -> bytes:
    return b"".join(_each(values))


def _each(values: Iterable[documents.Document]) -> Iterator[bytes]:
    for value in values:
        yield canonical.encode(value.dump()) + b"\n"
