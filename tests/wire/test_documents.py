"""Receipts, statements, manifests, key packets, documents for members: forms, and what binds what."""

from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from comity.wire import (
    base64url,
    canonical,
    digests,
    keypackets,
    limits,
    manifest,
    members_seal,
    receipts,
    statements,
)
from comity.wire.errors import (
    KeyPacketFormatError,
    KeyPacketOtherError,
    ManifestFormatError,
    MembersSealFormatError,
    NotAMemberError,
    ReceiptFormatError,
    SealBrokenError,
    SealingKeyUnknownError,
    StatementFormatError,
    TooLargeError,
)
from comity.wire.keys import SealingKey, seal_to
from tests.wire.cast import MA_NODE, NOW, RO_NODE

ONE, TWO, THREE = (digests.sha256(text) for text in (b"1", b"2", b"3"))
HASH = base64url.encode(bytes(32))


def without(data: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if value is not ...}


# Receipts


def receipt(**changes: Any) -> bytes:
    return canonical.encode(
        without(
            {
                "receipt": "comity-receipt-1",
                "envelope": "6f1c1c1e-0d4b-4a65-9a51-000000000001",
                "from": "ma-1",
                "to": "ro-1",
                "letter": ONE,
                "core": TWO,
                "matter": ONE,
                "stored_at": "2026-11-25T22:41:27Z",
                "understood": True,
                "note": "",
                "supports": ["preservation.request/1"],
                "directory": {"version": 7, "sha256": THREE, "expired": False},
                "journal": {"checkpoint": "{}", "consistency": [HASH], "from_size": 3},
                "entry": {"index": 4, "leaf": HASH},
                "witnesses": [],
            }
            | changes
        )
    )


def test_a_receipt_comes_back() -> None:
    read = receipts.parse(receipt())
    assert (read.from_node, read.to_node, read.letter, read.entry.index) == ("ma-1", "ro-1", ONE, 4)
    assert receipts.build(read) == receipt()


def test_a_receipt_keeps_what_it_does_not_know() -> None:
    read = receipts.parse(receipt(mood="good"))
    assert receipts.build(read) == receipt(mood="good")


RECEIPTS: dict[str, dict[str, Any]] = {
    "other format": {"receipt": "comity-receipt-2"},
    "no format, as sent": {"receipt": None},
    "no letter": {"letter": ...},
    "letter no digest": {"letter": "1"},
    "from an authority": {"from": "MA/contact-point"},
    "python's spelling": {"from": ..., "from_node": "ma-1"},
    "time without zone": {"stored_at": "2026-11-25T22:41:27"},
    "understood as text": {"understood": "yes"},
    "understood as number": {"understood": 1},
    "note too long": {"note": "x" * (limits.SHORT_TEXT_CHARS + 1)},
    "index negative": {"entry": {"index": -1, "leaf": HASH}},
    "proof no list": {"journal": {"checkpoint": "", "consistency": HASH, "from_size": 0}},
    "proof not base64url": {"journal": {"checkpoint": "", "consistency": ["+/+="], "from_size": 0}},
    "proof endless": {"journal": {"checkpoint": "", "consistency": [HASH] * 65, "from_size": 0}},
    "witnesses too many": {"witnesses": [""] * (limits.WITNESSES + 1)},
}


@pytest.mark.parametrize("name", RECEIPTS)
def test_wrong_receipts(name: str) -> None:
    with pytest.raises(ReceiptFormatError):
        receipts.parse(receipt(**RECEIPTS[name]))


def test_receipts_are_canonical_and_limited() -> None:
    with pytest.raises(ReceiptFormatError):
        receipts.parse(receipt() + b"\n")
    with pytest.raises(TooLargeError):
        receipts.parse(bytes(limits.RECEIPT_BYTES + 1))


# Statements about a matter


def test_a_statement_is_one_whatever_the_order() -> None:
    made = statements.build(ONE, "ro-1", [TWO, THREE, ONE, TWO], NOW)
    assert made == statements.build(ONE, "ro-1", [ONE, TWO, THREE], NOW)
    read = statements.parse(made)
    assert list(read.letters) == sorted([ONE, TWO, THREE])
    assert read.matter_digest == statements.matter_digest(ONE, [THREE, TWO, ONE])
    assert read.at == NOW


def test_a_matter_digest_is_about_one_matter() -> None:
    wanted = canonical.encode({"letters": sorted([ONE, TWO]), "matter": ONE})
    assert statements.matter_digest(ONE, [TWO, ONE]) == digests.sha256(wanted)
    assert statements.matter_digest(ONE, [ONE]) != statements.matter_digest(TWO, [ONE])


def statement(letters: list[str], **changes: Any) -> bytes:
    made = {
        "statement": "comity-matter-1",
        "matter": ONE,
        "node": "ro-1",
        "letters": letters,
        "matter_digest": statements.matter_digest(ONE, letters),
        "at": "2026-11-25T22:41:27Z",
    }
    return canonical.encode(made | changes)


ORDERED = sorted([ONE, TWO, THREE])
STATEMENTS = {
    "out of order": statement(ORDERED[::-1]),
    "twice": statement([ORDERED[0], ORDERED[0]]),
    "digest of others": statement(ORDERED, matter_digest=statements.matter_digest(ONE, [ONE])),
    "letter no digest": statement(["1"]),
    "other format": statement(ORDERED, statement="comity-matter-2"),
}


@pytest.mark.parametrize("name", STATEMENTS)
def test_wrong_statements(name: str) -> None:
    statements.parse(statement(ORDERED))
    with pytest.raises(StatementFormatError):
        statements.parse(STATEMENTS[name])


# Manifests


def part(number: int, length: int) -> dict[str, Any]:
    return {"number": number, "length": length, "sealed_length": length + 40, "sha256": TWO}


OBJECT = "0c1f0b52-6a9b-4d3c-8b57-2f0d5d8a9e11"


def exhibit(**changes: Any) -> bytes:
    return canonical.encode(
        without(
            {
                "manifest": "comity-manifest-1",
                "suite": "comity-1",
                "exhibit": "MA-2026-17-E1",
                "object": OBJECT,
                "name": "mailbox.mbox",
                "media_type": "application/mbox",
                "category": "d.mailbox",
                "length": 25,
                "sha256": ONE,
                "part_length": 10,
                "parts": [part(1, 10), part(2, 10), part(3, 5)],
                "made_at": "2026-11-25T22:41:27Z",
                "maker": "MA/ordering-authority",
                "node": "ma-1",
                "about": {"order": THREE, "pages": 3, "codes": ["x", None, True]},
            }
            | changes
        )
    )


def test_a_manifest_comes_back() -> None:
    read = manifest.parse(exhibit())
    assert read.parts[2].length == 5
    assert read.about["order"] == THREE
    assert manifest.build(read) == exhibit()


GOOD_MANIFESTS: dict[str, dict[str, Any]] = {
    "empty file": {"length": 0, "parts": [part(1, 0)]},
    "exactly one part": {"length": 10, "parts": [part(1, 10)]},
    "last part full": {"length": 20, "parts": [part(1, 10), part(2, 10)]},
    "nothing about it": {"about": ...},
}


@pytest.mark.parametrize("name", GOOD_MANIFESTS)
def test_good_manifests(name: str) -> None:
    manifest.parse(exhibit(**GOOD_MANIFESTS[name]))


MANIFESTS: dict[str, dict[str, Any]] = {
    "no parts": {"length": 0, "parts": []},
    "from 0": {"parts": [part(0, 10), part(1, 10), part(2, 5)]},
    "out of order": {"parts": [part(2, 10), part(1, 10), part(3, 5)]},
    "a gap": {"parts": [part(1, 10), part(3, 10), part(4, 5)]},
    "one twice": {"parts": [part(1, 10), part(1, 10), part(2, 5)]},
    "one left out": {"parts": [part(1, 10), part(2, 10)]},
    "short in the middle": {"parts": [part(1, 10), part(2, 5), part(3, 10)]},
    "last too long": {"length": 31, "parts": [part(1, 10), part(2, 10), part(3, 11)]},
    "empty at the end": {"length": 20, "parts": [part(1, 10), part(2, 10), part(3, 0)]},
    "length of another": {"length": 26},
    "length negative": {"length": -1},
    "part length 0": {"part_length": 0},
    "part without digest": {"parts": [{"number": 1, "length": 25, "sealed_length": 65}]},
    "object up the tree": {"object": "../" * 12},
    "media type none": {"media_type": "mbox"},
    "other format": {"manifest": "comity-manifest-2"},
    "maker a person": {"maker": "RO-102"},
}


@pytest.mark.parametrize("name", MANIFESTS)
def test_wrong_manifests(name: str) -> None:
    with pytest.raises(ManifestFormatError):
        manifest.parse(exhibit(**MANIFESTS[name]))


def test_a_wrong_manifest_is_not_made() -> None:
    read = manifest.parse(exhibit())
    with pytest.raises(ManifestFormatError):
        manifest.build(read.model_copy(update={"length": 26}))


# Key packets

PLACE: dict[str, str] = {
    "object_id": OBJECT,
    "manifest_digest": ONE,
    "from_node": "ma-1",
    "to_node": "ro-1",
}
OBJECT_KEY = bytes(range(32))
PACKET = keypackets.make(OBJECT_KEY, **PLACE, key=RO_NODE.public)
KEYS = {RO_NODE.kid: RO_NODE}


def test_a_key_packet_opens_for_its_receiver() -> None:
    assert keypackets.open(PACKET, KEYS, **PLACE) == OBJECT_KEY
    assert keypackets.read(PACKET).object == OBJECT


ELSEWHERE = {
    "other manifest": {"manifest_digest": TWO},
    "other object": {"object_id": OBJECT[::-1]},
    "other sender": {"from_node": "atlas-1"},
    "other receiver": {"to_node": "ee-1"},
}


@pytest.mark.parametrize("name", ELSEWHERE)
def test_a_packet_serves_one_place_only(name: str) -> None:
    other = PLACE | ELSEWHERE[name]
    with pytest.raises(KeyPacketOtherError):
        keypackets.open(PACKET, KEYS, **other)
    # The same seal under another name: what it says outside is part of the seal.
    names = {
        "object": "object_id",
        "manifest": "manifest_digest",
        "from": "from_node",
        "to": "to_node",
    }
    relabelled = canonical.decode(PACKET, max_bytes=10**5)
    relabelled |= {outside: other[inside] for outside, inside in names.items()}
    with pytest.raises(SealBrokenError):
        keypackets.open(canonical.encode(relabelled), KEYS, **other)


PACKETS: dict[str, dict[str, Any]] = {
    "other format": {"packet": "comity-keypacket-2"},
    "extra member": {"note": "x"},
    "no key id": {"kid": ...},
    "seal not base64url": {"sealed": "+/+="},
    "object none": {"object": "x"},
}


@pytest.mark.parametrize("name", PACKETS)
def test_wrong_packets(name: str) -> None:
    changed = canonical.decode(PACKET, max_bytes=10**5) | PACKETS[name]
    with pytest.raises(KeyPacketFormatError):
        keypackets.open(canonical.encode(without(changed)), KEYS, **PLACE)


def test_packets_of_other_keys() -> None:
    with pytest.raises(SealingKeyUnknownError):
        keypackets.open(PACKET, {}, **PLACE)
    with pytest.raises(SealBrokenError):
        keypackets.open(PACKET, {RO_NODE.kid: MA_NODE}, **PLACE)


# For members

RECIPIENTS = {"ro-1": RO_NODE.public, "ma-1": MA_NODE.public}
PLAIN = b'{"duty":"+40 000 000 000"}'
SEALED = members_seal.seal_for_members(PLAIN, RECIPIENTS)


def test_each_member_opens() -> None:
    assert members_seal.open_as_member(SEALED, "ro-1", RO_NODE) == PLAIN
    assert members_seal.open_as_member(SEALED, "ma-1", MA_NODE) == PLAIN
    assert PLAIN not in SEALED


def test_what_only_members_read_may_be_long() -> None:
    large = bytes(3 * 1024 * 1024)
    sealed = members_seal.seal_for_members(large, RECIPIENTS)
    assert members_seal.open_as_member(sealed, "ro-1", RO_NODE) == large
    with pytest.raises(TooLargeError):
        members_seal.seal_for_members(bytes(limits.MEMBERS_BYTES), RECIPIENTS)
    with pytest.raises(TooLargeError):
        members_seal.seal_for_members(b"", {f"n-{number}": RO_NODE.public for number in range(501)})


def test_others_do_not_open() -> None:
    with pytest.raises(NotAMemberError):
        members_seal.open_as_member(SEALED, "ee-1", RO_NODE)
    with pytest.raises(SealingKeyUnknownError):
        members_seal.open_as_member(SEALED, "ro-1", SealingKey.generate())


def resealed(**changes: Any) -> bytes:
    return canonical.encode(canonical.decode(SEALED, max_bytes=10**6) | changes)


INSIDE = canonical.decode(SEALED, max_bytes=10**6)
MEMBERS: dict[str, tuple[bytes, type[Exception]]] = {
    "key of another member": (
        resealed(keys={"ro-1": INSIDE["keys"]["ma-1"] | {"kid": RO_NODE.kid}}),
        SealBrokenError,
    ),
    "other digest": (resealed(plain=ONE), SealBrokenError),
    "other text": (resealed(ciphertext=base64url.encode(bytes(60))), SealBrokenError),
    "no text": (resealed(ciphertext=""), SealBrokenError),
    "text cut": (resealed(ciphertext=INSIDE["ciphertext"][:-4]), SealBrokenError),
    "other format": (resealed(sealed="comity-members-2"), MembersSealFormatError),
    "extra member": (resealed(note="x"), MembersSealFormatError),
    "keys a list": (resealed(keys=[]), MembersSealFormatError),
    "no JSON": (b"x", MembersSealFormatError),
}


@pytest.mark.parametrize("name", MEMBERS)
def test_changed_documents_for_members(name: str) -> None:
    data, error = MEMBERS[name]
    with pytest.raises(error):
        members_seal.open_as_member(data, "ro-1", RO_NODE)


def test_a_key_serves_the_node_that_it_was_sealed_for() -> None:
    relabelled = resealed(keys={"ee-1": INSIDE["keys"]["ro-1"]})
    with pytest.raises(SealBrokenError):
        members_seal.open_as_member(relabelled, "ee-1", RO_NODE)


def test_an_author_cannot_name_the_digest_of_another_text() -> None:
    """Sealed in every way as the protocol says, except that the digest is a lie."""
    key, nonce, label = bytes(32), bytes(12), b"comity-members-1\0"
    info = label + canonical.encode({"kid": RO_NODE.kid, "node": "ro-1", "plain": ONE})
    sealed = base64url.encode(seal_to(RO_NODE.public, key, info))
    text = nonce + AESGCM(key).encrypt(nonce, b"another text", label + ONE.encode())
    made = resealed(
        plain=ONE,
        keys={"ro-1": {"kid": RO_NODE.kid, "sealed": sealed}},
        ciphertext=base64url.encode(text),
    )
    with pytest.raises(SealBrokenError):
        members_seal.open_as_member(made, "ro-1", RO_NODE)


def test_the_text_is_bound_to_its_digest() -> None:
    """A member who knows the document's key cannot put another text under the same digest."""
    other = canonical.decode(members_seal.seal_for_members(b"other", RECIPIENTS), max_bytes=10**6)
    mixed = canonical.encode(other | {"plain": INSIDE["plain"]})
    with pytest.raises(SealBrokenError):
        members_seal.open_as_member(mixed, "ro-1", RO_NODE)
