"""Fixtures that put a `World` under a test, and the letters that those tests write.

Founding a world takes half a second, so one is shared by all tests that leave its directory as it is;
the simulated nodes forget everything between tests.
"""

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from comity.exchange import actions, refusals, registry
from comity.exchange.models import StoredLetter
from comity.wire.letters import ApprovalNeed, Body, LetterSpec
from tests.simulated_peer import OURS, Peer, Server, World

RO, MA = "RO/contact-point", "MA/contact-point"


class Request(Body):
    """Asks for something."""

    measure: str
    wish: str


class Note(Body):
    """Says something."""

    text: str


REQUEST = LetterSpec(
    type="test.request",
    version=1,
    title="a request",
    body=Request,
    opens=True,
    side="requesting",
    approvals=(ApprovalNeed("authorise", not_drafter=True),),
    writers=("contact_point", "central"),
    competence="request",
    effect="asks",
)
NOTE = LetterSpec(
    type="test.note",
    version=1,
    title="a note",
    body=Note,
    opens=False,
    side="either",
    approvals=(),
    writers=("contact_point", "central", "provider"),
    competence=None,
    effect="says",
)
ANSWER = LetterSpec(
    type="test.answer",
    version=1,
    title="an answer",
    body=Note,
    opens=False,
    side="requested",
    approvals=(),
    writers=("contact_point",),
    competence=None,
    effect="answers",
)
for spec in (REQUEST, NOTE, ANSWER):
    registry.register(spec)
SPECS = {(spec.type, spec.version): spec for spec in (REQUEST, NOTE, ANSWER)}
WISH = {"measure": "M01", "wish": "keep the mailbox"}


class Seen:
    """A room above, which notes what it was told to act on."""

    def __init__(self) -> None:
        self.acted: list[str] = []
        self.raises: Exception | None = None

    def __call__(self, letter: StoredLetter) -> None:
        if self.raises is not None:
            raise self.raises
        self.acted.append(letter.digest)


SEEN = Seen()
for spec in (REQUEST, NOTE, ANSWER):
    registry.subscribe(spec.type, SEEN)


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """The post office without the rooms above."""
    monkeypatch.setattr(registry, "_watchers", [])
    monkeypatch.setattr(registry, "_receipt_listeners", [])


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> World:
    """The world that tests share."""
    port = free_port()
    made = World(tmp_path_factory.mktemp("directory"), post={"ma-1": f"http://127.0.0.1:{port}"})
    made.ports = {"ma-1": port}
    return made


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port: int = asked.getsockname()[1]
        return port


@pytest.fixture
def server(world: World) -> Iterator[Server]:
    """MA's node, behind real HTTP, up."""
    started = Server(world["ma-1"], world.ports["ma-1"])
    yield started
    started.stop()


def _under_test(made: World) -> Iterator[World]:
    home: Path = settings.NODE.home
    made.write_home(home)
    made.install()
    for peer in made.nodes.values():
        peer.specs = SPECS
        peer.forget()
    SEEN.acted, SEEN.raises = [], None
    refusals.forget()
    yield made


@pytest.fixture
def world(db: None, founded: World) -> Iterator[World]:
    """The shared world; do not publish in it."""
    yield from _under_test(founded)


@pytest.fixture
def transactional_world(transactional_db: None, founded: World) -> Iterator[World]:
    """The shared world, without a transaction around the test."""
    yield from _under_test(founded)


@pytest.fixture
def fresh_world(db: None, tmp_path: Path) -> Iterator[World]:
    """A world of one's own, to publish in."""
    yield from _under_test(World(tmp_path))


def send(world: World, *, to: str = MA, matter: str | None = None, **body: Any) -> StoredLetter:
    """Our node sends a request (``matter`` None) or a note."""
    ours: Peer = world[OURS]
    core = actions.draft_core(
        type="test.request" if matter is None else "test.note",
        from_authority=RO,
        to_authority=to,
        matter=matter,
        body=(WISH if matter is None else {"text": "hello"}) | body,
        drafter=ours.people[RO][0].person,
    )
    approvals = ours.approve(core, RO, ["authorise"] if matter is None else [])
    return actions.send(core, approvals)
