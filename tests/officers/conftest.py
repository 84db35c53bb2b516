"""The node under test with a real directory and the standing cast."""

import pytest

from comity.officers.models import Officer
from tests.officers import cast
from tests.simulated_peer import World
from tests.world import alone, founded, world

__all__ = ["alone", "founded", "world"]


@pytest.fixture
def ana(world: World) -> Officer:
    """Drafts at the contact point."""
    return cast.officer("ana")


@pytest.fixture
def head(world: World) -> Officer:
    """Authorises at the contact point."""
    return cast.officer("head")


@pytest.fixture
def judge(world: World) -> Officer:
    """Issues, at an authority of her own."""
    return cast.officer("judge")


@pytest.fixture
def central(world: World) -> Officer:
    """Transmits, at the central authority."""
    return cast.officer("central")
