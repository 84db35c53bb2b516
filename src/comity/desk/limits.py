"""How much one page shows, and what may be uploaded here."""

from datetime import timedelta

QUEUE_ITEMS = 300  # more are counted, not shown
NOTICES = 200
ALARMS_IN_QUEUE = 5  # the newest; all of them stand among the notices
LATE = timedelta(minutes=5)  # a letter on its way for longer is shown as not delivered
USERNAME_CHARS = 150
PASSWORD_CHARS = 1_000
