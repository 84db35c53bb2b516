"""What a stranger may put into a request, and the times that this network sets where no law does."""

from datetime import timedelta

# lists inside letters
OFFENCES = 20
PERSONS = 50
IDENTIFIERS = 200
DATA_ITEMS = 60
TIME_RANGES = 20
CONDITIONS = 20
EXHIBITS = 200
LANGUAGES = 6

# one matter
LETTERS_FOLLOWED = 5_000
EARLIER_REQUESTS = 20

# times that no instrument sets; the letters may say others
RECEIPT_DUE = timedelta(hours=8)  # C18, also where no European rule binds the two
ANSWER_DUE = timedelta(days=5)  # to a question or an offer of conditions; as C9
HOLD_DUE = timedelta(hours=24)  # from acceptance of a preservation to its report
EXECUTION_DUE = timedelta(days=90)  # from the grant of a formal request to disclosure; as C15
VERIFICATION_DUE = timedelta(days=10)  # C21, its shortest length
EXPIRING_BEFORE = timedelta(days=14)  # a hold is called expiring from here on (procedure 4)
LONGEST_HOLD = timedelta(days=366 * 5)  # a later end is taken for a slip

# alarms
MESSAGE_CHARS = 500
ALARMS_SHOWN = 200

# notes of our own side
NOTE_CHARS = 4_000
