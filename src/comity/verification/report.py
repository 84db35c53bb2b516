"""What a verification found, for a person and for a program."""

from dataclasses import dataclass, field
from typing import Any

PROVEN, WRONG, UNREADABLE, UNANCHORED = 0, 1, 2, 3
WORDS = {
    PROVEN: "PROVEN: every check held, beginning at the anchor that you gave.",
    WRONG: "NOT PROVEN: a check failed.",
    UNREADABLE: "CANNOT BE READ: this is not an export that can be checked.",
    UNANCHORED: (
        "CONSISTENT, ORIGIN UNPROVEN: the folder agrees with itself, but no anchor from outside it was "
        "given. Whoever made it could have made all of it. Ask a member of the network for anchor.json."
    ),
}


@dataclass
class Check:
    """One numbered check and what it found."""

    number: int
    title: str
    found: list[str] = field(default_factory=list)
    held: bool = False


@dataclass
class Report:
    """The checks in their order, and the failure that ended them, if any."""

    folder: str
    checks: list[Check] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    error: str = ""
    reason: str = ""
    file: str = ""
    exit_status: int = WRONG

    def begin(self, title: str) -> Check:
        """A new check, not held yet."""
        check = Check(len(self.checks) + 1, title)
        self.checks.append(check)
        return check

    def as_text(self) -> str:
        """The readable account."""
        lines = [f"Comity: check of {self.folder}", ""]
        for check in self.checks:
            lines.append(f"{'ok  ' if check.held else 'FAIL'} {check.number}. {check.title}")
            lines.extend(f"        {text}" for text in check.found)
        if self.warnings:
            lines += ["", "To know:", *(f"  - {text}" for text in self.warnings)]
        if self.error:
            lines += ["", f"{self.error}: {self.reason}"]
            if self.file:
                lines.append(f"File: {self.file}")
        return "\n".join([*lines, "", WORDS[self.exit_status]])

    def as_dict(self) -> dict[str, Any]:
        """The account for a program."""
        return {
            "result": {0: "proven", 1: "wrong", 2: "unreadable", 3: "unanchored"}[self.exit_status],
            "exit_status": self.exit_status,
            "checks": [
                {"number": c.number, "title": c.title, "held": c.held, "found": c.found}
                for c in self.checks
            ],
            "warnings": self.warnings,
            "error": self.error,
            "reason": self.reason,
            "file": self.file,
        }
