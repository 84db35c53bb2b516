"""The published vectors: the code makes what is not random anew, and accepts what is."""

import json
from typing import Any

import pytest

from comity.wire import (
    approvals,
    base64url,
    canonical,
    digests,
    envelope,
    errors,
    jws,
    keypackets,
    letters,
    members_seal,
)
from comity.wire.keys import PublicKey
from tests.vectors import make
from tests.wire.cast import MA_NODE, OFFICER_KEY, RO_NODE, SPEC

MOST = 10**6


def kept(name: str) -> Any:
    return json.loads((make.FOLDER / f"{name}.json").read_text("utf-8"))


def test_canonical_form() -> None:
    assert kept("canonical") == make.canonical_vectors()
    for case in kept("canonical")["refused"]:
        with pytest.raises(errors.DocumentError):
            canonical.decode(case["text"].encode(), max_bytes=MOST)


def test_keys() -> None:
    assert kept("keys") == make.key_vectors()


def test_a_letter_is_made_anew_byte_for_byte() -> None:
    """Only the ML-DSA signature is random."""
    old, new = kept("letter"), make.letter_vectors()
    random = {"document", "refused"}
    assert {key: old[key] for key in old if key not in random} == {
        key: new[key] for key in new if key not in random
    }
    halves = [json.loads(vector["document"])["signatures"][0] for vector in (old, new)]
    assert halves[0] == halves[1]


def test_the_kept_letter_holds() -> None:
    vector = kept("letter")
    required = [PublicKey.from_dict(key) for key in vector["required"]]
    payload = jws.verify(
        vector["document"].encode(), typ=jws.LETTER, required=required, max_bytes=MOST
    )
    letter = letters.parse(payload)
    assert (letter.digest, letter.core_digest) == (vector["letter_digest"], vector["core_digest"])
    said = approvals.verify(letter.approvals[0], core_digest=letter.core_digest, key=OFFICER_KEY)
    letters.check_approval_set(letter, SPEC, [said])
    letters.check_body(letter, SPEC)


def test_the_kept_spoiled_letters_are_refused_for_the_reason_that_is_written() -> None:
    vector = kept("letter")
    required = [PublicKey.from_dict(key) for key in vector["required"]]
    for case in vector["refused"]:
        with pytest.raises(getattr(errors, case["error"])):
            jws.verify(case["document"].encode(), typ=jws.LETTER, required=required, max_bytes=MOST)


def test_the_kept_seals_open() -> None:
    vector = kept("sealed")
    opened = envelope.open(base64url.decode(vector["envelope"]["data"]), {MA_NODE.kid: MA_NODE})
    assert opened.header == envelope.Header(make.ENVELOPE, "ro-1", "ma-1", MA_NODE.kid)
    assert digests.sha256(opened.letter) == vector["envelope"]["letter_sha256"]
    assert opened.letter.decode() == kept("letter")["document"]
    assert opened.attachments == (vector["envelope"]["attachment"].encode(),)

    packet = vector["key_packet"]
    key = keypackets.open(
        packet["packet"].encode(),
        {RO_NODE.kid: RO_NODE},
        manifest_digest=packet["manifest"],
        object_id=packet["object"],
        from_node="ma-1",
        to_node="ro-1",
    )
    assert key.hex() == packet["key_hex"]

    members = vector["members"]
    for node, private in (("ro-1", RO_NODE), ("ma-1", MA_NODE)):
        plain = members_seal.open_as_member(members["data"].encode(), node, private)
        assert plain.decode() == members["plain"]
