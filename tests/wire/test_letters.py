"""Letters: every defect of a core by row, bodies by type, approvals by different persons."""

from typing import Any

import pytest
from pydantic import Field

from comity.wire import canonical, digests, letters, limits
from comity.wire.errors import (
    BodyInvalidError,
    ComityError,
    CoreFieldMissingError,
    CoreFieldWrongError,
    CriticalFieldUnknownError,
    DuplicateKeyError,
    IpAddressWrongError,
    IpTimeZoneMissingError,
    LetterFormatError,
    LetterOtherTypeError,
    NotCanonicalError,
    TextTooLongError,
    TooLargeError,
)
from tests.wire.cast import NOW, SPEC, RequestBody, approve, body, core, payload

DIGEST = digests.sha256(b"another letter")
FILE = {"digest": DIGEST, "name": "order.pdf", "media_type": "application/pdf", "length": 7}


def read(**changes: Any) -> letters.Letter:
    return letters.parse(payload(**changes))


def test_a_letter_comes_back() -> None:
    raw = letters.core_bytes(core())
    letter = letters.parse(letters.assemble(raw, [approve(digests.sha256(raw))]))
    assert letter.core_digest == digests.sha256(raw)
    assert letter.digest == digests.sha256(letter.payload)
    assert letter.core.from_authority == "RO/contact-point"
    assert letter.core.to_node == "ma-1"
    assert letter.core.time == NOW
    assert letter.core.drafter == "RO-101"
    assert letter.core.raw == core()
    assert canonical.encode({"core": core(), "approvals": list(letter.approvals)}) == letter.payload
    assert letters.parse_core(raw) == letter.core


def test_the_opening_letter_names_the_matter() -> None:
    opening = read()
    assert opening.matter_id == opening.digest
    following = read(matter=opening.digest, seq=2, previous=opening.digest)
    assert following.matter_id == opening.digest


def test_another_approval_makes_another_letter_of_the_same_core() -> None:
    raw = letters.core_bytes(core())
    one = letters.parse(letters.assemble(raw, []))
    two = letters.parse(letters.assemble(raw, [approve(digests.sha256(raw))]))
    assert one.core_digest == two.core_digest
    assert one.digest != two.digest


@pytest.mark.parametrize("name", sorted(core()))
def test_every_member_of_the_core_must_be_there(name: str) -> None:
    with pytest.raises(CoreFieldMissingError, match=name) as caught:
        read(**{name: ...})
    assert caught.value.facts == {"field": name}


WRONG: dict[str, dict[str, Any]] = {
    "type with blanks": {"type": "preservation request"},
    "type empty": {"type": ""},
    "type endless": {"type": "a" * 101},
    "version 0": {"version": 0},
    "version true": {"version": True},
    "version text": {"version": "1"},
    "suite null": {"suite": None},
    "matter no digest": {"matter": "1", "seq": 2},
    "matter number": {"matter": 1},
    "nonce short": {"nonce": "0123"},
    "nonce upper case": {"nonce": "0123456789ABCDEF0123456789ABCDEF"},
    "from a text": {"from": "RO/contact-point"},
    "from without node": {"from": {"authority": "RO/contact-point"}},
    "from lower case": {"from": {"authority": "ro/contact-point", "node": "ro-1"}},
    "from other alphabet": {"from": {"authority": "RО/contact-point", "node": "ro-1"}},
    "from with newline": {"from": {"authority": "RO/contact-point\n", "node": "ro-1"}},
    "to a state only": {"to": {"authority": "MA", "node": "ma-1"}},
    "to node upper case": {"to": {"authority": "MA/contact-point", "node": "MA-1"}},
    "seq 0": {"matter": DIGEST, "seq": 0},
    "seq negative": {"matter": DIGEST, "seq": -1},
    "incarnation empty": {"incarnation": ""},
    "incarnation number": {"incarnation": 1},
    "previous empty": {"matter": DIGEST, "previous": ""},
    "seen a list": {"matter": DIGEST, "seen": []},
    "seen by nobody": {"matter": DIGEST, "seen": {"Morocco": DIGEST}},
    "seen no digest": {"matter": DIGEST, "seen": {"MA/contact-point": None}},
    "seen too many": {"matter": DIGEST, "seen": {f"MA/a{number}": DIGEST for number in range(17)}},
    "time without zone": {"time": "2026-11-25T22:41:25"},
    "time number": {"time": 1764110485},
    "languages a text": {"languages": "en"},
    "languages by name": {"languages": ["English"]},
    "languages twice": {"languages": ["en", "en"]},
    "languages too many": {"languages": [f"aa-{number:02}" for number in range(17)]},
    "marking null": {"marking": None},
    "marking with control characters": {"marking": "secret\u202e"},
    "marking endless": {"marking": "x" * 201},
    "critical a text": {"critical": "measure"},
    "critical number": {"critical": [1]},
    "critical twice": {"critical": ["measure", "measure"]},
    "drafter a text": {"drafter": "RO-101"},
    "drafter a name": {"drafter": {"person": "A. Person"}},
    "attachments null": {"attachments": None},
    "attachment without name": {"attachments": [{key: FILE[key] for key in FILE if key != "name"}]},
    "attachment up the tree": {"attachments": [FILE | {"name": "../order.pdf"}]},
    "attachment dots": {"attachments": [FILE | {"name": ".."}]},
    "attachment named nothing": {"attachments": [FILE | {"name": ""}]},
    "attachment name reversed": {"attachments": [FILE | {"name": "order\u202efdp.exe"}]},
    "attachment negative": {"attachments": [FILE | {"length": -1}]},
    "attachment too large": {"attachments": [FILE | {"length": limits.ATTACHMENTS_BYTES + 1}]},
    "attachments too large together": {
        "attachments": [FILE | {"length": limits.ATTACHMENTS_BYTES // 2 + 1}] * 2
    },
    "attachments too many": {"attachments": [FILE] * 65},
    "attachment of no type": {"attachments": [FILE | {"media_type": "pdf"}]},
    "body a list": {"body": []},
    "body null": {"body": None},
    "opening with seq 2": {"seq": 2},
    "opening with previous": {"previous": DIGEST},
    "opening that has seen": {"seen": {"MA/contact-point": DIGEST}},
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_cores(name: str) -> None:
    with pytest.raises(CoreFieldWrongError):
        read(**WRONG[name])


def wrap(raw: bytes) -> bytes:
    return letters.assemble(raw, [])


RAW = letters.core_bytes(core())
FORMS: dict[str, tuple[bytes, type[ComityError]]] = {
    "core only": (RAW, LetterFormatError),
    "a list": (b"[]", LetterFormatError),
    "third member": (wrap(RAW)[:-1] + b',"x":1}', LetterFormatError),
    "core a list": (wrap(b"[]"), LetterFormatError),
    "core null": (wrap(b"null"), LetterFormatError),
    "approvals null": (b'{"approvals":null,"core":' + RAW + b"}", LetterFormatError),
    "approval a text": (b'{"approvals":["x"],"core":' + RAW + b"}", LetterFormatError),
    "nine approvals": (
        b'{"approvals":[' + b",".join([b"{}"] * 9) + b'],"core":' + RAW + b"}",
        LetterFormatError,
    ),
    "two cores": (wrap(RAW)[:-1] + b',"core":' + RAW + b"}", DuplicateKeyError),
    "core first": (b'{"core":' + RAW + b',"approvals":[]}', NotCanonicalError),
    "blank": (wrap(RAW) + b" ", NotCanonicalError),
    "text too long": (
        wrap(letters.core_bytes(core(body={"x": "x" * (limits.TEXT_CHARS + 1)}))),
        TextTooLongError,
    ),
    "too large": (b" " * (limits.LETTER_BYTES + 1), TooLargeError),
}


@pytest.mark.parametrize("name", FORMS)
def test_what_is_no_letter(name: str) -> None:
    data, error = FORMS[name]
    with pytest.raises(error):
        letters.parse(data)


def test_unknown_members_of_the_core_are_kept() -> None:
    letter = read(
        priority="high",
        **{"from": {"authority": "RO/contact-point", "node": "ro-1", "desk": 4}},
        attachments=[FILE | {"pages": 3}],
    )
    assert letter.core.unknown == {"priority": "high", "from.desk": 4, "attachments.0.pages": 3}
    assert letter.core.raw["priority"] == "high"
    assert letter.core.attachments[0].name == "order.pdf"


def test_a_core_alone_must_be_canonical() -> None:
    with pytest.raises(NotCanonicalError):
        letters.parse_core(RAW + b"\n")


# Bodies


def test_a_body_is_read_by_its_type() -> None:
    letter = read(
        body=body(period={"start": "2026-11-01T00:00:00Z", "end": "2026-11-20T00:00:00Z"})
    )
    found = letters.check_body(letter, SPEC)
    assert isinstance(found, SPEC.body)
    assert found.dump() == letter.core.body


def test_unknown_fields_of_a_body_are_kept_and_listed() -> None:
    item = body()["identifiers"][0] | {"asn": 64500}
    letter = read(body=body(identifiers=[item], zeal=1))
    found = letters.check_body(letter, SPEC)
    assert letters.unknown_fields(found) == ["identifiers.0.asn", "zeal"]
    assert found.dump() == letter.core.body


class Inner(letters.Body):
    name: str


class Outer(letters.Body):
    inner: Inner = Field(validation_alias="in", serialization_alias="in")


def test_unknown_fields_are_named_as_on_the_wire() -> None:
    found = Outer.model_validate_json(b'{"in":{"name":"x","rank":1}}')
    assert letters.unknown_fields(found) == ["in.rank"]
    assert found.dump() == {"in": {"name": "x", "rank": 1}}


IP = body()["identifiers"][0]
BODIES: dict[str, tuple[dict[str, Any], type[ComityError], str]] = {
    "missing": ({"identifiers": []}, BodyInvalidError, "measure \\(missing\\)"),
    "number for text": (body(measure=1), BodyInvalidError, "measure"),
    "text for list": (body(identifiers="x"), BodyInvalidError, "identifiers"),
    "unknown kind": (
        body(identifiers=[{"kind": "nick", "value": "x"}]),
        BodyInvalidError,
        "identifiers.0.kind",
    ),
    "range ends first": (
        body(period={"start": "2026-11-02T00:00:00Z", "end": "2026-11-01T00:00:00Z"}),
        BodyInvalidError,
        "ends before",
    ),
    "range without zone": (
        body(period={"start": "2026-11-01T00:00:00", "end": "2026-11-02T00:00:00Z"}),
        BodyInvalidError,
        "period.start.*time zone",
    ),
    "ip without time": (
        body(identifiers=[{"kind": "ip_address", "value": "192.0.2.7"}]),
        IpTimeZoneMissingError,
        "time zone",
    ),
    "ip with null time": (
        body(identifiers=[IP | {"time": None}]),
        IpTimeZoneMissingError,
        "time zone",
    ),
    "ip time without zone": (
        body(identifiers=[IP | {"time": "2026-11-20T08:15:00"}]),
        IpTimeZoneMissingError,
        "time zone",
    ),
    "ip with network": (
        body(identifiers=[IP | {"value": "192.0.2.0/24"}]),
        IpAddressWrongError,
        "without network",
    ),
    "ip in long form": (
        body(identifiers=[IP | {"value": "2001:0db8::7"}]),
        BodyInvalidError,
        "shortest form",
    ),
    "port 0": (body(identifiers=[IP | {"port": 0}]), BodyInvalidError, "port"),
    "port of a name": (
        body(identifiers=[{"kind": "name", "value": "x", "port": 5}]),
        BodyInvalidError,
        "source port",
    ),
    "empty value": (body(identifiers=[{"kind": "name", "value": ""}]), BodyInvalidError, "value"),
    "e-mail with name": (
        body(identifiers=[{"kind": "email", "value": "A <a@example.org>"}]),
        BodyInvalidError,
        "name@example.org",
    ),
    "telephone without country": (
        body(identifiers=[{"kind": "telephone", "value": "0212345678"}]),
        BodyInvalidError,
        "country code",
    ),
    "imei with letters": (
        body(identifiers=[{"kind": "imei", "value": "35209900176148x"}]),
        BodyInvalidError,
        "14 to 16",
    ),
    "mac without colons": (
        body(identifiers=[{"kind": "mac", "value": "001b44113ab7"}]),
        BodyInvalidError,
        "MAC",
    ),
}


@pytest.mark.parametrize("name", BODIES)
def test_bodies_that_do_not_fit(name: str) -> None:
    given, error, sentence = BODIES[name]
    with pytest.raises(error, match=sentence):
        letters.check_body(read(body=given), SPEC)


def test_a_refusal_does_not_repeat_a_stranger_at_length() -> None:
    wrong = body(identifiers=[{"kind": "x" * 9_000, "value": 1, "n" * 9_000: 1}] * 50)
    with pytest.raises(BodyInvalidError) as caught:
        letters.check_body(read(body=wrong), SPEC)
    assert len(caught.value.sentence) < 5_000
    assert "xxxx" not in caught.value.sentence


def test_a_letter_is_not_read_as_another_type() -> None:
    for other in ({"type": "preservation.lift"}, {"version": 2}):
        with pytest.raises(LetterOtherTypeError):
            letters.check_body(read(**other), SPEC)


CRITICAL = {
    "field that we do not know": (["zeal"], body(zeal=1)),
    "field that nobody has": (["zeal"], body()),
    "field with something unknown inside": (
        ["identifiers"],
        body(identifiers=[IP | {"asn": 64500}]),
    ),
    "path to something unknown": (["identifiers.0.asn"], body(identifiers=[IP | {"asn": 64500}])),
    "path without number": (["identifiers.asn"], body(identifiers=[IP | {"asn": 64500}])),
    "known ones before it": (["measure", "zeal"], body(zeal=1)),
}


@pytest.mark.parametrize("name", CRITICAL)
def test_an_unknown_critical_field_stops(name: str) -> None:
    critical, given = CRITICAL[name]
    with pytest.raises(CriticalFieldUnknownError):
        letters.check_body(read(critical=critical, body=given), SPEC)


def test_a_known_critical_field_does_not_stop() -> None:
    given = body(zeal=1) | {"for": "court"}
    letters.check_body(read(critical=["measure", "identifiers", "for"], body=given), SPEC)


def test_a_field_has_one_spelling_on_the_wire() -> None:
    found = letters.check_body(read(body=body(for_whom="court")), SPEC)
    assert isinstance(found, RequestBody)
    assert found.for_whom is None
    assert letters.unknown_fields(found) == ["for_whom"]
