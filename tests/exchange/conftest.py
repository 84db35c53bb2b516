"""The world of the tests: a directory, our node "ro-1" in the database, foreign nodes in memory."""

import pytest

from tests.world import alone, founded, fresh_world, server, transactional_world, world

__all__ = ["alone", "founded", "fresh_world", "server", "transactional_world", "world"]


@pytest.fixture(autouse=True)
def by_itself(alone: None) -> None:
    """No other room acts in these tests."""
