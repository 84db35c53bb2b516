"""The named refusals of the job table.

JobError
  asking     KindUnknownError, JobArgumentsError, JobKeyReusedError
  doing      LeaseLostError
"""

from comity.wire.errors import ComityError


class JobError(ComityError):
    """The job table refused something."""


class KindUnknownError(JobError):
    """Nobody registered this kind of job."""

    sentence = "No part of this node does this kind of job. Start the version that knows it."


class JobArgumentsError(JobError):
    """Arguments that are not plain JSON, or too much of it."""

    sentence = "The arguments of a job are a small plain JSON object. Put the rest into a record."


class JobKeyReusedError(JobError):
    """A job with this key is waiting, with other arguments: one of the two would be lost."""

    sentence = (
        "Another job waits under this key with other arguments. Use a key that tells them apart."
    )


class LeaseLostError(JobError):
    """A worker outlived its lease: another one has the job, and this one's effect is undone."""

    sentence = (
        "The job took longer than its lease, and its effect was undone. Register a longer lease."
    )
