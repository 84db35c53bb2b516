"""Verbs about exhibits, a file each: produce, hand over, receive, move parts, verify, export."""
