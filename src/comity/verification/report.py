"""What a verification found, for a person and for a program."""

from dataclasses import dataclass, field
from typing import Any

PROVEN, WRONG, UNREADABLE, UNANCHORED = 0, 1, 2, 3
RESULTS = {PROVEN: "proven", WRONG: "wrong", UNREADABLE: "unreadable", UNANCHORED: "unanchored"}
WORDS = {
    PROVEN: "PROVEN: every check held, beginning at the anchor that you gave.",
    WRONG: "NOT PROVEN: a check failed.",
    UNREADABLE: "CANNOT BE READ: this is not an export that can be checked.",
    UNANCHORED: (
        "CONSISTENT, ORIGIN UNPROVEN: the folder agrees with itself, but no anchor from outside it was "
        "given. Whoever made it could have made all of it. Ask a member of the network for anchor.json."
    ),
}
HELD, FAILED, NOT_REACHED = "held", "failed", "not reached"
_MARKS = {HELD: "ok  ", FAILED: "FAIL", NOT_REACHED: "-   "}


@dataclass
class Check:
    """One numbered check and what it found."""

    number: int
    title: str
    found: list[str] = field(default_factory=list)
    outcome: str = NOT_REACHED


@dataclass
class Report:
    """The checks in their order, and the failure that ended them, if any."""

    folder: str
    anchor: str = ""  # digest of the directory's first root; empty where none was given
    checks: list[Check] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    error: str = ""
    reason: str = ""
    file: str = ""
    exit_status: int = WRONG

    def plan(self, title: str) -> Check:
        """A check that will be made; it is in the account even if an earlier one fails."""
        check = Check(len(self.checks) + 1, title)
        self.checks.append(check)
        return check

    def warn(self, text: str) -> None:
        """Something that the reader has to know and that fails nothing; said once."""
        if text not in self.warnings:
            self.warnings.append(text)

    def as_text(self) -> str:
        """The readable account."""
        lines = [f"Comity: check of {self.folder}", ""]
        for check in self.checks:
            lines.append(f"{_MARKS[check.outcome]} {check.number}. {check.title}")
            lines.extend(f"        {_one_line(text)}" for text in check.found)
        if self.warnings:
            lines += ["", "To know:", *(f"  - {_one_line(text)}" for text in self.warnings)]
        if self.error:
            lines += ["", f"{self.error}: {_one_line(self.reason)}"]
            if self.file:
                lines.append(f"File: {_one_line(self.file)}")
        return "\n".join([*lines, "", WORDS[self.exit_status]])

    def as_dict(self) -> dict[str, Any]:
        """The account for a program."""
        return {
            "verification": "comity-verification-1",
            "folder": self.folder,
            "anchor": self.anchor,
            "result": RESULTS[self.exit_status],
            "exit_status": self.exit_status,
            "checks": [
                {
                    "number": check.number,
                    "title": check.title,
                    "outcome": check.outcome,
                    "found": check.found,
                }
                for check in self.checks
            ],
            "warnings": self.warnings,
            "error": self.error,
            "reason": self.reason,
            "file": self.file,
        }


def _one_line(text: str) -> str:
    """What a stranger wrote, without what would steer a terminal or look like a line of ours."""
    return "".join(char if char.isprintable() else "?" for char in text)
