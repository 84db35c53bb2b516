"""`comity verify FOLDER --trust ANCHOR`: checks an export, offline, without a node.

Exit status: 0 proven; 1 something was changed, added, removed, unsigned, or signed by somebody for whom
the directory did not vouch at that time; 2 the folder or the anchor cannot be read; 3 consistent, but
without an anchor from outside the folder its origin is unproven.
"""

import argparse
import json
import sys
from pathlib import Path

from comity.evidence import seals
from comity.evidence.errors import BagUnreadableError
from comity.verification import limits
from comity.verification.errors import (
    AnchorInsideError,
    AnchorUnreadableError,
    VerificationError,
)
from comity.verification.examination import examine
from comity.verification.folder import PAYLOAD
from comity.verification.report import PROVEN, UNANCHORED, UNREADABLE, WRONG, Report
from comity.verification.specifications import specification
from comity.wire import canonical, digests
from comity.wire.errors import ComityError, WireError

ANCHOR = "comity-anchor-1"


def read_anchor(path: Path, folder: Path) -> str:
    """The digest of the directory's first root. Raises AnchorUnreadableError, AnchorInsideError."""
    name = str(path)
    if path.resolve().is_relative_to(folder.resolve()):
        raise AnchorInsideError("The anchor must come from outside the folder.", name)
    try:
        if path.stat().st_size > limits.ANCHOR_BYTES:
            raise AnchorUnreadableError("This is no anchor: it is too large.", name)
        said = canonical.decode(path.read_bytes(), max_bytes=limits.ANCHOR_BYTES)
    except OSError as error:
        raise AnchorUnreadableError(
            f"The anchor cannot be read: {error.strerror}.", name
        ) from error
    except WireError as error:
        raise AnchorUnreadableError(f"The anchor cannot be read: {error.sentence}", name) from error
    digest = said.get("root_sha256") if isinstance(said, dict) else None
    try:
        if not isinstance(said, dict) or said.get("anchor") != ANCHOR:
            raise AnchorUnreadableError("This file is no trust anchor of Comity.", name)
        digests.parse(digest)
    except WireError as error:
        raise AnchorUnreadableError("This anchor names no digest of a root.", name) from error
    return str(digest)


def verify(folder: Path, anchor: Path | None) -> Report:
    """Examine a folder; every outcome is in the report."""
    report = Report(str(folder))
    try:
        trusted = None if anchor is None else read_anchor(anchor, folder)
        report.anchor = trusted or ""
        examine(folder, trusted, specification, report)
        report.exit_status = UNANCHORED if trusted is None else PROVEN
    except (BagUnreadableError, AnchorUnreadableError) as error:
        _note(report, error, UNREADABLE)
    except ComityError as error:
        _note(report, error, WRONG)
    except OSError as error:
        report.exit_status = UNREADABLE
        report.error, report.reason = type(error).__name__, str(error.strerror)
        report.file = str(error.filename or "")
    return report


def _note(report: Report, error: ComityError, exit_status: int) -> None:
    report.exit_status = exit_status
    report.error, report.reason = error.code, error.sentence
    report.file = getattr(error, "file", "")
    below_payload = isinstance(error, VerificationError) and exit_status == WRONG
    if report.file and below_payload and report.file != seals.FILE:
        report.file = f"{PAYLOAD}{report.file}".replace(f"{PAYLOAD}../", "")


def main(argv: list[str] | None = None) -> int:
    """Run the command; the exit status says the result."""
    parser = argparse.ArgumentParser(
        prog="comity verify", description="Checks an evidence folder, offline, without a node."
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument(
        "--trust", type=Path, metavar="ANCHOR", help="anchor.json, from outside the folder"
    )
    parser.add_argument("--json", action="store_true", help="the account for a program")
    options = parser.parse_args(argv)
    report = verify(options.folder, options.trust)
    text = json.dumps(report.as_dict(), indent=2) if options.json else report.as_text()
    print(text)
    return report.exit_status


if __name__ == "__main__":
    sys.exit(main())
