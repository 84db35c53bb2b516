"""The named refusals of this room.

OfficersError
  who            NotAnOfficerError, NotAllowedError, SignInRefusedError, TooManyAttemptsError
  pending        UnknownPendingError, PendingClosedError, NothingToSendError,
                 ApprovalNotNeededError, AttachmentsTooLargeError
  key files      KeyFileFormatError, KeyFileExistsError, PassphraseWrongError,
                 PassphraseWeakError, CoreUnreadableError, NotApprovedError
  setting up     OfficerDataWrongError
"""

from comity.wire.errors import ComityError


class OfficersError(ComityError):
    """Something about a person or an approval was refused."""


class NotAnOfficerError(OfficersError):
    sentence = (
        "This sign-in belongs to no officer. Ask the administrator of the node to register you "
        "(comity node officer add)."
    )


class NotAllowedError(OfficersError):
    sentence = "You do not hold the capacity that this needs. Ask a colleague who does."


class SignInRefusedError(OfficersError):
    sentence = "The name or the password is wrong. Try again, or ask the administrator of the node."


class TooManyAttemptsError(OfficersError):
    sentence = (
        "Too many attempts to sign in under this name. Wait a quarter of an hour, then try again."
    )


class UnknownPendingError(OfficersError):
    sentence = "No such letter waits for you here. Open the list of approvals again."


class PendingClosedError(OfficersError):
    sentence = "This letter was already sent or abandoned. Nothing more can be done to it."


class NothingToSendError(OfficersError):
    sentence = "This letter still needs an approval. Have it approved first."


class ApprovalNotNeededError(OfficersError):
    fault = "sender"
    sentence = (
        "The letter needs no approval from this person in this capacity, or already has it. "
        "Look at what it still needs."
    )


class AttachmentsTooLargeError(OfficersError):
    sentence = "These attachments are too many or too large for a letter. Send them as evidence."


class KeyFileFormatError(OfficersError):
    sentence = "This is not a key file of an officer, or it was damaged. Take it from your copy."


class KeyFileExistsError(OfficersError):
    sentence = "A file of that name exists and is not overwritten. Choose another name."


class PassphraseWrongError(OfficersError):
    sentence = "The passphrase does not open this key file, or the file was changed. Try again."


class PassphraseWeakError(OfficersError):
    sentence = "The passphrase is too short: use twelve characters or more."


class CoreUnreadableError(OfficersError):
    sentence = "The file with the letter cannot be read. Download it again from your node."


class NotApprovedError(OfficersError):
    sentence = "You did not approve. Nothing was written."


class OfficerDataWrongError(OfficersError):
    sentence = "The officer cannot be registered with these values."
