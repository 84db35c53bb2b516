"""The signature on HTTP requests: what it covers, and what is refused."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from http_message_signatures import HTTPMessageSigner, algorithms

from comity.exchange import signatures
from comity.exchange.errors import (
    HttpBodyOtherError,
    HttpSignatureMissingError,
    HttpSignatureStaleError,
    HttpSignatureWrongError,
)
from comity.exchange.signatures import Message
from comity.wire.keys import SigningKey

KEY = SigningKey.generate("Ed25519")
URL = "http://ro.example:8102/post/envelopes"
BODY = b"an envelope"


def signed(headers: dict[str, str] | None = None, key: SigningKey = KEY) -> Message:
    message = Message("POST", URL, dict(headers or {}))
    signatures.sign(message, BODY, node="ma-1", key=key)
    return message


def handmade(
    *,
    covered: tuple[str, ...] = signatures.ALWAYS,
    tag: str = signatures.TAG,
    age: timedelta = timedelta(0),
    **more: object,
) -> Message:
    """Signed with the right key, but not as the protocol says."""
    message = signed()
    digest = message.headers["Content-Digest"]
    message.headers = {"Comity-Node": "ma-1", "Content-Digest": digest}
    signer = HTTPMessageSigner(signature_algorithm=algorithms.ED25519)
    prepared = signer.prepare(
        message,
        key_id=KEY.kid,
        label="comity",
        tag=tag,
        created=datetime.now(UTC) - age,
        covered_component_ids=covered,
        use_existing_digest=True,
        **more,
    )
    signer.apply(message, prepared, KEY.sign(prepared.signature_base))
    return message


def test_a_signed_request_verifies_and_its_body_is_bound() -> None:
    message = signed({"Range": "bytes=0-99"})
    result = signatures.verify(message, key=KEY.public)
    signatures.verify_body(result, BODY)
    assert '"range"' in result.covered_components


def without(name: str) -> Callable[[], Message]:
    def made() -> Message:
        message = signed()
        del message.headers[name]
        return message

    return made


def changed(**members: str) -> Callable[[], Message]:
    def made() -> Message:
        message = signed()
        for name, value in members.items():
            setattr(message, name, value)
        return message

    return made


def with_header(name: str, value: str, **first: str) -> Callable[[], Message]:
    def made() -> Message:
        message = signed(first)
        message.headers[name] = value
        return message

    return made


def doubled() -> Message:
    message, other = signed(), signed()
    for name in ("Signature", "Signature-Input"):
        message.headers[name] += ", " + other.headers[name].replace("comity=", "second=", 1)
    return message


REFUSED = {
    "no signature": (without("Signature"), HttpSignatureMissingError),
    "no signature input": (without("Signature-Input"), HttpSignatureMissingError),
    "no digest": (without("Content-Digest"), HttpSignatureMissingError),
    "no node": (without("Comity-Node"), HttpSignatureMissingError),
    "another method": (changed(method="PUT"), HttpSignatureWrongError),
    "another address": (changed(url="http://ee.example/post/envelopes"), HttpSignatureWrongError),
    "another path": (changed(url=URL.replace("envelopes", "collect")), HttpSignatureWrongError),
    "another node's name": (with_header("Comity-Node", "ee-1"), HttpSignatureWrongError),
    "a range that was not signed": (with_header("Range", "bytes=5-9"), HttpSignatureWrongError),
    "a changed range": (with_header("Range", "b=1", Range="b=0"), HttpSignatureWrongError),
    "another key": (
        lambda: signed(key=SigningKey.generate("Ed25519")),
        HttpSignatureWrongError,
    ),
    "two signatures": (doubled, HttpSignatureWrongError),
    "not a signature": (with_header("Signature", "comity=:AAAA:"), HttpSignatureWrongError),
    "not structured": (with_header("Signature-Input", "((("), HttpSignatureWrongError),
    "another tag": (lambda: handmade(tag="other"), HttpSignatureWrongError),
    "less covered": (lambda: handmade(covered=("@method",)), HttpSignatureWrongError),
    "more covered": (
        lambda: handmade(covered=(*signatures.ALWAYS, "@authority")),
        HttpSignatureWrongError,
    ),
    "a nonce besides": (lambda: handmade(nonce="x"), HttpSignatureWrongError),
    "too old": (lambda: handmade(age=timedelta(minutes=10)), HttpSignatureStaleError),
    "from the future": (lambda: handmade(age=timedelta(minutes=-10)), HttpSignatureStaleError),
}


@pytest.mark.parametrize("row", REFUSED)
def test_what_is_not_signed_as_the_protocol_says_is_refused(row: str) -> None:
    make, error = REFUSED[row]
    with pytest.raises(error) as refusal:
        signatures.verify(make(), key=KEY.public)
    assert refusal.value.fault == "sender"
    assert refusal.value.sentence


@pytest.mark.parametrize("body", [b"", b"another envelope", BODY + b"\n"])
def test_another_body_is_refused(body: bytes) -> None:
    result = signatures.verify(signed(), key=KEY.public)
    with pytest.raises(HttpBodyOtherError):
        signatures.verify_body(result, body)


def test_a_few_minutes_between_two_clocks_do_no_harm() -> None:
    signatures.verify(handmade(age=timedelta(minutes=4)), key=KEY.public)
    signatures.verify(handmade(age=timedelta(seconds=-50)), key=KEY.public)
