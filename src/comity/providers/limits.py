"""What an order or a source may ask of a provider's node, each with a name. Sizes in bytes."""

from datetime import timedelta

# Orders
IDENTIFIERS = 200  # in one scope
DATA_ITEMS = 40
SOURCES = 50  # in one certificate
EXHIBITS = 200  # in one production
DIFFERENCES = 500  # listed one by one in a production's report; the rest is counted
ALARM_DAYS = (14, 7, 2)  # days before an order ends
CERTIFY_WITHIN = timedelta(hours=8)  # our own term for the provider's answer: no treaty sets one

# Sources
ITEM_BYTES = 256 * 1024 * 1024  # one message; a longer one is reported, not copied
LINE_BYTES = 64 * 1024  # one line of a log
MAILBOX_FILES = 5_000_000
ROUNDS = 10  # looks at a mailbox that receives mail while it is copied
GAPS_LISTED = 50  # of one source, one by one; the rest is counted
FAILURE_CHARS = 200
GAP_CHARS = 500
ADDRESS_TOLERANCE = timedelta(seconds=1)  # a log's clock counts whole seconds

# Frozen copies
HEADER_BYTES = 256 * 1024  # what stands before an item in a container
COPY_CHUNK = 1024 * 1024
FREEZE_LEASE = timedelta(seconds=15)  # real: how soon another worker follows one that ended
FREEZE_RETRY = timedelta(seconds=30)  # after a source failed half-way, real time; doubles
FREEZE_RETRY_MOST = timedelta(minutes=30)
FREEZE_TRIES = 12  # then a person has to start it again

# Dates that messages claim
DATE_TOLERANCE = timedelta(hours=1)  # between a message's Date and its delivery, before it is told
MESSAGE_HEAD_BYTES = 64 * 1024
CLAIM_CHARS = 300
