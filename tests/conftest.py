"""Shared by all tests. The node under test is set up in tests/settings.py."""
