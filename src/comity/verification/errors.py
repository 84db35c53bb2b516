"""Why an evidence folder is not accepted. Each names the file, below ``data``, and says what was found."""

from collections.abc import Iterator
from contextlib import contextmanager

from comity.evidence.errors import BagError
from comity.trust.errors import TrustError
from comity.wire.errors import ComityError


class VerificationError(ComityError):
    """The folder does not prove what it claims."""

    fault = "sender"

    def __init__(self, sentence: str, file: str = "", **facts: object) -> None:
        self.file = file
        super().__init__(sentence, file=file, **facts)


class AnchorUnreadableError(VerificationError):
    """The trust anchor that was given cannot be read (exit status 2)."""


class AnchorInsideError(AnchorUnreadableError):
    """The trust anchor lies inside the folder: whoever made the folder could have made it too."""


class ListWrongError(VerificationError):
    """A list of the export is not of its form, or says something else than the signed files."""


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
    """The directory's history does not hold, does not begin at the anchor, or is not whole."""


@contextmanager
def naming(file: str, error: type[VerificationError]) -> Iterator[None]:
    """Refusals of lower rooms under a name of this one, with the file that they are about."""
    try:
        yield
    except (VerificationError, BagError):
        raise
    except TrustError as because:
        raise NotVouchedError(f"{because.code}: {because.sentence}", file) from because
    except ComityError as because:
        raise error(f"{because.code}: {because.sentence}", file) from because
