"""Shared by all tests. The node under test is set up in tests/settings.py."""

from collections.abc import Iterator

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def _no_language_is_left_behind() -> Iterator[None]:
    """A page that was asked for in a language leaves it set for the thread, and so for the next test."""
    yield
    translation.deactivate()
