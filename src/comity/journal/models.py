"""Records of the journal: entries, what they are about, the hash tree over them, signed checkpoints.

No verbs here. Rows are added by ``actions`` only; of an entry, nothing but its personal facts is ever
taken away. An entry's number is its primary key, so no two can have the same place.
"""

from django.db import models

DIGEST = 71  # "sha256:" and 64 hexadecimal digits


class Head(models.Model):
    """One row: how many entries there are. Writers queue here, so entries have one order."""

    id = models.PositiveSmallIntegerField(primary_key=True)
    size = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="journal_one_head"),
        ]

    def __str__(self) -> str:
        return str(self.size)


class Entry(models.Model):
    """Something that happened. ``leaf`` commits to everything here; ``facts`` can be erased."""

    index = models.PositiveBigIntegerField(primary_key=True)  # from 0
    at = models.DateTimeField()  # UTC, the node's time
    event = models.CharField(max_length=120)  # source:subject:action
    actor = models.CharField(max_length=200)
    about = models.JSONField()  # list of names
    facts = models.JSONField(null=True)
    facts_salt = models.BinaryField(
        default=b""
    )  # destroyed with the facts: else they could be guessed
    facts_digest = models.CharField(max_length=DIGEST, blank=True)
    salt = models.BinaryField()
    leaf = models.CharField(max_length=DIGEST)  # sha256(salt || canonical(entry))
    erased_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["index"]

    def __str__(self) -> str:
        return f"{self.index} {self.event}"


class About(models.Model):
    """Finds the entries about a thing."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="subjects")
    subject = models.CharField(max_length=200)

    class Meta:
        indexes = [models.Index(fields=["subject", "entry"], name="journal_about_subject")]
        constraints = [
            models.UniqueConstraint(fields=["entry", "subject"], name="journal_about_once"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.entry_id}"


class TreeNode(models.Model):
    """The root of one complete subtree over the entries. Written once, never changed."""

    level = models.PositiveSmallIntegerField()
    index = models.PositiveBigIntegerField()
    hash = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["level", "index"], name="journal_node_once"),
        ]

    def __str__(self) -> str:
        return f"{self.level}/{self.index}"


class Checkpoint(models.Model):
    """A signed state of the journal."""

    size = models.PositiveBigIntegerField()
    root = models.BinaryField()
    at = models.DateTimeField()  # UTC, the node's time
    document = models.BinaryField()  # JWS

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.size} {self.at}"
