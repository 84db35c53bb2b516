"""Records of orders, holds, frozen copies and alarms. No verbs.

The row of an order is a cache of what its letters say. What must never happen is a constraint: a hold
without an end of its order, a copy that counts before it is whole, two holds under one order.
"""

from django.db import models

from comity.providers import limits

DIGEST = 71  # "sha256:" and 64 hexadecimal digits
NAME = 200


class Order(models.Model):
    """One order to a provider, on either side, as its letters say."""

    matter = models.CharField(max_length=DIGEST, unique=True)
    lifecycle = models.CharField(max_length=60)  # name of the table
    measure = models.CharField(max_length=10)
    side = models.CharField(
        max_length=10, choices=[("requesting", "requesting"), ("requested", "requested")]
    )
    our_authority = models.CharField(max_length=NAME, db_index=True)
    other_authority = models.CharField(max_length=NAME)
    state = models.CharField(max_length=20)
    steps = models.JSONField(default=list)  # [letter, event, by, end] of each move
    without_effect = models.JSONField(default=list)  # [letter, reason]
    waiting = models.JSONField(default=list)  # letters whose earlier ones are missing
    reference = models.CharField(max_length=500)  # the ordering authority's file number
    legal_basis = models.TextField()
    scope = models.JSONField()  # as the order writes it
    conditions = models.TextField(blank=True)  # of handling, in a production order
    preservation = models.CharField(
        max_length=DIGEST, blank=True
    )  # matter of the order it draws on
    expires_at = models.DateTimeField(null=True)  # UTC
    secrecy_until = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    effective_from = models.DateTimeField(null=True)  # as the certificate says
    partial = models.BooleanField(default=False)
    local_reference = models.CharField(max_length=NAME, blank=True, db_index=True)  # never sent
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(side__in=["requesting", "requested"]),
                name="providers_order_side",
            ),
            models.CheckConstraint(
                condition=~models.Q(lifecycle="preservation-order")
                | models.Q(expires_at__isnull=False),
                name="providers_preservation_has_end",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lifecycle} {self.reference}"


class PlannedOrder(models.Model):
    """What this node remembers about an order that still waits for its approval; never sent."""

    pending = models.UUIDField(primary_key=True)  # the waiting letter
    local_reference = models.CharField(max_length=NAME)

    def __str__(self) -> str:
        return f"{self.pending} {self.local_reference}"


class Hold(models.Model):
    """What this provider's node keeps under one order."""

    FREEZING, FROZEN, RELEASING, RELEASED = "freezing", "frozen", "releasing", "released"
    STATES = [(one, one) for one in (FREEZING, FROZEN, RELEASING, RELEASED)]

    order = models.OneToOneField(Order, on_delete=models.PROTECT, related_name="hold")
    state = models.CharField(max_length=10, choices=STATES, default=FREEZING)
    effective_from = models.DateTimeField(null=True)  # UTC: when every source had been copied once
    not_covered = models.JSONField(default=list)  # data items that no connector has
    released_at = models.DateTimeField(null=True)
    certified = models.CharField(
        max_length=DIGEST, blank=True
    )  # fingerprint of what was last proposed

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="frozen") | models.Q(effective_from__isnull=False),
                name="providers_frozen_is_effective",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="released") | models.Q(released_at__isnull=False),
                name="providers_released_has_time",
            ),
        ]

    def __str__(self) -> str:
        return f"hold of {self.order_id}"


class FrozenSource(models.Model):
    """One copy of one source: begun before the first byte is written, counted once it is whole."""

    COPYING, COPIED = "copying", "copied"

    hold = models.ForeignKey(Hold, on_delete=models.PROTECT, related_name="sources")
    source = models.CharField(max_length=40)
    object_id = models.CharField(max_length=36, unique=True)
    state = models.CharField(
        max_length=10, choices=[(COPYING, COPYING), (COPIED, COPIED)], default=COPYING
    )
    items = models.PositiveBigIntegerField(default=0)
    bytes = models.PositiveBigIntegerField(default=0)  # of the items
    length = models.PositiveBigIntegerField(default=0)  # of the container
    sha256 = models.CharField(max_length=DIGEST, blank=True)  # of the container
    parts = models.JSONField(default=list)  # [number, length, sealed length, sha256]
    complete = models.BooleanField(default=False)
    reasons = models.JSONField(default=dict)  # code to how often: why it is partial
    remarks = models.JSONField(default=dict)
    gaps = models.JSONField(default=list)  # [id, code], the first of them
    failure = models.CharField(max_length=limits.FAILURE_CHARS, blank=True)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="copying")
                | (models.Q(finished_at__isnull=False) & ~models.Q(sha256="")),
                name="providers_copied_is_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(complete=False) | models.Q(state="copied"),
                name="providers_complete_is_copied",
            ),
            models.UniqueConstraint(
                fields=["hold", "source"],
                condition=models.Q(state="copying"),
                name="providers_one_copy_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.object_id}"


class OrderAlarm(models.Model):
    """Something about an order that a person has to be told."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="alarms")
    kind = models.CharField(max_length=40)
    due_end = (
        models.DateTimeField()
    )  # the end (or term) that it is about: a renewal brings new alarms
    at = models.DateTimeField()
    message = models.CharField(max_length=500)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.CharField(max_length=NAME, blank=True)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["order", "kind", "due_end"], name="providers_alarm_rings_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.order_id}"
