"""What a stranger's folder may hold, each with a name. Sizes in bytes."""

from datetime import timedelta

DOCUMENT_BYTES = (
    6 * 1024 * 1024
)  # any signed document; the largest is a statement of 20 000 letters
INDEX_BYTES = 64 * 1024 * 1024  # a list with one line for each letter, entry or proof
ANCHOR_BYTES = 4 * 1024
DIRECTORY_FILES = 100_000
DIRECTORY_FILE_BYTES = 16 * 1024 * 1024
LETTERS = 20_000
CLOCK_SKEW = timedelta(minutes=5)  # between the clocks of nodes and of the directory
STATEMENT_AGE = timedelta(days=1)  # of what the other side stated, when the folder was sealed
