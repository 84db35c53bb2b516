"""What this room refuses, each with the sentence that lets a person go on.

ResourceError
  ResourceRowError                        the entries that come with the site
  EntryThereError, EntryGoneError         an entry that is accepted
  FilterError    UnknownChoiceError, ChoiceTwiceError, WordsTooLongError, WordsNotPlainError
  CourseError    CourseTooLargeError, CourseNotJsonError, CourseTooDeepError, CourseTooManyError,
                 CourseMemberTwiceError, NotSchemaOrgError, NoCourseError, SeveralCoursesError,
                 CourseTextError, CourseMarkupError, CourseAddressError, CourseDateError
"""

from comity.wire.errors import ComityError


class ResourceError(ComityError):
    """The root of this room's refusals."""

    fault = "sender"


class ResourceRowError(ResourceError):
    """An entry is wrong. Names the file, the entry and the place in it."""

    fault = "us"

    def __init__(self, file: str, entry: str, place: str, reason: str) -> None:
        self.file, self.entry, self.place, self.reason = file, entry, place, reason
        where = ", ".join(part for part in (file, entry, place) if part)
        super().__init__(
            f"The resources are wrong at {where}: {reason}. Correct that place and load them again.",
            file=file,
            entry=entry,
            place=place,
        )


class EntryThereError(ResourceError):
    sentence = "An entry with this id is there already. Propose a correction of it instead."


class EntryGoneError(ResourceError):
    sentence = "There is no entry with this id. Look for it in the list, or enter it as a new one."


class FilterError(ResourceError):
    """What was asked of the list of resources cannot be answered."""

    def __init__(self, field: str, value: str = "") -> None:
        self.field, self.value = field, value
        super().__init__(field=field)


class UnknownChoiceError(FilterError):
    sentence = "This choice is not in the list. Choose one that the form offers."


class ChoiceTwiceError(FilterError):
    sentence = "This was chosen more than once. Choose one, or leave it open."


class WordsTooLongError(FilterError):
    sentence = "The words are longer than 100 characters. Use fewer words."


class WordsNotPlainError(FilterError):
    sentence = "The words hold characters that cannot be seen. Type them again."


class CourseError(ResourceError):
    """A schema.org document cannot become a draft."""


class CourseTooLargeError(CourseError):
    sentence = "The document is larger than 256 KiB. Send one course or event alone."


class CourseNotJsonError(CourseError):
    sentence = "The document is not JSON in UTF-8. Send the JSON-LD of the page, without the page around it."


class CourseTooDeepError(CourseError):
    sentence = "The document is nested more than 16 times. Send one course or event alone."


class CourseTooManyError(CourseError):
    sentence = "The document holds too many values. Send one course or event alone."


class CourseMemberTwiceError(CourseError):
    sentence = "The document names the same member twice, so that two readers could read it differently. Write it once."


class NotSchemaOrgError(CourseError):
    sentence = (
        'The document does not say that it uses schema.org. Add "@context": "https://schema.org".'
    )


class NoCourseError(CourseError):
    sentence = "The document holds no Course and no Event of schema.org. Send one of them."


class SeveralCoursesError(CourseError):
    sentence = "The document holds several courses or events. Send each in a document of its own."


class CourseTextError(CourseError):
    sentence = "A text of the document is missing, too long, or holds characters that cannot be seen. Correct the member that is named."


class CourseMarkupError(CourseError):
    sentence = "A text of the document holds markup. Write it as plain text."


class CourseAddressError(CourseError):
    sentence = (
        "An address of the document is none that a browser opens safely. Write it with https://."
    )


class CourseDateError(CourseError):
    sentence = "A date of the document cannot be read, or the end is before the beginning. Write dates as 2027-03-22."
