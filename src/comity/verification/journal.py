"""The journals: the exporting node's entries under its checkpoint, and all checkpoints shown on receipts.

What the exporting node showed to others before must be continued by its final checkpoint, and the entry
that it promised on a receipt must be there. Of the other node's journal only what it showed can be compared.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from comity.evidence import derived, layout
from comity.verification import limits
from comity.verification.case import Case, Held
from comity.verification.errors import JournalWrongError, naming
from comity.verification.report import Check
from comity.wire import base64url, checkpoints, jws, leaves, merkle, times
from comity.wire.checkpoints import Checkpoint

LETTER_EVENTS = "exchange:letter:"


@dataclass(frozen=True)
class Entry:
    """What a proven entry says."""

    leaf: str
    event: str
    about: frozenset[str]

    @property
    def is_about_letter(self) -> bool:
        """Whether it records what happened to a letter; then it is about that and its matter."""
        return self.event.startswith(LETTER_EVENTS)


Entries = dict[int, Entry]


def check_journal(case: Case, check: Check) -> None:
    """The final checkpoint, the entries under it, the checkpoints before it."""
    final = _final(case)
    entries = _entries(case, final)
    _check_letters_entered(case, entries)
    _check_exhibits_entered(case, entries)
    continued = _check_own_continued(case, final)
    others = _check_others(case)
    check.found.append(
        f"{len(entries)} entries under the checkpoint over {final.size}, at {times.format(final.at)}"
    )
    check.found.append(
        f"{continued} checkpoints that the node showed on its receipts are continued by it"
    )
    check.found.append(f"{others} checkpoints of other nodes, shown on receipts, agree")


def _final(case: Case) -> Checkpoint:
    file = f"{layout.CHECKPOINT}.jws.json"
    document = case.folder.read(file, limits.DOCUMENT_BYTES)
    said = _checkpoint(case, document, file)
    if said.node != case.seal.node:
        raise JournalWrongError("The checkpoint is of another node's journal.", file)
    if said.at > case.seal.at + limits.CLOCK_SKEW:
        raise JournalWrongError("The checkpoint is newer than the seal.", file)
    case.folder.check_computed(derived.document_files(document, layout.CHECKPOINT))
    return said


def _checkpoint(case: Case, document: bytes, file: str) -> Checkpoint:
    """A checkpoint, signed by the node whose journal it is about."""
    with naming(file, JournalWrongError):
        said = checkpoints.parse(jws.peek(document, max_bytes=len(document)).payload)
    node = case.vouching.node(said.node, said.at, file)
    case.vouching.verified(
        document, jws.CHECKPOINT, node, at=said.at, file=file, error=JournalWrongError
    )
    return said


def _entries(case: Case, final: Checkpoint) -> Entries:
    found: Entries = {}
    for line in case.folder.lines(layout.ENTRIES, layout.EntryLine, limits.INDEX_BYTES):
        with naming(layout.ENTRIES, JournalWrongError):
            entry = leaves.check_export(line.export, leaf=line.leaf)
            merkle.verify_inclusion(
                leaf=merkle.leaf_hash(leaves.tree_data(line.leaf)),
                index=_index(entry["index"]),
                size=final.size,
                proof=_hashes(line.proof),
                root=final.root,
            )
        subjects = entry["about"] if isinstance(entry["about"], list) else []
        found[entry["index"]] = Entry(line.leaf, str(entry["event"]), frozenset(map(str, subjects)))
    return found


def _index(value: object) -> int:
    if type(value) is not int:
        raise JournalWrongError("An entry has no number.", layout.ENTRIES)
    return value


def _hashes(proof: Sequence[str]) -> list[bytes]:
    try:
        return [bytes.fromhex(item) for item in proof]
    except ValueError as error:
        raise JournalWrongError("A proof is not written in hexadecimal.", "journal") from error


def _check_letters_entered(case: Case, entries: Entries) -> None:
    """The journal speaks of every letter; of those received, where the receipt says that it does."""
    entered = {entry.about for entry in entries.values() if entry.is_about_letter}
    for held in case.held:
        named = frozenset((held.letter.matter_id, held.letter.digest))
        if named not in entered:
            raise JournalWrongError("The journal has no entry about this letter.", held.file)
        receipt = held.receipt
        if receipt is None or receipt.from_node != case.seal.node:
            continue
        promised = entries.get(receipt.entry.index)
        if (
            promised is None
            or promised.leaf != receipt.entry.leaf
            or not promised.is_about_letter
            or promised.about != named
        ):
            raise JournalWrongError(
                "The entry that the receipt promises is not in the journal.", held.file
            )


def _check_exhibits_entered(case: Case, entries: Entries) -> None:
    about = {subject for entry in entries.values() for subject in entry.about}
    for held in case.held:
        for item in layout.exhibits_of(held.letter.core):
            if f"exhibit:{item.get('exhibit')}" not in about:
                raise JournalWrongError(
                    f"The journal has no entry about the exhibit {item.get('exhibit')}.", held.file
                )


def _check_own_continued(case: Case, final: Checkpoint) -> int:
    proofs = {
        line.old: _hashes(line.proof)
        for line in case.folder.lines(
            layout.CONSISTENCY, layout.ConsistencyLine, limits.INDEX_BYTES
        )
    }
    shown = [(held, said) for held, said in _shown(case) if said.node == final.node]
    for held, said in shown:
        if said.size not in proofs:
            raise JournalWrongError(
                "The checkpoint on this receipt is not proven to be continued.", held.receipt_file
            )
        with naming(held.receipt_file, JournalWrongError):
            merkle.verify_consistency(
                old_size=said.size,
                new_size=final.size,
                proof=proofs[said.size],
                old_root=said.root,
                new_root=final.root,
            )
    return len(shown)


def _shown(case: Case) -> list[tuple[Held, Checkpoint]]:
    """The checkpoints on receipts, each signed by the node that gave the receipt."""
    found = []
    for held in case.held:
        if held.receipt is None:
            continue
        document = held.receipt.journal.checkpoint.encode("utf-8")
        said = _checkpoint(case, document, held.receipt_file)
        if said.node != held.receipt.from_node:
            raise JournalWrongError(
                "The receipt shows a checkpoint of another node.", held.receipt_file
            )
        found.append((held, said))
    return found


def _check_others(case: Case) -> int:
    """Of one size there is one root; proofs that begin at a size shown here lead on from it."""
    shown = [(held, said) for held, said in _shown(case) if said.node != case.seal.node]
    roots: dict[tuple[str, int], bytes] = {}
    for held, said in shown:
        if roots.setdefault((said.node, said.size), said.root) != said.root:
            raise JournalWrongError(
                f"{said.node} showed two journals of {said.size} entries.", held.receipt_file
            )
    for held, said in shown:
        assert held.receipt is not None
        journal = held.receipt.journal
        before = roots.get((said.node, journal.from_size))
        if journal.from_size == 0 or before is None:
            continue
        with naming(held.receipt_file, JournalWrongError):
            merkle.verify_consistency(
                old_size=journal.from_size,
                new_size=said.size,
                proof=[base64url.decode(item) for item in journal.consistency],
                old_root=before,
                new_root=said.root,
            )
    return len(shown)
