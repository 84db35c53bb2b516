"""The root of every named refusal in Comity, and those of the wire formats.

An error is named for the defect, says whose fault it is, and carries one sentence that tells a
person what to do. Codes for the outside are the class names; they are made nowhere else.

    ComityError
      WireError
        DocumentError    TooLargeError, NotUtf8Error, NotJsonError, DuplicateKeyError,
                         NumberNotAllowedError, TooDeepError, TooManyItemsError, TextTooLongError,
                         LoneSurrogateError, NulCharacterError, NotCanonicalError,
                         ValueNotJsonError
        FormatError      DigestFormatError, Base64FormatError, KeyFormatError,
                         TimeFormatError (TimeZoneMissingError)
        SealError        SealBrokenError, SealingKeyUnknownError, NotAMemberError
        SignatureError   JwsFormatError, SignatureHeaderError (UnprotectedHeaderError),
                         TypMismatchError, SuiteMismatchError, SignatureMissingError,
                         SignatureDoubledError, SignatureUnknownKeyError, SignatureWrongError,
                         KeySetWrongError
        ApprovalError    ApprovalFormatError, ApprovalOtherCoreError, ApprovalOtherKeyError,
                         ApprovalMethodError, ApprovalSignatureWrongError,
                         ApprovalChallengeWrongError, ApprovalOriginWrongError,
                         ApprovalUserNotVerifiedError, ApprovalKeyCopiedError,
                         ApprovalMissingError, ApprovalTwiceError, ApprovalByDrafterError,
                         ApprovalOtherAuthorityError
        LetterError      LetterFormatError, CoreFieldMissingError, CoreFieldWrongError,
                         BodyInvalidError (IpTimeZoneMissingError, IpAddressWrongError),
                         CriticalFieldUnknownError, LetterOtherTypeError
        EnvelopeError    EnvelopeFormatError, EnvelopeTooLargeError, PaddingWrongError
        ReceiptFormatError, StatementFormatError, ManifestFormatError,
        KeyPacketError   KeyPacketFormatError, KeyPacketOtherError
        MembersSealFormatError
"""


class ComityError(Exception):
    """A refusal with a name. ``sentence`` is for a person; ``facts`` are for the journal."""

    fault = "us"  # "sender", "receiver" or "us": who has to mend it
    sentence = "Something was refused. Look at the journal for the reason."

    def __init__(self, sentence: str = "", **facts: object) -> None:
        self.facts = facts
        if sentence:
            self.sentence = sentence
        super().__init__(self.sentence)

    @property
    def code(self) -> str:
        """The public name of this refusal: the name of its class."""
        return type(self).__name__

    def as_dict(self) -> dict[str, object]:
        """What is shown to whoever has to mend it (never internal facts)."""
        return {"error": self.code, "sentence": self.sentence, "fault": self.fault}


class WireError(ComityError):
    """A document from outside does not have the form that the protocol asks for."""

    fault = "sender"


# Documents


class DocumentError(WireError):
    sentence = "The document is not JSON as the protocol writes it. Send it as docs/protocol says."


class TooLargeError(DocumentError):
    sentence = "The document is larger than its kind may be. Send large files as evidence, not inside a letter."


class NotUtf8Error(DocumentError):
    sentence = "The document is not UTF-8 text. Send it as the program wrote it, byte for byte."


class NotJsonError(DocumentError):
    sentence = "The document is not JSON. Send it as the program wrote it, byte for byte."


class DuplicateKeyError(DocumentError):
    sentence = "The document names the same member twice, so that two readers could read it differently. Write it once."


class NumberNotAllowedError(DocumentError):
    sentence = (
        "The document holds a number that is no whole number within 53 bits. Write it as text."
    )


class TooDeepError(DocumentError):
    sentence = "The document is nested more deeply than the protocol allows. Flatten it."


class TooManyItemsError(DocumentError):
    sentence = (
        "The document holds more values than the protocol allows. Send long lists as an attachment."
    )


class TextTooLongError(DocumentError):
    sentence = (
        "A text in the document is longer than the protocol allows. Send it as an attachment."
    )


class LoneSurrogateError(DocumentError):
    sentence = "A text in the document holds half a character. Correct the text and send it again."


class NulCharacterError(DocumentError):
    sentence = "A text in the document holds the character NUL. Take it out and send it again."


class NotCanonicalError(DocumentError):
    sentence = "The document is not in canonical form (RFC 8785). Send the signed bytes as they were, unformatted."


class ValueNotJsonError(DocumentError):
    fault = "us"
    sentence = "The program tried to write a value that the protocol has no form for. Report this as a defect."


# Small formats


class FormatError(WireError):
    sentence = "A value in the document does not have the form that the protocol asks for."


class DigestFormatError(FormatError):
    sentence = "A digest must be written as sha256: and 64 lowercase hexadecimal digits."


class Base64FormatError(FormatError):
    sentence = "A binary value must be written in base64url without padding (RFC 4648, section 5)."


class KeyFormatError(FormatError):
    sentence = "This is not a key of the protocol, or its key id is not derived from it. Take the key from the directory."


class TimeFormatError(FormatError):
    sentence = "A time must be written in UTC, like 2026-11-25T22:41:25Z."


class TimeZoneMissingError(TimeFormatError):
    sentence = "A time without its time zone means nothing to the reader. Give it in UTC, like 2026-11-25T22:41:25Z."


# Sealing


class SealError(WireError):
    sentence = "The sealed content cannot be opened."


class SealBrokenError(SealError):
    sentence = "The sealed content does not open: it was changed on its way, or sealed for another purpose. Seal it again."


class SealingKeyUnknownError(SealError):
    sentence = "It is sealed to a key that this node does not have, or no longer has. Take the current key from the directory and seal it again."


class NotAMemberError(SealError):
    sentence = "This document is not sealed to this node. Ask its author to seal it to all members."


# Signatures


class SignatureError(WireError):
    sentence = "The signatures on the document are not those that the directory asks of its signer."


class JwsFormatError(SignatureError):
    sentence = (
        "The document is not a signed document of the protocol (JWS, general JSON form, canonical)."
    )


class SignatureHeaderError(SignatureError):
    sentence = (
        "A protected header must hold exactly alg, kid, suite and typ, as the protocol writes them."
    )


class UnprotectedHeaderError(SignatureHeaderError):
    sentence = (
        "A signed document may carry no unprotected header: nothing unsigned may steer its reading."
    )


class TypMismatchError(SignatureError):
    sentence = "The document was signed as another kind of document. A signature counts for its own kind only."


class SuiteMismatchError(SignatureError):
    sentence = "The document was signed under another suite than the directory asks of its signer."


class SignatureMissingError(SignatureError):
    sentence = "A signature that the directory asks of the signer is missing. Sign with every key in the directory entry."


class SignatureDoubledError(SignatureError):
    sentence = "The document carries two signatures by one key. Sign once with every key."


class SignatureUnknownKeyError(SignatureError):
    sentence = (
        "The document carries a signature by a key that the directory does not name for its signer."
    )


class SignatureWrongError(SignatureError):
    sentence = "A signature does not hold: the document was changed, or signed with another key than it says."


class KeySetWrongError(SignatureError):
    fault = "us"
    sentence = "The keys that were to be used are not a key set of the suite: one of each algorithm, each once. Mend the directory entry."


# Approvals of persons


class ApprovalError(WireError):
    sentence = "The approval of the letter does not hold. Have it approved again."


class ApprovalFormatError(ApprovalError):
    sentence = "An approval does not have the form that docs/protocol/approvals.md gives."


class ApprovalOtherCoreError(ApprovalError):
    sentence = (
        "The approval was given for another text. Show this one to the person and have it approved."
    )


class ApprovalOtherKeyError(ApprovalError):
    sentence = "The approval names another key than the one that the directory vouches for."


class ApprovalMethodError(ApprovalError):
    sentence = "The approval was made in another manner than its key is registered for."


class ApprovalSignatureWrongError(ApprovalError):
    sentence = "The approval does not verify with the person's key. Have the letter approved again."


class ApprovalChallengeWrongError(ApprovalError):
    sentence = "The person's authenticator approved another statement than the one in the letter. Have the letter approved again."


class ApprovalOriginWrongError(ApprovalError):
    sentence = "The approval was made on another site than the one that the key is registered for. Have the letter approved on the right one."


class ApprovalUserNotVerifiedError(ApprovalError):
    sentence = "The authenticator did not check who was using it (PIN or fingerprint). Have the letter approved again with that check."


class ApprovalKeyCopiedError(ApprovalError):
    sentence = "The approval was made with a key that is copied between devices. Register a key that stays in one authenticator."


class ApprovalMissingError(ApprovalError):
    sentence = "The letter lacks an approval that its type needs. Have another authorised person approve it."


class ApprovalTwiceError(ApprovalError):
    sentence = (
        "One person approved the letter twice. Every approval must come from a different person."
    )


class ApprovalByDrafterError(ApprovalError):
    sentence = "The person who drafted the letter may not give this approval. Have another authorised person approve it."


class ApprovalOtherAuthorityError(ApprovalError):
    sentence = "The approval was given for another authority than the one that writes. Have it approved by the writer's own people."


# Letters


class LetterError(WireError):
    sentence = "The letter does not have the form that docs/protocol/letters.md gives."


class LetterFormatError(LetterError):
    sentence = "A letter must hold exactly its core and its approvals."


class CoreFieldMissingError(LetterError):
    sentence = "The core of the letter lacks a member that every letter must have."


class CoreFieldWrongError(LetterError):
    sentence = "A member of the core of the letter does not have the form that docs/protocol/letters.md gives."


class LetterOtherTypeError(LetterError):
    fault = "us"
    sentence = "The letter was to be read as another type than its own. Report this as a defect."


class BodyInvalidError(LetterError):
    sentence = (
        "The letter leaves something out that its type must say, or says it in the wrong form."
    )


class IpTimeZoneMissingError(BodyInvalidError):
    sentence = "An IP address names a user only together with a time and its time zone. Add the time in UTC, like 2026-11-25T22:41:25Z."


class IpAddressWrongError(BodyInvalidError):
    sentence = "This is not an IP address. Write it like 192.0.2.7 or 2001:db8::7, without port and without network length."


class CriticalFieldUnknownError(LetterError):
    fault = "receiver"
    sentence = "The sender marked a part of this letter as essential, and this program does not know that part. Read it before anything is done, and update the program."


# Envelopes


class EnvelopeError(WireError):
    sentence = "The envelope does not have the form that docs/protocol/envelopes.md gives."


class EnvelopeFormatError(EnvelopeError):
    pass


class EnvelopeTooLargeError(EnvelopeError):
    sentence = "The envelope is larger than a letter with its attachments may be. Send large files as evidence."


class PaddingWrongError(EnvelopeError):
    sentence = "The content of the envelope is not padded as the protocol asks. Seal it again with a program that does."


# Other documents


class ReceiptFormatError(WireError):
    sentence = "The receipt does not have the form that docs/protocol/receipts.md gives."


class StatementFormatError(WireError):
    sentence = "The statement about a matter does not have the form that docs/protocol/receipts.md gives, or contradicts itself."


class ManifestFormatError(WireError):
    sentence = "The manifest of an exhibit does not have the form that docs/protocol/manifests.md gives, or contradicts itself."


class KeyPacketError(WireError):
    sentence = "The key packet cannot be used."


class KeyPacketFormatError(KeyPacketError):
    sentence = "The key packet does not have the form that docs/protocol/manifests.md gives."


class KeyPacketOtherError(KeyPacketError):
    sentence = "The key packet is for another exhibit, manifest, sender or receiver. Ask the sender for the right one."


class MembersSealFormatError(WireError):
    sentence = (
        "The document for members does not have the form that docs/protocol/envelopes.md gives."
    )
