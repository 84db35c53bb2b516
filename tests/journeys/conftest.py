"""What every journey needs: a clean environment, and a stage with a real directory and three nodes."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from comity.journal import clock
from tests.journeys.stage import Stage

MESSAGES = 240


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here starts processes: what a library warns of while forking is not ours to fail on."""
    here = str(Path(__file__).parent)
    for item in items:
        if str(item.path).startswith(here):
            item.add_marker(pytest.mark.filterwarnings("ignore::DeprecationWarning"))


@pytest.fixture(autouse=True, scope="session")
def clean_environment() -> Iterator[None]:
    """The nodes of a journey are no test nodes: nothing of tests.settings may reach them."""
    kept = {name: os.environ.pop(name, None) for name in ("DJANGO_SETTINGS_MODULE", "COMITY_HOME")}
    os.environ.pop(clock.VARIABLE, None)
    yield
    os.environ.pop(clock.VARIABLE, None)
    os.environ.update({name: value for name, value in kept.items() if value is not None})


Raise = Callable[..., Stage]


@pytest.fixture(scope="module")
def raise_stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Raise]:
    """Builds stages and strikes them afterwards, whatever happened on them."""
    raised: list[Stage] = []

    def one(**how: object) -> Stage:
        folder = tmp_path_factory.mktemp("stage") / "world"
        made = Stage(folder, **{"messages": MESSAGES, **how})  # type: ignore[arg-type]
        raised.append(made)
        made.build()
        made.start()
        return made

    yield one
    for stage in raised:
        stage.stop()
        os.environ.pop(clock.VARIABLE, None)
