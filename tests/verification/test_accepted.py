"""An honest export: proven with the anchor, consistent without; the account, the command, other tools."""

import json
import os
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import bagit
import pytest

import comity
from comity.evidence import bag, seals
from comity.evidence.errors import BagError
from comity.verification import cli, examination
from comity.verification.cli import verify
from comity.wire import canonical
from tests.verification.story import Story, reseal

ROOT = Path(comity.__file__).parent
TITLES = [examination.THE_FOLDER, *(title for title, _ in examination.STEPS)]


def test_with_the_anchor_it_is_proven(told: Story, exported: Path) -> None:
    report = verify(exported, told.anchor_file)
    assert (report.exit_status, report.error, report.reason, report.file) == (0, "", "", "")
    assert report.anchor == told.anchor


def test_without_an_anchor_it_is_only_consistent(exported: Path) -> None:
    report = verify(exported, None)
    assert (report.exit_status, report.error) == (3, "")
    assert "ORIGIN UNPROVEN" in report.as_text()


def test_with_the_anchor_of_another_network_it_is_not_proven(
    exported: Path, tmp_path: Path
) -> None:
    path = anchor(tmp_path, root_sha256="sha256:" + "0" * 64)
    report = verify(exported, path)
    assert (report.exit_status, report.error) == (1, "DirectoryWrongError")
    assert "DirectoryAnchorWrongError" in report.reason
    assert report.file == "data/directory/"


def anchor(folder: Path, name: str = "anchor.json", **changed: object) -> Path:
    said = {"anchor": "comity-anchor-1", "root_sha256": "sha256:" + "0" * 64, "root_version": 1}
    (folder / name).write_bytes(canonical.encode(said | changed))
    return folder / name


def linked(folder: Path) -> Path:
    """A link from outside to an anchor inside."""
    path = folder.parent / "link.json"
    path.symlink_to(anchor(folder / "data"))
    return path


def raw(folder: Path, data: bytes) -> Path:
    path = folder.parent / "anchor.json"
    path.write_bytes(data)
    return path


ANCHORS: list[tuple[str, Callable[[Path], Path], str]] = [
    ("that is not there", lambda f: f.parent / "none.json", "AnchorUnreadableError"),
    ("that is a folder", lambda f: f.parent, "AnchorUnreadableError"),
    ("that is no JSON", lambda f: raw(f, b"hello"), "AnchorUnreadableError"),
    ("that is a list", lambda f: raw(f, b"[]"), "AnchorUnreadableError"),
    ("that is too large", lambda f: raw(f, b" " * 5000), "AnchorUnreadableError"),
    ("of another kind", lambda f: anchor(f.parent, anchor="x"), "AnchorUnreadableError"),
    ("without a digest", lambda f: anchor(f.parent, root_sha256=7), "AnchorUnreadableError"),
    ("with half a digest", lambda f: anchor(f.parent, root_sha256="sha256:00"), "AnchorUnreadableError"),
    ("inside the folder", lambda f: anchor(f / "data"), "AnchorInsideError"),
    ("by a path that leads back", lambda f: anchor(f / "data") and f / "x/../data/anchor.json", "AnchorInsideError"),
    ("by a link that leads back", linked, "AnchorInsideError"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "make", "error"), ANCHORS, ids=[row[0] for row in ANCHORS])
def test_an_anchor(folder: Path, name: str, make: Callable[[Path], Path], error: str) -> None:
    report = verify(folder, make(folder))
    assert (report.exit_status, report.error) == (2, error)
    assert report.file
    assert not any(check.outcome == "held" for check in report.checks)


def no_bag(folder: Path) -> Path:
    (folder / "bagit.txt").unlink()
    return folder


def another_bag(folder: Path) -> Path:
    (folder / "bagit.txt").write_text("BagIt-Version: 0.97\n")
    return folder


def not_text(folder: Path) -> Path:
    (folder / bag.PAYLOAD).write_bytes(b"\xff")
    return folder


UNREADABLE: list[tuple[str, Callable[[Path], Path]]] = [
    ("that is not there", lambda f: f / "none"),
    ("that is a file", lambda f: f / "bagit.txt"),
    ("without bagit.txt", no_bag),
    ("of another version of BagIt", another_bag),
    ("whose list is no text", not_text),
]


@pytest.mark.parametrize(("name", "make"), UNREADABLE, ids=[row[0] for row in UNREADABLE])
def test_a_folder(told: Story, folder: Path, name: str, make: Callable[[Path], Path]) -> None:
    report = verify(make(folder), told.anchor_file)
    assert (report.exit_status, report.error) == (2, "BagUnreadableError")


# The account


def test_the_account_tells_of_every_check(told: Story, exported: Path) -> None:
    text = verify(exported, told.anchor_file).as_text()
    for number, title in enumerate(TITLES, 1):
        assert f"ok   {number}. {title}" in text
    assert "10 letters, 8 approvals by persons" in text
    assert "DEMO CLOCK" in text and "software keys" in text
    assert text.endswith("PROVEN: every check held, beginning at the anchor that you gave.")


def test_the_account_of_a_failure_tells_of_every_check_too(told: Story, folder: Path) -> None:
    next((folder / "data/letters").glob("*/*/receipt.json")).unlink()
    reseal(folder, told.ro)
    report = verify(folder, told.anchor_file)
    text = report.as_text()
    assert "ok   3. " in text and f"FAIL 4. {TITLES[3]}" in text
    for number, title in enumerate(TITLES[4:], 5):
        assert f"-    {number}. {title}" in text
    assert "File: data/letters/" in text and "NOT PROVEN" in text


def test_the_account_does_not_steer_a_terminal(told: Story, folder: Path) -> None:
    (folder / "data" / "a\x1b[2Jb.txt").write_bytes(b"x")
    report = verify(folder, told.anchor_file)
    assert report.error == "FileAddedError"
    assert "\x1b" not in report.as_text()


@pytest.mark.parametrize("with_anchor", [True, False])
def test_the_command_prints_json(
    told: Story, exported: Path, with_anchor: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--trust", str(told.anchor_file)] if with_anchor else []
    status = cli.main([str(exported), *options, "--json"])
    said = json.loads(capsys.readouterr().out)
    assert status == said["exit_status"] == (0 if with_anchor else 3)
    assert said["result"] == ("proven" if with_anchor else "unanchored")
    assert [(one["number"], one["title"]) for one in said["checks"]] == list(enumerate(TITLES, 1))
    assert all(one["outcome"] == "held" and one["found"] for one in said["checks"])
    assert set(said) == {
        "verification", "folder", "anchor", "result", "exit_status", "checks", "warnings",
        "error", "reason", "file",
    }  # fmt: skip


# Whatever stands in a file, the verifier answers


def test_files_of_noise_are_answered(told: Story, folder: Path) -> None:
    """Each kind of file, exchanged for noise of several kinds and sealed again by the exporter."""
    dice = random.Random(1)
    names = sorted(
        p for p in (folder / "data").rglob("*") if p.is_file() and p.suffix in (".json", ".jsonl")
    )
    noises = [
        b"",
        b"null\n",
        b"[]\n",
        b"{}\n",
        b'{"a":' * 900,
        b"\xff\xfe\n",
        b'{"payload":"","signatures":[]}',
    ]
    for path in dice.sample([p for p in names if "formats" not in p.parts], 12):
        kept = path.read_bytes()
        path.write_bytes(dice.choice(noises))
        reseal(folder, told.ro)
        report = verify(folder, told.anchor_file)
        assert (report.exit_status, report.error != "") == (1, True), path
        assert report.file, path
        path.write_bytes(kept)


def test_every_error_has_a_name_of_its_own() -> None:
    from comity.verification import errors

    found = [e for e in vars(errors).values() if isinstance(e, type) and issubclass(e, Exception)]
    assert len({error.__name__ for error in found}) == len(found)
    assert issubclass(errors.AnchorInsideError, errors.AnchorUnreadableError)
    assert not issubclass(errors.VerificationError, BagError)


# Other tools


def test_the_library_of_congress_accepts_it(exported: Path) -> None:
    judge = bagit.Bag(str(exported))
    judge.validate()
    assert judge.version_info == (1, 0)


def test_sha256sum_accepts_it(exported: Path) -> None:
    for name in (bag.PAYLOAD, bag.TAGS):
        subprocess.run(["sha256sum", "-c", "--strict", "--quiet", name], cwd=exported, check=True)


openssl = pytest.mark.skipif(
    shutil.which("openssl") is None and not os.environ.get("CI"), reason="no openssl here"
)


@openssl
def test_openssl_verifies_every_ed25519_signature_as_it_is_told(exported: Path) -> None:
    told = (exported / "data/HOW-TO-CHECK.md").read_text("utf-8")
    found = re.search(r"( {7}openssl pkeyutl[^\n]*\\\n[^\n]*)\n", told)
    assert found is not None
    command = found[1].replace("\\\n", " ").split()
    keys = exported / "data/keys"
    count = 0
    for signed in sorted((exported / "data").rglob("*.signed")):
        kid = re.search(r"\.([0-9a-f]{32})\.signed$", signed.name)
        assert kid is not None
        if not (keys / f"{kid[1]}.Ed25519.pem").exists():
            continue
        here = [
            str(keys / f"{kid[1]}.Ed25519.pem") if "KEY.Ed25519.pem" in word
            else str(signed) if word.endswith(".signed")
            else str(signed.with_suffix(".signature")) if word.endswith(".signature")
            else word
            for word in command
        ]  # fmt: skip
        done = subprocess.run(here, cwd=signed.parent, capture_output=True, check=False)
        assert done.returncode == 0, (signed, done.stderr)
        count += 1
    # 10 letters and their receipts, 8 approvals, 4 statements, 1 manifest, 1 checkpoint
    assert count == 10 + 10 + 8 + 4 + 1 + 1


@openssl
def test_every_key_is_one_that_openssl_reads(exported: Path) -> None:
    for path in (exported / "data/keys").glob("*.Ed25519.pem"):
        done = subprocess.run(
            ["openssl", "pkey", "-pubin", "-in", str(path), "-noout", "-text"],
            capture_output=True, check=True,
        )  # fmt: skip
        assert b"ED25519" in done.stdout


# The verifier alone

REFUSING = """
import sys
class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {"django", "socketserver", "httpx2", "httpcore2", "gunicorn"}:
            raise ImportError(f"the verifier asked for {name}")
        return None
sys.meta_path.insert(0, Refuse())
def hook(event, args):
    if event.startswith("socket.") and event != "socket.__new__":
        raise RuntimeError(f"the verifier used the network: {event}")
sys.addaudithook(hook)
sys.path[:0] = PATHS
import comity
assert comity.__file__.startswith(PATHS[0]), comity.__file__
from comity.cli import main
sys.exit(main(["verify", *ARGUMENTS]))
"""


def alone(source: Path, folder: Path, trusted: Path) -> subprocess.CompletedProcess[str]:
    """Run the verifier of this source in a fresh process: no Django, no network, no settings."""
    libraries = [path for path in sys.path if "site-packages" in path]
    program = f"PATHS = {[str(source), *libraries]!r}\n"
    program += f"ARGUMENTS = [{str(folder)!r}, '--trust', {str(trusted)!r}, '--json']\n{REFUSING}"
    return subprocess.run(
        [sys.executable, "-I", "-S", "-B", "-c", program],
        capture_output=True, text=True, check=False, cwd="/", env={"LANG": "C"},
    )  # fmt: skip


def test_the_verifier_asks_for_no_django_and_no_network(told: Story, exported: Path) -> None:
    done = alone(ROOT.parent, exported, told.anchor_file)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["result"] == "proven"


def test_the_verifier_in_the_export_is_whole(told: Story, exported: Path, tmp_path: Path) -> None:
    source = tmp_path / "verifier"
    shutil.copytree(exported / "data/verifier", source)
    done = alone(source, exported, told.anchor_file)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["result"] == "proven"


def test_the_verifier_in_the_export_says_no_too(told: Story, folder: Path, tmp_path: Path) -> None:
    source = tmp_path / "verifier"
    shutil.copytree(folder / "data/verifier", source)
    (folder / "data/more.txt").write_bytes(b"x")
    done = alone(source, folder, told.anchor_file)
    assert done.returncode == 1
    assert json.loads(done.stdout)["error"] == "FileAddedError"


def test_its_requirements_are_part_of_ours_hash_for_hash() -> None:
    ours = _pinned(Path(__file__).parents[2] / "requirements/base.txt")
    its = _pinned(ROOT / "verification/requirements.txt")
    assert its and its.items() <= ours.items()
    assert not {"django", "httpx2", "gunicorn"} & {line.split("==")[0] for line in its}


def _pinned(path: Path) -> dict[str, frozenset[str]]:
    """Each requirement with its hashes."""
    found: dict[str, set[str]] = {}
    name = ""
    for line in path.read_text("utf-8").splitlines():
        text = line.strip().rstrip("\\").strip()
        if text.startswith("--hash="):
            found[name].add(text)
        elif text and not text.startswith("#"):
            name = text
            found[name] = set()
    return {name: frozenset(hashes) for name, hashes in found.items()}


def test_the_seal_tells_how_the_folder_was_made(exported: Path) -> None:
    text = (exported / bag.INFORMATION).read_text("utf-8")
    assert "Source-Organization: ro-1\n" in text and "Comity-Demo-Clock: yes" in text
    assert (exported / seals.FILE).exists()
