"""The named refusals of the post office.

ExchangeError
  HTTP door      HttpSignatureMissingError, HttpSignatureWrongError, HttpSignatureStaleError,
                 HttpBodyOtherError, BodyTooLargeError, DoorUnknownError, QuestionWrongError
  envelope       EnvelopeForOtherNodeError, EnvelopeFromOtherNodeError, EnvelopeReusedError
  letter         LetterForOtherNodeError, CoreReusedError, OpeningLetterMismatchError,
                 WrongSideError, LetterTypeUnknownError, LetterOrderWrongError,
                 AttachmentOtherError
  matter         MatterUnknownError, NotAPartyError, MatterFullError, MatterWaitsTooLongError,
                 MatterRecordsDifferError, StatementWrongError, StatementMissingError,
                 LetterUnknownError
  sending        NotOurAuthorityError, LetterToOurselvesError, CoreStaleError, NoTransactionError,
                 DirectoryTooOldError
  receipts       ReceiptMismatchError, ReceiptUnknownError, SplitViewError
  transport      PeerUnreachableError, PeerAnswerWrongError, PeerRefusedError, PeerCollectsError,
                 EnvelopeUnknownError, InboxFailedError
"""

from comity.wire.errors import ComityError


class ExchangeError(ComityError):
    """The post office refused something."""


class HttpSignatureMissingError(ExchangeError):
    fault = "sender"
    sentence = "The request carries no signature of a node. Sign it (RFC 9421) as docs/protocol/post.md says."


class HttpSignatureWrongError(ExchangeError):
    fault = "sender"
    sentence = (
        "The signature on the request does not verify with the node's key in the directory. "
        "Check the node's HTTP key and its directory entry."
    )


class HttpSignatureStaleError(ExchangeError):
    fault = "sender"
    sentence = "The signature on the request is too old or from the future. Set the machine's clock and try again."


class HttpBodyOtherError(ExchangeError):
    fault = "sender"
    sentence = "The body is not the one that was signed. Send it again; if this returns, look for what changes it."


class BodyTooLargeError(ExchangeError):
    fault = "sender"
    sentence = (
        "The body is larger than this door takes. Send evidence as parts, not inside a letter."
    )


class DoorUnknownError(ExchangeError):
    fault = "sender"
    sentence = (
        "This door does not know that request. docs/protocol/post.md lists what may be asked."
    )


class QuestionWrongError(ExchangeError):
    fault = "sender"
    sentence = "The request to this door does not have the form that docs/protocol/post.md gives."


class EnvelopeForOtherNodeError(ExchangeError):
    fault = "sender"
    sentence = "This envelope is addressed to another node. Look up the recipient in the directory and send it there."


class EnvelopeFromOtherNodeError(ExchangeError):
    fault = "sender"
    sentence = "The envelope names another sending node than the one that signed the request."


class EnvelopeReusedError(ExchangeError):
    fault = "sender"
    sentence = "This envelope identifier was used before for another letter. Seal the letter under a new one."


class LetterForOtherNodeError(ExchangeError):
    fault = "sender"
    sentence = "The letter inside is for an authority that this node does not serve. Look up the recipient in the directory."


class CoreReusedError(ExchangeError):
    fault = "sender"
    sentence = "This core was already received with other approvals. Write a new letter instead of approving an old one again."


class OpeningLetterMismatchError(ExchangeError):
    fault = "sender"
    sentence = "This type of letter must open a matter, or must not, and this one does the other."


class WrongSideError(ExchangeError):
    fault = "sender"
    sentence = "Only the other side of this matter may write a letter of this type."


class LetterTypeUnknownError(ExchangeError):
    fault = "sender"
    sentence = "This node does not know this type or version of letter. The receipt lists what it supports."


class LetterOrderWrongError(ExchangeError):
    fault = "sender"
    sentence = (
        "The letter names as earlier letters such as are not: of another writer or matter, or not one step "
        "before it. Draft it again from the matter as it stands."
    )


class AttachmentOtherError(ExchangeError):
    fault = "sender"
    sentence = "The attachments beside the letter are not those that it names. Send the letter with its own attachments."


class MatterUnknownError(ExchangeError):
    fault = "sender"
    sentence = "This node holds no such matter. Send its opening letter first."


class NotAPartyError(ExchangeError):
    fault = "sender"
    sentence = "The writer is no party of this matter. Only its two authorities write in it."


class MatterFullError(ExchangeError):
    fault = "sender"
    sentence = "This matter holds as many letters as a matter may. Close it and open a new one."


class MatterWaitsTooLongError(ExchangeError):
    fault = "sender"
    sentence = (
        "Too many letters of this matter wait for earlier ones. Send the missing letters first."
    )


class LetterUnknownError(ExchangeError):
    fault = "sender"
    sentence = "This node holds no such letter. Compare the statements about the matter."


class MatterRecordsDifferError(ExchangeError):
    fault = "us"
    sentence = (
        "The two sides do not hold the same letters in this matter. Fetch the other side's statement again; "
        "if they still differ, compare the letters one by one."
    )


class StatementMissingError(ExchangeError):
    fault = "us"
    sentence = "The other side's statement about this matter is not here yet. Ask for it."


class StatementWrongError(ExchangeError):
    fault = "sender"
    sentence = "The statement is not about this matter, or not signed by the node that sent it."


class NotOurAuthorityError(ExchangeError):
    fault = "us"
    sentence = (
        "This node does not speak for that authority. Choose one of the authorities that it serves."
    )


class LetterToOurselvesError(ExchangeError):
    fault = "us"
    sentence = "Both authorities are served by this node: no letter is needed between them."


class CoreStaleError(ExchangeError):
    fault = "us"
    sentence = "The matter has moved on since this letter was drafted. Draft it again, so that it says what it has seen."


class NoTransactionError(ExchangeError):
    fault = "us"
    sentence = "A letter is sent in the transaction of the change that it belongs to."


class DirectoryTooOldError(ExchangeError):
    fault = "us"
    sentence = (
        "The directory has not been reached for longer than this node may go on sending. "
        "Restore the connection to the directory; until then telephone."
    )


class ReceiptMismatchError(ExchangeError):
    fault = "sender"
    sentence = "The receipt is not for this envelope and letter between these nodes."


class ReceiptUnknownError(ExchangeError):
    fault = "sender"
    sentence = "The receipt names an envelope that was never sent to this node."


class SplitViewError(ExchangeError):
    fault = "sender"
    sentence = (
        "The node's journal does not continue the one that it showed before: it shows different pasts. "
        "Keep both checkpoints and tell the directory's members."
    )


class PeerUnreachableError(ExchangeError):
    fault = "receiver"
    sentence = "The other node cannot be reached. It is tried again; if it lasts, telephone."


class PeerAnswerWrongError(ExchangeError):
    fault = "receiver"
    sentence = "The other node gave an answer that the protocol does not know. It is tried again."


class PeerCollectsError(ExchangeError):
    fault = "receiver"
    sentence = (
        "Nothing can reach that node from outside; it collects its letters and asks for itself."
    )


class EnvelopeUnknownError(ExchangeError):
    fault = "us"
    sentence = "There is no such envelope in the outbox. Look at the matter for the letters that were sent."


class PeerRefusedError(ExchangeError):
    fault = "us"
    sentence = "The other node refused the delivery; its reason is shown with the letter."


class InboxFailedError(ExchangeError):
    fault = "receiver"
    sentence = "This node could not store the letter. Nothing was lost: send it again later."
