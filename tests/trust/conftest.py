"""Fixtures of this room: one founded directory to read, and fresh ones to change."""

import shutil
from pathlib import Path

import pytest

from comity.trust import ceremony
from comity.trust.entries import Directory
from tests.trust.founding import Founded, found


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Founded:
    """A directory that no test changes."""
    return found(tmp_path_factory.mktemp("directory"))


@pytest.fixture(scope="session")
def directory(founded: Founded) -> Directory:
    """The newest version of the unchanged directory, as ro-1 reads it."""
    return founded.directory()


@pytest.fixture
def fresh(founded: Founded, tmp_path: Path) -> Founded:
    """A directory of the test's own: a copy of the founded one."""
    folder = tmp_path / "directory"
    shutil.copytree(founded.ceremony.folder, folder)
    copied = ceremony.reopen(folder)
    copied.declared.update(founded.ceremony.declared)
    return Founded(copied)
