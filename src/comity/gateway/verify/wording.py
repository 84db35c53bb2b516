"""The words that the script of the page puts beside a document. The page carries them; the script has none.

Codes that end in ``Error`` are the names of the same refusals in ``comity.wire``, ``comity.trust`` and
``comity.verification``. Places in braces are filled in by the script.
"""

from typing import Final

from django.utils.translation import gettext_noop as _

VERDICTS: Final = {
    "vouched": _("Vouched for"),
    "not_vouched": _("Not vouched for"),
    "signature_wrong": _("Signature wrong"),
    "undecided": _("Cannot be decided"),
    "unreadable": _("Not a signed document"),
}
KINDS: Final = {
    "letter": _("Letter"),
    "receipt": _("Receipt"),
    "statement": _("Statement about a matter"),
    "manifest": _("Manifest of an exhibit"),
    "checkpoint": _("Checkpoint of a journal"),
    "seal": _("Seal of the export"),
    "none": _("Unknown"),
}
VOUCHED: Final = {
    "Vouched": _(
        "The directory vouched for these keys at this time, and they signed this document."
    ),
}
SIGNATURES: Final = {
    "SignatureWrongError": _(
        "A signature does not hold. The document was changed, or it was signed with another key than it says."
    ),
    "SignatureMissingError": _(
        "One of the two signatures is missing. Every signer has to sign with both keys."
    ),
    "SignatureDoubledError": _("The document carries two signatures by one key."),
    "SignatureHeaderError": _(
        "What stands beside a signature is not of its form, or names another method than the directory does."
    ),
    "SuiteMismatchError": _(
        "The document was signed under other rules than the directory asks of its signer."
    ),
    "KeySetWrongError": _("The directory entry of the signer does not hold exactly the two keys."),
}
NOT_VOUCHED: Final = {
    "SignatureUnknownKeyError": _(
        "It is signed with the key {kid}. At this time the directory did not name this key for the signer."
    ),
    "UnknownSenderError": _(
        "At this time the directory knew no authority {authority} that could write (version {version})."
    ),
    "UnknownAuthorityError": _(
        "At this time the directory knew no authority {authority} (version {version})."
    ),
    "UnknownNodeError": _("At this time the directory knew no node {node} (version {version})."),
    "NotSpokenForError": _(
        "The directory does not say that the node {node} speaks for {authority}."
    ),
    "SenderRevokedError": _(
        "The key {kid} was revoked since {since}, before this document counts."
    ),
    "KeyRevoked": _(
        "The key {kid} was revoked since {since}, before this document counts. The State said so later."
    ),
    "ReceiptOtherDirectory": _(
        "The receipt names another directory under version {version} than the one in your files."
    ),
    "ReceiptDirectoryTooNew": _(
        "The receipt names version {version} of the directory, which was issued after the letter was stored."
    ),
    "MadeAfterHandedOver": _("It says that it was made after it had been handed over on {time}."),
    "HandedOverByOtherState": _(
        "{authority} handed it over, which belongs to another State than its maker."
    ),
}
UNDECIDED: Final = {
    "AnchorNotGiven": _(
        "The anchor is missing. Add anchor.json, which a member of the network gave you."
    ),
    "AnchorTwice": _(
        "There are two different anchors. Begin again, and add only the one that you trust."
    ),
    "AnchorInsideError": _(
        "The anchor lies inside the export. Whoever made the export could have made it too. "
        "Add an anchor that came to you by another road."
    ),
    "AnchorUnreadableError": _(
        "The anchor cannot be read. Ask a member of the network for anchor.json."
    ),
    "HistoryNotGiven": _(
        "The history of the directory is missing. Add the folder “directory” of the export."
    ),
    "HistoryTwice": _(
        "There are two different files with the name {file}. Begin again, with the files of one export."
    ),
    "HistoryBeginsLater": _(
        "The history in your files begins later, on {time}. Earlier versions of the directory are missing."
    ),
    "HistoryEndsEarlier": _(
        "The newest version in your files for this time is {version}, issued on {time}. It had expired by then. "
        "Later versions are missing, or the seal of the export is."
    ),
    "VersionNotGiven": _(
        "Version {version} of the directory is named in a vouched document and is missing. It may revoke keys."
    ),
    "ReceiptNotGiven": _(
        "The receipt is missing. A letter counts from the time at which its receiver signed that it arrived."
    ),
    "ReceiptNotVouched": _(
        "The receipt for this letter is not vouched for. So it is not known when the letter arrived."
    ),
    "ReceiptByOtherNode": _(
        "The receipt is by the node {node}. The letter was not written to it, so its time does not count."
    ),
    "DirectoryAnchorWrongError": _(
        "The directory in your files does not begin at this anchor. It belongs to another network, or was changed."
    ),
    "DirectoryFileMissingError": _(
        "A file of the directory’s history is missing: {file}. Add the whole folder “directory”."
    ),
    "DirectorySignatureError": _(
        "A file of the directory is not signed by those who have to sign it: {file}. Keep it, and tell a member."
    ),
    "DirectoryHashError": _(
        "A file of the directory is not the one that was signed: {file}. Keep it, and tell a member."
    ),
    "DirectoryRollbackError": _(
        "The directory shows something older than it showed before: {file}. Keep it, and tell a member."
    ),
    "DirectoryFormatError": _("A file of the directory is not of its form: {file}."),
}
UNREADABLE: Final = {
    "JwsFormatError": _("This is no signed document of the network, or it was damaged."),
    "UnprotectedHeaderError": _("Something beside a signature is not under the signature."),
    "TypMismatchError": _("This kind of signed document is not known here."),
    "TooLargeError": _("It is larger than any document of its kind."),
    "NotUtf8Error": _("It is not written in UTF-8."),
    "NotJsonError": _("It is not JSON."),
    "DuplicateKeyError": _(
        "A member stands in it twice, so that two readers could read it differently."
    ),
    "NumberNotAllowedError": _("It holds a number that the protocol does not allow."),
    "TooDeepError": _("It is nested more deeply than the protocol allows."),
    "TooManyItemsError": _("It holds more values than the protocol allows."),
    "TextTooLongError": _("A text in it is longer than the protocol allows."),
    "LoneSurrogateError": _("A text in it holds half a character."),
    "NulCharacterError": _("A text in it holds the character NUL."),
    "NotCanonicalError": _(
        "It is not in canonical form. Use the file exactly as the export holds it."
    ),
    "LetterFormatError": _("Its content does not have the form of a letter."),
    "ReceiptFormatError": _("Its content does not have the form of a receipt."),
    "StatementFormatError": _(
        "Its content does not have the form of a statement, or contradicts itself."
    ),
    "CheckpointFormatError": _("Its content does not have the form of a checkpoint."),
    "ManifestFormatError": _("Its content does not have the form of a manifest."),
    "SealFormatError": _("Its content does not have the form of a seal."),
}
REASONS: Final = VOUCHED | SIGNATURES | NOT_VOUCHED | UNDECIDED | UNREADABLE
NOTES: Final = {
    "LetterNotGiven": _("The letter that it is about is not among your files."),
    "LettersNotGiven": _("It lists {all} letters; {number} of them are not among your files."),
    "ApprovalsNotChecked": _("Approvals by persons, not checked here: {number}."),
    "NotHandedOver": _(
        "No vouched letter among your files hands it over. The time is the maker’s own word."
    ),
    "OlderVersion": _(
        "Its receiver held version {version} of the directory; a newer one had been issued just before."
    ),
    "ExpiredThen": _(
        "Version {version} of the directory had expired by then. The node that sealed the export had no newer one."
    ),
    "StateExpiredThen": _("What {state} had published in the directory had expired by then."),
    "EvidenceNotCompared": _(
        "Not checked: whether a file is the one that this manifest describes."
    ),
    "JournalNotChecked": _("Not checked: the journal that this checkpoint is about."),
    "FilesNotCompared": _(
        "Not checked: whether files were changed, added or left out after this seal."
    ),
    "SameAgain": _(
        "The same document was handed in {number} more times, under this or other names."
    ),
    "NameTwice": _(
        "Another document with the same name and other content is among your files. Begin again with one export only."
    ),
    "VouchedAtClaimedTime": _(
        "Its signatures hold. The directory vouched for its keys at the time that the letter claims ({time})."
    ),
    "NotVouchedAtClaimedTime": _(
        "Not vouched for at the time that the letter claims ({time}): {code}."
    ),
}
COPIES: Final = {
    "copy_same": _(
        "Compared: it says, to the byte, what the signed document beside it says. It is no better than that document: look at its result above."
    ),
    "copy_differs": _(
        "Compared: it does NOT say what the signed document beside it says. Do not rely on it. Only the signed document counts."
    ),
    "copy_undecided": _(
        "Not compared: the signed document beside it cannot be read. Do not rely on this copy."
    ),
    "copy_alone": _(
        "Not opened: its signed document is not among your files. A readable copy is signed by nobody and proves nothing."
    ),
}
NOT_READ: Final = {
    "evidence": _(
        "This looks like evidence. It was not opened, so nothing is known about it. Do not drop it here: only letters, receipts, "
        "statements, manifests, the directory and the anchor."
    ),
    "attachment": _(
        "An attachment of a letter. It was not opened: whether it is the one that the letter names was not checked."
    ),
    "approval": _("An approval by a person. It was not opened and not checked."),
    "text": _(
        "A text or a list for people. It was not opened: whether it says what the signed documents say was not checked."
    ),
    "list": _(
        "A list of files and their digests. It was not opened: whether files were changed, added or left out was not checked."
    ),
    "part": _("Another part of the export. It was not opened; nothing here rests on it."),
    "signed_again": _(
        "Signatures that the document beside them holds too. They were not opened: the document itself was checked."
    ),
    "too_large": _(
        "It was not opened: it is larger than any file of its kind. Nothing is known about it."
    ),
    "too_many": _(
        "It was not opened: there are more files than this page takes. Nothing is known about it. Use comity verify."
    ),
    "half_missing": _(
        "The signed text or its signature is missing. Add both files of each signature, .signed and .signature."
    ),
}
PAGE: Final = {
    "reading": _("Files are being read …"),
    "checking": _("Documents are being checked …"),
    "cannot": _(
        "This browser cannot check the signatures (Ed25519). Use a newer browser over https, or comity verify."
    ),
    "failed": _(
        "The check broke off because of a fault of this page. Use comity verify, and report the fault: {fault}"
    ),
    "too_many_files": _("These are more than {most} files. Drop the parts of one export only."),
    "nothing": _(
        "There was nothing to check among these files. Look at the list of what is needed."
    ),
    "waiting": _("Taken. Add the documents to be checked."),
    "all_vouched": _("All documents are vouched for."),
    "copies_differ": _(
        "All signed documents are vouched for, but a readable copy says something else. The copy does not count."
    ),
    "not_all": _("Not all documents are vouched for."),
    "none_decided": _("Nothing could be decided."),
    "versions": _("{number} versions, {first} to {last}"),
    "by_receiver": _("as its receiver {node} signed"),
    "by_itself": _("as the document itself says"),
    "version": _("directory version {version}"),
    "more": _("and {number} more"),
    "refused_entry": _("An entry of the directory does not count: {path} ({code})."),
    "gap": _(
        "The history has a gap: version {versions} of the directory is not among your files. What was revoked only there cannot be seen."
    ),
    "network_end": _("What was revoked in the directory after {time} cannot be seen here."),
    "demo": _("DEMO CLOCK: the times in these files are those of a demo."),
    "checked_at": _("Checked on {time} by the clock of this browser"),
}
