"""Key files: what was sealed comes back, and nothing else opens."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from comity.officers import key_file
from comity.officers.errors import (
    KeyFileFormatError,
    PassphraseWeakError,
    PassphraseWrongError,
)
from comity.wire import base64url
from comity.wire.approvals import ApprovalKey
from comity.wire.keys import SigningKey

PASSPHRASE = "a long passphrase"
CHEAP = 12


@pytest.fixture(scope="module")
def key() -> SigningKey:
    return SigningKey.generate("Ed25519")


@pytest.fixture(scope="module")
def data(key: SigningKey) -> bytes:
    return key_file.make("RO-102", key, PASSPHRASE, CHEAP)


def test_what_was_sealed_opens(key: SigningKey, data: bytes) -> None:
    closed = key_file.read(data)
    assert closed.person == "RO-102"
    assert closed.open(PASSPHRASE).to_private_bytes() == key.to_private_bytes()


def test_the_private_key_is_not_in_the_file(key: SigningKey, data: bytes) -> None:
    raw = key.to_private_bytes()
    for form in (base64url.encode(raw), raw.hex()):
        assert form.encode() not in data


def test_the_public_part_is_what_the_directory_takes(key: SigningKey, data: bytes) -> None:
    part = key_file.read(data).public_part()
    read = ApprovalKey.from_dict(part["key"])
    assert (part["person"], read.kid, read.raw) == ("RO-102", key.kid, key.public.raw)


def test_two_keyboards_one_passphrase(key: SigningKey) -> None:
    composed, decomposed = "caf\u00e9 caf\u00e9 caf\u00e9", "cafe\u0301 cafe\u0301 cafe\u0301"
    closed = key_file.read(key_file.make("RO-102", key, composed, CHEAP))
    assert closed.open(decomposed).kid == key.kid


def test_the_wrong_passphrase(data: bytes) -> None:
    with pytest.raises(PassphraseWrongError):
        key_file.read(data).open(PASSPHRASE + " ")


@pytest.mark.parametrize("passphrase", ["", "eleven char", "x" * 1001])
def test_a_weak_passphrase_is_refused(key: SigningKey, passphrase: str) -> None:
    with pytest.raises(PassphraseWeakError):
        key_file.make("RO-102", key, passphrase, CHEAP)


def _changed(**changes: Any) -> Callable[[dict[str, Any]], None]:
    return lambda values: values.update(changes)


def _kdf(**changes: Any) -> Callable[[dict[str, Any]], None]:
    return lambda values: values["kdf"].update(changes)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(_changed(person="RO-999"), id="another person's name on it"),
        pytest.param(_changed(kid="0" * 32), id="another key id"),
        pytest.param(_changed(public=base64url.encode(bytes(32))), id="another public key"),
    ],
)
def test_a_changed_file_reads_but_does_not_open(
    data: bytes, change: Callable[[dict[str, Any]], None]
) -> None:
    values = json.loads(data)
    change(values)
    with pytest.raises(PassphraseWrongError):
        key_file.read(json.dumps(values).encode()).open(PASSPHRASE)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(_changed(key="comity-officer-key-2"), id="a newer format"),
        pytest.param(_changed(alg="ML-DSA-65"), id="another algorithm"),
        pytest.param(_changed(cipher="AES-256-CBC"), id="another cipher"),
        pytest.param(_changed(extra=1), id="a member more"),
        pytest.param(lambda values: values.pop("nonce"), id="a member less"),
        pytest.param(_kdf(cost_log2=40), id="work for ever"),
        pytest.param(_kdf(cost_log2=1), id="hardly any work"),
        pytest.param(_kdf(cost_log2=True), id="work is no number"),
        pytest.param(_kdf(r=64), id="more memory"),
        pytest.param(_changed(nonce="AA"), id="short nonce"),
        pytest.param(_changed(kdf=[]), id="no kdf"),
        pytest.param(_changed(person=5), id="person is a number"),
    ],
)
def test_a_file_of_another_form_is_refused(
    data: bytes, change: Callable[[dict[str, Any]], None]
) -> None:
    values = json.loads(data)
    change(values)
    with pytest.raises(KeyFileFormatError):
        key_file.read(json.dumps(values).encode())


@pytest.mark.parametrize(
    "junk", [b"", b"{", b"[]", b"null", b"\xff", b"[" * 5000, b" " * 20_000, b'{"key":1,"key":2}']
)
def test_junk_is_refused(junk: bytes) -> None:
    with pytest.raises(KeyFileFormatError):
        key_file.read(junk)
