"""The Maildir connector on real Maildirs: whose mail, from when, and byte for byte."""

import os
import socket
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from comity.demo import mailstore
from comity.providers import limits
from comity.providers.connectors import Gap, Item, Remark
from comity.providers.errors import ConnectorFailedError
from comity.providers.maildir import MaildirConnector, delivered_by_name
from comity.providers.rules import Scope, Sought

ADDRESS = "k.suspect@atlas-courriel.example"
SCOPE = Scope((Sought("email", ADDRESS),), frozenset({"d.mailbox"}))
DAY = datetime(2026, 11, 1, tzinfo=UTC)


def box(root: Path, address: str = ADDRESS) -> Path:
    for part in ("cur", "new", "tmp"):
        (root / address / part).mkdir(parents=True, exist_ok=True)
    return root / address


def put(
    root: Path, name: str, data: bytes = b"x", part: str = "cur", address: str = ADDRESS
) -> Path:
    path = box(root, address) / part / name
    path.write_bytes(data)
    return path


def name_at(at: datetime, number: int = 0) -> str:
    return f"{int(at.timestamp())}.M{number:06}P1.mx1"


def found(root: Path, scope: Scope = SCOPE) -> list[Item | Gap | Remark]:
    return list(MaildirConnector("mail", root).collect(scope))


def test_every_message_of_the_account_and_no_other(tmp_path: Path) -> None:
    made = mailstore.store(tmp_path, seed=5, messages=300)
    items = [one for one in found(made.mail) if isinstance(one, Item)]
    stored = {
        path.read_bytes()
        for part in ("cur", "new")
        for path in made.subscriber.folder.rglob(f"{part}/*")
    }
    assert len(items) == made.subscriber.messages == 300
    assert {one.data for one in items} == stored
    assert {one.identifiers for one in items} == {frozenset({("account", ADDRESS)})}


def test_the_store_is_left_as_it_was(tmp_path: Path) -> None:
    made = mailstore.store(tmp_path, seed=5, messages=60)
    before = {path: (path.stat().st_mtime_ns, path.stat().st_size) for path in made.mail.rglob("*")}
    found(made.mail)
    after = {path: (path.stat().st_mtime_ns, path.stat().st_size) for path in made.mail.rglob("*")}
    assert after == before


def test_the_time_is_of_delivery_not_of_the_header(tmp_path: Path) -> None:
    put(tmp_path, name_at(DAY, 42), b"Date: Mon, 01 Jan 2001 00:00:00 +0000\n\n")
    (item,) = found(tmp_path)
    assert isinstance(item, Item)
    assert item.delivered_at == DAY + timedelta(microseconds=42)
    assert item.meta["delivered_from"] == "name"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        pytest.param(b"1762000000.M000042P1.mx1", (1762000000, 42), id="microseconds"),
        pytest.param(b"1762000000.V801I1_0.mx1", (1762000000, 0), id="no microseconds"),
        pytest.param(b"1762000000.12345_1.mx1", (1762000000, 0), id="old style"),
        pytest.param(b"1762000000.P5Q1M7.mx1", (1762000000, 7), id="M not first"),
        pytest.param(b"message.eml", None, id="no time"),
        pytest.param(b"999999999999.x", None, id="beyond the calendar"),
        pytest.param(b"-5.x", None, id="negative"),
        pytest.param(b"", None, id="empty"),
    ],
)
def test_delivery_time_in_names(name: bytes, expected: tuple[int, int] | None) -> None:
    at = delivered_by_name(name)
    if expected is None:
        assert at is None
    else:
        assert at == datetime.fromtimestamp(expected[0], UTC).replace(microsecond=expected[1])


def test_a_name_without_time_falls_back_to_the_file_and_says_so(tmp_path: Path) -> None:
    path = put(tmp_path, "message.eml")
    os.utime(path, (DAY.timestamp(), DAY.timestamp()))
    (item,) = found(tmp_path)
    assert isinstance(item, Item)
    assert (item.delivered_at, item.meta["delivered_from"]) == (DAY, "file")


def test_the_range_is_by_delivery_and_both_ends_belong_to_it(tmp_path: Path) -> None:
    for number, hours in enumerate((-1, 0, 1, 2, 3)):
        put(tmp_path, name_at(DAY + timedelta(hours=hours), number))
    scope = Scope(SCOPE.identifiers, SCOPE.data_items, DAY, DAY + timedelta(hours=2))
    times = [one.delivered_at for one in found(tmp_path, scope) if isinstance(one, Item)]
    assert [at.hour for at in times if at] == [0, 1, 2]


def test_sub_folders_and_new_mail_are_read(tmp_path: Path) -> None:
    put(tmp_path, name_at(DAY, 1) + ":2,S")
    put(tmp_path, name_at(DAY, 2), part="new")
    sub = box(tmp_path) / ".Sent" / "cur"
    sub.mkdir(parents=True)
    (sub / f"{name_at(DAY, 3)}:2,").write_bytes(b"sent")
    (box(tmp_path) / "tmp" / name_at(DAY, 4)).write_bytes(b"half written")
    folders = {one.meta["folder"] for one in found(tmp_path) if isinstance(one, Item)}
    assert folders == {"INBOX", ".Sent"}
    assert len(found(tmp_path)) == 3


def test_names_that_are_no_text_keep_their_bytes(tmp_path: Path) -> None:
    folder = os.fsencode(box(tmp_path) / "cur")
    Path(os.fsdecode(folder + b"/" + name_at(DAY).encode() + b"\xff\xfe:2,S")).write_bytes(b"odd")
    (item,) = found(tmp_path)
    assert isinstance(item, Item)
    assert item.data == b"odd" and item.id.endswith("%FF%FE")


def _link(path: Path) -> None:
    path.symlink_to("/etc/hostname")


def _folder(path: Path) -> None:
    path.mkdir()


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _socket(path: Path) -> None:
    os.chdir(path.parent)
    with socket.socket(socket.AF_UNIX) as one:
        one.bind(path.name)


def _too_large(path: Path) -> None:
    with path.open("wb") as out:
        out.truncate(limits.ITEM_BYTES + 1)


@pytest.mark.parametrize(
    ("make", "code"),
    [
        pytest.param(_link, "unreadable", id="link to another file"),
        pytest.param(_folder, "unreadable", id="folder"),
        pytest.param(_pipe, "unreadable", id="pipe that nobody writes"),
        pytest.param(_socket, "unreadable", id="socket"),
        pytest.param(_too_large, "too_large", id="larger than one item may be"),
    ],
)
def test_what_cannot_be_given_is_named_and_the_rest_is_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make: Callable[[Path], None], code: str
) -> None:
    monkeypatch.setattr(limits, "ITEM_BYTES", 1000)
    put(tmp_path, name_at(DAY, 1), b"first")
    put(tmp_path, name_at(DAY, 3), b"third")
    monkeypatch.chdir(tmp_path)
    make(box(tmp_path) / "cur" / name_at(DAY, 2))
    seen = found(tmp_path)
    assert [one.data for one in seen if isinstance(one, Item)] == [b"first", b"third"]
    assert [one.code for one in seen if isinstance(one, Gap)] == [code]


def _linked_folder(mailbox: Path, other: Path) -> None:
    (mailbox / ".Stolen").symlink_to(other)


def _linked_part(mailbox: Path, other: Path) -> None:
    (mailbox / "new").rmdir()
    (mailbox / "new").symlink_to(other / "cur")


def _linked_part_of_a_folder(mailbox: Path, other: Path) -> None:
    (mailbox / ".Sub").mkdir()
    (mailbox / ".Sub" / "cur").symlink_to(other / "cur")


@pytest.mark.parametrize(
    ("link", "named"),
    [
        pytest.param(_linked_folder, ".Stolen", id="a folder"),
        pytest.param(_linked_part, "new", id="new of the mailbox"),
        pytest.param(_linked_part_of_a_folder, ".Sub/cur", id="cur of a folder"),
    ],
)
def test_a_subscriber_who_links_to_the_mail_of_others_adds_nothing(
    tmp_path: Path, link: Callable[[Path, Path], None], named: str
) -> None:
    put(tmp_path, name_at(DAY, 1), b"own")
    put(tmp_path, name_at(DAY, 2), b"of somebody else", address="other@atlas-courriel.example")
    link(box(tmp_path), box(tmp_path, "other@atlas-courriel.example"))
    seen = found(tmp_path)
    assert [one.data for one in seen if isinstance(one, Item)] == [b"own"]
    assert [one for one in seen if isinstance(one, Gap)] == [Gap(named, "unreadable")]


def test_a_folder_that_becomes_a_link_meanwhile_is_not_followed(tmp_path: Path) -> None:
    for number in range(2):
        put(tmp_path, name_at(DAY, number), b"own")
        put(tmp_path, name_at(DAY, number), b"theirs", address="other@atlas-courriel.example")
    stream = MaildirConnector("mail", tmp_path).collect(SCOPE)
    first = next(stream)
    box(tmp_path).joinpath("cur").rename(tmp_path / "away")
    other = box(tmp_path, "other@atlas-courriel.example")
    (tmp_path / ADDRESS / "cur").symlink_to(other / "cur")
    rest = list(stream)
    assert isinstance(first, Item)
    assert not [one for one in rest if isinstance(one, Item)]
    assert [one.code for one in rest if isinstance(one, Gap)] == ["unreadable", "unreadable"]


def test_a_message_deleted_meanwhile_is_named(tmp_path: Path) -> None:
    paths = [put(tmp_path, name_at(DAY, number)) for number in range(3)]
    stream = MaildirConnector("mail", tmp_path).collect(SCOPE)
    first = next(stream)
    paths[2].unlink()
    rest = list(stream)
    assert isinstance(first, Item)
    assert [one.code for one in rest if isinstance(one, Gap)] == ["vanished"]
    assert len([one for one in rest if isinstance(one, Item)]) == 1


def test_mail_that_is_read_or_flagged_meanwhile_is_followed(tmp_path: Path) -> None:
    paths = [put(tmp_path, name_at(DAY, number), b"%d" % number, "new") for number in range(3)]
    stream = MaildirConnector("mail", tmp_path).collect(SCOPE)
    next(stream)
    for path in paths[1:]:
        path.rename(box(tmp_path) / "cur" / f"{path.name}:2,S")
    rest = list(stream)
    assert [one.data for one in rest if isinstance(one, Item)] == [b"1", b"2"]
    assert not any(isinstance(one, Gap) for one in rest)


def test_mail_that_arrives_meanwhile_is_copied_and_said(tmp_path: Path) -> None:
    put(tmp_path, name_at(DAY, 1))
    stream = MaildirConnector("mail", tmp_path).collect(SCOPE)
    next(stream)
    put(tmp_path, name_at(DAY, 2), b"late", "new")
    rest = list(stream)
    assert [one.data for one in rest if isinstance(one, Item)] == [b"late"]
    assert rest[-1] == Remark("arrived_meanwhile", 1)


def test_a_mailbox_that_receives_without_end_does_not_hold_us(tmp_path: Path) -> None:
    put(tmp_path, name_at(DAY, 0))
    count = 0
    for count, _ in enumerate(MaildirConnector("mail", tmp_path).collect(SCOPE), 1):
        put(tmp_path, name_at(DAY, count))
    assert count == limits.ROUNDS + 1  # each look finds one more; then the remark


def test_a_store_that_goes_away_half_way_fails(tmp_path: Path) -> None:
    root = tmp_path / "store"
    for number in range(3):
        put(root, name_at(DAY, number))
    stream = MaildirConnector("mail", root).collect(SCOPE)
    next(stream)
    root.rename(tmp_path / "gone")
    with pytest.raises(ConnectorFailedError):
        list(stream)


def test_a_store_that_is_not_there_fails(tmp_path: Path) -> None:
    with pytest.raises(ConnectorFailedError):
        found(tmp_path / "nothing")


def test_an_account_that_nobody_has_is_remarked(tmp_path: Path) -> None:
    put(tmp_path, name_at(DAY), address="a.neighbour@atlas-courriel.example")
    assert found(tmp_path) == [Remark("no_such_account", 1)]


def test_the_address_is_found_whatever_its_case(tmp_path: Path) -> None:
    put(tmp_path, name_at(DAY))
    scope = Scope((Sought("email", ADDRESS.upper()),), SCOPE.data_items)
    assert len([one for one in found(tmp_path, scope) if isinstance(one, Item)]) == 1


def test_accounts_may_be_mapped_to_folders(tmp_path: Path) -> None:
    put(tmp_path, name_at(DAY), b"mine", address="user-17")
    connector = MaildirConnector("mail", tmp_path, {ADDRESS: "user-17"})
    (item,) = connector.collect(SCOPE)
    assert isinstance(item, Item)
    assert item.data == b"mine"
