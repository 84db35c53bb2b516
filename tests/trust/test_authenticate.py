"""Letters against the directory: what is authentic, and every way in which a letter is not."""

import base64
import json
import secrets
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from comity.trust.authenticate import Authentic, authenticate
from comity.trust.entries import Directory
from comity.trust.errors import (
    ApproverCapacityError,
    ApproverRevokedError,
    ApproverRoleError,
    ApproverUnknownError,
    NotAWriterError,
    NotCompetentError,
    NotSpokenForError,
    SenderRevokedError,
    UnknownSenderError,
)
from comity.trust.keys import Ring
from comity.wire import approvals, canonical, digests, jws, letters
from comity.wire.errors import (
    ApprovalByDrafterError,
    ApprovalMissingError,
    ApprovalOtherCoreError,
    ApprovalSignatureWrongError,
    ApprovalTwiceError,
    BodyInvalidError,
    ComityError,
    CoreFieldMissingError,
    CriticalFieldUnknownError,
    DuplicateKeyError,
    JwsFormatError,
    NumberNotAllowedError,
    SignatureDoubledError,
    SignatureMissingError,
    SignatureUnknownKeyError,
    SignatureWrongError,
    SuiteMismatchError,
    TooDeepError,
    TooLargeError,
    TypMismatchError,
    UnprotectedHeaderError,
)
from comity.wire.letters import ApprovalNeed, Body, LetterSpec
from tests.trust.founding import (
    NOW,
    OFFICE,
    PROVIDER,
    Founded,
    approval_key,
    declaration,
    found,
    person,
    rings,
)

WRITER = "RO/contact-point"
LATER = NOW + timedelta(hours=1)


class Question(Body):
    """A body for these tests."""

    measure: str
    text: str = ""


def specification(**changed: Any) -> LetterSpec:
    spec = LetterSpec(
        type="test.question",
        version=1,
        title="A question",
        body=Question,
        opens=True,
        side="requesting",
        approvals=(ApprovalNeed("authorise", not_drafter=True),),
        writers=("contact_point",),
        competence="request",
        effect="none",
    )
    return replace(spec, **changed)


SPEC = specification()
BY_COURT = specification(
    approvals=(ApprovalNeed("issue", role="issuing"), ApprovalNeed("authorise", not_drafter=True))
)


def core(**changed: Any) -> dict[str, Any]:
    """The core of a good letter; ``changed`` replaces members."""
    return {
        "type": "test.question",
        "version": 1,
        "suite": "comity-1",
        "matter": None,
        "nonce": secrets.token_hex(16),
        "from": {"authority": WRITER, "node": "ro-1"},
        "to": {"authority": "MA/contact-point", "node": "ma-1"},
        "seq": 1,
        "incarnation": "one",
        "previous": None,
        "seen": {},
        "time": "2026-11-25T22:30:00Z",
        "languages": ["en"],
        "marking": "restricted",
        "critical": [],
        "drafter": {"person": "RO-11"},
        "attachments": [],
        "body": {"measure": "M01"},
        **changed,
    }


def approval(of: dict[str, Any], person: str = "RO-12", **changed: Any) -> dict[str, Any]:
    """A person's approval of a core; ``changed`` replaces what it says."""
    said = {
        "core_digest": digests.sha256(letters.core_bytes(of)),
        "authority": WRITER,
        "person": person,
        "role": OFFICE,
        "capacity": "authorise",
        "time": NOW,
        "key": approval_key(person),
        **changed,
    }
    return approvals.make_software(**said)


def signed(
    of: dict[str, Any],
    given: Sequence[dict[str, Any]] | None = None,
    writer: str = WRITER,
    ring: Ring | None = None,
) -> bytes:
    """The letter as its authority signs it."""
    given = [approval(of)] if given is None else given
    payload = letters.assemble(letters.core_bytes(of), list(given))
    return (ring or rings()["ro-1"]).sign_as_authority(writer, payload, jws.LETTER)


def check(
    document: bytes,
    directory: Directory,
    spec: LetterSpec | None = SPEC,
    as_of: datetime = LATER,
) -> Authentic:
    return authenticate(document, directory=directory, spec_of=lambda *_: spec, as_of=as_of)


# What holds


def test_a_good_letter(directory: Directory) -> None:
    good = core()
    checked = check(signed(good), directory)
    assert checked.letter.core.raw == good
    assert isinstance(checked.body, Question)
    assert [statement.person for statement in checked.statements] == ["RO-12"]


def test_the_court_approves_what_the_contact_point_sends(directory: Directory) -> None:
    good = core()
    given = [
        approval(good),
        approval(good, "RO-22", authority="RO/issuing-authority", capacity="issue"),
    ]
    assert len(check(signed(good, given), directory, BY_COURT).statements) == 2


def test_an_unknown_type_is_kept_with_its_approvals_checked(directory: Directory) -> None:
    checked = check(signed(core(type="test.newer", version=7)), directory, None)
    assert checked.spec is None
    assert checked.body is None
    assert len(checked.statements) == 1


def test_a_provider_writes_too(directory: Directory) -> None:
    of = core(
        **{
            "from": {"authority": PROVIDER, "node": "atlas-1"},
            "drafter": {"person": "MA-31"},
        }
    )
    given = [approval(of, "MA-32", authority=PROVIDER)]
    spec = specification(writers=("provider",), competence=None)
    assert check(signed(of, given, PROVIDER, rings()["atlas-1"]), directory, spec).spec is spec


def test_the_directory_is_not_parsed_again(
    directory: Directory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A letter costs its signatures, not the directory: entries and their keys are read once."""
    from comity.trust import entries

    check(signed(core()), directory)

    def parse(*_arguments: object) -> None:
        raise AssertionError("an entry was parsed for a letter")

    monkeypatch.setattr(entries, "parse", parse)
    check(signed(core()), directory)


# Lies: a letter each, and the error that names it

Make = Callable[[], bytes]


def _edited(document: bytes, edit: Callable[[dict[str, Any]], None]) -> bytes:
    value = json.loads(document)
    edit(value)
    return canonical.encode(value)


def _b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _payload(data: bytes) -> bytes:
    """A document that really is signed, over these bytes."""
    return rings()["ro-1"].sign_as_authority(WRITER, data, jws.LETTER)


def _strip(number: int) -> bytes:
    return _edited(signed(core()), lambda value: value["signatures"].pop(number))


def _double() -> bytes:
    return _edited(signed(core()), lambda value: value["signatures"].append(value["signatures"][0]))


def _double_for_the_other() -> bytes:
    def edit(value: dict[str, Any]) -> None:
        value["signatures"][1] = value["signatures"][0]

    return _edited(signed(core()), edit)


def _flip(number: int) -> bytes:
    def edit(value: dict[str, Any]) -> None:
        signature = value["signatures"][number]
        raw = bytearray(base64.urlsafe_b64decode(signature["signature"] + "=="))
        raw[0] ^= 1
        signature["signature"] = _b64(bytes(raw))

    return _edited(signed(core()), edit)


def _unprotected() -> bytes:
    def edit(value: dict[str, Any]) -> None:
        value["signatures"][0]["header"] = {"alg": "none"}

    return _edited(signed(core()), edit)


def _other_bytes() -> bytes:
    good, other = core(), core()
    document = json.loads(signed(good))
    document["payload"] = json.loads(signed(other))["payload"]
    return canonical.encode(document)


def _replayed_approval() -> bytes:
    earlier, other = core(), core()
    return signed(other, [approval(earlier)])


def _forged_approval() -> bytes:
    of = core()
    given = approval(of)
    forger = approval_key("RO-99")
    challenge = approvals.challenge(given["statement"])
    return signed(of, [{**given, "signature": _b64(forger.sign(challenge))}])


def _with(given: Callable[[dict[str, Any]], list[dict[str, Any]]], **changed: Any) -> bytes:
    of = core(**changed)
    return signed(of, given(of))


LIES: dict[str, tuple[Make, type[ComityError]]] = {
    # the sender
    "unknown authority": (
        lambda: signed(core(**{"from": {"authority": "RO/nobody", "node": "ro-1"}})),
        UnknownSenderError,
    ),
    "unknown State": (
        lambda: signed(core(**{"from": {"authority": "XX/contact-point", "node": "ro-1"}})),
        UnknownSenderError,
    ),
    "another node speaks": (
        lambda: signed(core(**{"from": {"authority": WRITER, "node": "ma-1"}})),
        NotSpokenForError,
    ),
    "another authority of the node signs": (
        lambda: signed(core(), writer="RO/central-authority"),
        SignatureUnknownKeyError,
    ),
    "a foreign authority signs": (
        lambda: signed(core(), writer="MA/contact-point", ring=rings()["ma-1"]),
        SignatureUnknownKeyError,
    ),
    "the suite in the core falls": (lambda: signed(core(suite="comity-0")), SuiteMismatchError),
    # signatures
    "Ed25519 missing": (lambda: _strip(0), SignatureMissingError),
    "ML-DSA missing": (lambda: _strip(1), SignatureMissingError),
    "one doubled": (_double, SignatureDoubledError),
    "one twice instead of both": (_double_for_the_other, SignatureDoubledError),
    "Ed25519 wrong": (lambda: _flip(0), SignatureWrongError),
    "ML-DSA wrong": (lambda: _flip(1), SignatureWrongError),
    "an unprotected header": (_unprotected, UnprotectedHeaderError),
    "over other bytes": (_other_bytes, SignatureWrongError),
    "a receipt as a letter": (
        lambda: rings()["ro-1"].sign_as_authority(
            WRITER, letters.assemble(letters.core_bytes(core()), []), jws.RECEIPT
        ),
        TypMismatchError,
    ),
    "truncated": (lambda: signed(core())[:-40], JwsFormatError),
    "too large": (
        lambda: _payload(b'{"approvals":[],"core":"' + b"x" * (1024 * 1024) + b'"}'),
        TooLargeError,
    ),
    "nested too deeply": (
        lambda: _payload(b'{"a":' + b"[" * 100 + b"]" * 100 + b"}"),
        TooDeepError,
    ),
    "a member twice": (
        lambda: _payload(b'{"approvals":[],"approvals":[],"core":{}}'),
        DuplicateKeyError,
    ),
    "NaN": (lambda: _payload(b'{"approvals":[],"core":NaN}'), NumberNotAllowedError),
    "no time": (
        lambda: _payload(
            canonical.encode(
                {"approvals": [], "core": {k: v for k, v in core().items() if k != "time"}}
            )
        ),
        CoreFieldMissingError,
    ),
    # approvals
    "no approval": (lambda: _with(lambda of: []), ApprovalMissingError),
    "approved by the drafter": (
        lambda: _with(lambda of: [approval(of, "RO-11")]),
        ApprovalByDrafterError,
    ),
    "approved twice by one person": (
        lambda: _with(lambda of: [approval(of), approval(of)]),
        ApprovalTwiceError,
    ),
    "approved by nobody that is known": (
        lambda: _with(lambda of: [approval(of, "RO-99")]),
        ApproverUnknownError,
    ),
    "approved with another key": (
        lambda: _with(lambda of: [approval(of, key=approval_key("RO-99"))]),
        ApproverUnknownError,
    ),
    "approved with a forged signature": (_forged_approval, ApprovalSignatureWrongError),
    "approved in another letter": (_replayed_approval, ApprovalOtherCoreError),
    "approved in a capacity that is not theirs": (
        lambda: _with(lambda of: [approval(of, capacity="decide")]),
        ApproverCapacityError,
    ),
    "approved in another office": (
        lambda: _with(lambda of: [approval(of, role="prosecutor general")]),
        ApproverRoleError,
    ),
    "approved abroad": (
        lambda: _with(lambda of: [approval(of, "MA-12", authority="MA/contact-point")]),
        ApproverUnknownError,
    ),
    "approved in the wrong authority": (
        lambda: _with(lambda of: [approval(of, "RO-22", authority="RO/issuing-authority")]),
        ApprovalMissingError,
    ),
    "approved for an authority that is not there": (
        lambda: _with(lambda of: [approval(of, authority="RO/nobody")]),
        ApproverUnknownError,
    ),
    # body and competence
    "a body without what it must say": (lambda: signed(core(body={})), BodyInvalidError),
    "a critical field that nobody knows": (
        lambda: signed(core(body={"measure": "M01", "new": 1}, critical=["new"])),
        CriticalFieldUnknownError,
    ),
    "a measure without competence": (
        lambda: signed(core(body={"measure": "M03"})),
        NotCompetentError,
    ),
}


@pytest.mark.parametrize(("make", "error"), LIES.values(), ids=LIES.keys())
def test_a_lie_is_named(make: Make, error: type[ComityError], directory: Directory) -> None:
    with pytest.raises(error) as raised:
        check(make(), directory)
    assert type(raised.value) is error
    assert raised.value.sentence.endswith((".", "!"))


def test_the_court_cannot_be_left_out(directory: Directory) -> None:
    of = core()
    given = [approval(of), approval(of, "RO-11", capacity="draft")]
    with pytest.raises(ApprovalMissingError):
        check(signed(of, given), directory, BY_COURT)


def test_a_type_that_another_role_writes(directory: Directory) -> None:
    with pytest.raises(NotAWriterError):
        check(signed(core()), directory, specification(writers=("central",)))


# Revocation and time


def revoking(folder: Path, **what: Any) -> Founded:
    """A directory in which something of RO was revoked an hour after its founding."""
    made = found(folder)
    made.ceremony.declare(what["declared"])
    made.ceremony.publish(LATER, ["RO"])
    return made


def since(kid: str) -> dict[str, str]:
    return {"kid": kid, "since": "2026-11-25T23:00:00Z", "reason": "stolen"}


def test_a_revoked_key_of_the_authority(tmp_path: Path) -> None:
    """From the time of revocation on; a letter that was stored before stays what it was."""
    kid = rings()["ro-1"].authority_keys(WRITER)[0].kid
    declared = declaration("RO", **{WRITER: {"revoked": [since(kid)]}})
    view = revoking(tmp_path, declared=declared).directory()
    document = signed(core())
    assert check(document, view, as_of=LATER - timedelta(seconds=1)).spec is SPEC
    with pytest.raises(SenderRevokedError):
        check(document, view, as_of=LATER)


def test_a_replaced_and_revoked_key_is_named_as_revoked(tmp_path: Path) -> None:
    """Signed with keys that the directory once named and has revoked since: not simply unknown."""
    ring = rings()["ro-1"]
    thief = Ring.generate("ro-1", [WRITER], NOW)
    kids = [key.kid for key in thief.authority_keys(WRITER)]
    declared = declaration("RO", **{WRITER: {"revoked": [since(kid) for kid in kids]}})
    view = revoking(tmp_path, declared=declared).directory()
    with pytest.raises(SenderRevokedError):
        check(signed(core(), ring=thief), view)
    assert check(signed(core(), ring=ring), view).spec is SPEC


def test_a_revoked_key_of_a_person(tmp_path: Path) -> None:
    declared = declaration("RO")
    people = {
        WRITER: [
            person("RO-11", "draft"),
            person("RO-12", "authorise", revoked=[since(approval_key("RO-12").kid)]),
        ]
    }
    view = revoking(tmp_path, declared=replace(declared, people=people)).directory()
    document = signed(core())
    assert check(document, view, as_of=LATER - timedelta(seconds=1)).spec is SPEC
    with pytest.raises(ApproverRevokedError):
        check(document, view, as_of=LATER)


def test_an_entry_is_not_valid_before_its_time(directory: Directory) -> None:
    with pytest.raises(UnknownSenderError):
        check(signed(core()), directory, as_of=datetime(2026, 1, 1, tzinfo=UTC))
