"""Signed documents: exactly the required keys, each once; and what a stock JOSE verifier lets pass."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from joserfc import jws as stock
from joserfc.jwk import OKPKey

from comity.wire import base64url, canonical, jws
from comity.wire.errors import (
    JwsFormatError,
    KeySetWrongError,
    SignatureDoubledError,
    SignatureHeaderError,
    SignatureMissingError,
    SignatureUnknownKeyError,
    SignatureWrongError,
    SuiteMismatchError,
    TooLargeError,
    TypMismatchError,
    UnprotectedHeaderError,
)
from comity.wire.keys import SigningKey, generate_pair
from tests.wire.cast import MA, RO, RO_PUBLIC, payload

LETTER = payload()
DOCUMENT = jws.sign(LETTER, typ=jws.LETTER, keys=RO)
MOST = 1024 * 1024
Change = Callable[[dict[str, Any]], None]


def verify(document: bytes, **others: Any) -> bytes:
    arguments: dict[str, Any] = {"typ": jws.LETTER, "required": RO_PUBLIC, "max_bytes": MOST}
    return jws.verify(document, **(arguments | others))


def changed(change: Change) -> bytes:
    outer = json.loads(DOCUMENT)
    change(outer)
    return canonical.encode(outer)


def one_signature(header: dict[str, Any], key: SigningKey, body: bytes = LETTER) -> dict[str, str]:
    protected = base64url.encode(canonical.encode(header))
    signed = f"{protected}.{base64url.encode(body)}".encode()
    return {"protected": protected, "signature": base64url.encode(key.sign(signed))}


def with_headers(**changes: Any) -> bytes:
    """A document whose signatures really hold, over headers that were changed."""

    def header(key: SigningKey) -> dict[str, Any]:
        plain = {"alg": key.alg, "kid": key.kid, "suite": jws.SUITE, "typ": jws.LETTER} | changes
        return {name: value for name, value in plain.items() if value is not ...}

    signatures = [one_signature(header(key), key) for key in RO]
    return canonical.encode({"payload": base64url.encode(LETTER), "signatures": signatures})


def test_what_was_signed_comes_back_byte_for_byte() -> None:
    assert verify(DOCUMENT) == LETTER
    assert verify(DOCUMENT, required=RO_PUBLIC[::-1]) == LETTER
    assert canonical.encode(json.loads(DOCUMENT)) == DOCUMENT


def strip(number: int) -> Change:
    return lambda outer: outer["signatures"].pop(number)


def double(outer: dict[str, Any]) -> None:
    outer["signatures"].append(outer["signatures"][0])


def double_instead(outer: dict[str, Any]) -> None:
    outer["signatures"][1] = outer["signatures"][0]


def swap_values(outer: dict[str, Any]) -> None:
    first, second = outer["signatures"]
    first["signature"], second["signature"] = second["signature"], first["signature"]


def add_third(outer: dict[str, Any]) -> None:
    header = {"alg": "Ed25519", "kid": MA[0].kid, "suite": jws.SUITE, "typ": jws.LETTER}
    outer["signatures"].append(one_signature(header, MA[0]))


def other_payload(outer: dict[str, Any]) -> None:
    outer["payload"] = base64url.encode(LETTER[:-1] + b" ")


def of_another_document(outer: dict[str, Any]) -> None:
    outer["signatures"] = json.loads(jws.sign(b"other", typ=jws.LETTER, keys=RO))["signatures"]


def one_of_another_document(outer: dict[str, Any]) -> None:
    outer["signatures"][1] = json.loads(jws.sign(b"other", typ=jws.LETTER, keys=RO))["signatures"][
        1
    ]


def flip(number: int) -> Change:
    def change(outer: dict[str, Any]) -> None:
        signature = bytearray(base64url.decode(outer["signatures"][number]["signature"]))
        signature[7] ^= 1
        outer["signatures"][number]["signature"] = base64url.encode(bytes(signature))

    return change


def set_outer(name: str, value: Any) -> Change:
    return lambda outer: outer.__setitem__(name, value)


def set_inner(name: str, value: Any) -> Change:
    return lambda outer: outer["signatures"][0].__setitem__(name, value)


CHANGES: dict[str, tuple[Change, type[Exception]]] = {
    "stripped of ML-DSA": (strip(1), SignatureMissingError),
    "stripped of Ed25519": (strip(0), SignatureMissingError),
    "doubled": (double, SignatureDoubledError),
    "one doubled, one stripped": (double_instead, SignatureDoubledError),
    "swapped": (swap_values, SignatureWrongError),
    "a third signer": (add_third, SignatureUnknownKeyError),
    "other payload": (other_payload, SignatureWrongError),
    "signatures of another document": (of_another_document, SignatureWrongError),
    "one signature of another document": (one_of_another_document, SignatureWrongError),
    "Ed25519 bit flipped": (flip(0), SignatureWrongError),
    "ML-DSA bit flipped": (flip(1), SignatureWrongError),
    "unprotected header": (set_inner("header", {"alg": "none"}), UnprotectedHeaderError),
    "empty unprotected header": (set_inner("header", {}), UnprotectedHeaderError),
    "extra member beside signature": (set_inner("x", 1), JwsFormatError),
    "extra member outside": (set_outer("x", 1), JwsFormatError),
    "header for all": (set_outer("header", {}), JwsFormatError),
    "flattened too": (set_outer("signature", "AA"), JwsFormatError),
    "no signatures": (set_outer("signatures", []), JwsFormatError),
    "signatures no list": (set_outer("signatures", {}), JwsFormatError),
    "signature no object": (set_outer("signatures", ["AA"]), JwsFormatError),
    "nine signatures": (set_outer("signatures", [{}] * 9), JwsFormatError),
    "payload padded": (set_outer("payload", base64url.encode(LETTER) + "="), JwsFormatError),
    "payload null": (set_outer("payload", None), JwsFormatError),
    "empty signature": (set_inner("signature", ""), SignatureWrongError),
    "signature null": (set_inner("signature", None), JwsFormatError),
    "endless signature": (set_inner("signature", "A" * 8000), JwsFormatError),
    "protected null": (set_inner("protected", None), SignatureHeaderError),
    "protected empty": (set_inner("protected", ""), SignatureHeaderError),
    "protected a list": (set_inner("protected", base64url.encode(b"[]")), SignatureHeaderError),
    "protected with blanks": (
        set_inner("protected", base64url.encode(b'{"alg": "Ed25519"}')),
        SignatureHeaderError,
    ),
    "protected endless": (set_inner("protected", "A" * 4000), SignatureHeaderError),
}


@pytest.mark.parametrize("name", CHANGES)
def test_changed_documents(name: str) -> None:
    change, error = CHANGES[name]
    with pytest.raises(error):
        verify(changed(change))


HEADERS: dict[str, tuple[dict[str, Any], type[Exception]]] = {
    "typ of a receipt": ({"typ": jws.RECEIPT}, TypMismatchError),
    "other suite": ({"suite": "comity-0"}, SuiteMismatchError),
    "no typ": ({"typ": ...}, SignatureHeaderError),
    "no suite": ({"suite": ...}, SignatureHeaderError),
    "no kid": ({"kid": ...}, SignatureHeaderError),
    "crit": ({"crit": ["exp"]}, SignatureHeaderError),
    "jwk": ({"jwk": {}}, SignatureHeaderError),
    "b64 false": ({"b64": False}, SignatureHeaderError),
    "alg none": ({"alg": "none"}, SignatureHeaderError),
    "alg of the other key": ({"alg": "Ed25519"}, SignatureHeaderError),
    "alg a list": ({"alg": ["Ed25519"]}, SignatureHeaderError),
    "kid of nobody": ({"kid": "0" * 32}, SignatureUnknownKeyError),
    "kid null": ({"kid": None}, SignatureHeaderError),
}


@pytest.mark.parametrize("name", HEADERS)
def test_signed_but_wrong_headers(name: str) -> None:
    changes, error = HEADERS[name]
    with pytest.raises(error):
        verify(with_headers(**changes))


def test_the_unchanged_headers_are_fine() -> None:
    assert verify(with_headers()) == LETTER


def test_a_header_has_one_layout_even_if_it_is_signed() -> None:
    plain = {"alg": "Ed25519", "kid": RO[0].kid, "suite": jws.SUITE, "typ": jws.LETTER}
    protected = base64url.encode(json.dumps(plain).encode())
    signature = RO[0].sign(f"{protected}.{base64url.encode(LETTER)}".encode())

    def change(outer: dict[str, Any]) -> None:
        outer["signatures"][0] = {"protected": protected, "signature": base64url.encode(signature)}

    with pytest.raises(SignatureHeaderError):
        verify(changed(change))


LAYOUTS = {
    "indented": json.dumps(json.loads(DOCUMENT), indent=1).encode(),
    "other order": json.dumps(dict(reversed(json.loads(DOCUMENT).items())), separators=(",", ":")).encode(),
    "payload twice": DOCUMENT[:-1] + b',"payload":"AA"}',
    "compact form": b"e30.e30.AA",
    "not JSON": b"\xff",
}  # fmt: skip


@pytest.mark.parametrize("name", LAYOUTS)
def test_other_layouts_are_refused(name: str) -> None:
    with pytest.raises(JwsFormatError):
        verify(LAYOUTS[name])


def test_size_is_looked_at_first() -> None:
    with pytest.raises(TooLargeError):
        verify(DOCUMENT, max_bytes=len(DOCUMENT) - 1)


WRONG_SETS: dict[str, dict[str, Any]] = {
    "none": {"required": []},
    "only Ed25519": {"required": RO_PUBLIC[:1]},
    "only ML-DSA": {"required": RO_PUBLIC[1:]},
    "the same twice": {"required": [*RO_PUBLIC, RO_PUBLIC[0]]},
    "unknown suite": {"suite": "comity-0"},
}


@pytest.mark.parametrize("name", WRONG_SETS)
def test_a_lesser_key_set_never_makes_it_easier(name: str) -> None:
    with pytest.raises(KeySetWrongError):
        verify(DOCUMENT, **WRONG_SETS[name])


def test_nobody_signs_with_half_a_set() -> None:
    with pytest.raises(KeySetWrongError):
        jws.sign(b"x", typ=jws.LETTER, keys=RO[:1])
    with pytest.raises(KeySetWrongError):
        jws.sign(b"x", typ=jws.LETTER, keys=[*RO, RO[0]])


def test_keys_of_another_authority_do_not_serve() -> None:
    with pytest.raises(SignatureUnknownKeyError):
        verify(DOCUMENT, required=[key.public for key in MA])


def test_two_signers_can_be_required_together() -> None:
    both = jws.sign(b"key change", typ=jws.ENTRY, keys=[*RO, *MA])
    required = [key.public for key in (*MA, *RO)]
    assert jws.verify(both, typ=jws.ENTRY, required=required, max_bytes=MOST) == b"key change"
    with pytest.raises(SignatureUnknownKeyError):
        jws.verify(both, typ=jws.ENTRY, required=RO_PUBLIC, max_bytes=MOST)


def test_peek_reads_and_does_not_verify() -> None:
    peeked = jws.peek(changed(flip(0)), max_bytes=MOST)
    assert peeked == jws.Peeked(LETTER, jws.LETTER, jws.SUITE, tuple(key.kid for key in RO))


def test_peek_refuses_two_kinds_in_one_document() -> None:
    def mix(outer: dict[str, Any]) -> None:
        header = {"alg": MA[0].alg, "kid": MA[0].kid, "suite": jws.SUITE, "typ": jws.RECEIPT}
        outer["signatures"][1] = one_signature(header, MA[0])

    with pytest.raises(TypMismatchError):
        jws.peek(changed(mix), max_bytes=MOST)


def test_signing_inputs_can_be_checked_one_by_one() -> None:
    inputs = jws.signing_inputs(DOCUMENT)
    assert [one.alg for one in inputs] == ["Ed25519", "ML-DSA-65"]
    for one, key in zip(inputs, RO_PUBLIC, strict=True):
        assert one.kid == key.kid
        key.verify(one.signature, one.signed)


# What a stock verifier does: the reason for our own rules (docs/decisions/0004).


def stock_key(key: SigningKey) -> OKPKey:
    public = {"kty": "OKP", "crv": "Ed25519", "x": base64url.encode(key.public.raw), "kid": key.kid}
    return OKPKey.import_key(public)


def stock_accepts(outer: dict[str, Any], key: SigningKey) -> bytes:
    registry = stock.JWSRegistry(algorithms=["Ed25519"], strict_check_header=False)
    registry.max_payload_length = registry.max_signature_length = MOST
    return stock.deserialize_json(outer, stock_key(key), registry=registry).payload  # type: ignore[arg-type]


def test_a_stock_verifier_accepts_a_stripped_document() -> None:
    stripped = changed(strip(1))
    assert stock_accepts(json.loads(stripped), RO[0]) == LETTER
    with pytest.raises(SignatureMissingError):
        verify(stripped)


def test_a_stock_verifier_accepts_a_doubled_signature() -> None:
    doubled = changed(double_instead)
    assert stock_accepts(json.loads(doubled), RO[0]) == LETTER
    with pytest.raises(SignatureDoubledError):
        verify(doubled)


def test_a_stock_verifier_accepts_our_ed25519_half() -> None:
    """So a public tool can check that half of a letter by itself."""
    pair = generate_pair()
    outer = json.loads(jws.sign(LETTER, typ=jws.LETTER, keys=pair))
    outer["signatures"] = outer["signatures"][:1]
    assert stock_accepts(outer, pair[0]) == LETTER
