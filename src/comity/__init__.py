"""Comity: the open software of an international law enforcement assistance network."""

__version__ = "0.1.0"
