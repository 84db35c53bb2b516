"""What is done to an export, by whom, and how it is named: the error, and the file.

By whoever carries it (no keys), by another node, or by the exporting node itself, which signs anew whatever
it can: then the other side's signatures are what it cannot make.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from comity.evidence import layout, seals
from comity.verification.cli import verify
from comity.wire import canonical, jws
from tests.verification.story import Story, relist, reseal, retag

Attack = Callable[[Path], Any]


def letter(folder: Path, type: str = "hold-report") -> Path:
    """The folder of a letter of this type."""
    return next((folder / "data/letters").glob(f"*/*-assistance-{type}"))


def exhibit(folder: Path) -> Path:
    return next((folder / "data/exhibits").iterdir())


def change(path: Path, old: bytes = b"", new: bytes = b"") -> None:
    """Other bytes in a file; by default its last one."""
    data = path.read_bytes()
    assert not old or old in data
    path.write_bytes(data.replace(old, new, 1) if old else data[:-1] + bytes([data[-1] ^ 1]))


def link(folder: Path) -> None:
    path = letter(folder) / "core.json"
    path.unlink()
    path.symlink_to("/etc/hostname")


def line(folder: Path, text: str, name: str = "manifest-sha256.txt") -> None:
    with (folder / name).open("a") as file:
        file.write(text)


ZERO = "0" * 64
CARRIED: list[tuple[str, Attack, str, str]] = [
    ("a letter's byte changed", lambda f: change(letter(f) / "letter.json"), "FileChangedError", "letter.json"),
    ("an exhibit's byte changed", lambda f: change(exhibit(f) / "mail__k.suspect.zip"), "FileChangedError", "zip"),
    ("the summary changed by hand", lambda f: change(f / "data/summary.html"), "FileChangedError", "summary.html"),
    ("a file added to a letter", lambda f: (letter(f) / "note.txt").write_bytes(b"x"), "FileAddedError", "note.txt"),
    ("a file added beside", lambda f: (f / "README.txt").write_bytes(b"x"), "FileAddedError", "README.txt"),
    ("a file removed", lambda f: (letter(f) / "core.json").unlink(), "FileMissingError", "core.json"),
    ("the seal removed", lambda f: (f / seals.FILE).unlink(), "FileMissingError", seals.FILE),
    ("bag-info changed", lambda f: change(f / "bag-info.txt"), "FileChangedError", "bag-info.txt"),
    ("a link for a file", link, "FileNotPlainError", "core.json"),
    ("a link beside", lambda f: (f / "more").symlink_to("/etc"), "FileNotPlainError", "more"),
    ("a path that leaves", lambda f: line(f, f"{ZERO}  data/../../x\n"), "FileNotPlainError", "manifest-sha256.txt"),
    ("an absolute path", lambda f: line(f, f"{ZERO}  /etc/passwd\n"), "FileNotPlainError", "manifest-sha256.txt"),
    ("a file named twice", lambda f: line(f, (f / "manifest-sha256.txt").read_text().splitlines()[0] + "\n"),
     "FileNotPlainError", "manifest-sha256.txt"),
    ("a path with a dot", lambda f: line(f, f"{ZERO}  data/./summary.html\n"), "FileChangedError", "manifest-sha256.txt"),
]  # fmt: skip


def rejected(folder: Path, story: Story, error: str, file: str) -> None:
    """The folder is not proven; both names are in the report."""
    report = verify(folder, story.anchor_file)
    found = (report.exit_status, report.error, report.reason, report.file)
    assert report.exit_status == 1, found
    assert report.error == error, found
    assert file in report.file, found
    assert report.reason


@pytest.mark.parametrize(
    ("name", "attack", "error", "file"), CARRIED, ids=[row[0] for row in CARRIED]
)
def test_by_a_carrier(
    folder: Path, told: Story, name: str, attack: Attack, error: str, file: str
) -> None:
    attack(folder)
    rejected(folder, told, error, file)


RELISTED: list[tuple[str, Attack]] = [
    ("a letter's byte changed", lambda f: change(letter(f) / "letter.json")),
    ("a file added", lambda f: (letter(f) / "note.txt").write_bytes(b"x")),
    ("a file removed", lambda f: (letter(f) / "core.json").unlink()),
    ("the summary changed by hand", lambda f: change(f / "data/summary.html", b"hold-report", b"refusal")),
    ("the verifier's source changed", lambda f: change(f / "data/verifier/comity/cli.py")),
]  # fmt: skip


@pytest.mark.parametrize(("name", "attack"), RELISTED, ids=[row[0] for row in RELISTED])
def test_by_a_carrier_who_writes_the_lists_anew(
    folder: Path, told: Story, name: str, attack: Attack
) -> None:
    attack(folder)
    relist(folder)
    rejected(folder, told, "SealWrongError", seals.FILE)


def stripped(path: Path) -> None:
    """One of the two signatures is gone."""
    document = json.loads(path.read_bytes())
    document["signatures"].pop()
    path.write_bytes(canonical.encode(document))


def doubled(path: Path) -> None:
    """One of the two signatures stands there twice; the other is gone."""
    document = json.loads(path.read_bytes())
    document["signatures"] = document["signatures"][:1] * 2
    path.write_bytes(canonical.encode(document))


def unapproved(path: Path) -> None:
    """The approvals are gone from a letter that needs one."""
    document = json.loads(path.read_bytes())
    payload = canonical.decode(_decoded(document), max_bytes=10**6)
    payload["approvals"] = []
    document["payload"] = _encoded(canonical.encode(payload))
    path.write_bytes(canonical.encode(document))


def _decoded(document: dict[str, Any]) -> bytes:
    from comity.wire import base64url

    return base64url.decode(document["payload"])


def _encoded(data: bytes) -> str:
    from comity.wire import base64url

    return base64url.encode(data)


def relined(folder: Path, name: str, edit: Callable[[list[dict[str, Any]]], Any]) -> None:
    """Other lines in one of the lists."""
    path = folder / "data" / name
    lines = [json.loads(line) for line in path.read_bytes().splitlines()]
    edit(lines)
    path.write_bytes(b"".join(canonical.encode(line) + b"\n" for line in lines))


def moved(folder: Path, source: str, target: str) -> None:
    """The receipt of one letter under another."""
    for path in letter(folder, target).glob("receipt.*"):
        path.unlink()
    for path in letter(folder, source).glob("receipt.*"):
        (letter(folder, target) / path.name).write_bytes(path.read_bytes())


def gone(folder: Path, pattern: str) -> None:
    found = [path for path in (folder / "data").glob(pattern) if path.is_file()]
    assert found
    for path in found:
        path.unlink()


def signed(folder: Path, pattern: str) -> Path:
    return next((folder / "data").glob(pattern))


def other_statement(folder: Path) -> None:
    """MA's statement about one matter stands for the other."""
    first, second = sorted((folder / "data/statements").iterdir())
    for path in second.glob("ma-1.*"):
        path.unlink()
    for path in first.glob("ma-1.*"):
        (second / path.name).write_bytes(path.read_bytes())


def renamed(folder: Path) -> None:
    path = exhibit(folder) / "mail__k.suspect.zip"
    path.rename(path.with_name("other.zip"))
    relined(folder, layout.EXHIBIT_LIST, lambda lines: lines[0].update(file="other.zip"))


def first_root(folder: Path) -> None:
    """The directory of somebody else, whole, under the same names."""
    change(folder / "data/directory/metadata/1.root.json")


LETTERS = layout.LETTER_LIST
RESEALED: list[tuple[str, Attack, str, str]] = [
    # Letters
    ("a letter's payload changed", lambda f: change(letter(f) / "letter.jws.json", b'"payload":"ey', b'"payload":"ez'),
     "LetterWrongError", "letter.jws.json"),
    ("what is beside a letter changed", lambda f: change(letter(f) / "core.json"), "FileChangedError", "core.json"),
    ("a signature changed beside", lambda f: change(next(letter(f).glob("letter.*.signature"))), "FileChangedError", ".signature"),
    ("a signature stripped", lambda f: stripped(letter(f) / "letter.jws.json"), "LetterWrongError", "letter.jws.json"),
    ("a signature doubled", lambda f: doubled(letter(f) / "letter.jws.json"), "LetterWrongError", "letter.jws.json"),
    ("an approval removed", lambda f: unapproved(letter(f, "acceptance") / "letter.jws.json"), "LetterWrongError", "letter.jws.json"),
    ("an approval changed beside", lambda f: change(letter(f, "acceptance") / "approval-1.json"), "FileChangedError", "approval-1.json"),
    ("an attachment changed", lambda f: change(signed(f, "letters/*/*/attachments/*.pdf")), "LetterWrongError", ".pdf"),
    ("an attachment removed", lambda f: gone(f, "letters/*/*/attachments/*.pdf"), "FileMissingError", ".pdf"),
    ("a file without a signature in a letter", lambda f: (letter(f) / "note.txt").write_bytes(b"x"), "FileUnaccountedError", "note.txt"),
    ("a matter's last letter not listed", lambda f: relined(f, LETTERS, lambda lines: lines.pop(3)), "RecordsDifferError", "ma-1.jws.json"),
    ("a matter's second letter not listed", lambda f: relined(f, LETTERS, lambda lines: lines.pop(1)), "ListWrongError", "letter.jws.json"),
    ("a letter listed twice", lambda f: relined(f, LETTERS, lambda lines: lines.append(lines[-1])), "ListWrongError", "letter.jws.json"),
    ("a letter listed elsewhere", lambda f: relined(f, LETTERS, lambda lines: lines[0].update(path="keys")), "FileMissingError", "keys"),
    ("the list notes another time", lambda f: relined(f, LETTERS, lambda lines: lines[1].update(stored_at="2026-11-25T22:00:00Z")),
     "ListWrongError", "letter.jws.json"),
    ("the list names another letter", lambda f: relined(f, LETTERS, lambda lines: lines[0].update(digest="sha256:" + ZERO)),
     "ListWrongError", "letter.jws.json"),
    ("the list is no list", lambda f: (f / "data" / LETTERS).write_bytes(b'{"a":1}\n'), "ListWrongError", LETTERS),
    ("the list is cut", lambda f: change(f / "data" / LETTERS, b"}\n", b"}"), "ListWrongError", LETTERS),
    # Receipts
    ("a receipt removed", lambda f: [p.unlink() for p in letter(f).glob("receipt.*")], "ReceiptWrongError", "receipt.jws.json"),
    ("a receipt of another letter", lambda f: moved(f, "promise", "hold-report"), "ListWrongError", "letter.jws.json"),
    ("a receipt of another letter of ours", lambda f: moved(f, "preservation-request", "formal-request"), "ReceiptWrongError", "receipt.jws.json"),
    ("a receipt's signature stripped", lambda f: stripped(letter(f) / "receipt.jws.json"), "ReceiptWrongError", "receipt.jws.json"),
    ("a receipt that is none", lambda f: (letter(f) / "receipt.jws.json").write_bytes(b"{}"), "ReceiptWrongError", "receipt.jws.json"),
    # Both sides
    ("the other side's statement removed", lambda f: gone(f, "statements/*/ma-1.*"), "RecordsDifferError", "ma-1.jws.json"),
    ("the other side's statement about another matter", other_statement, "RecordsDifferError", "ma-1.jws.json"),
    ("a statement's signature stripped", lambda f: stripped(signed(f, "statements/*/ma-1.jws.json")), "RecordsDifferError", "ma-1.jws.json"),
    ("a statement of a third node", lambda f: signed(f, "statements/*/ma-1.jws.json").with_name("ee-1.jws.json").write_bytes(b"{}"),
     "FileUnaccountedError", "ee-1.jws.json"),
    # Exhibits
    ("an exhibit's byte changed", lambda f: change(exhibit(f) / "mail__k.suspect.zip"), "ExhibitWrongError", ".zip"),
    ("an exhibit removed", lambda f: (exhibit(f) / "mail__k.suspect.zip").unlink(), "FileMissingError", ".zip"),
    ("an exhibit renamed", renamed, "ListWrongError", layout.EXHIBIT_LIST),
    ("an exhibit not listed", lambda f: relined(f, layout.EXHIBIT_LIST, lambda lines: lines.clear()), "ExhibitWrongError", "letter.jws.json"),
    ("an exhibit said to be rejected", lambda f: relined(f, layout.EXHIBIT_LIST, lambda lines: lines[0].pop("file")),
     "ExhibitWrongError", "manifest.jws.json"),
    ("an exhibit of another letter", lambda f: relined(f, layout.EXHIBIT_LIST, lambda lines: lines[0].update(letter="sha256:" + ZERO)),
     "ExhibitWrongError", "manifest.jws.json"),
    ("a manifest's signature stripped", lambda f: stripped(exhibit(f) / "manifest.jws.json"), "ExhibitWrongError", "manifest.jws.json"),
    ("a file beside an exhibit", lambda f: (exhibit(f) / "more.zip").write_bytes(b""), "FileUnaccountedError", "more.zip"),
    # The journal
    ("an entry changed", lambda f: relined(f, layout.ENTRIES, lambda lines: lines[0]["export"]["entry"].update(actor="ma-1")),
     "JournalWrongError", layout.ENTRIES),
    ("an entry's facts changed", lambda f: relined(f, layout.ENTRIES, lambda lines: lines[0]["export"].update(facts={"n": 9})),
     "JournalWrongError", layout.ENTRIES),
    ("an entry's proof changed", lambda f: relined(f, layout.ENTRIES, lambda lines: lines[0]["proof"].reverse()),
     "JournalWrongError", layout.ENTRIES),
    ("a proof that is no proof", lambda f: relined(f, layout.ENTRIES, lambda lines: lines[0].update(proof=["xyz"])),
     "JournalWrongError", "journal"),
    ("the entry about a sent letter missing", lambda f: relined(f, layout.ENTRIES, lambda lines: lines.pop(0)),
     "JournalWrongError", "letter.jws.json"),
    ("the entry about a received letter missing", lambda f: relined(f, layout.ENTRIES, lambda lines: lines.pop(1)),
     "JournalWrongError", "letter.jws.json"),
    ("an old checkpoint without its proof", lambda f: relined(f, layout.CONSISTENCY, lambda lines: lines.clear()),
     "JournalWrongError", "receipt.jws.json"),
    ("an old checkpoint with a wrong proof", lambda f: relined(f, layout.CONSISTENCY, lambda lines: [one.update(proof=[]) for one in lines]),
     "JournalWrongError", "receipt.jws.json"),
    # The directory
    ("another first root", first_root, "DirectoryWrongError", "directory"),
    ("a version of the directory removed", lambda f: gone(f, "directory/metadata/*.timestamp.json"), "DirectoryWrongError", "directory"),
    ("a snapshot removed", lambda f: gone(f, "directory/metadata/*.snapshot.json"), "DirectoryWrongError", "snapshot"),
    ("an entry of an authority removed", lambda f: gone(f, "directory/targets/MA/authorities/*contact-point.json"),
     "DirectoryWrongError", "MA/authorities"),
    ("an entry of an authority changed", lambda f: change(signed(f, "directory/targets/MA/authorities/*contact-point.json")),
     "DirectoryWrongError", "MA/authorities"),
    ("an opened list of people changed", lambda f: change(signed(f, "directory/opened/*.json")), "DirectoryWrongError", "opened"),
    ("an opened list of people removed", lambda f: gone(f, "directory/opened/*.json"), "NotVouchedError", "letter.jws.json"),
    ("a file nobody signed in the directory", lambda f: (f / "data/directory/metadata/9.XX.json").write_bytes(b"{}"),
     "FileUnaccountedError", "9.XX.json"),
    # The rest
    ("a key that nobody has", lambda f: (f / "data/keys/0.Ed25519.pem").write_bytes(b"x"), "NotVouchedError", "0.Ed25519.pem"),
    ("a key's bytes exchanged", lambda f: change(signed(f, "keys/*.Ed25519.pem"), b"MCowBQ", b"MCowBR"), "FileChangedError", ".pem"),
    ("a key removed", lambda f: gone(f, "keys/*.ML-DSA-65.pem"), "FileMissingError", ".pem"),
    ("a file of no kind", lambda f: (f / "data/more.txt").write_bytes(b"x"), "FileUnaccountedError", "more.txt"),
    ("a name like that of a text", lambda f: (f / "data/summary.html.exe").write_bytes(b"x"), "FileUnaccountedError", "summary.html.exe"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "attack", "error", "file"), RESEALED, ids=[row[0] for row in RESEALED]
)
def test_by_the_exporting_node_itself(
    folder: Path, told: Story, name: str, attack: Attack, error: str, file: str
) -> None:
    attack(folder)
    reseal(folder, told.ro)
    rejected(folder, told, error, file)


def test_what_only_the_seal_covers_is_said_to_prove_nothing(folder: Path, told: Story) -> None:
    change(folder / "data/summary.html", b"hold-report", b"refusal")
    reseal(folder, told.ro)
    report = verify(folder, told.anchor_file)
    assert report.exit_status == 0
    assert "prove nothing" in report.as_text()


SEALS: list[tuple[str, Callable[[Path, Story], Any], str, str]] = [
    ("by a node that has no part", lambda f, s: reseal(f, s.world["ee-1"], node="ee-1"), "SealWrongError", seals.FILE),
    ("by another node in our name", lambda f, s: reseal(f, s.world["ee-1"]), "SealWrongError", seals.FILE),
    ("by the other party", lambda f, s: reseal(f, s.ma, node="ma-1"), "ListWrongError", "letter.jws.json"),
    ("by a node that nobody knows", lambda f, s: reseal(f, s.ro, node="xx-1"), "NotVouchedError", seals.FILE),
    ("before the directory", lambda f, s: reseal(f, s.ro, at="2020-01-01T00:00:00Z"), "NotVouchedError", seals.FILE),
    ("with fewer matters", lambda f, s: reseal(f, s.ro, matters=[s.request]), "LetterWrongError", "letter.jws.json"),
    ("with no matter", lambda f, s: reseal(f, s.ro, matters=[]), "SealWrongError", seals.FILE),
    ("with one more matter", lambda f, s: reseal(f, s.ro, matters=[s.hold, s.request, "sha256:" + ZERO]),
     "LetterWrongError", LETTERS),
    ("an older directory claimed", lambda f, s: reseal(f, s.ro, directory=1), "DirectoryWrongError", "directory"),
    ("long after the statements", lambda f, s: reseal(f, s.ro, at="2026-12-24T00:00:00Z"), "RecordsDifferError", "statements"),
    ("before the journal's checkpoint", lambda f, s: reseal(f, s.ro, at="2026-11-25T22:01:00Z"), "JournalWrongError", "checkpoint"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "attack", "error", "file"), SEALS, ids=[row[0] for row in SEALS])
def test_a_seal(
    folder: Path,
    told: Story,
    name: str,
    attack: Callable[[Path, Story], Any],
    error: str,
    file: str,
) -> None:
    attack(folder, told)
    rejected(folder, told, error, file)


TAGS: list[tuple[str, Attack, str, str]] = [
    ("a tag file that nobody signed", lambda f: (f / "READ-ME-FIRST.html").write_bytes(b"lies"), "FileUnaccountedError", "READ-ME-FIRST.html"),
    ("bag-info says something else", lambda f: line(f, "Note: lies\n", "bag-info.txt"), "FileChangedError", "bag-info.txt"),
    ("the seal is none", lambda f: (f / seals.FILE).write_bytes(b"{}"), "SealWrongError", seals.FILE),
    ("the seal is gone", lambda f: (f / seals.FILE).unlink(), "FileMissingError", seals.FILE),
    ("the seal's signature stripped", lambda f: stripped(f / seals.FILE), "SealWrongError", seals.FILE),
]  # fmt: skip


@pytest.mark.parametrize(("name", "attack", "error", "file"), TAGS, ids=[row[0] for row in TAGS])
def test_a_tag_file(
    folder: Path, told: Story, name: str, attack: Attack, error: str, file: str
) -> None:
    attack(folder)
    retag(folder)
    rejected(folder, told, error, file)


def test_a_seal_of_another_form(folder: Path, told: Story) -> None:
    path = folder / seals.FILE
    payload = canonical.decode(
        jws.peek(path.read_bytes(), max_bytes=10**6).payload, max_bytes=10**6
    )
    payload["export"] = "comity-export-2"
    path.write_bytes(told.sign_seal(canonical.encode(payload)))
    retag(folder)
    rejected(folder, told, "SealWrongError", seals.FILE)


def test_a_document_of_another_kind_does_not_pass_for_a_seal(folder: Path, told: Story) -> None:
    path = folder / seals.FILE
    payload = jws.peek(path.read_bytes(), max_bytes=10**6).payload
    path.write_bytes(told.ro.ring.sign_as_node(payload, jws.STATEMENT))
    retag(folder)
    rejected(folder, told, "SealWrongError", seals.FILE)
