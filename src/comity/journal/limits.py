"""What may stand in one entry, each with a name."""

EVENT_CHARS = 120
ACTOR_CHARS = 200
SUBJECTS_PER_ENTRY = 64
SUBJECT_CHARS = 200
FACTS_BYTES = 64 * 1024  # as canonical JSON
SALT_BYTES = 32
AUDIT_BATCH = 1_000  # entries read at a time
REASON_CHARS = 2_000  # why a state was moved
