"""The row is state(letters): letters permuted, repeated and lost on the way, through the real post office."""

import random
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from comity.assistance import actions, letters, lifecycle, queries, rules
from comity.assistance.actions import following
from comity.assistance.errors import RowDisagreesError
from comity.assistance.lifecycle import TABLE
from comity.assistance.models import Alarm, AssistanceRequest
from comity.exchange.errors import ExchangeError
from comity.exchange.models import StoredLetter
from comity.journal import clock
from comity.journal import queries as journal
from comity.officers import actions as officers
from comity.wire.errors import ComityError
from comity.wire.ordering import REQUESTED, REQUESTING
from tests.assistance.conftest import BASIS, Side, in_days, opening_body, words
from tests.simulated_peer import Held

DIGEST = "sha256:" + "1" * 64
EXHIBIT = {"exhibit": "E-1", "manifest": DIGEST, "packet": DIGEST, "name": "mailbox.zip"}


def named(side: Side, matter: str, kind: str, where: str) -> str:
    """A letter that another may name: the last of this kind, or none that exists."""
    found = [
        one.letter.digest
        for one in side.other.held.values()
        if one.letter.matter_id == matter and one.letter.core.type == f"assistance.{kind}"
    ]
    stored = StoredLetter.objects.filter(matter=matter, type=f"assistance.{kind}")
    ours = list(stored.values_list("digest", flat=True))
    known = found if where == "theirs" else ours
    return known[-1] if known else DIGEST


def body(side: Side, matter: str, name: str, where: str, dice: random.Random) -> dict[str, Any]:
    """What a letter of this name says; ``where``: who writes it."""
    said = words("Said here.")
    return {
        "promise": lambda: {"expected_by": in_days(1)},
        "question": lambda: {"about": "scope", "text": said},
        "answer": lambda: {"question": named(side, matter, "question", where), "text": said},
        "conditions": lambda: {"conditions": [{"code": "confidential"}]},
        "conditions-accepted": lambda: {"offer": named(side, matter, "conditions", where)},
        "conditions-declined": lambda: {
            "offer": named(side, matter, "conditions", where),
            "reason": said,
        },
        "acceptance": dict,
        "refusal": lambda: {"ground": "R-ESS", "reason": said},
        "postponement": lambda: {"ground": "P-PROC", "reason": said, "expected_by": in_days(9)},
        "not-executable": lambda: {"code": "not_held", "reason": said},
        "hold-report": lambda: {
            "effective_from": in_days(0),
            "expires_at": in_days(dice.choice([10, 61, 90])),
        },
        "follow-up-received": lambda: {"formal_request": DIGEST, "received_at": in_days(0)},
        "lift": lambda: {"reason": "other"},
        "disclosure": lambda: {"exhibits": [{**EXHIBIT, "length": 1, "sha256": DIGEST}]},
        "verification": lambda: {
            "disclosure": named(side, matter, "disclosure", where),
            "exhibits": [{"exhibit": "E-1", "result": dice.choice(["verified", "rejected"])}],
        },
        "withdrawal": lambda: {"reason": said},
        "formal-withdrawal": lambda: {"reason": said},
        "closing": lambda: {"outcome": "other"},
    }[name]()


def they_write(side: Side, matter: str, dice: random.Random) -> Held | None:
    """A letter that their table lets them write, as they see the matter; not delivered yet."""
    received = queries.received_times(matter)
    seen = rules.state(side.their_facts(matter), received, clock.now())
    theirs = REQUESTED if side.side == REQUESTING else REQUESTING
    measure = seen.measure
    moves = TABLE.allowed(seen.state, theirs, measure)
    names = sorted({move.event for move in moves} & set(letters.BY_TYPE))
    if not names:
        return None
    name = dice.choice(names).removeprefix("assistance.")
    return side.letter(name, body(side, matter, name, "theirs", dice), matter)


def we_write(side: Side, matter: str, dice: random.Random) -> None:
    """A letter that our table lets us write, approved and sent; it waits for the other side."""
    row = side.row(matter)
    moves = TABLE.allowed(row.state, side.side, row.measure)
    names = sorted({move.event for move in moves} & set(letters.BY_TYPE))
    if not names:
        return
    name = dice.choice(names).removeprefix("assistance.")
    pending = officers.propose(
        None,
        type=f"assistance.{name}",
        from_authority=row.our_authority,
        to_authority=row.other_authority,
        matter=matter,
        body=body(side, matter, name, "ours", dice),
    )
    if pending.state != "sent":
        side.approve(pending)


def begin(side: Side, measure: str) -> str:
    """An open matter of this measure between the two."""
    name = "preservation-request" if measure == "M01" else "formal-request"
    if side.side == REQUESTED:
        return side.say(name, opening_body(measure)).letter.digest
    role = "contact-point" if measure == "M01" else "central-authority"
    pending = officers.propose(
        None,
        type=f"assistance.{name}",
        from_authority=f"RO/{role}",
        to_authority=f"MA/{role}",
        matter=None,
        body=opening_body(measure),
    )
    matter = side.approve(pending).letter
    side.hand_over(matter)
    return matter


def tell(side: Side, measure: str, acts: list[str], dice: random.Random) -> str:
    """A story in which letters of both sides cross; theirs arrive in any order, some twice, some at the end."""
    matter, late = begin(side, measure), list[Held]()
    for act in acts:
        if act == "they write":
            late += [one for one in [they_write(side, matter, dice)] if one is not None]
        elif act == "we write":
            we_write(side, matter, dice)
        elif act == "they receive":
            side.hand_over()
        elif late:
            dice.shuffle(late)
            side.deliver(late[0])
            if act == "arrives once":
                late.pop(0)
        row, now = side.row(matter), queries.situation(matter)
        assert (row.state, row.steps) == (now.state, [list(one) for one in now.folded.steps])
    for held in late:
        side.deliver(held)
    side.hand_over()
    entries = {entry.event for entry in journal.entries_about(matter)}
    event("restated" if "assistance:request:restated" in entries else "not restated")
    event("letters without effect" if side.row(matter).without_effect else "all had effect")
    return matter


ACTS = st.lists(
    st.sampled_from(
        ["they write", "we write", "they receive", "arrives once", "arrives and stays"]
    ),
    min_size=4,
    max_size=16,
)
QUICK = settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@QUICK
@given(st.sampled_from(["M01", "M03"]), ACTS, st.randoms(use_true_random=False))
def test_when_we_ask_both_sides_come_to_the_same(
    quiet_requesting: Side, measure: str, acts: list[str], dice: random.Random
) -> None:
    matter = tell(quiet_requesting, measure, acts, dice)
    quiet_requesting.same_on_both_sides(matter)


@QUICK
@given(st.sampled_from(["M01", "M03"]), ACTS, st.randoms(use_true_random=False))
def test_when_we_are_asked_both_sides_come_to_the_same(
    quiet_requested: Side, measure: str, acts: list[str], dice: random.Random
) -> None:
    matter = tell(quiet_requested, measure, acts, dice)
    quiet_requested.same_on_both_sides(matter)


@pytest.fixture
def quiet_requesting(without_evidence: None, requesting: Side) -> Side:
    return requesting


@pytest.fixture
def quiet_requested(without_evidence: None, requested: Side) -> Side:
    return requested


def test_a_fork_of_the_other_side_changes_the_row_the_same_way_on_both(requested: Side) -> None:
    matter = requested.say("preservation-request", opening_body("M01")).letter.digest
    one = requested.letter("withdrawal", {"reason": words("Cleared.")}, matter)
    del requested.other.held[one.letter.digest]
    other = requested.letter("question", {"about": "other", "text": words("Status?")}, matter)
    requested.other.held[one.letter.digest] = one
    requested.deliver(one)
    assert requested.row(matter).state == "withdrawn"
    requested.deliver(other)
    situation = requested.same_on_both_sides(matter)
    stays = min(one.letter.digest, other.letter.digest)
    assert situation.state == ("withdrawn" if stays == one.letter.digest else "received")
    assert requested.row(matter).forked == list(situation.folded.forked)
    assert queries.timeline(matter)[-1].why_idle


def test_a_letter_of_a_newer_version_is_kept_and_moves_nothing(requesting: Side) -> None:
    matter = begin(requesting, "M01")
    newer = requesting.letter("acceptance", {}, matter, version=2)
    requesting.deliver(newer)
    row = requesting.row(matter)
    assert row.state == "received"
    assert [digest for digest, _ in row.without_effect] == [newer.letter.digest]


HOSTILE: dict[str, tuple[str, dict[str, Any]]] = {
    "a hold without a beginning": ("hold-report", {"expires_at": "2027-02-01T00:00:00Z"}),
    "a hold with a time without zone": (
        "hold-report",
        {"effective_from": "2026-11-25T22:00:00", "expires_at": "2027-02-01T00:00:00Z"},
    ),
    "a refusal without a ground": ("refusal", {"reason": words("No.")}),
    "a refusal without a reason": ("refusal", {"ground": "R-ESS"}),
    "a disclosure of nothing": ("disclosure", {"exhibits": []}),
    "a promise without a time": ("promise", {}),
    "conditions without any": ("conditions", {"conditions": []}),
    "an outcome that is no code": ("closing", {"outcome": "no code, but a sentence"}),
    "a question about anything": ("question", {"about": "weather", "text": words("Rain?")}),
    "a text without its language": ("question", {"about": "scope", "text": "Which?"}),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_letter_whose_body_is_wrong_moves_nothing(requesting: Side, name: str) -> None:
    """It is refused at the door with a named error; the row stays as it was."""
    matter = begin(requesting, "M01")
    type_, wrong = HOSTILE[name]
    with pytest.raises(Exception) as refused:
        requesting.say(type_, wrong, matter)
    assert getattr(refused.value, "sentence", "")
    row = requesting.row(matter)
    assert (row.state, row.without_effect) == ("received", [])


def test_the_opening_must_ask_for_its_own_measure(requested: Side) -> None:
    with pytest.raises(Exception) as refused:
        requested.say("preservation-request", {**opening_body("M01"), "measure": "M03"})
    assert getattr(refused.value, "sentence", "")
    assert not AssistanceRequest.objects.exists()


WRONG_OPENINGS: dict[str, dict[str, Any]] = {
    "a day that does not exist": {"basis": {**BASIS, "on": "2026-13-45"}},
    "no basis": {"basis": {}},
    "no identifiers": {"data": {"identifiers": [], "items": ["d.mailbox"]}},
    "an IP address without time and zone": {
        "data": {
            "identifiers": [{"kind": "ip_address", "value": "203.0.113.7"}],
            "items": ["d.mailbox"],
        }
    },
    "more offences than anybody reads": {"offences": [opening_body("M01")["offences"][0]] * 21},
}


@pytest.mark.parametrize("name", WRONG_OPENINGS)
def test_a_request_whose_form_is_wrong_is_refused_at_the_door(requested: Side, name: str) -> None:
    with pytest.raises(ComityError) as refused:
        requested.say("preservation-request", {**opening_body("M01"), **WRONG_OPENINGS[name]})
    assert len(refused.value.sentence) > 20
    assert not AssistanceRequest.objects.exists()


def test_a_text_with_controls_is_shown_without_them(requested: Side) -> None:
    body = {**opening_body("M01"), "reference": "RO\x0117\x1b"}
    matter = requested.say("preservation-request", body).letter.digest
    assert requested.row(matter).reference == "RO 17 "


DOUBTS: dict[str, tuple[str, dict[str, Any], str, str]] = {
    "an instrument that does not bind the two": (
        "",
        {"basis": {**BASIS, "instrument": "ets-030"}},
        "received",
        "basis-differs",
    ),
    "an instrument that nobody knows": (
        "",
        {"basis": {**BASIS, "instrument": "no-treaty"}},
        "received",
        "basis-differs",
    ),
    "before the treaty was in force": (
        "",
        {"basis": {**BASIS, "on": "2018-09-30"}},
        "received",
        "basis-differs",
    ),
    "a ground that the instrument does not know": (
        "refusal",
        {"ground": "R-LAW", "reason": words("No such power.")},
        "refused",
        "ground-differs:refusal",
    ),
    "a hold that is too short": ("hold-report", {}, "hold_active", "hold-differs"),
}


@pytest.mark.parametrize("name", DOUBTS)
def test_what_does_not_fit_the_law_counts_and_is_shown(
    request: pytest.FixtureRequest, name: str
) -> None:
    """The other side decides for itself; a person here is told."""
    letter, body, state, kind = DOUBTS[name]
    if not letter:
        side: Side = request.getfixturevalue("requested")
        matter = side.say("preservation-request", {**opening_body("M01"), **body}).letter.digest
    else:
        side = request.getfixturevalue("requesting")
        matter = begin(side, "M01")
    if letter == "hold-report":
        side.say("acceptance", {}, matter)
        body = {"effective_from": in_days(0), "expires_at": in_days(30)}
    if letter:
        side.say(letter, body, matter)
    assert side.row(matter).state == state
    assert [one.kind for one in Alarm.objects.filter(matter=matter)] == [kind]
    actions.refresh(matter)
    assert Alarm.objects.filter(matter=matter).count() == 1


WRONG_ROWS: dict[str, dict[str, Any]] = {
    "a hold without end or reason": {"state": "hold_active"},
    "a disclosed preservation": {"state": "disclosed"},
    "a third side": {"side": "both"},
}


@pytest.mark.parametrize("name", WRONG_ROWS)
def test_rows_that_must_never_be(requesting: Side, name: str) -> None:
    matter = begin(requesting, "M01")
    with pytest.raises(IntegrityError), transaction.atomic():
        AssistanceRequest.objects.filter(matter=matter).update(**WRONG_ROWS[name])


def test_a_row_that_somebody_changed_is_brought_back_and_that_is_recorded(
    requesting: Side,
) -> None:
    matter = begin(requesting, "M01")
    AssistanceRequest.objects.filter(matter=matter).update(state="refused")
    actions.refresh(matter)
    assert requesting.row(matter).state == "received"


def test_a_row_that_cannot_be_brought_to_its_letters_changes_nothing(
    requesting: Side, monkeypatch: pytest.MonkeyPatch
) -> None:
    matter = begin(requesting, "M01")
    requesting.say("promise", {"expected_by": in_days(1)}, matter)
    AssistanceRequest.objects.filter(matter=matter).update(steps=[], state="draft")
    moved: Callable[..., None] = lambda *args, **more: None  # noqa: E731
    monkeypatch.setattr(following, "_move", moved)
    with pytest.raises(RowDisagreesError):
        actions.refresh(matter)
    assert requesting.row(matter).state == "draft"


def test_refreshing_again_changes_nothing(requesting: Side) -> None:
    matter = begin(requesting, "M01")
    requesting.say("promise", {"expected_by": in_days(1)}, matter)
    before, size = requesting.row(matter), journal.size()
    actions.refresh(matter)
    assert journal.size() == size
    assert requesting.row(matter).steps == before.steps


def test_matters_of_other_rooms_are_left_alone(requesting: Side) -> None:
    assert lifecycle.OPENINGS["M01"] in {spec.type for spec in letters.SPECS}
    with pytest.raises(ExchangeError):
        actions.refresh(DIGEST)
    assert BASIS["instrument"] == "cets-185"
