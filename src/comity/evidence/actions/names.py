"""Names that the room and its callers share."""

EXPORTS = "exports"  # folder of a node's home in which exports are written
