"""`comity directory`: a directory founded, filled and read from the command line alone."""

import json
from pathlib import Path

import pytest

from comity import cli as comity
from comity.trust import ceremony
from tests.trust.founding import PROVIDER, rings


def run(*words: str | Path) -> int:
    return comity.main(["directory", *map(str, words)])


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "directory"
    assert run("init", "--home", folder, "--member", "RO", "--member", "MA") == 0
    return folder


def written(path: Path, **changed: object) -> Path:
    """MA's declaration, with its provider."""
    folder = path.parent
    for node in ("ma-1", "atlas-1"):
        rings()[node].save(folder / node)
    value = {
        "state": "MA",
        "nodes": [
            {"bundle": "ma-1/keys/public-bundle.json", "post": "http://ma.example"},
            {"bundle": "atlas-1/keys/public-bundle.json", "collects_from": "ma-1"},
        ],
        "authorities": [
            {"authority": "MA/contact-point", "name": {"en": "Contact point"}},
            {
                "authority": PROVIDER,
                "name": {"en": "Atlas"},
                "valid_from": "2026-11-20T00:00:00Z",
                **changed,
            },
        ],
    }
    path.write_text(json.dumps(value))
    return path


def test_a_provider_countersigns_what_its_state_publishes(home: Path, tmp_path: Path) -> None:
    file = written(tmp_path / "ma.json")
    assert run("publish", "--home", home, "--file", file) == 0
    view = ceremony.reopen(home).directory()
    assert [one.error for one in view.refused] == ["EntryNotCountersignedError"]
    entry, signed = tmp_path / "entry.json", tmp_path / "signed.json"
    assert run("entry", "--file", file, "--authority", PROVIDER, "--out", entry) == 0
    node = tmp_path / "atlas-1"
    words = ("--authority", PROVIDER, "--entry", entry, "--out", signed)
    assert run("countersign", "--home", node, *words) == 0
    file = written(tmp_path / "ma.json", countersignature="signed.json")
    assert run("publish", "--home", home, "--file", file) == 0
    view = ceremony.reopen(home).directory()
    assert view.refused == ()
    assert view.authority(PROVIDER).role == "provider"
    assert run("refresh", "--home", home) == 0


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{", "cannot be read"),
        ("{}", "cannot be read"),
        ('{"state":"EE","nodes":[],"authorities":[]}', "holds no keys of EE"),
        (
            '{"state":"MA","nodes":[],"authorities":[{"authority":"MA/x","name":{}}]}',
            "does not have the form",
        ),
    ],
)
def test_a_wrong_declaration_is_named(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, sentence: str
) -> None:
    file = tmp_path / "wrong.json"
    file.write_text(text)
    assert run("publish", "--home", home, "--file", file) == 2
    assert sentence in capsys.readouterr().err


def test_a_folder_that_is_no_directory_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("refresh", "--home", tmp_path) == 2
    assert "RepositoryWrongError" in capsys.readouterr().err
    assert run("init", "--home", tmp_path / "new", "--member", "RO") == 2
