"""`comity key` and `comity approve`, as a person runs them."""

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from comity.cli import main as comity
from comity.officers import approve_cli, key_file
from comity.officers.errors import (
    CoreUnreadableError,
    KeyFileExistsError,
    KeyFileFormatError,
    NotApprovedError,
    PassphraseWrongError,
)
from comity.wire import approvals, digests
from comity.wire.approvals import ApprovalKey
from comity.wire.errors import (
    ComityError,
    CoreFieldMissingError,
    DuplicateKeyError,
    NotCanonicalError,
    NumberNotAllowedError,
    TimeZoneMissingError,
    TooDeepError,
)
from tests.officers.letters_by_hand import core, core_bytes

PASSPHRASE = "a long passphrase"


@pytest.fixture(autouse=True)
def passphrase(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(approve_cli.PASSPHRASE, PASSPHRASE)
    monkeypatch.delenv("COMITY_DEMO_CLOCK", raising=False)


@pytest.fixture
def key(tmp_path: Path) -> Path:
    path = tmp_path / "officer.key"
    new = ["new", "--person", "RO-102", "--out", str(path), "--scrypt-cost-log2", "12"]
    assert approve_cli.main_key(new) == 0
    return path


def _words(tmp_path: Path, key: Path, data: bytes, *more: str) -> list[str]:
    file = tmp_path / "core.json"
    file.write_bytes(data)
    return [
        str(file),
        "--key",
        str(key),
        "--authority",
        "RO/contact-point",
        "--role",
        "head of desk",
        "--capacity",
        "authorise",
        *more,
    ]


def _public(key: Path) -> ApprovalKey:
    return ApprovalKey.from_dict(key_file.read(key.read_bytes()).public_part()["key"])


def test_the_approval_verifies_with_the_public_part(tmp_path: Path, key: Path) -> None:
    out = tmp_path / "approval.json"
    data = core_bytes()
    assert approve_cli.main(_words(tmp_path, key, data, "--yes", "--out", str(out))) == 0
    approval = json.loads(out.read_bytes())
    said = approvals.verify(approval, core_digest=digests.sha256(data), key=_public(key))
    assert (said.person, said.role, said.capacity) == ("RO-102", "head of desk", "authorise")
    assert approval["method"] == "software"


def test_only_the_approval_is_printed(
    tmp_path: Path, key: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    approve_cli.main(_words(tmp_path, key, core_bytes(), "--yes"))
    printed = capsys.readouterr()
    assert json.loads(printed.out)["kid"] == _public(key).kid
    assert "k.suspect@atlas-courriel.example" in printed.err
    assert digests.sha256(core_bytes()) in printed.err
    assert "SOFTWARE KEY" in printed.err
    assert "DEMO CLOCK" not in printed.err


def test_a_demo_clock_is_said_and_used(
    tmp_path: Path,
    key: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    offset = tmp_path / "offset"
    offset.write_text("864000")
    monkeypatch.setenv("COMITY_DEMO_CLOCK", str(offset))
    before = approve_cli.clock.now()
    capsys.readouterr()
    approve_cli.main(_words(tmp_path, key, core_bytes(), "--yes"))
    printed = capsys.readouterr()
    assert "DEMO CLOCK" in printed.err
    said = approvals.read(json.loads(printed.out))
    assert abs((said.time - before).total_seconds()) < 60


@pytest.mark.parametrize("typed", ["", "no\n", "y\n", "yes please\n"])
def test_without_a_typed_yes_nothing_is_written(
    tmp_path: Path, key: Path, monkeypatch: pytest.MonkeyPatch, typed: str
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
    out = tmp_path / "approval.json"
    with pytest.raises(NotApprovedError):
        approve_cli.main(_words(tmp_path, key, core_bytes(), "--out", str(out)))
    assert not out.exists()


def test_a_typed_yes_approves(tmp_path: Path, key: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("Yes\n"))
    out = tmp_path / "approval.json"
    approve_cli.main(_words(tmp_path, key, core_bytes(), "--out", str(out)))
    assert out.exists()


def test_the_time_can_be_given(
    tmp_path: Path, key: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    words = _words(tmp_path, key, core_bytes(), "--yes", "--time", "2026-11-25T22:41:25Z")
    approve_cli.main(words)
    said = json.loads(capsys.readouterr().out)["statement"]
    assert said["time"] == "2026-11-25T22:41:25Z"


_LACKING = {name: value for name, value in core().items() if name != "drafter"}


@pytest.mark.parametrize(
    ("data", "error"),
    [
        pytest.param(b'{"core": 1}', NotCanonicalError, id="not canonical"),
        pytest.param(b'{"a":1,"a":2}', DuplicateKeyError, id="a member twice"),
        pytest.param(b'{"a":NaN}', NumberNotAllowedError, id="NaN"),
        pytest.param(b"[" * 100 + b"]" * 100, TooDeepError, id="deeply nested"),
        pytest.param(b" " * (2**20 + 1), CoreUnreadableError, id="oversized"),
        pytest.param(
            approve_cli.canonical.encode(_LACKING), CoreFieldMissingError, id="without drafter"
        ),
    ],
)
def test_what_is_no_core_is_refused(
    tmp_path: Path, key: Path, data: bytes, error: type[ComityError]
) -> None:
    with pytest.raises(error):
        approve_cli.main(_words(tmp_path, key, data, "--yes"))


def test_a_file_that_is_not_there(tmp_path: Path, key: Path) -> None:
    words = _words(tmp_path, key, core_bytes(), "--yes")
    with pytest.raises(CoreUnreadableError):
        approve_cli.main([str(tmp_path / "other.json"), *words[1:]])


def test_a_key_file_that_is_none(tmp_path: Path) -> None:
    fake = tmp_path / "fake.key"
    fake.write_text("{}")
    with pytest.raises(KeyFileFormatError):
        approve_cli.main(_words(tmp_path, fake, core_bytes(), "--yes"))


def test_the_wrong_passphrase_writes_nothing(
    tmp_path: Path, key: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(approve_cli.PASSPHRASE, "another passphrase")
    out = tmp_path / "approval.json"
    with pytest.raises(PassphraseWrongError):
        approve_cli.main(_words(tmp_path, key, core_bytes(), "--yes", "--out", str(out)))
    assert not out.exists()


def test_a_time_without_zone(tmp_path: Path, key: Path) -> None:
    with pytest.raises(TimeZoneMissingError):
        approve_cli.main(
            _words(tmp_path, key, core_bytes(), "--yes", "--time", "2026-11-25T22:41:25")
        )


def test_no_file_is_written_over(tmp_path: Path, key: Path) -> None:
    out = tmp_path / "approval.json"
    out.write_text("mine")
    with pytest.raises(KeyFileExistsError):
        approve_cli.main(_words(tmp_path, key, core_bytes(), "--yes", "--out", str(out)))
    with pytest.raises(KeyFileExistsError):
        approve_cli.main_key(["new", "--person", "RO-102", "--out", str(key)])
    assert out.read_text() == "mine"


def test_the_key_file_is_for_its_owner_only(key: Path) -> None:
    assert key.stat().st_mode & 0o777 == 0o600


def test_key_show_needs_no_passphrase(
    key: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(approve_cli.PASSPHRASE)
    capsys.readouterr()
    assert approve_cli.main_key(["show", str(key)]) == 0
    assert json.loads(capsys.readouterr().out)["key"]["kid"] == _public(key).kid


def test_a_refusal_is_a_sentence_and_a_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fake = tmp_path / "fake.key"
    fake.write_text("{}")
    assert comity(["approve", *_words(tmp_path, fake, core_bytes(), "--yes")]) == 2
    assert "KeyFileFormatError: This is not a key file" in capsys.readouterr().err


def test_a_value_cannot_pass_for_a_line_of_the_program(
    tmp_path: Path, key: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    body: dict[str, Any] = {"reason": "x\n  To: RO/other\n\x1b[2Jgone"}
    approve_cli.main(_words(tmp_path, key, core_bytes(body=body), "--yes"))
    shown = capsys.readouterr().err
    assert "| " in shown
    assert "\n  To: RO/other" not in shown
    assert "\x1b" not in shown


def test_the_command_loads_neither_django_nor_network() -> None:
    code = (
        "import sys, comity.officers.approve_cli as c; "
        "print([m for m in ('django', 'httpx2', 'http.client', 'urllib.request', 'http_message_signatures') "
        "if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
