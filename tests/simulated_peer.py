"""A whole foreign node in memory, for tests: its own keys, people, letters, journal and receipts.

`World` founds a real directory (three members: RO, MA, EE) and gives the node under test ("ro-1") its
keys; `World.install` puts the directory into its database. `Peer` then writes, seals, signs, receives and
answers as a foreign node does, through the same wire formats, and lies where a test asks it to.
"""

import contextlib
import itertools
import json
import secrets
import socket
import threading
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from comity.exchange import signatures
from comity.trust import authenticate, ceremony
from comity.trust.declarations import (
    AuthorityDeclaration,
    Declaration,
    NodeDeclaration,
    PersonDeclaration,
)
from comity.trust.entries import Directory
from comity.trust.keys import Ring
from comity.wire import (
    approvals,
    base64url,
    canonical,
    checkpoints,
    digests,
    jws,
    letters,
    merkle,
    receipts,
    statements,
    times,
)
from comity.wire import (
    envelope as envelopes,
)
from comity.wire.approvals import ApprovalKey
from comity.wire.errors import ComityError
from comity.wire.keys import SigningKey
from comity.wire.letters import Letter, LetterSpec

OURS = "ro-1"
Answer = tuple[int, bytes] | Callable[[str, bytes], tuple[int, bytes]]
ALL_VERBS = ("request", "receive", "issue", "transmit", "order", "execute")
MEASURES = ("M01", "M03")
POST = {"ro-1": "http://ro.example:8102", "ma-1": "http://ma.example:8202"}  # atlas-1 collects
AUTHORITIES = {
    "ro-1": ("RO/contact-point", "RO/issuing-authority", "RO/central-authority"),
    "ma-1": ("MA/contact-point", "MA/ordering-authority", "MA/central-authority"),
    "atlas-1": ("MA/provider/atlas-mail",),
    "ee-1": ("EE/contact-point",),
}
CAPACITIES = ("draft", "authorise", "issue", "transmit", "decide", "order", "certify", "custody")


@dataclass
class Official:
    """A person with an approval key in software."""

    person: str
    role: str
    capacities: tuple[str, ...]
    key: SigningKey = field(default_factory=lambda: SigningKey.generate("Ed25519"))
    revoked: list[dict[str, Any]] = field(default_factory=list)

    def declared(self) -> PersonDeclaration:
        """As the State declares the person."""
        public = self.key.public
        key = ApprovalKey.from_raw("software", "Ed25519", public.raw, "").as_dict()
        return PersonDeclaration(self.person, self.role, self.capacities, [key], self.revoked)

    def approve(
        self, core: bytes, authority: str, capacity: str, at: datetime, **changed: Any
    ) -> dict[str, Any]:
        """This person's approval of a core; ``changed`` overrides what the statement says."""
        said = {
            "core_digest": digests.sha256(core),
            "authority": authority,
            "person": self.person,
            "role": self.role,
            "capacity": capacity,
            "time": at,
            **changed,
        }
        return approvals.make_software(**said, key=self.key)


def officials(authority: str, number: int) -> list[Official]:
    """Two people of an authority, who may do everything, with numbers from ``number``."""
    state = authority[:2]
    return [Official(f"{state}-{number + one}", "officer", CAPACITIES) for one in (1, 2)]


@dataclass
class Held:
    """A letter that a simulated node holds."""

    letter: Letter
    document: bytes
    attachments: tuple[bytes, ...] = ()


class Peer:
    """One node in memory. ``directory`` is what it knows; tests may set it to something older."""

    def __init__(self, node: str, authorities: Sequence[str], now: datetime) -> None:
        self.node = node
        self.state = authorities[0][:2]
        self.authorities = tuple(authorities)
        self.ring = Ring.generate(node, authorities, now)
        self.people = {
            name: officials(name, 100 * number) for number, name in enumerate(authorities, 1)
        }
        self.directory: Directory | None = None
        self.specs: dict[tuple[str, int], LetterSpec] = {}
        self.now = now
        self.forget()

    def forget(self) -> None:
        """Lose all letters, receipts and the journal."""
        self.held: dict[str, Held] = {}  # by letter digest
        self.given: dict[str, bytes] = {}  # envelope id to receipt
        self.got: list[receipts.Receipt] = []
        self.leaves: list[bytes] = []

    # Writing

    def core(
        self, type: str, body: Mapping[str, Any], to: str, /, **changed: Any
    ) -> dict[str, Any]:
        """A core that fits what this node holds; ``changed`` overrides members."""
        writer = changed.pop("writer", self.authorities[0])
        matter = changed.pop("matter", None)
        assert self.directory is not None
        made = {
            "type": type,
            "version": 1,
            "suite": jws.SUITE,
            "matter": matter,
            "nonce": secrets.token_hex(16),
            "from": {"authority": writer, "node": self.node},
            "to": {"authority": to, "node": self.directory.authority(to).node},
            **self.position(matter, writer),
            "incarnation": f"{self.node}-1",
            "time": times.format(self.now.replace(microsecond=0)),
            "languages": ["en"],
            "marking": "restricted",
            "critical": [],
            "drafter": {"person": self.people[writer][0].person},
            "attachments": [],
            "body": dict(body),
        }
        return {**made, **changed}

    def position(self, matter: str | None, writer: str) -> dict[str, Any]:
        """seq, previous and seen of the writer's next letter."""
        if matter is None:
            return {"seq": 1, "previous": None, "seen": {}}
        mine = self._last(matter, writer)
        others = {
            one.letter.core.from_authority
            for one in self.held.values()
            if one.letter.matter_id == matter
        } - {writer}
        seen = {name: self._last(matter, name).digest for name in sorted(others)}  # type: ignore[union-attr]
        return {
            "seq": 1 if mine is None else mine.core.seq + 1,
            "previous": None if mine is None else mine.digest,
            "seen": seen,
        }

    def _last(self, matter: str, writer: str) -> Letter | None:
        own = [
            one.letter
            for one in self.held.values()
            if one.letter.matter_id == matter and one.letter.core.from_authority == writer
        ]
        return max(own, key=lambda one: one.core.seq, default=None)

    def approve(self, core: bytes, writer: str, capacities: Sequence[str]) -> list[dict[str, Any]]:
        """One approval for each capacity, by different people, the drafter (the first) last."""
        people = itertools.cycle(reversed(self.people[writer]))
        return [
            person.approve(core, writer, capacity, self.now)
            for person, capacity in zip(people, capacities, strict=False)
        ]

    def sign(self, payload: bytes, writer: str, typ: str = jws.LETTER) -> bytes:
        """A document signed by one of this node's authorities."""
        return self.ring.sign_as_authority(writer, payload, typ)

    def letter(
        self,
        type: str,
        body: Mapping[str, Any],
        to: str,
        /,
        *,
        approve: Sequence[str] = (),
        attachments: Sequence[bytes] = (),
        remember: bool = True,
        **changed: Any,
    ) -> Held:
        """A signed letter, approved in these capacities, and remembered as ours."""
        if attachments:
            changed["attachments"] = [
                {
                    "digest": digests.sha256(data),
                    "name": f"{number}.bin",
                    "media_type": "application/octet-stream",
                    "length": len(data),
                }
                for number, data in enumerate(attachments)
            ]
        made = self.core(type, body, to, **changed)
        core = letters.core_bytes(made)
        writer = made["from"]["authority"]
        payload = letters.assemble(core, self.approve(core, writer, approve))
        held = Held(letters.parse(payload), self.sign(payload, writer), tuple(attachments))
        if remember:
            self.held[held.letter.digest] = held
        return held

    def envelope(self, held: Held | bytes, *, to: str = OURS, **changed: Any) -> bytes:
        """The letter (or any bytes), sealed to a node; ``changed`` overrides the header."""
        document, attachments = (
            (held.document, held.attachments) if isinstance(held, Held) else (held, ())
        )
        assert self.directory is not None
        key = self.directory.node(to).sealing_key(self.now)
        header = {"id": uuid.uuid4().hex, "from_node": self.node, "to_node": to, "kid": key.kid}
        return envelopes.seal(envelopes.Header(**{**header, **changed}), document, attachments, key)

    # Receiving

    def receive(self, data: bytes) -> bytes:
        """Open, verify and keep an envelope; the signed receipt. The same one again: the same receipt."""
        header = envelopes.read_header(data)
        if header.id in self.given:
            return self.given[header.id]
        opened = envelopes.open(data, self.ring.sealing_keys)
        assert self.directory is not None
        checked = authenticate.authenticate(
            opened.letter,
            directory=self.directory,
            spec_of=lambda type, version: self.specs.get((type, version)),
            as_of=self.now,
        )
        new = checked.letter.digest not in self.held
        self.held[checked.letter.digest] = Held(checked.letter, opened.letter, opened.attachments)
        if new:
            self.leaves.append(checked.letter.payload)
        self.given[header.id] = self.receipt(header, checked.letter)
        return self.given[header.id]

    def receipt(self, header: envelopes.Header, letter: Letter, /, **changed: Any) -> bytes:
        """A signed receipt; ``changed`` overrides its members."""
        assert self.directory is not None
        said = {
            "envelope": header.id,
            "from_node": self.node,
            "to_node": header.from_node,
            "letter": letter.digest,
            "core": letter.core_digest,
            "matter": letter.matter_id,
            "stored_at": self.now.replace(microsecond=0),
            "understood": True,
            "directory": receipts.Directory(
                version=self.directory.version, sha256=self.directory.sha256, expired=False
            ),
            "journal": self.journal(0),
            "entry": receipts.Entry(index=len(self.leaves) - 1, leaf="sha256:" + "0" * 64),
        }
        payload = receipts.build(receipts.Receipt(**{**said, **changed}))
        return self.ring.sign_as_node(payload, jws.RECEIPT)

    def journal(self, start: int, leaves: Sequence[bytes] | None = None) -> receipts.Journal:
        """A signed checkpoint of this node's journal with the proof from a size."""
        held = list(self.leaves if leaves is None else leaves)
        hashes = [merkle.leaf_hash(leaf) for leaf in held]
        payload = checkpoints.build(
            node=self.node, size=len(held), root=merkle.root(hashes), at=self.now
        )
        proof = merkle.consistency_proof(hashes, start, len(held)) if start else []
        return receipts.Journal(
            checkpoint=self.ring.sign_as_node(payload, jws.CHECKPOINT).decode("ascii"),
            consistency=tuple(base64url.encode(item) for item in proof),
            from_size=start,
        )

    def read_receipt(self, document: bytes, node: str = OURS) -> receipts.Receipt:
        """Verify a receipt of another node and remember it."""
        assert self.directory is not None
        payload = jws.verify(
            document,
            typ=jws.RECEIPT,
            required=self.directory.node(node).public_keys,
            max_bytes=256 * 1024,
        )
        self.got.append(receipts.parse(payload))
        return self.got[-1]

    def statement(self, matter: str) -> bytes:
        """This node's signed statement about a matter."""
        held = [one for one, kept in self.held.items() if kept.letter.matter_id == matter]
        payload = statements.build(matter, self.node, held, self.now)
        return self.ring.sign_as_node(payload, jws.STATEMENT)

    # HTTP

    def headers(
        self, path: str, body: bytes, method: str = "POST", to: str = OURS
    ) -> dict[str, str]:
        """The signed headers of a request to another node."""
        assert self.directory is not None
        message = signatures.Message(method, f"{self.directory.node(to).post}{path}")
        signatures.sign(message, body, node=self.node, key=self.ring.http)
        return message.headers


class Server:
    """A simulated node behind real HTTP on loopback: takes envelopes, gives out what it is told to.

    ``answers`` go first, one for each request (status and body, or a function of path and body);
    ``asked`` lists the requests: path and body. Requests that another node did not sign are refused.
    """

    def __init__(self, peer: Peer, port: int) -> None:
        self.peer = peer
        self.answers: list[Answer] = []
        self.collected: list[bytes] = []  # envelopes to give out
        self.asked: list[tuple[str, bytes]] = []
        self._open: list[socket.socket] = []
        self._http = ThreadingHTTPServer(("127.0.0.1", port), self._handler())
        self._thread = threading.Thread(target=self._http.serve_forever, args=[0.02], daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Close the port and all connections."""
        self._http.shutdown()
        for connection in self._open:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        self._http.server_close()
        self._thread.join(10)

    def posted(self, path: str) -> list[bytes]:
        """The bodies that were posted to a path."""
        return [body for asked, body in self.asked if asked == path]

    def answer(self, path: str, body: bytes) -> tuple[int, bytes]:
        """What a well-behaved node answers, unless something else was ordered."""
        self.asked.append((path, body))
        if self.answers:
            first = self.answers.pop(0)
            return first(path, body) if callable(first) else first
        if path == "/post/envelopes":
            return 200, self.peer.receive(body)
        if path == "/post/collect":
            return (200, self.collected[0]) if self.collected else (204, b"")
        if path in ("/post/receipts", "/post/refusals"):
            self.collected.pop(0)
            return 204, b""
        if path == "/post/statements":
            matter = json.loads(jws.peek(body, max_bytes=4 << 20).payload)["matter"]
            return 200, self.peer.statement(matter)
        if path == "/post/resend":
            return 200, b'{"queued":[]}'
        start = json.loads(body)["from"]
        return 200, canonical.encode(self.peer.journal(start).dump())

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def setup(self) -> None:
                super().setup()
                server._open.append(self.connection)

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"] or 0))
                try:
                    server.check(self.path, dict(self.headers.items()), body)
                    status, answer = server.answer(self.path, body)
                except ComityError as error:
                    status, answer = 422, canonical.encode(error.as_dict())
                self.send_response(status)
                if status != 204:
                    self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, format: str, *args: Any) -> None:
                """Says nothing."""

        return Handler

    def check(self, path: str, headers: dict[str, str], body: bytes) -> None:
        """The request is signed by a node of the directory, for this one."""
        directory = self.peer.directory
        assert directory is not None
        wanted = {
            name: value for name, value in headers.items() if name.lower() in signatures.HEADERS
        }
        url = f"{directory.node(self.peer.node).post}{path}"
        message = signatures.Message("POST", url, wanted)
        entry = directory.node(signatures.claimed_node(message))
        signatures.verify_body(signatures.verify(message, key=entry.http.key), body)


class World:
    """A directory with RO, MA (and a provider) and EE, all members, and the rings of their nodes."""

    def __init__(
        self, folder: Path, now: datetime | None = None, post: Mapping[str, str] | None = None
    ) -> None:
        self.post = {**POST, **(post or {})}
        self.ports: dict[str, int] = {}  # of nodes that can be put behind HTTP
        self.now = now or datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=5)
        states = {name: ceremony.StateKeys.generate() for name in ("RO", "MA", "EE")}
        self.ceremony = ceremony.found(folder, states, self.now)
        self.nodes = {name: Peer(name, AUTHORITIES[name], self.now) for name in AUTHORITIES}
        self.revoked: dict[str, list[dict[str, Any]]] = {}  # by authority
        self.declare()

    def __getitem__(self, node: str) -> Peer:
        return self.nodes[node]

    def declare(self, *states: str, now: datetime | None = None) -> None:
        """Publish what the nodes and people are now, of these States or of all."""
        for state in states or ("RO", "MA", "EE"):
            self.ceremony.declare(self._declaration(state))
        self.ceremony.publish(now or self.now, states)
        for peer in self.nodes.values():
            peer.directory = self.ceremony.directory(peer.ring)

    def _declaration(self, state: str) -> Declaration:
        peers = [peer for peer in self.nodes.values() if peer.state == state]
        return Declaration(
            state=state,
            nodes=[self._node(peer) for peer in peers],
            authorities=[self._authority(p, name) for p in peers for name in p.authorities],
            people={
                name: [person.declared() for person in people]
                for peer in peers
                for name, people in peer.people.items()
            },
        )

    def _node(self, peer: Peer) -> NodeDeclaration:
        post = self.post.get(peer.node)
        collects = None if post or peer.node != "atlas-1" else "ma-1"
        return NodeDeclaration(peer.ring.public_bundle(), post=post, collects_from=collects)

    def _authority(self, peer: Peer, name: str) -> AuthorityDeclaration:
        return AuthorityDeclaration(
            authority=name,
            name={"en": name},
            competences=dict.fromkeys(MEASURES, ALL_VERBS),
            revoked=self.revoked.get(name, ()),
            countersign=peer.ring.countersign if "/provider/" in name else None,
        )

    def install(self) -> None:
        """Let the node under test accept the directory as it is now (needs a database)."""
        from comity.trust import actions

        actions.accept(self.ceremony.repository.files())

    def write_home(self, home: Path) -> None:
        """Give the node under test its keys and its anchor."""
        self[OURS].ring.save(home)
        (home / "anchor.json").write_bytes((self.ceremony.folder / ceremony.ANCHOR).read_bytes())
