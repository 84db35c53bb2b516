"""What may stand in one job, and how patient the worker is. Bytes as canonical JSON; real time."""

from datetime import timedelta

KIND_CHARS = 100
KEY_CHARS = 200
ARGUMENTS_BYTES = 16 * 1024
ERROR_CHARS = 2_000
LEASE = timedelta(minutes=2)
HELD_FOR = timedelta(seconds=12)  # a worker's lease at a time; it is renewed while the job is done
KEEP_EVERY_SECONDS = 3.0  # between two renewals
FIRST_PAUSE = timedelta(seconds=1)
LONGEST_PAUSE = timedelta(minutes=5)
IN_TROUBLE_AFTER = 3  # tries that failed in a row
OUTSIDE_THREADS = 8  # jobs that wait for other nodes
PAUSE_AFTER_FAULT_SECONDS = 1.0  # when the database itself fails
CLEAR_DONE_AFTER = timedelta(days=7)
CLEAR_AT_ONCE = 1_000
