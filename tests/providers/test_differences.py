"""Which Date headers are told as differences from the delivery."""

from datetime import UTC, datetime

import pytest

from comity.providers import limits
from comity.providers.differences import difference

AT = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        pytest.param(b"Date: Sun, 01 Nov 2026 09:00:00 +0000\n\n", None, id="agrees"),
        pytest.param(
            b"Date: Sun, 01 Nov 2026 10:00:00 +0200\r\n\r\n", None, id="an hour apart, other zone"
        ),
        pytest.param(
            b"Date: Sun, 01 Nov 2026 07:59:59 +0000\n\n",
            "Sun, 01 Nov 2026 07:59:59 +0000",
            id="more",
        ),
        pytest.param(
            b"Date: Mon, 01 Jan 2001 00:00:00 +0000\n\n",
            "Mon, 01 Jan 2001 00:00:00 +0000",
            id="years",
        ),
        pytest.param(
            b"Subject: x\n\nDate: Sun, 01 Nov 2026 09:00:00 +0000\n", "none", id="only in the body"
        ),
        pytest.param(b"", "none", id="empty message"),
        pytest.param(b"Date: yesterday\n\n", "yesterday", id="no date"),
        pytest.param(
            b"Date: Sun, 01 Nov 2026 09:00:00\n\n", "Sun, 01 Nov 2026 09:00:00", id="no zone"
        ),
        pytest.param(
            b"Date: Wed, 32 Foo 2026 99:99:99 +9999\n\n",
            "Wed, 32 Foo 2026 99:99:99 +9999",
            id="nonsense",
        ),
        pytest.param(b"Date: Sun,\n 01 Nov 2026\n 09:00:00 +0000\n\n", None, id="folded"),
        pytest.param(b"\x00Date: Sun, 01 Nov 2026 09:00:00 +0000\n\n", None, id="NUL before it"),
        pytest.param(
            b"Date: Sat, 01 Jan 0001 00:00:00 +1400\n\n",
            "Sat, 01 Jan 0001 00:00:00 +1400",
            id="year one",
        ),
    ],
)
def test_differences(message: bytes, expected: str | None) -> None:
    assert difference(message, AT) == expected


def test_a_claim_is_short_and_printable() -> None:
    said = difference(b"Date: " + b"\x1b[31m" + b"x" * 5000 + b"\xff\n\n", AT)
    assert said is not None and said.isprintable() and len(said) == limits.CLAIM_CHARS
