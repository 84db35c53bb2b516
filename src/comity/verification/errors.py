"""Why an evidence folder is not accepted. Each names the file and says what was found."""

from comity.wire.errors import ComityError


class VerificationError(ComityError):
    """The folder does not prove what it claims."""

    fault = "sender"

    def __init__(self, sentence: str, file: str = "", **facts: object) -> None:
        self.file = file
        super().__init__(sentence, file=file, **facts)


class AnchorUnreadableError(VerificationError):
    """The trust anchor that was given cannot be read (exit status 2)."""


class AnchorInsideError(VerificationError):
    """The trust anchor lies inside the folder: whoever made the folder could have made it too."""


class FileUnaccountedError(VerificationError):
    """A file of the record that no signature stands behind."""


class SealWrongError(VerificationError):
    """The exporting node did not seal this list of files."""


class LetterWrongError(VerificationError):
    """A letter's signatures, approvals or place in the matter do not hold."""


class NotVouchedError(VerificationError):
    """Signed by somebody for whom the directory did not vouch at that time."""


class ReceiptWrongError(VerificationError):
    """A receipt is missing, or is not what its node signed."""


class RecordsDifferError(VerificationError):
    """The two sides did not state the same letters."""


class ExhibitWrongError(VerificationError):
    """An exhibit is not what its signed manifest describes."""


class JournalWrongError(VerificationError):
    """A journal entry is not under the signed checkpoint, or the journal's past was changed."""


class DirectoryWrongError(VerificationError):
    """The directory's history does not hold, or does not begin at the anchor."""
