"""What the survey refuses, each with a sentence that says what to do. Pure."""

from comity.gateway.marking import marked as _
from comity.wire.errors import ComityError


class SurveyError(ComityError):
    """The root of the survey's refusals. ``status`` is what a page answers with."""

    fault = "sender"
    status = 400
    sentence = _("This cannot be taken in. Look at what you sent and try again.")


# What was written into a form


class TextWrongError(SurveyError):
    """A text of a form."""

    sentence = _("Write this again.")


class TextMissingError(TextWrongError):
    sentence = _("Fill this in.")


class TextLongError(TextWrongError):
    sentence = _("This text is too long. Make it shorter.")


class TextUnreadableError(TextWrongError):
    sentence = _(
        "This text holds characters that cannot be read. Take them out and write it again."
    )


class PersonNamedError(TextWrongError):
    sentence = _(
        "This text holds an e-mail address or a telephone number. It would be published: take it out."
    )


class ContactWrongError(TextWrongError):
    sentence = _("Write one e-mail address, like name@example.org.")


class AddressWrongError(TextWrongError):
    sentence = _("Write the whole address of the page, with https:// or http:// before it.")


class DateWrongError(TextWrongError):
    sentence = _(
        "Write the date as year-month-day, like 2026-05-31. A year or a month alone will do."
    )


class DateLaterError(TextWrongError):
    sentence = _("This date has not come yet. Write the date of the source.")


class ValueMissingError(TextWrongError):
    sentence = _("This field of the table cannot be empty. Write what it should be.")


class ValueFormError(TextWrongError):
    sentence = _(
        "This does not have the form that this field of the table has. Look at how it is now."
    )


class ValueSameError(TextWrongError):
    sentence = _("This is what the table says already. Write what it should be instead.")


class ChoiceWrongError(TextWrongError):
    sentence = _("Choose one of the list.")


# Rows


class KindUnknownError(SurveyError):
    status = 404
    sentence = _("There is no table with this name. Choose one of the list.")


class RowUnknownError(SurveyError):
    status = 404
    sentence = _(
        "There is no such row in the published data. Choose the row again: it may have changed."
    )


class RowExistsError(SurveyError):
    sentence = _("This row is there already. Propose a correction of it instead.")


class FieldUnknownError(SurveyError):
    sentence = _("The table has no such field. Choose one of the list.")


class StateUnknownError(SurveyError):
    sentence = _("There is no State with this code. Choose one of the list.")


class NothingAnsweredError(SurveyError):
    sentence = _("No question was answered. Answer at least one.")


class QuestionUnknownError(SurveyError):
    sentence = _("The questionnaire has no such question or answer. Open it again.")


class DocumentWrongError(SurveyError):
    sentence = _(
        "This is no proposal of this site, or it was changed. Load it from its page again."
    )


# The way in


class FormTooLargeError(SurveyError):
    sentence = _("The form holds more than it may. Make your texts shorter and send it again.")


class FormKindError(SurveyError):
    sentence = _("This is not how the form of this page is sent. Open the page and send its form.")


class FormFromElsewhereError(SurveyError):
    sentence = _("This form was sent from another site. Open the page here and send its form.")


class TokenError(SurveyError):
    sentence = _("The form was not opened on this site. Look at your answers and send them again.")


class TokenOldError(TokenError):
    sentence = _("The form lay open for too long. Look at your answers and send them again.")


class TokenUsedError(TokenError):
    sentence = _(
        "This form was sent already, with other answers. Look at them and send them again."
    )


class SentTooFastError(SurveyError):
    sentence = _(
        "The form was sent faster than it can be read. Wait a few seconds and send it again."
    )


class TrapFilledError(SurveyError):
    sentence = _("A field that must stay empty was filled in. Empty it and send the form again.")


class TooManySuspectError(SurveyError):
    """``signs``: the codes of the signs that were seen."""

    status = 503
    sentence = _(
        "What you wrote shows signs of spam, and very much of that kind waits for review. It was not kept, but it is still here: change what is named, or keep a copy and send it in a few days."
    )


class TooManyHeldError(SurveyError):
    status = 503
    sentence = _(
        "Too many proposals wait for review. It was not kept, but what you wrote is still here: keep a copy and send it in a few days."
    )


class StoreError(SurveyError):
    """The site's own file cannot be read or written."""

    fault = "us"
    status = 503
    sentence = _(
        "This cannot be read or kept at this moment. Nothing was kept. Try again in a minute."
    )


# Moves


class MoveRefusedError(SurveyError):
    status = 409
    sentence = _("This cannot be done with the proposal as it stands. Look at its history.")


class MovedMeanwhileError(MoveRefusedError):
    sentence = _("Somebody else decided on the proposal at this moment. Look at its history.")


class ReasonMissingError(SurveyError):
    sentence = _("Whoever declines says why. Give a reason.")


# Confirmations


class ConfirmationError(SurveyError):
    """A confirmation that does not count."""

    status = 403
    sentence = _("The confirmation does not count.")


class ConfirmationFormatError(ConfirmationError):
    status = 400
    sentence = _("The confirmation does not have the form of comity-confirmation-1. Make it again.")


class ConfirmationUnsignedError(ConfirmationFormatError):
    sentence = _(
        "This is not signed yet. Sign it with the command on the proposal’s page, and send the file that the command writes."
    )


class KeysSentError(ConfirmationFormatError):
    """A key ring in the place of a confirmation: it has left the machine that should keep it."""

    sentence = _(
        "This file holds secret keys. Nothing of it was kept, but it has left your machine: ask the State’s directory officer for new keys."
    )


class ConfirmationMissingError(ConfirmationFormatError):
    sentence = _("Choose the signed file, or paste its text.")


class ConfirmationTwiceError(ConfirmationFormatError):
    sentence = _("There is a file and a text. Send one of them.")


class ProposalOtherError(ConfirmationError):
    sentence = _(
        "This was signed for another proposal. Send it from the page of that proposal, or sign this one."
    )


class DecisionMissingError(ConfirmationError):
    status = 400
    sentence = _("Choose whether your State confirms or declines.")


class StatementOtherError(ConfirmationError):
    """A statement that does not go with the proposal beside it."""

    sentence = _(
        "The statement is about another proposal or another State. Load both from the proposal’s page again."
    )


class ConfirmationTooLargeError(ConfirmationError):
    status = 413
    sentence = _("The confirmation is larger than it may be. Send the signed document alone.")


class ConfirmationSignatureError(ConfirmationError):
    sentence = _(
        "The signatures are not those that the directory asks of the State's contact. Sign with both keys."
    )


class NoDirectoryError(ConfirmationError):
    status = 503
    fault = "us"
    sentence = _("This site follows no members’ directory yet. Nothing can be confirmed here.")


class NotVouchedError(ConfirmationError):
    sentence = _(
        "The directory vouches for no contact of this State at this time. Ask the State's directory officer."
    )


class ProposalUnknownError(ConfirmationError):
    status = 404
    sentence = _(
        "There is no open proposal with this digest. Load the proposal from its page again."
    )


class OtherStateError(ConfirmationError):
    sentence = _(
        "A State confirms only facts about itself, and this proposal is about another State. Look for the proposals about yours."
    )


class NoStateError(ConfirmationError):
    sentence = _(
        "This proposal is about no single State. The maintainers decide on it: there is nothing to sign."
    )


class ProposalDecidedError(ConfirmationError):
    status = 409
    sentence = _(
        "This proposal is decided already, and a confirmation counts once. Look at its history."
    )


class ProposalExpiredError(ConfirmationError):
    status = 409
    sentence = _("This proposal has expired. Ask for a new one and confirm that.")


class ConfirmationDateError(ConfirmationError):
    sentence = _(
        "The confirmation is dated before the proposal or after today. Make it again with today's date."
    )


class TimeWrongError(SurveyError):
    sentence = _("Give a time with --before, like 2026-11-26 or 2026-11-26T18:00 (UTC).")


class KeysUnreadableError(SurveyError):
    sentence = _(
        "The file holds no signing keys for this. Name the key ring and, where it holds several authorities, the authority."
    )
