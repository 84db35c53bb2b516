"""What is wrong with an entry that somebody wrote into the form: each with a sentence beside its field. Pure."""

from comity.gateway.marking import marked as _
from comity.gateway.survey.errors import RowExistsError, SurveyError, TextWrongError


class EntryFieldError(TextWrongError):
    sentence = _(
        "This does not fit here. Look at the entries that are there and write it like them."
    )


class EntryTextError(TextWrongError):
    sentence = _("Take out the spaces at the beginning and at the end.")


class HiddenError(TextWrongError):
    sentence = _(
        "This text holds characters that nobody sees, or the end of a line. Write it in one paragraph."
    )


class MarkupError(TextWrongError):
    sentence = _("This text holds the code of a web page. Write it as plain text.")


class TwiceError(TextWrongError):
    sentence = _("The same is chosen twice. Choose it once.")


class LinkWrongError(TextWrongError):
    sentence = _(
        "Write the whole address of the page, like https://www.example.org/course, without a password."
    )


class DayWrongError(TextWrongError):
    sentence = _(
        "Write the day as year-month-day, like 2027-05-31. It must be between 2000 and 2100."
    )


class WhenWrongError(TextWrongError):
    sentence = _(
        "Say one of both: it is always there, or it has days. For days, write when it starts."
    )


class EndsFirstError(TextWrongError):
    sentence = _(
        "It must end on or after the day on which it starts, and within a year. Write both days."
    )


class ExpiryWrongError(TextWrongError):
    sentence = _(
        "An entry lasts for a year at most. Write a day after today and within a year, or leave this empty."
    )


class TooShortError(TextWrongError):
    sentence = _("This is too short. Say in at least 40 characters what it is and for whom.")


class EntryExistsError(RowExistsError):
    sentence = _("This entry is there already. Look for it in the list and correct it instead.")


class NothingChangedError(SurveyError):
    sentence = _("Nothing is changed. Change what is wrong, or say that it is still right.")


class PersonInsteadError(TextWrongError):
    sentence = _("Name the institution, never a person.")


class EntryChangedError(SurveyError):
    status = 409
    sentence = _(
        "The entry has changed since this was proposed. Decline it, and ask for a new correction."
    )


class NotAcceptableError(SurveyError):
    sentence = _(
        "This cannot be published as it stands. Decline it with a reason, or ask for a new proposal."
    )


class NotPublishedError(SurveyError):
    status = 404
    sentence = _("No entry was published from this. Only an accepted entry can be handed out.")
