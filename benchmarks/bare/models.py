"""The reference's one table."""

from django.db import models


class Stored(models.Model):
    """JSON as it came."""

    data = models.JSONField()
