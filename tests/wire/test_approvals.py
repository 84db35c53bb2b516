"""Approvals: software and WebAuthn, hostile rows, agreement with the fido2 package, different persons."""

import hashlib
import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from fido2.cose import ES256, EdDSA
from fido2.webauthn import AuthenticatorData, CollectedClientData

from comity.wire import approvals, base64url, canonical, digests
from comity.wire.errors import (
    ApprovalChallengeWrongError,
    ApprovalFormatError,
    ApprovalKeyCopiedError,
    ApprovalMethodError,
    ApprovalOriginWrongError,
    ApprovalOtherCoreError,
    ApprovalOtherKeyError,
    ApprovalSignatureWrongError,
    ApprovalUserNotVerifiedError,
    KeyFormatError,
)
from tests.wire.cast import NOW, OFFICER, OFFICER_KEY, OTHER_OFFICER, RO, approve, seed

CORE = digests.sha256(b"the core")
GOOD = approve(CORE)
STATEMENT = GOOD["statement"]
RP = "approve.example"

ES256_PRIVATE = ec.derive_private_key(int.from_bytes(seed("RO-104"), "big") >> 1, ec.SECP256R1())
POINT = ES256_PRIVATE.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
ES256_KEY = approvals.ApprovalKey.from_raw("webauthn", "ES256", POINT, RP)
ED25519_PRIVATE = ed25519.Ed25519PrivateKey.from_private_bytes(seed("RO-105"))
ED25519_KEY = approvals.ApprovalKey.from_raw(
    "webauthn", "Ed25519", ED25519_PRIVATE.public_key().public_bytes_raw(), RP
)


def authenticator_data(rp_id: str = RP, flags: int = 0x05, rest: bytes = b"") -> bytes:
    return hashlib.sha256(rp_id.encode()).digest() + bytes([flags]) + bytes(4) + rest


def client_data(**changes: Any) -> bytes:
    made = {
        "type": "webauthn.get",
        "challenge": base64url.encode(approvals.challenge(STATEMENT)),
        "origin": f"https://{RP}",
        "crossOrigin": False,
    } | changes
    return json.dumps({name: value for name, value in made.items() if value is not ...}).encode()


def assertion(
    client: bytes | None = None, data: bytes | None = None, *, ed: bool = False
) -> dict[str, Any]:
    """What a browser returns, whose signature really holds."""
    client = client_data() if client is None else client
    data = authenticator_data() if data is None else data
    signed = data + hashlib.sha256(client).digest()
    signature = (
        ED25519_PRIVATE.sign(signed) if ed else ES256_PRIVATE.sign(signed, ec.ECDSA(SHA256()))
    )
    kid = (ED25519_KEY if ed else ES256_KEY).kid
    return approvals.make_webauthn(
        STATEMENT, kid, authenticator_data=data, client_data=client, signature=signature
    )


def test_the_challenge_is_what_the_page_says() -> None:
    label = b"comity-approval-1\x00"
    assert (
        approvals.challenge(STATEMENT)
        == hashlib.sha256(label + canonical.encode(STATEMENT)).digest()
    )
    said = approvals.verify(GOOD, core_digest=CORE, key=OFFICER_KEY)
    assert approvals.challenge(said) == approvals.challenge(STATEMENT)


def test_a_software_approval_says_who_and_what() -> None:
    said = approvals.verify(GOOD, core_digest=CORE, key=OFFICER_KEY)
    assert (said.person, said.capacity, said.authority) == (
        "RO-102",
        "authorise",
        "RO/contact-point",
    )
    assert said.core == CORE
    assert said.time == NOW
    assert approvals.read(GOOD) == said


SOFTWARE: dict[str, tuple[dict[str, Any], type[Exception]]] = {
    "of another core": (approve(digests.sha256(b"other")), ApprovalOtherCoreError),
    "by another key": (approve(CORE, key=OTHER_OFFICER), ApprovalOtherKeyError),
    "another key under this name": (
        approve(CORE, key=OTHER_OFFICER) | {"kid": OFFICER.kid},
        ApprovalSignatureWrongError,
    ),
    "statement changed: person": (
        GOOD | {"statement": STATEMENT | {"person": "RO-103"}},
        ApprovalSignatureWrongError,
    ),
    "statement changed: capacity": (
        GOOD | {"statement": STATEMENT | {"capacity": "order"}},
        ApprovalSignatureWrongError,
    ),
    "statement changed: time": (
        GOOD | {"statement": STATEMENT | {"time": "2026-11-25T22:41:26Z"}},
        ApprovalSignatureWrongError,
    ),
    "statement longer": (GOOD | {"statement": STATEMENT | {"note": "x"}}, ApprovalFormatError),
    "statement of another format": (
        GOOD | {"statement": STATEMENT | {"approval": "comity-approval-2"}},
        ApprovalFormatError,
    ),
    "statement without role": (
        GOOD | {"statement": {key: STATEMENT[key] for key in STATEMENT if key != "role"}},
        ApprovalFormatError,
    ),
    "statement null": (GOOD | {"statement": None}, ApprovalFormatError),
    "extra member": (GOOD | {"note": "x"}, ApprovalFormatError),
    "no signature": ({key: GOOD[key] for key in GOOD if key != "signature"}, ApprovalFormatError),
    "signature null": (GOOD | {"signature": None}, ApprovalFormatError),
    "signature cut": (
        GOOD | {"signature": base64url.encode(bytes(63))},
        ApprovalSignatureWrongError,
    ),
    "signature endless": (GOOD | {"signature": "A" * 400}, ApprovalFormatError),
    "method unknown": (GOOD | {"method": "seal"}, ApprovalFormatError),
    "method a list": (GOOD | {"method": ["software"]}, ApprovalFormatError),
    "software key, assertion": (assertion(), ApprovalMethodError),
    "signed without the label": (
        GOOD
        | {
            "signature": base64url.encode(
                OFFICER.sign(hashlib.sha256(canonical.encode(STATEMENT)).digest())
            )
        },
        ApprovalSignatureWrongError,
    ),
}


@pytest.mark.parametrize("name", SOFTWARE)
def test_software_approvals_that_do_not_hold(name: str) -> None:
    approval, error = SOFTWARE[name]
    with pytest.raises(error):
        approvals.verify(approval, core_digest=CORE, key=OFFICER_KEY)


@pytest.mark.parametrize("ed", [False, True], ids=["ES256", "Ed25519"])
def test_an_authenticator_approves(ed: bool) -> None:
    said = approvals.verify(
        assertion(ed=ed), core_digest=CORE, key=ED25519_KEY if ed else ES256_KEY
    )
    assert said.person == "RO-102"


GOOD_ORIGINS = {
    "port": client_data(origin=f"https://{RP}:8443"),
    "host below": client_data(origin=f"https://desk.{RP}"),
    "no crossOrigin": client_data(crossOrigin=...),
    "members that browsers add": client_data(other_keys_can_be_added_here="do not compare"),
}


@pytest.mark.parametrize("name", GOOD_ORIGINS)
def test_what_browsers_may_send(name: str) -> None:
    approvals.verify(assertion(GOOD_ORIGINS[name]), core_digest=CORE, key=ES256_KEY)


def test_extension_data_may_follow() -> None:
    data = authenticator_data(flags=0x85, rest=b"\xa0")
    approvals.verify(assertion(data=data), core_digest=CORE, key=ES256_KEY)


OTHER_CHALLENGE = base64url.encode(approvals.challenge(STATEMENT | {"person": "RO-103"}))
WEBAUTHN: dict[str, tuple[dict[str, Any], type[Exception]]] = {
    "a registration": (assertion(client_data(type="webauthn.create")), ApprovalFormatError),
    "other challenge": (
        assertion(client_data(challenge=OTHER_CHALLENGE)),
        ApprovalChallengeWrongError,
    ),
    "challenge padded": (
        assertion(client_data(challenge=base64url.encode(approvals.challenge(STATEMENT)) + "=")),
        ApprovalChallengeWrongError,
    ),
    "no challenge": (assertion(client_data(challenge=...)), ApprovalChallengeWrongError),
    "other site": (assertion(client_data(origin="https://evil.example")), ApprovalOriginWrongError),
    "name that ends alike": (
        assertion(client_data(origin=f"https://evil{RP}")),
        ApprovalOriginWrongError,
    ),
    "name before it": (
        assertion(client_data(origin=f"https://{RP}.evil.example")),
        ApprovalOriginWrongError,
    ),
    "user in origin": (
        assertion(client_data(origin=f"https://evil.example@{RP}")),
        ApprovalOriginWrongError,
    ),
    "plain http": (assertion(client_data(origin=f"http://{RP}")), ApprovalOriginWrongError),
    "path in origin": (assertion(client_data(origin=f"https://{RP}/x")), ApprovalOriginWrongError),
    "origin null": (assertion(client_data(origin=None)), ApprovalOriginWrongError),
    "cross-origin frame": (assertion(client_data(crossOrigin=True)), ApprovalOriginWrongError),
    "crossOrigin a text": (assertion(client_data(crossOrigin="no")), ApprovalOriginWrongError),
    "other relying party": (
        assertion(data=authenticator_data("login.example")),
        ApprovalOriginWrongError,
    ),
    "user not verified": (
        assertion(data=authenticator_data(flags=0x01)),
        ApprovalUserNotVerifiedError,
    ),
    "user not present": (
        assertion(data=authenticator_data(flags=0x04)),
        ApprovalUserNotVerifiedError,
    ),
    "key copied between devices": (
        assertion(data=authenticator_data(flags=0x0D)),
        ApprovalKeyCopiedError,
    ),
    "key data attached": (
        assertion(data=authenticator_data(flags=0x45, rest=bytes(20))),
        ApprovalFormatError,
    ),
    "bytes without a flag": (assertion(data=authenticator_data(rest=b"x")), ApprovalFormatError),
    "flag without bytes": (assertion(data=authenticator_data(flags=0x85)), ApprovalFormatError),
    "authenticator data cut": (assertion(data=authenticator_data()[:36]), ApprovalFormatError),
    "client data no JSON": (assertion(b"{"), ApprovalFormatError),
    "client data a list": (assertion(b"[]"), ApprovalFormatError),
    "client data with two challenges": (
        assertion(client_data()[:-1] + b',"challenge":"AA"}'),
        ApprovalFormatError,
    ),
    "client data endless": (assertion(client_data(x="x" * 5000)), ApprovalFormatError),
    "client data replaced": (
        assertion() | {"client_data": base64url.encode(client_data(crossOrigin=...))},
        ApprovalSignatureWrongError,
    ),
    "other counter": (
        assertion() | {"authenticator_data": base64url.encode(authenticator_data()[:-1] + b"\x01")},
        ApprovalSignatureWrongError,
    ),
    "signature no DER": (
        assertion() | {"signature": base64url.encode(bytes(64))},
        ApprovalSignatureWrongError,
    ),
    "software approval": (approve(CORE) | {"kid": ES256_KEY.kid}, ApprovalMethodError),
    "other authenticator": (
        assertion(ed=True) | {"kid": ES256_KEY.kid},
        ApprovalSignatureWrongError,
    ),
}


@pytest.mark.parametrize("name", WEBAUTHN)
def test_assertions_that_do_not_hold(name: str) -> None:
    approval, error = WEBAUTHN[name]
    with pytest.raises(error):
        approvals.verify(approval, core_digest=CORE, key=ES256_KEY)


def test_a_demo_may_approve_on_localhost() -> None:
    key = approvals.ApprovalKey.from_raw("webauthn", "ES256", POINT, "localhost")
    made = assertion(client_data(origin="http://localhost:8000"), authenticator_data("localhost"))
    assert approvals.verify(made, core_digest=CORE, key=key).person == "RO-102"


def test_the_fido2_package_agrees() -> None:
    """The judge from outside accepts what we accept."""
    x, y = POINT[1:33], POINT[33:]
    cose = {
        False: ES256({1: 2, 3: -7, -1: 1, -2: x, -3: y}),
        True: EdDSA({1: 1, 3: -8, -1: 6, -2: ED25519_KEY.raw}),
    }
    for ed, public in cose.items():
        made = assertion(ed=ed)
        data = AuthenticatorData(base64url.decode(made["authenticator_data"]))
        client = CollectedClientData(base64url.decode(made["client_data"]))
        assert client.challenge == approvals.challenge(STATEMENT)
        assert data.is_user_present() and data.is_user_verified()
        public.verify(data + client.hash, base64url.decode(made["signature"]))


KEY_DICT = ES256_KEY.as_dict()
BAD_KEYS: dict[str, Any] = {
    "other id": KEY_DICT | {"kid": "0" * 32},
    "unknown method": KEY_DICT | {"method": "seal"},
    "unknown algorithm": KEY_DICT | {"alg": "RS256"},
    "software with ES256": KEY_DICT | {"method": "software", "rp_id": ""},
    "webauthn without a site": KEY_DICT | {"rp_id": ""},
    "software with a site": OFFICER_KEY.as_dict() | {"rp_id": RP},
    "no point": KEY_DICT | {"public": base64url.encode(b"\x04" + bytes(64))},
    "compressed point": KEY_DICT | {"public": base64url.encode(b"\x02" + POINT[1:33])},
    "missing member": {key: KEY_DICT[key] for key in KEY_DICT if key != "rp_id"},
    "null": KEY_DICT | {"method": None},
    "text": "key",
}


@pytest.mark.parametrize("name", BAD_KEYS)
def test_approval_keys_that_are_none(name: str) -> None:
    with pytest.raises(KeyFormatError):
        approvals.ApprovalKey.from_dict(BAD_KEYS[name])


def test_approval_keys_come_back() -> None:
    for key in (OFFICER_KEY, ES256_KEY, ED25519_KEY):
        assert approvals.ApprovalKey.from_dict(key.as_dict()) == key


def test_what_cannot_be_approved() -> None:
    with pytest.raises(ApprovalMethodError):
        approve(CORE, key=RO[1])
    with pytest.raises(ApprovalFormatError, match="person"):
        approve(CORE, person="Ion Popescu, in his own name")
