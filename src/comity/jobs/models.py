"""The record of a job. No verbs here.

``fence`` grows with every claim and is never set back: only the newest claim can acknowledge a job.
"""

from django.db import models


class Job(models.Model):
    """Something to be done, at or after ``run_at``, by whoever holds the lease."""

    kind = models.CharField(max_length=100)
    key = models.CharField(max_length=200, null=True)  # at most one waits under a key
    args = models.JSONField(default=dict)
    run_at = models.DateTimeField()  # UTC, by the clock that its kind is registered with
    again_at = models.DateTimeField(null=True)  # asked for again while it was being done
    lease_until = models.DateTimeField(null=True)  # UTC, real time
    fence = models.PositiveBigIntegerField(default=0)
    attempts = models.PositiveIntegerField(default=0)  # since it was last done
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)  # given up
    last_error = models.TextField(blank=True)

    class Meta:
        ordering = ["run_at", "id"]
        indexes = [
            models.Index(
                fields=["run_at", "id"],
                condition=models.Q(done_at__isnull=True, failed_at__isnull=True),
                name="jobs_waiting",
            ),
            models.Index(
                fields=["done_at"],
                condition=models.Q(done_at__isnull=False),
                name="jobs_done",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "key"],
                condition=models.Q(done_at__isnull=True, failed_at__isnull=True),
                name="jobs_one_waits_per_key",
            ),
            models.CheckConstraint(
                condition=models.Q(done_at__isnull=True) | models.Q(failed_at__isnull=True),
                name="jobs_done_or_given_up",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key or self.pk}"
