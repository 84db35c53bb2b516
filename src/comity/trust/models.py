"""Records of the directory on this node: every file it has accepted, its standing, and our own choices.

No verbs here. A file once kept is never changed: what was signed is verified as of then.
"""

from django.db import models

DIGEST = 71  # "sha256:" and 64 hexadecimal digits
NAME = 200


class DirectoryFile(models.Model):
    """A file of the directory as it was accepted, byte for byte; or an opened list of people."""

    path = models.CharField(max_length=300, unique=True)
    sha256 = models.CharField(max_length=DIGEST)
    data = models.BinaryField()
    seen_at = models.DateTimeField()  # UTC, the node's time

    class Meta:
        ordering = ["path"]

    def __str__(self) -> str:
        return self.path


class AcceptedDirectory(models.Model):
    """The newest version that this node has accepted, and how the last try to renew it went. One row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    version = models.PositiveBigIntegerField(default=0)  # 0: none yet
    sha256 = models.CharField(max_length=DIGEST, blank=True)
    issued = models.DateTimeField(null=True)
    expires = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)  # the node's time
    revision = models.PositiveBigIntegerField(default=0)  # goes up whenever the view changes
    tried_at = models.DateTimeField(null=True)  # real time of the last try
    reachable = models.BooleanField(default=False)
    last_error = models.JSONField(null=True)  # {"error", "sentence", "fault"}

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="trust_one_accepted_directory")
        ]

    def __str__(self) -> str:
        return f"directory {self.version}"


class Pin(models.Model):
    """The keys of a State's role that this node accepts, and changed ones that it does not (yet)."""

    state = models.CharField(primary_key=True, max_length=2)
    keys = models.JSONField()  # TUF key id to key
    threshold = models.PositiveSmallIntegerField()
    digest = models.CharField(max_length=DIGEST)  # of the keys: what is compared by another road
    good_version = models.PositiveBigIntegerField()  # last directory version under these keys
    offered_digest = models.CharField(max_length=DIGEST, blank=True)  # changed keys, not accepted
    offered_keys = models.JSONField(null=True)
    offered_threshold = models.PositiveSmallIntegerField(null=True)
    offered_version = models.PositiveBigIntegerField(null=True)

    class Meta:
        ordering = ["state"]

    def __str__(self) -> str:
        return self.state


class Acceptance(models.Model):
    """Our own choice about a State, one of its authorities, or one measure of either."""

    state = models.CharField(max_length=2)
    authority = models.CharField(max_length=NAME, blank=True)  # empty: every authority of the State
    measure = models.CharField(max_length=10, blank=True)  # empty: every measure
    suspended = models.BooleanField(default=False)
    reason = models.CharField(max_length=500, blank=True)
    set_at = models.DateTimeField()
    set_by = models.CharField(max_length=NAME)

    class Meta:
        ordering = ["state", "authority", "measure"]
        constraints = [
            models.UniqueConstraint(
                fields=["state", "authority", "measure"], name="trust_one_acceptance"
            )
        ]

    def __str__(self) -> str:
        return f"{self.authority or self.state} {self.measure}"


class TakenRelease(models.Model):
    """A release of the law data that this node answered from. None is deleted: old findings need them.

    ``sequence`` 0: it came with a version of the software, and nobody vouched for it in the directory.
    """

    release = models.CharField(max_length=DIGEST)  # over its files
    sequence = models.PositiveIntegerField()
    bundle = models.BinaryField()
    vouched_by = models.JSONField(default=list)
    directory = models.PositiveBigIntegerField()  # the version in which it was vouched for
    taken_at = models.DateTimeField()  # UTC

    class Meta:
        ordering = ["-sequence", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["release", "sequence"], name="trust_release_taken_once")
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.release}"


class Notice(models.Model):
    """Something about the directory that a person has to see. Stays until somebody has seen it."""

    kind = models.CharField(max_length=60)
    about = models.CharField(max_length=NAME)
    message = models.CharField(max_length=600)
    at = models.DateTimeField()  # the node's time
    seen_by = models.CharField(max_length=NAME, blank=True)
    seen_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "about", "message"],
                condition=models.Q(seen_at__isnull=True),
                name="trust_notice_once_while_unseen",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.about}"
