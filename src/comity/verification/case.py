"""What later checks take from earlier ones."""

from collections.abc import Callable
from dataclasses import dataclass, field

from comity.evidence import layout, seals
from comity.verification.folder import Folder
from comity.verification.report import Report
from comity.verification.vouching import Vouching
from comity.wire.letters import Letter, LetterSpec
from comity.wire.receipts import Receipt

SpecOf = Callable[[str, int], LetterSpec | None]


@dataclass(frozen=True)
class Held:
    """One letter of the folder, once it was read and found authentic."""

    line: layout.LetterLine
    letter: Letter
    spec: LetterSpec | None
    receipt: Receipt | None

    @property
    def file(self) -> str:
        """Where the signed letter lies."""
        return letter_file(self.line)

    @property
    def receipt_file(self) -> str:
        """Where its receipt lies."""
        return receipt_file(self.line)


@dataclass
class Case:
    """The folder under examination and what is known of it so far."""

    folder: Folder
    report: Report
    spec_of: SpecOf
    anchor: str  # digest of the first root
    vouching: Vouching = field(init=False)
    seal: seals.Seal = field(init=False)
    held: list[Held] = field(default_factory=list)

    def of_matter(self, matter: str) -> list[Held]:
        """The letters of one matter, as listed."""
        return [one for one in self.held if one.letter.matter_id == matter]


def letter_file(line: layout.LetterLine) -> str:
    """Where a signed letter lies."""
    return f"{line.path}/letter.jws.json"


def receipt_file(line: layout.LetterLine) -> str:
    """Where a letter's receipt lies."""
    return f"{line.path}/receipt.jws.json"
