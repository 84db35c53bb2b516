"""What comes from outside into this room, each limit with a name."""

from datetime import timedelta

KIB = 1024

KEY_FILE_BYTES = 16 * KIB
APPROVAL_BYTES = 16 * KIB  # one approval, software or WebAuthn
PASSPHRASE_CHARS_LEAST = 12
PASSPHRASE_CHARS = 1_000
SCRYPT_COST_LOG2 = 17  # 128 MiB of memory and some 0.3 s for each try of a passphrase
SCRYPT_COST_LOG2_RANGE = range(12, 21)  # a key file may not ask for more than 1 GiB

TITLE_CHARS = 200
OFFICERS_AT_ONCE = 500
CAPACITIES = 20

SIGN_IN_TRIES = 10  # wrong passwords under one name
SIGN_IN_WINDOW = timedelta(minutes=15)
