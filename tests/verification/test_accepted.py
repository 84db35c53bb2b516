"""An honest export: proven with the anchor, consistent without; the account, the command, other tools."""

from pathlib import Path

from comity.verification.cli import verify
from tests.verification.story import Story


def test_with_the_anchor_it_is_proven(told: Story, exported: Path) -> None:
    report = verify(exported, told.anchor_file)
    assert (report.exit_status, report.error, report.reason, report.file) == (0, "", "", "")
