"""Versioned, signed dumps of everything that the site shows."""
