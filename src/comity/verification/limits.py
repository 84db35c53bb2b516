"""What a stranger's folder may hold, each with a name. Sizes in bytes."""

DOCUMENT_BYTES = 4 * 1024 * 1024  # any signed document but a letter with its payload
ABOUT_BYTES = 1024 * 1024
INDEX_BYTES = 64 * 1024 * 1024  # a list with one line for each letter, entry or proof
ANCHOR_BYTES = 4 * 1024
DIRECTORY_FILES = 100_000
DIRECTORY_FILE_BYTES = 16 * 1024 * 1024
LETTERS = 20_000
