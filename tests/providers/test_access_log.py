"""The access log connector on real lines: by user, by address at a moment, in any time zone."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from comity.demo import mailstore
from comity.providers import limits
from comity.providers.access_log import AccessLogConnector, parse_line
from comity.providers.connectors import Item, Remark
from comity.providers.errors import ConnectorFailedError
from comity.providers.rules import Scope, Sought

USER = "k.suspect@atlas-courriel.example"
AT = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)
ITEMS = frozenset({"b.connection"})
BY_USER = Scope((Sought("account", USER),), ITEMS)


def line(
    at: str, address: str = "198.51.100.23", user: str = USER, request: str = "GET / HTTP/1.1"
) -> bytes:
    return f'{address} - {user} [{at}] "{request}" 200 5 "-" "agent"\n'.encode()


def found(path: Path, scope: Scope) -> list[Item]:
    return [
        one for one in AccessLogConnector("access", path).collect(scope) if isinstance(one, Item)
    ]


def remarks(path: Path, scope: Scope) -> dict[str, int]:
    seen = AccessLogConnector("access", path).collect(scope)
    return {one.code: one.count for one in seen if isinstance(one, Remark)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(line("01/Nov/2026:10:00:00 +0100"), AT, id="one hour east"),
        pytest.param(line("01/Nov/2026:03:30:00 -0530"), AT, id="west, with half an hour"),
        pytest.param(line("01/Nov/2026:09:00:00 +0000", "2001:db8::1"), AT, id="IPv6"),
        pytest.param(
            line("01/Nov/2026:09:00:00 +0000", request='GET /\\"q\\" HTTP/1.1'),
            AT,
            id="escaped quote",
        ),
        pytest.param(
            b'192.0.2.1 - - [01/Nov/2026:09:00:00 +0000] "GET /" 200 -\n', AT, id="common format"
        ),
        pytest.param(line("32/Nov/2026:09:00:00 +0000"), None, id="no such day"),
        pytest.param(line("01/Foo/2026:09:00:00 +0000"), None, id="no such month"),
        pytest.param(line("01/Nov/2026:09:00:00"), None, id="no zone"),
        pytest.param(line("01/Nov/2026:09:00:00 +9900"), None, id="zone beyond a day"),
        pytest.param(b"-- log rotated --\n", None, id="no line"),
        pytest.param(b"", None, id="empty"),
        pytest.param(b"\xff\xfe\x00", None, id="binary"),
        pytest.param(line("01/Nov/2026:09:00:00 +0000") + b"x", None, id="rest behind"),
    ],
)
def test_lines(text: bytes, expected: datetime | None) -> None:
    assert parse_line(text)[1] == expected


def test_a_user_gets_their_lines_and_nobody_elses(tmp_path: Path) -> None:
    made = mailstore.store(tmp_path, seed=5, messages=500)
    items = found(made.log.path, BY_USER)
    named = [one for one in items if one.delivered_at is not None]
    assert len(named) == made.log.of_subscriber
    assert all(f" - {USER} [".encode() in one.data for one in named)
    assert remarks(made.log.path, BY_USER)["unreadable_lines"] == made.log.broken


def test_an_address_counts_at_its_moment_only(tmp_path: Path) -> None:
    log = tmp_path / "access.log"
    log.write_bytes(
        line("01/Nov/2026:10:00:00 +0100")  # the moment, in another zone
        + line("01/Nov/2026:09:00:01 +0000")  # within a second
        + line("01/Nov/2026:09:00:02 +0000")  # too late
        + line("01/Nov/2026:10:00:00 +0000")  # the same clock face, another time
        + line("01/Nov/2026:09:00:00 +0000", "198.51.100.24")  # another address
    )
    scope = Scope((Sought("ip_address", "198.51.100.23", AT),), ITEMS)
    assert [one.delivered_at for one in found(log, scope)] == [AT, AT + timedelta(seconds=1)]


def test_addresses_are_compared_not_their_spelling(tmp_path: Path) -> None:
    log = tmp_path / "access.log"
    log.write_bytes(
        line("01/Nov/2026:09:00:00 +0000", "2001:DB8:0:0::1", "-")
        + line("01/Nov/2026:09:00:00 +0000", "::ffff:192.0.2.7", "-")
    )
    assert len(found(log, Scope((Sought("ip_address", "2001:db8::1", AT),), ITEMS))) == 1
    assert len(found(log, Scope((Sought("ip_address", "192.0.2.7", AT),), ITEMS))) == 1


def test_a_broken_line_that_names_the_user_is_kept_without_a_time(tmp_path: Path) -> None:
    log = tmp_path / "access.log"
    broken = b"garbled " + USER.encode() + b" [no time]\n"
    log.write_bytes(line("01/Nov/2026:09:00:00 +0000") + broken + b"garbled other\n")
    last = found(log, BY_USER)[-1]
    assert (last.data, last.delivered_at, last.identifiers) == (
        broken,
        None,
        frozenset({("account", USER)}),
    )
    assert remarks(log, BY_USER) == {"unreadable_lines": 2}


def test_an_endless_line_is_one_unreadable_line(tmp_path: Path) -> None:
    log = tmp_path / "access.log"
    log.write_bytes(b"x" * (3 * limits.LINE_BYTES + 7) + b"\n" + line("01/Nov/2026:09:00:00 +0000"))
    assert len(found(log, BY_USER)) == 1
    assert remarks(log, BY_USER) == {"unreadable_lines": 1}


def test_lines_written_meanwhile_are_not_waited_for(tmp_path: Path) -> None:
    log = tmp_path / "access.log"
    log.write_bytes(line("01/Nov/2026:09:00:00 +0000") * 3)
    count = 0
    with log.open("ab") as writer:
        for _ in AccessLogConnector("access", log).collect(BY_USER):
            count += 1
            writer.write(line("01/Nov/2026:09:00:00 +0000"))
            writer.flush()
    assert count == 3


def test_a_log_that_is_cut_meanwhile_fails(tmp_path: Path) -> None:
    log = tmp_path / "access.log"
    log.write_bytes(line("01/Nov/2026:09:00:00 +0000") * 3)
    stream = AccessLogConnector("access", log).collect(BY_USER)
    next(stream)
    log.write_bytes(b"")
    with pytest.raises(ConnectorFailedError):
        list(stream)


def test_a_log_that_is_not_there_fails(tmp_path: Path) -> None:
    with pytest.raises(ConnectorFailedError):
        found(tmp_path / "nothing", BY_USER)


def test_equal_lines_are_two_items(tmp_path: Path) -> None:
    log = tmp_path / "access.log"
    log.write_bytes(line("01/Nov/2026:09:00:00 +0000") * 2)
    ids = [one.id for one in found(log, BY_USER)]
    assert len(set(ids)) == 2
