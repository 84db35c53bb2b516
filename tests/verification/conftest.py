"""One story for all tests of this room, and one export of it; a test works on a copy."""

import shutil
from pathlib import Path

import pytest

from tests.verification.story import Story


@pytest.fixture(scope="session")
def told(tmp_path_factory: pytest.TempPathFactory) -> Story:
    """The story; tests leave it as it is."""
    return Story(tmp_path_factory.mktemp("story")).tell()


@pytest.fixture(scope="session")
def exported(told: Story, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The export of the story; tests leave it as it is."""
    return told.export(tmp_path_factory.mktemp("export") / "evidence")


@pytest.fixture
def folder(exported: Path, tmp_path: Path) -> Path:
    """A copy of the export, to work on."""
    copy = tmp_path / "evidence"
    shutil.copytree(exported, copy)
    return copy


@pytest.fixture
def story(tmp_path: Path) -> Story:
    """A story of one's own, to go on with."""
    return Story(tmp_path / "story").tell()
