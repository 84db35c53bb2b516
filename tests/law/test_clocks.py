"""Time limits, alarms before a hold ends, and the rules of single States."""

from datetime import UTC, datetime, timedelta

import pytest

from comity.law import clocks, holds, measures
from comity.law.errors import UnknownClockError, UnknownMeasureError, UnknownStateError

LENGTHS = {
    "C1": timedelta(days=60),
    "C2": timedelta(days=90),
    "C4": timedelta(days=60),
    "C5": timedelta(days=30),
    "C6": timedelta(days=10),
    "C7": timedelta(hours=8),
    "C9": timedelta(days=5),
    "C10": timedelta(hours=48),
    "C12": None,  # working days: no elapsed time without a calendar
    "C13": timedelta(days=7),
    "C16": timedelta(hours=24),
    "C17": timedelta(hours=96),
    "C18": timedelta(hours=8),
    "C23": timedelta(hours=72),
    "C24": None,  # a date of the year
}


@pytest.mark.parametrize(("code", "length"), LENGTHS.items())
def test_lengths(code, length):
    assert clocks.get(code).length == length


def test_the_table_is_whole():
    wanted = {f"C{number}" for number in range(1, 25)} | {"C3a", "C3b"}
    assert {one.code for one in clocks.all()} == wanted


def test_what_is_unverified_says_so():
    assert {one.code for one in clocks.all() if one.mark == "U"} == {"C19", "C20"}
    assert clocks.get("C1").start_named is False
    assert clocks.get("C12").working_days == 5


@pytest.mark.parametrize("code", ["C0", "C25", "c1", "", None])
def test_unknown_clocks(code):
    with pytest.raises(UnknownClockError):
        clocks.get(code)


START = datetime(2026, 11, 25, 12, tzinfo=UTC)


def test_alarms_of_sixty_days_ring_in_order():
    found = clocks.alarms(START, START + timedelta(days=60))
    assert [(one.label, (one.at - START) / timedelta(days=1)) for one in found] == [
        ("50%", 30),
        ("14 days before", 46),
        ("80%", 48),
        ("7 days before", 53),
        ("95%", 57),
        ("2 days before", 58),
    ]


def test_a_short_hold_has_no_alarm_before_its_start():
    labels = [one.label for one in clocks.alarms(START, START + timedelta(days=5))]
    assert labels == ["50%", "2 days before", "80%", "95%"]


WRONG = {
    "no time zone": (datetime(2026, 1, 1), START),
    "ends at its start": (START, START),
    "ends before its start": (START, START - timedelta(seconds=1)),
}


@pytest.mark.parametrize("case", WRONG.values(), ids=WRONG.keys())
def test_alarms_of_impossible_holds(case):
    with pytest.raises(ValueError):
        clocks.alarms(*case)


ORDERS = {
    "MA": (False, 90, None, True),
    "CL": (True, 90, 180, True),
    "CZ": (True, 90, 180, True),
    "US": (True, 90, 180, True),
    "GH": (True, 120, None, True),
    "AL": (True, 90, 180, True),
}


@pytest.mark.parametrize(("state", "rule"), ORDERS.items())
def test_orders_follow_the_states_own_rule_where_it_was_read(state, rule):
    found = holds.of(state)
    assert (
        found.known,
        found.order_most_days,
        found.order_most_total_days,
        found.renewable,
    ) == rule


def test_the_default_is_that_of_the_convention():
    assert holds.default().article == "BC 16(2)-(3)"
    with pytest.raises(UnknownStateError):
        holds.of("XX")


def test_measures():
    assert measures.title("M01") == "Expedited preservation of stored data"
    assert [one.code for one in measures.all()] == [f"M{number:02}" for number in range(1, 23)]
    assert [one.code for one in measures.all() if not one.carried] == ["M18", "M19", "M22"]
    with pytest.raises(UnknownMeasureError):
        measures.get("M00")
