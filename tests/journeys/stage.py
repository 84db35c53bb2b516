"""The demo's world with hands on its switches: processes can be stopped, started again, and looked into."""

import base64
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from comity.demo.world import World
from comity.node.supervise import Child

PATIENCE_SECONDS = 300.0
AUDIT = """
import django
django.setup()
from comity.jobs import queries as jobs
from comity.journal import queries
print(queries.audit(), jobs.of_unknown_kind().count())
"""


@dataclass
class Stage(World):
    """A world whose waiting is generous: the machine may be shared."""

    down: set[str] = field(default_factory=set)

    # Switches

    def named(self, beginning: str) -> list[Child]:
        """The processes whose name begins so: "ma-1", "ro-1 worker", "directory"."""
        found = [child for child in self.children if child.name.startswith(beginning)]
        assert found, beginning
        return found

    def halt(self, beginning: str) -> None:
        """Stop processes; nobody starts them again before ``resume``."""
        for child in self.named(beginning):
            self.down.add(child.name)
            child.stop()

    def resume(self, beginning: str) -> None:
        """Start them again and wait until every door answers."""
        for child in self.named(beginning):
            self.down.discard(child.name)
            child.start()
        if not self.down:
            self.wait_until_up()

    def look_after(self) -> None:
        """Start again what has died, but not what was stopped."""
        for child in self.children:
            if child.name not in self.down:
                child.look_after()

    def wait_for(self, happened: Any, what: str, seconds: float = PATIENCE_SECONDS) -> None:
        """As in the demo, with more patience."""
        super().wait_for(happened, what, seconds)

    # What the nodes hold

    @contextmanager
    def database(self, node: str) -> Iterator[sqlite3.Connection]:
        """A node's database."""
        path = self.home(node) / "node.sqlite3"
        with closing(sqlite3.connect(path, timeout=60)) as connection:
            connection.row_factory = sqlite3.Row
            yield connection

    def rows(self, node: str, statement: str, *values: Any) -> list[dict[str, Any]]:
        """What a SELECT gives on a node."""
        with self.database(node) as connection:
            return [dict(row) for row in connection.execute(statement, values)]

    def letters(self, node: str, matter: str = "") -> list[dict[str, Any]]:
        """The letters of a node in the order in which it stored them, of one matter or of all."""
        found = self.rows(
            node,
            "SELECT digest, core_digest, matter_id, type, writer, from_node, direction, receipt, directory"
            " FROM exchange_storedletter ORDER BY id",
        )
        return [row for row in found if matter in ("", row["matter_id"])]

    def digests(self, node: str, matter: str) -> set[str]:
        """The letters that a node holds in a matter."""
        return {row["digest"] for row in self.letters(node, matter)}

    def queued(self, node: str) -> list[dict[str, Any]]:
        """Envelopes of a node that have no receipt yet."""
        return self.rows(node, "SELECT * FROM exchange_outboundenvelope WHERE state != 'delivered'")

    def wait_until_delivered(self, *nodes: str) -> None:
        """Until nothing is on its way."""
        for node in nodes:
            self.wait_for(
                lambda node=node: not self.queued(node), f"the letters of {node} to arrive"
            )

    def audit(self, node: str) -> int:
        """The node's journal, compared with its tree and checkpoints; how many entries it has."""
        done = subprocess.run(
            [sys.executable, "-c", AUDIT],
            env={
                **os.environ,
                "COMITY_HOME": str(self.home(node)),
                "DJANGO_SETTINGS_MODULE": "comity.node.settings",
            },
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-2000:]
        entries, unknown = (int(word) for word in done.stdout.split())
        assert not unknown
        return entries

    def log_of(self, beginning: str) -> str:
        """What processes have written to their logs."""
        return "".join(child.log.read_text(errors="replace") for child in self.named(beginning))


def payload_of(document: bytes) -> dict[str, Any]:
    """The payload of a JWS, unverified: the nodes have verified it."""
    text = json.loads(document)["payload"]
    value: dict[str, Any] = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    return value


def sealed_parts(home: Path, object_id: str) -> list[Path]:
    """The sealed parts of one object in a node's vault."""
    return sorted((home / "vault" / "parts" / object_id[:2] / object_id).glob("*.part"))


def sealed_objects(home: Path) -> set[str]:
    """All objects of which a node's vault holds parts or a key."""
    vault = home / "vault"
    parts = {path.parent.name for path in vault.glob("parts/*/*/*.part")}
    return parts | {path.stem for path in vault.glob("keys/*.key")}
