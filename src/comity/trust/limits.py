"""What a stranger may put into the directory, and how long its parts live. Sizes in bytes."""

from datetime import timedelta

KIB = 1024
MIB = 1024 * KIB

# Entries
ENTRY_BYTES = 256 * KIB  # one authority, node or people entry
NAMES = 16  # languages in which an authority says its name
MEASURES = 64
VERBS = 16  # competences for one measure
KEYS = 4  # of one signer
REVOKED = 500  # revoked keys that one entry remembers
SEALING_KEYS = 60  # about a year of weekly keys
AUTHORITIES_PER_NODE = 50
PERSONS = 500  # people of one authority
CAPACITIES = 16
KEYS_PER_PERSON = 8
ENTRIES_PER_STATE = 2_000

# Metadata (a timestamp carries several ML-DSA signatures)
ROOT_BYTES = 2 * MIB
TIMESTAMP_BYTES = 256 * KIB
SNAPSHOT_BYTES = 4 * MIB
ROLE_BYTES = 8 * MIB
ROOT_ROTATIONS = 256
FILES = 200_000  # in one history
PUBLICATION_BYTES = 32 * MIB

# Life of metadata, from its signing
TIMESTAMP_LIFE = timedelta(days=1)
SNAPSHOT_LIFE = timedelta(days=7)
STATE_LIFE = timedelta(days=365)
ROOT_LIFE = timedelta(days=3 * 365)
RENEW_AT = 4  # the freshness signers sign anew when a quarter of a life is over

# Sealing keys of a node
SEALING_PERIOD = timedelta(days=7)
SEALING_AHEAD = 26  # weeks of sealing keys published ahead
SEALING_LOW = 8  # weeks left: tell somebody to publish new ones
SEALING_KEPT = timedelta(days=14)  # after its period a private half is kept so long, then destroyed
SEALING_EARLY = timedelta(days=1)  # the first key is valid from a day before it is made

# Fetching
CONNECT_SECONDS = 3.0
ANSWER_SECONDS = 20.0
REFRESH_EVERY = timedelta(seconds=30)  # real time
WATCH_EVERY = timedelta(seconds=1)  # real time between two looks at the node's clock
NOTICES = 500
NOTICE_CHARS = 600  # it is part of an index
