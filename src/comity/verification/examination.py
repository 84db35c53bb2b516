"""The examination of an export, as a story of numbered steps; each raises where it does not hold.

    1 the folder     a whole, unchanged bag (RFC 8493)
    2 the anchor     the directory's history begins at the anchor from outside, and every version holds
    3 the seal       the exporting node signed this list of files
    4 the letters    signed by authorities, approved by people, vouched for when they were received
    5 the matters    each letter in its place; nothing missing in between; no fork
    6 the receipts   the receiving node signed that it stored each letter
    7 both sides     each node signed that it holds these letters and no others
    8 the exhibits   each file is what its maker signed, and was handed over in a letter
    9 the journal    the entries stand under the signed checkpoint, which continues those shown before
   10 the rest       nothing in the folder is without a signature

What this cannot tell, and the reader still owes: whether what an authority signed is true.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from comity.evidence import bag, derived, layout, seals
from comity.evidence.errors import BagUnreadableError
from comity.trust import authenticate
from comity.trust.entries import Directory, NodeEntry, Signer
from comity.trust.errors import TrustError
from comity.trust.history import History
from comity.verification import limits
from comity.verification.errors import (
    DirectoryWrongError,
    ExhibitWrongError,
    JournalWrongError,
    LetterWrongError,
    NotVouchedError,
    ReceiptWrongError,
    RecordsDifferError,
    SealWrongError,
)
from comity.verification.folder import Folder
from comity.verification.report import Check, Report
from comity.wire import (
    checkpoints,
    digests,
    documents,
    jws,
    leaves,
    manifest,
    merkle,
    receipts,
    statements,
    times,
)
from comity.wire import limits as wire_limits
from comity.wire.errors import ComityError, SignatureError, WireError
from comity.wire.letters import Letter, LetterSpec
from comity.wire.ordering import LetterFact, order

SpecOf = Callable[[str, int], LetterSpec | None]


@dataclass
class Held:
    """One letter of the folder, once it was read."""

    line: layout.LetterLine
    document: bytes
    letter: Letter
    receipt: receipts.Receipt | None = None

    @property
    def file(self) -> str:
        """Where the signed letter lies."""
        return f"{self.line.path}/letter.jws.json"


@dataclass
class Examination:
    """State that later steps take from earlier ones."""

    folder: Folder
    report: Report
    spec_of: SpecOf
    anchor: str  # digest of the first root
    history: History = field(init=False)
    seal: seals.Seal = field(init=False)
    held: list[Held] = field(default_factory=list)
    keys_used: dict[str, bytes] = field(default_factory=dict)

    def run(self) -> None:
        """All steps after the folder itself. Raises ComityError at the first that does not hold."""
        steps: Sequence[tuple[str, Callable[[Check], None]]] = (
            ("The directory's history holds, from its beginning", self._directory),
            ("The exporting node sealed this list of files", self._seal),
            ("Every letter is signed, approved and vouched for", self._letters),
            ("Every letter stands in its place in its matter", self._matters),
            ("The receiving node signed a receipt for every letter", self._receipts),
            ("Both sides signed that they hold the same letters", self._both_sides),
            ("Every exhibit is what its maker signed", self._exhibits),
            ("The journal's entries stand under its signed checkpoint", self._journal),
            ("Nothing in the folder is without a signature", self._rest),
        )
        for title, step in steps:
            check = self.report.begin(title)
            step(check)
            check.held = True

    # 2

    def _directory(self, check: Check) -> None:
        names = self.folder.names(layout.DIRECTORY)
        if len(names) > limits.DIRECTORY_FILES:
            raise BagUnreadableError("The directory holds more files than any export writes.")
        prefix = f"{layout.DIRECTORY}/"
        files = {
            name.removeprefix(prefix): self.folder.read(name, limits.DIRECTORY_FILE_BYTES)
            for name in names
        }
        try:
            self.history = History(files, self.anchor)
            versions = self.history.versions()
            for version in versions:
                self.history.at(version)
        except TrustError as error:
            raise DirectoryWrongError(
                f"{error.code}: {error.sentence}", prefix, **error.facts
            ) from error
        if not versions:
            raise DirectoryWrongError("The folder holds no version of the directory.", prefix)
        used = {f"{prefix}{name}" for name in self.history.referenced()}
        self.folder.account(used)
        first, last = self.history.at(versions[0]), self.history.at(versions[-1])
        check.found.append(
            f"{len(versions)} versions, {versions[0]} to {versions[-1]}, issued "
            f"{times.format(first.issued)} to {times.format(last.issued)}"
        )
        check.found.append(f"first root: {self.anchor}")

    # 3

    def _seal(self, check: Check) -> None:
        path = self.folder.root / seals.FILE
        if not path.exists() or path.stat().st_size > seals.DOCUMENT_BYTES:
            raise SealWrongError("The export has no seal of its node.", seals.FILE)
        document = path.read_bytes()
        said = seals.parse(jws.peek(document, max_bytes=seals.DOCUMENT_BYTES).payload)
        node = self._node(said.node, said.at, seals.FILE)
        self._verified(document, seals.TYP, node, said.at, seals.FILE)
        listed = digests.sha256((self.folder.root / bag.PAYLOAD).read_bytes())
        if said.manifest != listed:
            raise SealWrongError("The list of files is not the one that was sealed.", seals.FILE)
        self.seal = said
        check.found.append(f"node {said.node}, at {times.format(said.at)} by its clock")
        if said.demo_clock:
            self.report.warnings.append("DEMO CLOCK: the times in this folder are those of a demo.")

    def _node(self, name: str, at: datetime, file: str) -> NodeEntry:
        try:
            return self.history.in_force(at).node(name)
        except TrustError as error:
            raise NotVouchedError(f"{error.code}: {error.sentence}", file) from error

    def _verified(
        self, document: bytes, typ: str, signer: Signer, at: datetime, file: str
    ) -> bytes:
        """The payload of a document by this signer; not if its keys were revoked by then."""
        keys = signer.public_keys
        revoked = self._revoked([key.kid for key in keys], at)
        if revoked:
            raise NotVouchedError(f"Signed with a key that was revoked: {revoked}.", file)
        try:
            payload = jws.verify(
                document, typ=typ, required=keys, suite=signer.suite, max_bytes=len(document)
            )
        except SignatureError as error:
            raise NotVouchedError(f"{error.code}: {error.sentence}", file) from error
        self.keys_used.update({derived.key_file(key): derived.pem(key) for key in keys})
        return payload

    def _revoked(self, kids: Sequence[str], at: datetime) -> str:
        """Which of these keys the newest directory says was revoked by ``at``; empty if none."""
        newest = self.history.latest()
        for entry in (*newest.all_authorities, *newest.all_nodes):
            found = entry.revocation(kids, at)
            if found is not None:
                return f"{found.kid} since {times.format(found.since)}"
        return ""

    # 4

    def _letters(self, check: Check) -> None:
        lines = [
            documents.validate(layout.LetterLine, value, error=LetterFileError)
            for value in self.folder.lines(layout.LETTER_LIST, limits.INDEX_BYTES)
        ]
        if len(lines) > limits.LETTERS:
            raise BagUnreadableError("More letters than any export holds.", layout.LETTER_LIST)
        for line in lines:
            self._letter(line)
        listed = {line.path for line in lines}
        for folder in (
            f for top in self.folder.folders(layout.LETTERS) for f in self.folder.folders(top)
        ):
            if folder not in listed:
                raise LetterWrongError(f"{folder} is not in the list of letters.", folder)
        missing = set(self.seal.matters) - {held.letter.matter_id for held in self.held}
        if not self.held or missing:
            raise LetterWrongError("The folder lacks the letters of a matter.", layout.LETTER_LIST)
        approvals = sum(len(held.letter.approvals) for held in self.held)
        check.found.append(f"{len(self.held)} letters, {approvals} approvals by persons")
        software = sum(
            1
            for held in self.held
            for one in held.letter.approvals
            if one.get("method") == "software"
        )
        if software:
            self.report.warnings.append(
                f"{software} approvals were given with software keys, not with an authenticator."
            )
        self.folder.account([layout.LETTER_LIST])

    def _letter(self, line: layout.LetterLine) -> None:
        file = f"{line.path}/letter.jws.json"
        document = self.folder.read(file, limits.DOCUMENT_BYTES)
        receipt = self._receipt_of(line)
        if receipt is not None:
            directory, as_of = self._directory_of(receipt, line), receipt.stored_at
        else:
            directory, as_of = self.history.in_force(line.stored_at), line.stored_at
        try:
            authentic = authenticate.authenticate(
                document, directory=directory, spec_of=self.spec_of, as_of=as_of
            )
        except TrustError as error:
            raise NotVouchedError(f"{error.code}: {error.sentence}", file) from error
        except WireError as error:
            raise LetterWrongError(f"{error.code}: {error.sentence}", file) from error
        letter = authentic.letter
        if letter.digest != line.digest or letter.matter_id != line.matter:
            raise LetterWrongError("The list of letters names another letter here.", file)
        self._check_not_revoked_later(letter, directory, as_of, file)
        for name, data in derived.letter_files(document).items():
            self.folder.check_same(f"{line.path}/{name}", data)
        self._attachments(letter, line)
        entry = directory.authority(letter.core.from_authority)
        for key in entry.public_keys:
            self.keys_used[derived.key_file(key)] = derived.pem(key)
        self.held.append(Held(line, document, letter, receipt))

    def _check_not_revoked_later(
        self, letter: Letter, directory: Directory, as_of: datetime, file: str
    ) -> None:
        kids = [key.kid for key in directory.authority(letter.core.from_authority).public_keys]
        revoked = self._revoked(kids, as_of)
        for approval in letter.approvals:
            statement = approval["statement"]
            person = next(
                (
                    one
                    for one in self.history.latest().people_of(statement["authority"])
                    if one.person == statement["person"]
                ),
                None,
            )
            found = person.revocation(approval["kid"], as_of) if person else None
            if found is not None:
                revoked = f"{found.kid} since {times.format(found.since)}"
        if revoked:
            raise NotVouchedError(f"Signed with a key that was revoked: {revoked}.", file)

    def _attachments(self, letter: Letter, line: layout.LetterLine) -> None:
        for number, attachment in enumerate(letter.core.attachments, 1):
            name = f"{line.path}/attachments/{number}-{attachment.name}"
            if attachment.media_type == layout.KEY_PACKET:
                continue  # not exported: it holds a key, and the letter holds its digest
            self.folder.path(name)
            if f"sha256:{self.folder.digests[name]}" != attachment.digest:
                raise LetterWrongError("The attachment is not the one that the letter names.", name)
            self.folder.account([name])

    # 5

    def _matters(self, check: Check) -> None:
        for matter in self.seal.matters:
            held = [one for one in self.held if one.letter.matter_id == matter]
            writers = sorted({one.letter.core.from_authority for one in held})
            line = order([_fact(one.letter) for one in held])
            if line.waiting:
                raise LetterWrongError(
                    "Letters are missing that these letters name.",
                    _file_of(held, line.waiting[0]),
                )
            if line.forked:
                raise LetterWrongError(
                    "Its writer wrote two letters in one place.", _file_of(held, line.forked[0])
                )
            self._check_sequence(held)
            check.found.append(
                f"matter {matter[:23]}…: {len(held)} letters between {' and '.join(writers)}"
            )
        known = set(self.seal.matters)
        for one in self.held:
            if one.letter.matter_id not in known:
                raise LetterWrongError("The letter belongs to no matter of this export.", one.file)

    def _check_sequence(self, held: Sequence[Held]) -> None:
        """Each writer's letters are numbered without a gap and chained by ``previous``."""
        chains: dict[str, list[Held]] = {}
        for one in held:
            chains.setdefault(one.letter.core.from_authority, []).append(one)
        for chain in chains.values():
            chain.sort(key=lambda one: one.letter.core.seq)
            before: str | None = None
            for number, one in enumerate(chain, 1):
                if one.letter.core.seq != number or one.letter.core.previous != before:
                    raise LetterWrongError("A letter before this one is missing.", one.file)
                before = one.letter.digest

    # 6

    def _receipt_of(self, line: layout.LetterLine) -> receipts.Receipt | None:
        file = f"{line.path}/receipt.jws.json"
        if not self.folder.has(file):
            return None
        document = self.folder.read(file, wire_limits.RECEIPT_BYTES * 2)
        try:
            said = receipts.parse(jws.peek(document, max_bytes=len(document)).payload)
        except WireError as error:
            raise ReceiptWrongError(f"{error.code}: {error.sentence}", file) from error
        node = self._directory_of(said, line).node(said.from_node)
        self._verified(document, jws.RECEIPT, node, said.stored_at, file)
        for name, data in derived.document_files(document, "receipt").items():
            self.folder.check_same(f"{line.path}/{name}", data)
        return said

    def _directory_of(self, receipt: receipts.Receipt, line: layout.LetterLine) -> Directory:
        """The version that the receiver says it checked against: it must have been in force then."""
        file = f"{line.path}/receipt.jws.json"
        try:
            directory = self.history.at(receipt.directory.version)
        except TrustError:
            # The other node may have held a version that ours never saw: take ours of that time.
            return self.history.in_force(receipt.stored_at)
        if directory.sha256 != receipt.directory.sha256:
            raise ReceiptWrongError("The receipt names another directory under this version.", file)
        return directory

    def _receipts(self, check: Check) -> None:
        for one in self.held:
            receipt, core = one.receipt, one.letter.core
            if receipt is None:
                raise ReceiptWrongError(
                    "There is no receipt: nobody has signed that this letter arrived.", one.file
                )
            said = (
                receipt.letter,
                receipt.core,
                receipt.matter,
                receipt.from_node,
                receipt.to_node,
            )
            letter = one.letter
            if said != (
                letter.digest,
                letter.core_digest,
                letter.matter_id,
                core.to_node,
                core.from_node,
            ):
                raise ReceiptWrongError(
                    "The receipt is for another letter.", f"{one.line.path}/receipt.jws.json"
                )
            if receipt.directory.expired:
                self.report.warnings.append(
                    f"{core.type} of {times.format(receipt.stored_at)} was received on an expired directory."
                )
        check.found.append(f"{len(self.held)} receipts")

    # 7

    def _both_sides(self, check: Check) -> None:
        for matter in self.seal.matters:
            held = [one.letter for one in self.held if one.letter.matter_id == matter]
            expected = statements.matter_digest(matter, [letter.digest for letter in held])
            nodes = {node for one in held for node in (one.core.from_node, one.core.to_node)}
            for node in sorted(nodes):
                stated = self._statement(matter, node)
                if stated.matter_digest != expected:
                    raise RecordsDifferError(
                        f"{node} signed that it holds {len(stated.letters)} letters, the folder holds "
                        f"{len(held)}, and they are not the same.",
                        self._statement_file(matter, node),
                    )
            check.found.append(f"{' and '.join(sorted(nodes))}: {expected}")

    def _statement_file(self, matter: str, node: str) -> str:
        return f"{layout.STATEMENTS}/{layout.matter_folder(matter)}/{node}"

    def _statement(self, matter: str, node: str) -> statements.MatterStatement:
        base = self._statement_file(matter, node)
        file = f"{base}.jws.json"
        if not self.folder.has(file):
            raise RecordsDifferError(
                f"{node} has not signed what it holds: that nothing is missing is not proven.", file
            )
        document = self.folder.read(file, limits.DOCUMENT_BYTES)
        said = statements.parse(jws.peek(document, max_bytes=len(document)).payload)
        if said.matter != matter or said.node != node:
            raise RecordsDifferError("The statement is about another matter or node.", file)
        self._verified(document, jws.STATEMENT, self._node(node, said.at, file), said.at, file)
        for name, data in derived.document_files(document, base).items():
            self.folder.check_same(name, data)
        return said

    # 8

    def _exhibits(self, check: Check) -> None:
        lines = [
            documents.validate(layout.ExhibitLine, value, error=LetterFileError)
            for value in self.folder.lines(layout.EXHIBIT_LIST, limits.INDEX_BYTES)
        ]
        by_digest = {one.letter.digest: one for one in self.held}
        for line in lines:
            check.found.append(self._exhibit(line, by_digest))
        self._check_all_exhibits(lines)
        self.folder.account([layout.EXHIBIT_LIST])
        if not lines:
            check.found.append("no exhibits: nothing was handed over in these matters")

    def _exhibit(self, line: layout.ExhibitLine, letters: Mapping[str, Held]) -> str:
        file = f"{line.path}/manifest.jws.json"
        document = self.folder.read(file, wire_limits.MANIFEST_BYTES * 2)
        handed_over = letters.get(line.letter)
        if handed_over is None or not _names(handed_over.letter, line):
            raise ExhibitWrongError("No letter of this export hands this exhibit over.", file)
        said = manifest.parse(jws.peek(document, max_bytes=len(document)).payload)
        if digests.sha256(document) != line.manifest:
            raise ExhibitWrongError("The letter names another manifest.", file)
        at = said.made_at
        try:
            maker = self.history.in_force(at).authority(said.maker)
        except TrustError as error:
            raise NotVouchedError(f"{error.code}: {error.sentence}", file) from error
        self._verified(document, jws.MANIFEST, maker, at, file)
        for name, data in derived.document_files(document, f"{line.path}/manifest").items():
            self.folder.check_same(name, data)
        plain = f"{line.path}/{line.file}"
        found = self.folder.digests.get(plain)
        if found is None or f"sha256:{found}" != said.sha256:
            raise ExhibitWrongError("The exhibit is not what its maker sealed and signed.", plain)
        if self.folder.path(plain).stat().st_size != said.length:
            raise ExhibitWrongError("The exhibit does not have the length that was signed.", plain)
        self.folder.account([plain])
        return f"{line.file}: {said.length} bytes, {said.sha256}, sealed by {said.maker}"

    def _check_all_exhibits(self, lines: Sequence[layout.ExhibitLine]) -> None:
        """Every exhibit that a letter hands over is in the folder."""
        present = {(line.letter, line.exhibit) for line in lines}
        for one in self.held:
            if not one.letter.core.type.endswith(".disclosure"):
                continue
            for item in one.letter.core.body.get("exhibits", ()):
                if (one.letter.digest, item["exhibit"]) not in present:
                    raise ExhibitWrongError(f"The exhibit {item['exhibit']} is missing.", one.file)

    # 9

    def _journal(self, check: Check) -> None:
        file = f"{layout.CHECKPOINT}.jws.json"
        document = self.folder.read(file, limits.DOCUMENT_BYTES)
        said = checkpoints.parse(jws.peek(document, max_bytes=len(document)).payload)
        if said.node != self.seal.node:
            raise JournalWrongError("The checkpoint is of another node's journal.", file)
        self._verified(
            document, jws.CHECKPOINT, self._node(said.node, said.at, file), said.at, file
        )
        for name, data in derived.document_files(document, layout.CHECKPOINT).items():
            self.folder.check_same(name, data)
        about = self._entries(said)
        for one in self.held:
            if one.letter.digest not in about:
                raise JournalWrongError("The journal has no entry about this letter.", one.file)
        continued = self._continued(said)
        check.found.append(f"checkpoint over {said.size} entries, at {times.format(said.at)}")
        check.found.append(
            f"{continued} earlier checkpoints, shown on receipts, are continued by it"
        )

    def _entries(self, checkpoint: checkpoints.Checkpoint) -> set[str]:
        """The subjects that proven entries are about."""
        about: set[str] = set()
        for value in self.folder.lines(layout.ENTRIES, limits.INDEX_BYTES):
            line = documents.validate(layout.EntryLine, value, error=LetterFileError)
            try:
                entry = leaves.check_export(line.export, leaf=line.leaf)
                merkle.verify_inclusion(
                    leaf=merkle.leaf_hash(leaves.tree_data(line.leaf)),
                    index=entry["index"],
                    size=checkpoint.size,
                    proof=[bytes.fromhex(item) for item in line.proof],
                    root=checkpoint.root,
                )
            except (ComityError, ValueError) as error:
                raise JournalWrongError(
                    f"An entry does not hold: {error}", layout.ENTRIES
                ) from error
            about.update(entry["about"])
        self.folder.account([layout.ENTRIES])
        return about

    def _continued(self, final: checkpoints.Checkpoint) -> int:
        """The checkpoints that this node gave on its receipts are continued by the final one."""
        proofs = {}
        for value in self.folder.lines(layout.CONSISTENCY, limits.INDEX_BYTES):
            line = documents.validate(layout.ConsistencyLine, value, error=LetterFileError)
            proofs[line.old] = [bytes.fromhex(item) for item in line.proof]
        self.folder.account([layout.CONSISTENCY])
        count = 0
        for one in self.held:
            if one.receipt is None or one.receipt.from_node != final.node:
                continue
            file = f"{one.line.path}/receipt.jws.json"
            document = one.receipt.journal.checkpoint.encode("ascii")
            said = checkpoints.parse(jws.peek(document, max_bytes=len(document)).payload)
            self._verified(
                document, jws.CHECKPOINT, self._node(said.node, said.at, file), said.at, file
            )
            if said.size not in proofs:
                raise JournalWrongError(
                    "A checkpoint on a receipt is not proven to be continued.", file
                )
            try:
                merkle.verify_consistency(
                    old_size=said.size,
                    new_size=final.size,
                    proof=proofs[said.size],
                    old_root=said.root,
                    new_root=final.root,
                )
            except merkle.MerkleError as error:
                raise JournalWrongError(f"{error.code}: {error.sentence}", file) from error
            count += 1
        return count

    # 10

    def _rest(self, check: Check) -> None:
        for name in self.folder.names(layout.KEYS):
            expected = self.keys_used.get(name.removeprefix(f"{layout.KEYS}/"))
            if expected is None:
                raise NotVouchedError("A key that no signature of this export needed.", name)
            self.folder.check_same(name, expected)
        texts = self.folder.check_all_accounted(layout.TEXTS)
        check.found.append(f"{len(self.folder.digests) - len(texts)} files are under signatures")
        check.found.append(f"{len(texts)} texts for people are covered by the seal alone")


class LetterFileError(WireError):
    """A list of the export is not of its form."""

    sentence = "A list in this export cannot be read. Ask the exporting authority for a new export."


def _fact(letter: Letter) -> LetterFact:
    core = letter.core
    return LetterFact(
        digest=letter.digest,
        type=core.type,
        side="",
        writer=core.from_authority,
        seq=core.seq,
        previous=core.previous,
        seen=core.seen,
        time=core.time,
        body=core.body,
        incarnation=core.incarnation,
    )


def _file_of(held: Sequence[Held], digest: str) -> str:
    return next(one.file for one in held if one.letter.digest == digest)


def _names(letter: Letter, line: layout.ExhibitLine) -> bool:
    """Whether the letter hands over this exhibit under this manifest."""
    named = letter.core.body.get("exhibits", ())
    return any(
        item.get("exhibit") == line.exhibit and item.get("manifest") == line.manifest
        for item in named
    )


def examine(root: Path, anchor: str | None, spec_of: SpecOf, report: Report) -> None:
    """Check a folder. ``anchor``: the first root's sha256; None takes the folder's own word for it.

    Raises the error of the first step that does not hold.
    """
    check = report.begin("The folder is whole and unchanged (BagIt 1.0)")
    folder = Folder(root)
    check.found.append(f"{len(folder.digests)} files")
    check.held = True
    if anchor is None:
        first = folder.read(f"{layout.DIRECTORY}/metadata/1.root.json", limits.DIRECTORY_FILE_BYTES)
        anchor = digests.sha256(first)
    Examination(folder, report, spec_of, anchor).run()
