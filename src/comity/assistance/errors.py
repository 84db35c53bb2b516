"""The named refusals of requests for assistance."""

from comity.wire.errors import ComityError


class AssistanceError(ComityError):
    """Something about a request for assistance was refused."""


class UnknownRequestError(AssistanceError):
    """No request of this matter on this node, or none that this person may see."""

    sentence = "No such request is open to you. Look it up in your queue."


class MeasureUnknownError(AssistanceError):
    """The measure has no lifecycle in this version."""

    sentence = "This measure cannot be sent or followed here yet. Choose M01 or M03."


class LetterNotAllowedNowError(AssistanceError):
    """The lifecycle does not allow this letter from this side in the present state."""

    sentence = "This letter cannot be written now. Open the request again and see what is possible."


class WrongSideError(AssistanceError):
    """Only the other side of the request may write this letter."""

    sentence = "Only the other side of this request may write this letter."


class ContentMissingError(AssistanceError):
    """The request lacks something that its instrument asks for."""

    sentence = "The request lacks something that the instrument asks for. Fill it in and try again."


class MlaAnnouncementMissingError(ContentMissingError):
    """A preservation request must announce the formal request (BC 29(2)(f))."""

    sentence = "State that a formal request for the data will follow; the instrument asks for it."


class HoldLinkUnknownError(AssistanceError):
    """The formal request names a hold that this node does not know or that is not of these two."""

    sentence = (
        "The hold named in this request is not known here. Choose one from your own requests."
    )


class UnknownAssessmentError(AssistanceError):
    """No finding of this number that this person may see."""

    sentence = "No such finding is open to you. Answer the questions on the conduct first."


class CriminalityDecisionMissingError(AssistanceError):
    """A person has to decide about double criminality; the finding alone is advice."""

    sentence = (
        "Decide about double criminality beside the finding: double criminality may be asked for. "
        "If there is no finding yet, answer the questions on the conduct first."
    )


class CriminalityReasonsMissingError(AssistanceError):
    """A decision about double criminality without reasons."""

    sentence = "Write your reasons: they stand in the journal beside the finding."


class CriminalityDecisionOtherError(AssistanceError):
    """The finding is about other States or another measure."""

    sentence = (
        "That finding is about other States or another measure. Choose one about this request."
    )


class HoldLinkAmbiguousError(AssistanceError):
    """The other side's formal request is not linked to the hold it is said to follow."""

    sentence = "That formal request does not name this hold. Check which request it follows."


class GroundNotAllowedError(AssistanceError):
    """The instrument does not know this ground for refusing this measure."""

    sentence = (
        "The instrument does not allow this ground for this measure. Choose one of those listed, "
        "or report that the request cannot be executed, with the reason."
    )


class DirectoryTooOldForUrgentError(AssistanceError):
    """Something urgent was asked or granted while the directory has expired."""

    sentence = (
        "The directory has expired, so nothing urgent is done on its word. Telephone the other side to "
        "confirm who asks, have the directory's connection mended, and try again."
    )


class HoldEndMissingError(AssistanceError):
    """A hold was reported without an end and without a reason for being open-ended."""

    sentence = "Say when the hold ends, or why it has no end."


class HoldTooShortError(AssistanceError):
    """The hold ends before the least time that the instrument sets."""

    sentence = "The hold must last at least as long as the instrument says. Renew the order first."


class OfferNotOpenError(AssistanceError):
    """There is no open offer of conditions to accept or decline."""

    sentence = "No conditions are waiting for an answer in this request."


class NoOpenQuestionError(AssistanceError):
    """There is no question of the other side that waits for an answer."""

    sentence = "No question of the other side is waiting for an answer."


class AlarmUnknownError(AssistanceError):
    """No such alarm on this node."""

    sentence = "This alarm does not exist here any more. Open the queue again."


class MatterTooLongError(AssistanceError):
    """The matter holds more letters than this version follows."""

    fault = "sender"
    sentence = "This matter holds more letters than can be followed. Open a new one."


class RowDisagreesError(AssistanceError):
    """The row could not be brought to the state that its letters say; nothing was changed."""

    sentence = "The record of this request disagrees with its letters. Call the administrator."


class AddresseeNotCompetentError(AssistanceError):
    """The directory does not say that the addressee receives requests for this measure."""

    sentence = (
        "The directory does not say that this authority receives requests for this measure. "
        "Choose another authority of that State."
    )


class NotYourRequestError(AssistanceError):
    """The request is seen here, but another authority writes in it."""

    sentence = "Another authority of your State writes in this request. Ask its officers."


class HoldNeededError(AssistanceError):
    """The hold may not be lifted while the formal request that follows it is undecided."""

    sentence = (
        "The formal request that follows this hold is not decided yet (BC 29(7)): "
        "the data stay held until it is."
    )


class ConditionsNotAcceptedError(LetterNotAllowedNowError):
    """Conditions were offered and are not accepted: nothing is disclosed before they are (BC 28)."""

    sentence = "The conditions have not been accepted yet: hand over after they are."
