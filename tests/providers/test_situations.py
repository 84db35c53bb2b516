"""The state of an order is one function of the set of its letters, whatever their order of arrival."""

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.journal.lifecycles import Lifecycle
from comity.providers import letters, lifecycle
from comity.providers.errors import UnknownOrderError
from comity.providers.situations import situation
from comity.wire import digests, times
from comity.wire.ordering import LetterFact

NOW = datetime(2026, 11, 1, tzinfo=UTC)
TABLES = (lifecycle.PRESERVATION_ORDER, lifecycle.PRODUCTION_ORDER)
BODIES: dict[str, dict[str, Any]] = {
    lifecycle.PRESERVATION: {
        "measure": "M01",
        "expires_at": times.format(NOW + timedelta(days=30)),
    },
    lifecycle.RENEWAL: {"measure": "M01", "expires_at": times.format(NOW + timedelta(days=60))},
    lifecycle.PRODUCTION: {"measure": "M03", "due_at": times.format(NOW)},
    lifecycle.CERTIFICATE: {"measure": "M01", "effective_from": times.format(NOW), "partial": True},
}
PRESERVING = (
    ("requesting", lifecycle.RENEWAL),
    ("requesting", lifecycle.LIFT),
    ("requested", lifecycle.CERTIFICATE),
    ("requested", lifecycle.NOT_EXECUTABLE),
    ("requested", lifecycle.RELEASED),
)


class Matter:
    """Writes the letters of both sides, which cross as a test wants it."""

    def __init__(self, opening: str) -> None:
        self.facts: list[LetterFact] = []
        self.known: dict[str, list[LetterFact]] = {"requesting": [], "requested": []}
        self.write("requesting", opening)

    def write(self, side: str, type: str, body: dict[str, Any] | None = None) -> LetterFact:
        mine = [one for one in self.known[side] if one.side == side]
        theirs = [one for one in self.known[side] if one.side != side]
        number = len(self.facts)
        fact = LetterFact(
            digest=digests.sha256(f"{number} {type} {side}".encode()),
            type=type,
            side=side,
            writer=side,
            seq=len(mine) + 1,
            previous=mine[-1].digest if mine else None,
            seen={theirs[-1].side: theirs[-1].digest} if theirs else {},
            time=NOW,
            body=body or BODIES.get(type, {"measure": "M01"}),
        )
        self.facts.append(fact)
        self.known[side].append(fact)
        return fact

    def sync(self, side: str) -> None:
        """This side reads what the other has written."""
        self.known[side] = list(self.facts)


def state(facts: Sequence[LetterFact], now: datetime = NOW) -> str:
    return situation(facts, now).state


def preserved(*steps: tuple[str, str]) -> Matter:
    """An order, and letters of which each side knows the other's last."""
    matter = Matter(lifecycle.PRESERVATION)
    for side, type in steps:
        matter.sync(side)
        matter.write(side, type)
    return matter


@given(st.lists(st.tuples(st.sampled_from(PRESERVING), st.booleans()), max_size=8), st.randoms())
@settings(max_examples=150, deadline=None)
def test_every_order_of_arrival_and_every_repeat_gives_one_state(
    steps: list[tuple[tuple[str, str], bool]], rng: random.Random
) -> None:
    matter = Matter(lifecycle.PRESERVATION)
    matter.sync("requested")
    for (side, type), reads in steps:
        if reads:
            matter.sync(side)
        matter.write(side, type)
    expected = situation(matter.facts, NOW)
    shuffled = matter.facts + rng.choices(matter.facts, k=3)
    rng.shuffle(shuffled)
    found = situation(shuffled, NOW)
    assert (found.state, found.expires_at, found.folded.steps) == (
        expected.state,
        expected.expires_at,
        expected.folded.steps,
    )


@given(st.lists(st.sampled_from(PRESERVING), max_size=6), st.data())
@settings(max_examples=100, deadline=None)
def test_losing_letters_never_shows_what_none_has_said(
    steps: list[tuple[str, str]], data: st.DataObject
) -> None:
    facts = preserved(*steps).facts
    kept = [facts[0], *data.draw(st.sets(st.sampled_from(facts)))]
    found = situation(kept, NOW)
    said = {one.type for one in kept}
    assert found.state != "released" or lifecycle.RELEASED in said
    assert found.state != "lifted" or lifecycle.LIFT in said
    assert {step.digest for step in found.folded.steps} <= {one.digest for one in kept}


R, P = "requesting", "requested"


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        pytest.param(
            (R, lifecycle.LIFT), (P, lifecycle.CERTIFICATE), "lifted", id="lift crosses certificate"
        ),
        pytest.param(
            (R, lifecycle.LIFT),
            (P, lifecycle.NOT_EXECUTABLE),
            "not_executable",
            id="lift crosses no",
        ),
        pytest.param(
            (R, lifecycle.RENEWAL),
            (P, lifecycle.CERTIFICATE),
            "held",
            id="renewal crosses certificate",
        ),
        pytest.param(
            (R, lifecycle.RENEWAL),
            (P, lifecycle.NOT_EXECUTABLE),
            "not_executable",
            id="renewal crosses no",
        ),
        pytest.param(
            (R, lifecycle.RENEWAL),
            (P, lifecycle.RELEASED),
            "released",
            id="renewal crosses release",
        ),
    ],
)
def test_letters_that_cross(first: tuple[str, str], second: tuple[str, str], expected: str) -> None:
    matter = Matter(lifecycle.PRESERVATION)
    matter.sync(P)
    matter.write(*first)
    matter.write(*second)
    assert state(matter.facts) == state(matter.facts[::-1]) == expected


def test_the_clock_ends_what_runs_and_nothing_else() -> None:
    late = NOW + timedelta(days=31)
    assert state(preserved().facts, late) == "expired"
    assert state(preserved((P, lifecycle.CERTIFICATE)).facts, late) == "expired"
    assert state(preserved((R, lifecycle.LIFT)).facts, late) == "lifted"
    assert (
        state(preserved((P, lifecycle.CERTIFICATE), (R, lifecycle.RENEWAL)).facts, late) == "held"
    )
    assert state(preserved((P, lifecycle.NOT_EXECUTABLE)).facts, late) == "not_executable"


def test_after_the_end_a_renewal_is_still_possible() -> None:
    now = situation(preserved((P, lifecycle.CERTIFICATE)).facts, NOW + timedelta(days=31))
    assert now.state == "expired"
    assert lifecycle.RENEWAL in now.open_to(R)
    assert lifecycle.RELEASED in now.open_to(P)


def test_letters_without_an_order_are_no_order() -> None:
    with pytest.raises(UnknownOrderError):
        situation(preserved((P, lifecycle.CERTIFICATE)).facts[1:], NOW)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_row_of_the_tables_can_be_walked(table: Lifecycle) -> None:
    for move in table.moves:
        assert table.next(move.start, move.event, move.by) == move.end


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_event_of_the_tables_is_a_letter_or_the_clock(table: Lifecycle) -> None:
    types = {spec.type for spec in letters.SPECS}
    verdicts = {lifecycle.VERIFIED, lifecycle.REJECTED}
    for move in table.moves:
        assert move.event in types | verdicts or (move.event, move.by) == (lifecycle.END, "clock")
        for spec in letters.SPECS:
            if spec.type == move.event:
                assert spec.side == move.by


def test_every_letter_has_its_place_in_a_table() -> None:
    events = {move.event for table in TABLES for move in table.moves}
    assert {spec.type for spec in letters.SPECS} - events == {lifecycle.VERIFICATION}


def test_what_ends_a_duty_needs_no_less_than_what_begins_it() -> None:
    by_type = {spec.type: spec for spec in letters.SPECS}
    assert by_type[lifecycle.LIFT].approvals == by_type[lifecycle.PRESERVATION].approvals
    assert by_type[lifecycle.LIFT].approvals[0].not_drafter
