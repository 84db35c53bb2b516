"""`kill -9` of a whole node: supervisor, doors and worker at once; started again, it goes on."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.journeys.conftest import Raise
from tests.journeys.people import Chronicle
from tests.journeys.stage import Stage


class Node:
    """A node under `comity node run`, in a session of its own, so that all of it can be ended at once."""

    def __init__(self, stage: Stage, node: str) -> None:
        self.stage, self.node = stage, node
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """As an operator does."""
        home = self.stage.home(self.node)
        with (home / "logs" / "supervisor.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "comity.cli", "node", "run", "--home", str(home)],
                stdout=log,
                stderr=log,
                env={**os.environ, "COMITY_DEMO_CLOCK": str(self.stage.clock_file)},
                start_new_session=True,
            )

    def kill(self) -> None:
        """All its processes, the hard way."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(30)
            self.process = None


@pytest.fixture
def stage(raise_stage: Raise) -> Stage:
    made: Stage = raise_stage()
    return made


@pytest.fixture
def node(stage: Stage) -> Iterator[Node]:
    made = Node(stage, "ma-1")
    yield made
    made.kill()


def test_a_node_that_loses_all_its_processes_at_once(stage: Stage, node: Node) -> None:
    stage.halt("ma-1")
    node.start()
    stage.wait_until_up()
    told = Chronicle(stage)
    first, _ = told.draft_and_approve()
    told.until("ma-duty", f"/requests/{first}/", "promise")

    matters = [first]
    for _ in range(2):  # once with a letter on its way to it, once with one of its own
        node.kill()
        matters.append(told.draft_and_approve()[0])
        node.start()
        stage.wait_until_up()
    for matter in matters:
        page = told.until("ma-duty", f"/requests/{matter}/", "acceptance")
        page = told.fill("ma-duty", page, "acceptance", extent="full")
        told._approval("/approvals/" + page.address.split("/approvals/")[1], "ma-duty", "decide")
        node.kill()
        node.start()
        stage.wait_until_up()
        told.until("ro-investigator", f"/requests/{matter}/", "ccepted")
    stage.wait_until_delivered("ro-1", "ma-1")
    for matter in matters:
        assert stage.digests("ro-1", matter) == stage.digests("ma-1", matter)
        assert len(stage.letters("ro-1", matter)) == 2
    assert stage.audit("ro-1") and stage.audit("ma-1")
