"""Sets up what the story needs, as operators would, and runs it: a directory, three nodes, a mail store.

Everything lies in one folder and is thrown away with it. Each node is its own processes with its own
database, keys, vault and ports on loopback; they share nothing but the directory's address and the
demo clock.
"""

import fcntl
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Any

import httpx2

from comity.demo import cast, mailstore
from comity.demo.browser import Person, StoryError
from comity.journal import clock
from comity.node import cli as node_cli
from comity.node.supervise import Child, die_with_parent, node_children
from comity.officers import key_file
from comity.trust import ceremony
from comity.trust.declarations import (
    AuthorityDeclaration,
    Declaration,
    NodeDeclaration,
    PersonDeclaration,
)
from comity.trust.keys import BUNDLE, FOLDER, Ring
from comity.wire.keys import SigningKey

SEED = 20261125
MESSAGES = 3000
DEMO_COST_LOG2 = 14  # a demo's passphrases protect nothing, and thirteen people make keys at once
FIRST_PORT = 8600
WAIT_SECONDS = 60.0


@dataclass(frozen=True)
class NodePlan:
    """One node of the story."""

    node: str
    state: str
    authorities: tuple[str, ...]
    time_zone: str
    collects_from: str | None = None


PLANS = (
    NodePlan(
        "ro-1",
        "RO",
        ("RO/contact-point", "RO/issuing-authority", "RO/central-authority"),
        "Europe/Bucharest",
    ),
    NodePlan(
        "ma-1",
        "MA",
        ("MA/contact-point", "MA/ordering-authority", "MA/central-authority"),
        "Africa/Casablanca",
    ),
    NodePlan("atlas-1", "MA", (cast.PROVIDER,), "Africa/Casablanca", collects_from="ma-1"),
)
MEMBERS = ("RO", "MA", "EE")


class Ports:
    """Ports on loopback for one demo, from FIRST_PORT upwards.

    Each is kept by a locked file until ``give_back`` or the end of this process, however it ends: two
    demos that are set up at once would otherwise find the same ports free. Until ``make_room`` it is also
    bound, so that no other program takes it while the demo is being set up.
    """

    def __init__(self) -> None:
        self._kept: list[IO[bytes]] = []
        self._bound: list[socket.socket] = []

    def take(self, count: int) -> list[int]:
        """So many ports that nobody listens on and no other demo keeps. Raises StoryError."""
        found: list[int] = []
        for port in range(FIRST_PORT, FIRST_PORT + 2000):
            if len(found) == count:
                break
            if self._keep(port):
                found.append(port)
        if len(found) < count:
            raise StoryError("There are no free ports on this machine.")
        return found

    def _keep(self, port: int) -> bool:
        name = f"comity-demo-{os.getuid()}-{port}.lock"
        file = (Path(tempfile.gettempdir()) / name).open("ab")
        bound = socket.socket()
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            bound.bind(("127.0.0.1", port))
        except OSError:
            bound.close()
            file.close()
            return False
        self._kept.append(file)
        self._bound.append(bound)
        return True

    def make_room(self) -> None:
        """Let go of the sockets: those for whom the ports were kept are about to listen."""
        while self._bound:
            self._bound.pop().close()

    def give_back(self) -> None:
        """Let others have them."""
        self.make_room()
        while self._kept:
            self._kept.pop().close()


def untouched(_child: str) -> Mapping[str, str]:
    """No process gets anything beside the usual environment."""
    return {}


@dataclass
class World:
    """The folder of a demo and everything that runs in it."""

    folder: Path
    ports: dict[str, tuple[int, int]] = field(default_factory=dict)
    directory_port: int = 0
    password: str = ""
    children: list[Child] = field(default_factory=list)
    people: dict[str, Person] = field(default_factory=dict)
    store: mailstore.Store = field(init=False)
    messages: int = MESSAGES
    reserved: Ports = field(default_factory=Ports)
    # What a process finds in its environment beside the usual, by its name, such as "ro-1 worker".
    environment_of: Callable[[str], Mapping[str, str]] = untouched

    # Places

    @property
    def clock_file(self) -> Path:
        """Holds how far the demo clock is ahead, in seconds."""
        return self.folder / "clock"

    @property
    def anchor(self) -> Path:
        """The trust anchor, as the members hand it out."""
        return self.folder / "directory" / ceremony.ANCHOR

    @property
    def mail(self) -> Path:
        """The provider's mail store."""
        return self.folder / "provider" / "mail"

    @property
    def log(self) -> Path:
        """The provider's access log."""
        return self.folder / "provider" / "access.log"

    def home(self, node: str) -> Path:
        """The home of a node."""
        return self.folder / node

    def desk(self, node: str) -> str:
        """The address of a node's officers' door."""
        return f"http://127.0.0.1:{self.ports[node][0]}"

    def key_of(self, actor: cast.Actor) -> Path:
        """A person's own key file: outside every node's home."""
        return self.folder / "people" / f"{actor.person}.key"

    # Set-up

    def build(self) -> None:
        """Make everything. The folder must not be there."""
        self.folder.mkdir(mode=0o700, parents=True)
        self.clock_file.write_text("0", "ascii")
        os.environ[clock.VARIABLE] = str(self.clock_file)
        self.password = secrets.token_urlsafe(12)
        ports = self.reserved.take(1 + 2 * len(PLANS))
        self.directory_port = ports[0]
        for number, plan in enumerate(PLANS):
            self.ports[plan.node] = (ports[1 + 2 * number], ports[2 + 2 * number])
        (self.folder / "people").mkdir(mode=0o700)
        with ThreadPoolExecutor(4) as pool:
            store = pool.submit(self._provider_data)
            for plan in PLANS:
                self._init(plan)
            keys = {actor.person: self._key(actor) for actor in cast.ACTORS}
            ready = [pool.submit(self._database, plan) for plan in PLANS]
            self._found_directory(keys)
            self.store = store.result()
            for one in ready:
                one.result()
        self._save()

    def _init(self, plan: NodePlan) -> None:
        desk, post = self.ports[plan.node]
        words = [
            "init", "--home", str(self.home(plan.node)), "--node", plan.node, "--state", plan.state,
            "--directory", f"http://127.0.0.1:{self.directory_port}",
            "--desk-port", str(desk), "--post-port", str(post),
            "--time-zone", plan.time_zone, "--demo",
        ]  # fmt: skip
        for authority in plan.authorities:
            words += ["--authority", authority]
        if plan.collects_from:
            words += ["--collects-from", plan.collects_from]
        with quiet():
            node_cli.main(words)
        if plan.node == "atlas-1":
            self._connect(self.home(plan.node) / "node.json")

    def _connect(self, path: Path) -> None:
        values = json.loads(path.read_text("utf-8"))
        values["provider"] = {
            "connectors": [
                {"kind": "maildir", "name": "mailbox", "root": str(self.mail)},
                {"kind": "access-log", "name": "access-log", "path": str(self.log)},
            ]
        }
        path.write_text(json.dumps(values, indent=2) + "\n", "utf-8")

    def _provider_data(self) -> mailstore.Store:
        self.mail.parent.mkdir(parents=True, exist_ok=True)
        return mailstore.store(self.mail.parent, SEED, self.messages, until=clock.now())

    def _key(self, actor: cast.Actor) -> Mapping[str, str]:
        key = SigningKey.generate(key_file.ALGORITHM)
        data = key_file.make(actor.person, key, self.password, DEMO_COST_LOG2)
        path = self.key_of(actor)
        path.write_bytes(data)
        path.chmod(0o600)
        public: Mapping[str, str] = key_file.read(data).public_part()["key"]  # type: ignore[assignment]
        return public

    def _database(self, plan: NodePlan) -> None:
        home = str(self.home(plan.node))
        run(["node", "migrate", "--home", home])
        officers = [
            {
                "username": actor.username,
                "password": self.password,
                "person": actor.person,
                "authority": actor.authority,
                "role": actor.office,
                "capacities": list(actor.capacities),
            }
            for actor in cast.ACTORS
            if actor.node == plan.node
        ]
        run(["node", "officer", "load", "--home", home], json.dumps(officers).encode())

    def _found_directory(self, keys: Mapping[str, Mapping[str, str]]) -> None:
        now = clock.now()
        states = {state: ceremony.StateKeys.generate() for state in MEMBERS}
        made = ceremony.found(self.folder / "directory", states, now)
        for state in ("RO", "MA"):
            made.declare(self._declaration(state, keys))
        made.publish(now)
        for plan in PLANS:
            shutil.copy(self.anchor, self.home(plan.node) / ceremony.ANCHOR)

    def _declaration(self, state: str, keys: Mapping[str, Mapping[str, str]]) -> Declaration:
        names = cast.authority_names()
        plans = [plan for plan in PLANS if plan.state == state]
        nodes = [
            NodeDeclaration(
                bundle=json.loads((self.home(plan.node) / FOLDER / BUNDLE).read_text("utf-8")),
                post=None if plan.collects_from else f"http://127.0.0.1:{self.ports[plan.node][1]}",
                collects_from=plan.collects_from,
            )
            for plan in plans
        ]
        authorities = [
            AuthorityDeclaration(
                authority=authority,
                name={"en": names[authority][:500]},
                competences=cast.COMPETENCES[authority],
                role="provider" if authority == cast.PROVIDER else "",
                time_zone=plan.time_zone,
                countersign=(
                    Ring.load(self.home(plan.node)).countersign
                    if authority == cast.PROVIDER
                    else None
                ),
            )
            for plan in plans
            for authority in plan.authorities
        ]
        people: dict[str, list[PersonDeclaration]] = {}
        for actor in cast.ACTORS:
            if actor.authority.startswith(f"{state}/"):
                people.setdefault(actor.authority, []).append(
                    PersonDeclaration(
                        actor.person, actor.office, actor.capacities, [keys[actor.person]]
                    )
                )
        return Declaration(state, nodes, authorities, people)

    def _save(self) -> None:
        values = {
            "ports": self.ports,
            "directory_port": self.directory_port,
            "password": self.password,
        }
        path = self.folder / "world.json"
        path.write_text(json.dumps(values, indent=2) + "\n", "utf-8")
        path.chmod(0o600)

    # Running

    def start(self) -> None:
        """Start all processes and wait until every door answers and knows the directory."""
        logs = self.folder / "logs"
        logs.mkdir(exist_ok=True)
        self.children = [
            Child(
                "directory",
                [
                    sys.executable, "-m", "comity.cli", "directory", "serve",
                    "--home", str(self.folder / "directory"), "--port", str(self.directory_port),
                ],
                logs / "directory.log",
            )
        ]  # fmt: skip
        for plan in PLANS:
            desk, post = self.ports[plan.node]
            for child in node_children(self.home(plan.node), desk, post):
                child.environment["COMITY_HOME"] = str(self.home(plan.node))
                child.environment["DJANGO_SETTINGS_MODULE"] = "comity.node.settings"
                child.name = f"{plan.node} {child.name}"
                self.children.append(child)
        self.reserved.make_room()
        for child in self.children:
            child.environment[clock.VARIABLE] = str(self.clock_file)
            child.environment.update(self.environment_of(child.name))
            child.start()
        self.wait_until_up()

    def wait_until_up(self) -> None:
        """Wait until every door answers and knows the directory. Raises StoryError."""
        self.wait_for(lambda: all(self._answers(plan) for plan in PLANS), "the doors to open")

    def _answers(self, plan: NodePlan) -> bool:
        with suppress(httpx2.HTTPError):
            answer = httpx2.get(f"{self.desk(plan.node)}/ready/", timeout=5, trust_env=False)
            return answer.status_code == 200
        return False

    def look_after(self) -> None:
        """Start again what has died."""
        for child in self.children:
            child.look_after()

    def wait_for(self, happened: Any, what: str, seconds: float = WAIT_SECONDS) -> None:
        """Wait until something has happened; processes that died meanwhile are started again."""
        end = time.monotonic() + seconds
        while not happened():
            if time.monotonic() > end:
                raise StoryError(f"Waited {seconds:.0f} s in vain for {what}.")
            self.look_after()
            time.sleep(0.03)

    def stop(self) -> None:
        """End all processes."""
        for person in self.people.values():
            person.close()
        with ThreadPoolExecutor(len(self.children) or 1) as pool:
            list(pool.map(Child.stop, self.children))
        self.reserved.give_back()

    # Time

    def advance(self, by: timedelta) -> datetime:
        """Move the demo clock of all nodes; the new time in UTC."""
        offset = int(self.clock_file.read_text("ascii")) + int(by.total_seconds())
        draft = self.clock_file.with_suffix(".new")
        draft.write_text(str(offset), "ascii")
        draft.replace(self.clock_file)
        return clock.now()

    # People

    def person(self, username: str) -> Person:
        """Somebody at their desk, signed in."""
        actor = cast.actor(username)
        if username not in self.people:
            self.people[username] = Person(self.desk(actor.node), username, self.password)
        return self.people[username]


def quiet() -> Any:
    """Keep what a set-up command prints off the story's screen."""
    import contextlib
    import io

    return contextlib.redirect_stdout(io.StringIO())


def run(words: Sequence[str], given: bytes = b"", more: dict[str, str] | None = None) -> str:
    """Run a `comity` command as a process of its own; what it printed. Raises StoryError."""
    done = subprocess.run(
        [sys.executable, "-m", "comity.cli", *words],
        input=given,
        capture_output=True,
        env={**os.environ, **(more or {})},
        check=False,
        preexec_fn=die_with_parent,
    )
    if done.returncode:
        said = (done.stderr or done.stdout).decode(errors="replace")
        raise StoryError(
            f"comity {' '.join(words[:2])} ended with {done.returncode}: {said[-900:]}"
        )
    return done.stdout.decode()
