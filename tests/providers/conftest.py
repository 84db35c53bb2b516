"""Our node as a provider's ("atlas-1"), or as that of the authority that orders ("ma-1").

The directory, keys, people, letters and envelopes are real (`tests.simulated_peer`); the mail store is the
demo's. `Side` writes letters of the other node and delivers them as the post does.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User

from comity.demo import mailstore
from comity.exchange import inbox, refusals, registry
from comity.exchange.models import StoredLetter
from comity.journal import clock
from comity.officers import actions as officers
from comity.officers.models import Officer, PendingLetter
from comity.providers import letters, lifecycle
from comity.trust import ceremony
from comity.wire import canonical, times
from tests.simulated_peer import Held, Peer, World

PROVIDER, ORDERING = "MA/provider/atlas-mail", "MA/ordering-authority"
SPECS = {(spec.type, spec.version): spec for spec in letters.SPECS}
SCOPE: dict[str, Any] = {
    "identifiers": [{"kind": "email", "value": mailstore.SUBSCRIBER}],
    "data_items": ["d.mailbox", "b.connection"],
}


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """This room without those above it, which also listen to its letters."""
    for name in ("_handlers", "_watchers", "_receipt_listeners"):
        monkeypatch.setattr(registry, name, _of_this_room(getattr(registry, name)))


def _of_this_room(listeners: Any) -> Any:
    if isinstance(listeners, dict):
        return {type: _of_this_room(found) for type, found in listeners.items()}
    # a watcher is registered with what it watches
    functions = [(one, one[0] if isinstance(one, tuple) else one) for one in listeners]
    return [one for one, call in functions if call.__module__.startswith("comity.providers")]


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> World:
    """The world that the tests of this room share."""
    return World(tmp_path_factory.mktemp("directory"))


@pytest.fixture
def demo_clock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> "Clock":
    """A clock that a test can move."""
    made = Clock(tmp_path / "clock")
    made.forward(timedelta(0))
    monkeypatch.setenv(clock.VARIABLE, str(made.file))
    return made


@dataclass
class Clock:
    """The demo clock's file."""

    file: Path
    seconds: int = 0

    def forward(self, by: timedelta) -> None:
        """Move the node's time."""
        self.seconds += int(by.total_seconds())
        self.file.write_text(str(self.seconds), "ascii")


@dataclass
class Side:
    """Our node and the other one."""

    world: World
    ours: Peer
    other: Peer
    us: str  # our authority
    them: str

    def deliver(self, held: Held) -> None:
        """The other node's letter arrives."""
        inbox.receive(self.other.envelope(held, to=self.ours.node), self.other.node)

    def letter(self, type: str, body: dict[str, Any], *approve: str, **changed: Any) -> Held:
        """A letter of the other side, not delivered yet."""
        self.other.now = clock.now().replace(microsecond=0)
        return self.other.letter(type, body, self.us, writer=self.them, approve=approve, **changed)

    def say(self, type: str, body: dict[str, Any], *approve: str, **changed: Any) -> Held:
        """A letter of the other side arrives."""
        held = self.letter(type, body, *approve, **changed)
        self.deliver(held)
        return held

    def approve(self, pending: PendingLetter, capacity: str, who: int = 1) -> PendingLetter:
        """One of our people approves a waiting letter; the other side then holds the letter."""
        person = self.ours.people[self.us][who]
        made = person.approve(bytes(pending.core), self.us, capacity, clock.now())
        done = officers.add_approval(None, pending.pk, canonical.encode(made))
        self.hand_over(done)
        return done

    def hand_over(self, pending: PendingLetter) -> None:
        """The other side gets what we sent."""
        if pending.state == "sent":
            stored = StoredLetter.objects.get(digest=pending.letter)
            from comity.wire import letters as wire

            payload = bytes(stored.payload)
            self.other.held[stored.digest] = Held(wire.parse(payload), bytes(stored.document))

    def officer(self, name: str, *capacities: str, who: int = 0) -> Officer:
        """One of our people, signed in."""
        person = self.ours.people[self.us][who]
        user = User.objects.create_user(name, password="correct horse battery")
        return Officer.objects.create(
            user=user,
            person=person.person,
            authority=self.us,
            role=person.role,
            capacities=list(capacities),
        )


def _become(
    node: str,
    other: str,
    us: str,
    them: str,
    world: World,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    **more: Any,
) -> Side:
    ours, theirs = world[node], world[other]
    home.mkdir()
    ours.ring.save(home)
    (home / "anchor.json").write_bytes((world.ceremony.folder / ceremony.ANCHOR).read_bytes())
    made = replace(
        settings.NODE, node=node, state="MA", home=home, authorities=ours.authorities, **more
    )
    monkeypatch.setattr(settings, "NODE", made)
    world.install()
    for peer in world.nodes.values():
        peer.specs = SPECS
        peer.forget()
    refusals.forget()
    return Side(world, ours, theirs, us, them)


@pytest.fixture
def made_store(tmp_path: Path) -> mailstore.Store:
    """A small provider."""
    return mailstore.store(tmp_path / "store", seed=3, messages=90)


@pytest.fixture
def provider(
    db: None,
    founded: World,
    made_store: mailstore.Store,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Side]:
    """We are the provider; the ordering authority's node is simulated."""
    config = made_store.provider_config()
    yield _become(
        "atlas-1",
        "ma-1",
        PROVIDER,
        ORDERING,
        founded,
        tmp_path / "home",
        monkeypatch,
        provider=config,
    )


@pytest.fixture
def ordering(
    db: None, founded: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Side]:
    """We order; the provider's node is simulated."""
    yield _become("ma-1", "atlas-1", ORDERING, PROVIDER, founded, tmp_path / "home", monkeypatch)


def in_days(days: float) -> str:
    """A time on the wire, that many days from now."""
    return times.format((clock.now() + timedelta(days=days)).replace(microsecond=0))


def order_body(**changed: Any) -> dict[str, Any]:
    """A preservation order."""
    body = {
        "measure": lifecycle.HOLD,
        "entity": PROVIDER,
        "legal_basis": "Code of criminal procedure, preservation of data (demo)",
        "court": "Ordering authority, demo",
        "remedy": "Objection within ten days to the same authority (demo)",
        "reference": "ORD-1/2026",
        "scope": SCOPE,
        "expires_at": in_days(60),
    }
    return {**body, **changed}


def production_body(preservation: str, **changed: Any) -> dict[str, Any]:
    """A production order."""
    body = order_body(
        measure=lifecycle.PRODUCE,
        preservation=preservation,
        due_at=in_days(10),
        reference="PROD-1/2026",
    )
    del body["expires_at"]
    return {**body, **changed}


def moment(text: str) -> datetime:
    """A time from the wire."""
    return times.parse(text)
