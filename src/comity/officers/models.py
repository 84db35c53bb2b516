"""Records of officers and of letters that wait for approvals. Nothing but records."""

import uuid

from django.conf import settings
from django.db import models

from comity.officers import limits

DIGEST = 71  # "sha256:" and 64 hexadecimal digits
NAME = 200


class Officer(models.Model):
    """A person who signs in here. What they may approve is said by the directory, not by this row."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="officer"
    )
    person = models.CharField(max_length=NAME, unique=True)  # pseudonym in the directory
    authority = models.CharField(max_length=NAME)
    role = models.CharField(max_length=NAME)  # office in words, as in the directory
    capacities = models.JSONField(default=list)  # what the desk offers this person

    class Meta:
        ordering = ["person"]

    def __str__(self) -> str:
        return f"{self.person} ({self.authority})"


class PendingLetter(models.Model):
    """A letter's core, frozen, until it has its approvals."""

    STATES = [("waiting", "waiting"), ("sent", "sent"), ("abandoned", "abandoned")]

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    type = models.CharField(max_length=NAME)
    version = models.PositiveIntegerField()
    from_authority = models.CharField(max_length=NAME)
    to_authority = models.CharField(max_length=NAME)
    core = models.BinaryField()  # canonical bytes: what persons approve
    core_digest = models.CharField(max_length=DIGEST, unique=True)
    drafter = models.CharField(max_length=NAME)
    subject = models.CharField(max_length=DIGEST, blank=True)  # matter; empty: it opens one
    title = models.CharField(max_length=limits.TITLE_CHARS)
    created_at = models.DateTimeField()  # UTC, the node's clock
    state = models.CharField(max_length=10, choices=STATES, default="waiting")
    closed_at = models.DateTimeField(null=True)
    letter = models.CharField(max_length=DIGEST, blank=True)  # digest of the letter that was sent
    replaced_by = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    last_error = models.JSONField(null=True)  # {"error", "sentence", "fault"}

    class Meta:
        ordering = ["created_at", "id"]
        indexes = [models.Index(fields=["state", "from_authority"], name="officers_waiting")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["waiting", "sent", "abandoned"]),
                name="officers_pending_state",
            ),
            models.CheckConstraint(
                condition=models.Q(state="sent") ^ models.Q(letter=""),
                name="officers_sent_has_letter",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.id}"


class PendingAttachment(models.Model):
    """Bytes that will travel beside the letter; the core names their digest."""

    pending = models.ForeignKey(PendingLetter, on_delete=models.CASCADE, related_name="attachments")
    number = models.PositiveIntegerField()
    data = models.BinaryField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["pending", "number"], name="officers_attachment_once")
        ]

    def __str__(self) -> str:
        return f"{self.pending_id} {self.number}"


class GivenApproval(models.Model):
    """One person's approval of the frozen core, verified when it came in."""

    pending = models.ForeignKey(PendingLetter, on_delete=models.CASCADE, related_name="approvals")
    person = models.CharField(max_length=NAME)
    authority = models.CharField(max_length=NAME)
    capacity = models.CharField(max_length=NAME)
    method = models.CharField(max_length=20)
    approval = models.JSONField()  # as it goes into the letter
    given_at = models.DateTimeField()  # UTC: when this node received it

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["pending", "person"], name="officers_approval_once")
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.pending_id}"


class FailedSignIn(models.Model):
    """A wrong password, so that guessing ends. The name is kept as a keyed digest."""

    name = models.CharField(max_length=64, db_index=True)
    at = models.DateTimeField()  # UTC, the machine's clock

    def __str__(self) -> str:
        return f"{self.name} {self.at}"
