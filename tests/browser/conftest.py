"""What every test in a browser needs: Chromium, one running world, and people before their screens."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from comity.demo import cast
from comity.demo.story import Story
from comity.demo.world import World
from comity.journal import clock
from tests.browser import eyes as seeing
from tests.browser import worlds
from tests.browser.eyes import DESKTOP, Eyes
from tests.verification.conftest import exported, folder, story, told  # noqa: F401 - fixtures

Look = Callable[..., Eyes]
Approve = Callable[[Eyes, str], None]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here starts processes: what a library warns of while forking is not ours to fail on."""
    here = str(Path(__file__).parent)
    for item in items:
        if str(item.path).startswith(here):
            item.add_marker(pytest.mark.filterwarnings("ignore::DeprecationWarning"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium. Where CI runs it has to be there; elsewhere its absence is said."""
    if not seeing.CHROMIUM.exists():
        if os.environ.get("CI"):
            pytest.fail(seeing.MISSING)
        pytest.skip(seeing.MISSING)
    with seeing.chromium() as started:
        yield started


@pytest.fixture(scope="session")
def world(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One world for all tests here: its processes take most of the time."""
    kept = {name: os.environ.pop(name, None) for name in ("DJANGO_SETTINGS_MODULE", "COMITY_HOME")}
    running = worlds.start(tmp_path_factory.mktemp("browser") / "world")
    yield running
    running.stop()
    os.environ.pop(clock.VARIABLE, None)
    os.environ.update({name: value for name, value in kept.items() if value is not None})


@pytest.fixture(scope="session")
def held(world: World) -> Story:
    """The story up to the hold, told through the same pages."""
    return worlds.tell_to_the_hold(world)


@pytest.fixture
def look(browser: Browser, world: World) -> Iterator[Look]:
    """Sits somebody before a screen of their node, signed in. Afterwards nothing may have complained."""
    people: list[Eyes] = []

    def one(username: str, size: tuple[int, int] = DESKTOP, *, inside: bool = True) -> Eyes:
        person = Eyes(browser, world.desk(cast.actor(username).node), size)
        people.append(person)
        if inside:
            person.sign_in(username, world.password)
        return person

    yield one
    complaints = [said for person in people for said in person.complaints]
    for person in people:
        person.close()
    assert complaints == []


@pytest.fixture
def approve(world: World, tmp_path: Path) -> Approve:
    """Approve as the page tells a person to do."""

    def do(person: Eyes, username: str) -> None:
        worlds.approve_as_told(world, tmp_path, person, username)

    return do
