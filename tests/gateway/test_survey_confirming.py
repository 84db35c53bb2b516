"""A State's word on a proposal: what counts, and everything that does not, by name."""

import base64
import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from comity.gateway.survey import confirming, limits
from comity.gateway.survey.confirming import About, Confirmation
from comity.gateway.survey.errors import (
    ConfirmationDateError,
    ConfirmationFormatError,
    ConfirmationSignatureError,
    ConfirmationTooLargeError,
    ConfirmationUnsignedError,
    KeysSentError,
    NoDirectoryError,
    NoStateError,
    NotVouchedError,
    OtherStateError,
    ProposalDecidedError,
    ProposalExpiredError,
    ProposalUnknownError,
    ReasonMissingError,
    SurveyError,
)
from comity.wire import canonical, documents, jws
from comity.wire.keys import SigningKey, generate_pair
from tests.gateway.test_survey_kit import ESTONIA, NOW, ROMANIA, at_home, kept, keys_of, sign

TODAY = NOW.date()
PROPOSAL = "sha256:" + "a" * 64
OPEN = About(PROPOSAL, "EE", "open", TODAY - timedelta(days=3), TODAY - timedelta(days=3))


def signed(keys: Any = ESTONIA, state: str = "EE", **changes: Any) -> bytes:
    given = {"proposal": PROPOSAL, "decision": "confirm", "on": TODAY, "reason": ""} | changes
    return sign(
        given["proposal"], state, given["decision"], keys, on=given["on"], reason=given["reason"]
    )


def taken(document: bytes, about: About | None = OPEN, today: date = TODAY) -> str:
    return confirming.decide(confirming.read(document, keys_of, NOW), about, today)


def of_payload(payload: bytes, typ: str = confirming.TYP, keys: Any = ESTONIA) -> bytes:
    return jws.sign(payload, typ=typ, keys=keys)


def _said(**changes: Any) -> bytes:
    said = {
        "confirmation": "comity-confirmation-1",
        "decision": "confirm",
        "on": TODAY.isoformat(),
        "proposal": PROPOSAL,
        "reason": "",
        "state": "EE",
    } | changes
    return canonical.encode({name: value for name, value in said.items() if value is not None})


def _with_one_signature() -> bytes:
    document = json.loads(signed())
    document["signatures"] = document["signatures"][:1]
    return canonical.encode(document)


def _with_a_signature_twice() -> bytes:
    document = json.loads(signed())
    document["signatures"] = [document["signatures"][0]] * 2
    return canonical.encode(document)


def _changed_after_signing() -> bytes:
    document = json.loads(signed())
    text = base64.urlsafe_b64decode(document["payload"] + "==").replace(b'"EE"', b'"RO"')
    document["payload"] = base64.urlsafe_b64encode(text).rstrip(b"=").decode()
    return canonical.encode(document)


def _another_state_under_our_keys() -> bytes:
    return of_payload(_said(state="RO"))


def _algorithm_renamed() -> bytes:
    document = json.loads(signed())
    header = json.loads(base64.urlsafe_b64decode(document["signatures"][0]["protected"] + "=="))
    header["alg"] = "none"
    text = base64.urlsafe_b64encode(canonical.encode(header)).rstrip(b"=").decode()
    document["signatures"][0]["protected"] = text
    return canonical.encode(document)


HOSTILE: list[tuple[str, Callable[[], object], type[SurveyError]]] = [
    ("empty", lambda: taken(b""), ConfirmationFormatError),
    ("no JSON", lambda: taken(b"yes"), ConfirmationFormatError),
    ("no signed document", lambda: taken(b"{}"), ConfirmationFormatError),
    ("unsigned", lambda: taken(_said()), ConfirmationUnsignedError),
    ("a key ring", lambda: taken(b'{"alg":"Ed25519","seed":"AAAA"}'), KeysSentError),
    ("truncated", lambda: taken(signed()[:-40]), ConfirmationFormatError),
    ("half of it", lambda: taken(signed()[:900]), ConfirmationFormatError),
    ("written with spaces", lambda: taken(json.dumps(json.loads(signed())).encode()), ConfirmationFormatError),
    ("bytes that are no text", lambda: taken(b"\xff" + signed()), ConfirmationFormatError),
    ("ten megabytes", lambda: taken(b"[" * 10_000_000), ConfirmationTooLargeError),
    ("ten megabytes after a good one", lambda: taken(signed() + b" " * 10_000_000), ConfirmationTooLargeError),
    ("payload not canonical", lambda: taken(of_payload(b" " + _said())), ConfirmationFormatError),
    ("payload no object", lambda: taken(of_payload(b"[]")), ConfirmationFormatError),
    ("payload of another format", lambda: taken(of_payload(_said(confirmation="comity-confirmation-2"))), ConfirmationFormatError),
    ("a member too many", lambda: taken(of_payload(_said(also="x"))), ConfirmationFormatError),
    ("a member too few", lambda: taken(of_payload(_said(state=None))), ConfirmationFormatError),
    ("another decision", lambda: taken(of_payload(_said(decision="perhaps"))), ConfirmationFormatError),
    ("a day that is none", lambda: taken(of_payload(_said(on="2026-02-30"))), ConfirmationFormatError),
    ("a long reason", lambda: taken(of_payload(_said(reason="x" * 3000))), ConfirmationFormatError),
    ("a very long payload", lambda: taken(of_payload(_said(reason="x" * 9000))), ConfirmationFormatError),
    ("signed as another kind of document", lambda: taken(of_payload(_said(), typ=jws.LETTER)), ConfirmationSignatureError),
    ("keys of nobody", lambda: taken(signed(generate_pair())), ConfirmationSignatureError),
    ("keys of another State", lambda: taken(signed(ROMANIA)), ConfirmationSignatureError),
    ("one key of each State", lambda: taken(signed([ESTONIA[0], ROMANIA[1]])), ConfirmationSignatureError),
    ("one algorithm missing", lambda: taken(_with_one_signature()), ConfirmationSignatureError),
    ("one signature twice", lambda: taken(_with_a_signature_twice()), ConfirmationSignatureError),
    ("the algorithm called none", lambda: taken(_algorithm_renamed()), ConfirmationSignatureError),
    ("changed after signing", lambda: taken(_changed_after_signing()), ConfirmationSignatureError),
    ("says that it is another State", lambda: taken(_another_state_under_our_keys()), ConfirmationSignatureError),
    ("a State without a contact", lambda: taken(signed(state="NR")), NotVouchedError),
    ("no directory", lambda: confirming.read(signed(), None, NOW), NoDirectoryError),
    ("a directory with half a set", lambda: confirming.read(signed(), lambda state, at: [[ESTONIA[0].public]], NOW), NotVouchedError),
    ("a directory with an empty set", lambda: confirming.read(signed(), lambda state, at: [[]], NOW), NotVouchedError),
    ("about another State", lambda: taken(signed(ROMANIA, "RO")), OtherStateError),
    ("about no State", lambda: taken(signed(), About(PROPOSAL, None, "open", TODAY, TODAY)), NoStateError),
    ("about nothing", lambda: taken(signed(), None), ProposalUnknownError),
    ("about another proposal", lambda: taken(signed(proposal="sha256:" + "b" * 64)), ProposalUnknownError),
    ("about one that is held", lambda: taken(signed(), About(PROPOSAL, "EE", "held", TODAY, None)), ProposalUnknownError),
    ("about one that was declined unseen", lambda: taken(signed(), About(PROPOSAL, "EE", "declined", TODAY, None)), ProposalUnknownError),
    ("about one that is confirmed", lambda: taken(signed(), About(PROPOSAL, "EE", "confirmed", TODAY, TODAY)), ProposalDecidedError),
    ("about one that is declined", lambda: taken(signed(), About(PROPOSAL, "EE", "declined", TODAY, TODAY)), ProposalDecidedError),
    ("about one that has expired", lambda: taken(signed(), About(PROPOSAL, "EE", "expired", TODAY, TODAY)), ProposalExpiredError),
    ("a day too late", lambda: taken(signed(), About(PROPOSAL, "EE", "open", TODAY, TODAY - timedelta(days=91))), ProposalExpiredError),
    ("dated tomorrow", lambda: taken(signed(on=TODAY + timedelta(days=1))), ConfirmationDateError),
    ("dated before the proposal", lambda: taken(signed(on=TODAY - timedelta(days=4))), ConfirmationDateError),
    ("declined without a reason", lambda: taken(of_payload(_said(decision="decline"))), ReasonMissingError),
]  # fmt: skip


@pytest.mark.parametrize(("name", "hostile", "error"), HOSTILE, ids=[one[0] for one in HOSTILE])
def test_what_does_not_count_is_refused_by_name(
    name: str, hostile: Callable[[], object], error: type[SurveyError]
) -> None:
    with pytest.raises(SurveyError) as refused:
        hostile()
    assert type(refused.value) is error
    assert refused.value.sentence


def test_what_counts_makes_its_move() -> None:
    assert taken(signed()) == "confirmed_by_state"
    assert taken(signed(decision="decline", reason="It was never so.")) == "declined_by_state"
    last = About(PROPOSAL, "EE", "open", TODAY - timedelta(days=90), TODAY - timedelta(days=90))
    assert taken(signed(), last) == "confirmed_by_state"


def test_any_contact_of_the_state_may_sign_but_not_two_of_them_half() -> None:
    other = generate_pair()

    def two(state: str, at: object) -> list[list[Any]]:
        return [[key.public for key in pair] for pair in (ESTONIA, other)]

    for pair in (ESTONIA, other):
        assert confirming.read(signed(pair), two, NOW).state == "EE"
    with pytest.raises(ConfirmationSignatureError):
        confirming.read(signed([ESTONIA[0], other[1]]), two, NOW)


def test_the_keys_are_asked_for_the_moment_of_arrival() -> None:
    asked = []

    def watching(state: str, at: Any) -> list[list[Any]]:
        asked.append((state, at))
        return [list(one) for one in keys_of(state, at)]

    confirming.read(signed(), watching, NOW)
    assert asked == [("EE", NOW)]


def test_a_confirmation_fits_many_times_into_its_limit() -> None:
    long = signed(decision="decline", reason="é" * limits.REASON_CHARS)
    assert len(long) * 3 < limits.CONFIRMATION_BYTES
    assert confirming.read(long, keys_of, NOW).reason == "é" * limits.REASON_CHARS


def test_every_byte_counts(tmp_path: Path) -> None:
    """Whichever byte of a signed document is changed, it no longer counts."""
    good = signed()
    for place in range(0, len(good), 97):
        bad = bytearray(good)
        bad[place] ^= 1
        with pytest.raises(SurveyError):
            taken(bytes(bad))


def test_a_signing_key_alone_is_no_set() -> None:
    with pytest.raises(Exception, match="key set"):
        sign(PROPOSAL, "EE", "confirm", [SigningKey.generate("Ed25519")], on=TODAY)


def test_the_same_confirmation_twice_counts_once(tmp_path: Path) -> None:
    store = at_home(tmp_path)
    one = kept(store)
    document = signed(proposal=one.digest)
    said = confirming.read(document, keys_of, NOW)

    def about() -> About:
        now = store.get(one.digest)
        assert now
        return About(now.digest, now.state, now.standing, now.received.date(), now.opened)

    move = confirming.decide(said, about(), TODAY)
    store.move(one.digest, move, NOW, body=document)
    with pytest.raises(ProposalDecidedError):
        confirming.decide(said, about(), TODAY)
    assert store.history(one.digest)[-1].body == document, "the State's own words are kept"


def test_the_document_is_what_it_says() -> None:
    said = confirming.read(signed(), keys_of, NOW)
    assert documents.build(said) == _said()
    assert isinstance(said, Confirmation)
