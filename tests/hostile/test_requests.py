"""What a valid node may write into a request: refused by name, or kept and shown as what it is.

The other State's node, its authorities and its people are all in the directory here; they lie.
"""

from typing import Any

import pytest

from comity.evidence import queries as evidence
from comity.evidence.actions import receive
from comity.evidence.models import Exhibit
from comity.journal import clock
from comity.trust import queries as directory
from comity.wire import errors as wire
from comity.wire.errors import ComityError
from tests.assistance.conftest import Side, become, opening_body, requested, requesting, words
from tests.assistance.test_pages import asked, signed_in, text_of
from tests.evidence.parts import sealed
from tests.simulated_peer import World

__all__ = ["become", "requested", "requesting"]
RO, MA, PROVIDER = "RO/contact-point", "MA/contact-point", "MA/provider/atlas-mail"
FIRST, LAST = "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"
NONE = "sha256:" + "0" * 64


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> World:
    """The world that these tests share."""
    return World(tmp_path_factory.mktemp("directory"))


@pytest.fixture(autouse=True)
def own_view(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each node reads the directory with its own keys."""
    monkeypatch.setattr(directory, "_view", None)


BODIES: dict[str, tuple[str, dict[str, Any], type[ComityError]]] = {
    "a promise at the end of the calendar": (
        "promise", {"expected_by": LAST}, wire.BodyInvalidError
    ),
    "a question due before all files": (
        "question", {"about": "scope", "text": words("x"), "answer_by": FIRST}, wire.BodyInvalidError
    ),
    "a hold from before all files": (
        "hold-report", {"effective_from": FIRST, "expires_at": LAST}, wire.BodyInvalidError
    ),
    "a hold that ends before all files": (
        "hold-report", {"effective_from": FIRST, "expires_at": FIRST}, wire.BodyInvalidError
    ),
    "a formal request received after all time": (
        "follow-up-received", {"formal_request": NONE, "received_at": LAST}, wire.BodyInvalidError
    ),
}  # fmt: skip


@pytest.mark.parametrize("row", BODIES)
def test_what_would_break_our_reckoning_is_the_senders_to_mend(requesting: Side, row: str) -> None:
    name, body, error = BODIES[row]
    matter = asked(requesting, requesting.officer(RO, "draft"))
    with pytest.raises(error) as refused:
        requesting.say(name, body, matter)
    assert refused.value.fault == "sender"
    assert requesting.row(matter).state == "received"


DISGUISED = {
    "an override": "k.suspect@\u202eelpmaxe.org",
    "nothing between two letters": "k.sus\u200bpect@example.org",
    "a letter that looks like nothing": "k.suspect\u3164@example.org",
    "another blank": "k.suspect\u00a0@example.org",
    "a line of its own": "k.suspect@example.org\x85",
}


@pytest.mark.parametrize("row", DISGUISED)
@pytest.mark.parametrize("kind", ["email", "account", "name"])
def test_an_identifier_is_what_it_looks_like(requested: Side, row: str, kind: str) -> None:
    body = opening_body("M01")
    body["data"] = {**body["data"], "identifiers": [{"kind": kind, "value": DISGUISED[row]}]}
    with pytest.raises(wire.BodyInvalidError):
        requested.say("preservation-request", body)


EVIL = (
    "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>\u202egnp.exe\u2066{{7*7}}"
    "\x1b[31m\x07\x9b=cmd|calc!A1" + "W" * 300
)


def evil_body() -> dict[str, Any]:
    """A request in which every text that may be free is hostile."""
    office = dict.fromkeys(
        ("name", "representative", "post", "file_number", "address", "telephone", "email"), EVIL
    )
    body = opening_body("M01")
    return {
        **body,
        "reference": EVIL,
        "seeking": {**office, "kind": "other"},
        "questions_to": office,
        "offences": [
            {"classification": words(EVIL), "provision": EVIL, "maximum_penalty": EVIL}
        ],
        **{name: words(EVIL) for name in ("facts", "relation", "necessity", "stage")},
        "data": {
            "identifiers": [{"kind": "name", "value": "<b>x</b>", "note": EVIL, "service": EVIL[:99]}],
            "items": ["d.mailbox"],
            "service": EVIL,
            "more": words(EVIL),
        },
        "custodian": {"name": EVIL, "place": EVIL, "more": words(EVIL)},
        "persons": [{"role": "suspect", "kind": "natural", "name": EVIL, "other_names": EVIL}],
        "earlier": [{"kind": "other", "authority": EVIL, "reference": EVIL}],
        "basis": {**body["basis"], "article": EVIL, "title": EVIL, "conditional_on": [EVIL]},
        "\u202eevil<b>": EVIL,
    }  # fmt: skip


RAW = ("<script>", "<img src=x", "<b>x", "\x1b", "\x07", "\x9b", "\u202e", "\u2066")


def test_no_text_of_theirs_is_more_than_text_on_a_page(requested: Side) -> None:
    matter = requested.say("preservation-request", evil_body()).letter.digest
    duty = signed_in(requested.officer(MA, "decide", "draft"))
    pages = ["/", "/requests/", f"/requests/{matter}/", f"/requests/{matter}/letters/{matter}/"]
    for address in [*pages, f"/orders/new/preservation/?request={matter}"]:
        answer = duty.get(address)
        page = text_of(answer)
        assert answer.status_code == 200
        assert [raw for raw in RAW if raw in page] == [], address
        assert int(answer.headers.get("Content-Length", len(answer.content))) == len(answer.content)
    assert "⟨U+202E⟩" in text_of(duty.get(f"/requests/{matter}/"))


def test_an_exhibit_numbered_like_one_of_another_matter_does_not_enter_its_custody(
    requesting: Side, founded: World
) -> None:
    atlas, rows = founded["atlas-1"], []
    atlas.now = clock.now().replace(microsecond=0)
    for matter in (NONE, "sha256:" + "1" * 64):
        made = sealed(atlas, PROVIDER, exhibit="E-1")
        row = receive.new_exhibit(made.said, made.digest, made.document, matter, Exhibit.EXPECTED)
        row.save()
        receive.record("announced", row, actor="ma-1")
        rows.append(row)
    for row in rows:
        assert [entry.about[0] for entry in evidence.custody(row)] == [row.matter]
