"""The named refusals of the directory and of authentication by it.

TrustError
  entries        EntryWrongError, EntryOfOtherStateError, EntryNotCountersignedError,
                 UnknownAuthorityError, UnknownNodeError, UnknownPersonError, NoSealingKeyError
  history        DirectoryAnchorWrongError, DirectorySignatureError, DirectoryFileMissingError,
                 DirectoryHashError, DirectoryRollbackError, DirectoryFormatError,
                 DirectoryVersionUnknownError
  publishing     PublicationRefusedError (PublicationOldError, PublicationOutsideError),
                 RepositoryWrongError
  fetching       DirectoryUnreachableError, DirectoryExpiredError, DirectoryRefusedError,
                 DirectoryNeverSeenError, AnchorMissingError
  letters        UnknownSenderError, NotSpokenForError, SenderRevokedError, NotAWriterError,
                 NotCompetentError, ApproverUnknownError, ApproverRevokedError,
                 ApproverCapacityError, ApproverRoleError
  this node      SenderSuspendedError, KeysNotHeldError, RingMissingError, ChangedKeysUnknownError
"""

from comity.wire.errors import ComityError, WireError


class TrustError(ComityError):
    """The directory, or what is checked by it, refused something."""

    fault = "sender"


# Entries


class EntryWrongError(TrustError, WireError):
    sentence = "The directory entry does not have the form of docs/protocol/directory.md. Its State has to mend and publish it again."


class EntryOfOtherStateError(EntryWrongError):
    sentence = "The directory entry speaks for another State than the one that published it. A State speaks for itself only."


class EntryNotCountersignedError(EntryWrongError):
    sentence = "The provider has not countersigned its directory entry. Ask the provider to sign the entry that its State published."


class UnknownAuthorityError(TrustError):
    sentence = (
        "The directory knows no such authority. Look it up there, or ask its State to publish it."
    )


class UnknownNodeError(TrustError):
    sentence = "The directory knows no such node. Ask its State to publish it."


class UnknownPersonError(TrustError):
    sentence = "The authority's entry vouches for no such person. Ask its State to publish the person's key."


class NoSealingKeyError(TrustError):
    fault = "receiver"
    sentence = "The directory holds no key of the receiving node that is valid now. Ask its State to publish the node's new keys."


# History


class LawNotVouchedError(TrustError):
    """Too few States vouch for a release of the law data."""

    sentence = "Too few States vouch for this release of the law data. Wait until more of them do."


class LawDisputedError(TrustError):
    """Enough States vouch for two different releases of the law data under one number."""

    sentence = (
        "States vouch for two different releases of the law data under one number, so none of them "
        "was taken up. Ask those States to publish one of them under a higher number."
    )


class LawBundleMissingError(TrustError):
    """A release is vouched for, and its bundle is not at hand."""

    sentence = (
        "The bundle of this release of the law data is not at hand. Ask a State to publish it."
    )


class LawReleaseUnknownError(TrustError):
    """This node has no release of the law data with that digest."""

    sentence = (
        "This node does not have that release of the law data. Give it as a folder or a bundle."
    )


class DirectoryError(TrustError):
    sentence = "The directory cannot be trusted as it stands. Keep it as it is and tell the directory's members."


class DirectoryAnchorWrongError(DirectoryError):
    sentence = "The directory does not begin at the trust anchor. Compare the anchor with the members' by another road."


class DirectorySignatureError(DirectoryError):
    sentence = "A file of the directory is not signed by those who have to sign it. Keep it and tell the directory's members."


class DirectoryFileMissingError(DirectoryError):
    sentence = (
        "A file that the directory names is missing. Fetch it again, or ask for a complete copy."
    )


class DirectoryHashError(DirectoryError):
    sentence = "A file of the directory is not the one that was signed. Fetch it again; if this returns, tell the directory's members."


class DirectoryRollbackError(DirectoryError):
    sentence = "The directory shows something older than it showed before. Keep both and tell the directory's members."


class DirectoryFormatError(DirectoryError):
    sentence = "A file of the directory is not in its form (TUF). Fetch it again; if this returns, tell the directory's members."


class DirectoryVersionUnknownError(DirectoryError):
    sentence = "This copy of the directory does not hold the version asked for. Ask for the version that the receipt names."


# Publishing


class PublicationRefusedError(TrustError):
    sentence = "The directory does not take this publication: it is not signed by the State's own keys. Sign it with both."


class PublicationOldError(PublicationRefusedError):
    sentence = "Something newer was published meanwhile. Fetch the directory, make the publication anew and send it again."


class PublicationOutsideError(PublicationRefusedError):
    sentence = "The publication speaks of things outside the State's own part of the directory, or its files are not the ones named."


class RepositoryWrongError(TrustError):
    fault = "us"
    sentence = (
        "The directory's folder cannot be used. Run `comity directory init`, or mend what is named."
    )


# Fetching


class DirectoryUnreachableError(TrustError):
    fault = "receiver"
    sentence = (
        "The directory cannot be reached. The last good copy serves; it is tried again by itself."
    )


class DirectoryExpiredError(TrustError):
    fault = "receiver"
    sentence = "The directory that is offered has expired: somebody may hold back newer data. The last good copy serves; tell the directory's members."


class DirectoryRefusedError(TrustError):
    sentence = "The directory that is offered was refused. The last good copy serves; tell the directory's members."


class DirectoryNeverSeenError(TrustError):
    fault = "us"
    sentence = (
        "This node has not received the directory yet. Check directory_url and the trust anchor."
    )


class AnchorMissingError(TrustError):
    fault = "us"
    sentence = "There is no anchor.json in the node's home folder, or it is wrong. Get it from the directory's members by another road."


# Letters


class UnknownSenderError(TrustError):
    sentence = "The directory knows no authority that could have sent this letter. Ask its State to publish it first."


class NotSpokenForError(TrustError):
    sentence = "The directory does not say that this node speaks for this authority. Mend the authority's directory entry."


class SenderRevokedError(TrustError):
    sentence = "The letter is signed with a key that its State has revoked. Sign it with the authority's new keys; if it was not you, telephone."


class NotAWriterError(TrustError):
    sentence = "Letters of this type are written by another kind of authority. Have the competent one write it."


class NotCompetentError(TrustError):
    sentence = "The directory does not give this authority the competence for this measure. Send through the competent authority or mend the directory entry."


class ApproverUnknownError(TrustError):
    sentence = "The letter was approved by a person for whom the sender's directory entry does not vouch. Have it approved by somebody who is entered there."


class ApproverRevokedError(TrustError):
    sentence = "The letter was approved with a key that the sender's State has revoked. Have it approved with a valid key."


class ApproverCapacityError(TrustError):
    sentence = "The directory does not give the approving person this capacity. Have somebody approve who has it."


class ApproverRoleError(TrustError):
    sentence = "The approval names another role than the directory gives to this person. Approve again with the role as entered."


# This node


class SenderSuspendedError(TrustError):
    sentence = "Letters of this authority are not acted on here at present. Telephone the duty officer of this State."


class KeysNotHeldError(TrustError):
    fault = "us"
    sentence = (
        "This node holds no keys of that authority. Choose one of the authorities that it serves."
    )


class RingMissingError(TrustError):
    fault = "us"
    sentence = "There are no keys in the node's home folder, or they are damaged. Put them back from the backup, or run `comity node init`."


class ChangedKeysUnknownError(TrustError):
    fault = "us"
    sentence = "There is no changed set of keys of this State to confirm, or another than the one named. Compare it again by another road."
