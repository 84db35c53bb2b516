"""What anybody may put into the survey, each with a name. Lengths in characters unless a name says otherwise. Pure."""

from datetime import timedelta
from typing import Final

from comity.wire.limits import KIB

# What a form may hold
FORM_BYTES: Final = 48 * KIB
FORM_FIELDS: Final = 90
VALUE_CHARS: Final = 1_000  # what one field of a row should be
NOTE_CHARS: Final = 1_500
NAME_CHARS: Final = 200  # of an institution
CONTACT_CHARS: Final = 254
ADDRESS_CHARS: Final = 500  # of a source
ROW_CHARS: Final = 600  # the key of a row
LINES: Final = 40
FIRST_YEAR: Final = 1800  # of a source

# What is kept
DOCUMENT_BYTES: Final = 64 * KIB
FIELDS: Final = 60  # of one row
GIVEN: Final = 60  # questions answered
CHOSEN: Final = 20  # choices of one answer
REASON_CHARS: Final = 500

# Confirmations
CONFIRMATION_BYTES: Final = 32 * KIB  # the signed document; two signatures need about 6 KiB
CONFIRMATION_PAYLOAD_BYTES: Final = 4 * KIB
CONFIRMATION_FORM_BYTES: Final = (
    CONFIRMATION_BYTES + 8 * KIB
)  # the form around it; more is not read
KEY_FILE_BYTES: Final = 256 * KIB

# Time
OPEN_DAYS: Final = 90  # a proposal that nobody confirms expires after these
TOKEN_AGE: Final = timedelta(hours=12)  # how long a form may lie open
LEAST_SECONDS: Final = 4.0  # nobody fills in a form faster

# Signs of spam
LINKS: Final = 2  # in all texts together, besides the source
SAME_TEXT: Final = 2  # other documents with the very same text
SAME_TEXT_CHARS: Final = 20  # shorter texts are alike by chance
SAME_TEXT_DAYS: Final = 30
SAME_WORD: Final = 12  # one word, this often in one text, and more than a third of it
A_DAY: Final = 200  # documents published at once on one day; what comes after them is held
MOST_SUSPECT: Final = 2_000  # held with signs of spam; after that no more of these are taken in
MOST_HELD: Final = 20_000  # held without such signs; each has at most DOCUMENT_BYTES

# What pages show
LISTED: Final = 200  # proposals on one page, in one file, or in one listing of the command line
FRONT: Final = 50  # the newest of each kind on the first page of the survey
AT_ONCE: Final = 500  # moves of one transaction in a bulk review
SHOWN_OF_MANY: Final = 5  # examples before a bulk review
SMALLEST_GROUP: Final = 10  # answers; smaller groups are not shown


def pages_of(number: int) -> int:
    """How many pages of ``LISTED`` so many proposals need; one where there are none."""
    return max(1, -(-number // LISTED))
