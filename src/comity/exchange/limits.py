"""What a stranger may ask of the post office, each with a name. Sizes in bytes, times as given."""

from datetime import timedelta

RECEIPT_BYTES = 256 * 1024  # a signed receipt with checkpoint and consistency proof
STATEMENT_BYTES = 4 * 1024 * 1024  # a signed matter statement with its list of letters
REFUSAL_BYTES = 16 * 1024  # a refusal that another node sends us
ANSWER_BYTES = 128 * 1024 * 1024  # any answer of another node (an envelope is the largest)
LETTERS_PER_MATTER = 5_000
WAITING_PER_MATTER = 200  # letters kept although earlier ones are missing
REFUSED_DELIVERIES_PER_NODE = 200
REFUSALS_RECORDED = 100  # entries of the journal about what one node sent in vain, within
REFUSALS_RECORDED_WITHIN = timedelta(hours=1)
REFUSED_BYTES_PER_NODE = 16 * 1024 * 1024
REFUSED_BYTES_KEPT = 1024 * 1024  # of one refused delivery: its beginning
LETTERS_PER_STATEMENT_REPAIR = 200  # missing letters asked for in one go
REMEMBERED_LETTERS = 4_096  # read once per process
REMEMBERED_BYTES = 16 * 1024  # larger ones are read each time

SIGNATURE_LIFE = timedelta(seconds=300)  # of an HTTP signature, real time
CLOCK_SKEW = timedelta(seconds=60)  # between two machines' clocks, for HTTP signatures only
CHECKPOINT_EVERY = timedelta(seconds=1)  # real time between two signed checkpoints
WITNESSES_PASSED_ON = 2  # checkpoints of other nodes on one receipt
WITNESS_PAUSE = timedelta(
    minutes=1
)  # before a node is asked about a checkpoint that others have shown
QUESTION_BYTES = (
    64 * 1024
)  # a question to the nodes' door that is no envelope, receipt or statement
REFRESH_PAUSE = timedelta(
    seconds=5
)  # between two looks at the directory that a refusal brings about

CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 60.0
FIRST_PAUSE = timedelta(seconds=1)
LONGEST_PAUSE = timedelta(minutes=5)
LOUD_AFTER = timedelta(minutes=15)  # undelivered for longer: on a screen, with the reason
SWEEP_EVERY = timedelta(seconds=2)
COLLECT_EVERY = timedelta(milliseconds=500)
COLLECT_AT_ONCE = 100  # letters collected in one job
KEEP_ALIVE_SECONDS = 1.5  # an idle connection to another node
