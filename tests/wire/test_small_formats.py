"""Digests, times, binary values, IP addresses: one text per value, all others refused."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.wire import base64url, digests, ipaddresses, times
from comity.wire.errors import (
    Base64FormatError,
    DigestFormatError,
    IpAddressWrongError,
    TimeFormatError,
    TimeZoneMissingError,
)


def test_digest_of_nothing() -> None:
    empty = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert digests.sha256(b"") == empty
    assert digests.parse(empty).hex() == empty[7:]


@pytest.mark.parametrize(
    "text",
    ["", "sha256:", "sha256:" + "A" * 64, "SHA256:" + "a" * 64, "sha512:" + "a" * 64, "a" * 64,
     "sha256:" + "a" * 63, "sha256:" + "a" * 65, "sha256:" + "a" * 64 + "\n", "sha256:" + "é" * 64,
     None, 7],
)  # fmt: skip
def test_other_digests_are_refused(text: object) -> None:
    with pytest.raises(DigestFormatError):
        digests.parse(text)


def test_times_are_utc_whatever_the_zone() -> None:
    casablanca = timezone(timedelta(hours=1))
    assert (
        times.format(datetime(2026, 11, 25, 23, 41, 25, tzinfo=casablanca))
        == "2026-11-25T22:41:25Z"
    )
    with pytest.raises(TimeZoneMissingError):
        times.format(datetime(2026, 11, 25))


@given(st.datetimes(datetime(1900, 1, 1), datetime(2999, 12, 31), timezones=st.just(UTC)))
def test_times_come_back(moment: datetime) -> None:
    assert times.parse(times.format(moment)) == moment


NO_TIMES = {
    "no zone": ("2026-11-25T22:41:25", TimeZoneMissingError),
    "offset": ("2026-11-25T22:41:25+01:00", TimeFormatError),
    "zero offset": ("2026-11-25T22:41:25+00:00", TimeFormatError),
    "lower case": ("2026-11-25t22:41:25z", TimeFormatError),
    "blank": ("2026-11-25 22:41:25Z", TimeFormatError),
    "minutes only": ("2026-11-25T22:41Z", TimeFormatError),
    "date only": ("2026-11-25Z", TimeFormatError),
    "three digits": ("2026-11-25T22:41:25.123Z", TimeFormatError),
    "zero fraction": ("2026-11-25T22:41:25.000000Z", TimeFormatError),
    "leap second": ("2026-12-31T23:59:60Z", TimeFormatError),
    "31 November": ("2026-11-31T00:00:00Z", TimeFormatError),
    "hour 24": ("2026-11-25T24:00:00Z", TimeFormatError),
    "other digits": ("２０26-11-25T22:41:25Z", TimeFormatError),
    "newline": ("2026-11-25T22:41:25Z\n", TimeFormatError),
    "two zones": ("2026-11-25T22:41:25ZZ", TimeFormatError),
    "number": (1764110485, TimeFormatError),
    "before all files": ("0001-01-01T00:00:00Z", TimeFormatError),
    "at the end of the calendar": ("9999-12-31T23:59:59Z", TimeFormatError),
}


@pytest.mark.parametrize("name", NO_TIMES)
def test_other_times_are_refused(name: str) -> None:
    text, error = NO_TIMES[name]
    with pytest.raises(error):
        times.parse(text)


@given(st.binary())
def test_binary_values_come_back(data: bytes) -> None:
    assert base64url.decode(base64url.encode(data)) == data


@pytest.mark.parametrize(
    "text", ["AA==", "AAA=", "+w", "/w", "A", "AB", "A A", "AA\n", "AA!", "é", None, b"AA", 1]
)
def test_other_binary_texts_are_refused(text: Any) -> None:
    with pytest.raises(Base64FormatError):
        base64url.decode(text)


GOOD_ADDRESSES = {
    "192.0.2.7": "192.0.2.7",
    "2001:DB8:0::7": "2001:db8::7",
    "::ffff:192.0.2.7": "192.0.2.7",
}


@pytest.mark.parametrize("text", GOOD_ADDRESSES)
def test_an_address_has_one_form(text: str) -> None:
    assert ipaddresses.parse(text) == GOOD_ADDRESSES[text]


@pytest.mark.parametrize(
    "text",
    ["", "192.0.2", "192.0.2.07", "0xC0.0.2.7", "192.0.2.256", "192.0.2.7:80", "192.0.2.0/24", "0.0.0.0",
     "224.0.0.1", "::", "ff02::1", "fe80::1%eth0", "[2001:db8::7]", " 192.0.2.7", "１92.0.2.7", 3221225991,
     None],
)  # fmt: skip
def test_other_addresses_are_refused(text: object) -> None:
    with pytest.raises(IpAddressWrongError):
        ipaddresses.parse(text)


def test_private_addresses_are_told_apart() -> None:
    assert ipaddresses.is_public("8.8.8.8")
    assert not ipaddresses.is_public("10.0.0.1")
