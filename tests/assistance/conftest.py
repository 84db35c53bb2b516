"""Our node as the requesting State's ("ro-1") or as the requested State's ("ma-1"); the other is simulated.

Directory, keys, people, letters, envelopes and receipts are real (`tests.simulated_peer`). `Side` lets our
officers act and delivers the other side's letters as the post does, in whatever order a test likes.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User

from comity.assistance import actions, letters, queries, rules
from comity.assistance.models import AssistanceRequest
from comity.exchange import inbox, receipts, refusals, registry
from comity.exchange.models import OutboundEnvelope, StoredLetter
from comity.journal import clock
from comity.officers import actions as officers
from comity.officers.models import Officer, PendingLetter
from comity.trust import ceremony
from comity.wire import canonical, times
from comity.wire import letters as wire
from comity.wire.ordering import REQUESTED, REQUESTING, LetterFact
from tests.simulated_peer import Held, Peer, World

SPECS = {(spec.type, spec.version): spec for spec in letters.SPECS}
ISSUING = {"RO": "RO/issuing-authority", "MA": "MA/ordering-authority"}
EN = "en"


def words(text: str) -> dict[str, str]:
    return {"lang": EN, "text": text}


REQUEST: dict[str, Any] = {
    "reference": "RO-2026-17",
    "seeking": {"name": "Cybercrime desk (demo)", "kind": "other", "languages": ["en", "fr"]},
    "offences": [
        {"classification": words("Fraud"), "provision": "art. 244", "maximum_penalty": "5 years"}
    ],
    "facts": words("A false shop took payment and delivered nothing."),
    "relation": words("The mailbox received the orders."),
    "data": {
        "identifiers": [{"kind": "email", "value": "k.suspect@atlas-courriel.example"}],
        "items": ["d.mailbox", "b.connection"],
    },
    "necessity": words("The account can be deleted at any time."),
    "follow_up": {"announced": True},
}
FORMAL: dict[str, Any] = {
    **{name: value for name, value in REQUEST.items() if name not in ("follow_up", "necessity")},
    "purpose": words("Evidence for the trial."),
}
BASIS = {"instrument": "cets-185", "article": "BC 29", "on": "2026-11-25", "data_version": "test"}


def in_days(days: float) -> str:
    """A time on the wire, that many days from now."""
    return times.format((clock.now() + timedelta(days=days)).replace(microsecond=0))


@dataclass
class Clock:
    """The demo clock's file."""

    file: Path
    seconds: int = 0

    def forward(self, **by: float) -> None:
        """Move the node's time."""
        self.seconds += int(timedelta(**by).total_seconds())
        self.file.write_text(str(self.seconds), "ascii")


@pytest.fixture
def demo_clock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A clock that a test can move."""
    made = Clock(tmp_path / "clock")
    made.forward()
    monkeypatch.setenv(clock.VARIABLE, str(made.file))
    return made


@dataclass
class Side:
    """Our node and the other one, and the letters between them."""

    ours: Peer
    other: Peer
    side: str
    officers: dict[str, Officer] = field(default_factory=dict)

    # Our people

    def officer(self, authority: str, *capacities: str, who: int = 0) -> Officer:
        """One of our people, signed in; the second of an authority is ``who=1``."""
        person = self.ours.people[authority][who]
        if person.person not in self.officers:
            user = User.objects.create_user(person.person, password="correct horse battery")
            self.officers[person.person] = Officer.objects.create(
                user=user, person=person.person, authority=authority, role=person.role
            )
        found = self.officers[person.person]
        found.capacities = list(capacities)
        found.save()
        return found

    def approve(self, pending: PendingLetter) -> PendingLetter:
        """Our people give the approvals that the letter needs; it leaves."""
        spec = SPECS[pending.type, pending.version]
        core = bytes(pending.core)
        for made in approvals(self.ours, core, pending.from_authority, spec):
            pending = officers.add_approval(None, pending.pk, canonical.encode(made))
        assert pending.state == "sent", pending.last_error
        return pending

    # The other side

    def letter(
        self,
        name: str,
        body: dict[str, Any],
        matter: str | None = None,
        *,
        writer: str = "",
        **changed: Any,
    ) -> Held:
        """A letter of the other side, approved as its type asks; not delivered yet."""
        peer, spec = self.other, SPECS[f"assistance.{name}", 1]
        peer.now = clock.now().replace(microsecond=0)
        writer, to = self._parties(name, matter, writer)
        made = peer.core(spec.type, body, to, writer=writer, matter=matter, **changed)
        core = wire.core_bytes(made)
        payload = wire.assemble(core, approvals(peer, core, writer, spec))
        held = Held(wire.parse(payload), peer.sign(payload, writer))
        peer.held[held.letter.digest] = held
        return held

    def _parties(self, name: str, matter: str | None, writer: str) -> tuple[str, str]:
        """Who writes to whom: the authorities of the matter, or those that its opening is for."""
        if matter in self.other.held:
            core = self.other.held[matter].letter.core
            both = (core.from_authority, core.to_authority)
            return both if both[0].startswith(self.other.state) else both[::-1]
        role = "central-authority" if name.startswith("formal") else "contact-point"
        writer = writer or f"{self.other.state}/{role}"
        return writer, f"{self.ours.state}/{writer.split('/')[1]}"

    def deliver(self, held: Held) -> None:
        """The other side's letter arrives, once more if it was here before."""
        inbox.receive(self.other.envelope(held, to=self.ours.node), self.other.node)

    def say(self, name: str, body: dict[str, Any], matter: str | None = None, **more: Any) -> Held:
        """A letter of the other side is written and arrives."""
        held = self.letter(name, body, matter, **more)
        self.deliver(held)
        return held

    def hand_over(self, digest: str = "") -> None:
        """The other side receives what waits for it (or one letter), and we get its receipts."""
        queued = OutboundEnvelope.objects.filter(state="queued", to_node=self.other.node)
        for one in queued.order_by("letter_id"):
            if digest in ("", one.letter.digest):
                self.other.now = clock.now().replace(microsecond=0)
                receipts.accept(self.other.receive(bytes(one.data)), from_node=self.other.node)

    # What holds

    def row(self, matter: str) -> AssistanceRequest:
        """The row as it is in the database."""
        return AssistanceRequest.objects.get(matter=matter)

    def their_facts(self, matter: str) -> list[LetterFact]:
        """The letters of a matter as the other side holds them."""
        opening = self.other.held[matter].letter.core.from_authority
        return [
            fact_of(held, REQUESTING if held.letter.core.from_authority == opening else REQUESTED)
            for held in self.other.held.values()
            if held.letter.matter_id == matter
        ]

    def same_on_both_sides(self, matter: str) -> rules.Situation:
        """Both sides hold the same letters and come to the same; our row says so too."""
        row, now = self.row(matter), clock.now()
        received = queries.received_times(matter)
        theirs = rules.state(self.their_facts(matter), received, now)
        ours = queries.situation(matter)
        assert theirs.folded.steps == ours.folded.steps
        assert [list(step) for step in theirs.folded.steps] == row.steps
        assert theirs.state == ours.state == row.state
        return theirs


def fact_of(held: Held, side: str) -> LetterFact:
    core = held.letter.core
    return LetterFact(
        digest=held.letter.digest,
        type=core.type,
        side=side,
        writer=core.from_authority,
        seq=core.seq,
        previous=core.previous,
        seen=core.seen,
        time=core.time,
        body=core.body,
        incarnation=core.incarnation,
    )


def approvals(peer: Peer, core: bytes, writer: str, spec: wire.LetterSpec) -> list[dict[str, Any]]:
    """One approval for each need, by the second person of the authority that has to give it."""
    found = []
    for need in spec.approvals:
        authority = writer if need.role is None else ISSUING[peer.state]
        capacity = need.capacity if isinstance(need.capacity, str) else need.capacity[0]
        now = clock.now().replace(microsecond=0)
        found.append(peer.people[authority][1].approve(core, authority, capacity, now))
    return found


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> World:
    """The world that the tests of this room share."""
    return World(tmp_path_factory.mktemp("directory"))


Become = Callable[[str, str, str], Side]


@pytest.fixture
def become(
    db: None, founded: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Become]:
    """Turn the node under test into this one; the other is simulated."""

    def made(node: str, other: str, side: str) -> Side:
        ours, theirs = founded[node], founded[other]
        home = tmp_path / "home"
        (home / "keys").mkdir(parents=True)
        ours.ring.save(home)
        (home / "anchor.json").write_bytes((founded.ceremony.folder / ceremony.ANCHOR).read_bytes())
        changed = replace(
            settings.NODE, node=node, state=ours.state, home=home, authorities=ours.authorities
        )
        monkeypatch.setattr(settings, "NODE", changed)
        founded.install()
        for peer in founded.nodes.values():
            peer.specs = SPECS
            peer.forget()
        refusals.forget()
        return Side(ours, theirs, side)

    yield made


@pytest.fixture
def requesting(become: Become) -> Side:
    """We ask; Morocco is simulated."""
    return become("ro-1", "ma-1", REQUESTING)


@pytest.fixture
def requested(become: Become) -> Side:
    """We are asked; Romania is simulated."""
    return become("ma-1", "ro-1", REQUESTED)


@pytest.fixture
def without_evidence(monkeypatch: pytest.MonkeyPatch) -> None:
    """Disclosures in these stories have no real exhibits."""
    for name in ("disclosure", "verification"):
        monkeypatch.setitem(registry._handlers, f"assistance.{name}", [])


def opening_body(measure: str, **more: Any) -> dict[str, Any]:
    """The body of a request of the other side."""
    written = REQUEST if measure == "M01" else FORMAL
    return {**written, "measure": measure, "basis": BASIS, **more}


FRAUD = [
    "deceive_person",
    "property_or_pecuniary_interest",
    "intent_unlawful_gain",
    "economic_loss",
]


def decided(officer: Officer, hold: str = "", to: str = "MA") -> actions.CriminalityDecision:
    """A kept finding on an ordinary fraud, and a decision with reasons beside it."""
    facts = {"present": FRAUD, "rest": "absent"}
    today = clock.now().date()
    row = actions.keep_assessment(
        officer, requested=to, measure="M03", on=today, facts=facts, hold=hold
    )
    return actions.CriminalityDecision(row.pk, "given", "Fraud is an offence in both States.")


def sent(pending: PendingLetter) -> StoredLetter:
    """The letter that left."""
    return StoredLetter.objects.get(digest=pending.letter)
