"""A sealed exhibit as a foreign node makes it, and its signed requests at our door for parts."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.http.response import HttpResponseBase
from django.test import Client

from comity.evidence import layout
from comity.exchange import signatures
from comity.vault import sealing
from comity.wire import digests, jws, keypackets, letters, manifest
from tests.simulated_peer import POST, Held, Peer

PLAIN = bytes(range(256)) * 40
PART = 4096  # plain bytes: three parts


@dataclass
class Sealed:
    """One exhibit of a simulated node."""

    document: bytes
    said: manifest.Manifest
    key: bytes
    parts: dict[int, bytes]

    @property
    def digest(self) -> str:
        return digests.sha256(self.document)

    def packet(self, by: Peer, to: Peer, **changed: Any) -> bytes:
        """The key of this exhibit for a node."""
        assert by.directory is not None
        bound = {
            "object_id": self.said.object,
            "manifest_digest": self.digest,
            "from_node": by.node,
            "to_node": to.node,
        }
        key = by.directory.node(to.node).sealing_key(by.now)
        return keypackets.make(self.key, **(bound | changed), key=key)

    def item(self, packet: bytes, /, **changed: Any) -> dict[str, Any]:
        """How a letter names it."""
        said = self.said
        return {
            "exhibit": said.exhibit,
            "manifest": self.digest,
            "packet": digests.sha256(packet),
            "name": said.name,
            "length": said.length,
            "sha256": said.sha256,
            **changed,
        }


def sealed(peer: Peer, maker: str, signer: Peer | None = None, **changed: Any) -> Sealed:
    """Seal an exhibit; ``changed`` overrides what its manifest says."""
    object_id, key, sink = str(uuid.uuid4()), sealing.new_key(), sealing.MemorySink()
    made = sealing.seal([PLAIN], object_id, key, sink, PART)
    said = manifest.Manifest(
        **{
            "suite": jws.SUITE,
            "exhibit": str(uuid.uuid4()),
            "object": object_id,
            "name": "mail.zip",
            "media_type": "application/zip",
            "category": "d.mailbox",
            "length": made.length,
            "sha256": made.sha256,
            "part_length": PART,
            "parts": tuple(
                manifest.Part(number=p.number, length=p.length, sealed_length=p.sealed_length, sha256=p.sha256)
                for p in made.parts
            ),
            "made_at": peer.now,
            "maker": maker,
            "node": peer.node,
            **changed,
        }
    )  # fmt: skip
    document = (signer or peer).ring.sign_as_authority(
        (signer or peer).authorities[0] if signer else maker, manifest.build(said), jws.MANIFEST
    )
    return Sealed(document, said, key, sink.parts)


def letter(
    peer: Peer, type: str, body: dict[str, Any], writer: str, to: str, approve: list[Any],
    files: list[bytes], **changed: Any,
) -> Held:  # fmt: skip
    """A letter with manifests and key packets beside it."""
    kinds = [layout.MANIFEST, layout.KEY_PACKET]
    described = [
        {"digest": digests.sha256(data), "name": f"{n}.json", "media_type": kinds[n % 2], "length": len(data)}
        for n, data in enumerate(files)
    ]  # fmt: skip
    core = letters.core_bytes(
        peer.core(type, body, to, writer=writer, attachments=described, **changed)
    )
    given = [
        person.approve(core, authority, capacity, peer.now)
        for person, authority, capacity in approve
    ]
    payload = letters.assemble(core, given)
    held = Held(letters.parse(payload), peer.sign(payload, writer), tuple(files))
    peer.held[held.letter.digest] = held
    return held


@dataclass
class Door:
    """Our door for parts, as a foreign node uses it."""

    client: Client
    peer: Peer
    ours: str

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> HttpResponseBase:
        """A signed request; headers with underscores for dashes."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        message = signatures.Message(method, POST[self.ours] + path, sent)
        signatures.sign(message, body, node=self.peer.node, key=self.peer.ring.http)
        return self.client.generic(
            method,
            path,
            data=body,
            content_type="application/octet-stream",
            headers=message.headers,
        )

    def get(self, object_id: str, number: int, asked: str = "") -> tuple[int, bytes, str]:
        """Status, bytes and Content-Range of a part, or a range of it."""
        answer = self.ask(
            "GET", f"/parts/{object_id}/{number}", **({"Range": asked} if asked else {})
        )
        data = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
        return answer.status_code, data, answer.headers.get("Content-Range", "")

    def put(
        self, made: Sealed, number: int, first: int, piece: bytes, total: int = 0
    ) -> tuple[int, Any]:
        """Status and answer for a pushed piece."""
        total = total or len(made.parts[number])
        answer = self.ask(
            "PUT", f"/parts/{made.said.object}/{number}", piece,
            Content_Range=f"bytes {first}-{first + len(piece) - 1}/{total}",
        )  # fmt: skip
        return answer.status_code, answer.json()  # type: ignore[attr-defined]

    def arrived(self, made: Sealed, number: int) -> tuple[int, Any]:
        """Status and how much of a part is there."""
        answer = self.ask("GET", f"/parts/{made.said.object}/{number}/arrived")
        return answer.status_code, answer.json()  # type: ignore[attr-defined]
