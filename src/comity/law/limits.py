"""Limits of the law room. Its data is packaged, but an operator may load a newer release."""

DATA_FILE_BYTES = 8 * 1024 * 1024
"""The largest file of a data release. The largest today has half a megabyte."""

DATA_TEXT_CHARS = 4_000
"""The longest text of one value in a document of the data."""

DATA_DAYS = 3_660
"""The longest time limit, in days or hours, that a row may state: ten years of days."""

BUNDLE_BYTES = 8 * 1024 * 1024
"""The largest bundle of a release. Today's has about 300 kB."""

BUNDLE_PLAIN_BYTES = 64 * 1024 * 1024
"""The largest bundle once opened. Today's has about 1.5 MB."""
