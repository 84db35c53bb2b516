"""Records of requests for assistance: the cached state of each, who else may see it, alarms. No verbs.

The row of a request is a cache of `rules.state` over its letters. What must never be is a constraint: a
hold without an end or a reason for having none, a disclosed preservation.
"""

from django.db import models

from comity.assistance import limits

DIGEST = 71  # "sha256:" and 64 hexadecimal digits
NAME = 200
HELD = ["hold_active", "hold_expiring", "followed_up"]


class AssistanceRequest(models.Model):
    """One request, on either side, as its letters say."""

    SIDES = [("requesting", "requesting"), ("requested", "requested")]

    matter = models.CharField(max_length=DIGEST, unique=True)
    measure = models.CharField(max_length=10)
    instrument = models.CharField(max_length=100)
    article = models.CharField(max_length=500)
    basis_on = models.DateField()  # the day for which the sender asked its law data
    reference = models.CharField(max_length=500)  # the requesting side's file number
    side = models.CharField(max_length=10, choices=SIDES)
    our_authority = models.CharField(max_length=NAME, db_index=True)
    other_authority = models.CharField(max_length=NAME)
    state = models.CharField(max_length=30)
    steps = models.JSONField(default=list)  # [letter or happening, event, by, end] of each move
    without_effect = models.JSONField(default=list)  # [letter, reason]
    waiting = models.JSONField(default=list)  # letters whose earlier ones are missing
    forked = models.JSONField(default=list)  # letters set aside at a fork
    outcome = models.CharField(max_length=30, blank=True)
    received_at = models.DateTimeField(null=True)  # UTC: when the requested side's node stored it
    hold_effective_from = models.DateTimeField(null=True)
    hold_expires_at = models.DateTimeField(null=True)
    hold_open_ended_since = models.DateTimeField(null=True)
    hold_partial = models.BooleanField(default=False)
    due_at = models.DateTimeField(null=True)
    due_clock = models.CharField(max_length=20, blank=True)
    linked_matter = models.CharField(
        max_length=DIGEST, blank=True, db_index=True
    )  # M01 to M03 and back
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(side__in=["requesting", "requested"]),
                name="assistance_request_side",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=HELD)
                | models.Q(hold_expires_at__isnull=False)
                | models.Q(hold_open_ended_since__isnull=False),
                name="assistance_hold_has_end_or_reason",
            ),
            models.CheckConstraint(
                condition=~models.Q(measure="M01", state__in=["disclosed", "verified", "rejected"]),
                name="assistance_hold_never_disclosed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.reference}"


class MatterAccess(models.Model):
    """An authority of this node that may read a matter that is not its own, and why."""

    matter = models.CharField(max_length=DIGEST)
    authority = models.CharField(max_length=NAME, db_index=True)
    why = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["matter", "authority"], name="assistance_access_once")
        ]

    def __str__(self) -> str:
        return f"{self.authority} {self.matter}"


class CriminalityAssessment(models.Model):
    """A finding of the double criminality test for our own side: never sent, computed again at will."""

    authority = models.CharField(max_length=NAME, db_index=True)
    matter = models.CharField(
        max_length=DIGEST, blank=True, db_index=True
    )  # of a hold, if there is one
    requesting = models.CharField(max_length=2)
    requested = models.CharField(max_length=2)
    measure = models.CharField(max_length=12)
    on = models.DateField()  # the day whose law was asked
    finding = models.CharField(max_length=20)
    case = models.TextField()  # canonical JSON, as it was assessed
    record = models.CharField(max_length=DIGEST)  # digest of the finding as a record
    data_version = models.CharField(max_length=DIGEST)
    engine = models.PositiveIntegerField()
    by = models.CharField(max_length=NAME)
    at = models.DateTimeField()  # UTC

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.requesting} {self.requested} {self.finding}"


class Alarm(models.Model):
    """Something about a request that a person has to be told."""

    matter = models.CharField(max_length=DIGEST, db_index=True)
    kind = models.CharField(max_length=60)
    about = models.DateTimeField()  # the end that it is about: a renewal brings new alarms
    at = models.DateTimeField()  # UTC: when it was due to ring
    message = models.CharField(max_length=limits.MESSAGE_CHARS)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.CharField(max_length=NAME, blank=True)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["matter", "kind", "about"], name="assistance_alarm_rings_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.matter}"

    @property
    def acknowledged(self) -> bool:
        """Whether somebody has taken note of it."""
        return self.acknowledged_at is not None
