"""Every length that a stranger chooses about evidence, with its name. Sizes in bytes."""

from datetime import timedelta

EXHIBITS_IN_A_LETTER = 31  # a manifest and a key packet each, within wire.limits.ATTACHMENTS
EXHIBIT_CHARS = 100  # the name of an exhibit, which others choose
PULL_ATTEMPTS = 3  # of a part that is not the signed one, before it is reported
PULL_CHUNK_BYTES = 8 * 1024 * 1024
PUSH_CHUNK_BYTES = 4 * 1024 * 1024
PART_STATUS_BYTES = 1024
TRANSFER_LEASE = timedelta(minutes=10)  # of one job that moves parts
TRANSFER_SLICE = timedelta(
    minutes=5
)  # after which such a job takes a rest and goes on as a new one
LOOK_FOR_UNFINISHED = timedelta(seconds=5)  # between two looks whether a sealing has ended
EXPORT_FILE_BYTES = 256 * 1024 * 1024 * 1024
