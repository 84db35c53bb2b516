"""Keys: ids that cannot lie, weak keys refused, published Ed25519 vectors, seals that notice everything."""

import hashlib
import json
from typing import Any

import pytest

from comity.wire import base64url
from comity.wire.errors import (
    Base64FormatError,
    KeyFormatError,
    SealBrokenError,
    SignatureWrongError,
)
from comity.wire.keys import (
    ALGORITHMS,
    PublicKey,
    SealingKey,
    SealingPublicKey,
    SigningKey,
    generate_pair,
    seal_to,
)
from tests.wire.cast import MA_NODE, RO, RO_NODE, outside


@pytest.mark.parametrize("alg", ALGORITHMS)
def test_signing_keys_come_back_and_sign(alg: str) -> None:
    key = SigningKey.generate(alg)
    again = SigningKey.from_private_bytes(alg, key.to_private_bytes())
    assert again.public == key.public
    assert PublicKey.from_dict(key.public.as_dict()) == key.public
    key.public.verify(again.sign(b"text"), b"text")
    with pytest.raises(SignatureWrongError):
        key.public.verify(again.sign(b"text"), b"text ")


def test_a_key_id_is_derived_from_algorithm_and_key() -> None:
    public = RO[0].public
    assert public.kid == hashlib.sha256(b"Ed25519\0" + public.raw).hexdigest()[:32]
    assert len({key.kid for key in (*RO, *generate_pair())}) == 4


def test_private_keys_do_not_show_themselves() -> None:
    for key in (RO[0], MA_NODE):
        assert key.to_private_bytes().hex() not in repr(key)
        assert key.kid in repr(key)


GOOD = RO[0].public.as_dict()
BAD_KEYS: dict[str, tuple[Any, type[Exception]]] = {
    "other key id": (GOOD | {"kid": "0" * 32}, KeyFormatError),
    "other algorithm": (GOOD | {"alg": "ML-DSA-65"}, KeyFormatError),
    "unknown algorithm": (GOOD | {"alg": "RS256"}, KeyFormatError),
    "sealing key": (MA_NODE.public.as_dict(), KeyFormatError),
    "extra member": (GOOD | {"use": "sig"}, KeyFormatError),
    "no key": ({"kid": GOOD["kid"], "alg": "Ed25519"}, KeyFormatError),
    "padded": (GOOD | {"public": GOOD["public"] + "="}, Base64FormatError),
    "list": ([GOOD], KeyFormatError),
    "null algorithm": (GOOD | {"alg": None}, KeyFormatError),
}


@pytest.mark.parametrize("name", BAD_KEYS)
def test_public_keys_that_are_none(name: str) -> None:
    data, error = BAD_KEYS[name]
    with pytest.raises(error):
        PublicKey.from_dict(data)


SMALL_ORDER = {
    "zero": bytes(32),
    "one": b"\x01" + bytes(31),
    "one with sign": b"\x01" + bytes(30) + b"\x80",
    "minus one": (2**255 - 20).to_bytes(32, "little"),
    "order eight": bytes.fromhex(
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"
    ),
    "order eight, other": bytes.fromhex(
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"
    ),
    "not reduced": (2**255 - 19).to_bytes(32, "little"),
    "short": bytes(31),
}


@pytest.mark.parametrize("name", SMALL_ORDER)
def test_weak_ed25519_keys_are_refused(name: str) -> None:
    with pytest.raises(KeyFormatError):
        PublicKey.from_raw("Ed25519", SMALL_ORDER[name])


@pytest.mark.parametrize(("alg", "raw"), [("Ed25519", b"1"), ("ML-DSA-65", b"1"), ("none", b"")])
def test_private_keys_that_are_none(alg: str, raw: bytes) -> None:
    with pytest.raises(KeyFormatError):
        SigningKey.from_private_bytes(alg, raw)
    with pytest.raises(KeyFormatError):
        PublicKey.from_raw(alg, raw)


def test_published_ed25519_vectors() -> None:
    groups = json.loads(outside("wycheproof", "ed25519_test.json").read_text())["testGroups"]
    judged = {"valid": 0, "invalid": 0}
    for group in groups:
        key = PublicKey.from_raw("Ed25519", bytes.fromhex(group["publicKey"]["pk"]))
        for case in group["tests"]:
            message, signature = bytes.fromhex(case["msg"]), bytes.fromhex(case["sig"])
            judged[case["result"]] += 1
            if case["result"] == "valid":
                key.verify(signature, message)
            else:
                with pytest.raises(SignatureWrongError):
                    key.verify(signature, message)
    assert judged["valid"] > 50
    assert judged["invalid"] > 50


def test_sealing_keys_come_back_and_open() -> None:
    key = SealingKey.generate()
    again = SealingKey.from_private_bytes(key.to_private_bytes())
    assert again.public == key.public == SealingPublicKey.from_dict(key.public.as_dict())
    assert again.open(seal_to(key.public, b"secret", b"info"), b"info") == b"secret"


SEALED = seal_to(MA_NODE.public, b"secret", b"info")
BROKEN = {
    "changed tag": (SEALED[:-1] + bytes([SEALED[-1] ^ 1]), b"info"),
    "changed ML-KEM half": (bytes([SEALED[0] ^ 1]) + SEALED[1:], b"info"),
    "changed X25519 half": (SEALED[:1100] + bytes([SEALED[1100] ^ 1]) + SEALED[1101:], b"info"),
    "cut": (SEALED[:-1], b"info"),
    "longer": (SEALED + b"\0", b"info"),
    "only the encapsulation": (SEALED[:1120], b"info"),
    "empty": (b"", b"info"),
    "other purpose": (SEALED, b"other"),
    "no purpose": (SEALED, b""),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_seals(name: str) -> None:
    sealed, info = BROKEN[name]
    with pytest.raises(SealBrokenError):
        MA_NODE.open(sealed, info)


def test_another_node_cannot_open() -> None:
    with pytest.raises(SealBrokenError):
        RO_NODE.open(SEALED, b"info")


@pytest.mark.parametrize(
    "raw", [b"", bytes(1216), MA_NODE.public.raw[:-1], MA_NODE.public.raw + b"\0"], ids=len
)
def test_sealing_keys_that_are_none(raw: bytes) -> None:
    with pytest.raises(KeyFormatError):
        seal_to(SealingPublicKey.from_raw(raw), b"secret", b"")


def test_a_sealing_key_says_its_own_id() -> None:
    with pytest.raises(KeyFormatError):
        SealingPublicKey.from_dict(MA_NODE.public.as_dict() | {"kid": RO_NODE.kid})
    with pytest.raises(KeyFormatError):
        SealingPublicKey.from_dict(
            {"kid": RO[0].kid, "alg": "Ed25519", "public": base64url.encode(RO[0].public.raw)}
        )
    with pytest.raises(KeyFormatError):
        SealingKey.from_private_bytes(bytes(95))
