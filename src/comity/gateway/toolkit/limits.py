"""What a reader may put into the self-assessment, each with a name. Sizes in bytes or as named. Pure."""

from typing import Final

from comity.wire.limits import KIB

HIGHEST: Final = 4  # the highest level; the lowest is 0
NOTE_CHARS: Final = (
    400  # the evidence noted for one question; with all notes full a form stays under 64 KiB
)
QUESTION_CHARS: Final = 60  # an id
FIRST_YEAR, LAST_YEAR = 2000, 2099  # of an assessment
DOCUMENT_BYTES: Final = 96 * KIB  # an assessment as JSON
FILE_BYTES: Final = 160 * KIB  # the same, signed: in base64, with two signatures
FILES: Final = 10  # compared at once
REQUEST_BYTES: Final = FILES * FILE_BYTES + 64 * KIB  # everything that one form sends
FILE_NAME_CHARS: Final = 80  # shown of a file's name
REFUSED_SHOWN: Final = 20  # files that one page names as wrong
FIRST_STEPS: Final = 8  # told in full; the others stand in a list
RECEIPTS_A_DAY: Final = 20  # of one State: digests of signed files whose arrival is recorded
