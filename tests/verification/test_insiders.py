"""What the exporting node leaves out or exchanges, and signs anew with its own keys.

It may sign anything of its own again; it cannot sign for the other side or for the directory.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from comity.evidence.errors import DirectoryIncompleteError
from comity.evidence.exporting import Contents
from comity.trust.history import OPENED
from comity.verification.cli import verify
from comity.wire import digests, jws, receipts, times
from tests.verification.judging import judged, payload_of, wrong
from tests.verification.story import RO, Journal, Story, reseal

# The exporting node leaves out or exchanges


def without_last(story: Story) -> Contents:
    """The last letter of the hold is left out of everything that our node signs itself."""
    made = story.contents()
    gone = [one for one in made.letters if one.letter.matter_id == story.hold][-1].letter.digest
    left = [one for one in made.letters if one.letter.digest != gone]
    held = [one.letter.digest for one in left if one.letter.matter_id == story.hold]
    ours = story.statement(story.ro, story.hold, held)
    others = [s for s in made.statements if (s.matter, s.node) != (story.hold, "ro-1")]
    return replace(made, letters=left, statements=[ours, *others])


def older_statement(story: Story) -> Contents:
    """MA's statement from before its last letter stands for the present one."""
    made = without_last(story)
    ours = next(s for s in made.statements if (s.matter, s.node) == (story.hold, "ro-1"))
    old = story.statement(story.ma, story.hold, [digests.sha256(b"x"), story.hold])
    others = [s for s in made.statements if s.matter != story.hold]
    return replace(story.contents(), statements=[ours, old, *others])


def middle_gone(story: Story) -> Contents:
    made = story.contents()
    return replace(made, letters=[one for number, one in enumerate(made.letters) if number != 1])


def opening_gone(story: Story) -> Contents:
    made = story.contents()
    return replace(made, letters=made.letters[1:])


def unreceipted(story: Story) -> Contents:
    made = story.contents()
    return replace(made, letters=[replace(made.letters[0], receipt=None), *made.letters[1:]])


def own_receipt(story: Story) -> Contents:
    """Our node receipts its own letter in MA's name."""
    made = story.contents()
    first = made.letters[0]
    said = receipts.parse(payload_of(first.receipt or b""))
    forged = story.ro.ring.sign_as_node(receipts.build(said), jws.RECEIPT)
    return replace(made, letters=[replace(first, receipt=forged), *made.letters[1:]])


def other_journal(story: Story) -> Contents:
    """A journal of the same length with another past, all of it ours and freshly signed."""
    made, true = story.contents(), story.journals["ro-1"]
    forged = Journal(story.ro)
    for export in true.exports:
        entry = export["entry"]
        event = entry["event"].replace("sent", "received")
        forged.enter(event, entry["about"], times.parse(entry["at"]) + timedelta(seconds=1))
    size = len(forged.hashes)
    about = {*story.matters, *(f"exhibit:{one.manifest.exhibit}" for one in story.exhibits)}
    return replace(
        made,
        checkpoint=forged.checkpoint(story.now),
        entries=forged.entry_lines(about, size),
    )


def shorter_journal(story: Story) -> Contents:
    """A checkpoint from before some receipts."""
    made, true = story.contents(), story.journals["ro-1"]
    size = len(true.hashes) - 4
    return replace(made, checkpoint=true.checkpoint(story.now, size))


def foreign_checkpoint(story: Story) -> Contents:
    made = story.contents()
    return replace(made, checkpoint=story.journals["ma-1"].checkpoint(story.now))


def exhibit_entry_gone(story: Story) -> Contents:
    made = story.contents()
    kept = [e for e in made.entries if not str(e.export["entry"]["event"]).startswith("evidence")]  # type: ignore[index]
    return replace(made, entries=kept)


def not_handed(story: Story) -> Contents:
    """An exhibit with a manifest of a maker of MA, which no letter names."""
    made = story.contents()
    other = story.manifest(name="other.zip")
    one = made.exhibits[0]
    return replace(made, exhibits=[*made.exhibits, replace(one, document=other)])


def own_manifest(story: Story) -> Contents:
    """Our own manifest of the same file, in place of the maker's."""
    made = story.contents()
    ours = story.manifest(maker=RO, peer=story.ro)
    return replace(made, exhibits=[replace(made.exhibits[0], document=ours)])


LEFT_OUT: list[tuple[str, Callable[[Story], Contents], str, str]] = [
    ("a matter's last letter", without_last, "RecordsDifferError", "ma-1.jws.json"),
    ("an older statement of the other side", older_statement, "RecordsDifferError", "ma-1.jws.json"),
    ("a letter in between", middle_gone, "LetterWrongError", "letter.jws.json"),
    ("the opening letter", opening_gone, "LetterWrongError", "letters.jsonl"),
    ("a receipt", unreceipted, "ReceiptWrongError", "receipt.jws.json"),
    ("a receipt made by ourselves", own_receipt, "ReceiptWrongError", "receipt.jws.json"),
    ("a journal with another past", other_journal, "JournalWrongError", "letter.jws.json"),
    ("a checkpoint that is too old", shorter_journal, "JournalWrongError", "journal/entries.jsonl"),
    ("a checkpoint of another journal", foreign_checkpoint, "JournalWrongError", "checkpoint.jws.json"),
    ("the entry about an exhibit", exhibit_entry_gone, "JournalWrongError", "letter.jws.json"),
    ("an exhibit that no letter names", not_handed, "ExhibitWrongError", "manifest.jws.json"),
    ("a manifest made by ourselves", own_manifest, "ExhibitWrongError", "manifest.jws.json"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "change", "error", "file"), LEFT_OUT, ids=[r[0] for r in LEFT_OUT]
)
def test_the_exporting_node_leaves_out_or_exchanges(
    told: Story,
    tmp_path: Path,
    name: str,
    change: Callable[[Story], Contents],
    error: str,
    file: str,
) -> None:
    wrong(judged(told, tmp_path, change(told)), error, file)


def test_the_newest_directory_cannot_be_withheld(told: Story, folder: Path) -> None:
    newest = max(
        (folder / "data/directory/metadata").glob("*.timestamp.json"),
        key=lambda p: int(p.name.split(".")[0]),
    )
    version = int(newest.name.split(".")[0])
    newest.unlink()
    reseal(folder, told.ro, directory=version - 1)
    wrong(
        verify(folder, told.anchor_file),
        "DirectoryWrongError",
        "receipt.jws.json",
        f"Version {version}",
    )


def test_an_export_without_the_newest_directory_is_not_made(told: Story, tmp_path: Path) -> None:
    made = told.contents()
    directory = dict(made.directory)
    newest = max(
        (n for n in directory if n.endswith(".timestamp.json")),
        key=lambda n: int(n[9:].split(".")[0]),
    )
    del directory[newest]
    with pytest.raises(DirectoryIncompleteError):
        told.export(tmp_path / "evidence", replace(made, directory=directory))
    assert not (tmp_path / "evidence").exists()


def test_only_needed_people_are_exported(told: Story, exported: Path) -> None:
    approving = {
        approval["statement"]["authority"]
        for one in told.letters
        for approval in one.letter.approvals
    }
    assert len(list((exported / "data/directory/opened").iterdir())) == len(approving)
    assert len([n for n in told.directory() if n.startswith(OPENED)]) > len(approving)
