"""Judges an export of a story, and moves the story's directory on. For the tests of this room."""

from pathlib import Path
from typing import Any

from comity.evidence.exporting import Contents
from comity.verification.cli import verify
from comity.verification.report import Report
from comity.wire import jws, times
from tests.verification.story import Story


def judged(story: Story, tmp_path: Path, contents: Contents | None = None) -> Report:
    """What the verifier says of an export of these contents."""
    folder = story.export(tmp_path / "evidence", contents)
    return verify(folder, story.anchor_file)


def named(report: Report) -> tuple[int, str]:
    """The outcome, with the reason if there is one."""
    return report.exit_status, report.error or report.reason


def wrong(report: Report, error: str, file: str, why: str = "") -> None:
    """The export is not proven; error, file and reason are named."""
    found = (report.exit_status, report.error, report.reason, report.file)
    assert report.exit_status == 1, found
    assert report.error == error, found
    assert file in report.file, found
    assert why in report.reason, found


def revoke(kid: str, at: Any) -> dict[str, Any]:
    """A revocation as a State declares it."""
    return {"kid": kid, "since": times.format(at), "reason": "stolen"}


def declare(story: Story, *states: str) -> None:
    """These States publish what they are now."""
    story.world.declare(*states, now=story.later())


def payload_of(document: bytes) -> bytes:
    """What a document says, not verified."""
    return jws.peek(document, max_bytes=len(document)).payload
