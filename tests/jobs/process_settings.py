"""A node with the journal and the job table alone: what the killed process needs."""

from comity.node.settings import *  # noqa: F403

INSTALLED_APPS = ["comity.journal.apps.JournalConfig", "comity.jobs.apps.JobsConfig"]
