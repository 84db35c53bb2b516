"""What a stranger may put into a document of the wire, each with a name. Sizes in bytes or as named."""

KIB = 1024
MIB = 1024 * 1024

# JSON in general
JSON_DEPTH = 32  # arrays and objects inside each other
JSON_ITEMS = 50_000  # values of all kinds in one document
JSON_INTEGER = 2**53 - 1  # RFC 8785: what every reader holds exactly
TEXT_CHARS = 20_000  # one free text
SHORT_TEXT_CHARS = 500  # a title, a reason, a name as people write it
IDENTIFIER_CHARS = 200  # whatever names something
FIRST_YEAR, LAST_YEAR = 1900, 2999  # of any time on the wire

# Letters
LETTER_BYTES = MIB  # the payload: core and approvals
LETTER_DOCUMENT_BYTES = 3 * MIB // 2  # the signed letter (its payload is in base64)
APPROVALS = 8
ATTACHMENTS = 64
ATTACHMENTS_BYTES = 16 * MIB  # all attachments of one letter
LANGUAGES = 16
SEEN = 16  # other authorities in one matter
CRITICAL = 64
FIELDS_NAMED = 12  # wrong fields that one refusal names

# Signatures
SIGNATURES = 8  # on one document
SIGNATURE_BYTES = 4 * KIB  # ML-DSA-65 needs 3309
PROTECTED_CHARS = 1_000

# Approvals
CLIENT_DATA_BYTES = 4 * KIB  # what a browser says that it signed
AUTHENTICATOR_DATA_BYTES = 2 * KIB
APPROVAL_SIGNATURE_BYTES = 200

# Envelopes
ENVELOPE_BYTES = 24 * MIB
ENVELOPE_HEADER_BYTES = 2 * KIB
SMALLEST_CLASS = 4 * KIB  # plaintext is padded to 4 KiB, 16 KiB, 64 KiB ... 16 MiB, or
LARGEST_CLASS = 20 * MIB  # to this, which holds the largest letter with the largest attachments

# Other documents
RECEIPT_BYTES = 256 * KIB
SUPPORTS = 500  # letter types that a receipt may list
PROOF_HASHES = 64  # a journal of 2**64 entries
WITNESSES = 64
STATEMENT_BYTES = 4 * MIB
STATEMENT_LETTERS = 20_000
MANIFEST_BYTES = 4 * MIB
PARTS = 20_000  # of one exhibit: 1.2 TiB with parts of 64 MiB
KEY_PACKET_BYTES = 16 * KIB
MEMBERS = 500
MEMBERS_BYTES = 8 * MIB
