"""Records of exhibits: what was sealed or received, and which nodes were given a share. No verbs."""

from django.db import models

DIGEST = 71  # "sha256:" and 64 hexadecimal digits
NAME = 200


class Exhibit(models.Model):
    """One sealed item of evidence in one matter. Its bytes are in the vault, under ``object_id``."""

    SEALED, EXPECTED, VERIFIED, TAMPERED = "sealed", "expected", "verified", "tampered"

    exhibit = models.CharField(max_length=NAME)
    object_id = models.CharField(max_length=36)
    matter = models.CharField(max_length=DIGEST, db_index=True)
    name = models.CharField(max_length=NAME)
    media_type = models.CharField(max_length=NAME)
    category = models.CharField(max_length=100)
    length = models.PositiveBigIntegerField()  # plain bytes
    sha256 = models.CharField(max_length=DIGEST)  # of the plain bytes
    parts = models.PositiveIntegerField()
    manifest_digest = models.CharField(max_length=DIGEST)  # of the signed document
    manifest_document = models.BinaryField()  # JWS of its maker, byte for byte
    maker = models.CharField(max_length=NAME)
    from_node = models.CharField(max_length=NAME, blank=True)  # empty: made here
    letter = models.CharField(max_length=DIGEST, blank=True)  # that brought it here
    state = models.CharField(max_length=10)
    attempts = models.PositiveIntegerField(
        default=0
    )  # pulls of parts that were not the signed ones
    failure = models.TextField(blank=True)
    created_at = models.DateTimeField()  # UTC
    verified_at = models.DateTimeField(null=True)  # UTC

    class Meta:
        ordering = ["created_at", "id"]
        indexes = [models.Index(fields=["object_id"], name="evidence_object")]
        constraints = [
            models.UniqueConstraint(fields=["exhibit", "matter"], name="evidence_once_per_matter"),
            models.CheckConstraint(
                condition=models.Q(state__in=["sealed", "expected", "verified", "tampered"]),
                name="evidence_state_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="verified") | models.Q(verified_at__isnull=False),
                name="evidence_verified_has_time",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Share(models.Model):
    """The right of another node to the sealed parts of an exhibit, given in a letter."""

    exhibit = models.ForeignKey(Exhibit, on_delete=models.PROTECT, related_name="shares")
    to_node = models.CharField(max_length=NAME)
    to_authority = models.CharField(max_length=NAME)
    letter = models.CharField(max_length=DIGEST)
    packet_digest = models.CharField(max_length=DIGEST)
    created_at = models.DateTimeField()  # UTC
    withdrawn_at = models.DateTimeField(null=True)  # UTC

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["exhibit", "letter"], name="evidence_share_once"),
        ]

    def __str__(self) -> str:
        return f"{self.exhibit} for {self.to_node}"
