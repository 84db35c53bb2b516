"""What the self-assessment refuses, each with a sentence that says what to do. Pure."""

from comity.gateway.marking import marked as _
from comity.wire.errors import ComityError


class ToolkitError(ComityError):
    """The root of the refusals of the self-assessment."""

    fault = "sender"
    sentence = _("This cannot be used. Look at what you sent and try again.")


# What a form holds, or a file says


class StateMissingError(ToolkitError):
    sentence = _("Choose the State that the assessment is about.")


class StateUnknownError(ToolkitError):
    sentence = _("There is no State with this code. Use the two capital letters of ISO 3166-1.")


class DayWrongError(ToolkitError):
    sentence = _("This is no day from the year 2000 to the year 2099. Write it like 2026-11-26.")


class DayAheadError(ToolkitError):
    sentence = _("This day has not come yet. Write the day on which the answers were true.")


class RoleWrongError(ToolkitError):
    sentence = _("Choose from the list who answers. Names of people are never written down.")


class LevelWrongError(ToolkitError):
    sentence = _("A level is a whole number from 0 to 4, or the question is not answered.")


class NoteLongError(ToolkitError):
    sentence = _("The note on the evidence is too long. Use at most 400 characters.")


class NoteUnreadableError(ToolkitError):
    sentence = _(
        "The note has characters that cannot be shown or printed. Write it again as plain text."
    )


class QuestionUnknownError(ToolkitError):
    sentence = _(
        "It answers a question that does not exist here. Use a file that this site has written."
    )


# A file


class FileMissingError(ToolkitError):
    sentence = _("No file was chosen. Choose a file that you saved from this site.")


class FileTooLargeError(ToolkitError):
    sentence = _("The file is larger than a self-assessment can be. Choose the right file.")


class FileNotTextError(ToolkitError):
    sentence = _(
        "The file is not text in UTF-8. Choose the file as it was saved; do not pack it or convert it."
    )


class FileNotJsonError(ToolkitError):
    sentence = _("The file is not JSON as this site writes it. Choose the file as it was saved.")


class FileFormatError(ToolkitError):
    sentence = _("The file is no self-assessment as this site writes it. Choose the right file.")


class NewerQuestionsError(ToolkitError):
    sentence = _(
        "The file was made with a newer list of questions than this site has. Open it where it was made, or bring this site up to date."
    )


# A signed file


class SignatureFormatError(ToolkitError):
    sentence = _(
        "The file is signed, but not as a self-assessment. Sign the saved file again, unchanged."
    )


class SignatureFalseError(ToolkitError):
    sentence = _(
        "The signature does not fit the content. The file was changed; ask those who signed it for a new one."
    )


class NothingToRecordError(ToolkitError):
    sentence = _(
        "Only a signed file whose key the directory names now can be recorded. Sign the saved file with the State's key of today."
    )


class TooManyReceiptsError(ToolkitError):
    sentence = _(
        "As many files as one State can have recorded in a day have arrived today. Come back tomorrow."
    )


class ReceiptsBrokenError(ToolkitError):
    fault = "us"
    sentence = _(
        "The record of arrivals on this site cannot be read or written now, so the file cannot be judged. Try again later."
    )


class DirectoryBrokenError(ToolkitError):
    fault = "us"
    sentence = _(
        "The history of the directory on this site cannot be read, so the signature cannot be judged. Try again later."
    )


# Several files, and the form as a whole


class TooManyFilesError(ToolkitError):
    sentence = _("At most 10 files fit side by side. Choose fewer.")


class OtherStateError(ToolkitError):
    sentence = _("The files are about different States. Choose files about one State.")


class SameDayError(ToolkitError):
    sentence = _("Two files are of the same day. Choose one of them.")


class FormTooLargeError(ToolkitError):
    sentence = _("What was sent is larger than the form allows. Shorten the notes or send less.")


class FormBrokenError(ToolkitError):
    sentence = _("What was sent did not arrive whole. Go back and send it again.")
