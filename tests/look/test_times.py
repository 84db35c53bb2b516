"""Times on pages: two zones, and how far away."""

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.utils import translation

from comity.look import times
from comity.look.templatetags import look
from comity.node.config import NodeConfig

MOMENT = datetime(2026, 11, 25, 22, 41, tzinfo=UTC)


@pytest.fixture
def bucharest(monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    node: NodeConfig = settings.NODE
    monkeypatch.setattr(settings, "NODE", replace(node, time_zone="Europe/Bucharest"))


@pytest.mark.usefixtures("bucharest")
def test_both_zones_are_shown() -> None:
    shown = look.when(MOMENT)
    assert '<time datetime="2026-11-25T22:41:00Z">25 Nov 2026, 22:41 UTC</time>' in shown
    assert "(26 Nov 2026, 00:41 Europe/Bucharest)" in shown


@pytest.mark.usefixtures("bucharest")
def test_on_the_same_day_the_time_alone_is_said() -> None:
    assert "(16:05 Europe/Bucharest)" in look.when(MOMENT.replace(hour=14, minute=5))


@pytest.mark.usefixtures("bucharest")
def test_seconds_are_shown_where_they_matter() -> None:
    shown = look.when_exactly(MOMENT.replace(second=25))
    assert "22:41:25 UTC" in shown
    assert "00:41:25 Europe/Bucharest" in shown


@pytest.mark.usefixtures("bucharest")
def test_in_arabic_a_time_is_one_piece_that_no_reader_can_take_apart() -> None:
    """Figures after an Arabic letter change places; after the Latin letters of a zone they do not."""
    with translation.override("ar"):
        assert times.universal(MOMENT) == "UTC 2026-11-25, 22:41"
        assert times.local(MOMENT) == "Europe/Bucharest 2026-11-26, 00:41"
        assert look.day(MOMENT.date()) == '<bdi dir="ltr">2026-11-25</bdi>'


def test_utc_alone_where_people_live_in_it() -> None:
    assert "local" not in look.when(MOMENT)


def test_no_time_is_an_empty_text() -> None:
    assert look.when(None) == ""


@pytest.mark.parametrize(
    ("length", "text"),
    [
        (timedelta(seconds=30), "less than a minute"),
        (timedelta(minutes=5), "5 min"),
        (timedelta(hours=3, minutes=20), "3 h 20 min"),
        (timedelta(days=2, hours=4, minutes=9), "2 d 4 h"),
        (timedelta(days=60), "60 d 0 h"),
    ],
)
def test_lengths_in_words(length: timedelta, text: str) -> None:
    assert times.span(length) == text
    assert times.distance(MOMENT + length, MOMENT) == f"in {text}"
    assert times.distance(MOMENT - length, MOMENT) == f"overdue by {text}"


def test_a_digest_can_be_compared_by_eye() -> None:
    shown = look.digest("sha256:" + "0123456789abcdef" * 4)
    assert "sha256:01234567 89abcdef 01234567" in shown


def test_values_are_escaped() -> None:
    assert "<b>" not in look.digest("<b>")
    assert "<b>" not in look.short_digest('<b>"')
