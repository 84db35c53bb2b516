"""Records of the post office: matters, letters, queued envelopes, refused deliveries, witnessed journals.

No verbs here. What must never happen is a constraint: one letter once, one core once, one receipt per
letter, one envelope per letter sent.
"""

from django.db import models

from comity.exchange import limits

DIGEST = 71  # "sha256:" and 64 hexadecimal digits
NAME = 200  # authority and node identifiers


class Matter(models.Model):
    """All letters of one request, as this node holds them. Its id is the digest of its opening letter."""

    id = models.CharField(primary_key=True, max_length=DIGEST)
    our_authority = models.CharField(max_length=NAME)
    other_authority = models.CharField(max_length=NAME)
    other_node = models.CharField(max_length=NAME)
    side = models.CharField(
        max_length=10, choices=[("requesting", "requesting"), ("requested", "requested")]
    )
    lifecycle = models.CharField(max_length=60, blank=True)  # empty: opening letter not understood
    measure = models.CharField(max_length=10, blank=True)
    opened_at = models.DateTimeField()  # UTC: when this node stored the opening letter
    missing = models.JSONField(
        default=list
    )  # letters that the other side says it holds and we do not

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(side__in=["requesting", "requested"]),
                name="exchange_matter_side",
            ),
        ]

    def __str__(self) -> str:
        return self.id


class StoredLetter(models.Model):
    """One letter, exactly as signed, in or out."""

    PLACEMENTS = [
        ("acted", "handlers ran"),
        ("waiting", "earlier letters are missing"),
        ("fork", "its writer wrote two letters in one place"),
        ("kept", "not understood: kept and shown"),
    ]

    digest = models.CharField(max_length=DIGEST, unique=True)
    core_digest = models.CharField(max_length=DIGEST, unique=True)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="letters")
    type = models.CharField(max_length=80)
    version = models.PositiveIntegerField()
    opens = models.BooleanField()
    writer = models.CharField(max_length=NAME)  # authority
    recipient = models.CharField(max_length=NAME)  # authority
    from_node = models.CharField(max_length=NAME)
    to_node = models.CharField(max_length=NAME)
    seq = models.PositiveBigIntegerField()
    incarnation = models.CharField(max_length=64)
    previous = models.CharField(max_length=DIGEST, null=True, blank=True)
    seen = models.JSONField(default=dict)  # authority to digest, as the letter says
    direction = models.CharField(max_length=3, choices=[("in", "in"), ("out", "out")])
    document = models.BinaryField()  # the JWS, byte for byte
    payload = models.BinaryField()  # the letter's bytes, as signed
    drafter = models.CharField(max_length=NAME, null=True, blank=True)
    time_claimed = models.DateTimeField()  # UTC: what the writer says
    stored_at = models.DateTimeField()  # UTC: when this node stored it
    directory = (
        models.JSONField()
    )  # which directory it was checked against, its age, whether expired
    envelope_id = models.CharField(max_length=100)
    envelope_sha256 = models.CharField(max_length=DIGEST, blank=True)
    understood = models.BooleanField(default=True)
    placement = models.CharField(max_length=10, choices=PLACEMENTS, default="acted")
    note = models.CharField(max_length=500, blank=True)  # why it is kept, waits, or is a fork
    missing = models.JSONField(default=list)  # digests it waits for
    receipt = models.BinaryField(null=True)  # JWS; ours for "in", theirs for "out"
    receipt_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["matter", "writer"], name="exchange_letter_writer")]
        constraints = [
            models.UniqueConstraint(
                fields=["from_node", "envelope_id"], name="exchange_one_letter_per_envelope"
            ),
            models.CheckConstraint(
                condition=models.Q(direction__in=["in", "out"]), name="exchange_letter_direction"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.digest}"


class Attachment(models.Model):
    """Bytes that travelled beside a letter, in its envelope."""

    letter = models.ForeignKey(StoredLetter, on_delete=models.PROTECT, related_name="attachments")
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=DIGEST)
    data = models.BinaryField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["letter", "number"], name="exchange_attachment_once")
        ]

    def __str__(self) -> str:
        return self.digest


class OutboundEnvelope(models.Model):
    """A sealed letter on its way. ``id`` is fixed before the first try and never changes."""

    STATES = [("queued", "queued"), ("delivered", "delivered"), ("refused", "refused")]

    id = models.CharField(primary_key=True, max_length=100)
    letter = models.OneToOneField(StoredLetter, on_delete=models.PROTECT, related_name="envelope")
    to_node = models.CharField(max_length=NAME)
    sealing_kid = models.CharField(max_length=100)
    data = models.BinaryField()  # emptied once delivered
    state = models.CharField(max_length=10, choices=STATES, default="queued")
    attempts = models.PositiveIntegerField(default=0)
    queued_at = models.DateTimeField()  # real time
    next_at = models.DateTimeField()  # real time of the next try
    delivered_at = models.DateTimeField(null=True)  # the node's time
    last_error = models.JSONField(null=True)  # {"error", "sentence", "fault"}
    loud_at = models.DateTimeField(
        null=True
    )  # since when its delay is in the journal and on a screen

    class Meta:
        ordering = ["letter_id"]
        indexes = [models.Index(fields=["state", "to_node"], name="exchange_queue")]

    def __str__(self) -> str:
        return self.id


class RefusedDelivery(models.Model):
    """What was refused at the door: the bytes (or their beginning) and the reason."""

    node = models.CharField(max_length=NAME)
    at = models.DateTimeField()
    error = models.CharField(max_length=100)
    sentence = models.TextField()
    facts = models.JSONField(default=dict)
    length = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=DIGEST)
    data = models.BinaryField(max_length=limits.REFUSED_BYTES_KEPT)
    times = models.PositiveIntegerField(default=1)  # the same bytes for the same reason again

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["node", "sha256", "error"], name="exchange_refused_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.node} {self.error}"


class PeerCheckpoint(models.Model):
    """A signed state of another node's journal that this node has seen: it is a witness of it."""

    node = models.CharField(max_length=NAME)
    size = models.PositiveBigIntegerField()
    root = models.CharField(max_length=64)  # hexadecimal
    document = models.BinaryField()
    seen_at = models.DateTimeField()
    state = models.CharField(
        max_length=12,
        choices=[("consistent", "continues"), ("pending", "proof asked"), ("split", "split view")],
    )

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["node", "size", "root"], name="exchange_checkpoint_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.node} {self.size}"


class GivenCheckpoint(models.Model):
    """The size of our journal that another node saw last, so that proofs begin there."""

    node = models.CharField(max_length=NAME, primary_key=True)
    size = models.PositiveBigIntegerField()
    witnessed = models.PositiveBigIntegerField(default=0)  # the last PeerCheckpoint passed on to it

    def __str__(self) -> str:
        return f"{self.node} {self.size}"


class OtherStatement(models.Model):
    """What the other side signed about a matter: the latest of each node."""

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="statements")
    node = models.CharField(max_length=NAME)
    document = models.BinaryField()
    letters = models.JSONField()  # digests that it says it holds
    matter_digest = models.CharField(max_length=DIGEST)
    received_at = models.DateTimeField()
    agrees = models.BooleanField()  # with what we held when it came

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["matter", "node"], name="exchange_statement_per_node")
        ]

    def __str__(self) -> str:
        return f"{self.matter_id} {self.node}"


class Incarnation(models.Model):
    """Which life of this node writes: a new row after a restore from backup."""

    value = models.CharField(max_length=64, unique=True)
    since = models.DateTimeField()
    reason = models.CharField(max_length=200)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.value
