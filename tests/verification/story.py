"""A preservation and a formal request between RO and MA, told by two simulated nodes, without a database.

`Story.contents` is what RO's node would export; `Story.export` writes it. A test changes the contents
(and lets the exporting node redo everything it can with its own keys) or the folder.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from comity.assistance.letters import SPECS
from comity.evidence import bag, exporting, layout, seals
from comity.evidence.exporting import Contents, ExhibitIn, LetterIn, StatementIn
from comity.trust import ceremony
from comity.vault import sealing
from comity.wire import (
    base64url,
    canonical,
    checkpoints,
    digests,
    jws,
    leaves,
    letters,
    manifest,
    merkle,
    receipts,
    statements,
    times,
)
from comity.wire.letters import Letter, LetterSpec
from tests.simulated_peer import Peer, World

START = datetime(2026, 11, 25, 22, 0, tzinfo=UTC)
RO, MA = "RO/contact-point", "MA/contact-point"
RO_CENTRAL, MA_CENTRAL = "RO/central-authority", "MA/central-authority"
ISSUING = {"RO": "RO/issuing-authority", "MA": "MA/ordering-authority"}
PROVIDER = "MA/provider/atlas-mail"
KNOWN: dict[str, LetterSpec] = {spec.type: spec for spec in SPECS}
PLAIN = b"PK mailbox of the subscriber, exactly as it was frozen\n" * 200


def words(text: str) -> dict[str, str]:
    return {"lang": "en", "text": text}


ASKED: dict[str, Any] = {
    "reference": "RO-2026-17",
    "seeking": {"name": "Cybercrime desk (demo)", "kind": "other"},
    "basis": {
        "instrument": "cets-185",
        "article": "29",
        "on": "2026-11-25",
        "data_version": "test",
    },
    "data": {
        "identifiers": [{"kind": "email", "value": "k.suspect@atlas-courriel.example"}],
        "items": ["d.mailbox"],
    },
}


@dataclass
class Journal:
    """One node's journal in memory."""

    peer: Peer
    exports: list[dict[str, Any]] = field(default_factory=list)
    hashes: list[str] = field(default_factory=list)  # leaves

    def enter(self, event: str, about: Sequence[str], at: datetime) -> receipts.Entry:
        index = len(self.hashes)
        salt = hashlib.sha256(f"{self.peer.node} {index}".encode()).digest()
        facts = {"n": index}
        entry = leaves.document(
            index=index, at=at, event=event, actor=self.peer.node, about=list(about),
            facts=leaves.facts_digest(salt, facts),
        )  # fmt: skip
        self.hashes.append(leaves.leaf(salt, entry))
        self.exports.append(leaves.export(entry, salt=salt, facts=facts, facts_salt=salt))
        return receipts.Entry(index=index, leaf=self.hashes[-1])

    @property
    def tree(self) -> list[bytes]:
        return [leaves.tree_data(leaf) for leaf in self.hashes]

    def checkpoint(self, at: datetime, size: int | None = None) -> bytes:
        size = len(self.hashes) if size is None else size
        payload = checkpoints.build(
            node=self.peer.node, size=size, root=merkle.root(self.tree[:size]), at=at
        )
        return self.peer.ring.sign_as_node(payload, jws.CHECKPOINT)

    def shown(self, at: datetime, start: int) -> receipts.Journal:
        proof = merkle.consistency_proof(self.tree, start, len(self.tree)) if start else []
        return receipts.Journal(
            checkpoint=self.checkpoint(at).decode(),
            consistency=tuple(base64url.encode(item) for item in proof),
            from_size=start,
        )

    def entry_lines(self, about: set[str], size: int) -> list[layout.EntryLine]:
        return [
            layout.EntryLine(
                leaf=leaf,
                proof=tuple(p.hex() for p in merkle.inclusion_proof(self.tree, index, size)),
                export=self.exports[index],
            )
            for index, leaf in enumerate(self.hashes[:size])
            if about & set(self.exports[index]["entry"]["about"])
        ]


class Story:
    """Both nodes, what passed between them, and the clock that they share."""

    def __init__(self, folder: Path) -> None:
        self.now = START
        self.world = World(folder / "directory", START)
        self.ro, self.ma, self.atlas = (self.world[name] for name in ("ro-1", "ma-1", "atlas-1"))
        self.journals = {peer.node: Journal(peer) for peer in (self.ro, self.ma)}
        self.shown = {"ro-1": 0, "ma-1": 0}  # sizes that each has shown to the other
        self.letters: list[LetterIn] = []
        self.exhibits: list[ExhibitIn] = []
        self.matters: tuple[str, ...] = ()

    def later(self, **by: float) -> datetime:
        self.now += timedelta(**(by or {"minutes": 1}))
        for peer in self.world.nodes.values():
            peer.now = self.now
        return self.now

    # Writing

    def write(
        self,
        name: str,
        body: Mapping[str, Any],
        matter: str | None = None,
        *,
        files: Sequence[tuple[str, str, bytes]] = (),
        **changed: Any,
    ) -> Letter:
        """One letter, written, received and entered in both journals."""
        writer = changed.pop("writer")
        peer = self.ro if writer.startswith("RO") else self.ma
        to = changed.pop("to", f"{'MA' if writer.startswith('RO') else 'RO'}/{writer[3:]}")
        document = self.sign(name, body, matter, writer, to, files, peer, **changed)
        return self.pass_on(document, peer, {digests.sha256(d): d for _, _, d in files})

    def sign(
        self,
        name: str,
        body: Mapping[str, Any],
        matter: str | None,
        writer: str,
        to: str,
        files: Sequence[tuple[str, str, bytes]],
        peer: Peer,
        *,
        approve: Callable[[bytes], list[dict[str, Any]]] | None = None,
        **changed: Any,
    ) -> bytes:
        self.later()
        described = [
            {"digest": digests.sha256(data), "name": file, "media_type": kind, "length": len(data)}
            for file, kind, data in files
        ]
        core = letters.core_bytes(
            peer.core(
                f"assistance.{name}", body, to, writer=writer, matter=matter,
                attachments=described, **changed,
            )
        )  # fmt: skip
        given = approve(core) if approve else self.approvals(core, f"assistance.{name}", writer)
        return peer.sign(letters.assemble(core, given), writer)

    def approvals(self, core: bytes, type: str, writer: str) -> list[dict[str, Any]]:
        """One approval for each need, by the second person of the authority that has to give it."""
        peer = self.ro if writer.startswith("RO") else self.ma
        given = []
        for need in KNOWN[type].approvals if type in KNOWN else ():
            authority = ISSUING[writer[:2]] if need.role else writer
            capacity = need.capacity if isinstance(need.capacity, str) else need.capacity[0]
            given.append(peer.people[authority][1].approve(core, authority, capacity, self.now))
        return given

    def pass_on(
        self, document: bytes, peer: Peer, attachments: Mapping[str, bytes] | None = None
    ) -> Letter:
        """The other node stores it and gives a receipt."""
        payload = jws.peek(document, max_bytes=len(document)).payload
        letter = letters.parse(payload)
        other = self.ma if peer is self.ro else self.ro
        sent_at = self.now
        self._hold(letter, document)
        self.journals[peer.node].enter(
            "exchange:letter:sent", [letter.matter_id, letter.digest], sent_at
        )
        receipt, at = self.receive(letter, other, peer)
        assert self.ro.directory is not None
        self.letters.append(
            LetterIn(
                document=document,
                direction="out" if peer is self.ro else "in",
                stored_at=sent_at if peer is self.ro else at,
                directory=self.ro.directory.version,
                receipt=receipt,
                attachments=dict(attachments or {}),
            )
        )
        return letter

    def _hold(self, letter: Letter, document: bytes) -> None:
        from tests.simulated_peer import Held

        for one in (self.ro, self.ma):
            one.held[letter.digest] = Held(letter, document)

    def receive(
        self, letter: Letter, other: Peer, peer: Peer, **changed: Any
    ) -> tuple[bytes, datetime]:
        at = self.later(seconds=10)
        journal = self.journals[other.node]
        entry = journal.enter("exchange:letter:received", [letter.matter_id, letter.digest], at)
        assert other.directory is not None
        said = receipts.Receipt(
            **{
                "envelope": f"envelope-{len(self.letters):04d}",
                "from_node": other.node,
                "to_node": peer.node,
                "letter": letter.digest,
                "core": letter.core_digest,
                "matter": letter.matter_id,
                "stored_at": at,
                "understood": True,
                "directory": receipts.Directory(
                    version=other.directory.version, sha256=other.directory.sha256, expired=False
                ),
                "journal": journal.shown(at, self.shown[other.node]),
                "entry": entry,
                **changed,
            }
        )
        self.shown[other.node] = len(journal.hashes)
        return other.ring.sign_as_node(receipts.build(said), jws.RECEIPT), at

    # The story

    def tell(self) -> "Story":
        """All of it: a hold, then the formal request, with one exhibit handed over and verified."""
        asked = {**ASKED, "measure": "M01", "follow_up": {"announced": True}}
        self.hold = self.write("preservation-request", asked, writer=RO).digest
        at = times.format(self.now + timedelta(hours=8))
        self.write("promise", {"expected_by": at}, self.hold, writer=MA)
        self.write("acceptance", {"extent": "full"}, self.hold, writer=MA)
        days = {"effective_from": times.format(self.now), "expires_at": "2027-02-01T00:00:00Z"}
        self.write("hold-report", days, self.hold, writer=MA)
        formal = {**ASKED, "measure": "M03", "hold": self.hold}
        paper = ("r\u00e9quisitoire (1).pdf", "application/pdf", b"%PDF-1.7 a demo")
        self.request = self.write("formal-request", formal, writer=RO_CENTRAL, files=[paper]).digest
        only = {"conditions": [{"code": "only_this_case"}]}
        offer = self.write("conditions", only, self.request, writer=MA_CENTRAL).digest
        self.write("conditions-accepted", {"offer": offer}, self.request, writer=RO_CENTRAL)
        self.write("acceptance", {"extent": "full"}, self.request, writer=MA_CENTRAL)
        self.disclosure = self.disclose(self.request)
        self.matters = (self.hold, self.request)
        return self

    def manifest(self, maker: str = PROVIDER, peer: Peer | None = None, **changed: Any) -> bytes:
        """The signed manifest of the one exhibit."""
        object_id, key = "0c1f0b52-6a9b-4d3c-8b57-2f0d5d8a9e11", sealing.new_key()
        sealed = sealing.seal([PLAIN], object_id, key, sealing.MemorySink())
        said = {
            "suite": jws.SUITE,
            "exhibit": "7d2f0a52-6a9b-4d3c-8b57-2f0d5d8a9e22",
            "object": object_id,
            "name": "mail: k.suspect.zip",
            "media_type": "application/zip",
            "category": "d.mailbox",
            "length": sealed.length,
            "sha256": sealed.sha256,
            "part_length": sealed.parts[0].length,
            "parts": tuple(
                manifest.Part(
                    number=p.number, length=p.length, sealed_length=p.sealed_length, sha256=p.sha256
                )
                for p in sealed.parts
            ),
            "made_at": self.now,
            "maker": maker,
            "node": (peer or self.atlas).node,
            **changed,
        }
        payload = manifest.build(manifest.Manifest(**said))
        return (peer or self.atlas).ring.sign_as_authority(maker, payload, jws.MANIFEST)

    def disclose(self, matter: str, document: bytes = b"", **changed: Any) -> Letter:
        """The exhibit is handed over, and its receiver says that it is what was signed."""
        document = document or self.manifest()
        said = manifest.parse(jws.peek(document, max_bytes=len(document)).payload)
        packet = b'{"a":"key packet"}'
        item = {
            "exhibit": said.exhibit,
            "manifest": digests.sha256(document),
            "packet": digests.sha256(packet),
            "name": said.name,
            "length": said.length,
            "sha256": said.sha256,
            **changed,
        }
        files = [
            ("manifest-1.jws.json", layout.MANIFEST, document),
            ("key-packet-1.json", layout.KEY_PACKET, packet),
        ]
        letter = self.write(
            "disclosure", {"exhibits": [item]}, matter, writer=MA_CENTRAL, files=files
        )
        about = [matter, f"exhibit:{said.exhibit}"]
        self.journals["ro-1"].enter("evidence:exhibit:verified", about, self.now)
        result = {"exhibit": said.exhibit, "result": "verified", "sha256": said.sha256}
        body = {"disclosure": letter.digest, "exhibits": [result]}
        self.write("verification", body, matter, writer=RO_CENTRAL)
        self.exhibits.append(ExhibitIn(document, letter.digest, matter, _release))
        return letter

    # The export

    def statement(self, peer: Peer, matter: str, digests: Sequence[str] = ()) -> StatementIn:
        held = digests or [o.letter.digest for o in self.letters if o.letter.matter_id == matter]
        payload = statements.build(matter, peer.node, held, self.now)
        return StatementIn(matter, peer.node, peer.ring.sign_as_node(payload, jws.STATEMENT))

    def directory(self) -> dict[str, bytes]:
        files = self.world.ceremony.repository.files()
        return files | ceremony.open_people(files, self.ro.ring)

    def contents(self, **changed: Any) -> Contents:
        """What RO's node would export now."""
        self.later()
        journal = self.journals["ro-1"]
        size = len(journal.hashes)
        about = {*self.matters, *(f"exhibit:{one.manifest.exhibit}" for one in self.exhibits)}
        made = Contents(
            node="ro-1",
            at=self.now,
            demo_clock=True,
            matters=self.matters,
            letters=list(self.letters),
            statements=[self.statement(p, m) for m in self.matters for p in (self.ro, self.ma)],
            directory=self.directory(),
            anchor=self.anchor,
            exhibits=list(self.exhibits),
            checkpoint=journal.checkpoint(self.now),
            entries=journal.entry_lines(about, size),
            consistency=[
                layout.ConsistencyLine(
                    old=old,
                    proof=tuple(p.hex() for p in merkle.consistency_proof(journal.tree, old, size)),
                )
                for old in range(1, size + 1)
            ],
        )
        return replace(made, **changed)

    @property
    def anchor(self) -> str:
        return str(self.world.ceremony.anchor["root_sha256"])

    @property
    def anchor_file(self) -> Path:
        return self.world.ceremony.folder / ceremony.ANCHOR

    def sign_seal(self, payload: bytes) -> bytes:
        return self.ro.ring.sign_as_node(payload, seals.TYP)

    def export(self, folder: Path, contents: Contents | None = None) -> Path:
        return exporting.write(folder, contents or self.contents(), self.sign_seal)


def _release(target: Path) -> None:
    target.write_bytes(PLAIN)


# What an attacker does to a folder


def relist(folder: Path) -> None:
    """Write both lists of the bag anew, and bag-info.txt, so that the folder is a whole bag again."""
    files = sorted(p for p in (folder / "data").rglob("*") if p.is_file())
    named = {p.relative_to(folder).as_posix(): p.read_bytes() for p in files}
    _list(folder / bag.PAYLOAD, named)
    said = seals.parse(_payload(folder / seals.FILE))
    length = sum(map(len, named.values()))
    (folder / bag.INFORMATION).write_bytes(
        bag.information(seals.information(said), said.at, length, len(named))
    )
    retag(folder)


def retag(folder: Path) -> None:
    """Write the list of the tag files anew."""
    tags = [p for p in sorted(folder.iterdir()) if p.is_file() and p.name != bag.TAGS]
    _list(folder / bag.TAGS, {p.name: p.read_bytes() for p in tags})


def _list(path: Path, named: Mapping[str, bytes]) -> None:
    lines = [f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in named.items()]
    path.write_text("".join(sorted(lines)), "utf-8")


def reseal(folder: Path, peer: Peer, **changed: Any) -> None:
    """Everything redone, and sealed by this node."""
    relist(folder)
    path = folder / seals.FILE
    said = canonical.decode(_payload(path), max_bytes=seals.SEAL_BYTES)
    said |= {"manifest": digests.sha256((folder / bag.PAYLOAD).read_bytes()), **changed}
    path.write_bytes(peer.ring.sign_as_node(canonical.encode(said), seals.TYP))
    relist(folder)


def _payload(path: Path) -> bytes:
    document = path.read_bytes()
    return jws.peek(document, max_bytes=len(document)).payload
