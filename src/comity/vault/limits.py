"""What an object may be made of. All lengths in bytes."""

PART_LENGTH = 64 * 1024 * 1024  # plain bytes in a part
PART_LENGTH_MOST = PART_LENGTH
SEALED_PART_MOST = PART_LENGTH_MOST + 1024 * 1024  # what sealing adds is below one in five hundred
PARTS_PER_OBJECT = 100_000
CHUNK = 1024 * 1024  # read, hashed and sealed at a time
CHUNKS_AHEAD = 4  # how far reading may run ahead of the second thread
