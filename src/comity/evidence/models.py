"""Records of exhibits: what was sealed or received, and who was given a share. No verbs."""

from django.db import models


class Exhibit(models.Model):
    """One sealed item of evidence, as this node made or received it. Its bytes are in the vault."""

    SEALED, EXPECTED, VERIFIED, TAMPERED = "sealed", "expected", "verified", "tampered"
    STATES = (SEALED, EXPECTED, VERIFIED, TAMPERED)

    exhibit = models.CharField(max_length=64)
    object_id = models.CharField(max_length=64)
    matter = models.CharField(max_length=80, db_index=True)
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    data_category = models.CharField(max_length=40)
    length = models.BigIntegerField()
    sha256 = models.CharField(max_length=80)
    parts = models.PositiveIntegerField()
    manifest_digest = models.CharField(max_length=80)
    manifest_document = models.BinaryField()
    maker = models.CharField(max_length=120)
    from_node = models.CharField(max_length=80, blank=True)
    letter = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=10)
    pull_attempts = models.PositiveIntegerField(default=0)
    failure = models.TextField(blank=True)
    conditions = models.TextField(blank=True)
    created_at = models.DateTimeField()
    verified_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["exhibit", "matter"], name="exhibit_once_per_matter"),
            models.CheckConstraint(
                condition=models.Q(state__in=("sealed", "expected", "verified", "tampered")),
                name="exhibit_state_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="verified") | models.Q(verified_at__isnull=False),
                name="exhibit_verified_has_time",
            ),
        ]
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return self.name


class Share(models.Model):
    """The right of another node to the sealed parts of an exhibit: a key packet made for it."""

    exhibit = models.ForeignKey(Exhibit, on_delete=models.PROTECT, related_name="shares")
    to_node = models.CharField(max_length=80)
    to_authority = models.CharField(max_length=120)
    packet_digest = models.CharField(max_length=80)
    packet = models.BinaryField()
    letter = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["exhibit", "to_node"], name="share_once_per_node_and_exhibit"
            )
        ]

    def __str__(self) -> str:
        return f"{self.exhibit} for {self.to_node}"
